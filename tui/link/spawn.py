"""Starting a collector from a pane."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tui.domain.text import clean
from tui.link.paths import DataPaths, private_directory
from tui.link.peer import answers

_ROTATE_BYTES = 2 * 1024 * 1024
_KEPT_LOGS = 5
_TAIL_BYTES = 4096
_LEVEL_CELLS = 32
"""Of a line of the log, its time and its level."""


@dataclass(frozen=True)
class SpawnedCollector:
    """A collector that this process started; it goes on when this process ends."""

    process: subprocess.Popen[bytes]
    log: Path | None

    def failure(self) -> str | None:
        """Why it ended, by the last complaint in its log; None while it runs or where it ended well."""
        code = self.process.poll()
        if not code:
            return None
        return last_complaint(self.log) or f"the collector ended with exit code {code}"


def ensure_collector(
    paths: DataPaths, argv: Sequence[str], environ: Mapping[str, str] | None = None
) -> SpawnedCollector | None:
    """Starts `argv` as a detached collector if none answers at the socket; None where one does.

    Raises OSError where the program can't be started. The pane need not wait: its source attaches once it answers.
    """
    if answers(paths.socket):
        return None
    log = _open_log(paths.log)
    try:
        process = subprocess.Popen(
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log or subprocess.DEVNULL,
            start_new_session=True,
            close_fds=True,
            env=dict(os.environ if environ is None else environ),
        )
    finally:
        if log is not None:
            log.close()
    return SpawnedCollector(process, paths.log if log is not None else None)


def rotate_log(path: Path, at_bytes: int = _ROTATE_BYTES, keep: int = _KEPT_LOGS) -> None:
    """Moves a log that has grown over `at_bytes` to `.1`, and so on up to `.keep`."""
    if not path.exists() or path.stat().st_size < at_bytes:
        return
    for number in range(keep - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number + 1}"))
    path.replace(path.with_name(f"{path.name}.1"))


def _open_log(path: Path) -> BinaryIO | None:
    """The log for its owner alone; None where it can't be written: a collector works without one."""
    try:
        private_directory(path.parent)
        rotate_log(path)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    return os.fdopen(descriptor, "ab")


def last_complaint(path: Path | None) -> str | None:
    """The last line of a log above the level INFO, clean; None where there is none."""
    if path is None or not path.exists():
        return None
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        lines = log.read().decode(errors="replace").strip().splitlines()
    # What went well before it was killed is no reason.
    lines = [line for line in lines if " INFO " not in line[:_LEVEL_CELLS]]
    return clean(lines[-1], 160) if lines else None
