"""Time in tests: a clock that moves only when a test says so, and waiting for a condition."""

import asyncio
import heapq
import itertools
from collections.abc import Callable

from tui.domain.clock import SystemClock

_SETTLE_ROUNDS = 20


async def settle() -> None:
    """Lets every task that can run, run: timers of a ManualClock excepted."""
    for _ in range(_SETTLE_ROUNDS):
        await asyncio.sleep(0)


async def until(condition: Callable[[], bool], patience_s: float = 10.0) -> None:
    """Returns as soon as `condition` holds; TimeoutError after that many real seconds."""
    async with asyncio.timeout(patience_s):
        while not condition():  # noqa: ASYNC110 (what is waited for lives behind a socket or a thread)
            await asyncio.sleep(0.005)


class OffsetClock(SystemClock):
    """The machine's clock whose wall time starts at a chosen moment."""

    def __init__(self, start_ms: int) -> None:
        self._start_ms = start_ms
        self._origin_s = self.monotonic_s()

    def now_ms(self) -> int:
        return self._start_ms + int((self.monotonic_s() - self._origin_s) * 1000)


class ManualClock:
    """tui.domain.clock.Clock under a test's control: sleepers wake in order as `advance` passes them."""

    def __init__(self, start_ms: int = 1_762_300_800_000) -> None:
        """Starts at 2025-11-05 00:00 UTC, a Wednesday, unless told otherwise."""
        self._wall_ms = float(start_ms)
        self._monotonic_s = 1_000.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now_ms(self) -> int:
        return round(self._wall_ms)

    def monotonic_s(self) -> float:
        return self._monotonic_s

    @property
    def sleepers(self) -> int:
        """How many sleeps are pending."""
        return sum(1 for _, _, future in self._sleepers if not future.done())

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._monotonic_s + seconds, next(self._order), future))
        await future

    async def advance(self, seconds: float) -> None:
        """Moves both clocks on, waking each sleeper at its own moment and letting it act before the next."""
        target_s = self._monotonic_s + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= target_s:
            due_s, _, future = heapq.heappop(self._sleepers)
            # After a `tick` over its head a sleeper wakes late, as it does in a process that was held.
            self._move_to(max(due_s, self._monotonic_s))
            if not future.done():
                future.set_result(None)
                await settle()
        self._move_to(target_s)
        await settle()

    def tick(self, seconds: float) -> None:
        """Moves both clocks on without waking anyone: for code that never sleeps."""
        self._move_to(self._monotonic_s + seconds)

    def step_wall(self, seconds: float) -> None:
        """Steps the wall clock alone, as a time correction or a suspend does."""
        self._wall_ms += seconds * 1000

    def _move_to(self, monotonic_s: float) -> None:
        self._wall_ms += (monotonic_s - self._monotonic_s) * 1000
        self._monotonic_s = monotonic_s
