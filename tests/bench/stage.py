"""Paper venues and a collector on them, as in the demo, for panes and status bars to be measured against."""

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import processes

_START_S = 40.0
_SETTLE_S = 15.0
"""The first candles, chains and history of every venue are in by then."""
FLOORLINE = (sys.executable, "-m", "tui.cli.main")


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What runs while panes are measured."""

    collector: int
    """Its process id."""
    data_dir: Path
    environ: dict[str, str]

    def floorline(self, *arguments: str) -> list[str]:
        """The argv of a command that attaches to this collector."""
        return [*FLOORLINE, *arguments, "--data-dir", str(self.data_dir)]


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """The `brief` market at its natural rates, from when the collector answers until the block ends."""
    with contextlib.ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="floorline-bench-")))
        paper = ending.enter_context(_running([*FLOORLINE, "paper", "--port", "0"], {}))
        environ = {"FLOORLINE_GATEWAY": _url(paper)}
        arguments = ["collect", "--mode", "demo", "--log", "--data-dir", str(folder)]
        collector = ending.enter_context(_running([*FLOORLINE, *arguments], environ))
        found = Stage(collector=collector.pid, data_dir=folder, environ=environ)
        deadline_s = time.perf_counter() + _START_S
        while "?" in _line(found) and time.perf_counter() < deadline_s:
            time.sleep(0.5)
        time.sleep(_SETTLE_S)
        yield found


@dataclass(frozen=True, kw_only=True)
class Cost:
    """One run of a command to its end."""

    wall_ms: float
    cpu_ms: float


def cost(command: Sequence[str], environ: dict[str, str] | None = None) -> Cost:
    before, began_s = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=os.environ | (environ or {}), stdout=subprocess.DEVNULL, check=True)
    wall_ms, after = (time.perf_counter() - began_s) * 1000, resource.getrusage(resource.RUSAGE_CHILDREN)
    used_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall_ms=wall_ms, cpu_ms=used_s * 1000)


@contextlib.contextmanager
def watching(process: int) -> Iterator[list[float]]:
    """Puts the CPU of `process` within the block, in percent of a core, into the list."""
    found: list[float] = []
    before, began_s = processes.cpu_s(process), time.perf_counter()
    yield found
    found.append(100 * (processes.cpu_s(process) - before) / (time.perf_counter() - began_s))


@contextlib.contextmanager
def _running(command: Sequence[str], environ: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        command, env=os.environ | environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


def _url(paper: "subprocess.Popen[str]") -> str:
    """Paper says on its first line where it listens."""
    said = paper.stdout.readline() if paper.stdout else ""
    return next(word for word in said.replace('"', " ").split() if word.startswith("http://"))


def _line(found: Stage) -> str:
    command = found.floorline("segment")
    return subprocess.run(command, env=os.environ | found.environ, capture_output=True, text=True, check=False).stdout
