"""Realised volatility from daily closes, and what options cost beyond it."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import stdev

import msgspec

from tui.analytics.term_structure import TENORS_DAYS
from tui.domain.board import CandleRow, Options
from tui.domain.clock import DAY_MS, day_start_ms


def realised_vol(daily: Sequence[CandleRow], now_ms: int, days: int = 30) -> float | None:
    """Close-to-close volatility in points over the last `days` finished days: the sample standard deviation of daily
    log returns x sqrt(365). A day is finished once a later one has a bar: what a feed that died told last is no close.
    None where one of the days + 1 closes is absent, or no bar of today or yesterday is known."""
    today_ms = day_start_ms(now_ms)
    known = {bar.open_ms: bar.close_usd for bar in daily if bar.close_usd > 0 and bar.open_ms <= now_ms}
    until_ms = max(known, default=0)
    closes = [known.get(until_ms - back * DAY_MS) for back in range(days + 1, 0, -1)]
    present = [close for close in closes if close is not None]
    if days < 2 or len(present) != days + 1 or until_ms < today_ms - DAY_MS:
        return None
    returns = [math.log(later / earlier) for earlier, later in pairwise(present)]
    return stdev(returns) * math.sqrt(365) * 100


def with_realised(options: Options, daily: Sequence[CandleRow], now_ms: int) -> Options:
    """The section with realised volatility over 7, 30, 90 and 180 finished days, and each at-the-money volatility less
    the realised one of as many days."""
    realised = {str(days): realised_vol(daily, now_ms, days) for days in TENORS_DAYS}
    gaps = {days: _difference(options.atm.get(days), past) for days, past in realised.items()}
    notes = dict(options.notes)
    absent = [days for days, past in realised.items() if past is None]
    if absent:
        notes["realised_vol"] = f"no {', '.join(absent)} d: a close of so many finished days, or of the one before, is"
        notes["realised_vol"] += " unknown"
    absent = [days for days, gap in gaps.items() if gap is None]
    if absent:
        notes["implied_less_realised_vol"] = f"no {', '.join(absent)} d: implied or realised volatility is unknown"
    return msgspec.structs.replace(options, realised_vol=realised, implied_less_realised_vol=gaps, notes=notes)


def _difference(implied: float | None, realised: float | None) -> float | None:
    return None if implied is None or realised is None else implied - realised
