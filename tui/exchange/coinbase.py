"""Coinbase Advanced Trade: prices and candles."""

from collections.abc import Mapping, Sequence
from typing import Any

from tui.config.model import NetworkConfig
from tui.domain.clock import Clock
from tui.domain.events import Candle, Quote
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.polling import clock_offset_s
from tui.exchange.spot_feeds import SpotFeeds
from tui.exchange.venue import Emit, Feed
from tui.exchange.wire import coinbase as wire
from tui.exchange.wire.candle_rows import SPAN_MS
from tui.exchange.wire.number import epoch_ms, number

_PAGE_BARS = 300


class Coinbase:
    """See the module."""

    name = "coinbase"

    def __init__(self, assets: Sequence[str], network: NetworkConfig, clock: Clock) -> None:
        self._clock = clock
        self._client = Client(
            "coinbase",
            venue=self.name,
            network=network,
            clock=clock,
            adapt=wire.instrument,
            fetch_markets=_fetch_markets,
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
        return await clock_offset_s(self._client, self._clock, self._client.call("v3PublicGetBrokerageTime"), _time_ms)

    async def close(self) -> None:
        await self._client.close()

    async def _stream(self, markets: Sequence[Instrument], emit: Emit) -> None:
        self._streamed = {known.id: known for known in markets}
        symbols = [f"{known.asset}/{known.quote}" for known in markets]
        self._emit = emit
        try:
            # ccxt's watch_tickers asks for the batched channel, which is up to five seconds old.
            await self._client.hold(
                lambda: self._client.exchange.subscribe_multiple("ticker", False, symbols), "spot", self._streamed
            )
        finally:
            self._emit = None

    def _tap(self, _url: str, text: str) -> bool:
        """Takes tickers; acknowledgements and errors are ccxt's."""
        frame = wire.frame(text)
        if not frame.is_ticker:
            return False
        for quote in wire.streamed_quotes(frame, self._streamed, self._clock.now_ms()):
            if self._emit is not None:
                self._emit(quote)
        return True

    async def _prices(self, markets: Sequence[Instrument]) -> Sequence[Quote]:
        asked = {"product_ids": [known.id for known in markets]}
        payload = await self._client.call("v3PublicGetBrokerageMarketProducts", asked)
        return wire.product_quotes(payload, {known.id: known for known in markets}, self._clock.now_ms())

    async def _bars(self, market: Instrument, timeframe: str, count: int) -> Sequence[Candle]:
        """Page after page from the oldest on: Coinbase gives at most 350 bars at once."""
        span_ms, now_ms = SPAN_MS[timeframe], self._clock.now_ms()
        last_ms = now_ms - now_ms % span_ms
        since_ms = last_ms - (count - 1) * span_ms
        found: dict[int, Candle] = {}
        while since_ms <= last_ms:
            until_ms = min(last_ms, since_ms + (_PAGE_BARS - 1) * span_ms)
            asked = {
                "product_id": market.id,
                "granularity": wire.GRANULARITY[timeframe],
                "start": str(since_ms // 1000),
                "end": str(until_ms // 1000),
                "limit": _PAGE_BARS,
            }
            payload = await self._client.call("v3PublicGetBrokerageMarketProductsProductIdCandles", asked)
            found |= {bar.open_ms: bar for bar in wire.candles(payload, market, timeframe, self._clock.now_ms())}
            since_ms = until_ms + span_ms
        return [found[open_ms] for open_ms in sorted(found)]


async def _fetch_markets(client: Client, _market_type: str) -> Sequence[Mapping[str, Any]]:
    """ccxt's list as it is: its `options.fetchMarkets` is no table of types here but the name of a method."""
    markets: Sequence[Mapping[str, Any]] = await client.exchange.fetch_markets()
    return [market for market in markets if market.get("type") == "spot"]


def _time_ms(payload: Any) -> int | None:
    return epoch_ms(number(payload.get("epochMillis"))) if isinstance(payload, Mapping) else None
