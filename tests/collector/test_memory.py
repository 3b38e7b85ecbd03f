"""When freed memory goes back to the system."""

import asyncio

from tests.clocks import ManualClock
from tui.collector.memory import give_back, trimmer


async def test_it_is_given_back_after_the_start_and_every_five_minutes() -> None:
    clock = ManualClock()
    at_s: list[float] = []
    task = asyncio.create_task(give_back(clock, lambda: at_s.append(clock.monotonic_s())))
    await clock.advance(700)
    task.cancel()
    assert at_s == [1030.0, 1330.0, 1630.0]


async def test_without_a_trimmer_there_is_nothing_to_do() -> None:
    await give_back(ManualClock(), None)


def test_the_c_librarys_own_is_called() -> None:
    trim = trimmer()
    assert trim is None or trim() in (0, 1)
