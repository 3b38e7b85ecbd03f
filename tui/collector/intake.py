"""Passes every Event to the market, and to the history what can't be fetched again."""

from collections import Counter
from typing import TypeGuard

from tui.collector.journal import Journal
from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS, Clock
from tui.domain.events import (
    EtfFlow,
    Event,
    FundingKind,
    FundingRate,
    Liquidation,
    OpenInterest,
    VolatilityIndex,
    origin,
)
from tui.feeds.report import TroubleLog
from tui.history.history import History
from tui.history.hourly_sample import BasisSample, HourlySample, PriceSample, TermSample
from tui.history.observation import Observation
from tui.market.market import Market
from tui.sources.etf import FROM_WEB

_OPEN_INTEREST_MS = 16 * DAY_MS
"""As far back as the market keeps hours of it."""

_BASIS_MS = 400 * DAY_MS
_FUNDING_MS = 366 * DAY_MS
"""As far back as the market keeps payments."""
_PRICES_MS = 26 * HOUR_MS
"""The day of bursts, and the stretch before the first."""
_TERM_MS = 30 * HOUR_MS
_VOLATILITY_MS = 400 * DAY_MS
_OBSERVED_AGAIN_MS = 120_000

Recorded = Liquidation | OpenInterest | FundingRate | VolatilityIndex | EtfFlow
"""Events that the history keeps."""


class Intake:
    """Takes Events at once; a fault in the market costs that event, is counted and logged."""

    def __init__(self, market: Market, history: History | None, clock: Clock) -> None:
        self._market = market
        self._history = history
        self._clock = clock
        self._log = TroubleLog(clock)
        self._journal = Journal()
        self.counts: Counter[str] = Counter()
        """Events taken, and faults, by word."""
        self.is_restored = history is None
        """Whether the past that windows and changes need is in the market, or can't be had."""

    def take(self, event: Event) -> None:
        """Applies one event, and records it if it is new and can't be fetched again."""
        self._journal.note(event)
        try:
            is_new = self._market.apply(event)
        except Exception as error:  # the boundary between venues and the market: one event is lost, not the feed
            self.counts["faults"] += 1
            self._log.write(origin(event), f"market, {type(event).__name__}", error)
            return
        self.counts["events"] += 1
        if not is_new:
            return
        if isinstance(event, Liquidation | OpenInterest | VolatilityIndex) or _is_payment(event) or _is_from_web(event):
            self._record(event)

    def record_watched(self) -> None:
        """Records which liquidation streams are watched until now, so that a restart knows its gaps."""
        # A stretch can end before the end that was stored, once silence is noticed: recent ones are stored again.
        for observation in self._market.observations(self._clock.now_ms() - _OBSERVED_AGAIN_MS):
            self._record(observation)

    def record_samples(self) -> None:
        """Records the hourly figures that can't be fetched later."""
        for sample in self._market.new_samples():
            self._record(sample)

    async def restore(self) -> None:
        """Loads from the history into the market the past that windows and charts need."""
        if self._history is None:
            return
        now_ms = self._clock.now_ms()
        # The first of the day's 1440 minutes, the running one included: all before it are sums alone.
        day_ms = (now_ms // MINUTE_MS + 1) * MINUTE_MS - DAY_MS
        try:
            await self._restore_windows(self._history, now_ms, day_ms)
        finally:
            self.is_restored = True
        # The longest read comes last.
        async for sums in self._history.forced_sums(day_ms):
            self._market.restore_forced(sums)

    async def _restore_windows(self, history: History, now_ms: int, day_ms: int) -> None:
        async for liquidations in history.read(Liquidation, day_ms):
            self._market.restore(liquidations)
        # Only now is the sum what was observed.
        async for observations in history.read(Observation, now_ms - DAY_MS):
            self._market.restore_watched(observations)
        async for samples in history.read(OpenInterest, now_ms - _OPEN_INTEREST_MS):
            self._market.restore(samples)
        async for closes in history.read(VolatilityIndex, now_ms - _VOLATILITY_MS):
            self._market.restore(closes)
        async for payments in history.read(FundingRate, now_ms - _FUNDING_MS):
            self._market.restore(payments)
        async for basis in history.read(BasisSample, now_ms - _BASIS_MS):
            self._market.restore_samples(basis)
        async for prices in history.read(PriceSample, now_ms - _PRICES_MS):
            self._market.restore_samples(prices)
        async for term in history.read(TermSample, now_ms - _TERM_MS):
            self._market.restore_samples(term)
        async for flows in history.read(EtfFlow, 0):
            self._market.restore(flows)

    def _record(self, row: Recorded | Observation | HourlySample) -> None:
        if self._history is not None:
            self._history.record(row)


def _is_payment(event: Event) -> TypeGuard[FundingRate]:
    """Whether it is a settled payment: venues return only so many of them. Predicted rates are not needed later."""
    return isinstance(event, FundingRate) and event.kind is FundingKind.SETTLED


def _is_from_web(event: Event) -> TypeGuard[EtfFlow]:
    """What the user wrote by hand or keeps in a file is read again at each start, and may be taken back there."""
    return isinstance(event, EtfFlow) and event.source.partition(" ")[0] == FROM_WEB
