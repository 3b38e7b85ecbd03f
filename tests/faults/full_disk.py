"""Fills the disk under a history, and makes room again: `python -m tests.faults.full_disk FOLDER`, where FOLDER is on a
file system of its own that may be filled to its last byte. Prints what the person is told, and what was stored."""

import asyncio
import json
import os
import sqlite3
import sys
from pathlib import Path

from tests.clocks import until
from tests.faults.clocks import FastClock
from tests.history.rows import liquidation
from tui.history.history import History

_SPEED = 60.0


async def fill(folder: Path) -> dict[str, object]:
    """Stores rows, fills the disk, records on, and makes room."""
    path, ballast = folder / "history.sqlite3", folder / "ballast"
    history = History(path, FastClock(_SPEED), retention_days=90)
    await history.open()
    running = asyncio.create_task(history.run())
    _record(history, range(500))
    await until(lambda: _count(path) == 500)
    descriptor = os.open(ballast, os.O_WRONLY | os.O_CREAT, 0o600)
    while _takes(descriptor, 4096) or _takes(descriptor, 1):
        pass
    os.close(descriptor)
    _record(history, range(500, 6000))
    await until(lambda: history.note is not None)
    full, kept = history.note, _count(path)
    ballast.unlink()
    await until(lambda: history.note is None and _count(path) == 6000, 60)
    running.cancel()
    await history.close()
    return {"full": full, "kept": kept, "after": history.note, "rows": _count(path), "dropped": history.dropped}


def _record(history: History, numbers: range) -> None:
    for number in numbers:
        history.record(liquidation(f"{number}", 1_762_300_800_000 + number))


def _takes(descriptor: int, count: int) -> bool:
    try:
        return os.write(descriptor, b"\xff" * count) > 0
    except OSError:
        return False


def _count(path: Path) -> int:
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return int(database.execute("SELECT count(*) FROM liquidation").fetchone()[0])
    finally:
        database.close()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(fill(Path(sys.argv[1])))) + "\n")
