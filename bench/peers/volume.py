"""Volume thresholds of one account: what gateways limit by (requests a minute to a day, tokens a day).

No gateway ships a threshold against harvest. The operating point taken here is the 99th percentile of all accounts of
the log, which anyone can compute without truth.
"""
import numpy as np

from worlds import by_account

DAY, HOUR = 86400.0, 3600.0


def busiest(times, window):
    """The most of `times` (sorted) that any window of that length holds."""
    return int((np.arange(len(times)) - np.searchsorted(times, times - window, side="right") + 1).max())


def volume_scores(world):
    count = len(world.accounts)
    scores = {name: np.zeros(count) for name in
              ("volume_requests_day", "volume_requests_hour", "volume_tokens_day", "volume_requests_total")}
    for account, places in by_account(world):
        times = world.time[places]
        scores["volume_requests_total"][account] = len(places)
        scores["volume_requests_day"][account] = busiest(times, DAY)
        scores["volume_requests_hour"][account] = busiest(times, HOUR)
        days = (times // DAY).astype(np.int64)
        scores["volume_tokens_day"][account] = np.bincount(days - days[0], weights=world.tokens[places]).max()
    return {name: (score, float(np.percentile(score, 99)), "99th percentile of all accounts") for name, score in scores.items()}
