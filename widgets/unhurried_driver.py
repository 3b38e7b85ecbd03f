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

    def write_to(self, output: TerminalOutput) -> None:
        """Begins to write there."""
        self._output = output
        output.report_to(lambda: self.tell("on_terminal_caught_up"), lambda: self.tell("on_terminal_gone"))

    def tell(self, what: str) -> None:
        """Calls the application in its own thread, from any other."""
        told = getattr(self._app, what, None)
        if told is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(told)
