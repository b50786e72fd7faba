"""The prompts of the evaluation corpora (JSON lines with `prompt`, zstd), each distinct text once over all of them."""
import json
import os

from worlds import KEPT_CHARACTERS, lines

# Written by people for their own use: nobody's training data was being collected.
BENIGN = ("realhumaneval", "arena_hard_v01", "devgpt_sample", "instructwild_v2", "hh_human", "specstory_2026q1")
# Asked of a teacher model in order to train another one, or of the same shape.
HARVEST = ("gpteacher", "codealpaca", "gorilla_apibench", "bbh_cot", "alpaca_demo")


def read_corpora(folder, names, most_each=None):
    """name -> list of distinct prompts; a prompt that an earlier corpus has is left out."""
    seen, found = set(), {}
    for name in names:
        kept = []
        for line in lines(os.path.join(folder, name + ".jsonl.zst")):
            if most_each and len(kept) >= most_each:
                break
            prompt = json.loads(line)["prompt"][:KEPT_CHARACTERS]
            plain = " ".join(prompt.lower().split())
            if plain and plain not in seen:
                seen.add(plain)
                kept.append(prompt)
        found[name] = kept
    return found
