"""What reaches the terminal: only the cells that differ from what it already shows, and only when it reads them.

Textual sends whole rows of a widget whenever one of its cells changed; this writes the difference to a copy of the
terminal's cells instead. It rests on three of Textual's internals (`App._display`, `LayoutUpdate`, `ChopsUpdate`),
which is why it is one file and why Textual's version is pinned; an update that it doesn't know passes unchanged.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App

from widgets.terminal_copy import TerminalCopy, cells_of
from widgets.terminal_driver import TerminalDriver

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from textual.screen import Screen
    from textual.strip import Strip

_SYSTEMS = {"standard": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT, "truecolor": ColorSystem.TRUECOLOR}


class CellDiffUpdate(CompositorUpdate):
    """Another update, with the cells left out that the terminal shows already."""

    def __init__(self, update: LayoutUpdate | ChopsUpdate, copy: TerminalCopy, size: tuple[int, int]) -> None:
        self._update = update
        self._copy = copy
        self._size = size

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        return self._update.__rich_console__(console, options)

    def render_segments(self, console: Console) -> str:
        system = _SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)
        self._copy.resize(*self._size)
        pieces = _layout_pieces(self._update) if isinstance(self._update, LayoutUpdate) else _chop_pieces(self._update)
        return self._copy.write((x, y, cells_of(strip, system)) for x, y, strip in pieces)


def _layout_pieces(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield x, y, strip
            x += strip.cell_length


def _chop_pieces(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The pieces that Textual's own ChopsUpdate writes."""
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x > last or end <= first:
                continue
            yield x, y, strip if x >= first and end <= last else strip.crop(0, min(end, last) - x)


class CellDiffApp(App[Any]):
    """An App that writes only changed cells, and draws nothing for a terminal that is behind."""

    def __init__(self, **options: Any) -> None:
        super().__init__(driver_class=TerminalDriver, **options)
        self._terminal_copy = TerminalCopy()
        self._is_late = False

    def on_mount(self) -> None:
        self.app_resume_signal.subscribe(self, lambda _: self._terminal_copy.forget())

    def repaint(self) -> None:
        """Writes every cell again, for a terminal that something else has written to."""
        self._terminal_copy.forget()
        self.refresh(layout=True)

    def on_terminal_caught_up(self) -> None:
        """The frames that were left out become one."""
        if self._is_late:
            self._is_late = False
            self.refresh(layout=True)

    def on_terminal_gone(self) -> None:
        """Nobody looks any more: ends as after the hang-up signal, which a program under nohup does not get."""
        self.exit(return_code=128 + signal.SIGHUP)

    def _set_pointer_shape(self, shape: str) -> None:
        """Leaves the mouse's pointer alone: no mouse is used, and not every terminal skips what it doesn't know."""

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if isinstance(self._driver, TerminalDriver) and self._driver.is_behind:
            self._is_late = True
            return
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            size = self.size
            super()._display(screen, CellDiffUpdate(renderable, self._terminal_copy, (size.width, size.height)))
            return
        if renderable is not None:
            self._terminal_copy.forget()
        super()._display(screen, renderable)
