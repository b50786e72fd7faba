"""Bad input is counted with its place, skipped, and never stops the run; too little usable data ends with exit code 3."""
import json
import resource
import subprocess
import unittest

from program import PROGRAM, SLOW, ProgramTest, write_lines


def exchange(number, **fields):
    """A small exchange in the canonical form."""
    return {"id": f"req_{number}", "time": f"2026-06-01T00:{number // 60 % 60:02}:{number % 60:02}Z",
            "account.id": f"acct_{number % 7}", "gen_ai.request.model": "atlas-large",
            "gen_ai.input.messages": [{"role": "user", "parts": [{"type": "text", "content": f"What is {number} squared?"}]}],
            "gen_ai.output.messages": [{"role": "assistant", "parts": [{"type": "text", "content": str(number**2)}]}], **fields}


def without(record, field):
    return {name: value for name, value in record.items() if name != field}


class BadInputTest(ProgramTest):
    def anomalies(self, *logs, exit_code=0):
        output, _ = self.run_program("validate", *logs, "--format", "json", exit_code=exit_code)
        report = json.loads(output)
        return {kind["kind"]: kind for kind in report["anomalies"]}

    def test_each_kind_is_counted_with_its_place(self):
        good = [exchange(number) for number in range(50)]
        for kind, bad, line in [
                ("malformed", '{"id": "req_x", "time": ', 51),
                ("malformed", '[1, 2, 3]', 51),
                ("invalid_utf8", json.dumps(exchange(99)).encode().replace(b"What", b"Wh\xff\xfe"), 51),
                ("time_out_of_range", exchange(99, time="2026-13-45T00:00:00Z"), 51),
                ("time_out_of_range", exchange(99, time="9999-01-01T00:00:00Z"), 51),
                ("missing_field", without(exchange(99), "account.id"), 51),
        ]:
            with self.subTest(kind=kind, bad=str(bad)[:60]):
                log = write_lines(self.folder / "log.jsonl", [*good, bad, exchange(77)])
                found = self.anomalies(log)
                self.assertEqual(list(found), [kind])
                self.assertEqual(found[kind]["count"], 1)
                place = found[kind]["first"][0]
                self.assertTrue(place["path"].endswith("log.jsonl"), place)
                self.assertEqual(place["line"], line)
                self.assertTrue(place["remedy"])
                self.run_program("validate", log, "--strict", exit_code=3)

    def test_oversized_record(self):
        log = write_lines(self.folder / "log.jsonl", [exchange(1), exchange(2, filler="x" * 100_000), exchange(3)])
        output, _ = self.run_program("validate", log, "--max-record-bytes", 50_000, "--format", "json")
        self.assertEqual([kind["kind"] for kind in json.loads(output)["anomalies"]], ["oversized"])

    def test_truncated_archive_is_partial(self):
        log = write_lines(self.folder / "log.jsonl", [exchange(number) for number in range(20_000)])
        for suffix, pack in [("zst", ["zstd", "-q"]), ("gz", ["gzip"])]:
            with self.subTest(suffix):
                subprocess.run([*pack, "-k", "-f", log], check=True)
                whole = (self.folder / f"log.jsonl.{suffix}").read_bytes()
                cut = self.folder / f"cut.jsonl.{suffix}"
                cut.write_bytes(whole[:len(whole) // 2])
                found = self.anomalies(cut, exit_code=4)
                self.assertIn("truncated", found)
                self.anomalies(log, cut, exit_code=4)

    def test_nothing_usable(self):
        empty = write_lines(self.folder / "empty.jsonl", [])
        noise = write_lines(self.folder / "noise.jsonl", ["not a log"] * 20)
        for command in ["validate", "scan"]:
            for log in [empty, noise, self.folder / "absent.jsonl"]:
                with self.subTest(command=command, log=log.name):
                    _, err = self.run_program(command, log, exit_code=3)
        self.run_program("scan", "-", exit_code=3)

    @unittest.skipIf(SLOW, "the bound is on memory without sanitizers")
    def test_memory_is_bounded_for_a_huge_line(self):
        log = self.folder / "huge.jsonl"
        with open(log, "wb") as out:
            out.write(json.dumps(exchange(1)).encode() + b'\n{"id":"')
            for _ in range(1024):
                out.write(b"x" * (1 << 20))
            out.write(b'"}\n' + json.dumps(exchange(2)).encode() + b"\n")
        limit = 600 << 20
        done = subprocess.run([PROGRAM, "validate", log, "--threads", "2", "--format", "json"], capture_output=True,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)))
        self.assertEqual(done.returncode, 0, done.stderr[-500:])
        report = json.loads(done.stdout)
        self.assertEqual([kind["kind"] for kind in report["anomalies"]], ["oversized"])


if __name__ == "__main__":
    unittest.main()
