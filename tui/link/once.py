"""One Board, or one answer, for a script without an event loop."""

import contextlib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from tui.domain.board import Board
from tui.domain.clock import Clock, SystemClock
from tui.link.peer import is_own_peer
from tui.link.wire import (
    HEADER_BYTES,
    Answer,
    Command,
    Edit,
    Hello,
    Kind,
    LinkError,
    as_answer,
    as_board,
    as_welcome,
    pack,
    unpack_header,
)


def one_board(
    path: Path, timeout_s: float, version: str = "", clock: Clock | None = None, command: Command | None = None
) -> Board:
    """The newest Board of the collector at `path`, or with `command` the first after it was sent.

    Raises LinkError in words where none comes in time.
    """
    with _greeted(path, timeout_s, version, clock) as (connection, receive):
        if command is not None:
            as_board(*receive())
            connection.sendall(pack(command))
        return as_board(*receive())


def one_answer(path: Path, timeout_s: float, edit: Edit, version: str = "", clock: Clock | None = None) -> Answer:
    """What becomes of an edit at the collector at `path`; raises LinkError in words where no answer comes in time."""
    with _greeted(path, timeout_s, version, clock) as (connection, receive):
        connection.sendall(pack(edit))
        while True:
            kind, payload = receive()
            if kind == Kind.ANSWER:
                return as_answer(payload)
            as_board(kind, payload)


@contextlib.contextmanager
def _greeted(
    path: Path, timeout_s: float, version: str, clock: Clock | None
) -> Iterator[tuple[socket.socket, Callable[[], tuple[int, bytes]]]]:
    """A connection that was welcomed, and what receives its next message; faults become LinkErrors in words."""
    clock = clock or SystemClock()
    deadline_s = clock.monotonic_s() + timeout_s
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:

        def allow() -> None:
            left_s = deadline_s - clock.monotonic_s()
            if left_s <= 0:
                raise TimeoutError
            connection.settimeout(left_s)

        try:
            allow()
            connection.connect(str(path))
            if not is_own_peer(connection):
                raise LinkError(f"{path} belongs to another user's process")
            connection.sendall(pack(Hello(version=version)))
            as_welcome(*_message(connection, allow), version)
            yield connection, lambda: _message(connection, allow)
        except TimeoutError as error:
            raise LinkError(f"the collector at {path} did not answer within {timeout_s:g} s") from error
        except OSError as error:
            raise LinkError(f"no collector runs at {path}: start one with `floorline collect`") from error


def _message(connection: socket.socket, allow: Callable[[], None]) -> tuple[int, bytes]:
    length, kind = unpack_header(_exactly(connection, HEADER_BYTES, allow))
    return kind, _exactly(connection, length, allow)


def _exactly(connection: socket.socket, count: int, allow: Callable[[], None]) -> bytes:
    taken = bytearray()
    while len(taken) < count:
        allow()
        piece = connection.recv(min(count - len(taken), 1 << 18))
        if not piece:
            raise LinkError("the collector closed the connection")
        taken += piece
    return bytes(taken)
