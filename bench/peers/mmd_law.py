#!/usr/bin/env python3
"""Measures how many exchanges the window test of arXiv 2606.05725 needs, as a function of the share of harvest.

    mmd_law.py --corpus DIR --cache embeddings.npz --out docs/results/mmd-law.json

For a window length n: honest prompts are split at random into disjoint windows of n, at most 21. A window's score is the
mean unbiased MMD2 against the other ones. Null: every window of such a split, over enough splits for 1,000 scores. A
mixed window is one of them whose last share x n prompts were replaced by harvest prompts drawn without replacement; it
is scored against the same other windows, so null and score average as many references. Flagged above the 99th
percentile of the null. n90 = the shortest window in which 90 % of mixed windows are flagged, interpolated in log n on a
grid of ratio about 1.4. No text is in two windows of one comparison, and no text occurs twice in the pool. OUT is
written anew after each window length, so that a run may be stopped.
"""
import argparse
import json
import sys

import numpy as np

from corpora import BENIGN, HARVEST, read_corpora
from embedding import Cache, Embedder
from kernel_two_sample import WIDTHS, kernel, off_diagonal_mean, squared_width

SHARES = (0.01, 0.02, 0.05, 0.10, 0.20, 0.25, 0.50, 1.00)
GRID = (5, 7, 10, 14, 20, 28, 40, 56, 80, 112, 160, 224, 320, 448, 640, 896, 1280, 1792, 2560, 3584, 5120)
REFERENCES, NULL_SCORES, MIXED_SCORES, FALSE_POSITIVES, WANTED = 20, 1000, 300, 0.01, 0.9
HARVEST_EACH = 2000
HOPELESS = 0.4  # a shift under this part of the threshold is not tried: far under 90 % would be found


class Texts:
    """Kernel matrix over the honest prompts (first `honest` rows) and the harvest of each source."""

    def __init__(self, rows, honest, sources, rng):
        self.honest, self.sources = honest, sources
        self.squared_sigma = squared_width(rows[:honest], rng)
        self.matrix = np.empty((len(rows), len(rows)), np.float32)
        for start in range(0, len(rows), 1000):
            self.matrix[start:start + 1000] = kernel(rows[start:start + 1000], rows, self.squared_sigma)
        self.distances = {name: self.distance(np.arange(honest), source) for name, source in sources.items()}

    def within(self, texts):
        return off_diagonal_mean(self.matrix[np.ix_(texts, texts)])

    def distance(self, left, right):
        """MMD2 between two whole sets of texts: D of the law."""
        return self.within(left) + self.within(right) - 2 * float(self.matrix[np.ix_(left, right)].mean(dtype=np.float64))


class Split:
    """Disjoint honest windows of length n, and for each honest text its mean kernel with each window."""

    def __init__(self, texts, n, rng):
        self.texts, self.n = texts, n
        count = min(REFERENCES + 1, texts.honest // n)
        self.windows = rng.permutation(texts.honest)[:count * n].reshape(count, n)
        if count * n < texts.honest // 4:
            self.near = np.stack([texts.matrix[w, :texts.honest].mean(axis=0, dtype=np.float32) for w in self.windows])
        else:
            member = np.zeros((count, texts.honest), np.float32)
            np.put_along_axis(member, self.windows, np.float32(1 / n), axis=1)
            self.near = member @ texts.matrix[:texts.honest, :texts.honest]
        self.sums = np.array([n * near[w].sum(dtype=np.float64) for near, w in zip(self.near, self.windows)])
        self.inside = (self.sums - n) / (n * (n - 1))  # the kernel of a text with itself is 1

    def others(self, place):
        return np.flatnonzero(np.arange(len(self.windows)) != place)

    def null(self):
        """Each window's mean MMD2 against the other ones."""
        return [self.inside[i] + self.inside[self.others(i)].mean()
                - 2 * self.near[np.ix_(self.others(i), w)].mean(dtype=np.float64) for i, w in enumerate(self.windows)]

    def foreign(self, place, texts):
        """Mean MMD2 of a window of `texts` against every window but the one at `place`."""
        references = self.windows[self.others(place)]
        cross = self.texts.matrix[np.ix_(texts, references.ravel())].mean(dtype=np.float64)
        return self.texts.within(texts) + self.inside[self.others(place)].mean() - 2 * cross

    def mixed(self, place, source, share, rng):
        """The same for the window at `place` after its last share x n texts were replaced by texts of `source`."""
        matrix, n, taken = self.texts.matrix, self.n, round(share * self.n)
        window, others = self.windows[place], self.others(place)
        kept, gone, harvest = window[:n - taken], window[n - taken:], rng.choice(source, taken, replace=False)

        def total(left, right):
            return float(matrix[np.ix_(left, right)].sum(dtype=np.float64))

        honest = self.sums[place] - 2 * n * self.near[place][gone].sum(dtype=np.float64) + total(gone, gone)
        inside = (honest + 2 * total(kept, harvest) + total(harvest, harvest) - n) / (n * (n - 1))
        near_kept = self.near[np.ix_(others, kept)].sum(dtype=np.float64) / len(others)
        near_harvest = total(harvest, self.windows[others].ravel()) / (len(others) * n)
        return inside + self.inside[others].mean() - 2 * (near_kept + near_harvest) / n


def measure(texts, pending, narrow, n, rng):
    """Threshold at this n, and the flagged share of mixed windows for each (source, share) in `pending`."""
    per_split = min(REFERENCES + 1, texts.honest // n)
    splits = -(-NULL_SCORES // per_split)
    null, mixed, single = [], {key: [] for key in pending}, {name: [] for name in narrow}
    each = -(-MIXED_SCORES // splits)
    for _ in range(splits):
        split = Split(texts, n, rng)
        null += split.null()
        for name, share in pending:
            source = texts.sources[name]
            if 1 <= round(share * n) <= len(source):
                for place in rng.choice(per_split, min(each, per_split), replace=False):
                    mixed[name, share].append(split.mixed(place, source, share, rng))
        for name, source in narrow.items():
            outside = np.setdiff1d(source, split.windows[1:].ravel())  # not in any reference window
            if len(outside) >= n:
                chosen = rng.choice(outside, n, replace=False)
                single[name].append(split.foreign(0, chosen))
    threshold = float(np.quantile(null, 1 - FALSE_POSITIVES, method="higher"))
    rates = {key: float(np.mean(np.array(scores) > threshold)) for key, scores in mixed.items() if scores}
    alone = {name: float(np.mean(np.array(scores) > threshold)) for name, scores in single.items() if len(scores) >= 20}
    return {"n": n, "references": per_split - 1, "null_scores": len(null), "threshold": threshold,
            "threshold_times_n": threshold * n}, rates, alone


def crossing(curve):
    """n at which the flagged share reaches WANTED, between neighbours in log n; None where it is not reached."""
    before = None
    for n, rate in curve:
        if rate >= WANTED:
            if before is None:
                return float(n)
            lower, low = before
            return float(np.exp(np.interp(WANTED, (low, rate), np.log((lower, n)))))
        before = (n, rate)
    return None


def run(texts, benign_parts, rng, finished):
    """Goes up the grid and calls finished(grid, curves, alone) after each window length."""
    curves = {(name, share): [] for name in texts.sources for share in SHARES}
    grid, alone = [], []
    for n in GRID:
        if texts.honest // n < 2:
            break
        pending = [(name, share) for (name, share), curve in curves.items() if crossing(curve) is None
                   and share ** 2 * texts.distances[name] * n > HOPELESS * (grid[-1]["threshold_times_n"] if grid else 0)]
        narrow = benign_parts if n in (20, 40, 80, 160) else {}
        described, rates, single = measure(texts, pending, narrow, n, rng)
        grid.append(described)
        for key, rate in rates.items():
            curves[key].append((n, rate))
        if single:
            alone.append({"n": n, "flagged": single})
        print(f"n={n} threshold x n={described['threshold_times_n']:.3f} " + " ".join(f"{a}@{s:g}:{r:.2f}" for (a, s), r in rates.items()),
              file=sys.stderr, flush=True)
        finished(grid, curves, alone)


def law(texts, curves):
    """Per source: D, measured n90, the constant c = n90 x share^2 x D, and n for the shares that were out of reach."""
    result = {}
    for name, source in texts.sources.items():
        distance = texts.distances[name]
        points = []
        for share in SHARES:
            curve = curves[name, share]
            n90 = crossing(curve)
            points.append({"share": share, "n90": n90, "measured": n90 is not None, "curve": curve,
                           "c": n90 * share ** 2 * distance if n90 else None})
        # The law is one of many texts: windows of at least 40, where a window holds more than a handful of harvest.
        constants = [p["c"] for p in points if p["measured"] and p["n90"] >= 40]
        constant = float(np.median(constants)) if constants else None
        for point in points:
            point["n_by_law"] = constant / (point["share"] ** 2 * distance) if constant else None
        result[name] = {"texts": len(source), "D": distance, "c": constant, "c_range": [min(constants), max(constants)] if constants else None,
                        "points": points}
    return result


def linking(sources):
    """Exchanges of the stream at 1 % harvest over exchanges of a linked group, both tested and passed by."""
    rows = []
    for name, source in sources.items():
        stream = next(p for p in source["points"] if p["share"] == 0.01)
        needed = stream["n90"] or stream["n_by_law"]
        for point in source["points"]:
            group = point["n90"] or point["n_by_law"]
            if point["share"] >= 0.2 and needed and group:
                rows.append({"source": name, "group_share": point["share"], "stream_n": needed, "stream_measured": stream["measured"],
                             "group_n": group, "group_measured": point["measured"], "times_fewer_tested": needed / group,
                             "times_less_traffic_passed": needed / (group * point["share"] / 0.01)})
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    corpora = read_corpora(arguments.corpus, BENIGN + HARVEST)
    chosen = {name: [prompts[i] for i in sorted(rng.choice(len(prompts), min(HARVEST_EACH, len(prompts)), replace=False))]
              if name in HARVEST else prompts for name, prompts in corpora.items()}
    ends = np.cumsum([len(chosen[name]) for name in chosen])
    places = {name: np.arange(end - len(chosen[name]), end) for name, end in zip(chosen, ends)}
    rows = Cache(arguments.cache, Embedder)([t for prompts in chosen.values() for t in prompts])
    honest = sum(len(chosen[name]) for name in BENIGN)
    sources = {name: places[name] for name in HARVEST}
    sources["all_five"] = np.concatenate(list(sources.values()))
    texts = Texts(rows, honest, sources, rng)
    about = {"statistic": "mean unbiased MMD2, RBF widths sigma x " + str(list(WIDTHS)), "embedder": "all-MiniLM-L6-v2, 128 word pieces",
             "false_positive_rate": FALSE_POSITIVES, "true_positive_rate": WANTED, "seed": arguments.seed,
             "honest_texts": {name: len(chosen[name]) for name in BENIGN}, "squared_sigma": texts.squared_sigma}
    run(texts, {n: places[n] for n in BENIGN}, rng, lambda *results: write(arguments.out, about, texts, *results))


def write(path, about, texts, grid, curves, alone):
    found = law(texts, curves)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(about | {"windows": grid, "sources": found, "linking": linking(found), "honest_corpus_alone_flagged": alone}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
