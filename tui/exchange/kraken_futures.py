"""Kraken Futures: open interest and funding out of one answer, and liquidations out of its trades."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from tui.config.model import NetworkConfig
from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Completeness, Event, FeedKind
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.kraken_futures_stream import MARKETS, ForcedTrades, contracts_of
from tui.exchange.polling import Answer, SharedAnswers, clock_offset_s, part, some
from tui.exchange.standing import standing
from tui.exchange.venue import Feed, PollFeed, StreamFeed, never
from tui.exchange.wire.kraken_futures import VENUE, funding, has_tickers, instrument, open_interest, server_ms
from tui.exchange.wire.kraken_futures_trades import past_liquidations

_TICKERS_S = 15.0
_SHARED_S = 5.0
"""An answer serves both feeds for so long."""
_TRADES_S = 30.0


class KrakenFutures:
    """See tui.exchange.venue.Venue. The configuration's `kraken` enables it together with the spot exchange."""

    name = VENUE

    def __init__(self, assets: Sequence[str], network: NetworkConfig, clock: Clock) -> None:
        self._assets = tuple(assets)
        self._clock = clock
        self._client = Client(
            "krakenfutures", venue=VENUE, network=network, clock=clock, adapt=instrument, assets=assets
        )
        self.clients = (self._client,)
        self._forced = ForcedTrades(self._client, self._assets, clock)
        self._answers: SharedAnswers[Any] = SharedAnswers(clock, _SHARED_S)
        self._feeds = (
            StreamFeed(
                venue=VENUE,
                kind=FeedKind.LIQUIDATIONS,
                part="",
                run=self._forced.run,
                stale_after_s=None,
                completeness=Completeness.FULL,
                every_asset=never,
                last_frame_s=self._forced.last_frame_s,
            ),
            PollFeed(
                venue=VENUE,
                kind=FeedKind.LIQUIDATIONS,
                part="",
                every_s=_TRADES_S,
                fetch=self._past,
                stands_in_for=FeedKind.LIQUIDATIONS,
            ),
            PollFeed(
                venue=VENUE,
                kind=FeedKind.OPEN_INTEREST,
                part="",
                every_s=_TICKERS_S,
                fetch=self._open_interest,
                remark=partial(self._client.remark, [MARKETS], self._assets),
            ),
            PollFeed(venue=VENUE, kind=FeedKind.FUNDING, part="", every_s=_TICKERS_S, fetch=self._funding),
        )

    def feeds(self) -> Sequence[Feed]:
        return self._feeds

    async def probe(self) -> float:
        return await clock_offset_s(self._client, self._clock, self._client.call("publicGetTickers"), server_ms)

    async def close(self) -> None:
        await self._client.close()

    async def _open_interest(self) -> Sequence[Event]:
        wanted = await self._wanted()
        payload, _, recv_ms = await self._tickers()
        return some(VENUE, standing(open_interest(payload, wanted, recv_ms)), "open interest")

    async def _funding(self) -> Sequence[Event]:
        wanted = await self._wanted()
        payload, _, recv_ms = await self._tickers()
        return some(VENUE, funding(payload, wanted, recv_ms), "funding rates")

    async def _past(self) -> Sequence[Event]:
        """The forced ones among each contract's last hundred trades; a contract without an answer costs itself."""
        found: list[Event] = []
        answered = False
        for known in (await self._wanted()).values():
            payload = await part(self._client, "publicGetHistory", {"symbol": known.id})
            batch = past_liquidations(payload, known, self._clock.now_ms())
            if batch is not None:
                answered = True
                self._client.counts["rejected"] += batch.rejected
                found += batch.events
        if not answered:
            raise VenueError(VENUE, Trouble.BAD_RESPONSE, "no answer with trades")
        return found

    async def _tickers(self) -> Answer[Any]:
        """Every contract's ticker and the moment of the answer, which is a few seconds old at most."""
        return await self._answers.get("tickers", self._asked_tickers)

    async def _asked_tickers(self) -> Any:
        payload = await self._client.call("publicGetTickers")
        if not has_tickers(payload):
            raise VenueError(VENUE, Trouble.BAD_RESPONSE, "an answer without tickers")
        return payload

    async def _wanted(self) -> Mapping[str, Instrument]:
        wanted = contracts_of(await self._client.instruments(MARKETS), self._assets)
        if not wanted:
            raise VenueError(VENUE, Trouble.UNSUPPORTED, "no contract of these assets")
        return wanted
