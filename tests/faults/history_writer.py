"""A program that keeps a history until it is killed, and says what it has taken: `python -m tests.faults.history_writer
FILE SPEED FIRST`. Each line is `seconds number`, printed once the row of that number was recorded."""

import asyncio
import sys
from pathlib import Path

from tests.faults.clocks import FastClock
from tests.history.rows import liquidation
from tui.domain.clock import SystemClock
from tui.history.history import History

_PAUSE_S = 0.002


async def write(path: Path, speed: float, first: int) -> None:
    """Records a row every two milliseconds, for ever."""
    clock = FastClock(speed)
    history = History(path, clock, retention_days=3650)
    await history.open()
    running = asyncio.create_task(history.run())
    number = first
    while not running.done():
        history.record(liquidation(f"{number}", clock.now_ms()))
        sys.stdout.write(f"{SystemClock().monotonic_s():.6f} {number}\n")
        sys.stdout.flush()
        number += 1
        await asyncio.sleep(_PAUSE_S)
    running.result()


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])))
