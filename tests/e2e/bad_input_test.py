"""Bad input is counted with its place, skipped, and never stops the run; too little usable data ends with exit code 3."""
import json
import os
import pathlib
import resource
import signal
import subprocess
import time
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

    def test_an_input_that_cannot_be_read_makes_the_rest_partial(self):
        good = write_lines(self.folder / "good.jsonl", [exchange(number) for number in range(60)])
        garbage = self.folder / "garbage.zst"
        garbage.write_bytes(bytes(range(1, 256)) * 8)
        for bad in (garbage, self.folder / "absent.jsonl", self.folder / "none-*.jsonl"):
            with self.subTest(bad=bad.name):
                self.assertIn("unreadable", self.anomalies(bad, good, exit_code=4))
                found = self.scan(bad, good, exit_code=4)
                self.assertEqual((found["status"]["name"], found["scope"]["exchanges"]), ("partial", 60))
                _, err = self.run_program("scan", bad, good, "--format", "csv", exit_code=4)
                self.assertIn(bad.name.encode(), err)
                output, _ = self.run_program("convert", bad, good, exit_code=4)
                self.assertEqual(len(output.splitlines()), 60)

    def test_a_failure_is_a_document_too(self):
        noise = write_lines(self.folder / "noise.jsonl", ["not a log"] * 20)
        few = write_lines(self.folder / "few.jsonl", [exchange(1), exchange(2), *["not a log"] * 14])
        for log, used in ((noise, 0), (few, 2)):
            with self.subTest(log=log.name):
                found = self.scan(log, exit_code=3)
                self.assertEqual((found["status"]["exit_code"], found["status"]["name"]), (3, "input"))
                self.assertTrue(found["status"]["reason"])
                self.assertEqual(found["scope"]["exchanges"], used)
                self.assertEqual([kind["kind"] for kind in found["anomalies"]], ["malformed"])
                text, err = self.run_program("scan", log, exit_code=3)
                self.assertIn(log.name.encode() + b":", text)
                self.assertIn(log.name.encode() + b":", err)
        found = self.scan(few, "--strict", exit_code=3)
        self.assertIn("few.jsonl:3", found["status"]["reason"])
        report = json.loads(self.run_program("validate", noise, "--format", "json", exit_code=3)[0])
        self.assertEqual(report["status"]["name"], "input")
        out = self.folder / "out.jsonl"
        out.write_text("what stood there")
        self.run_program("convert", noise, "-o", out, exit_code=3)
        self.assertEqual(out.read_text(), "what stood there")

    def test_output_is_tried_before_reading(self):
        log = write_lines(self.folder / "log.jsonl", [exchange(number) for number in range(60)])
        for option in ("--report", "--out"):
            output, err = self.run_program("scan", log, option, self.folder / "absent" / "x", exit_code=2)
            self.assertIn(b"cannot write", err)
            self.assertEqual(output, b"")
            found = self.scan(log, option, self.folder / "absent" / "x", exit_code=2)
            self.assertEqual(found["status"]["name"], "usage")
        if pathlib.Path("/dev/full").exists():
            output, err = self.run_program("scan", log, "--out", "/dev/full", exit_code=2)
            self.assertIn(b"NO ALLEGED CAMPAIGN", output)  # not lost
            self.assertIn(b"/dev/full", err)

    def test_an_interrupt_leaves_no_half_output(self):
        for sent in (signal.SIGINT, signal.SIGTERM):
            reader, writer = os.pipe()
            with open(writer, "wb") as feed:
                out = self.folder / "out.jsonl"
                running = subprocess.Popen([PROGRAM, "convert", "-", "-o", out], stdin=reader, stderr=subprocess.PIPE)
                feed.write(json.dumps(exchange(1)).encode() + b"\n")
                feed.flush()
                partial = self.folder / "out.jsonl.partial"
                for _ in range(500):
                    if partial.exists():
                        break
                    time.sleep(0.01)
                running.send_signal(sent)
                _, err = running.communicate(timeout=60)
            os.close(reader)
            self.assertEqual(running.returncode, 130)
            self.assertIn(b"interrupted", err)
            self.assertFalse(partial.exists() or out.exists())

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
