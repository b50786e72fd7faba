"""The appeal packet of a named member, of an honest account and of one that is not there; the blind audit."""
import csv
import json
import re
import unittest

from program import SMALL_WORLD, ProgramTest, logs, read_table


class WorldTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.new_folder()
        cls.program("world", *SMALL_WORLD, "--out", cls.world)
        cls.log = [*logs(cls.world), "--accounts", cls.world / "accounts.csv"]
        cls.ids = {row["account_id"] for row in read_table(cls.world / "accounts.csv")}
        cls.found = json.loads(cls.program("scan", *cls.log, "--format", "json")[0])
        cls.member = cls.found["campaigns"][0]["accounts"][0]["account_id"]


class PacketTest(WorldTest):
    def packet(self, account, *arguments):
        page = self.folder / "packet.html"
        output, _ = self.run_program("explain", "--packet", account, *self.log, "--format", "json", "--report", page, *arguments)
        return json.loads(output), page.read_text(encoding="utf-8")

    def test_a_member_is_told_what_would_change_the_verdict(self):
        packet, page = self.packet(self.member)
        self.assertTrue(packet["accused"])
        group = packet["groups"][0]
        self.assertEqual((group["group_outcome"], group["outcome"]), ("campaign", "campaign"))
        self.assertIn("Alleged to be a member", page)
        changes = group["changes"]
        self.assertTrue(any(not change["named"] for change in changes), changes)
        self.assertTrue(any(change["group_outcome"] != "campaign" for change in changes), changes)
        without = {inference["claim"] for inference in group["inferences"] if inference["speaks"]}
        self.assertLessEqual({signal.replace("_", " ") for change in changes for signal in change["signals"]}, without)
        self.assertEqual(len(group["explanations"]), 7)
        factors = [one["factor"] for one in group["explanations"] if one["tested"]]
        self.assertEqual(factors, sorted(factors))
        self.assertTrue(all(one["would_support_it"] for one in group["explanations"]))
        self.assertEqual(len(group["positive_predictive_value"]), 3)
        places = [place for fact in packet["facts"] for place in fact["places"]]
        self.assertTrue(places and all(place["exchange_id"] for place in places))

    def test_nothing_of_other_customers(self):
        templates = [t["text"] for c in self.found["campaigns"] for t in c["templates"] if len(t["text"]) > 20]
        self.assertTrue(templates)
        for campaign in self.found["campaigns"]:
            account = max(campaign["accounts"], key=lambda one: len(one["reasons"]))["account_id"]
            packet, page = self.packet(account)
            for text in (json.dumps(packet, ensure_ascii=False), page):
                self.assertEqual({word for word in re.findall(r"acct_\w+", text)} & self.ids, {account})
                self.assertFalse([t for t in templates if t[:20] in text])

    def test_an_honest_account_is_told_that_nothing_is_alleged(self):
        named = {a["account_id"] for c in self.found["campaigns"] for a in c["accounts"] + c["adjacent_accounts"]}
        honest = min(self.ids - named)
        packet, page = self.packet(honest)
        self.assertFalse(packet["accused"])
        self.assertIn("Nothing is alleged about this account", page)
        self.assertNotIn("Alleged to be", page)

    def test_usage(self):
        output, err = self.run_program("explain", "--packet", "nobody", *self.log, exit_code=3)
        self.assertEqual(output, b"")
        self.assertIn(b'no exchange of the account "nobody"', err)
        kept = self.folder / "kept.html"
        kept.write_text("earlier")
        self.run_program("explain", "--packet", "nobody", *self.log, "-o", kept, exit_code=3)
        self.assertEqual(kept.read_text(), "earlier")
        for wrong in (["--packet", "--format", "text"], ["--format", "html"], ["--report", self.folder / "x.html"]):
            self.run_program("explain", self.member, *self.log, *wrong, exit_code=2)
        page = self.folder / "out.html"
        output, _ = self.run_program("explain", self.member, *self.log, "--packet", "-o", page)
        self.assertEqual(output, b"")
        self.assertIn("<!doctype html>", page.read_text(encoding="utf-8"))


class AuditTest(WorldTest):
    def draw(self, *arguments):
        folder = self.folder / f"audit{len(list(self.folder.iterdir()))}"
        self.run_program("audit-sample", *self.log, "--out", folder, "--size", 12, "--ungrouped", 6, *arguments)
        return folder

    def fill(self, folder, answer):
        """Fills the sheet as a reviewer who knows the truth of every unit would."""
        items = {item["blind_id"]: item for item in json.loads((folder / "key.json").read_text())["items"]}
        rows = read_table(folder / "review" / "sheet.csv")
        for row in rows:
            row["run_as_one"] = row["run_as_one"] or answer(items[row["blind_id"]])
            row["harvest"] = answer(items[row["blind_id"]])
        with open(folder / "filled.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        return folder / "filled.csv"

    def test_a_draw_is_blind_and_repeats(self):
        first, again, other = self.draw(), self.draw("--threads", 1), self.draw("--seed", 2)
        sheet = (first / "review" / "sheet.csv").read_bytes()
        self.assertEqual(sheet, (again / "review" / "sheet.csv").read_bytes())
        self.assertNotEqual(sheet, (other / "review" / "sheet.csv").read_bytes())
        self.assertEqual((first / "key.json").read_bytes(), (again / "key.json").read_bytes())
        key = json.loads((first / "key.json").read_text())
        campaigns = {c["campaign_id"] for c in self.found["campaigns"]}
        self.assertEqual({i["name"] for i in key["items"] if i["kind"] == "control"}, campaigns)
        self.assertTrue(all(i["outcome"] == "cleared" for i in key["items"] if i["kind"] == "group"))
        self.assertEqual(sum(s["units"] for s in key["strata"] if s["kind"] == "group"),
                         self.found["error_control"]["groups_tested"] - sum(
                             len(self.found[kind]) for kind in ("campaigns", "pools", "single_customers")))
        for item in key["items"]:
            stratum = key["strata"][item["stratum"]]
            self.assertAlmostEqual(item["inclusion_probability"], stratum["drawn"] / stratum["units"])
            page = (first / "review" / "units" / f"{item['blind_id']}.html").read_text(encoding="utf-8")
            for secret in (item["name"], "log10", "campaign", "cleared", "control"):
                if item["kind"] != "account" or secret != item["name"]:
                    self.assertNotIn(secret, page)
        self.assertEqual((first / "key.json").stat().st_mode & 0o077, 0)

    def test_the_estimate(self):
        folder = self.draw()
        filled = self.fill(folder, lambda item: "yes" if item["kind"] == "control" else "no")
        result = json.loads(self.run_program("audit-sample", "--estimate", filled, "--key", folder / "key.json",
                                             "--format", "json")[0])
        self.assertEqual((result["groups"]["missed"], result["groups"]["low"]), (0, 0))
        self.assertGreater(result["groups"]["frame"], result["groups"]["high"])
        self.assertEqual(result["controls"]["found"], result["controls"]["reviewed"])
        text = self.run_program("audit-sample", "--estimate", filled, "--key", folder / "key.json")[0].decode()
        self.assertIn("hypergeometric", text)
        filled = self.fill(folder, lambda item: "yes")
        result = json.loads(self.run_program("audit-sample", "--estimate", filled, "--key", folder / "key.json",
                                             "--format", "json")[0])
        self.assertAlmostEqual(result["groups"]["missed"], result["groups"]["frame"])
        self.assertEqual(result["groups"]["high"], result["groups"]["frame"])

    def test_usage(self):
        folder = self.draw("--texts")
        _, err = self.run_program("audit-sample", *self.log, "--out", folder, exit_code=2)
        self.assertIn(b"holds an audit already", err)
        _, err = self.run_program("audit-sample", "--estimate", folder / "review" / "sheet.csv", "--key",
                                  folder / "key.json", exit_code=3)
        self.assertRegex(err, rb"sheet.csv:2: B-\w+: answer")
        for wrong in ([], [*self.log], ["--estimate", "x.csv"], [*self.log, "--key", "k.json", "--out", "d"]):
            self.run_program("audit-sample", *wrong, exit_code=2)
        pages = "".join(page.read_text(encoding="utf-8") for page in (folder / "review" / "units").iterdir())
        self.assertIn("<pre>", pages)


if __name__ == "__main__":
    unittest.main()
