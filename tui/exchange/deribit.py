"""Deribit: liquidations, open interest, funding, dated futures, option chains and DVOL. No market list is needed."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from tui.config.model import NetworkConfig
from tui.domain.clock import Clock
from tui.domain.events import Completeness, FeedKind
from tui.exchange.client import Client
from tui.exchange.deribit_backfill import Backfill
from tui.exchange.deribit_polls import COINS, DOLLARS, Polls
from tui.exchange.deribit_stream import ForcedTrades
from tui.exchange.polling import clock_offset_s
from tui.exchange.venue import Feed, PollFeed, StreamFeed
from tui.exchange.wire.deribit_reply import result
from tui.exchange.wire.number import epoch_ms

_SUMMARY_S = 30.0
_MINUTE_S = 60.0
_poll = partial(PollFeed, "deribit")


class Deribit:
    """See the module. Contracts settle in their coin (BTC, ETH) or in USDC; each is asked for by itself."""

    name = "deribit"

    def __init__(self, assets: Sequence[str], network: NetworkConfig, clock: Clock) -> None:
        self._clock = clock
        self._client = Client("deribit", venue=self.name, network=network, clock=clock)
        self.clients = (self._client,)
        self._trades = ForcedTrades(self._client, clock)
        self._backfill = Backfill(self._client, clock, (*COINS, DOLLARS))
        self._polls = Polls(self._client, clock, assets)
        self._feeds = self._make_feeds(assets)

    def feeds(self) -> Sequence[Feed]:
        return self._feeds

    async def probe(self) -> float:
        return await clock_offset_s(self._client, self._clock, self._client.call("publicGetGetTime"), _time_ms)

    async def close(self) -> None:
        await self._client.close()

    def _make_feeds(self, assets: Sequence[str]) -> Sequence[Feed]:
        coins = [coin for coin in COINS if coin in assets]
        live = StreamFeed(
            venue=self.name,
            kind=FeedKind.LIQUIDATIONS,
            part="",
            run=self._trades.run,
            stale_after_s=None,
            completeness=Completeness.FULL,
            every_asset=self._trades.is_whole,
            is_whole=self._trades.is_whole,
            last_frame_s=self._trades.last_frame_s,
            remark=self._trades.remark,
        )
        polls = self._polls
        feeds: list[Feed] = [live, _poll(FeedKind.LIQUIDATIONS, "backfill", _MINUTE_S, self._backfill.fetch)]
        for currency in (*coins, DOLLARS):
            feeds += [
                _poll(FeedKind.OPEN_INTEREST, currency, _SUMMARY_S, partial(polls.open_interest, currency)),
                _poll(FeedKind.FUTURES, currency, _SUMMARY_S, partial(polls.futures, currency)),
                _poll(FeedKind.FUNDING, currency, _MINUTE_S, partial(polls.funding, currency)),
            ]
        feeds += [_poll(FeedKind.OPTIONS, asset, _SUMMARY_S, partial(polls.options, asset)) for asset in assets]
        feeds += [_poll(FeedKind.VOLATILITY_INDEX, coin, _MINUTE_S, partial(polls.volatility, coin)) for coin in coins]
        return tuple(feeds)


def _time_ms(payload: Any) -> int | None:
    return epoch_ms(result(payload))
