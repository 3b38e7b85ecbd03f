"""One real venue through unmodified ccxt, supervised, into a real market: on a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from tests.clocks import ManualClock
from tests.paper.faults import Where
from tests.paper.faulty_server import FaultyServer
from tui.config.model import AssetConfig, Config, NetworkConfig
from tui.domain.board import Board, Feed
from tui.domain.events import Event, FeedKind, FeedStatus, Liquidation, Quote
from tui.exchange.client import Client
from tui.exchange.registry import open_venues
from tui.exchange.venue import PollFeed, Venue
from tui.feeds.supervisor import Supervisor
from tui.market.market import Market
from tui.paper.registry import open_venues as open_paper_venues
from tui.paper.scenario import Scenario
from tui.paper.scenarios import BRIEF
from tui.paper.venue import PaperVenue
from tui.paper.world import World

PATIENCE_S = 20.0
STREAMS = frozenset({FeedKind.PRICE, FeedKind.LIQUIDATIONS})


@dataclass
class Chain:
    """What a fault is provoked on, and what came of it."""

    clock: ManualClock
    venue: Venue
    market: Market
    supervisor: Supervisor
    events: list[Event] = field(default_factory=list)

    @property
    def client(self) -> Client:
        found: Client = self.venue._client  # type: ignore[attr-defined]
        return found

    def board(self) -> Board:
        return self.market.board()

    def feed(self, kind: FeedKind = FeedKind.PRICE) -> Feed:
        """The row of that kind on the Board; a blank one before there is any."""
        rows = [row for row in self.board().feeds if row.kind == kind.value]
        return rows[0] if rows else Feed(venue=self.venue.name, kind=kind.value, state="connecting")

    def reason(self, kind: FeedKind = FeedKind.PRICE) -> str:
        return self.feed(kind).reason or ""

    def is_live(self, *kinds: FeedKind) -> bool:
        return all(self.feed(kind).state == "live" for kind in kinds or (FeedKind.PRICE,))

    def statuses(self, kind: FeedKind = FeedKind.PRICE) -> list[FeedStatus]:
        return [event for event in self.events if isinstance(event, FeedStatus) and event.kind is kind]

    def liquidations(self) -> list[Liquidation]:
        return [event for event in self.events if isinstance(event, Liquidation)]

    def quotes(self) -> list[Quote]:
        return [event for event in self.events if isinstance(event, Quote)]

    async def passing(
        self, condition: Callable[[], bool], step_s: float = 1.0, patience_s: float = PATIENCE_S
    ) -> float:
        """Lets time go on step by step until `condition` holds, and returns how much of it went by."""
        began_s = self.clock.monotonic_s()
        async with asyncio.timeout(patience_s):
            while not condition():
                await self.clock.advance(step_s)
                # What crosses a socket takes real time.
                await asyncio.sleep(0.006)
        return self.clock.monotonic_s() - began_s

    async def lasting(self, seconds: float, step_s: float = 1.0) -> None:
        """Lets so much time go by while the sockets are served."""
        until_s = self.clock.monotonic_s() + seconds
        await self.passing(lambda: self.clock.monotonic_s() >= until_s, step_s)


@dataclass
class PaperChain(Chain):
    """The same on a paper venue."""

    server: FaultyServer = field(kw_only=True)
    world: World = field(kw_only=True)

    @property
    def here(self) -> Where:
        return Where(venue=self.venue.name)

    def sockets(self, host: str | None = None) -> int:
        return self.server.open_sockets(Where(venue=self.venue.name, host=host))

    def dials(self) -> int:
        """WebSocket handshakes that reached the venue so far."""
        return sum(seen.method == "DIAL" for seen in self.server.seen)


@asynccontextmanager
async def chained(
    name: str,
    network: NetworkConfig,
    *,
    kinds: Collection[FeedKind] | None = STREAMS,
    assets: Sequence[str] = ("BTC", "ETH"),
    clock: ManualClock | None = None,
) -> AsyncIterator[Chain]:
    """The venue of that name under a Supervisor that runs its feeds of those kinds (None: all), against `network`."""
    clock = clock or ManualClock()
    chain = await _chain(name, network, kinds, assets, clock)
    async with _running(chain):
        yield chain


@asynccontextmanager
async def paper_chained(
    name: str,
    *,
    kinds: Collection[FeedKind] | None = STREAMS,
    assets: Sequence[str] = ("BTC", "ETH"),
    start_ms: int | None = None,
    scenario: Scenario = BRIEF,
    paper: Callable[[World], PaperVenue] | None = None,
    gateway: Callable[[FaultyServer], str] = lambda server: server.url,
) -> AsyncIterator[PaperChain]:
    """The same against its paper venue, or against `paper`; `gateway` may lead to something in between."""
    clock = ManualClock() if start_ms is None else ManualClock(start_ms)
    world = World(scenario, 11, clock)
    venues = open_paper_venues(world, [name]) if paper is None else [paper(world)]
    async with FaultyServer(world, venues, tick_s=0.005) as server:
        network = NetworkConfig(gateway=gateway(server), timeout_s=2.0)
        bare = await _chain(name, network, kinds, assets, clock)
        chain = PaperChain(
            clock=clock,
            venue=bare.venue,
            market=bare.market,
            supervisor=bare.supervisor,
            events=bare.events,
            server=server,
            world=world,
        )
        async with _running(chain):
            yield chain


async def _chain(
    name: str,
    network: NetworkConfig,
    kinds: Collection[FeedKind] | None,
    assets: Sequence[str],
    clock: ManualClock,
) -> Chain:
    [venue, *_] = open_venues([name], assets, network, clock)
    config = Config(network=network, assets={asset: AssetConfig() for asset in assets})
    market = Market(config, clock, "demo", "1.2.3")
    events: list[Event] = []

    def take(event: Event) -> None:
        events.append(event)
        market.apply(event)

    feeds = [feed for feed in venue.feeds() if kinds is None or feed.kind in kinds]
    for feed in feeds:
        if isinstance(feed, PollFeed):
            market.expect(feed.venue, feed.kind, feed.every_s)
    chain = Chain(clock, venue, market, Supervisor(feeds, take, clock, Random(1)), events)
    return chain


@asynccontextmanager
async def _running(chain: Chain) -> AsyncIterator[None]:
    task = asyncio.create_task(chain.supervisor.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        await chain.venue.close()
        assert chain.supervisor.counts["unexpected"] == 0, "an exception escaped into the supervisor"
