"""Events for market tests; whatever a test does not care about has a plausible value."""

from typing import Any

from tests.clocks import ManualClock
from tui.domain.clock import DAY_MS, HOUR_MS, day_start_ms
from tui.domain.events import (
    Candle,
    Completeness,
    FeedKind,
    FeedState,
    FeedStatus,
    FundingKind,
    FundingRate,
    FuturesQuote,
    Liquidation,
    OpenInterest,
    OptionBook,
    OptionQuote,
    Quote,
    Side,
    VolatilityIndex,
)

SPAN_MS = {"1h": HOUR_MS, "1d": DAY_MS}


class Maker:
    """Makes events of the clock's moment."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._number = 0

    def _now(self) -> dict[str, Any]:
        return {"at_ms": self._clock.now_ms(), "recv_ms": self._clock.now_ms()}

    def quote(self, venue: str = "okx", usd: float | None = 100_000.0, **fields: Any) -> Quote:
        base: dict[str, Any] = {"venue": venue, "asset": "BTC", "symbol": "BTC-USDT", "quote": "USDT", "last_usd": usd}
        return Quote(**(base | self._now() | fields))

    def candle(self, open_ms: int, close_usd: float = 100_000.0, timeframe: str = "1d", **fields: Any) -> Candle:
        base: dict[str, Any] = {
            "venue": "binance",
            "asset": "BTC",
            "symbol": "BTCUSDT",
            "timeframe": timeframe,
            "open_ms": open_ms,
            "open_usd": close_usd,
            "high_usd": close_usd * 1.01,
            "low_usd": close_usd * 0.99,
            "close_usd": close_usd,
            "volume_coin": 1.0,
            "recv_ms": self._clock.now_ms(),
        }
        return Candle(**(base | fields))

    def candles(self, timeframe: str, count: int, close_usd: float = 100_000.0, **fields: Any) -> list[Candle]:
        """The last `count` bars, the newest still moving."""
        now_ms, span_ms = self._clock.now_ms(), SPAN_MS[timeframe]
        newest_ms = day_start_ms(now_ms) if timeframe == "1d" else now_ms - now_ms % HOUR_MS
        return [
            self.candle(newest_ms - back * span_ms, close_usd, timeframe, **fields) for back in reversed(range(count))
        ]

    def liquidation(self, usd: float = 1000.0, hurt: Side = Side.LONG, **fields: Any) -> Liquidation:
        self._number += 1
        base: dict[str, Any] = {
            "venue": "bybit",
            "asset": "BTC",
            "symbol": "BTCUSDT",
            "hurt": hurt,
            "usd": usd,
            "coin": usd / 100_000,
            "price_usd": 100_000.0,
            "completeness": Completeness.FULL,
            "key": f"{self._number}",
        }
        return Liquidation(**(base | self._now() | fields))

    def open_interest(self, venue: str = "okx", coin: float = 1000.0, **fields: Any) -> OpenInterest:
        base: dict[str, Any] = {
            "venue": venue,
            "asset": "BTC",
            "symbol": "BTC-SWAP",
            "coin": coin,
            "usd": coin * 100_000.0,
        }
        return OpenInterest(**(base | self._now() | fields))

    def funding(self, venue: str = "okx", rate: float = 0.0001, **fields: Any) -> FundingRate:
        base: dict[str, Any] = {
            "venue": venue,
            "asset": "BTC",
            "symbol": "BTC-SWAP",
            "rate": rate,
            "interval_h": 8.0,
            "kind": FundingKind.PREDICTED,
            "next_ms": self._clock.now_ms() + HOUR_MS,
        }
        return FundingRate(**(base | self._now() | fields))

    def future(self, venue: str = "deribit", days: float = 90.0, **fields: Any) -> FuturesQuote:
        base: dict[str, Any] = {
            "venue": venue,
            "asset": "BTC",
            "symbol": f"BTC-{days:g}",
            "expiry_ms": self._clock.now_ms() + round(days * DAY_MS),
            "mark_usd": 101_000.0,
            "bid_usd": 100_990.0,
            "ask_usd": 101_010.0,
            "index_usd": 100_000.0,
        }
        return FuturesQuote(**(base | self._now() | fields))

    def option(self, strike_usd: float, is_call: bool, days: float = 30.0, **fields: Any) -> OptionQuote:
        base: dict[str, Any] = {
            "symbol": f"BTC-{days:g}-{strike_usd:g}-{'C' if is_call else 'P'}",
            "expiry_ms": self._clock.now_ms() + round(days * DAY_MS),
            "strike_usd": strike_usd,
            "is_call": is_call,
            "mark_vol": 50.0,
            "mark_coin": 0.02,
            "underlying_usd": 100_000.0,
            "open_interest_coin": 10.0,
            "volume_24h_coin": 3.0 if is_call else 2.0,
        }
        return OptionQuote(**(base | fields))

    def option_book(self, venue: str = "deribit", quotes: tuple[OptionQuote, ...] | None = None) -> OptionBook:
        chain = quotes or tuple(
            self.option(strike, is_call, days)
            for days in (5.0, 35.0, 100.0)
            for strike in (90_000.0, 95_000.0, 100_000.0, 105_000.0, 110_000.0)
            for is_call in (True, False)
        )
        return OptionBook(venue=venue, asset="BTC", quotes=chain, **self._now())

    def volatility(self, close_vol: float = 54.0, days_ago: int = 0) -> VolatilityIndex:
        at_ms = self._clock.now_ms() - days_ago * DAY_MS
        return VolatilityIndex(
            venue="deribit", asset="BTC", close_vol=close_vol, at_ms=at_ms, recv_ms=self._clock.now_ms()
        )

    def status(
        self, venue: str, kind: FeedKind, state: FeedState, reason: str | None = None, **fields: Any
    ) -> FeedStatus:
        base: dict[str, Any] = {
            "venue": venue,
            "kind": kind,
            "state": state,
            "reason": reason,
            "at_ms": self._clock.now_ms(),
        }
        return FeedStatus(**(base | fields))
