"""OKX: spot prices and candles, perpetuals and dated futures, options, and sampled liquidations."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from tui.config.model import NetworkConfig
from tui.domain.clock import Clock
from tui.domain.events import Completeness, FeedKind
from tui.exchange.client import Client
from tui.exchange.dials import Dials
from tui.exchange.okx_altcoins import OkxAltcoins
from tui.exchange.okx_past import Candles, PastFunding, PastLiquidations
from tui.exchange.okx_polls import INSTRUMENT_TYPES, OkxPolls
from tui.exchange.okx_streams import LiquidationStream, PriceStream
from tui.exchange.polling import clock_offset_s
from tui.exchange.together import all_closed
from tui.exchange.venue import PRICE_STALE_S, Feed, PollFeed, StreamFeed
from tui.exchange.wire.number import epoch_ms
from tui.exchange.wire.okx_instruments import instrument
from tui.exchange.wire.okx_rows import rows

_poll = partial(PollFeed, "okx")


class Okx:
    """See tui.exchange.venue.Venue. One ccxt instance for requests and prices, one for each liquidation socket."""

    name = "okx"

    def __init__(
        self, assets: Sequence[str], network: NetworkConfig, clock: Clock, altcoins: Sequence[str] = ()
    ) -> None:
        """`altcoins` are those whose cascades are reckoned, watched or not."""
        dials = Dials("okx", clock)
        new_client = partial(
            Client, "okx", venue="okx", network=network, clock=clock, adapt=instrument, dials=dials, assets=assets
        )
        self._clock = clock
        self._client = new_client()
        self._forced = {market_type: new_client() for market_type in INSTRUMENT_TYPES}
        self.clients = (self._client, *self._forced.values())
        self._feeds = (
            *self._prices(tuple(assets)),
            *self._liquidations(tuple(assets)),
            *self._derivatives(tuple(assets)),
            *OkxAltcoins(self._client, altcoins, clock).feeds(),
        )

    def feeds(self) -> Sequence[Feed]:
        return self._feeds

    async def probe(self) -> float:
        return await clock_offset_s(self._client, self._clock, self._client.call("publicGetPublicTime"), _time_ms)

    async def close(self) -> None:
        await all_closed(*(client.close() for client in self.clients))

    def _prices(self, assets: tuple[str, ...]) -> Sequence[Feed]:
        polls, candles = OkxPolls(self._client, assets, self._clock), Candles(self._client, self._clock)
        stream = StreamFeed(
            venue="okx",
            kind=FeedKind.PRICE,
            part="",
            run=PriceStream(self._client, assets, self._clock).run,
            stale_after_s=PRICE_STALE_S,
            last_frame_s=self._client.last_data_s,
            remark=partial(self._client.remark, ["spot"], assets),
            doubt=partial(self._client.renew_list, "spot"),
        )
        fallback = _poll(FeedKind.PRICE, "", 10, polls.quotes, stands_in_for=FeedKind.PRICE)
        return (
            stream,
            fallback,
            *(_poll(FeedKind.CANDLES, asset, 60, partial(candles.fetch, asset)) for asset in assets),
        )

    def _liquidations(self, assets: tuple[str, ...]) -> Sequence[Feed]:
        forced = {
            market_type: LiquidationStream(client, self._client, market_type, assets, self._clock)
            for market_type, client in self._forced.items()
        }
        streams = [
            StreamFeed(
                venue="okx",
                kind=FeedKind.LIQUIDATIONS,
                part=market_type,
                run=stream.run,
                stale_after_s=None,
                completeness=Completeness.SAMPLED,
                last_frame_s=stream.last_frame_s,
            )
            for market_type, stream in forced.items()
        ]
        past = PastLiquidations(self._client, assets, self._clock)
        return (*streams, _poll(FeedKind.LIQUIDATIONS, "backfill", 300, past.fetch))

    def _derivatives(self, assets: tuple[str, ...]) -> Sequence[Feed]:
        polls = OkxPolls(self._client, assets, self._clock)
        paid = PastFunding(self._client, self._clock)
        return (
            *(
                _poll(
                    FeedKind.OPEN_INTEREST,
                    market_type,
                    30,
                    partial(polls.open_interest, market_type),
                    remark=partial(self._client.remark, [market_type], assets),
                )
                for market_type in INSTRUMENT_TYPES
            ),
            _poll(FeedKind.OPEN_INTEREST, "history", 900, polls.open_interest_history),
            _poll(FeedKind.FUNDING, "", 30, polls.funding),
            *(_poll(FeedKind.FUNDING, f"history {asset}", 3600, partial(paid.fetch, asset)) for asset in assets),
            _poll(FeedKind.FUTURES, "", 15, polls.futures),
            *(_poll(FeedKind.OPTIONS, asset, 60, partial(polls.option_chain, asset)) for asset in assets),
        )


def _time_ms(payload: Any) -> int | None:
    return next((epoch_ms(row.get("ts")) for row in rows(payload)), None)
