"""MMD against a reference of honest prompts: per account, and per window of the stream (arXiv 2606.05725).

Bounds, so that a world of 5,000 accounts is feasible on one core: at most `PER_ACCOUNT` prompts of an account (a random
choice), at most `WINDOWS` windows of `WINDOW` prompts, evenly spread over the log. The reference is drawn from the
honest accounts by the world's truth: a clean reference, as the paper has it, which no provider has. It favours the peer.

Per account: MMD2 of its prompts against the reference, divided by the 95th percentile of the null for as many prompts
(1,000 draws of reference prompts that are not in the reference sample). Flagged above 1. Per window: mean MMD2 against
disjoint windows of the same length (up to 20, as many as there are), made of the honest prompts of the examined windows in
between; null windows are compared with as many. An account's score is that of its highest window: whoever sent something
in a flagged window is flagged. An account in no examined window has 0.
"""
import numpy as np

from kernel_two_sample import kernel, off_diagonal_mean, squared_width
from worlds import by_account

PER_ACCOUNT, WINDOW, WINDOWS, REFERENCES, REFERENCE, NULL_DRAWS, NULL_WINDOWS, PERCENTILE = 40, 1500, 16, 20, 4000, 1000, 200, 95


def chosen_prompts(world, rng):
    """account -> up to PER_ACCOUNT of its prompts; a prompt that it repeats counts once."""
    chosen = {}
    for account, places in by_account(world):
        prompts = np.unique(world.prompt[places][world.prompt[places] >= 0])
        if len(prompts):
            chosen[account] = rng.choice(prompts, min(PER_ACCOUNT, len(prompts)), replace=False)
    return chosen


def stream_windows(world):
    asked = np.flatnonzero(world.prompt >= 0)
    whole = [asked[i:i + WINDOW] for i in range(0, len(asked) - WINDOW + 1, WINDOW)]
    if len(whole) <= WINDOWS:
        return whole
    return [whole[i] for i in np.linspace(0, len(whole) - 1, WINDOWS).round().astype(int)]


def account_scores(count, chosen, rows, reference, others, squared_sigma, rng):
    """`rows` maps text -> embedding row; `others` are reference prompts outside `reference`, for the null."""
    inside = off_diagonal_mean(kernel(reference, reference, squared_sigma))

    def statistic(sample):
        return (off_diagonal_mean(kernel(sample, sample, squared_sigma)) + inside
                - 2 * float(kernel(sample, reference, squared_sigma).mean(dtype=np.float64)))

    nearness = np.concatenate([kernel(others[i:i + 500], reference, squared_sigma).mean(axis=1, dtype=np.float64)
                               for i in range(0, len(others), 500)])
    thresholds = {}
    for size in range(2, PER_ACCOUNT + 1):
        null = []
        for _ in range(NULL_DRAWS):
            draw = rng.choice(len(others), size, replace=False)
            sample = others[draw]
            null.append(off_diagonal_mean(kernel(sample, sample, squared_sigma)) + inside - 2 * nearness[draw].mean())
        thresholds[size] = np.percentile(null, PERCENTILE)
    scores = np.zeros(count)
    for account, prompts in chosen.items():
        if len(prompts) >= 2:
            scores[account] = statistic(rows[prompts]) / thresholds[len(prompts)]
    return scores


def disjoint_windows(pool, size, rng):
    """The pool in a random order, cut into windows of `size` (as many as fit, at most REFERENCES + 1)."""
    count = min(REFERENCES + 1, len(pool) // size)
    return rng.permutation(len(pool))[:count * size].reshape(count, size)


def fold_scores(windows, pool, squared_sigma, rng):
    """MMD2 of each window (rows of embeddings) against the pool, over the 95th percentile of windows of the pool itself."""
    size = min(min(map(len, windows)), len(pool) // 2)
    matrix = kernel(pool, pool, squared_sigma)
    null = []
    while len(null) < NULL_WINDOWS:
        cut = disjoint_windows(pool, size, rng)
        near = np.stack([matrix[w].mean(axis=0) for w in cut])
        inside = np.array([off_diagonal_mean(matrix[np.ix_(w, w)]) for w in cut])
        for i, window in enumerate(cut):
            others = np.arange(len(cut)) != i
            null.append(inside[i] + inside[others].mean() - 2 * near[np.ix_(np.flatnonzero(others), window)].mean(dtype=np.float64))
    threshold, references = np.percentile(null, PERCENTILE), pool[cut[1:].ravel()]
    inside_references = inside[1:].mean()
    return [(off_diagonal_mean(kernel(w[:size], w[:size], squared_sigma)) + inside_references
             - 2 * kernel(w[:size], references, squared_sigma).mean(dtype=np.float64)) / threshold for w in windows]


def window_scores(world, windows, rows, honest_accounts, squared_sigma, rng):
    """Two folds: windows at even places are scored against honest prompts of those at odd places, and the other way round."""
    scores = np.zeros(len(world.accounts))
    for fold in (0, 1):
        scored, reference = windows[fold::2], windows[1 - fold::2]
        if not scored or not reference:
            continue
        pool = np.concatenate(reference)
        pool = np.unique(world.prompt[pool[np.isin(world.account[pool], honest_accounts)]])
        pool = np.setdiff1d(pool, world.prompt[np.concatenate(scored)])  # no text on both sides
        if len(pool) < 2 * REFERENCES:
            continue
        for window, value in zip(scored, fold_scores([rows[world.prompt[w]] for w in scored], rows[pool], squared_sigma, rng)):
            np.maximum.at(scores, world.account[window], value)
    return scores


def mmd_scores(world, honest_accounts, embed, seed=1):
    """Scores and thresholds. `honest_accounts`: numbers of accounts whose prompts may serve as reference. `embed`: texts -> rows."""
    rng = np.random.default_rng(seed)
    chosen, windows = chosen_prompts(world, rng), stream_windows(world)
    wanted = [chosen[a] for a in chosen] + [world.prompt[w] for w in windows]
    needed = np.unique(np.concatenate(wanted))
    rows = np.zeros((len(world.texts), 384), np.float32)
    rows[needed] = embed([world.texts[i] for i in needed])
    pool = np.unique(np.concatenate([chosen[a] for a in honest_accounts if a in chosen]))
    pool = pool[rng.permutation(len(pool))]
    squared_sigma = squared_width(rows[pool], rng)
    half = min(REFERENCE, len(pool) // 2)
    flagged = "95th percentile of the null, as the source has it"
    count = len(world.accounts)
    return {"mmd_account": (account_scores(count, chosen, rows, rows[pool[:half]], rows[pool[half:]], squared_sigma, rng), 1.0, flagged),
            "mmd_stream": (window_scores(world, windows, rows, honest_accounts, squared_sigma, rng), 1.0, flagged)}
