"""A venue's volatility index: a year of daily closes behind the start, and the surface's own index after it."""

import numpy as np

from tui.domain.clock import DAY_MS
from tui.paper.contract import IndexBar
from tui.paper.noise import stream_key
from tui.paper.path import Timeline
from tui.paper.scenario import Volatility
from tui.paper.surface import Surface

PAST_DAYS = 365
_PULL = 0.04
_LIVE_STEP_MS = 60_000
_LONGEST_ANSWER = 5_000


class VolatilityIndex:
    """One asset's index."""

    def __init__(self, asset: str, volatility: Volatility, surface: Surface, seed: int, timeline: Timeline) -> None:
        self._surface = surface
        self._start_ms = timeline.start_ms
        now = surface.index_vol(timeline.start_ms)
        rng = np.random.default_rng(stream_key(seed, f"index {asset}"))
        level = np.zeros(PAST_DAYS + 1)
        for day, step in enumerate(rng.standard_normal(PAST_DAYS), start=1):
            level[day] = level[day - 1] * (1 - _PULL) + step
        self._closes = _ranked(level, now, volatility)
        self._closes_ms = timeline.start_ms - DAY_MS * np.arange(PAST_DAYS, -1, -1, dtype=np.float64)

    def vol(self, at_ms: float) -> float:
        """The index in points."""
        if at_ms > self._start_ms:
            return self._surface.index_vol(at_ms)
        return float(np.interp(at_ms, self._closes_ms, self._closes))

    def bars(self, step_ms: int, since_ms: int, until_ms: int, now_ms: int) -> list[IndexBar]:
        """Bars that open in [since, until] on whole steps, the newest ones where there are too many."""
        last = min(until_ms, now_ms)
        first = max(since_ms, int(self._closes_ms[0]), last - step_ms * _LONGEST_ANSWER)
        first += -first % step_ms
        return [self._bar(open_ms, min(open_ms + step_ms, now_ms)) for open_ms in range(first, last + 1, step_ms)]

    def _bar(self, open_ms: int, close_ms: int) -> IndexBar:
        inside = [open_ms, close_ms]
        if close_ms > self._start_ms:
            stride = max(_LIVE_STEP_MS, (close_ms - open_ms) // 24)
            inside = [open_ms, *range(max(open_ms, self._start_ms), close_ms, stride), close_ms]
        seen = [self.vol(at) for at in inside]
        return IndexBar(open_ms=open_ms, open_vol=seen[0], high_vol=max(seen), low_vol=min(seen), close_vol=seen[-1])


def _ranked(
    level: np.ndarray[tuple[int, ...], np.dtype[np.float64]], now_vol: float, volatility: Volatility
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The walk's own order of days, on values that put `now_vol` at its stated percentile of the year."""
    past = level[:-1]
    rank = np.argsort(np.argsort(past)) / (past.size - 1)
    share = volatility.index_percentile_share
    low, high = volatility.index_low_vol, now_vol * 1.35
    closes = np.where(
        rank < share, low + (now_vol - low) * rank / share, now_vol + (high - now_vol) * (rank - share) / (1 - share)
    )
    return np.append(closes, now_vol)
