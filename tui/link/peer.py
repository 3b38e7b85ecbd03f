"""Who is at the other end of a unix socket, and whether a socket file is alive."""

import errno
import os
import socket
import stat
import struct
from pathlib import Path

from tui.link.wire import LinkError

_PROBE_TIMEOUT_S = 1.0
_CREDENTIALS = struct.Struct("3i")


def peer_uid(connection: socket.socket) -> int | None:
    """The user at the other end, told by the kernel; None where the system does not tell."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return None
    try:
        _pid, uid, _gid = _CREDENTIALS.unpack(
            connection.getsockopt(socket.SOL_SOCKET, option, _CREDENTIALS.size),
        )
    except OSError:
        return None
    return int(uid)


def is_own_peer(connection: socket.socket) -> bool:
    """Whether the other end runs as this user (or the system can't say: then the socket's mode guards it)."""
    uid = peer_uid(connection)
    return uid is None or uid == os.getuid()


def answers(path: Path) -> bool:
    """Whether a living process accepts connections at `path`."""
    if not path.is_socket():
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_PROBE_TIMEOUT_S)
        try:
            probe.connect(str(path))
        except OSError as error:
            # A full backlog or a stopped process is busy, not dead.
            return error.errno in (errno.EAGAIN, errno.EINPROGRESS) or isinstance(error, TimeoutError)
    return True


def clear_stale_socket(path: Path) -> None:
    """Removes the socket file of a dead collector.

    Raises LinkError where a living one answers, or where something that is not a socket stands in the way.
    """
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise LinkError(f"{path} is in the way and is not a socket: move it")
    if answers(path):
        raise LinkError(f"a collector already answers at {path}")
    path.unlink(missing_ok=True)


def bind_private(path: Path) -> socket.socket:
    """A listening unix socket that only this user can connect to, from its first moment on."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(before)
    path.chmod(0o600)
    listener.listen(16)
    listener.setblocking(False)
    return listener
