"""Floorline with every contact to the outside written down: `python -m tests.faults.audited FILE ARGUMENTS...`.

Python's audit hooks see what any library does, below whatever our own code believes.
"""

import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_WITH_ADDRESS = ("socket.connect", "socket.sendto", "socket.bind")
_BY_NAME = (
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "sqlite3.connect",
    "subprocess.Popen",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
)


def _about(event: str, arguments: tuple[Any, ...]) -> str | None:
    """What an event of interest was about; None for any other."""
    if event in _WITH_ADDRESS:
        connection, address = arguments[0], arguments[1]
        return f"unix {address}" if connection.family == socket.AF_UNIX else f"ip {address[0]}"
    if event in _BY_NAME:
        return str(arguments[0]) if arguments else ""
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES:
        return str(arguments[0])
    return None


def hook(log: int) -> Callable[[str, tuple[Any, ...]], None]:
    """Writes one JSON line for each event of interest."""

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        about = _about(event, arguments)
        if about is not None:
            os.write(log, json.dumps((event, about)).encode() + b"\n")

    return note


def events(file: Path) -> list[tuple[str, str]]:
    """What was written down: (event, what it was about)."""
    return [(event, about) for event, about in map(json.loads, file.read_text().splitlines())]


if __name__ == "__main__":
    sys.addaudithook(hook(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)))
    from tui.cli.main import main

    sys.exit(main(sys.argv[2:]))
