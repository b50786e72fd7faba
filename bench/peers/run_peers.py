#!/usr/bin/env python3
"""Runs the peers over a world: OUT/PEER.csv (`account_id,score`, higher is more like what the peer looks for) and OUT/peers.json.

    run_peers.py WORLD --out scores/ [--peers volume,heuristics,linking,minhash,mmd] [--cache FILE.npz] [--threads N]

A second run over the same log adds its families to OUT. Exit codes: 0 done, 2 wrong usage or a world that cannot be read.
"""
import argparse
import csv
import json
import os
import sys
import time

import worlds


def scorers(arguments, folder):
    def volume(world):
        from volume import volume_scores
        return volume_scores(world)

    def heuristics(world):
        from heuristics import heuristic_scores
        return heuristic_scores(world)

    def linking(world):
        from linking import linking_scores
        return linking_scores(world)

    def minhash(world):
        from near_duplicates import near_duplicate_scores
        return near_duplicate_scores(world)

    def mmd(world):
        from embedding import Cache, Embedder
        from mmd import mmd_scores
        truth = worlds.read_truth(folder)
        honest = [i for i, account in enumerate(world.accounts) if not truth[account][1]]
        return mmd_scores(world, honest, Cache(arguments.cache, lambda: Embedder(arguments.threads)))

    return {"volume": volume, "heuristics": heuristics, "linking": linking, "minhash": minhash, "mmd": mmd}


def write_scores(path, accounts, scores):
    with open(path + ".partial", "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("account_id", "score"))
        rows.writerows((account, f"{score:.9g}") for account, score in sorted(zip(accounts, scores)))
    os.replace(path + ".partial", path)


def peers_kept(path, described):
    """What an earlier run over the same log left in OUT: families may be run one after the other."""
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        earlier = json.load(file)
    same = all(earlier.get(key) == described[key] for key in ("accounts", "exchanges", "world_bytes"))
    return earlier["peers"] if same else {}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("world")
    parser.add_argument("--out", required=True)
    parser.add_argument("--peers", default="volume,heuristics,linking,minhash,mmd")
    parser.add_argument("--cache", help="keeps embeddings in this .npz file")
    parser.add_argument("--threads", type=int, default=1, help="of the embedder")
    arguments = parser.parse_args()
    known = scorers(arguments, arguments.world)
    wanted = arguments.peers.split(",")
    if unknown := [name for name in wanted if name not in known]:
        parser.error(f"--peers: {', '.join(unknown)}: not one of {', '.join(known)}")
    started = time.monotonic()
    try:
        world = worlds.read_world(arguments.world)
        os.makedirs(arguments.out, exist_ok=True)
        described = {"peers": {}, "world": os.path.basename(os.path.normpath(arguments.world)), "accounts": len(world.accounts),
                     "exchanges": len(world.account), "prompts": len(world.texts), "read_s": round(time.monotonic() - started, 2),
                     "world_bytes": sum(os.path.getsize(path) for path in worlds.log_paths(arguments.world))}
        kept = os.path.join(arguments.out, "peers.json")
        described["peers"] = peers_kept(kept, described)
        for name in wanted:
            began = time.monotonic()
            found = known[name](world)
            for peer, (scores, threshold, reason) in found.items():
                write_scores(os.path.join(arguments.out, peer + ".csv"), world.accounts, scores)
                described["peers"][peer] = {"family": name, "threshold": threshold, "threshold_is": reason,
                                            "family_s": round(time.monotonic() - began, 2)}
            print(f"{name}: {time.monotonic() - began:.1f} s", file=sys.stderr)
            with open(kept + ".partial", "w", encoding="utf-8") as file:
                json.dump(described, file, indent=1)
                file.write("\n")
            os.replace(kept + ".partial", kept)
    except (OSError, ValueError, KeyError) as error:
        print(f"run_peers: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
