"""Textual's driver for a page of textual-serve: its output never waits, and its end is noticed.

Like the terminal's driver, it rests on an internal of Textual's (`WebDriver._write`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.drivers.web_driver import WebDriver

from widgets.terminal_output import TerminalOutput
from widgets.unhurried_driver import UnhurriedDriver

if TYPE_CHECKING:
    from textual.app import App


class BrowserDriver(UnhurriedDriver, WebDriver):
    """See the module."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        output = TerminalOutput(self.fileno)
        self.write_to(output)
        # Everything that Textual's driver sends goes through this.
        self._write: Callable[[bytes], object] = output.write  # type: ignore[assignment]

    def start_application_mode(self) -> None:
        super().start_application_mode()
        # The mouse is left to the browser, which then selects and copies text.
        self._disable_mouse_support()
