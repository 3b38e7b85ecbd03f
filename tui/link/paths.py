"""Where a collector keeps its files; pane and collector work it out alike, from the same arguments."""

import os
import stat
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path

import msgspec
import platformdirs

_SOCKET = "collector.sock"
# sun_path holds 104 bytes on the BSDs and macOS, 108 on Linux, with the closing zero.
_LONGEST_SOCKET_PATH = 103


class DataPaths(msgspec.Struct, frozen=True, kw_only=True):
    """The files of one collector."""

    directory: Path
    """The data directory: database, log and lock."""
    socket: Path
    database: Path
    lock: Path
    edits: Path
    """What was edited on the screen."""
    log: Path
    """The collector's."""
    recordings: Path
    """A folder of their own, made with the first recording."""
    looked: Path
    """When somebody last looked at a screen."""
    screen_log: Path
    """The panes'."""
    chosen: bool
    """The user named the directory (`--data-dir` or FLOORLINE_DATA_DIR), so the socket is inside it where it fits."""


def data_paths(data_dir: Path | None = None, environ: Mapping[str, str] | None = None) -> DataPaths:
    """The paths for `data_dir`, else for FLOORLINE_DATA_DIR, else for the user's own data directory.

    The socket is in the user's runtime directory; with a chosen data directory it is inside that, or, where the path
    is too long for a socket or the directory can't be written, in the runtime directory under a name made from it.
    """
    environ = os.environ if environ is None else environ
    named = str(data_dir) if data_dir is not None else environ.get("FLOORLINE_DATA_DIR", "")
    if not named:
        directory = platformdirs.user_data_path("floorline", appauthor=False)
        socket = _runtime_directory() / _SOCKET
        return _paths(directory, socket, chosen=False)
    directory = Path(named).expanduser().absolute()
    socket = directory / _SOCKET
    if len(os.fsencode(socket)) > _LONGEST_SOCKET_PATH or not can_write(directory):
        # Imported only here: few paths are that long, and OpenSSL takes as long as the rest of a status bar.
        import hashlib

        socket = _runtime_directory() / f"{hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]}.sock"
    return _paths(directory, socket, chosen=True)


def can_write(directory: Path) -> bool:
    """Whether files can be made in `directory`, or the directory itself where it does not exist yet."""
    nearest = directory
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def private_directory(directory: Path) -> Path:
    """Makes `directory` for its owner alone and returns it.

    Raises PermissionError where it belongs to someone else, or where everyone may replace its files.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    facts = directory.stat()
    if facts.st_uid != os.getuid():
        raise PermissionError(f"{directory} belongs to another user")
    if facts.st_mode & stat.S_IWOTH and not facts.st_mode & stat.S_ISVTX:
        raise PermissionError(f"everyone may write to {directory}: chmod o-w it")
    return directory


def _paths(directory: Path, socket: Path, *, chosen: bool) -> DataPaths:
    lock = directory / "collector.lock" if can_write(directory) else socket.with_suffix(".lock")
    return DataPaths(
        directory=directory,
        socket=socket,
        database=directory / "history.sqlite3",
        lock=lock,
        edits=directory / "edits.json",
        log=directory / "collector.log",
        recordings=directory / "recordings",
        looked=directory / "looked",
        screen_log=directory / "screen.log",
        chosen=chosen,
    )


def _runtime_directory() -> Path:
    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR platformdirs falls back and warns; private_directory() and the peer check guard us.
        warnings.simplefilter("ignore")
        runtime = platformdirs.user_runtime_path("floorline", appauthor=False)
    if len(os.fsencode(runtime / "0123456789ab.sock")) > _LONGEST_SOCKET_PATH:
        runtime = Path(tempfile.gettempdir()) / f"floorline-{os.getuid()}"
    return runtime
