"""How many bars to ask for: a long history once, and after that what is new."""

from typing import Final

from tui.domain.clock import Clock
from tui.exchange.wire.candle_rows import SPAN_MS

HISTORY_BARS: Final = 500
"""Sixty weeks of days, with a margin; three weeks of hours."""
_RECENT_BARS: Final = 10


class CandlePlan:
    """Remembers what came, by whatever tells series apart."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._came_s: dict[tuple[str, str], float] = {}

    def wanted(self, asset: str, timeframe: str) -> int:
        """Bars to ask for now: the whole history at first, later the last few and every one since the last answer."""
        came_s = self._came_s.get((asset, timeframe))
        if came_s is None:
            return HISTORY_BARS
        missed = int((self._clock.monotonic_s() - came_s) * 1000 // SPAN_MS[timeframe])
        return min(HISTORY_BARS, _RECENT_BARS + missed)

    def came(self, asset: str, timeframe: str) -> None:
        """An answer was good."""
        self._came_s[asset, timeframe] = self._clock.monotonic_s()
