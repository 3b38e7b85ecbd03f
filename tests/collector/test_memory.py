"""When freed memory goes back to the system."""

import asyncio
import subprocess
import sys

import pytest

from tests.clocks import ManualClock
from tui.collector.memory import give_back, trimmer

_KEPT_MIB = """
import os
from tui.collector.memory import bound_heap

# What a reading allocates must not lie behind the blocks: glibc returns what is at the end of its heap.
descriptor = os.open("/proc/self/statm", os.O_RDONLY)

def resident_mib():
    return int(os.pread(descriptor, 100, 0).split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20

assert not {bounded} or bound_heap()
large = bytes(30 * 2**20)
del large
blocks = [b"x" * (2**20 - 4096) for _ in range(20)]
before = resident_mib()
del blocks
print(before - resident_mib())
"""


async def test_it_is_given_back_after_the_start_and_every_minute() -> None:
    clock = ManualClock()
    at_s: list[float] = []
    task = asyncio.create_task(give_back(clock, lambda: at_s.append(clock.monotonic_s())))
    await clock.advance(160)
    task.cancel()
    assert at_s == [1030.0, 1090.0, 1150.0]


async def test_without_a_trimmer_there_is_nothing_to_do() -> None:
    await give_back(ManualClock(), None)


def test_the_c_librarys_own_is_called() -> None:
    trim = trimmer()
    assert trim is None or trim() in (0, 1)


def _given_back_mib(bounded: bool) -> float:
    code = _KEPT_MIB.format(bounded=bounded)
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(trimmer() is None, reason="only glibc keeps it")
def test_what_is_freed_after_a_large_answer_is_given_back_at_once() -> None:
    assert _given_back_mib(bounded=False) < 1
    assert _given_back_mib(bounded=True) > 18
