"""What the market's price was at each minute's end, for as long as its liquidations are kept."""

from tui.domain.clock import DAY_MS, MINUTE_MS


class MinutePrices:
    """Bounded by the minutes of a day."""

    def __init__(self) -> None:
        self._last: dict[int, float] = {}
        """Minute since the epoch -> the last price within it."""

    def put(self, now_ms: int, usd: float | None) -> None:
        """Takes the price of this moment."""
        if usd is not None:
            self._last[now_ms // MINUTE_MS] = usd

    def at(self, at_ms: int) -> float | None:
        """The last price of the minute that ended at `at_ms`; None where the market was not watched then."""
        return self._last.get(at_ms // MINUTE_MS - 1)

    def prune(self, now_ms: int) -> None:
        # An hour more than a day: a burst that began a day ago is told of until it is over.
        for minute in [minute for minute in self._last if minute < (now_ms - DAY_MS) // MINUTE_MS - 60]:
            del self._last[minute]
