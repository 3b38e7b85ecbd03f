"""Textual's terminal driver with manners: it never blocks, bounds what is typed at it, and notices a lost terminal.

It rests on a few of Textual's internals (the driver's start and stop, its input thread, `App._post_message`), which is
why it is one file and why Textual's version is pinned.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import termios
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from textual import events, messages
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size

from widgets.entered_terminal import ENTER, EnteredTerminal
from widgets.terminal_output import TerminalOutput
from widgets.unhurried_driver import UnhurriedDriver

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from textual.app import App
    from textual.message import Message
    from textual.message_pump import MessagePump

_RESIZE_S = 0.1
_MOST_WAITING = 64
"""Keys and mouse reports that may wait for the application; a person types slower, and a flood is dropped."""
_ALWAYS_TOLD = (
    events.AppFocus,
    events.AppBlur,
    messages.InBandWindowResize,
    messages.TerminalSupportsSynchronizedOutput,
)
"""What the terminal says once, and the application would have wrong ever after: it passes where keys are dropped."""
_MOST_TOLD = 1024
"""How much may wait when even those are dropped."""
_LONGEST_PASTE = 10_000
_NO_SIZE = (80, 24)


class TerminalUser(Protocol):
    """What an application on this driver is told, and asked."""

    entered: EnteredTerminal | None
    """The terminal's second screen, if a first frame stands there already."""

    def on_terminal_caught_up(self) -> None:
        """The terminal reads again, and shows an old frame."""
        ...

    def on_terminal_gone(self) -> None:
        """There is no terminal any more."""
        ...

    def repaint(self) -> None:
        """The terminal may show anything."""
        ...


class TerminalDriver(UnhurriedDriver, LinuxDriver):
    """See the module."""

    def __init__(self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: Any = None) -> None:
        self._turns: deque[Callable[[], None]] = deque()
        """Writes, stops and continuations: the first is under way."""
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        # Textual draws on standard error; where that is a file, the screen belongs on the terminal all the same.
        if sys.__stderr__ is not None and sys.__stdout__ is not None and not sys.__stderr__.isatty():
            self._file = sys.__stdout__
        self._unread: set[Future[bool]] = set()
        self._resizing: asyncio.TimerHandle | None = None
        self._resized_s = 0.0
        self._entered: EnteredTerminal | None = getattr(app, "entered", None)
        self._is_entered = False

    def write(self, data: str) -> None:
        if self._is_entered and data == ENTER:
            # Some terminals would clear it for being entered again.
            self._is_entered = False
        elif self._output is not None:
            write = partial(self._output.write, data.encode(errors="replace"))
            if self._turns:
                # What a stop itself writes.
                write()
            else:
                self._in_turn(write)

    def start_application_mode(self) -> None:
        # Once: after a stop the terminal is entered anew.
        entered, self._entered = self._entered, None
        self._is_entered = entered is not None
        screen = self._file.fileno() if self._file is not None else self.fileno
        self.write_to(TerminalOutput(screen) if entered is None else entered.take_over())
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual left its type out
        if entered is not None:
            self.attrs_before = entered.modes
        signal.signal(signal.SIGWINCH, lambda *_: self._loop.call_soon_threadsafe(self._size_changed))

    def send_message(self, message: Message) -> None:
        """Hands what the terminal sent to the application; what comes faster than it is read is dropped."""
        if isinstance(message, events.Paste):
            message.text = message.text[:_LONGEST_PASTE]
        most = _MOST_TOLD if isinstance(message, _ALWAYS_TOLD) else _MOST_WAITING
        if self._waiting() >= most:
            # Reading on through a megabyte that is dropped anyway would keep a processor busy for many seconds.
            with contextlib.suppress(termios.error):
                termios.tcflush(self.fileno, termios.TCIFLUSH)
            return
        if not isinstance(message, events.InputEvent):
            super().send_message(message)
            return
        posting = asyncio.run_coroutine_threadsafe(self._app._post_message(message), loop=self._loop)
        self._unread.add(posting)
        posting.add_done_callback(self._unread.discard)

    def _waiting(self) -> int:
        """What nobody has handled yet: the application hands keys on to the screen and the focused widget, whose queues
        have no bounds of their own either."""
        pumps: list[MessagePump | None] = [self._app]
        if stack := self._app._screen_stacks.get(self._app._current_mode):
            pumps += [stack[-1], stack[-1].focused]
        return len(self._unread) + sum(pump.message_queue_size for pump in pumps if pump is not None)

    def _run_input_thread(self) -> None:
        while True:
            try:
                self.run_input_thread()
            except UnicodeDecodeError:
                # Bytes that are no UTF-8, from a terminal of another encoding, cost what was read with them.
                continue
            except OSError:
                self.tell("on_terminal_gone")
            except Exception as error:  # a thread's last boundary: the application decides what becomes of it
                self._loop.call_soon_threadsafe(self._app._handle_exception, error)
            return

    def _sigtstp_application(self, *_: object) -> None:
        self._in_turn(super()._sigtstp_application)

    def _sigcont_application(self, *_: object) -> None:
        self._in_turn(self._continued)

    def _continued(self) -> None:
        # After a plain SIGSTOP the screen was never left: entering it twice would lose the way back.
        if self._output is not None:
            self.suspend_application_mode()
            self._must_signal_resume = True
        super()._sigcont_application()

    def _in_turn(self, turn: Callable[[], None]) -> None:
        """A stop in the midst of coming back would keep the half-changed terminal as the one to restore, and one in the
        midst of a write would cut a character in two, so it waits until that is done. What waits behind a turn that
        fails is not had."""
        self._turns.append(turn)
        if len(self._turns) > 1:
            return
        try:
            while self._turns:
                self._turns[0]()
                self._turns.popleft()
        finally:
            self._turns.clear()

    def _size_changed(self) -> None:
        """Tells the application, at most ten times a second."""
        if self._resizing is not None:
            return
        wait_s = max(0.0, self._resized_s + _RESIZE_S - self._loop.time())
        self._resizing = self._loop.call_later(wait_s, self._tell_size)

    def _tell_size(self) -> None:
        self._resizing = None
        self._resized_s = self._loop.time()
        size = Size(*self._get_terminal_size())
        if size == self._app.size:
            # It was another size for a moment, and what it cut off then is lost.
            self.tell("repaint")
        self._app.post_message(events.Resize(size, size))

    def _get_terminal_size(self) -> tuple[int, int]:
        try:
            columns, rows = os.get_terminal_size(self.fileno)
        except OSError:
            columns, rows = 0, 0
        return (columns, rows) if columns and rows else _NO_SIZE

    def _query_in_band_window_resize(self) -> None:
        """Does not: sizes come with SIGWINCH, where they can be slowed down."""
