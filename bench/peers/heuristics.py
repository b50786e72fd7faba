"""Two published heuristics that score one API key at a time, written from their descriptions, sharing no code with them.

honeypot: the four signals and weights of the page of honeypotllm 0.1.3 (PyPI): rate spike above 30 a minute or 500 an
hour 0.35; prompts that follow one pattern 0.30; gaps under 0.5 s 0.20; daily volume far above normal 0.15; watermarked
from a score of 0.75. aegis: five rules over 24 hours as described for AEGIS: topic diversity above 70 % over 50 or more
queries 0.25; 15 to 60 % blocked with alternation above 0.3, 0.30; 20 or more and over 25 % requests for reasoning 0.20;
answers twice as long as everybody's 0.10; rising complexity, slope above 0.02, 0.15.

Where the description leaves a number open, it is chosen here and named in the code. Keys are merged per account, which
shows a scorer more traffic than a key alone would.
"""
import re

import numpy as np

from worlds import by_account

RECENT = 20  # requests that the pattern and the gap signal look back on (the page's own demonstration uses 20)
PATTERN_OVERLAP = 0.5  # Jaccard overlap of words from which two prompts in a row follow one pattern
FAR_ABOVE_NORMAL = 10.0  # times the median account-day at which the volume signal is full
ASSUMED_AEGIS_THRESHOLD = 0.5  # its description states none

REASONING = [re.compile(pattern, re.IGNORECASE) for pattern in (
    r"\bstep[ -]by[ -]step\b",
    r"\bchain[ -]of[ -]thought\b",
    r"\b(show|explain|describe|write (out|down)) (all )?(your|the) (full |complete |internal )?(reasoning|thinking|thoughts?|work(ing)?)\b",
    r"\bthink (aloud|out loud|it through|carefully)\b",
    r"\binternal (reasoning|monologue|thought)",
    r"\breasoning (trace|process|steps|chain|path)",
    r"\bthought process\b",
    r"\bhow (did|do|would) you (arrive|get|come|reason|reach|think)",
    r"\bwalk (me|us) through\b",
    r"<(think|thinking|reasoning|scratchpad|thought)>",
    r"\bbefore (answering|you answer|giving)[^.]{0,40}\b(think|reason|explain)",
    r"\bjustify (each|every|your)\b",
    r"\bintermediate (steps|results|reasoning)\b",
    r"\bexplain why (each|every|you)\b",
    r"\barticulate\b[^.]{0,60}\breasoning\b",
    r"\breason(ing)? behind\b",
    r"\bscratch ?pad\b",
    r"\bderive\b[^.]{0,40}\b(step|detail)")]
WORD = re.compile(r"[^\W_]+")


def features_of_texts(world):
    """Per distinct prompt: set of words, topic hash, complexity in 0..1, whether it asks for reasoning."""
    words, topics, complexity, reasoning = [], [], np.zeros(len(world.texts)), np.zeros(len(world.texts), bool)
    for i, text in enumerate(world.texts):
        tokens = WORD.findall(text.lower())
        distinct = frozenset(tokens)
        words.append(distinct)
        topics.append(hash(tuple(sorted(sorted((t for t in distinct if len(t) > 4), key=lambda t: (-len(t), t))[:3]))))
        complexity[i] = (min(1.0, len(tokens) / 200) + min(1.0, np.mean([len(t) for t in tokens]) / 10 if tokens else 0)) / 2
        reasoning[i] = any(pattern.search(text) for pattern in REASONING)
    asked_by_system = np.array([any(p.search(text) for p in REASONING) for text in world.systems] + [False])
    return words, topics, complexity, reasoning, asked_by_system


def moving_mean(values, length):
    if not len(values):
        return np.zeros(0)
    sums = np.cumsum(np.r_[0.0, values])
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - length, 0)
    return (sums[ends] - sums[starts]) / length


def honeypot_score(times, prompts, words, normal_day):
    """Largest score that the key reaches over its requests."""
    place = np.arange(len(times)) + 1
    minute = place - np.searchsorted(times, times - 60, side="right")
    hour = place - np.searchsorted(times, times - 3600, side="right")
    day = place - np.searchsorted(times, times - 86400, side="right")
    rate = np.minimum(1, np.maximum(minute / 30, hour / 500))
    alike = np.zeros(len(times))
    for i in range(1, len(times)):
        if prompts[i] >= 0 and prompts[i - 1] >= 0:
            a, b = words[prompts[i]], words[prompts[i - 1]]
            alike[i] = len(a & b) >= PATTERN_OVERLAP * max(1, len(a | b))
    hasty = np.r_[False, np.diff(times) < 0.5]
    volume = np.minimum(1, day / (FAR_ABOVE_NORMAL * normal_day))
    return float((0.35 * rate + 0.30 * moving_mean(alike, RECENT) + 0.20 * moving_mean(hasty, RECENT) + 0.15 * volume).max())


def aegis_day(topics, refused, reasoning, answers, complexity, usual_answer):
    """Sum of the weights of the rules that fire in one day, and a small graded part that orders accounts within a sum."""
    count = len(topics)
    diversity = len(set(topics)) / count
    blocked = refused.mean()
    alternation = np.mean(refused[1:] != refused[:-1]) if count > 1 else 0.0
    slope = np.polyfit(np.arange(count), complexity, 1)[0] if count >= 5 else 0.0
    length = answers.mean() / max(1.0, usual_answer)
    fired = (0.25 * (count >= 50 and diversity > 0.7) + 0.30 * (0.15 <= blocked <= 0.60 and alternation > 0.3)
             + 0.20 * (reasoning.sum() >= 20 and reasoning.mean() > 0.25) + 0.10 * (length > 2) + 0.15 * (slope > 0.02))
    graded = min(1, count / 50) * diversity + min(1, reasoning.sum() / 20) + min(1, length / 2)
    return fired + 0.01 * graded / 3


def heuristic_scores(world):
    words, topics, complexity, reasoning, asked_by_system = features_of_texts(world)
    usual_answer = world.answer_tokens[~world.refused].mean() if (~world.refused).any() else 1.0
    day_of = (world.time // 86400).astype(np.int64)
    account_days = np.unique(np.stack([world.account, day_of]), axis=1, return_counts=True)[1]
    honeypot, aegis = np.zeros(len(world.accounts)), np.zeros(len(world.accounts))
    for account, places in by_account(world):
        prompts = world.prompt[places]
        honeypot[account] = honeypot_score(world.time[places], prompts, words, float(np.median(account_days)))
        asks = reasoning[np.maximum(prompts, 0)] & (prompts >= 0) | asked_by_system[world.system[places]]
        for day in np.unique(day_of[places]):
            there = (day_of[places] == day) & (prompts >= 0)
            if there.any():
                rows = places[there]
                aegis[account] = max(aegis[account], aegis_day(
                    [topics[p] for p in prompts[there]], world.refused[rows], asks[there], world.answer_tokens[rows],
                    complexity[prompts[there]], usual_answer))
    return {"heuristic_honeypot": (honeypot, 0.75, "stated by the source"),
            "heuristic_aegis": (aegis, ASSUMED_AEGIS_THRESHOLD, "assumed: two or more rules")}
