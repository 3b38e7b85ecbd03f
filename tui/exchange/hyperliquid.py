"""Hyperliquid: open interest and funding of its perpetuals, both out of one answer. It publishes no liquidations."""

from collections.abc import Mapping, Sequence
from typing import Any

from tui.config.model import NetworkConfig
from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Event, FeedKind
from tui.exchange.client import Client
from tui.exchange.polling import Answer, SharedAnswers, clock_offset_s
from tui.exchange.venue import Feed, PollFeed
from tui.exchange.wire.hyperliquid import Context, contexts, funding, open_interest
from tui.exchange.wire.number import epoch_ms

_EVERY_S = 20.0
_SHARED_S = 5.0
"""An answer serves both feeds for so long; asked anew by each, it would cost twice its weight."""


class Hyperliquid:
    """See tui.exchange.venue.Venue. No market list is needed: the answer names every perpetual."""

    name = "hyperliquid"

    def __init__(self, assets: Sequence[str], network: NetworkConfig, clock: Clock) -> None:
        self._assets = frozenset(assets)
        self._clock = clock
        self._client = Client("hyperliquid", venue="hyperliquid", network=network, clock=clock)
        self.clients = (self._client,)
        self._answers: SharedAnswers[list[Context]] = SharedAnswers(clock, _SHARED_S)
        fetches = {FeedKind.OPEN_INTEREST: self._open_interest, FeedKind.FUNDING: self._funding}
        self._feeds = tuple(
            PollFeed(venue=self.name, kind=kind, part="", every_s=_EVERY_S, fetch=fetch)
            for kind, fetch in fetches.items()
        )

    def feeds(self) -> Sequence[Feed]:
        return self._feeds

    async def probe(self) -> float:
        asked = self._client.call("publicPostInfo", {"type": "exchangeStatus"})
        return await clock_offset_s(self._client, self._clock, asked, _time_ms)

    async def close(self) -> None:
        await self._client.close()

    async def _open_interest(self) -> Sequence[Event]:
        listed, _, recv_ms = await self._contexts()
        return self._some(open_interest(listed, self._assets, recv_ms))

    async def _funding(self) -> Sequence[Event]:
        listed, _, recv_ms = await self._contexts()
        return self._some(funding(listed, self._assets, recv_ms))

    async def _contexts(self) -> Answer[list[Context]]:
        """Every listed perpetual and the moment of the answer, which is a few seconds old at most."""
        return await self._answers.get("contexts", self._asked_contexts)

    async def _asked_contexts(self) -> list[Context]:
        listed = contexts(await self._client.call("publicPostInfo", {"type": "metaAndAssetCtxs"}))
        if not listed:
            raise VenueError(self.name, Trouble.BAD_RESPONSE, "an answer without perpetuals")
        return listed

    def _some(self, events: Sequence[Event]) -> Sequence[Event]:
        if not events:
            raise VenueError(self.name, Trouble.UNSUPPORTED, "no perpetual of these assets")
        return events


def _time_ms(payload: Any) -> int | None:
    return epoch_ms(payload.get("time")) if isinstance(payload, Mapping) else None
