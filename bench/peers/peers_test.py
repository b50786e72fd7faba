"""Tests of the peers on made inputs whose answer is known: `python3 -m unittest peers_test` in this folder, in seconds."""
import importlib.util
import json
import math
import os
import subprocess
import sys
import tempfile
import unittest

import numpy as np
import zstandard

import compare
import linking
import near_duplicates
import worlds
from heuristics import heuristic_scores
from kernel_two_sample import kernel, off_diagonal_mean, squared_width
from mmd_law import Split, Texts, crossing
from volume import busiest, volume_scores

HERE = os.path.dirname(os.path.abspath(__file__))


def exchange(i, account, second, prompt, role="user", address="192.0.2.1", **more):
    return {"id": f"r{i}", "time": f"2026-06-01T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.500000Z", "account.id": account,
            "client.address": address, "gen_ai.usage.input_tokens": 10, "gen_ai.usage.output_tokens": 5, "http.response.status_code": 200,
            "gen_ai.input.messages": [{"role": "user", "parts": [{"type": "text", "content": "earlier"}]},
                                      {"role": role, "parts": [{"type": "text", "content": prompt}]}], **more}


def write_world(folder, records, accounts="account_id,payment\n"):
    data = "".join(json.dumps(r) + "\n" for r in records).encode()
    half = len(data) // 2  # two frames: a log may be written in parts
    with open(os.path.join(folder, "exchanges-000.jsonl.zst"), "wb") as file:
        for part in (data[:half], data[half:]):
            file.write(zstandard.ZstdCompressor().compress(part))
    with open(os.path.join(folder, "accounts.csv"), "w", encoding="utf-8") as file:
        file.write(accounts)


class PeersTest(unittest.TestCase):
    def world(self, records, accounts="account_id,payment\n"):
        with tempfile.TemporaryDirectory() as folder:
            write_world(folder, records, accounts)
            return worlds.read_world(folder)

    def test_reader_takes_the_last_prompt_and_counts_tool_turns(self):
        world = self.world([exchange(1, "a", 0, "what is love"), exchange(2, "a", 5, "tool output", role="tool"),
                            exchange(3, "b", 9, "what is love")], "account_id,payment\nc,pay_1\n")
        self.assertEqual(world.texts, ["what is love"])
        self.assertEqual(sorted(world.accounts), ["a", "b", "c"])
        self.assertEqual(world.prompt.tolist(), [0, -1, 0])
        self.assertAlmostEqual(world.time[2] - world.time[0], 9)
        self.assertEqual(world.tokens.tolist(), [15, 15, 15])

    def test_busiest_window_excludes_what_is_exactly_its_length_ago(self):
        self.assertEqual(busiest(np.array([0.0, 59.0, 60.0, 200.0]), 60), 2)
        self.assertEqual(busiest(np.array([0.0, 1.0, 2.0]), 60), 3)

    def test_volume_ranks_the_busy_account_first(self):
        world = self.world([exchange(i, "busy" if i % 4 else "calm", i, f"q {i}") for i in range(40)])
        for name, (scores, _, _) in volume_scores(world).items():
            self.assertGreater(scores[world.accounts.index("busy")], scores[world.accounts.index("calm")], name)

    def test_honeypot_flags_the_demonstration_of_its_page_and_not_one_question(self):
        languages = ["Python", "Java", "Rust", "Go", "Zig", "Nim", "Ada", "Lua", "Perl", "Ruby"] * 4
        burst = [exchange(i, "scraper", 0, f"What is {x} {i} good for in general today") for i, x in enumerate(languages)]
        people = [exchange(100 + i, f"person{i}", 60 * i, f"question {i} alone") for i in range(30)]
        world = self.world(burst + people)
        scores, threshold, _ = heuristic_scores(world)["heuristic_honeypot"]
        self.assertGreater(scores[world.accounts.index("scraper")], threshold)
        self.assertLess(scores[world.accounts.index("person1")], 0.1)

    def test_aegis_counts_requests_for_reasoning_and_alternating_blocks(self):
        asks = [exchange(i, "asks", 60 * i, f"Solve riddle {i}. Think step by step.", **{"http.response.status_code": 403 if i % 3 == 0 else 200})
                for i in range(30)]
        plain = [exchange(100 + i, "plain", 60 * i + 7, f"Tell me of town {i}") for i in range(30)]
        world = self.world(asks + plain)
        scores, threshold, _ = heuristic_scores(world)["heuristic_aegis"]
        self.assertGreaterEqual(scores[world.accounts.index("asks")], threshold)
        self.assertLess(scores[world.accounts.index("plain")], 0.2)

    def test_near_duplicates_join_and_different_texts_do_not(self):
        long = "please write a detailed summary of the annual report of the harbour authority for the board and name each of the figures"
        clusters = near_duplicates.clusters_of([long, long + " now", "the cat sat on a mat while rain fell over the quiet town of ours", "thanks a lot"])
        self.assertEqual(clusters[0], clusters[1])
        self.assertNotEqual(clusters[0], clusters[2])
        self.assertEqual(clusters[3], -1)

    def test_popular_values_link_nobody(self):
        few, many = {"card": {0, 1, 2}}, {"campus": set(range(linking.POPULAR + 1))}
        self.assertEqual(linking.component_sizes(60, few, many).tolist(), [3, 3, 3] + [1] * 57)

    def test_kernel_is_the_mean_over_four_widths_and_mmd_sees_a_shift(self):
        rng = np.random.default_rng(3)
        rows = rng.normal(size=(400, 16)).astype(np.float32)
        rows[200:, 0] += 3
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        sigma2 = squared_width(rows, rng)
        distance = float(((rows[0] - rows[1]) ** 2).sum())
        expected = np.mean([math.exp(-distance / (2 * sigma2 * w * w)) for w in (0.5, 1, 2, 4)])
        self.assertAlmostEqual(float(kernel(rows[:1], rows[1:2], sigma2)[0, 0]), expected, places=4)
        k = kernel(rows, rows, sigma2)
        same = off_diagonal_mean(k[:100, :100]) + off_diagonal_mean(k[100:200, 100:200]) - 2 * k[:100, 100:200].mean()
        shifted = off_diagonal_mean(k[:200, :200]) + off_diagonal_mean(k[200:, 200:]) - 2 * k[:200, 200:].mean()
        self.assertGreater(shifted, 10 * abs(same))

    def test_split_scores_equal_the_definition_and_share_no_text(self):
        rng = np.random.default_rng(4)
        rows = rng.normal(size=(260, 8)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        texts = Texts(rows, 250, {"other": np.arange(250, 260)}, rng)
        split = Split(texts, 10, rng)
        self.assertEqual(len(set(split.windows.ravel())), split.windows.size)
        by_definition = np.mean([texts.distance(split.windows[0], w) for w in split.windows[1:]])
        self.assertAlmostEqual(split.null()[0], by_definition, places=5)
        drawn = np.random.default_rng(5).choice(texts.sources["other"], 4, replace=False)
        mixed = np.r_[split.windows[2][:6], drawn]
        by_definition = np.mean([texts.distance(mixed, w) for i, w in enumerate(split.windows) if i != 2])
        self.assertAlmostEqual(split.mixed(2, texts.sources["other"], 0.4, np.random.default_rng(5)), by_definition, places=5)
        self.assertAlmostEqual(split.foreign(2, mixed), by_definition, places=5)
        large = Split(texts, 60, rng)  # windows that hold much of the texts take another way to the same numbers
        self.assertAlmostEqual(large.null()[1], np.mean([texts.distance(large.windows[1], w) for i, w in enumerate(large.windows) if i != 1]), places=5)

    def test_crossing_interpolates_in_log_n(self):
        self.assertAlmostEqual(crossing([(10, 0.8), (40, 1.0)]), 20, places=6)
        self.assertIsNone(crossing([(10, 0.8)]))

    def test_compare_never_lets_a_peer_accuse_more_than_we_do(self):
        campaign_members, honest = {"g1", "g2", "g3"}, {"h1", "h2", "h3"}
        scores = {"g1": 9, "g2": 5, "g3": 1, "h1": 5, "h2": 4, "h3": 0}
        self.assertEqual(compare.recall_at(scores, campaign_members, honest, 0), (1 / 3, 0, 5))
        self.assertEqual(compare.recall_at(scores, campaign_members, honest, 1), (2 / 3, 1, 4))
        self.assertEqual(compare.our_recall_at({"g1", "g2"}, [], campaign_members, honest, 0), 2 / 3)
        self.assertAlmostEqual(compare.our_recall_at({"g1", "g2"}, [], campaign_members, honest, 3), 1)
        self.assertAlmostEqual(compare.our_recall_at({"g1"}, ["g2", "h1", "g3"], campaign_members, honest, 0), 2 / 3)
        self.assertEqual(compare.our_recall_at({"g1", "h1"}, [], campaign_members, honest, 0), 0)

    def test_commands_end_with_the_exit_code_they_state(self):
        with tempfile.TemporaryDirectory() as folder:
            write_world(folder, [exchange(i, f"g{i % 3}", 10 * i, f"harvest item {i} of the list") for i in range(30)]
                        + [exchange(99, "h", 400, "one question of mine")])
            with open(os.path.join(folder, "truth.csv"), "w", encoding="utf-8") as file:
                file.write("account_id,class,campaign,harvest_share\ng0,c,x,1\ng1,c,x,1\ng2,c,x,1\nh,person,,0\n")

            def run(program, *arguments):
                return subprocess.run([sys.executable, os.path.join(HERE, program), *arguments], capture_output=True, text=True)

            scores, scan = os.path.join(folder, "scores"), os.path.join(folder, "scan.csv")
            self.assertEqual(run("run_peers.py", folder, "--out", scores, "--peers", "volume").returncode, 0)
            self.assertEqual(run("run_peers.py", folder, "--out", scores, "--peers", "linking").returncode, 0)  # adds
            self.assertEqual(run("run_peers.py", scores, "--out", scores, "--peers", "volume").returncode, 2)
            for named, code, outcome in (("g0 g1 g2", 0, "tied"), ("g0", 1, "lost")):
                with open(scan, "w", encoding="utf-8") as file:
                    file.write("group_outcome,account_id,account_outcome,log10_e\n" + "".join(f"campaign,{a},campaign,9\n" for a in named.split()))
                done = run("compare.py", "--scan", scan, "--truth", os.path.join(folder, "truth.csv"), "--scores", scores)
                self.assertEqual(done.returncode, code, done.stderr)
                rows = {r.get("peer"): r for r in map(json.loads, done.stdout.splitlines())}
                self.assertEqual(rows["volume_requests_total"]["outcome"], outcome)
                self.assertIn("link_all", rows)
            self.assertEqual(run("compare.py", "--scan", "none", "--truth", "none", "--scores", scores).returncode, 2)


class ScalePeers(unittest.TestCase):
    """Two prompts that differ in a word, of two accounts, and others that nobody shares."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        long = "please explain how the cache of a compiler is kept warm between two runs of a build on one machine "
        prompts = [("a", long + "today"), ("b", long + "tomorrow"), ("a", "a recipe for bread with rye and caraway seeds"),
                   ("a", "what is the capital of a country that has two"), ("b", "what is the capital of a country that has two")]
        write_world(self.folder.name, [exchange(i, account, i, prompt) for i, (account, prompt) in enumerate(prompts)]
                    + [exchange(9, "c", 9, "output of a tool", role="tool")])

    def run_peer(self, name):
        packages = {"datasketch": ["datasketch", "msgspec"], "rensa": ["rensa", "msgspec"], "duckdb": ["duckdb"]}[name]
        if any(importlib.util.find_spec(package) is None for package in packages):
            self.skipTest("needs requirements-scale.txt")
        log = os.path.join(self.folder.name, "exchanges-000.jsonl.zst")
        done = subprocess.run([sys.executable, os.path.join(HERE, "scale_peers.py"), name, log], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_near_duplicates_are_found_across_accounts(self):
        for name in ("datasketch", "rensa"):
            with self.subTest(name):
                self.assertEqual(self.run_peer(name), {"exchanges": 6, "prompts": 5, "shared": 2})

    def test_exact_prompts_are_grouped(self):
        gave = self.run_peer("duckdb")
        self.assertEqual((gave["exchanges"], gave["shared"]), (6, 1))


if __name__ == "__main__":
    unittest.main()
