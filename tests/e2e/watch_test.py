"""A growing log is followed: what is told, what is forgotten, and that a kill at any moment loses nothing."""
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import time
import unittest

from program import PROGRAM, SLOW, SMALL_WORLD, ProgramTest, logs, read_log, write_lines


class WatchTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.new_folder()
        cls.program("world", *SMALL_WORLD, "--file-exchanges", 3000, "--out", cls.world)
        cls.files = logs(cls.world)
        cls.table = ["--accounts", cls.world / "accounts.csv"]
        assert len(cls.files) >= 4, cls.files

    def setUp(self):
        super().setUp()
        self.source, self.state = self.folder / "logs", self.folder / "state"
        self.source.mkdir()

    def arrive(self, path):
        """A file as a careful writer brings it: under another name first."""
        part = self.source / f"{path.name}.part"
        shutil.copy2(path, part)  # with its time of change
        part.rename(self.source / path.name)

    def command(self, *more):
        return ["watch", self.source, "--state", self.state, "--settle", "0s", "--once", *map(str, more)]

    def look(self, *more, **options):
        return self.run_program(*self.command(*self.table, *more), **options)

    def events(self):
        path = self.state / "events.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def named(self):
        """Campaign -> accounts, as the events tell it."""
        named = {}
        for event in self.events():
            named.setdefault(event["campaign"], set()).update(event["added"])
            if event["kind"] == "merged":
                named[event["campaign"]] |= named.pop(event["merged"])
        return named

    def test_campaigns_are_told_as_they_open_and_grow(self):
        for path in self.files:
            self.arrive(path)
            self.look()
        events = self.events()
        self.assertEqual([event["number"] for event in events], list(range(1, len(events) + 1)))
        self.assertEqual(len({event["event"] for event in events}), len(events))
        self.assertEqual({event["kind"] for event in events} - {"grew"}, {"opened"})
        found = self.scan(*self.files, *self.table)
        alleged = {account["account_id"] for campaign in found["campaigns"] for account in campaign["accounts"]}
        told = set().union(*self.named().values())
        self.assertEqual(len(self.named()), 2)
        self.assertGreaterEqual(len(told & alleged), 0.9 * len(alleged))
        truth = (self.world / "truth.csv").read_text()
        for account in told:
            self.assertRegex(truth, rf"(?m)^{account},.*(templates|grading)")

    def test_a_look_at_nothing_new_changes_nothing(self):
        self.arrive(self.files[0])
        self.look()
        before = (self.state / "watch.memory").read_bytes()
        self.look()
        self.assertEqual((self.state / "watch.memory").read_bytes(), before)

    def test_files_that_change_afterwards_are_told_and_not_counted_again(self):
        self.arrive(self.files[0])
        self.look()
        with open(self.source / self.files[0].name, "ab") as file:
            file.write(b" ")
        _, messages = self.look()
        self.assertIn(b"changed after it was folded in", messages)

    def test_what_is_older_than_the_window_is_forgotten(self):
        """The state after a day has left the window names the exchanges of a scan of the rest."""
        for path in self.files:
            self.arrive(path)
        _, messages = self.look("--window", 2)
        newest = max(record["time"] for path in self.files for record in read_log(path))
        inside = sum(record["time"] >= self.two_days_before(newest) for path in self.files for record in read_log(path))
        self.assertIn(f"{inside:,} exchanges in the window".encode(), messages)
        # Nothing of it is on the disk: neither a row nor the name of a file that is older as a whole.
        kept = b"".join(path.read_bytes() for path in self.state.glob("rows-*.state"))
        self.assertIn(self.files[-1].name.encode(), kept)
        self.assertNotIn(self.files[0].name.encode(), kept)
        rows = [int.from_bytes(path.read_bytes()[32:40], "little") for path in self.state.glob("rows-*.state")]
        self.assertEqual(sum(rows), inside)

    @staticmethod
    def two_days_before(text):
        import datetime
        newest = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        return (newest - datetime.timedelta(days=2)).isoformat().replace("+00:00", "Z")

    def test_a_pipe_can_be_watched(self):
        lines = b"".join(subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout for path in self.files)
        self.run_program("watch", "-", "--state", self.state, "--every", "1h", *self.table, stdin=lines)
        self.assertEqual(len(self.named()), 2)
        self.assertEqual(list((self.state / "arrived").glob("arrived-*")), [])

    def test_lines_of_a_pipe_are_kept_from_call_to_call(self):
        records = read_log(self.files[0])[:90]
        for i in range(3):
            lines = b"".join(json.dumps(record).encode() + b"\n" for record in records[30 * i:30 * (i + 1)])
            _, said = self.run_program("watch", "-", "--state", self.state, "--every", "1h", *self.table, stdin=lines)
            self.assertIn(f"look {i + 1}: 30 exchanges from 1 file, {30 * (i + 1)} exchanges in the window".encode(), said)

    def test_later_looks_at_a_day_scan_the_newest(self):
        records = read_log(self.files[0])[:300]
        day = records[0]["time"][:10]
        self.assertEqual({record["time"][:10] for record in records}, {day})
        expected = ["100 exchanges in the window", "100 exchanges scanned, the newest", "100 exchanges scanned, the newest"]
        for i, words in enumerate(expected):
            self.arrive(write_lines(self.folder / f"{i}.jsonl", records[100 * i:100 * (i + 1)]))
            _, said = self.look("--narrow", 150)
            self.assertIn(words.encode(), said)
        later = [dict(records[0], id="later", time="2026-06-02T00:00:01Z")]
        self.assertLess(day, "2026-06-02")
        self.arrive(write_lines(self.folder / "later.jsonl", later))
        _, said = self.look("--narrow", 150)
        self.assertIn(b"301 exchanges in the window", said)

    def test_a_name_is_used_once_as_long_as_its_exchanges_are_remembered(self):
        records = read_log(self.files[0])[:40]
        self.arrive(write_lines(self.folder / "one.jsonl", records[:20]))
        self.look("--window", 1)
        (self.source / "one.jsonl").unlink()
        self.arrive(write_lines(self.folder / "two.jsonl", records[20:]))
        self.look("--window", 1)
        self.arrive(write_lines(self.folder / "one.jsonl", records[:20] + records[:1]))
        _, said = self.look("--window", 1)
        self.assertIn(b"one.jsonl: changed after it was folded in", said)
        (self.source / "one.jsonl").unlink()
        later = [dict(record, id=f"later-{i}", time="2026-06-09T00:00:00Z") for i, record in enumerate(records)]
        self.arrive(write_lines(self.folder / "three.jsonl", later[:20]))
        self.look("--window", 1)
        self.arrive(write_lines(self.folder / "one.jsonl", later[20:]))
        _, said = self.look("--window", 1)
        self.assertIn(b"40 exchanges in the window", said)

    def test_a_damaged_folder_is_refused_and_left_as_it_is(self):
        self.arrive(self.files[0])
        self.look()
        rows = next(self.state.glob("rows-*.state"))
        for path, damage, said in (
                (rows, lambda b: b[:-5], b"cut short"),
                (rows, lambda b: b[:5000] + bytes([b[5000] ^ 1]) + b[5001:], b"changed"),
                (rows, lambda b: b[:8] + b"\x00" + b[9:], b"version"),
                (self.state / "watch.memory", lambda b: b[:8] + b"\x01" + b[9:], b"version 1 is not known"),
                (self.state / "watch.memory", lambda b: b[:60] + bytes([b[60] ^ 1]) + b[61:], b"the bytes were changed"),
                (self.state / "watch.memory", lambda b: b"", b"this is no memory of a watch"),
                (self.state / "events.jsonl", lambda b: b + b"x", b"something else")):
            self.arrive(self.files[1])
            good = path.read_bytes()
            path.write_bytes(damage(good))
            before = self.states()
            _, message = self.look(exit_code=3)
            self.assertIn(said, message)
            self.assertIn(path.name.encode(), message)
            self.assertEqual(self.states(), before)
            path.write_bytes(good)
        other_key = self.folder / "other.key"
        other_key.write_bytes(b"another secret that is long enough to be one\n")
        other_key.chmod(0o600)
        before = self.states()
        _, message = self.look("--key-file", other_key, exit_code=2)
        self.assertIn(b"made under another key", message)
        self.assertEqual(self.states(), before)
        self.look()  # nothing was lost: the good folder goes on

    def test_refusals(self):
        self.arrive(self.files[0])
        self.look()
        for arguments, message in ((["--join", self.files[0], "--on", "id"], b"does not join access logs"),
                                   (["--events", self.folder / "other.jsonl"], b"writes its events to")):
            _, said = self.look(*arguments, exit_code=2)
            self.assertIn(message, said)
        memory = self.state / "watch.memory"
        memory.write_bytes(memory.read_bytes()[:-1])
        _, said = self.look(exit_code=3)
        self.assertIn(b"cut short", said)
        self.assertIn(b"watch.memory, offset", said)

    def killed_until_done(self, kills, longest):
        """Calls the program until it ends by itself; kills it at random moments before. Returns the kills it took."""
        took = 0
        while True:
            process = subprocess.Popen([PROGRAM, *map(str, self.command(*self.table))], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.PIPE)
            if took < kills:
                time.sleep(random.uniform(0, longest))
                process.send_signal(signal.SIGKILL)
            _, said = process.communicate()
            if process.returncode == -signal.SIGKILL:
                took += 1
            else:
                self.assertEqual(process.returncode, 0, said)
                return took

    def states(self):
        return {path.name: path.read_bytes() for path in sorted(self.state.iterdir()) if path.is_file() and path.name != "lock"}

    def undisturbed(self, files):
        """What a watch leaves that nobody kills, and how long a look takes."""
        took = []
        for path in files:
            self.arrive(path)
            begun = time.monotonic()
            self.look()
            took.append(time.monotonic() - begun)
        left = self.states()
        shutil.rmtree(self.state)
        for path in files:
            (self.source / path.name).unlink()
        return left, statistics.median(took)

    def disturbed(self, files, kills, longest):
        took = 0
        for i, path in enumerate(files):
            self.arrive(path)
            took += self.killed_until_done((kills - took) // (len(files) - i), longest)
        return took

    def compare(self, files, kills):
        for path in files:  # copies keep one time, which the memory holds
            os.utime(path, ns=(10**18, 10**18))
        expected, usual = self.undisturbed(files)
        random.seed(7)
        took = self.disturbed(files, kills, usual)
        left = self.states()
        self.assertEqual(sorted(left), sorted(expected))
        for name, content in expected.items():
            self.assertEqual(left[name], content, name)
        return took

    def test_killed_at_any_moment_nothing_is_lost_or_counted_twice(self):
        tiny = self.folder / "tiny"
        tiny.mkdir()
        records = read_log(self.files[0])[:600]
        files = [write_lines(tiny / f"{i:02}.jsonl", records[15 * i:15 * (i + 1)]) for i in range(40)]
        if SLOW:  # a build with sanitizers
            self.assertGreaterEqual(self.compare(files[:6], 12), 6)
        else:
            self.assertGreaterEqual(self.compare(files, 280), 200)

    def test_killed_while_campaigns_are_told_every_event_is_there_once(self):
        self.compare(self.files, 5 if SLOW else 30)
        self.assertGreater(len(self.events()), 1)


if __name__ == "__main__":
    unittest.main()
