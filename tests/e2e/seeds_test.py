"""Both campaigns of a world are found whatever its seed, and no honest account is accused."""
import unittest

from program import ProgramTest, logs, read_table

WORLD = ["--profile", "templates,grading", "--honest", 600, "--accounts", 120, "--days", 5]


class SeedsTest(ProgramTest):
    def test_campaigns_of_three_worlds(self):
        for seed in (1, 2, 3):
            with self.subTest(seed=seed):
                world = self.folder / f"seed-{seed}"
                self.run_program("world", *WORLD, "--seed", seed, "--out", world)
                truth = {row["account_id"]: row["campaign"] for row in read_table(world / "truth.csv")}
                found = self.scan(*logs(world), "--accounts", world / "accounts.csv")
                self.assertEqual(found["anomalies"], [])
                accused = [(campaign["campaign_id"], account["account_id"]) for campaign in found["campaigns"]
                           for account in campaign["accounts"] if account["outcome"] == "campaign"]
                self.assertEqual([], [pair for pair in accused if not truth[pair[1]]], "honest accounts accused")
                self.assertEqual(len(accused), len({account for _, account in accused}), "an account is accused twice")
                for campaign in ("templates-1", "grading-1"):
                    members = {account for account, name in truth.items() if name == campaign}
                    found = members & {account for _, account in accused}
                    self.assertGreaterEqual(len(found), 0.95 * len(members), campaign)
                    # one operator, one finding
                    self.assertEqual(len({finding for finding, account in accused if account in found}), 1, campaign)


if __name__ == "__main__":
    unittest.main()
