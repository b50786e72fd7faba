#!/usr/bin/env python3
"""Compares the accounts that `stillwatch scan` names with the scores of the peers, on one world.

    compare.py --scan scan.csv --truth WORLD/truth.csv --scores scores/ [--out FILE]

Prints one JSON object a line: first `ours`, then one for every peer. `--scan` is the CSV or the JSON of a scan. An
account belongs to a campaign if truth.csv gives it one; the others are honest. Per peer:

  at_our_count    the peer's recall when its threshold is just above the (k + 1)-th highest honest score, where k is how
                  many honest accounts we accuse: equal scores stand or fall together, so it accuses at most k
  at_own_threshold  honest accounts accused and recall at the threshold of the peer's source, and our recall when we may
                  accuse as many: the accounts that we name, then those that the scan lists without accusing them in the
                  order of their evidence, then a random choice of the rest (expected recall), as a ROC curve is drawn
  outcome         won, tied or lost on `at_our_count`; `outcome_at_own_threshold` likewise

Exit codes: 0 no peer has more recall in either comparison, 1 some has, 2 wrong usage or a file that cannot be read.
"""
import argparse
import csv
import json
import math
import os
import sys


def named_by_csv(text):
    """(named accounts, [(evidence, account)] of listed ones that are not accused)."""
    named, listed = set(), {}
    for row in csv.DictReader(text.splitlines(keepends=True)):
        account = row["account_id"]
        if row["group_outcome"] == "campaign" and row["account_outcome"] == "campaign":
            named.add(account)
        else:
            listed[account] = max(listed.get(account, -math.inf), float(row["log10_e"] or "-inf"))
    return named, listed


def named_by_json(text):
    document = json.loads(text)
    named, listed = set(), {}
    groups = [(kind, group) for kind in ("campaigns", "pools", "single_customers") for group in document.get(kind, [])]
    for kind, group in groups:
        for entry in group.get("accounts", []) + group.get("adjacent_accounts", []):
            account = entry["account_id"]
            if kind == "campaigns" and entry.get("outcome") == "campaign":
                named.add(account)
            else:
                evidence = entry.get("log10_e")
                listed[account] = max(listed.get(account, -math.inf), float(evidence) if isinstance(evidence, (int, float)) else -math.inf)
    return named, listed


def read_scan(path):
    with open(path, newline="", encoding="utf-8") as file:
        text = file.read()
    named, listed = named_by_json(text) if text.lstrip().startswith("{") else named_by_csv(text)
    return named, [account for account, _ in sorted(listed.items(), key=lambda item: (-item[1], item[0])) if account not in named]


def read_table(path, column):
    with open(path, newline="", encoding="utf-8") as file:
        return {row["account_id"]: row[column] for row in csv.DictReader(file)}


def recall_at(scores, campaign_members, honest, count):
    """Recall and honest accused at the lowest threshold that accuses at most `count` honest accounts."""
    ranked = sorted((scores.get(a, -math.inf) for a in honest), reverse=True)
    bar = ranked[count] if count < len(ranked) else -math.inf
    found = sum(scores.get(a, -math.inf) > bar for a in campaign_members)
    return found / len(campaign_members), sum(score > bar for score in ranked), bar


def our_recall_at(named, listed, campaign_members, honest, count):
    """Our expected recall when we may accuse `count` honest accounts; never below what we name with fewer."""
    accused, found = len(named & honest), len(named & campaign_members)
    if accused > count:
        return 0.0  # our one operating point accuses more; nothing smaller is claimed
    for account in listed:
        if account in honest:
            if accused == count:
                return found / len(campaign_members)
            accused += 1
        elif account in campaign_members:
            found += 1
    rest = len(honest) - accused
    return (found + (len(campaign_members) - found) * (count - accused) / rest if rest else found) / len(campaign_members)


def outcome(ours, theirs):
    return "tied" if math.isclose(ours, theirs, abs_tol=1e-12) else "won" if ours > theirs else "lost"


def compare(named, listed, campaign_of, scores_of, described):
    """Yields the rows; `campaign_of` maps every account to its campaign or ''."""
    campaign_members = {a for a, campaign in campaign_of.items() if campaign}
    honest = set(campaign_of) - campaign_members
    if not campaign_members or not honest:
        raise ValueError("the truth must hold campaign accounts and honest ones")
    accused, recall = len(named & honest), len(named & campaign_members) / len(campaign_members)
    yield {"ours": "stillwatch", "recall": round(recall, 6), "honest_accused": accused, "campaign_accounts": len(campaign_members), "honest_accounts": len(honest)}
    for peer, scores in scores_of.items():
        theirs, their_accused, bar = recall_at(scores, campaign_members, honest, accused)
        threshold = described[peer]["threshold"]
        own_recall = sum(scores.get(a, -math.inf) > threshold for a in campaign_members) / len(campaign_members)
        own_accused = sum(scores.get(a, -math.inf) > threshold for a in honest)
        ours_there = our_recall_at(named, listed, campaign_members, honest, own_accused)
        yield {"peer": peer, "at_our_count": {"recall": round(theirs, 6), "ours": round(recall, 6), "honest_accused": their_accused, "threshold_above": bar if math.isfinite(bar) else None},
               "at_own_threshold": {"recall": round(own_recall, 6), "ours": round(ours_there, 6), "honest_accused": own_accused,
                                    "threshold": threshold, "threshold_is": described[peer]["threshold_is"]},
               "outcome": outcome(recall, theirs), "outcome_at_own_threshold": outcome(ours_there, own_recall)}


def read_peers(folder):
    with open(os.path.join(folder, "peers.json"), encoding="utf-8") as file:
        described = json.load(file)["peers"]
    return described, {peer: {a: float(s) for a, s in read_table(os.path.join(folder, peer + ".csv"), "score").items()}
                       for peer in described}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--scan", required=True)
    parser.add_argument("--truth", required=True)
    parser.add_argument("--scores", required=True)
    parser.add_argument("--out", help="also write the lines to this file")
    arguments = parser.parse_args()
    try:
        named, listed = read_scan(arguments.scan)
        described, scores_of = read_peers(arguments.scores)
        rows = list(compare(named, listed, read_table(arguments.truth, "campaign"), scores_of, described))
        text = "".join(json.dumps(row, allow_nan=False) + "\n" for row in rows)
        if arguments.out:
            with open(arguments.out, "w", encoding="utf-8") as file:
                file.write(text)
    except (OSError, ValueError, KeyError, csv.Error) as error:
        print(f"compare: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    sys.stdout.write(text)
    return int(any("lost" in (row.get("outcome"), row.get("outcome_at_own_threshold")) for row in rows))


if __name__ == "__main__":
    sys.exit(main())
