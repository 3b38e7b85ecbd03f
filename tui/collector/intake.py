"""Where every Event goes: to the market, and what can't be fetched again to the history."""

from collections import Counter

from tui.domain.clock import DAY_MS, HOUR_MS, Clock
from tui.domain.events import Event, FundingRate, Liquidation, OpenInterest, VolatilityIndex, origin
from tui.feeds.report import TroubleLog
from tui.history.history import History
from tui.history.observation import Observation
from tui.market.market import Market

_OPEN_INTEREST_MS = 30 * HOUR_MS
_VOLATILITY_MS = 400 * DAY_MS
_OBSERVED_AGAIN_MS = 120_000


class Intake:
    """Takes Events at once; a fault in the market costs that event, is counted and logged."""

    def __init__(self, market: Market, history: History | None, clock: Clock) -> None:
        self._market = market
        self._history = history
        self._clock = clock
        self._log = TroubleLog(clock)
        self.counts: Counter[str] = Counter()
        """Events taken, and faults, by word."""

    def take(self, event: Event) -> None:
        """Applies one event, and records it if it is new and can't be fetched again."""
        try:
            is_new = self._market.apply(event)
        except Exception as error:  # the boundary between venues and the market: one event is lost, not the feed
            self.counts["faults"] += 1
            self._log.write(origin(event), f"market, {type(event).__name__}", error)
            return
        self.counts["events"] += 1
        if is_new and isinstance(event, Liquidation | OpenInterest | FundingRate | VolatilityIndex):
            self._record(event)

    def record_watched(self) -> None:
        """Records which liquidation streams are watched until now, so that a restart knows its gaps."""
        # A stretch can end before the end that was stored, once silence is noticed: recent ones are stored again.
        for observation in self._market.observations(self._clock.now_ms() - _OBSERVED_AGAIN_MS):
            self._record(observation)

    async def restore(self) -> None:
        """Loads the last day from the history into the market."""
        if self._history is None:
            return
        now_ms = self._clock.now_ms()
        async for observations in self._history.read(Observation, now_ms - DAY_MS):
            self._market.restore_watched(observations)
        async for liquidations in self._history.read(Liquidation, now_ms - DAY_MS):
            self._market.restore(liquidations)
        async for samples in self._history.read(OpenInterest, now_ms - _OPEN_INTEREST_MS):
            self._market.restore(samples)
        async for closes in self._history.read(VolatilityIndex, now_ms - _VOLATILITY_MS):
            self._market.restore(closes)

    def _record(self, row: Liquidation | OpenInterest | FundingRate | VolatilityIndex | Observation) -> None:
        if self._history is not None:
            self._history.record(row)
