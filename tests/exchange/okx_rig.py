"""A rig for the tests of OKX: the real venue, the gateway, and a paper OKX with its world."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from tests.clocks import ManualClock
from tests.paper.faulty_server import FaultyServer
from tui.config.model import NetworkConfig
from tui.domain.errors import VenueError
from tui.domain.events import Event, FeedKind
from tui.exchange.okx import Okx
from tui.exchange.venue import PollFeed, StreamFeed
from tui.paper.scenarios import SCENARIOS
from tui.paper.venue import PaperVenue
from tui.paper.venues.okx import open_venue
from tui.paper.world import World


@dataclass
class Rig:
    """A venue, the world behind it, and what goes between."""

    clock: ManualClock
    world: World
    server: FaultyServer
    venue: Okx

    def poll(self, kind: FeedKind, part: str = "") -> PollFeed:
        [feed] = [
            feed for feed in self.venue.feeds() if isinstance(feed, PollFeed) and (feed.kind, feed.part) == (kind, part)
        ]
        return feed

    def stream(self, kind: FeedKind, part: str = "") -> StreamFeed:
        [feed] = [
            feed
            for feed in self.venue.feeds()
            if isinstance(feed, StreamFeed) and (feed.kind, feed.part) == (kind, part)
        ]
        return feed

    async def passing(self, condition: Callable[[], bool], patience_s: float = 20.0) -> None:
        """Lets the market go on second by second until `condition` holds; TimeoutError after those real seconds."""
        async with asyncio.timeout(patience_s):
            while not condition():
                await self.clock.advance(1)
                await asyncio.sleep(0.005)

    def requests(self, path: str) -> list[str]:
        """The queries that reached a path."""
        return [seen.query for seen in self.server.seen if seen.path == f"/api/v5/{path}"]


@asynccontextmanager
async def rigged(
    assets: Sequence[str] = ("BTC", "ETH"), paper: Callable[[World], PaperVenue] = open_venue
) -> AsyncIterator[Rig]:
    """A venue on a clock that the test moves."""
    clock = ManualClock()
    world = World(SCENARIOS["cascade"], 11, clock)
    async with FaultyServer(world, [paper(world)], tick_s=0.01) as server:
        venue = Okx(assets, NetworkConfig(gateway=server.url), clock)
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
