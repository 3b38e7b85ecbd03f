"""Realised volatility from daily closes."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import stdev

from tui.domain.board import CandleRow
from tui.domain.clock import DAY_MS, day_start_ms


def realised_vol(daily: Sequence[CandleRow], now_ms: int, days: int = 30) -> float | None:
    """Close-to-close volatility in points over the last `days` finished days: the sample standard deviation of daily
    log returns x sqrt(365). None where one of the days + 1 closes is absent."""
    today_ms = day_start_ms(now_ms)
    known = {bar.open_ms: bar.close_usd for bar in daily if bar.close_usd > 0}
    closes = [known.get(today_ms - back * DAY_MS) for back in range(days + 1, 0, -1)]
    present = [close for close in closes if close is not None]
    if days < 2 or len(present) != days + 1:
        return None
    returns = [math.log(later / earlier) for earlier, later in pairwise(present)]
    return stdev(returns) * math.sqrt(365) * 100
