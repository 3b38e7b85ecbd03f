"""Clocks that run faster than the machine's, so that a retry after a minute takes a second."""

import asyncio

from tui.domain.clock import SystemClock


class FastClock(SystemClock):
    """`speed` seconds pass in each of the machine's; wall time is the machine's own."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._origin_s = super().monotonic_s()

    def monotonic_s(self) -> float:
        return self._origin_s + (super().monotonic_s() - self._origin_s) * self._speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)


class FastWorldClock(FastClock):
    """One whose wall time runs as fast, from 2025-11-05 00:00 UTC on: a paper market moves with it."""

    def now_ms(self) -> int:
        return 1_762_300_800_000 + int((self.monotonic_s() - self._origin_s) * 1000)
