"""A real tmux in a real pseudo-terminal: what reaches the terminal outside is read from its other end."""

import contextlib
import fcntl
import os
import pty
import shutil
import struct
import subprocess
import tempfile
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clocks import until

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Tmux:
    """A server of its own with one attached client, `terminal`, that shows window 0."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "tmux"
        self._seen = b""
        self.run("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "24", "-s", "floor", "cat")
        self.run("new-window", "-d", "-t", "floor:1", "cat")
        self.terminal, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
        os.set_blocking(self.terminal, False)
        self._client = subprocess.Popen(
            ["tmux", "-S", str(self.socket), "attach", "-t", "floor:0"],
            stdin=inner, stdout=inner, stderr=inner, env=_environment({"TERM": "xterm-256color"}),
            start_new_session=True,
        )  # fmt: skip
        os.close(inner)

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self.socket), *arguments], capture_output=True, text=True, check=True,
            env=_environment({}), timeout=10,
        )  # fmt: skip
        return done.stdout.strip()

    def environ(self, window: int) -> dict[str, str]:
        """What a program in that window would have."""
        pane = self.run("display-message", "-p", "-t", f"floor:{window}", "#{pane_id}")
        server = self.run("display-message", "-p", "#{pid}")
        return _environment({"TMUX": f"{self.socket},{server},0", "TMUX_PANE": pane, "TERM": "screen-256color"})

    def write(self, window: int, sequence: str) -> None:
        """Puts bytes on the terminal of that window, as a program in it would."""
        name = self.run("display-message", "-p", "-t", f"floor:{window}", "#{pane_tty}")
        with Path(name).open("w") as terminal:
            terminal.write(sequence)

    async def attached(self) -> None:
        await until(lambda: bool(self.run("list-clients")) and b"floor" in self.reached())
        self._seen = b""

    async def marked(self, window: int, words: str) -> bytes:
        """Everything that reached the terminal outside, up to a mark that is written after it."""
        self.write(window, words)
        await until(lambda: words in self.run("capture-pane", "-p", "-t", f"floor:{window}"))
        # What was handed through went before the status line that this changes.
        self.run("rename-session", "-t", "floor", words)
        self.run("refresh-client", "-t", self.run("list-clients", "-F", "#{client_name}").splitlines()[0])
        await until(lambda: words.encode() in self.reached())
        self.run("rename-session", "-t", words, "floor")
        return self._seen

    def reached(self) -> bytes:
        with contextlib.suppress(BlockingIOError, OSError):
            while piece := os.read(self.terminal, 65_536):
                self._seen += piece
        return self._seen

    def close(self) -> None:
        self.run("kill-server")
        self._client.wait(timeout=10)
        os.close(self.terminal)


@contextlib.contextmanager
def tmux() -> Iterator[Tmux]:
    # A socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="al-") as folder:
        server = Tmux(Path(folder))
        try:
            yield server
        finally:
            server.close()


def _environment(more: dict[str, str]) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": "/", **more}
