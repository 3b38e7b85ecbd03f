"""Venues that a test scripts, and a collector over them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from tui.collector.collector import Collector
from tui.config.model import Config, NetworkConfig, SourcesConfig, VenueConfig, VenuesConfig
from tui.domain.clock import Clock, SystemClock
from tui.domain.events import Event, FeedKind
from tui.exchange.client import Client
from tui.exchange.venue import Emit, Feed, PollFeed, StreamFeed, Venue
from tui.link.paths import DataPaths

CONFIG = Config(
    venues=VenuesConfig(**{name: VenueConfig(enabled=name == "okx") for name in VenuesConfig.__struct_fields__}),
    sources=SourcesConfig(market_cap=(), etf_csv_url=""),
)


class ScriptedVenue:
    """Polls and streams from plain functions."""

    name = "okx"

    def __init__(self) -> None:
        self.clients: list[Client] = []
        self._feeds: list[Feed] = []
        self.closed = False
        self.close_takes_s = 0.0

    def poll(self, kind: FeedKind, fetch: Callable[[], Awaitable[Sequence[Event]]], every_s: float = 60.0) -> None:
        self._feeds.append(PollFeed(venue=self.name, kind=kind, part="", every_s=every_s, fetch=fetch))

    def stream(self, kind: FeedKind, *events: Event) -> None:
        """A stream that emits these events at once and then stays silent."""
        clock = SystemClock()
        frames: list[float] = []

        async def run(emit: Emit) -> None:
            frames.append(clock.monotonic_s())
            for event in events:
                emit(event)
            await asyncio.Event().wait()

        self._feeds.append(
            StreamFeed(
                venue=self.name,
                kind=kind,
                part="",
                run=run,
                stale_after_s=None,
                last_frame_s=lambda: frames[-1] if frames else None,
            )
        )

    def feeds(self) -> Sequence[Feed]:
        return self._feeds

    async def probe(self) -> float:
        return 0.0

    async def close(self) -> None:
        await asyncio.sleep(self.close_takes_s)
        self.closed = True


def collector(paths: DataPaths, *venues: ScriptedVenue, config: Config = CONFIG) -> Collector:
    """A collector over scripted venues; the first enabled name opens them all."""

    def open_venues(names: Sequence[str], assets: Sequence[str], network: NetworkConfig, clock: Clock) -> list[Venue]:
        return list(venues)

    return Collector(config, SystemClock(), paths, "live", "1.2.3", open_venues)


@contextlib.asynccontextmanager
async def running(subject: Collector) -> AsyncIterator[asyncio.Task[None]]:
    """The collector at work; stopped in good order at the end."""
    until = asyncio.Event()
    task = asyncio.create_task(subject.run(until))
    try:
        yield task
    finally:
        until.set()
        async with asyncio.timeout(15):
            await task
