"""Bybit: spot prices, complete liquidations, perpetuals and dated futures, options. Its candles are not taken."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from tui.config.model import NetworkConfig
from tui.domain.clock import Clock
from tui.domain.events import Completeness, FeedKind
from tui.exchange.bybit_altcoins import BybitAltcoins
from tui.exchange.bybit_polls import BybitPolls, Category
from tui.exchange.bybit_streams import BybitStreams
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.polling import clock_offset_s
from tui.exchange.venue import PRICE_STALE_S, Feed, PollFeed, StreamFeed, never
from tui.exchange.wire.bybit import funding_interval_h, instrument, told_ms

_CATEGORIES: tuple[Category, ...] = ("linear", "inverse")
_TICKERS_EVERY_S = 10.0
_HISTORY_EVERY_S = 900.0
_PAID_EVERY_S = 3600.0
_OPTIONS_EVERY_S = 30.0
_PRICE_EVERY_S = 5.0
_poll = partial(PollFeed, "bybit")


class Bybit:
    """See tui.exchange.venue.Venue. One ccxt instance for all requests and sockets."""

    name = "bybit"

    def __init__(
        self, assets: Sequence[str], network: NetworkConfig, clock: Clock, altcoins: Sequence[str] = ()
    ) -> None:
        """`altcoins` are those whose cascades are reckoned, watched or not."""
        self._clock = clock
        self._intervals_h: dict[str, float] = {}
        self._client = Client(
            "bybit", venue="bybit", network=network, clock=clock, adapt=self._instrument, assets=assets
        )
        self.clients = (self._client,)
        cascades = BybitAltcoins(self._client, altcoins, self._intervals_h, clock)
        self._feeds = (*self._prices(assets), *self._derivatives(assets), *cascades.feeds())

    def feeds(self) -> Sequence[Feed]:
        return self._feeds

    async def probe(self) -> float:
        return await clock_offset_s(self._client, self._clock, self._client.call("publicGetV5MarketTime"), told_ms)

    async def close(self) -> None:
        await self._client.close()

    def _instrument(self, market: Mapping[str, Any]) -> Instrument | None:
        found = instrument(market)
        interval_h = funding_interval_h(market)
        if found is not None and found.kind == "perpetual" and interval_h is not None:
            self._intervals_h[found.id] = interval_h
        return found

    def _prices(self, assets: Sequence[str]) -> Sequence[Feed]:
        streams = BybitStreams(self._client, assets, self._clock)
        price = StreamFeed(
            venue=self.name,
            kind=FeedKind.PRICE,
            part="",
            run=streams.prices,
            stale_after_s=PRICE_STALE_S,
            last_frame_s=partial(streams.last_data_s, "spot"),
            remark=partial(self._client.remark, ["spot"], assets),
            doubt=partial(self._client.renew_list, "spot"),
        )
        forced = [
            StreamFeed(
                venue=self.name,
                kind=FeedKind.LIQUIDATIONS,
                part=category,
                run=partial(streams.liquidations, category),
                stale_after_s=None,
                completeness=Completeness.FULL,
                every_asset=never,
                last_frame_s=partial(streams.last_data_s, category),
            )
            for category in _CATEGORIES
        ]
        return (price, *forced)

    def _derivatives(self, assets: Sequence[str]) -> Sequence[Feed]:
        polls = BybitPolls(self._client, assets, self._intervals_h, self._clock)
        fallback = _poll(FeedKind.PRICE, "", _PRICE_EVERY_S, polls.quotes, stands_in_for=FeedKind.PRICE)
        feeds: list[Feed] = [fallback]
        for category in _CATEGORIES:
            feeds += (
                _poll(
                    FeedKind.OPEN_INTEREST,
                    category,
                    _TICKERS_EVERY_S,
                    partial(polls.open_interest, category),
                    remark=partial(self._client.remark, [category], assets),
                ),
                _poll(FeedKind.FUNDING, category, _TICKERS_EVERY_S, partial(polls.funding, category)),
                _poll(FeedKind.FUTURES, category, _TICKERS_EVERY_S, partial(polls.futures, category)),
                _poll(
                    FeedKind.OPEN_INTEREST,
                    f"history {category}",
                    _HISTORY_EVERY_S,
                    partial(polls.open_interest_history, category),
                ),
            )
        feeds += (
            _poll(FeedKind.FUNDING, f"history {asset}", _PAID_EVERY_S, partial(polls.funding_history, asset))
            for asset in assets
        )
        feeds += (
            _poll(FeedKind.OPTIONS, asset, _OPTIONS_EVERY_S, partial(polls.option_chain, asset)) for asset in assets
        )
        return feeds
