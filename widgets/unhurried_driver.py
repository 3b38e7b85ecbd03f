"""What Floorline's drivers share: output that nobody waits for, and a way to tell the application what became of it."""

from __future__ import annotations

import asyncio

from textual.driver import Driver

from widgets.terminal_output import TerminalOutput


class UnhurriedDriver(Driver):
    """Part of a driver, before Textual's own class in the order of bases."""

    _loop: asyncio.AbstractEventLoop
    _output: TerminalOutput | None = None

    @property
    def is_behind(self) -> bool:
        """Its reader reads slower than it is written to, or not at all."""
        return self._output is not None and self._output.is_behind

    def close(self) -> None:
        super().close()
        if self._output is not None:
            self._output.close()
            self._output = None

    def open_output(self, descriptor: int) -> TerminalOutput:
        """Begins to write there."""
        self._output = TerminalOutput(
            descriptor, lambda: self.tell("on_terminal_caught_up"), lambda: self.tell("on_terminal_gone")
        )
        return self._output

    def tell(self, what: str) -> None:
        """Calls the application in its own thread, from any other."""
        told = getattr(self._app, what, None)
        if told is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(told)
