"""Gate: liquidations with their past day, open interest and funding of its perpetuals."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from tui.config.model import NetworkConfig
from tui.domain.clock import Clock
from tui.domain.events import Completeness, FeedKind
from tui.exchange.client import Client
from tui.exchange.gate_backfill import PastLiquidations
from tui.exchange.gate_polls import GatePolls
from tui.exchange.gate_stream import SETTLE, ForcedOrders
from tui.exchange.polling import clock_offset_s
from tui.exchange.venue import Feed, PollFeed, StreamFeed
from tui.exchange.wire.gate import instrument, server_ms

_SETTLES = (SETTLE, "btc")
"""Gate keeps contracts apart by the currency that they settle in; each is asked for by itself."""
_PAST_S = 30.0
_INTEREST_S = 20.0
_HISTORY_S = 900.0
_FUNDING_S = 60.0
_poll = partial(PollFeed, "gate")


class Gate:
    """See tui.exchange.venue.Venue."""

    name = "gate"

    def __init__(self, assets: Sequence[str], network: NetworkConfig, clock: Clock) -> None:
        self._clock = clock
        self._client = Client(
            "gate",
            venue=self.name,
            network=network,
            clock=clock,
            adapt=instrument,
            fetch_markets=_market_list,
            assets=assets,
        )
        self.clients = (self._client,)
        self._forced = ForcedOrders(self._client, tuple(assets), clock)
        self._feeds = self._make_feeds(assets)

    def feeds(self) -> Sequence[Feed]:
        return self._feeds

    async def probe(self) -> float:
        return await clock_offset_s(self._client, self._clock, self._client.call("publicSpotGetTime"), server_ms)

    async def close(self) -> None:
        await self._client.close()

    def _make_feeds(self, assets: Sequence[str]) -> Sequence[Feed]:
        polls = GatePolls(self._client, assets, self._clock)
        live = StreamFeed(
            venue=self.name,
            kind=FeedKind.LIQUIDATIONS,
            part="",
            run=self._forced.run,
            stale_after_s=None,
            completeness=Completeness.SAMPLED,
            every_asset=self._forced.carries_every_asset,
            last_frame_s=self._forced.last_frame_s,
        )
        feeds: list[Feed] = [live]
        for settle in _SETTLES:
            # All contracts but one settle in USDT: those stand for Gate.
            past = PastLiquidations(self._client, settle, f"past {settle}", self._clock, covers=settle == SETTLE)
            interest = _poll(FeedKind.OPEN_INTEREST, settle, _INTEREST_S, partial(polls.open_interest, settle))
            feeds += [
                _poll(FeedKind.LIQUIDATIONS, f"past {settle}", _PAST_S, past.fetch),
                replace(interest, remark=partial(self._client.remark, [settle], assets)),
                _poll(
                    FeedKind.OPEN_INTEREST,
                    f"history {settle}",
                    _HISTORY_S,
                    partial(polls.open_interest_history, settle),
                ),
                _poll(FeedKind.FUNDING, settle, _FUNDING_S, partial(polls.funding, settle)),
            ]
        return tuple(feeds)


async def _market_list(client: Client, settle: str) -> Sequence[Mapping[str, Any]]:
    """The perpetuals of one settlement currency as ccxt reads them."""
    options = client.exchange.options
    options["fetchMarkets"] = {"types": ["swap"]}
    options["swap"] = {"fetchMarkets": {"settlementCurrencies": [settle]}}
    markets: Sequence[Mapping[str, Any]] = await client.exchange.fetch_markets()
    return markets
