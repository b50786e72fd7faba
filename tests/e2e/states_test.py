"""States of the parts of a log scan like the log, and what is no such state is named with what to do about it."""
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import time
import unittest

from program import PROGRAM, SMALL_WORLD, ProgramTest, logs, read_log, write_lines

INPUTS = re.compile(rb'\n  "inputs": \[.*?\n  \],', re.DOTALL)
PLACES = ("file", "line", "offset")


def without_places(value):
    if isinstance(value, dict):
        return {name: without_places(held) for name, held in value.items() if name not in PLACES}
    return [without_places(held) for held in value] if isinstance(value, list) else value


class StatesTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = cls.new_folder()
        cls.program("world", *SMALL_WORLD, "--file-exchanges", 2000, "--out", cls.world)
        cls.table = ["--accounts", cls.world / "accounts.csv", "--now", "2026-07-01"]
        # Beside the world: exchanges that repeat others, and lines that cannot be used.
        repeated = read_log(logs(cls.world)[1])[:7]
        write_lines(cls.world / "exchanges-faults.jsonl", [*repeated, "no record", {"id": "x"}, *repeated[:2]])
        cls.logs = logs(cls.world)
        assert len(cls.logs) >= 7, cls.logs
        cls.page = cls.world / "report.html"
        cls.whole = cls.program("scan", *cls.logs, *cls.table, "--format", "json", "--report", cls.page)[0]
        assert json.loads(cls.whole)["campaigns"]

    def profile(self, inputs, name, *options, **how):
        path = self.folder / name
        self.run_program("profile", *inputs, "-o", path, *options, **how)
        return path

    def states_of(self, parts, *options):
        return [self.profile(part, f"part-{number}.state", *options) for number, part in enumerate(parts)]

    def scan_bytes(self, *arguments, exit_code=0):
        return self.run_program("scan", *arguments, "--format", "json", exit_code=exit_code)[0]

    def assert_same_scan(self, found, states):
        """The same bytes, but for the list of inputs; in it, the states stand beside the logs."""
        self.assertEqual(INPUTS.sub(b"", found), INPUTS.sub(b"", self.whole))
        inputs = json.loads(found)["inputs"]
        self.assertEqual([entry for entry in inputs if entry["role"] != "state"], json.loads(self.whole)["inputs"])
        self.assertEqual(sorted(entry["path"] for entry in inputs if entry["role"] == "state"), sorted(map(str, states)))

    def parts_of(self, count, seed):
        mixed = list(self.logs)
        random.Random(seed).shuffle(mixed)
        return [mixed[number::count] for number in range(count)]

    def test_parts_scan_like_the_whole(self):
        faults = {anomaly["kind"]: anomaly["count"] for anomaly in json.loads(self.whole)["anomalies"]}
        self.assertEqual(faults, {"malformed": 1, "duplicate_id": 9, "time_out_of_range": 1})
        for count in (1, 3, 7):
            with self.subTest(parts=count):
                states = self.states_of(self.parts_of(count, count))
                page = self.folder / f"report-{count}.html"
                self.assert_same_scan(self.scan_bytes(*reversed(states), *self.table, "--report", page), states)
                self.assertEqual(page.read_bytes(), self.page.read_bytes())
                table = self.run_program("scan", *states, *self.table, "--format", "csv")[0]
                self.assertEqual(table, self.run_program("scan", *self.logs, *self.table, "--format", "csv")[0])

    def test_merged_states_and_logs_beside_states(self):
        a, b, c = self.states_of(self.parts_of(3, 5))
        merged = self.profile([b, a], "merged.state")
        self.assert_same_scan(self.scan_bytes(c, merged, *self.table), [c, merged])
        one, rest = self.logs[2], [log for log in self.logs if log != self.logs[2]]
        state = self.profile(rest, "rest.state")
        self.assert_same_scan(self.scan_bytes(one, state, *self.table), [state])
        self.assertEqual(self.profile([merged, c], "all.state").read_bytes(), self.profile(self.logs, "whole.state").read_bytes())

    def test_a_file_that_was_cut_into_parts(self):
        records = [line for log in self.logs if "faults" not in log.name for line in
                   subprocess.run(["zstd", "-dcq", log], check=True, capture_output=True).stdout.splitlines()]
        uncut = write_lines(self.folder / "log.jsonl", records)
        bounds = [len(records) * number // 7 for number in range(8)]
        pieces = [write_lines(self.folder / f"log-{number}.jsonl", records[bounds[number]:bounds[number + 1]])
                  for number in range(7)]
        states = self.states_of([[piece] for piece in pieces])
        expected, found = (json.loads(self.scan_bytes(*inputs, *self.table)) for inputs in ([uncut], states))
        for findings in (expected, found):
            findings.pop("inputs")
        self.assertEqual(json.dumps(without_places(found)), json.dumps(without_places(expected)))
        self.assertTrue(found["campaigns"])

    def test_threads_and_memory_change_nothing(self):
        state = self.profile(self.logs, "one.state", "--threads", 1).read_bytes()
        spill = self.folder / "spill"
        spill.mkdir()
        little = ["--memory", "64M", "--threads", 3, "--spill", spill]  # the least: rows go to files in small pieces
        self.assertEqual(self.profile(self.logs, "many.state", *little).read_bytes(), state)
        self.assertEqual(self.scan_bytes(*self.logs, *self.table, *little), self.whole)
        self.assertEqual(list(spill.iterdir()), [])
        for arguments in (["scan", *self.logs], ["scan", self.folder / "one.state"]):
            _, err = self.run_program(*arguments, *little[:4], "--spill", self.folder / "absent", exit_code=3)
            self.assertIn(b"name a folder with room for it with --spill", err)

    def test_explain(self):
        account = json.loads(self.whole)["campaigns"][0]["accounts"][0]["account_id"]
        states = self.states_of(self.parts_of(3, 9))
        told = [self.run_program("explain", account, *inputs, *self.table, "--format", "json")[0]
                for inputs in (self.logs, states)]
        self.assertEqual(*[INPUTS.sub(b"", one) for one in told])
        drawn = []
        for number, inputs in enumerate((self.logs, states)):
            out = self.folder / f"audit-{number}"
            self.run_program("audit-sample", *inputs, *self.table[:2], "--out", out)
            drawn.append({path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()})
        self.assertEqual(*drawn)
        self.assertGreater(len(drawn[0]), 3)

    def test_logs_that_are_gone_or_changed_are_not_quoted(self):
        copies = self.folder / "logs"
        copies.mkdir()
        for log in self.logs:
            shutil.copy(log, copies)
        mine = logs(copies)
        states = self.states_of([mine[:2], mine[2:]])
        whole = json.loads(self.scan_bytes(*states, *self.table))

        def ids(findings):
            return [(cited["file"], cited["exchange_id"]) for campaign in findings["campaigns"] for account in campaign["accounts"]
                    for reason in account["reasons"] for cited in reason["citations"]]
        self.assertTrue(all(name for _, name in ids(whole)))
        gone, changed = sorted({file for file, _ in ids(whole)})[:2]
        os.remove(gone)
        with open(changed, "r+b") as log:
            log.seek(-3, os.SEEK_END)
            log.write(b"xyz")
        found = json.loads(self.scan_bytes(*states, *self.table))
        self.assertEqual([file for file, _ in ids(found)], [file for file, _ in ids(whole)])
        for (file, before), (_, after) in zip(ids(whole), ids(found)):
            self.assertEqual(after, "" if file in (gone, changed) else before)
        self.assertIn(f"{gone} (no file is there)", found["limits"][-1])
        self.assertIn(f"{changed} (its bytes have changed)", found["limits"][-1])
        quiet = json.loads(self.scan_bytes(*states, *self.table, "--no-recall"))
        self.assertFalse(any(name for _, name in ids(quiet)))

    def test_standard_input(self):
        text = b"".join(subprocess.run(["zstd", "-dcq", log], check=True, capture_output=True).stdout for log in self.logs[:3])
        state = self.profile(["-"], "pipe.state", stdin=text)
        expected = self.run_program("scan", "-", *self.table, "--format", "json", stdin=text)[0]
        self.assertEqual(INPUTS.sub(b"", self.scan_bytes(state, *self.table)), INPUTS.sub(b"", expected))
        again = self.profile(["-"], "again.state", stdin=text[:9999])
        _, err = self.run_program("scan", state, again, exit_code=2)
        self.assertIn(b"both hold standard input", err)

    def test_a_key_and_options(self):
        key = self.folder / "scan.key"
        key.write_text("a secret for this test alone, 0123456789\n")
        key.chmod(0o600)
        options = ["--key-file", key, "--from", "2026-01-01", "--max-record-bytes", 1 << 20]
        states = self.states_of(self.parts_of(2, 1), *options)
        expected = self.scan_bytes(*self.logs, *self.table, *options)
        self.assertEqual(INPUTS.sub(b"", self.scan_bytes(*states, *self.table, "--key-file", key)), INPUTS.sub(b"", expected))
        self.assertEqual(INPUTS.sub(b"", self.scan_bytes(*states, *self.table, *options)), INPUTS.sub(b"", expected))
        _, err = self.run_program("scan", *states, exit_code=3)
        self.assertIn(b"field key_check: made under another key; give that one with --key-file", err)
        _, err = self.run_program("scan", *states, "--key-file", key, "--to", "2026-05-01", exit_code=2)
        self.assertIn(b"part-0.state: was read with --to none, and 2026-05-01T00:00:00Z is asked for", err)
        other = self.profile(self.logs[:1], "other.state", "--key-file", key)
        _, err = self.run_program("scan", states[1], other, "--key-file", key, exit_code=2)
        for words in (b"other.state", b"part-1.state", b"--from: ", b"make one of them again"):
            self.assertIn(words, err)

    def test_bad_states(self):
        good = self.profile(self.logs[:2], "good.state")
        whole, other = good.read_bytes(), self.profile(self.logs[2:4], "other.state")
        for name, content, words in (
                ("cut", whole[:-1000], b"field end: the file was cut short"), ("empty", b"", b"offset 0, field header"),
                ("text", b"{}\n" * 3000, b"field magic: this is no state"),
                ("newer", whole[:8] + b"\x02" + whole[9:], b"field version: version 2 is not known"),
                ("rows", whole[:5000] + b"\x99" + whole[5001:], b"field rows: the bytes were changed"),
                ("names", whole[:-1] + b"?", b"field names: the bytes were changed")):
            with self.subTest(name):
                bad = self.folder / f"{name}.state"
                bad.write_bytes(content)
                for arguments in (["scan", bad], ["explain", "x", other, bad], ["profile", bad, "-o", self.folder / "made"]):
                    _, err = self.run_program(*arguments, exit_code=3)
                    self.assertIn(str(bad).encode(), err)
                    self.assertIn(words, err)
                    self.assertIn(b"make the state again from its log", err)
                self.assertFalse((self.folder / "made").exists())
        _, err = self.run_program("scan", good, self.logs[0], exit_code=2)
        self.assertIn(b"both hold " + str(self.logs[0]).encode() + b", the same bytes", err)
        out, _ = self.run_program("validate", good, exit_code=3)
        self.assertIn(b"is a state", out)

    def test_places_that_cannot_be_written(self):
        for out, words in (("-", b"choose a file"), ("/dev/null", b"choose a file"), (self.folder, b"choose a file"),
                           (self.folder / "absent" / "x.state", b"No such file")):
            _, err = self.run_program("profile", self.logs[0], "-o", out, exit_code=2)
            self.assertIn(words, err)

        def small_files():  # as a full disk would: the next byte cannot be written
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
        state = self.profile(self.logs[:2], "good.state")
        spill = self.folder / "spill"
        spill.mkdir()
        for arguments in (["profile", *self.logs, "-o", self.folder / "x.state"], ["scan", state, "--spill", spill]):
            done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, preexec_fn=small_files)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn(b"MB are needed", done.stderr)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["good.state", "spill"])
        self.assertEqual(list(spill.iterdir()), [])

    def test_a_run_that_is_ended_leaves_no_state(self):
        for number, how in enumerate((signal.SIGKILL, signal.SIGTERM, signal.SIGINT)):
            out = self.folder / f"{number}.state"
            unfinished = out.with_name(out.name + ".partial")
            running = subprocess.Popen([PROGRAM, "profile", *self.logs, "--threads", "1", "-o", out], stderr=subprocess.DEVNULL)
            while not unfinished.exists() and running.poll() is None:
                time.sleep(0.001)
            running.send_signal(how)
            code = running.wait()
            self.assertIn(code, (-how, 130), "the run was over before it could be ended")
            self.assertFalse(out.exists())
            self.assertEqual(unfinished.exists(), how == signal.SIGKILL)
            self.run_program("profile", *self.logs, "-o", out)
            self.assertFalse(unfinished.exists())

    def test_an_empty_part(self):
        empty = self.folder / "empty.jsonl"
        empty.write_bytes(b"")
        states = [self.profile([empty], "empty.state"), self.profile(self.logs, "rest.state")]
        expected = self.scan_bytes(empty, *self.logs, *self.table)
        self.assertEqual(INPUTS.sub(b"", self.scan_bytes(*states, *self.table)), INPUTS.sub(b"", expected))
        _, err = self.run_program("profile", self.folder / "absent.jsonl", "-o", self.folder / "x.state", exit_code=3)
        self.assertIn(b"an input not, or not to its end", err)


if __name__ == "__main__":
    unittest.main()
