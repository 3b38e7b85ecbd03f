"""One collector per data directory."""

import fcntl
import os
from pathlib import Path

import msgspec

from tui.domain.errors import FloorlineError
from tui.domain.text import clean


class CollectorRunsError(FloorlineError):
    """Another collector holds the data directory."""


class _Holder(msgspec.Struct, frozen=True, kw_only=True):
    pid: int
    version: str


class CollectorLock:
    """A file lock, which the system releases when the process ends in any way."""

    def __init__(self, path: Path, version: str) -> None:
        self._path = path
        self._version = version
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Takes the lock; raises CollectorRunsError naming the holder, OSError where no lock file can be made."""
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(self._path, flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = _holder(os.read(descriptor, 1024))
            os.close(descriptor)
            raise CollectorRunsError(f"{holder} already runs for {self._path.parent}") from error
        except OSError:
            os.close(descriptor)
            raise
        os.ftruncate(descriptor, 0)
        os.write(descriptor, msgspec.json.encode(_Holder(pid=os.getpid(), version=self._version)))
        self._descriptor = descriptor

    def release(self) -> None:
        """Releases the lock; the file stays, because removing it would let two collectors hold one each."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def holder_pid(path: Path) -> int | None:
    """The process of the collector that holds the lock at `path`; None where none does."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # Only now is the number in the file that of a living process.
        try:
            return msgspec.json.decode(os.read(descriptor, 1024), type=_Holder).pid
        except msgspec.MsgspecError:
            return None
    finally:
        os.close(descriptor)
    return None


def _holder(content: bytes) -> str:
    try:
        holder = msgspec.json.decode(content, type=_Holder)
    except msgspec.MsgspecError:
        return "a collector"
    return f"collector {clean(holder.version)} (pid {holder.pid})"
