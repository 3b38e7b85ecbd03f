"""Bytes on their way to a terminal that may have stopped reading, or gone away."""

import contextlib
import os
import select
import termios
import threading
from collections.abc import Callable

_PIECE_BYTES = 1 << 16
_FLUSH_S = 0.5
"""How long the last bytes may take to be read; a terminal that reads at all needs a thousandth of it."""
_LEAVE = (
    b"\x18"  # ends whatever sequence was cut in two
    b"\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""Out of the screen, for a terminal that did not read the orderly way out."""


class TerminalOutput:
    """Writes what the terminal takes at once, and the rest in a thread of its own: nobody ever waits for it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._never_waits = _own(descriptor)
        self._on_caught_up: Callable[[], None] = _nobody_asks
        self._on_gone: Callable[[], None] = _nobody_asks
        self._waiting = bytearray()
        self._behind = False
        self._closing = False
        self._gone = False
        # A signal handler writes too, and may have interrupted a write.
        self._lock = threading.RLock()
        self._wakened, self._waker = os.pipe()
        os.set_blocking(self._waker, False)
        self._thread = threading.Thread(target=self._run, name="terminal output", daemon=True)
        self._thread.start()

    def report_to(self, on_caught_up: Callable[[], None], on_gone: Callable[[], None]) -> None:
        """`on_caught_up` is called when a terminal that was behind has read everything, `on_gone` when there is no
        terminal any more; both in the writing thread, but for a terminal that has gone already."""
        with self._lock:
            self._on_caught_up, self._on_gone = on_caught_up, on_gone
            is_gone = self._gone
        if is_gone:
            on_gone()

    @property
    def is_behind(self) -> bool:
        """The terminal has been given more than it reads: a frame drawn now would only wait."""
        return self._behind

    def write(self, data: bytes) -> None:
        """Only from one thread, and from its signal handlers."""
        is_first = self._never_waits and not (self._waiting or self._closing or self._gone)
        if is_first:
            # A frame then is on the screen before another thread would have been woken for it. Without the lock, for
            # a signal handler that comes in between may close this.
            with contextlib.suppress(OSError):
                data = data[os.write(self._descriptor, data) :]
        if not data:
            return
        with self._lock:
            if self._gone or (is_first and self._closing):
                return
            self._waiting += data
            self._behind = self._behind or is_first
        self._wake()

    def close(self) -> None:
        """Writes the rest; a terminal that does not read it within half a second is left by the shortest way."""
        self._closing = True
        self._wake()
        self._thread.join(_FLUSH_S)
        with self._lock:
            if self._waiting and not self._gone:
                self._abandon()
        self._wake()
        self._thread.join(_FLUSH_S)
        if not self._thread.is_alive():
            for descriptor in (self._descriptor, self._wakened, self._waker):
                os.close(descriptor)

    def _abandon(self) -> None:
        """Throws away what nobody read, here and in the kernel, and leaves the screen."""
        self._waiting.clear()
        self._gone = True
        with contextlib.suppress(OSError, termios.error):
            termios.tcflush(self._descriptor, termios.TCOFLUSH)
            os.write(self._descriptor, _LEAVE)

    def _wake(self) -> None:
        # A full pipe wakes as well as a byte more.
        with contextlib.suppress(BlockingIOError):
            os.write(self._waker, b".")

    def _run(self) -> None:
        poll = select.poll()
        poll.register(self._wakened, select.POLLIN)
        while True:
            with self._lock:
                if self._gone or (self._closing and not self._waiting):
                    return
                # Without anything to write, only the terminal's end is reported.
                poll.register(self._descriptor, select.POLLOUT if self._waiting else 0)
            events = dict(poll.poll())
            if self._wakened in events:
                os.read(self._wakened, 4096)
            if not self._step(events.get(self._descriptor, 0)):
                self._on_gone()
                return

    def _step(self, event: int) -> bool:
        """Writes what the terminal takes now; False where there is no terminal any more."""
        if event & (select.POLLHUP | select.POLLERR | select.POLLNVAL):
            with self._lock:
                self._waiting.clear()
                was_gone, self._gone, self._behind = self._gone, True, False
            return was_gone
        with self._lock:
            if not self._waiting or self._gone:
                return True
            try:
                written = os.write(self._descriptor, self._waiting[:_PIECE_BYTES])
            except BlockingIOError:
                written = 0
            except OSError:
                self._waiting.clear()
                self._gone, self._behind = True, False
                return False
            del self._waiting[:written]
            was_behind, self._behind = self._behind, bool(self._waiting)
        if was_behind and not self._behind:
            self._on_caught_up()
        return True


def _nobody_asks() -> None:
    """What became of the output, before anybody wants to know."""


def _own(descriptor: int) -> tuple[int, bool]:
    """The same terminal or pipe opened anew, so that "never wait" holds for our writes and for nobody else's; whether
    it does."""
    try:
        name = os.ttyname(descriptor) if os.isatty(descriptor) else f"/proc/self/fd/{descriptor}"
        return os.open(name, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC), True
    except OSError:
        # After `su` the terminal may belong to someone else; then its thread is the one that waits.
        return os.dup(descriptor), False
