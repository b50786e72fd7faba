"""A scan of a small world finds its campaigns, accuses nobody else, and says the same however it is run."""
import random
import unittest

from program import SLOW, ProgramTest, read_table, write_lines

HONEST, CAMPAIGN, DAYS, FILE = (300, 120, 6, 3000) if SLOW else (1500, 120, 10, 9000)


class ScanTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = cls.new_folder()
        cls.program("world", "--profile", "templates,grading", "--honest", HONEST, "--accounts", CAMPAIGN, "--days", DAYS,
                    "--seed", 11, "--file-exchanges", FILE, "--out", cls.world)
        cls.logs = sorted(cls.world.glob("exchanges-*.jsonl.zst"))
        cls.truth = {row["account_id"]: row for row in read_table(cls.world / "truth.csv")}

    def findings(self, *arguments):
        return self.scan(*self.logs, "--accounts", self.world / "accounts.csv", *arguments)

    def test_finds_the_campaigns_and_accuses_nobody_else(self):
        found = self.findings()
        accused = {account["account_id"] for campaign in found["campaigns"] for account in campaign["accounts"]
                   if account["outcome"] == "campaign"}
        campaign_members = {account for account, row in self.truth.items() if row["campaign"]}
        self.assertEqual(sorted(accused - campaign_members), [], "honest accounts accused")
        self.assertGreaterEqual(len(accused & campaign_members), 0.95 * len(campaign_members))
        for campaign in found["campaigns"]:
            self.assertRegex(campaign["campaign_id"], r"^C-[0-9a-f]{12}$")
            for account in campaign["accounts"]:
                self.assertTrue(account["reasons"], account["account_id"])

    def test_same_bytes_for_any_threads_and_order_of_inputs(self):
        self.assertGreater(len(self.logs), 2, "the test needs several files")
        outputs = []
        for number, threads in enumerate([1, 3] if SLOW else [1, 2, 8, 3]):
            logs = list(self.logs)
            random.Random(number).shuffle(logs)
            report = self.folder / f"report-{number}.html"
            output, _ = self.run_program("scan", *logs, "--accounts", self.world / "accounts.csv", "--threads", threads,
                                         "--format", "json", "--report", report)
            outputs.append((threads, output, report.read_bytes()))
        for threads, output, page in outputs[1:]:
            self.assertEqual(output, outputs[0][1], f"JSON differs between 1 and {threads} threads")
            self.assertEqual(page, outputs[0][2], f"HTML differs between 1 and {threads} threads")

    def test_fingerprints_alone_give_the_same_findings(self):
        key = self.folder / "scan.key"
        key.write_text("a key of the tests, thirty-two bytes and more\n")
        key.chmod(0o600)
        prints = self.folder / "prints.jsonl.zst"
        self.run_program("convert", *self.logs, "--fingerprint-only", "--key-file", key, "-o", prints)
        accounts = ["--accounts", self.world / "accounts.csv", "--key-file", key]
        from_text, from_prints = self.scan(*self.logs, *accounts), self.scan(prints, *accounts)
        for kind, name in [("campaigns", "campaign_id"), ("pools", "pool_id")]:
            self.assertEqual([facts(group, name) for group in from_text[kind]],
                             [facts(group, name) for group in from_prints[kind]])
        self.assertTrue(from_text["campaigns"])

    def test_outputs_in_every_form(self):
        accounts = ["--accounts", self.world / "accounts.csv"]
        page = self.folder / "report.html"
        text = self.run_program("scan", *self.logs, *accounts, "--report", page)[0].decode()
        self.assertRegex(text, r"C-[0-9a-f]{12}")
        html = page.read_text(encoding="utf-8")
        self.assertNotRegex(html, r"""(?:src|href)=["']?https?:""", "the report asks for something outside")
        lines = self.run_program("scan", *self.logs, *accounts, "--format", "jsonl")[0].splitlines()
        self.assertTrue(all(line.startswith(b"{") for line in lines))
        header = self.run_program("scan", *self.logs, *accounts, "--format", "csv")[0].splitlines()[0]
        self.assertIn(b"account_id", header)

    def test_says_what_is_too_common_to_link_by(self):
        def log(greeting):
            return [{"id": f"r{account}-{i}", "time": f"2026-02-03T{i % 24:02}:{account % 60:02}:06Z",
                     "account.id": f"a{account}", "gen_ai.request.model": "m",
                     "gen_ai.input.messages": [{"role": "user", "parts": [{"type": "text", "content": text}]}]}
                    for account in range(60) for i, text in enumerate([greeting, f"question of {account} alone"] * 6)]

        path = self.folder / "log.jsonl"
        for greeting, said in (("please say good morning to all of us", True), ("", False)):
            write_lines(path, log(greeting))
            limits = [limit for limit in self.scan(path)["limits"] if "linked nobody" in limit]
            self.assertEqual(said, len(limits) == 1, limits)
            self.assertTrue(not said or "left by more than a quarter of all accounts" in limits[0], limits)

    def test_fail_on(self):
        self.run_program("scan", *self.logs, "--accounts", self.world / "accounts.csv", "--fail-on", "campaign", exit_code=1)

    def test_explain_answers_for_anybody(self):
        for campaign_members in [True, False]:
            account = next(account for account, row in self.truth.items() if bool(row["campaign"]) == campaign_members)
            text = self.run_program("explain", account, *self.logs, "--accounts", self.world / "accounts.csv")[0].decode()
            self.assertIn(account, text)
        self.run_program("explain", "acct_of_nobody", *self.logs, exit_code=3)


def facts(group, name):
    """What must not depend on the form of the input: who, how sure."""
    return (group[name], group["log10_e"],
            [(signal["signal"], signal["p"], signal["log10_e"]) for signal in group["signals"]],
            [(account["account_id"], account["outcome"], account["p"], account["log10_e"]) for account in group["accounts"]])


if __name__ == "__main__":
    unittest.main()
