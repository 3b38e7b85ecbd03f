"""A collector that ends while panes are open is started again: by one of them, and not again and again."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.clocks import ManualClock, until
from tui.cli.own_process import floorline_command
from tui.collector.lock import holder_pid
from tui.domain.clock import SystemClock
from tui.link.client import SocketSource
from tui.link.keeper import CollectorKeeper
from tui.link.paths import DataPaths, data_paths
from tui.link.peer import bind_private
from tui.link.source import LinkState

LASTING = [sys.executable, "-c", "import time; time.sleep(60)"]
FAILING = [sys.executable, "-c", "raise SystemExit('no room on the disk')"]


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return data_paths(tmp_path / "data", environ={})


def ended(keeper: CollectorKeeper) -> None:
    """Waits for what it started."""
    assert keeper._spawned is not None
    keeper._spawned.process.wait(timeout=20)


def stopped(keeper: CollectorKeeper) -> None:
    assert keeper._spawned is not None
    keeper._spawned.process.kill()
    keeper._spawned.process.wait(timeout=20)


def test_of_many_panes_one_starts_it(paths: DataPaths) -> None:
    clock = ManualClock()
    first, second = (CollectorKeeper(paths, LASTING, clock) for _ in range(2))
    first.start()
    second.start()
    assert second._spawned is None
    assert first.missed(was_there=False).startswith("the collector is starting")
    assert second.missed(was_there=False) == "another pane starts it"
    stopped(first)


def test_one_that_answers_is_not_doubled(paths: DataPaths) -> None:
    keeper = CollectorKeeper(paths, ["never-started"], ManualClock())
    paths.socket.parent.mkdir(parents=True)
    with bind_private(paths.socket):
        keeper.start()
    assert keeper._spawned is None


def test_a_lost_one_has_a_moment_to_come_back_by_itself(paths: DataPaths) -> None:
    clock = ManualClock()
    keeper = CollectorKeeper(paths, LASTING, clock)
    assert keeper.missed(was_there=True) == "collector gone, waiting"
    clock.tick(2)
    keeper.found()
    assert keeper.missed(was_there=True) == "collector gone, waiting"
    clock.tick(3.5)
    assert keeper.missed(was_there=True) == "it is started again"
    stopped(keeper)


def test_one_that_fails_is_started_less_and_less_often_and_says_why(paths: DataPaths) -> None:
    clock = ManualClock()
    keeper = CollectorKeeper(paths, FAILING, clock)
    keeper.start()
    begun, starts = clock.monotonic_s(), 1
    for _ in range(300):
        ended(keeper)
        words = keeper.missed(was_there=False)
        if words.startswith("the collector is starting"):
            starts += 1
        else:
            assert words.startswith("no room on the disk; started again in ")
        clock.tick(1)
    assert clock.monotonic_s() - begun == 300
    assert starts == 8, "after 4, 8, 16, 32 and then 60 seconds"


@pytest.mark.parametrize(("answered_s", "waits_s"), [(1, [3, 7, 15, 31, 59]), (60, [3, 3, 3, 3, 3])])
def test_one_that_ends_soon_after_it_answered_is_started_less_often_too(
    paths: DataPaths, answered_s: int, waits_s: list[int]
) -> None:
    """Each start asks every venue for its lists; one that has answered for a minute waits for its grace alone."""
    clock = ManualClock()
    keeper = CollectorKeeper(paths, FAILING, clock)
    keeper.start()
    waited: list[float] = []
    for _ in waits_s:
        keeper.found()
        clock.tick(answered_s)
        lost_s = clock.monotonic_s()
        ended(keeper)
        while keeper.missed(was_there=True) != "it is started again":
            clock.tick(1)
        waited.append(clock.monotonic_s() - lost_s)
    assert waited == waits_s


async def test_a_pane_whose_collector_is_killed_starts_another_and_goes_on(paths: DataPaths) -> None:
    """The real collector, on venues that nobody can reach."""
    argv = floorline_command("collect", "--linger", "--log", "--data-dir", str(paths.directory))
    environ = {**os.environ, "FLOORLINE_GATEWAY": "http://127.0.0.1:9"}
    clock = SystemClock()
    folder = data_paths(paths.directory / "gateway-127.0.0.1-9", environ={})
    keeper = CollectorKeeper(folder, argv, clock, environ)
    source = SocketSource(folder.socket, clock, "1.0", keeper=keeper)
    keeper.start()
    running = asyncio.create_task(source.run())
    try:
        await until(lambda: source.state is LinkState.ATTACHED, 30)
        killed = holder_pid(folder.lock)
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        await until(lambda: source.state is LinkState.LOST)
        await until(lambda: source.state is LinkState.ATTACHED, 30)
        after = holder_pid(folder.lock)
        assert after not in (None, killed)
    finally:
        running.cancel()
        await asyncio.wait({running})
        if (pid := holder_pid(folder.lock)) is not None:
            os.kill(pid, signal.SIGTERM)
