"""A log in Parquet gives what the same log in JSON lines gives, and bad files are named with what to do about them."""
import json
import os
import pathlib
import resource
import signal
import subprocess
import time
import unittest

from program import PROGRAM, SMALL_WORLD, ProgramTest, logs, write_lines

PLACES = ("file", "line", "offset")  # where a citation stands: the only thing that may differ beside the inputs
MAP = ["version = 1", "[fields]", '"id" = "request"']
MISSING = b"./dev setup parquet"


def small_exchange(number):
    return {"id": f"req_{number}", "time": f"2026-06-01T{number % 5:02}:{number // 60 % 60:02}:{number % 60:02}Z",
            "account.id": f"acct_{number % 7}", "gen_ai.request.model": "atlas-large",
            "gen_ai.input.messages": [{"role": "user", "parts": [{"type": "text", "content": f"What is {number}? {'x' * 900}"}]}]}


def without_places(value):
    """The findings without inputs and places, as text that shows the order of keys."""
    if isinstance(value, dict):
        return {name: without_places(held) for name, held in value.items() if name not in PLACES}
    return [without_places(held) for held in value] if isinstance(value, list) else value


class ParquetTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.new_folder()
        probe = write_lines(cls.world / "probe.jsonl", [small_exchange(1)])
        done = subprocess.run([PROGRAM, "convert", probe, "--format", "parquet", "-o", cls.world / "probe"], capture_output=True)
        if MISSING in done.stderr:
            raise unittest.SkipTest("no libduckdb.so: ./dev setup parquet")
        assert done.returncode == 0, done.stderr
        cls.program("world", *SMALL_WORLD, "--out", cls.world)
        cls.table = ["--accounts", cls.world / "accounts.csv", "--now", "2026-07-01"]
        cls.parquet = cls.world / "exchanges"
        cls.program("convert", *logs(cls.world), "--format", "parquet", "-o", cls.parquet)

    def findings(self, *arguments):
        found = self.scan(*arguments, *self.table)
        inputs = found.pop("inputs")
        return json.dumps(without_places(found)), inputs

    def files(self, folder):
        return sorted(path for path in folder.rglob("*") if path.is_file())

    def test_scan_gives_the_same_bytes(self):
        expected, _ = self.findings(*logs(self.world))
        self.assertEqual(len(json.loads(expected)["campaigns"]), 2)
        for threads in (1, 3):
            found, inputs = self.findings(self.parquet, "--threads", threads)
            self.assertEqual(found, expected)
            self.assertEqual({entry["dialect"] for entry in inputs if entry["role"] == "log"}, {"parquet"})
        pattern, _ = self.findings(f"{self.parquet}/date=*/hour=*/*.parquet")
        self.assertEqual(pattern, expected)

    def test_citations_name_file_and_row(self):
        found = self.scan(self.parquet, *self.table)
        cited = [citation for campaign in found["campaigns"] for account in campaign["accounts"]
                 for reason in account["reasons"] for citation in reason["citations"]]
        self.assertGreater(len(cited), 10)
        for citation in cited:
            self.assertTrue(citation["file"].endswith(".parquet"), citation)
            self.assertEqual(citation["line"], citation["offset"] + 1)
            self.assertTrue(citation["exchange_id"].startswith("req_"), citation)

    def test_there_and_back(self):
        self.run_program("convert", *logs(self.world), "-o", self.folder / "lines.jsonl")
        self.run_program("convert", self.parquet, "-o", self.folder / "back.jsonl")
        lines = (self.folder / "lines.jsonl").read_bytes()
        self.assertEqual((self.folder / "back.jsonl").read_bytes(), lines)
        self.assertGreater(len(self.files(self.parquet)), 24)
        again = self.folder / "again"
        self.run_program("convert", *logs(self.world), "--format", "parquet", "--threads", 1, "-o", again)
        self.assertEqual([path.relative_to(again) for path in self.files(again)],
                         [path.relative_to(self.parquet) for path in self.files(self.parquet)])
        for one, other in zip(self.files(again), self.files(self.parquet)):
            self.assertEqual(one.read_bytes(), other.read_bytes(), one)

    def test_fingerprints_alone_and_beside_the_text(self):
        key = self.folder / "scan.key"
        key.write_text("a secret for this test alone, 0123456789\n")
        key.chmod(0o600)
        keyed = ["--key-file", key]
        prints, both, lines = self.folder / "prints", self.folder / "both", self.folder / "prints.jsonl"
        for out, options in ((prints, ["--fingerprint-only", "--format", "parquet"]), (lines, ["--fingerprint-only"]),
                             (both, ["--add-fingerprints", "--format", "parquet"])):
            self.run_program("convert", *logs(self.world), *keyed, *options, "-o", out)
        expected, _ = self.findings(lines, *keyed)
        self.assertEqual(self.findings(prints, *keyed)[0], expected)
        self.run_program("convert", prints, "-o", self.folder / "back.jsonl")
        both_lines = self.folder / "both.jsonl"
        self.run_program("convert", *logs(self.world), *keyed, "--add-fingerprints", "-o", both_lines)
        self.assertEqual(self.findings(both, *keyed)[0], self.findings(both_lines, *keyed)[0])

    def test_explain_and_validate(self):
        account = json.loads(self.findings(self.parquet)[0])["campaigns"][0]["accounts"][0]["account_id"]
        told = [without_places(json.loads(self.run_program("explain", account, *log, *self.table, "--format", "json")[0]))
                for log in ([self.parquet], logs(self.world))]
        self.assertEqual(*[json.dumps({k: v for k, v in one.items() if k != "inputs"}) for one in told])
        filled = [{field["field"]: field["filled"] for field in json.loads(
            self.run_program("validate", *log, "--format", "json")[0])["fields"]} for log in ([self.parquet], logs(self.world))]
        self.assertEqual(*filled)

    def test_results(self):
        results = self.folder / "results"
        self.scan(self.parquet, *self.table, "--results", results)
        self.assertEqual([path.name for path in self.files(results)],
                         ["accounts.parquet", "campaigns.parquet", "groups.parquet", "links.parquet"])
        first = [path.read_bytes() for path in self.files(results)]
        again = self.folder / "again"
        self.scan(*logs(self.world), *self.table, "--results", again)
        self.assertEqual([path.read_bytes() for path in self.files(again)], first)
        _, err = self.run_program("scan", self.parquet, "--results", results, exit_code=2)
        self.assertIn(b"results: it is there already", err)

    def test_bad_files(self):
        good = max(self.files(self.parquet), key=lambda path: path.stat().st_size)
        whole = good.read_bytes()
        damaged = bytearray(whole)
        damaged[len(whole) // 3:len(whole) // 3 + 400] = b"Z" * 400
        foot = bytearray(whole)
        foot[-200:-100] = b"\xff" * 100
        for name, content, words in (("cut", whole[:len(whole) // 2], "ends early"), ("text", b"no Parquet at all\n" * 9, "is no Parquet file"),
                                     ("empty", b"", "is no Parquet file"), ("damaged", bytes(damaged), "cannot be read"),
                                     ("foot", bytes(foot), "damaged")):
            bad = self.folder / f"{name}.parquet"
            bad.write_bytes(content)
            with self.subTest(name):
                report = json.loads(self.run_program("validate", good, bad, "--format", "json", exit_code=4)[0])
                places = [place for kind in report["anomalies"] for place in kind["first"]]
                self.assertTrue(any(place["path"] == str(bad) and words in place["remedy"] for place in places), places)
                found = self.scan(good, bad, exit_code=4)
                self.assertEqual(found["status"]["name"], "partial")
        _, err = self.run_program("scan", "-", stdin=whole, exit_code=3)
        self.assertIn(b"Parquet is read from files alone", err)
        _, err = self.run_program("validate", good, "--map", write_lines(self.folder / "map.toml", MAP), exit_code=3)
        self.assertIn(b"--map", err)

    def test_the_library_is_named_where_it_is_missing(self):
        log = self.files(self.parquet)[0]
        environment = os.environ | {"STILLWATCH_DUCKDB": str(self.folder / "absent.so")}
        for arguments in (["scan", log], ["convert", log, "--format", "parquet", "-o", self.folder / "x"],
                          ["scan", *logs(self.world), "--results", self.folder / "x"]):
            done = subprocess.run([PROGRAM, *map(str, arguments)], env=environment, capture_output=True)
            self.assertIn(done.returncode, (2, 3), done.stderr)
            self.assertIn(b"./dev setup parquet", done.stderr + done.stdout)
        self.assertFalse((self.folder / "x").exists() or (self.folder / "x.partial").exists())

    def test_no_half_folder_is_left(self):
        log = write_lines(self.folder / "log.jsonl", [small_exchange(number) for number in range(20_000)])

        def small_files_only():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

        out = self.folder / "out"
        done = subprocess.run([PROGRAM, "convert", log, "--format", "parquet", "-o", out], preexec_fn=small_files_only,
                              capture_output=True)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn(b"cannot write", done.stderr)
        self.assertFalse(out.exists() or pathlib.Path(f"{out}.partial").exists())

        noise = write_lines(self.folder / "noise.jsonl", ["not a log"] * 20)
        self.run_program("convert", noise, "--format", "parquet", "-o", out, exit_code=3)
        self.assertFalse(out.exists() or pathlib.Path(f"{out}.partial").exists())

    def test_an_interrupt_removes_the_folder(self):
        lines = b"".join(json.dumps(small_exchange(number)).encode() + b"\n" for number in range(80_000))
        for sent in (signal.SIGINT, signal.SIGTERM):
            out, partial = self.folder / "out", self.folder / "out.partial"
            running = subprocess.Popen([PROGRAM, "convert", "-", "--format", "parquet", "-o", out], stdin=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            running.stdin.write(lines)  # more than one part: a file is written before the input ends
            running.stdin.flush()
            for _ in range(1500):
                if any(path.is_file() for path in partial.rglob("*")):
                    break
                time.sleep(0.01)
            self.assertTrue(partial.exists())
            running.send_signal(sent)
            _, err = running.communicate(timeout=60)
            self.assertEqual(running.returncode, 130)
            self.assertIn(b"interrupted", err)
            self.assertFalse(partial.exists() or out.exists())


if __name__ == "__main__":
    unittest.main()
