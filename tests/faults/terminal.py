"""A terminal for a real process: a pty that can be resized, left unread, signalled and taken away."""

import fcntl
import os
import re
import resource
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from tests.terminal import Terminal
from tui.domain.clock import SystemClock

ROOT = Path(__file__).parents[2]
PATIENCE_S = 20.0
"""How long anything may take on a busy machine; a healthy program takes a small part of it."""

_MODES = re.compile(r"\x1b\[(?:\?[0-9]+[hl]|\?[0-9]+\$p|>[0-9]+u|<u)")
"""What a screen is entered and left with: modes on and off, questions to the terminal, the keyboard protocol."""
_DRAWING = re.compile(r"\x1b\[(?:[0-9;]*[HmC]|2J|K)|[^\x00-\x1f\x7f-\x9f]+|[\r\n]")
_TAIL = re.compile(r"\x1b[^a-zA-Z]*\Z")
"""A sequence whose end has not arrived yet."""
_CUT = re.compile(r"[^\x18]*\x18")
_ERASE = ("\x1b[2J", "\x1b[K")


def floorline(*arguments: str) -> list[str]:
    """The argv of a Floorline command in this environment."""
    return [sys.executable, "-m", "tui.cli.main", *arguments]


def environment(**changes: str | None) -> dict[str, str]:
    """A person's shell: a colour terminal and UTF-8; `changes` win, and None unsets."""
    wanted: dict[str, str | None] = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": "/nonexistent",
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        **changes,
    }
    return {name: value for name, value in wanted.items() if value is not None}


class Screen(Terminal):
    """Clamps the cursor as terminals do: for a moment after it shrank, the program still draws the old size."""

    def _control(self, letter: str, codes: list[int]) -> None:
        if letter == "H":
            wanted = [*codes, 1][:2]
            codes = [min(wanted[0], len(self.cells)), min(wanted[1], len(self.cells[0]))]
        super()._control(letter, codes)


class UnexpectedOutputError(AssertionError):
    """The program wrote a byte that no screen needs."""


class PtyProcess:
    """A program whose standard streams are all one pty. Nothing is read unless a method says so."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str] | None = None,
        before: Callable[[], None] | None = None,
        cwd: Path | None = None,
    ) -> None:
        """`before` runs in the child, just before the program."""
        self._clock = SystemClock()
        self.master, slave = os.openpty()
        self.slave_name = os.ttyname(slave)
        self._set_size(size)
        self.attributes_before = termios.tcgetattr(slave)
        self.output = ""
        """Everything read so far."""
        self.eof = False
        self.cut_short = False
        """Output may break off within a character or a sequence, and CAN then ends it."""
        self._undecoded = b""
        self._unparsed = ""
        self.screen = Screen(max(size[0], 1), max(size[1], 1))

        def prepare() -> None:
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            if before is not None:
                before()

        self.process = subprocess.Popen(
            list(argv), stdin=slave, stdout=slave, stderr=slave, env=dict(env or environment()), preexec_fn=prepare,
            cwd=cwd or ROOT,
        )  # fmt: skip
        self._slave = slave
        """Kept open, so that the terminal's attributes can be asked for after the program's end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.hang_up()
        if self._slave >= 0:
            os.close(self._slave)
            self._slave = -1

    @property
    def pid(self) -> int:
        return self.process.pid

    def hang_up(self) -> None:
        """Takes the terminal away, as a lost ssh connection does."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def let_go_of_slave(self) -> None:
        """Leaves the program alone with its end of the pty."""
        os.close(self._slave)
        self._slave = -1

    def resize(self, width: int, height: int) -> None:
        """A new size, told as a terminal emulator tells it: the kernel sends SIGWINCH."""
        self._set_size((width, height))
        # What was cut off or added is unknown; the program must draw it.
        self.screen = Screen(max(width, 1), max(height, 1))

    def forget_screen(self) -> None:
        """What was shown counts for nothing: only what is drawn from now on is seen."""
        self.screen = Screen(len(self.screen.cells[0]), len(self.screen.cells))

    def cpu_used_s(self) -> float:
        """Processor seconds of the program, which has ended."""
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def read(self, seconds: float) -> None:
        """Reads what comes within that time at most; returns at the first piece."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return
        try:
            piece = os.read(self.master, 1 << 16)
        except OSError:
            piece = b""
        if not piece:
            self.eof = True
            return
        self._take(piece)

    def until(self, condition: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
        """Reads until `condition` holds; AssertionError with the screen where it does not in time."""
        deadline_s = self._clock.monotonic_s() + patience_s
        while not condition():
            left_s = deadline_s - self._clock.monotonic_s()
            if left_s <= 0 or self.eof:
                raise AssertionError(f"{what} did not happen:\n{self.shown}\n{self.output[-2000:]!r}")
            self.read(min(left_s, 0.05))

    def until_shown(self, *words: str, patience_s: float = PATIENCE_S) -> None:
        """Reads until all of the words are on the screen."""
        self.until(lambda: all(word in self.shown for word in words), f"showing {words}", patience_s)

    def exit_code(self, patience_s: float = PATIENCE_S) -> int:
        """Reads on until the program has ended; its exit code, as a shell tells it."""
        self.until(lambda: self.process.poll() is not None, "the end of the program", patience_s)
        # What it wrote last is still in the pty.
        while not self.eof and select.select([self.master], [], [], 0)[0]:
            self.read(0)
        code = self.process.returncode
        return 128 - code if code < 0 else code

    def seconds_until_exit(self, patience_s: float = PATIENCE_S) -> float:
        began_s = self._clock.monotonic_s()
        self.exit_code(patience_s)
        return self._clock.monotonic_s() - began_s

    @property
    def shown(self) -> str:
        """The screen as text, one line a row."""
        return "\n".join(self.screen.text)

    @property
    def is_restored(self) -> bool:
        """Whether the terminal is as it was before: its line discipline, main screen, cursor, paste and focus modes."""
        modes = dict(re.findall(r"\x1b\[\?([0-9]+)([hl])", self.output))
        wanted = {"1049": "l", "25": "h", "2004": "l", "1004": "l", "7": "h"}
        return termios.tcgetattr(self._slave) == self.attributes_before and all(
            modes.get(mode, value) == value for mode, value in wanted.items()
        )

    def _set_size(self, size: tuple[int, int]) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def _take(self, piece: bytes) -> None:
        if self.cut_short:
            text, self._undecoded = (self._undecoded + piece).decode(errors="replace"), b""
        else:
            text, self._undecoded = _decoded(self._undecoded + piece)
        self.output += text
        text = self._unparsed + text
        tail = _TAIL.search(text)
        self._unparsed = tail[0] if tail else ""
        self._draw(text[: len(text) - len(self._unparsed)])

    def _draw(self, text: str) -> None:
        at = 0
        while at < len(text):
            if match := _MODES.match(text, at):
                if match[0] == "\x1b[?1049h":
                    self.screen = Screen(len(self.screen.cells[0]), len(self.screen.cells))
            elif self.cut_short and (match := _CUT.match(text, at)):
                pass
            elif match := _DRAWING.match(text, at):
                if match[0] not in _ERASE and match[0] != "\r":
                    self.screen.feed(match[0])
            else:
                raise UnexpectedOutputError(f"{text[at : at + 40]!r} after {text[max(at - 80, 0) : at]!r}")
            at = match.end()


def _decoded(data: bytes) -> tuple[str, bytes]:
    """As much as is whole UTF-8, and what is left over."""
    for cut in range(min(4, len(data) + 1)):
        whole = data[: len(data) - cut]
        try:
            return whole.decode(), data[len(data) - cut :]
        except UnicodeDecodeError as error:
            if error.reason != "unexpected end of data":
                raise UnexpectedOutputError(f"no UTF-8: {whole[error.start : error.start + 20]!r}") from error
    raise UnexpectedOutputError(f"no UTF-8: {data!r}")


def cpu_s(pid: int) -> float:
    """Processor seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def state_of(pid: int) -> str:
    """The kernel's letter for it: R runs, S sleeps, T is stopped, Z has ended."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def ignore_hang_up() -> None:
    """In the child: what nohup does."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def resident_kib(pid: int) -> int:
    """Memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def is_running(pid: int) -> bool:
    """Whether that process still lives; one that has ended and waits to be noticed does not."""
    try:
        return state_of(pid) != "Z"
    except FileNotFoundError:
        return False
