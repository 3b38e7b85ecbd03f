"""The terminal's second screen, entered before Textual is loaded: a first frame stands there meanwhile.

What is typed meanwhile is kept for the application, unseen, as it would be once that runs.
"""

import contextlib
import os
import signal
import termios
from collections.abc import Iterable, Iterator
from types import FrameType

from widgets.terminal_copy import Cell, TerminalCopy
from widgets.terminal_output import TerminalOutput

ENTER = "\x1b[?1049h"
_HIDE_CURSOR = "\x1b[?25l"
_LEAVE = b"\x1b[0m\x1b[?1049l\x1b[?25h"
_IFLAG, _LFLAG = 0, 3
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class EnteredTerminal:
    """From the first frame until a driver has taken it over, or it is left."""

    def __init__(self, keyboard: int, screen: int) -> None:
        """The descriptors of what is typed and of what is shown; raises OSError or termios.error where they are no
        terminal."""
        self.modes = termios.tcgetattr(keyboard)
        """As they were before."""
        self.copy = TerminalCopy()
        self._keyboard = keyboard
        with _signals_held():
            # Its thread is never the one to take a signal, which would not be held there.
            self._output: TerminalOutput | None = TerminalOutput(screen)
        # Whoever ends the program meanwhile gets the terminal back as it was.
        for number in _ENDING:
            if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                signal.signal(number, self._end)
        modes = termios.tcgetattr(keyboard)
        modes[_IFLAG] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON | termios.IXOFF)
        modes[_LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        termios.tcsetattr(keyboard, termios.TCSANOW, modes)

    def show(self, columns: int, rows: int, pieces: Iterable[tuple[int, int, list[Cell]]], before: str = "") -> None:
        """Enters the screen and draws on it, after `before` has been written on the first."""
        self.copy.resize(columns, rows)
        drawn = f"{before}{ENTER}{_HIDE_CURSOR}{self.copy.write(pieces)}".encode(errors="replace")
        if self._output is None:
            return
        with _signals_held():
            self._output.write(drawn)

    def take_over(self) -> TerminalOutput:
        """What a driver writes to from now on; from then on it is the one to leave the screen."""
        if self._output is None:
            raise RuntimeError("the terminal was left, or taken over before")
        output, self._output = self._output, None
        return output

    def leave(self) -> None:
        """Gives the terminal back as it was, unless a driver has taken it over."""
        if self._output is None:
            return
        output = self.take_over()
        termios.tcsetattr(self._keyboard, termios.TCSANOW, self.modes)
        output.write(_LEAVE)
        output.close()

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self.leave()
        # An exception could be lost here, in the midst of an import; nothing else waits to be put away yet.
        os._exit(128 + number)


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    """Signals wait until all of a frame is on its way: what leaves the screen must not come into its midst."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
