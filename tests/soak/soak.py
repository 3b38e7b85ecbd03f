"""The soak: paper venues at many times real rate, a collector on them in a process of its own, and a pane attached."""

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from tests.paper.faulty_server import FaultyServer
from tests.soak.signs import Signs, memory_kb, open_files, settled, slope_an_hour
from tui.domain.clock import SystemClock
from tui.link.client import SocketSource
from tui.link.paths import data_paths
from tui.paper.registry import open_venues
from tui.paper.scenarios import SCENARIOS
from tui.paper.world import World

_ROOT = Path(__file__).parents[2]
_SEED = 11
_END_S = 20.0
_SIGNS = ("rss_kb", "pss_kb", "files", "tasks", "database_kb", "dropped", "faults", "failures", "events")


@dataclass
class Soaked:
    """What a soak saw."""

    warm_up_s: float
    collector: list[Signs] = field(default_factory=list)
    pane: list[Signs] = field(default_factory=list)
    boards: int = 0
    """Boards that the pane saw, as it looked four times a second."""
    exit_code: int | None = None

    def table(self) -> str:
        """Both processes: first, last and highest after the warm-up, and the slope an hour."""
        lines = [f"{'':<12}{'sign':<13}{'first':>12}{'last':>12}{'highest':>12}{'an hour':>14}"]
        for who, samples in (("collector", self.collector), ("pane+paper", self.pane)):
            after = settled(samples, self.warm_up_s)
            for name in _SIGNS if after else ():
                values = [getattr(sample, name) for sample in after]
                if any(values):
                    slope = slope_an_hour(after, name)
                    lines.append(f"{who:<12}{name:<13}{values[0]:>12}{values[-1]:>12}{max(values):>12}{slope:>+14.1f}")
        return "\n".join([*lines, f"{self.boards} Boards reached the pane"])


async def soak(
    folder: Path,
    seconds: float,
    speed: float,
    every_s: float,
    *,
    warm_up_s: float,
    tell: Callable[[Signs], None] = lambda _: None,
) -> Soaked:
    """Runs it all for that many real seconds; `tell` gets each sample of the collector."""
    clock = SystemClock()
    began_s = clock.monotonic_s()
    # Times stay those of the wall; what happens in the market happens that many times faster.
    world = World(SCENARIOS["brief"], _SEED, clock, speed)
    soaked = Soaked(warm_up_s)
    async with FaultyServer(world, open_venues(world)) as server:
        collector = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.soak.collecting", server.url, str(folder), str(every_s)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=_ROOT,
            env=dict(os.environ),
        )
        source = SocketSource(data_paths(folder, environ={}).socket, clock, "0")
        tasks = [
            asyncio.create_task(source.run()),
            asyncio.create_task(_look(source, soaked, clock)),
            asyncio.create_task(_listen(collector, soaked, tell, clock, began_s)),
        ]
        try:
            await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            assert collector.stdin is not None
            collector.stdin.close()
            try:
                async with asyncio.timeout(_END_S):
                    soaked.exit_code = await collector.wait()
            except TimeoutError:
                collector.kill()
                await collector.wait()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    return soaked


async def _look(source: SocketSource, soaked: Soaked, clock: SystemClock) -> None:
    """A pane's own pace of looking."""
    seen = None
    while True:
        board = source.latest()
        if board is not None and board is not seen:
            seen, soaked.boards = board, soaked.boards + 1
        await clock.sleep(0.25)


async def _listen(
    collector: asyncio.subprocess.Process,
    soaked: Soaked,
    tell: Callable[[Signs], None],
    clock: SystemClock,
    began_s: float,
) -> None:
    """Takes the collector's samples, and one of this process with each."""
    assert collector.stdout is not None
    while line := await collector.stdout.readline():
        signs = msgspec.json.decode(line, type=Signs)
        soaked.collector.append(signs)
        rss_kb, pss_kb = memory_kb()
        soaked.pane.append(
            Signs(
                at_s=clock.monotonic_s() - began_s,
                rss_kb=rss_kb,
                pss_kb=pss_kb,
                files=open_files(),
                tasks=len(asyncio.all_tasks()),
            )
        )
        tell(signs)
