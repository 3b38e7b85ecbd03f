"""A rig for tests of a whole venue: the real one, the gateway, and its paper counterpart with a world behind it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from tests.clocks import ManualClock
from tests.paper.faults import Where
from tests.paper.faulty_server import FaultyServer
from tui.config.model import NetworkConfig
from tui.domain.clock import Clock
from tui.domain.errors import VenueError
from tui.domain.events import Event, FeedKind
from tui.exchange.venue import PollFeed, StreamFeed, Venue
from tui.paper.scenarios import BRIEF
from tui.paper.venue import PaperVenue
from tui.paper.world import World

V = TypeVar("V", bound=Venue)

_LIQUIDATING = ("deribit", "gate", "krakenfutures")
"""Venues that would otherwise have few of the world's liquidations."""


@dataclass
class Rig(Generic[V]):
    """A venue, the world behind it, and what goes between."""

    clock: ManualClock
    world: World
    server: FaultyServer
    venue: V

    @property
    def here(self) -> Where:
        return Where(venue=self.venue.name)

    def poll(self, kind: FeedKind, part: str = "") -> PollFeed:
        found = [feed for feed in self.venue.feeds() if isinstance(feed, PollFeed)]
        [feed] = [feed for feed in found if (feed.kind, feed.part) == (kind, part)]
        return feed

    def stream(self, kind: FeedKind) -> StreamFeed:
        [feed] = [feed for feed in self.venue.feeds() if isinstance(feed, StreamFeed) and feed.kind is kind]
        return feed

    async def passing(self, condition: Callable[[], bool], patience_s: float = 20.0) -> None:
        """Lets the market go on second by second until `condition` holds; TimeoutError after those real seconds."""
        async with asyncio.timeout(patience_s):
            while not condition():
                await self.clock.advance(1)
                await asyncio.sleep(0.005)

    def requests(self, path: str) -> list[str]:
        """The queries that reached a path."""
        return [seen.query for seen in self.server.seen if seen.path == path]


@asynccontextmanager
async def rigged(
    make: Callable[[Sequence[str], NetworkConfig, Clock], V],
    paper: Callable[[World], PaperVenue],
    assets: Sequence[str] = ("BTC", "ETH"),
) -> AsyncIterator[Rig[V]]:
    """A venue on a clock that the test moves; every live liquidation of its world is the venue's own."""
    clock = ManualClock()
    name = getattr(make, "name", "")
    forced = replace(BRIEF.liquidations, venues={name: 1.0}, backlog_venues={name: 1.0}, per_s=((0.0, 1.0),))
    world = World(replace(BRIEF, liquidations=forced) if name in _LIQUIDATING else BRIEF, 11, clock)
    async with FaultyServer(world, [paper(world)], tick_s=0.01) as server:
        venue = make(assets, NetworkConfig(gateway=server.url, timeout_s=5.0), clock)
        try:
            yield Rig(clock, world, server, venue)
        finally:
            await venue.close()


@asynccontextmanager
async def running(feed: StreamFeed) -> AsyncIterator[tuple[list[Event], "asyncio.Future[None]"]]:
    """A stream and what it emits, until the block ends."""
    events: list[Event] = []
    task = asyncio.ensure_future(feed.run(events.append))
    try:
        yield events, task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, VenueError):
            await task
