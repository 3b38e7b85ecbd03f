"""The rows of the table that need a stage of their own: a flood, and a start from nothing."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import processes
from tests.bench.meter import measure, median
from tests.bench.rows import DATA, Effort, Row, at_most, key_rows
from tests.bench.stage import FLOORLINE, Stage

_FLOOD_PER_S = 20_000
_RATES_PER_S = (1, 100, 1_000, _FLOOD_PER_S)
_RATE_S = 4
_FIRST_S = 12.0


def flood_rows() -> list[Row]:
    """Keys of a pane while its collector takes 20,000 frames a second, and what so many cost."""
    with tempfile.TemporaryDirectory(prefix="floorline-flood-") as folder:
        told: list[str] = []
        with _flood(Path(folder), _FLOOD_PER_S, told):
            command = [*FLOORLINE, "--data-dir", folder]
            keys = key_rows(command, {}, f" in a flood of {_FLOOD_PER_S:,}/s", (None, 50))
    handed, taken, _, elapsed_s = told[-1].split()
    held = int(taken) / float(elapsed_s)
    is_held = int(handed) == int(taken) and held >= 0.95 * _FLOOD_PER_S
    kept = Row(what="frames held", budget=f"{_FLOOD_PER_S:,}/s, all", measured=f"{held:,.0f}/s", is_met=is_held)
    return [kept, *keys]


def rate_row() -> Row:
    """The collector's CPU by liquidations a second, Boards included."""
    shown = []
    for rate in _RATES_PER_S:
        with tempfile.TemporaryDirectory(prefix="floorline-flood-") as folder:
            told: list[str] = []
            with _flood(Path(folder), rate, told):
                time.sleep(_RATE_S)
        first, last = told[0].split(), told[-1].split()
        cpu_s, span_s = float(last[2]) - float(first[2]), float(last[3]) - float(first[3])
        shown.append(f"{100 * cpu_s / span_s:.1f}" if span_s else "—")
    rates = ", ".join(f"{rate:,}" for rate in _RATES_PER_S)
    return Row(what=f"CPU by liquidations a second ({rates})", budget="linear", measured=f"{', '.join(shown)}%")


def first_data_row(stage: Stage, effort: Effort) -> Row:
    """Until a price stands on the screen of a pane that has to start its collector, on paper venues."""
    found_ms: list[float | None] = []
    for _ in range(effort.runs):
        with tempfile.TemporaryDirectory(prefix="floorline-first-", ignore_cleanup_errors=True) as folder:
            command = [*FLOORLINE, "--data-dir", folder]
            first_s = measure(command, warmup_s=0.0, steady_s=_FIRST_S, environ=stage.environ).first_text_s(DATA)
            found_ms.append(None if first_s is None else first_s * 1000)
            _end_collector(folder)
    return at_most("first data, nothing running, paper venues", 4_000, median(found_ms), "ms")


@contextlib.contextmanager
def _flood(folder: Path, rate: int, told: list[str]) -> Iterator[None]:
    """A flooded collector at that data directory; what it said is in `told` afterwards."""
    command = [sys.executable, "-m", "tests.bench.flood", str(folder / "collector.sock"), str(rate)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told.append(process.stdout.readline())
    try:
        yield
    finally:
        process.terminate()
        told += process.stdout.readlines()
        process.wait(10)


def _end_collector(folder: str) -> None:
    """The one that the pane started would linger."""
    ours = [each for each, command in processes.tree(1).items() if "collect" in command and folder in command]
    for each in ours:
        os.kill(each, signal.SIGTERM)
    deadline_s = time.perf_counter() + 5
    while any(Path(f"/proc/{each}").exists() for each in ours) and time.perf_counter() < deadline_s:
        time.sleep(0.05)
