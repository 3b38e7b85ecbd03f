"""Binance: spot prices and candles, and both futures platforms (USD-M, COIN-M) with their liquidations."""

import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from tui.config.model import NetworkConfig
from tui.domain.altcoins import LEADER
from tui.domain.clock import Clock
from tui.domain.errors import VenueError
from tui.domain.events import Completeness, FeedKind
from tui.exchange.binance_altcoins import AltcoinPolls
from tui.exchange.binance_markets import COINM, USDM, Markets
from tui.exchange.binance_polls import Polls
from tui.exchange.binance_weight import AddressWeights
from tui.exchange.client import Client
from tui.exchange.confirmation import confirm
from tui.exchange.door import errors
from tui.exchange.instrument import Instrument
from tui.exchange.polling import clock_offset_s
from tui.exchange.together import together
from tui.exchange.venue import PRICE_STALE_S, Emit, Feed, PollFeed, StreamFeed
from tui.exchange.wire.binance_frames import frame_events, refusal
from tui.exchange.wire.binance_instruments import instrument
from tui.exchange.wire.binance_liquidations import streamed_liquidations
from tui.exchange.wire.binance_spot import TICKERS, streamed_quotes
from tui.exchange.wire.liquidation_batch import LiquidationBatch
from tui.exchange.wire.number import epoch_ms

_NAME = "binance"
# The slash tells them apart: "fstream" ends in "stream" too.
_SPOT_SOCKET = "/stream.binance.com"
_FUTURES_SOCKET = "/fstream.binance.com"
_BOOK_S = 40.0
"""A book older than a minute says nothing; a thousand levels cost 30 of weight a minute."""
_BARS_S = 300.0
_POSITIONS_S = 60.0
_PAID_S = 3600.0
# One socket each: the canary must be on the liquidations' own.
_OPTIONS = {"streamLimits": {"spot": 1, "linear": 1}}
_poll = partial(PollFeed, _NAME)


class Binance:
    """tui.exchange.venue.Venue for Binance."""

    name = _NAME

    def __init__(
        self, assets: Sequence[str], network: NetworkConfig, clock: Clock, altcoins: Sequence[str] = ()
    ) -> None:
        """`altcoins` are those whose cascades are reckoned, watched or not."""
        self._assets = tuple(assets)
        self._altcoins = tuple(altcoins)
        self._clock = clock
        self._client = Client(
            _NAME,
            venue=_NAME,
            network=network,
            clock=clock,
            options=_OPTIONS,
            adapt=instrument,
            fetch_markets=_market_list,
            assets={*assets, *altcoins, LEADER},
        )
        self.clients = (self._client,)
        self._client.tap = self._tap
        self._markets = Markets(self._client, assets)
        addresses = AddressWeights(clock)
        self._client.on_headers = addresses.note
        self._polls = Polls(self._client, self._markets, addresses, clock)
        self._cascades = AltcoinPolls(self._client, self._altcoins, addresses, clock)
        self._pairs: Mapping[str, Instrument] = {}
        self._emit_quote: Emit | None = None
        self._emit_liquidation: Emit | None = None
        self._acknowledged = 0
        """Subscriptions that Binance has answered on the liquidations' socket."""

    def feeds(self) -> Sequence[Feed]:
        price = self._stream(FeedKind.PRICE, self._run_prices, _SPOT_SOCKET, stale_after_s=PRICE_STALE_S)
        return (
            replace(
                price,
                remark=partial(self._client.remark, ["spot"], self._assets),
                doubt=partial(self._client.renew_list, "spot"),
            ),
            self._stream(FeedKind.LIQUIDATIONS, self._run_liquidations, _FUTURES_SOCKET, stale_after_s=None),
            *self._polled(),
            *self._polled_altcoins(),
        )

    async def probe(self) -> float:
        return await clock_offset_s(self._client, self._clock, self._client.call("publicGetTime"), _time_ms)

    async def close(self) -> None:
        await self._client.close()

    def _polled(self) -> list[Feed]:
        polls, count = self._polls, len(self._assets)
        # More assets are asked for less often, so that the request weight stays where it is.
        candles_s, interest_s, history_s = max(60.0, 3.0 * count), max(60.0, 5.0 * count), max(900.0, 25.0 * count)
        feeds: list[Feed] = [
            _poll(FeedKind.PRICE, "", 10.0, polls.quotes, stands_in_for=FeedKind.PRICE),
        ]
        for asset in self._assets:
            feeds.append(_poll(FeedKind.CANDLES, asset, candles_s, partial(polls.candles, asset)))
            feeds.append(_poll(FeedKind.OPEN_INTEREST, f"history {asset}", history_s, partial(polls.history, asset)))
            feeds.append(_poll(FeedKind.FUNDING, f"history {asset}", _PAID_S, partial(polls.funding_history, asset)))
        for platform in (USDM, COINM):
            feeds.append(_poll(FeedKind.FUNDING, platform.part, 30.0, partial(polls.funding, platform)))
            feeds.append(_poll(FeedKind.FUTURES, platform.part, 20.0, partial(polls.futures, platform)))
            interest = _poll(FeedKind.OPEN_INTEREST, platform.part, interest_s, partial(polls.open_interest, platform))
            remark = partial(self._client.remark, [platform.market_type], self._assets)
            feeds.append(replace(interest, remark=remark))
        return feeds

    def _polled_altcoins(self) -> list[Feed]:
        if not self._altcoins:
            return []
        polls = self._cascades
        books = (_poll(FeedKind.DEPTH, asset, _BOOK_S, partial(polls.book, asset)) for asset in self._altcoins)
        bars = (
            _poll(FeedKind.ALTCOINS, f"5m {asset}", _BARS_S, partial(polls.bars, asset))
            for asset in (LEADER, *self._altcoins)
        )
        return [
            *books,
            *bars,
            _poll(FeedKind.ALTCOINS, "open interest", _POSITIONS_S, polls.open_interest),
            _poll(FeedKind.ALTCOINS, "funding", _POSITIONS_S, polls.funding),
        ]

    def _stream(
        self, kind: FeedKind, run: Callable[[Emit], Awaitable[None]], socket: str, stale_after_s: float | None
    ) -> StreamFeed:
        return StreamFeed(
            venue=_NAME,
            kind=kind,
            part="",
            run=run,
            stale_after_s=stale_after_s,
            # Data only: a socket that answers pings and says nothing else is dead.
            completeness=Completeness.SAMPLED if kind is FeedKind.LIQUIDATIONS else None,
            last_frame_s=partial(self._client.last_data_s, socket),
        )

    async def _run_prices(self, emit: Emit) -> None:
        pairs = await self._markets.pairs()
        symbols = [self._markets.symbol(pair) for pair in pairs]
        exchange = self._client.exchange
        self._pairs = {pair.id: pair for pair in pairs}
        self._emit_quote = emit
        try:
            await self._client.hold(lambda: exchange.watch_tickers(symbols, {"name": "ticker"}))
        finally:
            self._emit_quote = None

    async def _run_liquidations(self, emit: Emit) -> None:
        """`!forceOrder@arr` of USD-M carries COIN-M too, so it is subscribed once; a mark price is its canary."""
        canary = self._markets.symbol(await self._markets.canary())
        with contextlib.suppress(VenueError):
            # Without this list COIN-M's orders stay unknown until it comes; USD-M's need not wait for it.
            await self._client.instruments(COINM.market_type)
        exchange = self._client.exchange
        linear = {"type": "swap", "subType": "linear"}
        self._emit_liquidation = emit
        self._acknowledged = 0
        try:
            await self._client.hold(
                lambda: together(
                    exchange.watch_liquidations_for_symbols([], None, None, linear),
                    exchange.watch_mark_prices([canary]),
                    confirm(self._clock, _NAME, lambda: self._acknowledged == 1, "one of two subscriptions"),
                )
            )
        finally:
            self._emit_liquidation = None

    def _tap(self, url: str, frame: str) -> bool:
        """Takes the frames of our two sockets; acknowledgements are left to ccxt."""
        if _FUTURES_SOCKET in url:
            batch = streamed_liquidations(frame, self._markets.known_contracts(), self._clock.now_ms())
            if batch is not None:
                self._take_liquidations(batch)
                return True
        events = list(frame_events(frame))
        for name, payload in events:
            reason = refusal(payload) if name == "" else None
            if reason is not None:
                raise errors.ExchangeError(reason)
        names = {name for name, _ in events}
        if _FUTURES_SOCKET in url and "" in names:
            self._acknowledged += 1
        if _SPOT_SOCKET in url and names & TICKERS:
            self._take_quotes(events)
            return True
        return _FUTURES_SOCKET in url and "markPriceUpdate" in names

    def _take_quotes(self, events: Sequence[tuple[str, bytes]]) -> None:
        if self._emit_quote is not None:
            for quote in streamed_quotes(events, self._pairs, self._clock.now_ms()):
                self._emit_quote(quote)

    def _take_liquidations(self, batch: LiquidationBatch) -> None:
        for symbol in batch.unknown:
            self._client.quarantine((COINM if "USD_" in symbol else USDM).market_type, [symbol])
        self._client.counts["rejected"] += batch.rejected
        if self._emit_liquidation is not None:
            for event in batch.events:
                self._emit_liquidation(event)


async def _market_list(client: Client, market_type: str) -> Sequence[Mapping[str, Any]]:
    """One of "spot", "linear" and "inverse" as ccxt reads it."""
    client.exchange.options["fetchMarkets"] = {"types": [market_type]}
    # Spot rows list hundreds of permission groups each, ten megabytes in all, unless told not to; and most of the
    # rows are of pairs that trade no more.
    params = {"showPermissionSets": "false", "symbolStatus": "TRADING"} if market_type == "spot" else {}
    markets: Sequence[Mapping[str, Any]] = await client.exchange.fetch_markets(params)
    return markets


def _time_ms(payload: Any) -> int | None:
    return epoch_ms(payload.get("serverTime")) if isinstance(payload, Mapping) else None
