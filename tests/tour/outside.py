"""The person's end: a terminal (tmux) whose keys are pressed and whose screen is read, and an SSH server on the way."""

import contextlib
import getpass
import os
import re
import shlex
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from textual.keys import key_to_character

from tests.clocks import until

COLUMNS, ROWS = 120, 40
_TOLD = '; echo "ended with $?"; exec cat'
_NAMES = {
    "tab": "Tab", "shift+tab": "BTab", "enter": "Enter", "escape": "Escape", "space": "Space", "up": "Up",
    "down": "Down", "left": "Left", "right": "Right", "home": "Home", "end": "End", "pageup": "PPage",
    "pagedown": "NPage", "slash": "/", "minus": "-", "underscore": "_", "plus": "+",
}  # fmt: skip
_SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def tmux_key(key: str) -> str:
    """What `tmux send-keys` calls a key of Textual's."""
    if key in _NAMES:
        return _NAMES[key]
    if key.startswith("ctrl+"):
        return f"C-{key[5:]}"
    character = key_to_character(key)
    assert character is not None, f"no tmux name for {key}"
    return character


class Terminal:
    """A program in a tmux of its own."""

    def __init__(self, socket_path: Path, command: Sequence[str]) -> None:
        self._socket = socket_path
        self._run("-f", "/dev/null", "new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), "cat")
        self._run("set", "-g", "set-clipboard", "on")
        self._run("set", "-g", "status", "off")
        self.start(command)

    def start(self, command: Sequence[str]) -> None:
        """Runs another program in place of the one before; a single word is a shell's line."""
        line = command[0] if len(command) == 1 else shlex.join(command)
        self._run("respawn-pane", "-k", f"sh -c {shlex.quote(line + _TOLD)}")

    def press(self, key: str) -> None:
        self._run("send-keys", tmux_key(key))

    def type(self, text: str) -> None:
        self._run("send-keys", "-l", text)

    def text(self, *, styled: bool = False) -> str:
        return self._run("capture-pane", "-p", *(("-e",) if styled else ()))

    def spoil(self, words: str) -> None:
        """Another program writes on the screen."""
        Path(self._run("display-message", "-p", "#{pane_tty}").strip()).write_text(f"\x1b[20;20H{words}")

    def clipboard(self) -> str:
        """What a program put there (OSC 52)."""
        return self._run("show-buffer")

    def ended(self) -> int | None:
        """The program's exit code; None while it runs."""
        found = re.search(r"ended with (\d+)", self.text())
        return int(found[1]) if found else None

    async def until(self, what: str, holds: Callable[[], bool], patience_s: float = 20.0) -> None:
        """Returns when `holds()` is true; tells what was on the screen where it never is."""
        try:
            await until(holds, patience_s)
        except TimeoutError:
            raise AssertionError(f"never came: {what}; the screen:\n{self.text()}") from None

    def close(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run("kill-server")

    def _run(self, *arguments: str) -> str:
        kept = {name: value for name, value in os.environ.items() if name not in ("TMUX", "TMUX_PANE", "NO_COLOR")}
        done = subprocess.run(
            ["tmux", "-S", str(self._socket), *arguments], capture_output=True, text=True, check=True, timeout=10,
            env={**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        return done.stdout


def why_no_ssh() -> str | None:
    """Why there is no SSH connection to this machine; None where there can be one."""
    missing = [name for name in ("ssh", "ssh-keygen") if shutil.which(name) is None]
    if _SSHD is None:
        missing.append("sshd")
    return f"not installed: {', '.join(missing)}" if missing else None


@contextlib.contextmanager
def ssh_server() -> Iterator[list[str]]:
    """An SSH server of its own on loopback; the argv that begins a command there."""
    assert _SSHD is not None
    with tempfile.TemporaryDirectory(prefix="floorline-ssh-") as name:
        folder = Path(name)
        for key in ("host", "person"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key)], check=True)
        shutil.copy(folder / "person.pub", folder / "allowed")
        port = _free_port()
        Path("/run/sshd").mkdir(exist_ok=True) if os.geteuid() == 0 else None
        options = (
            f"ListenAddress=127.0.0.1:{port}", f"HostKey={folder / 'host'}", f"AuthorizedKeysFile={folder / 'allowed'}",
            "StrictModes=no", "UsePAM=no", "PasswordAuthentication=no", "PidFile=none", "PermitRootLogin=yes",
        )  # fmt: skip
        command = [_SSHD, "-D", "-e", "-f", "/dev/null", *(part for option in options for part in ("-o", option))]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield [
                "ssh", "-tt", "-F", "/dev/null", "-p", str(port), "-i", str(folder / "person"),
                "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
                "-o", "ConnectionAttempts=20", f"{getpass.getuser()}@127.0.0.1",
            ]  # fmt: skip
        finally:
            server.terminate()
            server.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
