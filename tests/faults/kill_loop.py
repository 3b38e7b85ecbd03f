"""kill -9 at random moments, again and again, on one history: `python -m tests.faults.kill_loop --cycles 200`."""

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.faults.terminal import ROOT
from tui.domain.clock import SystemClock

LOST_AT_MOST_S = 1.0
"""What a killed collector may lose: the batch of a second."""


@dataclass(frozen=True)
class Outcome:
    cycles: int
    recorded: int
    """Rows that were taken in all cycles together."""
    stored: int
    lost_s: float
    """The oldest row that any kill lost, in seconds before that kill, by the history's own clock."""


def kill_loop(path: Path, cycles: int, seed: int, speed: float) -> Outcome:
    """Writes, kills and checks that many times; raises AssertionError where the file is damaged or went back."""
    chance, recorded, stored, lost_s = random.Random(seed), 0, 0, 0.0
    for _ in range(cycles):
        taken, killed_s = _one_life(path, recorded, speed, chance.uniform(0.05, 3.0) / speed)
        recorded += len(taken)
        found = _numbers(path)
        assert len(found) >= stored, f"{stored} rows were there, {len(found)} are"
        stored = len(found)
        missing = [at_s for at_s, number in taken if number not in found]
        lost_s = max([lost_s, *((killed_s - at_s) * speed for at_s in missing)])
    return Outcome(cycles, recorded, stored, lost_s)


def _one_life(path: Path, first: int, speed: float, seconds: float) -> tuple[list[tuple[float, int]], float]:
    """Runs the writer for that long after its first row; (when each row was taken, its number), and when it died."""
    argv = [sys.executable, "-m", "tests.faults.history_writer", str(path), str(speed), str(first)]
    clock = SystemClock()
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=dict(os.environ)) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        ends_s = clock.monotonic_s() + seconds
        while clock.monotonic_s() < ends_s:
            lines.append(writer.stdout.readline())
        killed_s = clock.monotonic_s()
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()
    words = [line.split() for line in lines if line.endswith("\n")]
    return [(float(at_s), int(number)) for at_s, number in words], killed_s


def _numbers(path: Path) -> set[int]:
    database = sqlite3.connect(path)
    try:
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return {int(key) for (key,) in database.execute("SELECT key FROM liquidation")}
    finally:
        database.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cycles", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--speed", type=float, default=1.0, help="of the history's clock; 1 is real time")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = kill_loop(Path(folder) / "history.sqlite3", chosen.cycles, chosen.seed, chosen.speed)
    sys.stdout.write(
        f"{outcome.cycles} kills: {outcome.stored:,} of {outcome.recorded:,} rows stored, "
        f"the oldest lost row was {outcome.lost_s:.2f} s old, integrity ok each time\n"
    )


if __name__ == "__main__":
    main()
