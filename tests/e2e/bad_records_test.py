"""One file with every fault at once: each is counted by its kind with file, line and byte offset, and the rest is scanned."""
import json
import unittest

from bad_input_test import exchange, without
from program import ProgramTest, write_lines

FOREIGN = {"id": "req_foreign", "time": "2026-06-01T00:00:00Z", "account_id": "acct_1",
           "request": {"model": "atlas-large", "messages": [{"role": "user", "content": "Name three rivers."}]},
           "response": {"object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop",
                        "message": {"role": "assistant", "content": "Rhine, Elbe, Oder"}}]}}
FAULTS = [("malformed", b'{"id": "req_cut", '), ("invalid_utf8", json.dumps(exchange(901)).encode().replace(b"What", b"\xc3\x28")),
          ("time_out_of_range", exchange(902, time="not a time")), ("missing_field", without(exchange(903), "id")),
          ("duplicate_id", exchange(7)), ("mixed_dialect", FOREIGN), ("oversized", exchange(905, filler="x" * 60_000))]


class BadRecordsTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.good = [exchange(number) for number in range(100)]

    def places(self):
        """Where each fault stands in the file: kind -> (line, byte offset)."""
        found, offset = {}, 0
        for number, line in enumerate((self.folder / "log.jsonl").read_bytes().splitlines(keepends=True), 1):
            if number > 100 and number - 101 < len(FAULTS):
                found[FAULTS[number - 101][0]] = (number, offset)
            offset += len(line)
        return found

    def test_every_kind_in_one_file(self):
        log = write_lines(self.folder / "log.jsonl", [*self.good, *(record for _, record in FAULTS), exchange(200)])
        found = self.scan(log, "--max-record-bytes", 50_000)
        self.assertEqual(found["scope"]["exchanges"], 101)
        self.assertEqual(found["status"]["exit_code"], 0)
        anomalies = {anomaly["kind"]: anomaly for anomaly in found["anomalies"]}
        self.assertEqual(set(anomalies), {kind for kind, _ in FAULTS})
        for kind, (line, offset) in self.places().items():
            with self.subTest(kind):
                self.assertEqual(anomalies[kind]["count"], 1)
                self.assertEqual(len(anomalies[kind]["places"]), 1)
                self.assertTrue(anomalies[kind]["places"][0].startswith(f"{log}:{line} (byte {offset}): "), anomalies[kind])
        text = self.run_program("scan", log, "--max-record-bytes", 50_000)[0].decode()
        self.assertIn("log.jsonl:101", text)

    def test_validate_counts_the_same(self):
        log = write_lines(self.folder / "log.jsonl", [*self.good, *(record for _, record in FAULTS)])
        report = json.loads(self.run_program("validate", log, "--max-record-bytes", 50_000, "--format", "json")[0])
        self.assertEqual({anomaly["kind"]: anomaly["count"] for anomaly in report["anomalies"]},
                         {kind: 1 for kind, _ in FAULTS})
        self.assertEqual(report["exchanges"], 100)

    def test_convert_drops_repeated_ids(self):
        log = write_lines(self.folder / "log.jsonl", [*self.good, exchange(7), exchange(7, **{"account.id": "acct_6"}), exchange(200)])
        more = write_lines(self.folder / "more.jsonl", [exchange(200), exchange(201)])
        for threads in (1, 4):
            output, err = self.run_program("convert", log, more, "--threads", threads)
            ids = [json.loads(line)["id"] for line in output.splitlines()]
            self.assertEqual(ids, [*(f"req_{number}" for number in range(100)), "req_200", "req_201"])
            self.assertIn(b"102 exchanges written, 3 records not used", err)

    def test_strict_stops_at_the_first(self):
        for kind, record in FAULTS:
            with self.subTest(kind):
                log = write_lines(self.folder / "log.jsonl", [*self.good, record, exchange(200)])
                for command in ("scan", "validate", "convert"):
                    _, err = self.run_program(command, log, "--strict", "--max-record-bytes", 50_000, exit_code=3)
                    self.assertIn(b"log.jsonl:101", err)

    def test_a_bad_account_row_is_counted(self):
        log = write_lines(self.folder / "log.jsonl", self.good)
        table = self.folder / "accounts.csv"
        table.write_text("account_id,created\nacct_1,2026-01-01\nacct_1,2026-01-02\n,2026-01-03\nacct_2,some day\n")
        found = self.scan(log, "--accounts", table)
        kinds = {anomaly["kind"]: anomaly for anomaly in found["anomalies"]}
        self.assertEqual(set(kinds), {"duplicate_id", "missing_field", "time_out_of_range"})
        self.assertIn("accounts.csv:5", kinds["time_out_of_range"]["places"][0])
        text = self.run_program("validate", log, "--accounts", table)[0].decode()
        self.assertRegex(text, r"accounts.csv:5 \(byte \d+\): created: give ISO 8601")
        report = json.loads(self.run_program("validate", log, "--accounts", table, "--format", "json")[0])
        self.assertEqual({kind["kind"]: kind["first"][0]["line"] for kind in report["account_anomalies"]},
                         {"duplicate_id": 3, "missing_field": 4, "time_out_of_range": 5})
        for command in ("validate", "scan"):
            _, err = self.run_program(command, log, "--accounts", table, "--strict", exit_code=3)
            self.assertIn(b"accounts.csv:3", err)


if __name__ == "__main__":
    unittest.main()
