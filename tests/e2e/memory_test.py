"""--memory holds a whole run: the same bytes come out of less memory, or it ends and says what it needs."""
import os
import pathlib
import re
import resource
import signal
import subprocess
import unittest

from program import PROGRAM, SMALL_WORLD, ProgramTest, logs

MEMORY = 5  # exit code: the run needs more memory than it may take
MB = 1 << 20
BETWEEN_LOOKS = 160  # MB that may be touched between two looks, where the margin is less (docs/cli/scan.md)


def run(*arguments, limits=(), **options):
    """Runs the program with resource limits; returns exit code, stdout, stderr and peak memory in MB."""
    def limit():
        for kind, most in limits:
            resource.setrlimit(kind, (most, most))
    process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               preexec_fn=limit, **options)
    # Outputs are small but for standard output, which goes through the pipe in order.
    out, err = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    process.stderr.close()
    return process.returncode, out, err.decode(errors="replace"), usage.ru_maxrss // 1024


class MemoryTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = cls.new_folder()
        world = [*SMALL_WORLD[:2], "--honest", 900, "--accounts", 120, "--days", 8]
        cls.program("world", *world, "--file-exchanges", 4000, "--out", cls.world)
        cls.logs = logs(cls.world)
        cls.scan = ["scan", *cls.logs, "--accounts", cls.world / "accounts.csv", "--now", "2026-07-01", "--format",
                    "json", "--threads", 2]
        code, cls.whole, err, cls.unbounded = run(*cls.scan, "--memory", 0)
        assert code == 0, err

    def setUp(self):
        super().setUp()
        self.spill = self.folder / "spill"
        self.spill.mkdir()

    def least(self):
        code, _, err, _ = run(*self.scan, "--memory", "1M")
        self.assertEqual(code, MEMORY, err)
        return int(re.search(r"give --memory (\d+)M", err)[1])

    def test_less_memory_gives_the_same_bytes(self):
        for memory in (self.least(), 80, 160):
            with self.subTest(memory=memory):
                code, out, err, peak = run(*self.scan, "--memory", f"{memory}M", "--spill", self.spill)
                if code == MEMORY:  # said, with what would do
                    self.assertRegex(err, r"the stage \"\w+\" needs more than \d+ MB.*give --memory \d+M")
                    self.assertNotEqual(memory, 160)
                    continue
                self.assertEqual(code, 0, err)
                self.assertEqual(out, self.whole)
                self.assertLessEqual(peak, memory + BETWEEN_LOOKS)
                self.assertEqual(list(self.spill.iterdir()), [])

    def test_what_goes_to_the_disk_is_said_before(self):
        _, _, err, _ = run(*self.scan, "--memory", f"{self.least()}M", "--spill", self.spill)
        self.assertRegex(err, r"rows do not fit in --memory \d+ MB: about [\d.]+ \w+ go to \S+, which has [\d.]+ \w+ free")

    def test_a_full_disk_ends_with_an_error_and_leaves_nothing(self):
        out = self.folder / "findings.json"
        scan = ["csv" if word == "json" else word for word in self.scan]  # JSON would hold the reason
        code, _, err, _ = run(*scan, "--memory", f"{self.least()}M", "--spill", self.spill, "-o", out,
                              limits=[(resource.RLIMIT_FSIZE, 100_000)])
        self.assertEqual(code, 3, err)
        self.assertRegex(err, r"File too large.*are needed.*--spill")
        self.assertEqual([path for path in self.folder.rglob("*") if path != self.spill], [])
        state = self.folder / "x.state"
        code, _, err, _ = run("profile", *self.logs, "-o", state, limits=[(resource.RLIMIT_FSIZE, 100_000)])
        self.assertEqual(code, 3, err)
        self.assertIn("nothing is left of it", err)
        self.assertEqual([path for path in self.folder.rglob("*") if path != self.spill], [])

    def test_memory_that_is_not_given_ends_with_an_error_and_leaves_nothing(self):
        out = self.folder / "findings.json"
        codes = set()
        for most in (60, 80, 100, 120, 140):
            code, _, err, _ = run(*self.scan, "--memory", 0, "-o", out, limits=[(resource.RLIMIT_AS, most * MB)])
            codes.add(code)
            if code == 0:
                break
            self.assertEqual(code, MEMORY, err)
            self.assertIn("the system gives no more memory", err)
            self.assertEqual([path for path in self.folder.rglob("*") if path != self.spill], [])
        self.assertIn(MEMORY, codes)

    def test_a_state_that_is_cut_short_under_the_program_is_told(self):
        state = self.folder / "part.state"
        self.run_program("profile", *self.logs, "-o", state)
        size = state.stat().st_size
        process = subprocess.Popen([PROGRAM, "scan", state, "--quiet", "--stage-times"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        maps = pathlib.Path(f"/proc/{process.pid}/maps")
        while process.poll() is None and str(state) not in maps.read_text():
            pass
        os.truncate(state, size // 3)
        out, err = process.communicate()
        self.assertEqual(process.returncode, 3, err)
        self.assertTrue(b"cut short" in err or b"make the state again" in err, err)

    def test_a_watch_is_held_to_it_too(self):
        def watch(name, memory):
            return run("watch", self.world, "--state", self.folder / name, "--once", "--settle", "0s", "--threads", 2,
                       "--accounts", self.world / "accounts.csv", "--memory", memory, "--spill", self.spill)
        code, _, err, _ = watch("little", "1M")
        self.assertEqual(code, MEMORY, err)
        self.assertRegex(err, r"give --memory \d+M")
        code, whole, err, _ = watch("whole", 0)
        self.assertEqual(code, 0, err)
        code, out, err, peak = watch("bounded", "160M")
        self.assertEqual(code, 0, err)
        self.assertEqual([line.split()[2:] for line in out.splitlines()], [line.split()[2:] for line in whole.splitlines()])
        self.assertLessEqual(peak, 160 + BETWEEN_LOOKS)

    def test_the_default_is_said(self):
        self.assertIn(b"--memory", self.run_program("scan", "--help")[0])
        self.assertIn(b"three quarters", self.run_program("scan", "--help")[0])


if __name__ == "__main__":
    unittest.main()
