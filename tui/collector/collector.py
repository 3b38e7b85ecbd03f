"""The collector: owns every client, and closes it."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

import msgspec

from tui.collector.alerting import Alerting
from tui.collector.editing import Editing, Reloading
from tui.collector.health import health_of
from tui.collector.intake import Intake
from tui.collector.lock import CollectorLock
from tui.collector.memory import give_back, trimmer
from tui.collector.recorder import Recorder
from tui.collector.requests import Requests
from tui.collector.sources import Sources
from tui.collector.trail import KEPT_MS, Trail
from tui.config.model import Config, NetworkConfig
from tui.domain.board import Board, Health
from tui.domain.board_settings import Settings
from tui.domain.clock import DAY_MS, Clock
from tui.domain.digest import Digest
from tui.domain.text import clean, in_words
from tui.exchange import registry
from tui.exchange.venue import PollFeed, Venue
from tui.feeds.report import TroubleLog
from tui.feeds.supervisor import Supervisor
from tui.feeds.waiting import first_end, stop, stop_all, within
from tui.history.history import History
from tui.history.trail_row import TrailRow
from tui.link.paths import DataPaths, private_directory
from tui.link.server import BoardServer
from tui.link.wire import ComposeLine, Find, Found, LinkError
from tui.market.market import Market

log = logging.getLogger("floorline.collector")

OpenVenues = Callable[[Sequence[str], Sequence[str], NetworkConfig, Clock], list[Venue]]

_ATTACHED_S = 0.25
_ALONE_S = 1.0
_CLOSE_S = 5.0
_MEGABYTE = 1_000_000
_FIRST_PANE_S = 30.0
_ANSWERED_CHECK_S = 0.05
_MOST_FOUND = 500
"""Liquidations that a pane is sent of those that it looks for."""


class Collector:
    """One run of the collector: `run` with a socket and a history, or `until_answered` for a single Board."""

    def __init__(
        self,
        config: Config,
        clock: Clock,
        paths: DataPaths,
        mode: Literal["live", "demo"],
        version: str,
        open_venues: OpenVenues | None = None,
        compose: ComposeLine | None = None,
    ) -> None:
        """`open_venues` constructs the venues of some names; the default is tui.exchange.registry.open_venues.

        `compose` writes the line for a status bar that asks; without it there is none.
        """
        self._compose = compose
        self._config = config
        self._clock = clock
        self._paths = paths
        self._version = version
        self._mode: Literal["live", "demo"] = mode
        self._log = TroubleLog(clock)
        self.market = Market(config, clock, mode, version)
        self._venues = self._opened(open_venues or partial(registry.open_venues, altcoins=config.cascade.assets))
        self._venues.append(Sources(config.sources, config.network, clock))
        self._feeds = [feed for venue in self._venues for feed in venue.feeds()]
        for feed in self._feeds:
            if isinstance(feed, PollFeed):
                self.market.expect(feed.venue, feed.kind, feed.every_s)
            elif feed.completeness is not None:
                self.market.declare(feed.venue, feed.completeness)

    async def run(
        self,
        until: asyncio.Event,
        *,
        duration_s: float | None = None,
        linger_s: float | None = None,
        recordings: Path | None = None,
        reload: Reloading | None = None,
    ) -> None:
        """Collects until `until` is set, or for `duration_s`, or until no pane has been attached for `linger_s`, and
        records the Boards in `recordings`, where that is given; `reload` restarts it with a new configuration.

        Raises CollectorRunsError where another collector holds the data directory. Everything is closed when it
        returns or raises.
        """
        async with contextlib.AsyncExitStack() as stack:
            stack.callback(asyncio.get_running_loop().set_exception_handler, self._watch_loop())
            closing: dict[str, Callable[[], Awaitable[None]]] = {"the venues": self._close_venues}
            lock = CollectorLock(self._paths.lock, self._version)
            stack.callback(lock.release)
            stack.push_async_callback(self._close, closing)
            history = self._history(lock)
            closing["the history"] = history.close
            alerting = Alerting(self._config, self._clock, self._mode, history)
            editing = self._editing(alerting, reload)
            intake = Intake(self.market, history, self._clock)
            supervisor = Supervisor(self._feeds, intake.take, self._clock, reference=self._config.collector.reference)
            requests = Requests(alerting.obey, partial(self._ask_again, supervisor), self._clock)
            trail = Trail(history.record)
            server = BoardServer(
                self._paths.socket, self._clock, self._version, requests.obey, self._compose, editing.answer,
                tell=partial(self._digest, trail), find=partial(self._find, history),
            )  # fmt: skip
            recorder = Recorder(recordings, self._config.recording, self._clock)
            closing |= {"the socket": server.close, "the recording": recorder.close}
            stack.callback(trail.close)
            stack.callback(intake.record_watched)
            await self._serve(server)
            await history.open()
            await alerting.restore()
            async for rows in history.read(TrailRow, self._clock.now_ms() - KEPT_MS):
                trail.restore(rows)
            publishing = self._publish(server, history, intake, recorder, alerting, editing, trail)
            delivering = (alerting.run_outward(), alerting.run_tmux())
            keeping = (history.run(), recorder.run(), give_back(self._clock, trimmer()))
            works = (supervisor.run(), intake.restore(), *keeping, *delivering, publishing)
            tasks = [asyncio.create_task(work) for work in works]
            stack.push_async_callback(stop_all, tasks)
            log.info(
                "started: %d venues and sources, %d feeds, data in %s",
                *self._counted(),
                clean(str(self._paths.directory), 200),
            )
            await self._end(until, server, tasks, duration_s, linger_s)
        counted = intake.counts + supervisor.counts
        log.info("stopped after %s", ", ".join(f"{count} {what}" for what, count in counted.items()) or "nothing")

    async def until_answered(self, timeout_s: float) -> Board:
        """A Board as soon as every feed has brought something or failed, at the latest after `timeout_s`.

        It has no socket and no history, and asks the venues itself; all is closed when it returns.
        """
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self._close_venues)
            Editing(self._config, self._paths.edits, self.market.use).load(is_owner=False)
            intake = Intake(self.market, None, self._clock)
            supervisor = Supervisor(self._feeds, intake.take, self._clock, reference=self._config.collector.reference)
            stack.push_async_callback(stop, asyncio.create_task(supervisor.run()))
            deadline_s = self._clock.monotonic_s() + timeout_s
            # The feeds' tasks begin on the first turn of the loop; before it nothing has been asked.
            await asyncio.sleep(0)
            while supervisor.unanswered() and self._clock.monotonic_s() < deadline_s:
                await self._clock.sleep(_ANSWERED_CHECK_S)
            return self.market.board()

    def _opened(self, open_venues: OpenVenues) -> list[Venue]:
        """Every enabled venue that can be constructed; the Board's notes name those that can't."""
        venues: list[Venue] = []
        for name in self._config.enabled_venues:
            try:
                venues += open_venues([name], list(self._config.assets), self._config.network, self._clock)
            except Exception as error:  # the boundary: one venue's fault must not cost the others
                self._log.write(name, name, error)
                self.market.set_note(name, clean(f"{name} can't be used: {type(error).__name__}: {error}", 120))
        return venues

    def _history(self, lock: CollectorLock) -> History:
        """The history, with the lock taken; one in memory where the data directory can't be written."""
        retention_days = self._config.history.retention_days
        try:
            private_directory(self._paths.lock.parent)
            lock.acquire()
            private_directory(self._paths.directory)
        except OSError as error:
            why_not = in_words(error, 160)
            log.warning("nothing is stored: %s", why_not)
            return History(None, self._clock, retention_days, why_not=why_not)
        most_bytes = self._config.history.max_mb * _MEGABYTE
        return History(self._paths.database, self._clock, retention_days, most_bytes=most_bytes)

    def _editing(self, alerting: Alerting, reload: Reloading | None) -> Editing:
        """The edits, with those of earlier runs applied."""

        def use(config: Config, settings: Settings) -> None:
            self.market.use(config, settings)
            alerting.use(config)

        editing = Editing(self._config, self._paths.edits, use, reload)
        editing.load(is_owner=True)
        return editing

    def _ask_again(self, supervisor: Supervisor) -> None:
        self.market.asked_again_ms = self._clock.now_ms()
        supervisor.reconnect()

    def _digest(self, trail: Trail, since_ms: int) -> Digest:
        return trail.digest(since_ms, self._clock.now_ms(), self.market.liquidated)

    async def _find(self, history: History, request: Find) -> Found:
        since_ms = self._clock.now_ms() - DAY_MS
        found = await history.found(request.asset, request.tape, since_ms, _MOST_FOUND)
        count, prints = (None, []) if found is None else found
        return Found(asset=request.asset, tape=request.tape, prints=tuple(prints), count=count)

    async def _serve(self, server: BoardServer) -> None:
        try:
            await server.start()
        except (OSError, LinkError) as error:
            why_not = in_words(error) if isinstance(error, OSError) else str(error)
            words = clean(f"panes can't attach: {why_not}", 200)
            log.error("%s", words)
            self.market.set_note("link", words)

    async def _publish(
        self,
        server: BoardServer,
        history: History,
        intake: Intake,
        recorder: Recorder,
        alerting: Alerting,
        editing: Editing,
        trail: Trail,
    ) -> None:
        """Publishes a Board four times a second while a pane is attached, else once."""
        recorded_s, health = 0.0, Health()
        while True:
            try:
                now_s = self._clock.monotonic_s()
                if now_s - recorded_s >= _ALONE_S:
                    recorded_s = now_s
                    intake.record_watched()
                    intake.record_samples()
                    self.market.set_note("history", history.note)
                    self.market.set_note("recording", recorder.note)
                    self.market.set_note("alerts", alerting.note)
                    self.market.set_note("edits", editing.note)
                    health = health_of(history, intake, self._venues)
                board = msgspec.structs.replace(self.market.board(), health=health)
                board = alerting.step(board, attached=server.showing > 0, is_whole=intake.is_restored)
                server.publish(board)
                recorder.offer(board)
                trail.step(board)
            except Exception as error:  # the boundary: the next Board may be sound again
                self._log.write("market", "board", error)
            await self._clock.sleep(_ATTACHED_S if server.attached else _ALONE_S)

    async def _end(
        self,
        until: asyncio.Event,
        server: BoardServer,
        tasks: Sequence[asyncio.Task[Any]],
        duration_s: float | None,
        linger_s: float | None,
    ) -> None:
        """Returns when the run is over; raises the exception of a task that failed."""
        ends: list[asyncio.Future[Any]] = [asyncio.ensure_future(until.wait())]
        if duration_s is not None:
            ends.append(asyncio.ensure_future(self._clock.sleep(duration_s)))
        if linger_s is not None:
            ends.append(asyncio.ensure_future(self._deserted(server, linger_s)))
        try:
            await first_end(ends, tasks)
        finally:
            await stop_all(ends)

    async def _deserted(self, server: BoardServer, linger_s: float) -> None:
        """Returns once no pane has been attached for `linger_s`; the first pane has half a minute more to come."""
        patience_s = _FIRST_PANE_S + linger_s
        while True:
            try:
                await within(self._clock, patience_s, server.someone.wait())
            except TimeoutError:
                log.info("no pane for %.0f s", linger_s)
                return
            await server.nobody.wait()
            patience_s = linger_s

    def _counted(self) -> tuple[int, int]:
        """Venues and feeds."""
        return len({feed.venue for feed in self._feeds}), len(self._feeds)

    async def _close_venues(self) -> None:
        async def close(venue: Venue) -> None:
            try:
                async with asyncio.timeout(_CLOSE_S):
                    await venue.close()
            except Exception as error:  # the boundary: one venue's fault must not keep the others open
                self._log.write(venue.name, f"closing {venue.name}", error)

        await asyncio.gather(*(close(venue) for venue in self._venues))

    async def _close(self, closing: Mapping[str, Callable[[], Awaitable[None]]]) -> None:
        """Closes everything at once; what fails is logged and keeps nothing else open."""
        outcomes = await asyncio.gather(*(close() for close in closing.values()), return_exceptions=True)
        for name, outcome in zip(closing, outcomes, strict=True):
            if isinstance(outcome, Exception):
                self._log.write(name, f"closing {name}", outcome)

    def _watch_loop(self) -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], object] | None:
        """Sends what no task handled to the log, in place of standard error; returns the handler before."""
        loop = asyncio.get_running_loop()

        def handle(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            error = context.get("exception")
            words = RuntimeError(str(context.get("message")))
            self._log.write("loop", "a background task", error if isinstance(error, Exception) else words)

        before = loop.get_exception_handler()
        loop.set_exception_handler(handle)
        return before
