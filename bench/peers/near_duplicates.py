"""MinHash near-duplicate clustering of prompts, with rensa.

Word triples, 128 permutations, LSH at Jaccard 0.7. Each distinct prompt joins the first representatives that are at
least that similar, or becomes one (leader clustering: linear in the prompts). Three scores of an account: the most
accounts that share one of its clusters, how many of its clusters it shares, and the size of its component when accounts
that share a cluster are joined. Flagged: 5 accounts or 5 shared clusters (assumed: the libraries name no number).
"""
import numpy as np
from rensa import RMinHash, RMinHashLSH

from heuristics import WORD
from linking import Components

PERMUTATIONS, BANDS, SIMILAR, LOOKED_AT, BATCH = 128, 16, 0.7, 20, 4096
FEWEST_WORDS = 5  # shorter prompts ("go on", "thanks") are everybody's
ASSUMED = 4.5


def shingles(text):
    words = WORD.findall(text.lower())
    return [" ".join(words[i:i + 3]) for i in range(len(words) - 2)] if len(words) >= FEWEST_WORDS else []


def clusters_of(texts):
    """Cluster number of each text, -1 for texts that are too short."""
    clusters = np.full(len(texts), -1)
    lsh = RMinHashLSH(SIMILAR, PERMUTATIONS, BANDS)
    representatives, merged = [], Components(len(texts))
    for start in range(0, len(texts), BATCH):
        sets = [(start + i, s) for i, s in enumerate(map(shingles, texts[start:start + BATCH])) if s]
        for (place, _), sketch in zip(sets, RMinHash.from_token_sets([s for _, s in sets], PERMUTATIONS, 42)):
            near = [r for r in sorted(lsh.query(sketch))[:LOOKED_AT] if representatives[r].jaccard(sketch) >= SIMILAR]
            if near:
                clusters[place] = near[0]
                for other in near[1:]:
                    merged.join(other, near[0])
            else:
                clusters[place] = len(representatives)
                lsh.insert(len(representatives), sketch)
                representatives.append(sketch)
    return np.array([merged.find(c) if c >= 0 else -1 for c in clusters])


def near_duplicate_scores(world):
    clusters = clusters_of(world.texts)
    asked = world.prompt >= 0
    pairs = np.unique(np.stack([clusters[world.prompt[asked]], world.account[asked]]), axis=1)
    pairs = pairs[:, pairs[0] >= 0]
    users = np.bincount(pairs[0], minlength=len(world.texts) + 1)
    count = len(world.accounts)
    widest, shared = np.zeros(count), np.zeros(count)
    np.maximum.at(widest, pairs[1], users[pairs[0]])
    np.add.at(shared, pairs[1], users[pairs[0]] > 1)
    components, first_user = Components(count), {}
    for cluster, account in pairs.T:
        components.join(int(account), first_user.setdefault(int(cluster), int(account)))
    reason = "assumed: five or more"
    return {"minhash_widest": (widest, ASSUMED, reason), "minhash_shared": (shared, ASSUMED, reason),
            "minhash_component": (components.sizes(), ASSUMED, reason)}
