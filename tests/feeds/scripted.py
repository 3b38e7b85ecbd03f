"""Feeds that do what a test's script says, on a clock that a test moves."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from random import Random

from tests.clocks import ManualClock, settle
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Event, FeedKind, FeedState, FeedStatus, Quote
from tui.exchange.venue import Emit, Feed, PollFeed, StreamFeed
from tui.feeds.supervisor import Supervisor

Answer = Sequence[Event] | BaseException | float
"""Events, an exception to raise, or seconds to hang before an empty answer."""


def quote(clock: ManualClock, venue: str = "okx", usd: float = 100.0) -> Quote:
    now_ms = clock.now_ms()
    return Quote(venue=venue, asset="BTC", symbol="BTC-USDT", quote="USDT", last_usd=usd, at_ms=now_ms, recv_ms=now_ms)


def trouble(kind: Trouble, retry_after_s: float | None = None, venue: str = "okx") -> VenueError:
    return VenueError(venue, kind, f"it is {kind.value}", retry_after_s)


class ScriptedPoll:
    """Answers as scripted, the last answer again and again; remembers when it was asked."""

    def __init__(
        self,
        clock: ManualClock,
        *answers: Answer,
        venue: str = "okx",
        kind: FeedKind = FeedKind.FUNDING,
        part: str = "",
        every_s: float = 60.0,
        stands_in_for: FeedKind | None = None,
    ) -> None:
        self._clock = clock
        self.answers = list(answers) or [[]]
        self.asked_s: list[float] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self.feed = PollFeed(
            venue=venue, kind=kind, part=part, every_s=every_s, fetch=self._fetch, stands_in_for=stands_in_for
        )

    async def _fetch(self) -> Sequence[Event]:
        self.asked_s.append(self._clock.monotonic_s())
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if isinstance(answer, BaseException):
                raise answer
            if isinstance(answer, float):
                await self._clock.sleep(answer)
                return []
            return answer
        finally:
            self.in_flight -= 1


class ScriptedStream:
    """A stream that a test drives: each run waits for `send`, `lose` or `canary`."""

    def __init__(
        self,
        clock: ManualClock,
        *,
        venue: str = "okx",
        kind: FeedKind = FeedKind.PRICE,
        part: str = "",
        stale_after_s: float | None = 10.0,
    ) -> None:
        self._clock = clock
        self._emit: Emit | None = None
        self._end: asyncio.Future[None] | None = None
        self._frame_s: float | None = None
        self.refusal: BaseException | None = None
        """Raised by every dial while it is set."""
        self.dialled_s: list[float] = []
        self.feed = StreamFeed(
            venue=venue,
            kind=kind,
            part=part,
            run=self._run,
            stale_after_s=stale_after_s,
            last_frame_s=lambda: self._frame_s,
        )

    @property
    def connected(self) -> bool:
        return self._emit is not None

    def send(self, event: Event) -> None:
        assert self._emit is not None
        self.canary()
        self._emit(event)

    def canary(self) -> None:
        """A frame that carries nothing of the feed."""
        self._frame_s = self._clock.monotonic_s()

    def lose(self, error: BaseException) -> None:
        """Ends the run by that exception."""
        assert self._end is not None
        self._end.set_exception(error)

    def drop_underneath(self) -> None:
        """Cancels what the run waits for, as ccxt does when it closes a connection."""
        assert self._end is not None
        self._end.cancel()

    async def _run(self, emit: Emit) -> None:
        self.dialled_s.append(self._clock.monotonic_s())
        if self.refusal is not None:
            raise self.refusal
        self._emit, self._end = emit, asyncio.get_running_loop().create_future()
        try:
            await self._end
        finally:
            self._emit = None


class Watcher:
    """Everything that a Supervisor emitted."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def take(self, event: Event) -> None:
        self.events.append(event)

    @property
    def data(self) -> list[Event]:
        return [event for event in self.events if not isinstance(event, FeedStatus)]

    def statuses(self, venue: str = "okx", kind: FeedKind | None = None) -> list[FeedStatus]:
        return [
            event
            for event in self.events
            if isinstance(event, FeedStatus) and event.venue == venue and kind in (None, event.kind)
        ]

    def states(self, venue: str = "okx", kind: FeedKind | None = None) -> list[FeedState]:
        return [status.state for status in self.statuses(venue, kind)]


@contextlib.asynccontextmanager
async def supervised(
    clock: ManualClock, *feeds: Feed, seed: int = 1, reference: str | None = None
) -> AsyncIterator[tuple[Supervisor, Watcher]]:
    """A running Supervisor and what it emits."""
    watcher = Watcher()
    supervisor = Supervisor(feeds, watcher.take, clock, Random(seed), reference=reference)
    task = asyncio.create_task(supervisor.run())
    await settle()
    try:
        yield supervisor, watcher
    finally:
        task.cancel()
        await asyncio.wait({task})
