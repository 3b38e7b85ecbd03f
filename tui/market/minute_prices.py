"""What the market's price was at each minute's end, for as long as its liquidations are kept; before a restart by five
minutes."""

from collections.abc import Callable

from tui.domain.clock import DAY_MS, MINUTE_MS
from tui.history.hourly_sample import PriceSample

_FIVE_MS = 5 * MINUTE_MS
_SLACK_MS = 60 * MINUTE_MS
"""An hour more than a day: a burst that began a day ago is told of until it is over."""

CloseOf = Callable[[int], float | None]
"""The close of the five-minute bar that opened then; None where it is not known."""


class MinutePrices:
    """Bounded by the minutes of a day."""

    def __init__(self, asset: str) -> None:
        self._asset = asset
        self._last: dict[int, float] = {}
        """Minute since the epoch -> the last price within it."""
        self._fives: dict[int, float] = {}
        """When five minutes began -> the last price within them."""
        self._running_ms = 0
        """When the newest five minutes with a price of this process began."""
        self._new: list[PriceSample] = []

    def put(self, now_ms: int, usd: float | None) -> None:
        """Takes the price of this moment."""
        if usd is None:
            return
        self._last[now_ms // MINUTE_MS] = usd
        begun_ms = now_ms - now_ms % _FIVE_MS
        if begun_ms > self._running_ms:
            if self._running_ms in self._fives:
                # Over by now, however long ago: with a gap after it, it is the last that is known before that.
                self._new.append(
                    PriceSample(asset=self._asset, at_ms=self._running_ms, usd=self._fives[self._running_ms])
                )
            self._running_ms = begun_ms
        elif self._running_ms - begun_ms > _SLACK_MS:
            # The clock was ahead.
            self._running_ms = begun_ms
        self._fives[begun_ms] = usd

    def restore(self, sample: PriceSample) -> None:
        """Takes what an earlier process recorded."""
        self._fives.setdefault(sample.at_ms, sample.usd)

    def take_new(self) -> list[PriceSample]:
        """Five minutes that are over and that the history does not have yet; each is told once."""
        new, self._new = self._new, []
        return new

    def at(self, at_ms: int) -> float | None:
        """The last price of the minute that ended at `at_ms`; None where the market was not watched then."""
        return self._last.get(at_ms // MINUTE_MS - 1)

    def around_by(self, close_of: CloseOf) -> Callable[[int, int], tuple[float, float] | None]:
        """`around` with the bars of `close_of`."""
        return lambda start_ms, end_ms: self.around(start_ms, end_ms, close_of)

    def around(self, start_ms: int, end_ms: int, close_of: CloseOf) -> tuple[float, float] | None:
        """Prices before and after a stretch, widened to whole five minutes: as recorded, else both by the bars of
        `close_of`; None where neither has both ends."""
        before_ms, last_ms = start_ms - start_ms % _FIVE_MS - _FIVE_MS, (end_ms - 1) // _FIVE_MS * _FIVE_MS
        for known in (self._fives.get, close_of):
            first_usd, last_usd = known(before_ms), known(last_ms)
            if first_usd is not None and last_usd is not None:
                return first_usd, last_usd
        return None

    def prune(self, now_ms: int) -> None:
        oldest_ms = now_ms - DAY_MS - _SLACK_MS
        for minute in [minute for minute in self._last if minute < oldest_ms // MINUTE_MS]:
            del self._last[minute]
        for begun_ms in [begun_ms for begun_ms in self._fives if begun_ms < oldest_ms]:
            del self._fives[begun_ms]
