"""Kraken spot: prices and candles."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from tui.config.model import NetworkConfig
from tui.domain.clock import Clock
from tui.domain.events import Candle, Quote
from tui.domain.text import clean
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.polling import clock_offset_s
from tui.exchange.spot_feeds import SpotFeeds
from tui.exchange.venue import Emit, Feed
from tui.exchange.wire import kraken as wire
from tui.exchange.wire.candle_rows import SPAN_MS
from tui.exchange.wire.number import positive

log = logging.getLogger("floorline.exchange")


class Kraken:
    """See the module. Its public REST allows one request a second, which ccxt keeps to."""

    name = "kraken"

    def __init__(self, assets: Sequence[str], network: NetworkConfig, clock: Clock) -> None:
        self._clock = clock
        self._client = Client(
            "kraken",
            venue=self.name,
            network=network,
            clock=clock,
            adapt=wire.instrument,
            fetch_markets=_market_list,
            assets=assets,
        )
        self.clients = (self._client,)
        self._client.tap = self._tap
        self._emit: Emit | None = None
        self._streamed: Mapping[str, Instrument] = {}
        self._feeds = SpotFeeds(
            self._client, clock, assets, stream=self._stream, prices=self._prices, bars=self._bars
        ).feeds()

    def feeds(self) -> Sequence[Feed]:
        return self._feeds

    async def probe(self) -> float:
        return await clock_offset_s(self._client, self._clock, self._client.call("publicGetTime"), _time_ms)

    async def close(self) -> None:
        await self._client.close()

    async def _stream(self, markets: Sequence[Instrument], emit: Emit) -> None:
        self._streamed = {wire.symbol_of(known): known for known in markets}
        symbols = list(self._streamed)
        self._emit = emit
        try:
            # Without this trigger a quote is as old as the last trade.
            trigger = {"event_trigger": "bbo"}
            await self._client.hold(lambda: self._client.exchange.watch_tickers(symbols, trigger))
        finally:
            self._emit = None

    def _tap(self, _url: str, text: str) -> bool:
        """Takes tickers; acknowledgements, pongs and heartbeats are ccxt's."""
        frame = wire.frame(text)
        if frame.is_ticker:
            for quote in wire.streamed_quotes(frame, self._streamed, self._clock.now_ms()):
                if self._emit is not None:
                    self._emit(quote)
            return True
        if frame.refusal is not None:
            # The other markets of the subscription go on, and ccxt tells nobody.
            self._client.counts["refused"] += 1
            log.warning("kraken: refused a subscription: %s", clean(frame.refusal, 120))
        return False

    async def _prices(self, markets: Sequence[Instrument]) -> Sequence[Quote]:
        payload = await self._client.call("publicGetTicker", {"pair": ",".join(known.id for known in markets)})
        return wire.ticker_quotes(payload, markets, self._clock.now_ms())

    async def _bars(self, market: Instrument, timeframe: str, count: int) -> Sequence[Candle]:
        """Kraken gives at most 720 bars, those that open after `since`."""
        span_ms, now_ms = SPAN_MS[timeframe], self._clock.now_ms()
        since_ms = now_ms - now_ms % span_ms - count * span_ms
        asked = {"pair": market.id, "interval": wire.INTERVAL_MINUTES[timeframe], "since": since_ms // 1000}
        payload = await self._client.call("publicGetOHLC", asked)
        return wire.candles(payload, market, timeframe, self._clock.now_ms())


async def _market_list(client: Client, _market_type: str) -> Sequence[Mapping[str, Any]]:
    """ccxt's list as it is, without the second index that ccxt keeps of it for orders."""
    markets: Sequence[Mapping[str, Any]] = await client.exchange.fetch_markets()
    client.exchange.options["marketsByAltname"] = {}
    return markets


def _time_ms(payload: Any) -> int | None:
    result = payload.get("result") if isinstance(payload, Mapping) else None
    told_s = positive(result.get("unixtime")) if isinstance(result, Mapping) else None
    # Kraken tells whole seconds, which are half a second old on average.
    return None if told_s is None else round(told_s * 1000) + 500
