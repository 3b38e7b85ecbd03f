"""What is known of one asset: bounded, and cheap to add to."""

from collections.abc import Callable, Mapping

from tui.domain.clock import DAY_MS, MINUTE_MS, day_start_ms
from tui.domain.events import (
    Candle,
    Event,
    FundingKind,
    FundingRate,
    FuturesQuote,
    OpenInterest,
    OptionBook,
    Quote,
    VolatilityIndex,
)
from tui.market.candles import Candles
from tui.market.doubted_interest import DoubtedInterest
from tui.market.funding_history import FundingHistory
from tui.market.latest import Latest
from tui.market.open_interest_series import OpenInterestSeries

_HISTORY_MS = 15 * MINUTE_MS
"""An open interest older than this when it came is history."""

_VOLATILITY_DAYS = 400

STREAMED_PRICE_S = 15.0
"""How old a quote may be while its stream is live."""

_VOLATILITY_S = 900.0
"""A volatility index that was not heard of for so long says nothing of now: it is asked for each minute."""


class AssetState:
    """Latest events by instrument, candles, and the series that changes are measured on."""

    def __init__(self) -> None:
        self.dollars_a_token: Mapping[str, float] = {}
        """What a token leg of the price is converted by (tui.market.quote_rates)."""
        self.clock_ahead_ms = 0
        """How far this machine's clock is ahead of the venues' (tui.market.clock_offsets)."""
        self.quotes: Latest[Quote] = Latest(lambda quote: (quote.venue, quote.symbol))
        self.candles = Candles()
        self.open_interest: Latest[OpenInterest] = Latest(lambda oi: (oi.venue, oi.symbol))
        self.open_interest_series = OpenInterestSeries()
        self.doubted_interest = DoubtedInterest(self.open_interest_series)
        self.funding: Latest[FundingRate] = Latest(lambda rate: (rate.venue, rate.symbol))
        self.funding_history = FundingHistory()
        self.futures: Latest[FuturesQuote] = Latest(lambda future: (future.venue, future.symbol))
        self.options: Latest[OptionBook] = Latest(lambda book: book.venue)
        self.volatility_venue: str | None = None
        self._volatility: dict[int, tuple[int, float]] = {}
        self._volatility_s: float | None = None
        self.volatility_version = 0

    def apply(self, event: Event, now_s: float) -> bool:
        """Takes one event of this asset; False where it is older than what is held."""
        match event:
            case Quote():
                return self.quotes.put(event, now_s)
            case Candle():
                self.candles.put(event)
            case OpenInterest():
                return self._put_open_interest(event, now_s)
            case FundingRate():
                # What was paid is no rate of now: asked for by the hour, it would stand in for a silent feed by turns.
                is_paid = event.kind is FundingKind.SETTLED
                return self.funding_history.put(event) if is_paid else self.funding.put(event, now_s)
            case FuturesQuote():
                return self.futures.put(event, now_s)
            case OptionBook():
                return self.options.put(event, now_s)
            case VolatilityIndex():
                self._volatility_s = now_s
                self._put_volatility(event)
        return True

    def restore(self, event: OpenInterest | FundingRate | VolatilityIndex) -> None:
        """Takes what an earlier process recorded: series only, nothing of it counts as now."""
        if isinstance(event, OpenInterest):
            self.open_interest_series.put(event)
        elif isinstance(event, FundingRate):
            self.funding_history.put(event)
        else:
            self._put_volatility(event)

    def volatility(self, now_s: float) -> list[tuple[int, float]]:
        """(milliseconds, points) of the index: the last value of each day; none while its feed is silent, since the
        last of them would pass for the value now."""
        is_heard = self._volatility_s is not None and now_s - self._volatility_s <= _VOLATILITY_S
        return sorted(self._volatility.values()) if is_heard else []

    @property
    def outdated(self) -> int:
        """Events left out because a newer one was there."""
        kept = (self.quotes, self.open_interest, self.funding, self.futures, self.options)
        return sum(latest.outdated for latest in kept)

    def quotes_now(self, now_ms: int, now_s: float) -> list[Quote]:
        """Quotes as fresh as a streamed price must be."""
        return self.quotes.fresh(now_ms, now_s, lambda _: STREAMED_PRICE_S)

    def open_interest_now(self, now_ms: int, now_s: float, limit_s: Callable[[str], float]) -> list[OpenInterest]:
        """What is fresh and can be meant as it is said."""
        fresh = self.open_interest.fresh(now_ms, now_s, limit_s)
        return [event for event in fresh if not self.doubted_interest.is_left_out(event)]

    def prune(self, now_ms: int, now_s: float) -> None:
        """Forgets what is expired, unheard of, or older than any window."""
        self.quotes.prune(now_s)
        self.open_interest.prune(now_s)
        self.doubted_interest.prune({(oi.venue, oi.symbol) for oi in self.open_interest.all(now_ms, now_s)})
        self.open_interest_series.prune(now_ms)
        self.funding.prune(now_s)
        self.funding_history.prune(now_ms)
        self.futures.prune(now_s, lambda future: future.expiry_ms <= now_ms)
        self.options.prune(now_s)
        oldest_ms = day_start_ms(now_ms) - _VOLATILITY_DAYS * DAY_MS
        for day_ms in [day_ms for day_ms in self._volatility if day_ms < oldest_ms]:
            del self._volatility[day_ms]

    def _put_open_interest(self, event: OpenInterest, now_s: float) -> bool:
        if event.recv_ms - event.at_ms >= _HISTORY_MS:
            self.open_interest_series.put(event)
            return True
        is_believed = self.doubted_interest.take(event)
        if is_believed:
            self.open_interest_series.put(event)
        return self.open_interest.put(event, now_s) and is_believed

    def _put_volatility(self, event: VolatilityIndex) -> None:
        day_ms = day_start_ms(event.at_ms)
        held = self._volatility.get(day_ms)
        close = (event.at_ms, event.close_vol)
        if held is None or (close[0] >= held[0] and close != held):
            self._volatility[day_ms] = close
            self.volatility_venue = event.venue
            self.volatility_version += 1
