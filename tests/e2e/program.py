"""Runs the built program as a user would, for the tests beside this file.

The environment names the program in STILLWATCH and the build type in STILLWATCH_BUILD; builds with sanitizers are slow,
so tests take smaller worlds there.
"""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ.get("STILLWATCH", "build/release/stillwatch")
SLOW = os.environ.get("STILLWATCH_BUILD") == "Debug"


class ProgramTest(unittest.TestCase):
    """A test case with a folder of its own."""

    maxDiff = 4000

    def setUp(self):
        self.folder = self.new_folder()

    @classmethod
    def new_folder(cls):
        """A folder that is removed after the tests of the class."""
        folder = tempfile.TemporaryDirectory(prefix="stillwatch-e2e-")
        cls.addClassCleanup(folder.cleanup)
        return pathlib.Path(folder.name)

    @staticmethod
    def program(*arguments, exit_code=0, stdin=b"", timeout=600):
        """Runs the program, checks its exit code, and returns its output as bytes: (stdout, stderr)."""
        command = [PROGRAM, *map(str, arguments)]
        done = subprocess.run(command, input=stdin, capture_output=True, timeout=timeout)
        if done.returncode != exit_code:
            raise AssertionError(f"{' '.join(command)}\nexit code {done.returncode}, expected {exit_code}\n"
                                 f"stdout: {done.stdout[-2000:].decode(errors='replace')}\n"
                                 f"stderr: {done.stderr[-2000:].decode(errors='replace')}")
        return done.stdout, done.stderr

    def run_program(self, *arguments, **options):
        return self.program(*arguments, **options)

    def scan(self, *arguments, exit_code=0, **options):
        """The findings of a scan, parsed from --format json."""
        output, _ = self.run_program("scan", *arguments, "--format", "json", exit_code=exit_code, **options)
        return json.loads(output)


def write_lines(path, records):
    """Writes records as JSON Lines; a str or bytes is written as it is."""
    with open(path, "wb") as out:
        for record in records:
            if isinstance(record, str):
                record = record.encode()
            elif not isinstance(record, bytes):
                record = json.dumps(record, ensure_ascii=False).encode()
            out.write(record + b"\n")
    return path


def read_table(path):
    """A CSV file as a list of dicts."""
    import csv
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# The smallest world in which both campaigns are found.
SMALL_WORLD = ["--profile", "templates,grading", "--honest", 300, "--accounts", 120, "--days", 4]


def logs(folder):
    """The log files of a generated world, without its tables and access log."""
    return sorted(folder.glob("exchanges-*"))


def read_log(path):
    """The records of a compressed log."""
    text = subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout
    return [json.loads(line) for line in text.splitlines()]


def evidence(findings):
    """What must not depend on how the same facts were stored: groups, accounts, p- and e-values."""
    groups = []
    for kind in ("campaigns", "pools", "single_customers"):
        for group in findings[kind]:
            name = group.get("campaign_id") or group.get("pool_id") or group.get("group_id")
            accounts = group["accounts"] + group["adjacent_accounts"]
            groups.append({
                "group": (kind, name, group["log10_e"], group["exchanges"], group["harvest_exchanges"]),
                "signals": [(s["signal"], s["applies"], s.get("p"), s.get("log10_e")) for s in group["signals"]],
                "accounts": [(a["account_id"], a["outcome"], a["p"], a["log10_e"], a["exchanges"],
                              [reason["code"] for reason in a["reasons"]]) for a in accounts],
            })
    return groups
