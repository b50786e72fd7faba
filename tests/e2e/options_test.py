"""Options that choose what is read and what is shown, and outputs that must parse."""
import csv
import hashlib
import io
import json
import unittest

from program import SMALL_WORLD, ProgramTest, logs, read_log, read_table, write_lines


class OptionsTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.new_folder()
        cls.program("world", *SMALL_WORLD, "--out", cls.world)
        cls.truth = {row["account_id"]: row["campaign"] for row in read_table(cls.world / "truth.csv")}
        cls.log = [*logs(cls.world), "--accounts", cls.world / "accounts.csv"]
        cls.whole = json.loads(cls.program("scan", *cls.log, "--format", "json")[0])

    def accused(self, findings):
        return {account["account_id"] for campaign in findings["campaigns"] for account in campaign["accounts"]}

    def test_only_campaign_accounts_stand_in_campaigns(self):
        self.assertRegex(self.whole["version"], r"^\d+\.\d+\.\d+$")
        self.assertEqual([], [account for account in self.accused(self.whole) if not self.truth[account]])
        for campaign in self.whole["campaigns"]:
            self.assertEqual(campaign["account_count"], len(campaign["accounts"]))
            self.assertEqual({"campaign"}, {account["outcome"] for account in campaign["accounts"]})
            self.assertLessEqual({account["outcome"] for account in campaign["adjacent_accounts"]}, {"adjacent", "victim"})
            self.assertEqual(campaign["exchanges"], sum(account["exchanges"] for account in campaign["accounts"]))

    def test_allow_list_masks_and_says_so(self):
        masked, expired = sorted(self.accused(self.whole))[:2]
        allow = self.folder / "allow.csv"
        allow.write_text("subject,reason,owner,expiry\n"
                         f"{masked},agreed red team,trust team,2099-01-01\n{expired},an old agreement,trust team,2020-01-01\n")
        found = self.scan(*self.log, "--allow", allow)
        self.assertEqual(self.accused(self.whole) - self.accused(found), {masked})
        self.assertEqual([(m["subject"], m["reason"], m["owner"], m["accounts"]) for m in found["masked"]],
                         [(masked, "agreed red team", "trust team", 1)])
        self.assertTrue(found["masked"][0]["expiry"].startswith("2099-01-01"), found["masked"])
        text = self.run_program("scan", *self.log, "--allow", allow)[0].decode()
        self.assertIn("agreed red team", text)
        campaign = next(c for c in found["campaigns"] if c["campaign_id"] == found["masked"][0]["group_id"])
        self.assertEqual(campaign["exchanges"], sum(account["exchanges"] for account in campaign["accounts"]))
        self.assertTrue(campaign["links"])
        earlier = self.scan(*self.log, "--allow", allow, "--now", "2019-12-31")
        self.assertEqual(self.accused(self.whole) - self.accused(earlier), {masked, expired})
        text = self.run_program("explain", masked, *self.log, "--allow", allow)[0].decode()
        self.assertIn("masked by the allow list", text)
        self.assertNotIn("alleged", text.split("WHAT IT DID")[1])
        self.assertIn("agreed red team", json.loads(self.run_program(
            "explain", masked, *self.log, "--allow", allow, "--format", "json")[0])["masked_by"])
        allow.write_text("subject,reason,owner,expiry\nacct,,trust team,2099-01-01\n")
        self.run_program("scan", *self.log, "--allow", allow, exit_code=2)

    def test_a_campaign_whose_accounts_are_all_masked_is_gone(self):
        allow = self.folder / "allow.csv"
        allow.write_text("subject,reason,owner,expiry\n"
                         + "".join(f"{account},red team,trust team,2099-01-01\n" for account in self.accused(self.whole)))
        found = self.scan(*self.log, "--allow", allow, "--fail-on", "campaign")
        self.assertEqual(found["campaigns"], [])
        self.assertTrue(all(masked["whole_group"] for masked in found["masked"] if masked["group_outcome"] == "campaign"))

    def test_time_bounds(self):
        found = self.scan(*self.log, "--from", "2026-06-02", "--to", "2026-06-04T00:00:00Z")
        self.assertGreaterEqual(found["scope"]["first"], "2026-06-02")
        self.assertLess(found["scope"]["last"], "2026-06-04")
        self.assertLess(found["scope"]["exchanges"], self.whole["scope"]["exchanges"])
        times = [record["time"] for log in logs(self.world) for record in read_log(log)]
        self.assertEqual(found["scope"]["exchanges"], sum("2026-06-02" <= time < "2026-06-04" for time in times))
        self.run_program("scan", *self.log, "--from", "2050-01-01", exit_code=3)
        self.run_program("scan", *self.log, "--from", "2026-06-04", "--to", "2026-06-02", exit_code=2)

    def test_account_table_as_json_lines(self):
        rows = [{name: value for name, value in row.items() if value} for row in read_table(self.world / "accounts.csv")]
        table = write_lines(self.folder / "accounts.jsonl", rows)
        found = self.scan(*logs(self.world), "--accounts", table)
        self.assertEqual(found["campaigns"], self.whole["campaigns"])
        self.assertEqual(found["pools"], self.whole["pools"])

    def test_a_schema_of_its_own(self):
        records = [record for log in logs(self.world) for record in read_log(log)]
        records = [record for record in records if text_of(record["gen_ai.input.messages"])][:500]
        own = write_lines(self.folder / "own.jsonl", (
            {"meta": {"request": r["id"], "at": r["time"], "who": r["account.id"]}, "engine": r["gen_ai.request.model"],
             "ask": text_of(r["gen_ai.input.messages"]), "reply": text_of(r.get("gen_ai.output.messages", []))}
            for r in records))
        fields = self.folder / "fields.toml"
        fields.write_text('version = 1\n[fields]\nid = "meta.request"\ntime = "meta.at"\n"account.id" = "meta.who"\n'
                          '"gen_ai.request.model" = "engine"\n'
                          '[text]\nprompt = "ask"\nanswer = "reply"\n')
        report = json.loads(self.run_program("validate", own, "--map", fields, "--format", "json")[0])
        self.assertEqual(report["anomalies"], [])
        found = self.scan(own, "--map", fields)
        self.assertEqual(found["scope"]["exchanges"], 500)
        self.assertEqual(found["scope"]["accounts"], len({r["account.id"] for r in records}))
        fields.write_text('version = 1\n[fields]\nidentity = "meta.request"\n')
        _, err = self.run_program("validate", own, "--map", fields, exit_code=2)
        self.assertIn(b"fields.toml:3", err)

    def test_machine_formats_agree(self):
        text = self.run_program("scan", *self.log, "--format", "csv")[0].decode()
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        self.assertEqual({row["account_id"] for row in rows if row["account_outcome"] == "campaign"}, self.accused(self.whole))
        lines = [json.loads(line) for line in self.run_program("scan", *self.log, "--format", "jsonl")[0].splitlines()]
        self.assertEqual({line["account_id"] for line in lines if line["type"] == "account" and "campaign_id" in line},
                         self.accused(self.whole))
        self.assertEqual(lines[0]["type"], "scan")

    def test_the_next_command_is_complete(self):
        fields = self.folder / "a map.toml"
        fields.write_text('version = 1\n[fields]\nid = "id"\ntime = "time"\n"account.id" = "account.id"\n'
                          '"gen_ai.request.model" = "gen_ai.request.model"\n'
                          '"gen_ai.input.messages" = "gen_ai.input.messages"\n')
        text = self.run_program("scan", *self.log, "--map", fields, "--from", "2026-06-01", "--fdr", 0.02, "--seed", 5)[0].decode()
        line = next(line for line in text.splitlines() if line.startswith("  stillwatch explain"))
        for words in (f"--map '{fields}'", "--accounts", "--from 2026-06-01", "--fdr 0.02", "--seed 5"):
            self.assertIn(words, line)
        log = "".join(json.dumps(record) + "\n" for record in read_log(logs(self.world)[0])[:500])
        text = self.run_program("scan", "-", stdin=log.encode())[0].decode()
        self.assertNotIn("stillwatch scan -", text)
        self.assertIn("Save the log", text)

    def test_tables_are_inputs_with_a_digest(self):
        roles = {entry["role"]: entry for entry in self.whole["inputs"]}
        accounts = self.world / "accounts.csv"
        self.assertEqual(roles["accounts"]["sha256"], hashlib.sha256(accounts.read_bytes()).hexdigest())
        self.assertIn(roles["accounts"]["sha256"], self.whole["configuration"]["text"])
        other = self.folder / "accounts.csv"
        other.write_bytes(accounts.read_bytes() + b"acct_of_nobody\n")
        found = self.scan(*logs(self.world), "--accounts", other)
        self.assertNotEqual(found["configuration"]["digest"], self.whole["configuration"]["digest"])

    def test_explanations(self):
        for account, named in ((sorted(self.accused(self.whole))[0], True),
                               (next(name for name, campaign in self.truth.items() if not campaign), False)):
            found = json.loads(self.run_program("explain", account, *self.log, "--format", "json")[0])
            self.assertTrue(found["seen"])
            self.assertEqual(bool([group for group in found["named_in"] if group.get("outcome") == "campaign"]), named)
        found = json.loads(self.run_program("explain", "acct_of_nobody", *self.log, "--format", "json", exit_code=3)[0])
        self.assertFalse(found["seen"])

    def test_citations_lead_to_the_record(self):
        lines = {str(log): read_log(log) for log in logs(self.world)}
        citations = [citation for campaign in self.whole["campaigns"] for account in campaign["accounts"]
                     for reason in account["reasons"] for citation in reason["citations"]]
        self.assertGreater(len(citations), 20)
        for citation in citations:
            self.assertEqual(lines[citation["file"]][citation["line"] - 1]["id"], citation["exchange_id"])

    def test_usage_errors(self):
        for arguments in (["scan"], ["scan", *self.log, "--threads", "-1"], ["scan", *self.log, "--from", "some day"],
                          ["scan", *self.log, "--fdr", 2], ["scan", *self.log, "--join", self.world / "truth.csv"],
                          ["scan", *self.log, "--dialect", "latin"], ["world", "--profile", "none"],
                          ["world", "--profile", "no-such", "--out", self.folder],
                          ["convert", *logs(self.world), "--to", "x", "-o", "-"],
                          ["scan", *self.log, "-o", self.folder / "absent" / "findings.json"]):
            with self.subTest(arguments=[str(a) for a in arguments]):
                _, err = self.run_program(*arguments, exit_code=2)
                self.assertTrue(err.strip())


def text_of(messages):
    return "\n".join(str(part.get("content", "")) for message in messages[-1:] for part in message["parts"])


if __name__ == "__main__":
    unittest.main()
