"""One polled feed: asked at its pace, one request in flight, late ticks dropped."""

import asyncio
from collections.abc import Callable

from tui.domain.errors import Trouble, VenueError
from tui.domain.events import FeedState
from tui.domain.text import clean
from tui.exchange.venue import PollFeed
from tui.feeds.backoff import Backoff, VenueGate
from tui.feeds.report import Standing, Surroundings
from tui.feeds.verdict import Verdict, judge
from tui.feeds.waiting import pause, within

FETCH_LIMIT_S = 120.0
"""No answer takes longer, paging included; the client's own timeouts are shorter."""

_JITTER = 0.1
_SLOWEST_PACE = 8.0
_GOOD_IN_A_ROW = 10
_ROUNDING_S = 0.05
"""A pause may end this much early."""


class Asker:
    """Asks one PollFeed once, and turns whatever happens into Events or a Verdict."""

    def __init__(self, feed: PollFeed, around: Surroundings, gate: VenueGate) -> None:
        self.feed = feed
        self._around = around
        self._gate = gate
        self._own_gate = VenueGate(around.clock)
        self._backoff = Backoff(around.random)
        self._pace = 1.0
        self._good_in_a_row = 0
        self._name = f"{feed.venue} {feed.kind} {feed.part}".rstrip()

    @property
    def retries(self) -> int:
        """Failures since the last answer."""
        return self._backoff.failures

    def period_s(self) -> float:
        """Seconds between two asks: jittered by a tenth, stretched while the venue complains about the pace."""
        return self.feed.every_s * self._pace * self._around.random.uniform(1 - _JITTER, 1 + _JITTER)

    async def ask(self, is_wanted: Callable[[], bool] = lambda: True) -> Verdict | None:
        """Emits what the venue answered and returns None, or returns the verdict on its failure.

        An answer that is not wanted any more when it comes is left out.
        """
        if shut_s := self._gate.remaining_s():
            return Verdict(FeedState.BLOCKED, shut_s, self._gate.reason)
        if (shut_s := self._own_gate.remaining_s()) > _ROUNDING_S:
            return Verdict(FeedState.BACKOFF, shut_s, self._own_gate.reason)
        try:
            events = await within(self._around.clock, FETCH_LIMIT_S, self.feed.fetch())
        except VenueError as error:
            return self._failed(error)
        except TimeoutError:
            words = f"no answer within {FETCH_LIMIT_S:.0f} s"
            return self._failed(VenueError(self.feed.venue, Trouble.TIMEOUT, words))
        except ConnectionAbortedError as error:
            return self._failed(VenueError(self.feed.venue, Trouble.DISCONNECTED, str(error)))
        except Exception as error:  # the supervisor's boundary: a fault in one feed must not end the others
            self._around.counts["unexpected"] += 1
            self._around.log.write(self.feed.venue, self._name, error)
            words = clean(f"internal error: {type(error).__name__}")
            return self._judged(VenueError(self.feed.venue, Trouble.BAD_RESPONSE, words))
        if is_wanted():
            for event in events:
                self._around.emit(event)
        self._succeeded()
        return None

    def _succeeded(self) -> None:
        self._around.counts["answers"] += 1
        self._backoff.reset()
        self._good_in_a_row += 1
        if self._good_in_a_row >= _GOOD_IN_A_ROW:
            self._good_in_a_row = 0
            self._pace = max(1.0, self._pace / 2)

    def _failed(self, error: VenueError) -> Verdict:
        self._around.log.write(self.feed.venue, self._name, error)
        return self._judged(error)

    def _judged(self, error: VenueError) -> Verdict:
        self._around.counts["failures"] += 1
        self._good_in_a_row = 0
        if error.trouble is Trouble.RATE_LIMITED:
            self._pace = min(self._pace * 2, _SLOWEST_PACE)
        verdict = judge(error, self._backoff.next_delay_s(), self._around.clock.now_ms())
        if verdict.bans_venue:
            self._gate.shut(verdict.wait_s, verdict.reason)
        elif verdict.is_ordered:
            self._own_gate.shut(verdict.wait_s, verdict.reason)
        return verdict


class PollRunner:
    """The loop of one PollFeed that answers for itself."""

    def __init__(self, asker: Asker, around: Surroundings) -> None:
        self._asker = asker
        self._around = around
        self.standing = Standing(around, asker.feed)
        self._hurry = asyncio.Event()

    @property
    def name(self) -> str:
        return self.standing.name

    @property
    def answered(self) -> bool:
        return self.standing.answered

    def retry_now(self) -> None:
        self._hurry.set()

    def reconnect(self) -> None:
        if self.standing.state is not FeedState.LIVE:
            self.retry_now()

    async def run(self) -> None:
        self.standing.tell(FeedState.CONNECTING)
        while True:
            started_s = self._around.clock.monotonic_s()
            verdict = await self._asker.ask()
            if verdict is None:
                self.standing.tell(FeedState.LIVE, self._asker.feed.remark())
                wait_s = next_tick_s(self._asker.period_s(), self._around.clock.monotonic_s() - started_s)
            else:
                self.standing.tell(verdict.state, verdict.reason, self._asker.retries)
                wait_s = verdict.wait_s
            await pause(self._around.clock, wait_s, self._hurry)
            self._hurry.clear()


class StandInRunner:
    """The loop of a PollFeed that is asked only while a stream is not live; the stream's state tells of it."""

    def __init__(self, asker: Asker, around: Surroundings, is_needed: Callable[[], bool]) -> None:
        self._asker = asker
        self._around = around
        self._is_needed = is_needed
        self._changed = asyncio.Event()
        self._hurried = False
        self._listeners: list[Callable[[], None]] = []
        self.name = f"{asker.feed.venue} {asker.feed.kind} {asker.feed.part} stand-in"
        self.works = False
        """Its last answer was good, so what the stream fails to bring still arrives."""
        self.answered = False

    def on_change(self, listener: Callable[[], None]) -> None:
        """`listener` is called when `works` changes."""
        self._listeners.append(listener)

    def stream_changed(self) -> None:
        """The stream went live or was lost."""
        self._changed.set()

    def retry_now(self) -> None:
        self._hurried = True
        self._changed.set()

    def reconnect(self) -> None:
        if not self.works:
            self.retry_now()

    async def run(self) -> None:
        while True:
            self._changed.clear()
            if not self._is_needed():
                self.works = False
                await self._changed.wait()
                continue
            started_s = self._around.clock.monotonic_s()
            # Once the stream is back its data are newer than an answer that was under way.
            verdict = await self._asker.ask(self._is_needed)
            self.answered = True
            self._say_works(verdict is None)
            took_s = self._around.clock.monotonic_s() - started_s
            wait_s = next_tick_s(self._asker.period_s(), took_s) if verdict is None else verdict.wait_s
            await self._rest(wait_s)

    def _say_works(self, works: bool) -> None:
        if works != self.works:
            self.works = works
            for listener in self._listeners:
                listener()

    async def _rest(self, seconds: float) -> None:
        """Pauses until the next ask; a stream that comes and goes meanwhile does not bring it forward."""
        self._hurried = False
        due_s = self._around.clock.monotonic_s() + seconds
        while self._is_needed() and not self._hurried:
            left_s = due_s - self._around.clock.monotonic_s()
            if left_s <= 0:
                return
            self._changed.clear()
            await pause(self._around.clock, left_s, self._changed)


def next_tick_s(period_s: float, took_s: float) -> float:
    """Seconds until the next tick of a period that began `took_s` ago; ticks that were missed are dropped."""
    return period_s - took_s % period_s
