"""One streamed feed: kept connected, watched for silence, redialled with backoff."""

import asyncio
import math
from collections.abc import Callable

from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Event, FeedState, Quote
from tui.domain.text import clean
from tui.exchange.venue import StreamFeed
from tui.feeds.backoff import GOOD_DATA_S, Backoff, Breaker, VenueGate
from tui.feeds.report import Standing, Surroundings
from tui.feeds.siblings import Siblings
from tui.feeds.verdict import DIAL_TROUBLES, Verdict, judge, reason_until
from tui.feeds.waiting import pause, result_of, stop

CANARY_S = 44.0
"""A socket without any frame for this long is dead, even where the feed may be silent: noticed within 45 s."""

_CONNECT_S = 30.0
"""A new connection may take this long to bring its first event, market lists included."""
_ROUNDING_S = 0.05
"""A pause may end this much early."""


class StreamRunner:
    """The loop of one StreamFeed. `check` is its watchdog and is called by the supervisor."""

    def __init__(self, feed: StreamFeed, around: Surroundings, gate: VenueGate) -> None:
        self.feed = feed
        self._around = around
        self._gate = gate
        self._own_gate = VenueGate(around.clock)
        self._backoff = Backoff(around.random)
        self._breaker = Breaker(around.clock)
        self._listeners: list[Callable[[], None]] = []
        self._stood_in: Callable[[], bool] = lambda: False
        self._hurry = asyncio.Event()
        self._lost = asyncio.Event()
        self._silence: str | None = None
        self._renewing = False
        self._missed_since_ms: int | None = None
        self._siblings = Siblings()
        self._running = False
        self._started_s = 0.0
        self._first_s: float | None = None
        self._last_s: float | None = None
        self._told: tuple[FeedState, str | None, int | None] = (FeedState.CONNECTING, None, None)
        self.standing = Standing(around, feed)

    @property
    def live(self) -> bool:
        return self.standing.state is FeedState.LIVE

    @property
    def name(self) -> str:
        return self.standing.name

    @property
    def answered(self) -> bool:
        return self.standing.answered

    def on_change(self, listener: Callable[[], None], stood_in: Callable[[], bool]) -> None:
        """`listener` is called when the stream goes live or is lost; `stood_in` says whether REST covers for it."""
        self._listeners.append(listener)
        self._stood_in = stood_in

    def stand_in_changed(self) -> None:
        """REST began or stopped to stand in: the present state is emitted again, saying so."""
        self._tell(*self._told)

    def retry_now(self) -> None:
        """Dials again at once if it is waiting."""
        self._breaker.reset()
        self._hurry.set()

    def reconnect(self) -> None:
        """The same unless it is live, or was told to slow down."""
        if not self.live:
            self.retry_now()

    def recycle(self, reason: str, since_ms: int | None = None) -> None:
        """Drops the connection and dials afresh; from `since_ms` on it may have missed something."""
        if self._running:
            self._missed_since_ms = since_ms
            self._lose(reason)
        self._hurry.set()

    def renew(self) -> None:
        """As recycle, but as planned: it is no failure, and the next dial follows at once."""
        self._renewing = True
        self.recycle("renewed as planned")

    def connected_s(self) -> float:
        """For how long the present connection has brought data; 0.0 where it has not."""
        return self._around.clock.monotonic_s() - self._first_s if self._running and self._first_s is not None else 0.0

    def quiet_s(self) -> float:
        """How long ago it brought an event that could be missed: what is told again and again can't be."""
        if self.feed.stale_after_s is not None or self._last_s is None:
            return math.inf
        return self._around.clock.monotonic_s() - self._last_s

    async def run(self) -> None:
        self._tell(FeedState.CONNECTING)
        while True:
            self._hurry.clear()
            verdict = await self._attempt()
            self._tell(verdict.state, verdict.reason, self._quiet_since_ms())
            await pause(self._around.clock, verdict.wait_s, self._hurry)

    def check(self) -> None:
        """Notices a first canary frame, a new remark, and silence of all or of one market that lasts too long."""
        if not self._running or self._silence is not None:
            return
        if self.live:
            self._tell(FeedState.LIVE)
        seen_s = self._seen_s()
        if seen_s is not None and self._first_s is None and self.feed.stale_after_s is None:
            self._first_s = seen_s
            self._tell(FeedState.LIVE)
        limit_s, since_s, words = self._limit(seen_s)
        silent_s = self._around.clock.monotonic_s() - since_s
        if silent_s > limit_s:
            self._lose(f"{words} for {silent_s:.0f} s")
        elif self.feed.stale_after_s is not None:
            missing = self._siblings.missing(self._around.clock.monotonic_s())
            if missing is not None:
                self.feed.doubt()
                self._lose(f"{missing} fell silent among the others")

    def _lose(self, why: str) -> None:
        self._silence = why
        self._lost.set()

    def _limit(self, seen_s: float | None) -> tuple[float, float, str]:
        """The limit of silence that applies now, when the silence began, and what is silent."""
        if self.feed.stale_after_s is None:
            return CANARY_S, self._started_s if seen_s is None else seen_s, "no frame"
        if self._last_s is None:
            return max(_CONNECT_S, self.feed.stale_after_s), self._started_s, "no first data"
        return self.feed.stale_after_s, self._last_s, "no data"

    async def _attempt(self) -> Verdict:
        """Runs the stream until it is lost; returns the verdict on how."""
        if shut_s := self._gate.remaining_s():
            return Verdict(FeedState.BLOCKED, shut_s, self._gate.reason)
        if (shut_s := self._own_gate.remaining_s()) > _ROUNDING_S:
            return Verdict(FeedState.BACKOFF, shut_s, self._own_gate.reason)
        self._lost.clear()
        self._silence, self._first_s, self._last_s = None, None, None
        self._renewing, self._missed_since_ms = False, None
        self._started_s = self._around.clock.monotonic_s()
        self._siblings.connected(self._started_s)
        running = asyncio.ensure_future(self.feed.run(self._take))
        losing = asyncio.ensure_future(self._lost.wait())
        self._running = True
        try:
            await asyncio.wait({running, losing}, return_when=asyncio.FIRST_COMPLETED)
            # A normal stop is a cancellation and leaves from the wait; a renewal has a count of its own.
            if not self._renewing:
                self._around.counts["restarts"] += 1
            return self._judged(self._why(running))
        finally:
            self._running = False
            losing.cancel()
            await stop(running)

    def _why(self, running: "asyncio.Future[None]") -> VenueError:
        """Why the stream ended, as a VenueError."""
        venue = self.feed.venue
        if not running.done():
            error = VenueError(venue, Trouble.DISCONNECTED, self._silence or "silent")
            if not self._renewing:
                self._around.log.write(venue, self.standing.name, error)
            return error
        try:
            result_of(running)
        except VenueError as error:
            self._around.log.write(venue, self.standing.name, error)
            return error
        except ConnectionAbortedError as error:
            return VenueError(venue, Trouble.DISCONNECTED, str(error))
        except Exception as error:  # the supervisor's boundary: a fault in one feed must not end the others
            self._around.counts["unexpected"] += 1
            self._around.log.write(venue, self.standing.name, error)
            return VenueError(venue, Trouble.BAD_RESPONSE, clean(f"internal error: {type(error).__name__}"))
        return VenueError(venue, Trouble.DISCONNECTED, "the stream ended without a reason")

    def _judged(self, error: VenueError) -> Verdict:
        if self._renewing:
            self._around.counts["renewed"] += 1
            return Verdict(FeedState.CONNECTING, 0.0, error.reason)
        self._around.counts["failures"] += 1
        opened_s = 0.0
        if self._good_data_s() >= GOOD_DATA_S:
            self._backoff.reset()
            self._breaker.reset()
        elif self._silence is None and error.trouble not in DIAL_TROUBLES:
            opened_s = self._breaker.early_close()
        now_ms = self._around.clock.now_ms()
        verdict = judge(error, self._backoff.next_delay_s(), now_ms)
        if verdict.bans_venue:
            self._gate.shut(verdict.wait_s, verdict.reason)
        elif verdict.is_ordered:
            self._own_gate.shut(verdict.wait_s, verdict.reason)
        if opened_s > verdict.wait_s:
            return Verdict(verdict.state, opened_s, reason_until(f"closes at once: {error.reason}", opened_s, now_ms))
        if self._silence is not None:
            return Verdict(FeedState.STALE, verdict.wait_s, self._silence)
        return verdict

    def _take(self, event: Event) -> None:
        """Passes an event on; the first one makes the stream live."""
        self._last_s = self._around.clock.monotonic_s()
        if self._first_s is None:
            self._first_s = self._last_s
        if isinstance(event, Quote):
            self._siblings.heard(event.symbol, self._last_s)
        if not self.live and self._running:
            self._tell(FeedState.LIVE)
        self._around.emit(event)

    def _good_data_s(self) -> float:
        """For how long this connection brought data."""
        seen_s = self._seen_s()
        return 0.0 if self._first_s is None or seen_s is None else seen_s - self._first_s

    def _seen_s(self) -> float | None:
        """When this connection gave its last sign of life, event or frame; None before its first."""
        signs = [sign for sign in (self._last_s, self.feed.last_frame_s()) if sign is not None]
        latest = max(signs, default=None)
        return latest if latest is not None and latest >= self._started_s else None

    def _quiet_since_ms(self) -> int:
        """The wall time of the last sign of life, which is where a gap begins."""
        seen_s = self._seen_s()
        clock = self._around.clock
        quiet_s = 0.0 if seen_s is None else clock.monotonic_s() - seen_s
        since_ms = clock.now_ms() - round(quiet_s * 1000)
        return since_ms if self._missed_since_ms is None else min(since_ms, self._missed_since_ms)

    def _tell(self, state: FeedState, reason: str | None = None, since_ms: int | None = None) -> None:
        was_live = self.live
        self._told = (state, reason, since_ms)
        retries = self._backoff.failures
        if state is FeedState.LIVE:
            retries, reason = 0, self.feed.remark()
        elif self._stood_in():
            reason = f"{reason}; REST stands in" if reason else "REST stands in"
        self.standing.tell(state, reason, retries, since_ms)
        if was_live != self.live:
            for listener in self._listeners:
                listener()
