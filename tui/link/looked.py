"""When somebody last looked at a screen of this data directory, kept for the next screen."""

import contextlib
import os
from pathlib import Path

_LONGEST = 32


class LookedFile:
    """One moment in a file of its own; where it can't be written, the next screen has none."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> int | None:
        """Epoch milliseconds; None where nobody is known to have looked."""
        try:
            text = self._path.read_bytes()[:_LONGEST].decode("ascii")
            return int(text)
        except (OSError, ValueError):
            return None

    def write(self, at_ms: int) -> None:
        """Keeps that moment in place of the one before."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        with contextlib.suppress(OSError):
            descriptor = os.open(self._path, flags, 0o600)
            try:
                os.write(descriptor, str(at_ms).encode())
            finally:
                os.close(descriptor)
