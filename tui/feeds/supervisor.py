"""Runs every feed, restarts what ends, watches streams for silence and the machine for sleep."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from random import Random
from typing import Protocol

from tui.domain.clock import Clock
from tui.domain.events import Event, FeedKind
from tui.exchange.venue import Feed, PollFeed, StreamFeed
from tui.feeds.backoff import GOOD_DATA_S, Backoff, VenueGate
from tui.feeds.candle_chain import CHAINED, CandleChain
from tui.feeds.poll import Asker, PollRunner, StandInRunner
from tui.feeds.recycling import Recycling
from tui.feeds.report import Surroundings, TroubleLog
from tui.feeds.stream import StreamRunner
from tui.feeds.waiting import stop

_CHECK_S = 0.5
_SLEPT_S = 30.0
"""Wall time that ran this far ahead of monotonic time means that the machine slept, and a look that came this late that
the process or the machine stood still: every connection may be dead."""


class _Runner(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def answered(self) -> bool: ...

    def retry_now(self) -> None: ...

    def reconnect(self) -> None: ...

    async def run(self) -> None: ...


class Supervisor:
    """One task per feed. A fault in one feed never ends another, and every fault is logged and counted."""

    def __init__(
        self,
        feeds: Sequence[Feed],
        emit: Callable[[Event], None],
        clock: Clock,
        random: Random | None = None,
        *,
        reference: str | None = None,
    ) -> None:
        """`reference` is the venue whose candles are asked for first."""
        self._around = Surroundings(clock=clock, random=random or Random(), emit=emit, log=TroubleLog(clock))
        self._clock = clock
        self._gates: dict[str, VenueGate] = defaultdict(lambda: VenueGate(clock))
        self._streams = [self._stream(feed) for feed in feeds if isinstance(feed, StreamFeed)]
        self._stand_ins: list[tuple[StandInRunner, list[StreamRunner]]] = []
        self._runners: list[_Runner] = list(self._streams)
        self._reference = reference
        self._add_polls([feed for feed in feeds if isinstance(feed, PollFeed)])

    @property
    def counts(self) -> Counter[str]:
        """Answers, failures, restarts and unexpected exceptions so far."""
        return self._around.counts

    def unanswered(self) -> tuple[str, ...]:
        """Names of the feeds that have neither brought anything nor failed; a stream is excused by its stand-in."""
        excused = {id(stream) for runner, streams in self._stand_ins if runner.answered for stream in streams}
        return tuple(r.name for r in self._runners if not (r.answered or id(r) in excused))

    def reconnect(self) -> None:
        """Asks everything that is not live again at once, region blocks included; a pause that a venue ordered (a ban,
        too many requests) is waited out."""
        for runner in self._all():
            runner.reconnect()

    async def run(self) -> None:
        """Runs every feed until cancelled; then all have ended."""
        tasks = [asyncio.create_task(self._kept(runner)) for runner in self._all()]
        try:
            await self._watch()
        finally:
            await asyncio.gather(*(stop(task) for task in tasks))

    def _all(self) -> list[_Runner]:
        return [*self._runners, *(runner for runner, _ in self._stand_ins)]

    async def _kept(self, runner: _Runner) -> None:
        """Runs a feed's loop, and again should the loop itself fail."""
        backoff = Backoff(self._around.random)
        while True:
            started_s = self._clock.monotonic_s()
            try:
                await runner.run()
            except Exception as error:  # the last boundary: a fault in our own loop is logged and the loop restarted
                self._around.counts["unexpected"] += 1
                self._around.log.write("feeds", runner.name, error)
            if self._clock.monotonic_s() - started_s >= GOOD_DATA_S:
                backoff.reset()
            await self._clock.sleep(backoff.next_delay_s())

    async def _watch(self) -> None:
        ahead_s, looked_s, looked_ms = self._ahead_s(), self._clock.monotonic_s(), self._clock.now_ms()
        recycling = Recycling(self._clock)
        while True:
            await self._clock.sleep(_CHECK_S)
            before_s, ahead_s = ahead_s, self._ahead_s()
            held_s, looked_s = self._clock.monotonic_s() - looked_s, self._clock.monotonic_s()
            # Where monotonic time stands still while a machine sleeps, only the wall clock knows since when.
            if ahead_s - before_s > _SLEPT_S:
                self._wake_up("the machine slept", looked_ms)
            elif held_s > _SLEPT_S:
                self._wake_up("the machine or the process stood still", looked_ms)
            looked_ms = self._clock.now_ms()
            try:
                self._look(recycling)
            except Exception as error:  # the last boundary: a fault in one watchdog must not end the others
                self._around.counts["unexpected"] += 1
                self._around.log.write("feeds", "watch", error)

    def _look(self, recycling: Recycling) -> None:
        for stream in self._streams:
            stream.check()
        place = recycling.due(self._streams)
        if place is not None:
            self._streams[place].renew()

    def _wake_up(self, why: str, since_ms: int) -> None:
        self._around.counts["recycled"] += 1
        for stream in self._streams:
            stream.recycle(why, since_ms)
        for runner in self._all():
            runner.retry_now()

    def _ahead_s(self) -> float:
        return self._clock.now_ms() / 1000 - self._clock.monotonic_s()

    def _stream(self, feed: StreamFeed) -> StreamRunner:
        return StreamRunner(feed, self._around, self._gates[feed.venue])

    def _add_polls(self, feeds: Sequence[PollFeed]) -> None:
        chains: dict[tuple[FeedKind, str], list[Asker]] = defaultdict(list)
        for feed in feeds:
            asker = Asker(feed, self._around, self._gates[feed.venue])
            streams = self._streams_of(feed)
            if streams:
                self._stand_in(asker, streams)
            elif feed.kind in CHAINED:
                chains[feed.kind, feed.part].append(asker)
            else:
                self._runners.append(PollRunner(asker, self._around))
        self._runners.extend(
            CandleChain(askers, self._around, self._reference if kind is FeedKind.CANDLES else None)
            for (kind, _), askers in chains.items()
        )

    def _streams_of(self, feed: PollFeed) -> list[StreamRunner]:
        """The streams that `feed` stands in for: those of its own part where there are any, else all of the kind."""
        streams = [s for s in self._streams if (s.feed.venue, s.feed.kind) == (feed.venue, feed.stands_in_for)]
        return [s for s in streams if s.feed.part == feed.part] or streams

    def _stand_in(self, asker: Asker, streams: list[StreamRunner]) -> None:
        runner = StandInRunner(asker, self._around, lambda: not all(stream.live for stream in streams))
        self._stand_ins.append((runner, streams))
        for stream in streams:
            stream.on_change(runner.stream_changed, lambda: runner.works)
            runner.on_change(stream.stand_in_changed)
