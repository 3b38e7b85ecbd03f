"""Time as an argument: the only place that reads the machine's clocks."""

import time
from typing import Protocol

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000
WEEK_MS = 7 * DAY_MS

# 1970-01-05 was the first Monday of the epoch, so weeks are counted from there.
_FIRST_MONDAY_MS = 4 * DAY_MS


class Clock(Protocol):
    """What Floorline knows of time."""

    def now_ms(self) -> int:
        """Wall time: epoch milliseconds, UTC."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that never step backwards; every age is measured with it."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Returns after that many seconds of this clock."""
        ...


def _steady_clock() -> int:
    """The clock for ages. Linux's plain one stands still while the machine sleeps: what is hours old would pass for
    fresh."""
    counting_sleep: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    try:
        time.clock_gettime(counting_sleep)
    except OSError:
        return time.CLOCK_MONOTONIC
    return counting_sleep


_STEADY = _steady_clock()


class SystemClock:
    """The machine's own clocks."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic_s(self) -> float:
        return time.clock_gettime(_STEADY)

    async def sleep(self, seconds: float) -> None:
        await _sleep(seconds)


async def _sleep(seconds: float) -> None:
    # Imported only here: a status bar asks for the time and has no event loop to load.
    import asyncio

    await asyncio.sleep(seconds)


def day_start_ms(at_ms: int) -> int:
    """The UTC midnight at or before `at_ms`."""
    return at_ms - at_ms % DAY_MS


def week_start_ms(at_ms: int) -> int:
    """The Monday 00:00 UTC at or before `at_ms`: crypto's week, on every venue."""
    return at_ms - (at_ms - _FIRST_MONDAY_MS) % WEEK_MS


def week_close_ms(at_ms: int) -> int:
    """The Monday 00:00 UTC after `at_ms`: the moment the current week closes."""
    return week_start_ms(at_ms) + WEEK_MS
