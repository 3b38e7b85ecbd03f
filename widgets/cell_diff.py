"""What reaches the terminal: only the cells that differ from what it already shows, and only when it reads them.

Textual sends whole rows of a widget whenever one of its cells changed; this writes the difference to a copy of the
terminal's cells instead. Rows of a widget that nothing covers go there without Textual's compositor, at once.

It rests on Textual's internals (`App._display`, the kinds of update, which widget lies where and what of it is dirty),
which is why it is one file and why Textual's version is pinned; an update that it doesn't know passes unchanged.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import textual.screen
from rich.color import ColorSystem
from rich.segment import Segment
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from widgets.entered_terminal import EnteredTerminal
from widgets.looks import cells_of, look_of
from widgets.terminal_copy import Cell, Look, TerminalCopy, cells_in
from widgets.terminal_driver import TerminalDriver
from widgets.unhurried_driver import UnhurriedDriver

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.style import Style
    from textual.color import Color
    from textual.geometry import Region

# Textual's tick is what a key waits for; between changes it stands still.
textual.screen.UPDATE_PERIOD = 1 / 240  # type: ignore[misc]


Result = TypeVar("Result")

_log = logging.getLogger(__name__)

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
        system = _system(console)
        self._copy.resize(*self._size)
        pieces = _layout_pieces(self._update) if isinstance(self._update, LayoutUpdate) else _chop_pieces(self._update)
        return self._copy.write((x, y, cells_of(strip, system)) for x, y, strip in pieces)


def _system(console: Console) -> ColorSystem:
    return _SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)


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


class RowsWidget(Widget):
    """A widget of rows of text without borders or padding, which may be written past Textual's compositor."""

    def toned(self, y: int) -> list[tuple[str, Style]]:
        """A row's texts with their styles, as wide as the widget."""
        raise NotImplementedError


class CellDiffScreen(Screen[Result]):
    """A Screen that renders nothing while what it renders would be thrown away: as it is put together, whole."""

    def _compositor_refresh(self) -> None:
        if not self.app._batch_count:
            super()._compositor_refresh()


class CellDiffApp(App[Any]):
    """An App that writes only changed cells, and draws nothing for a terminal that is behind."""

    def __init__(self, *, served: bool = False, entered: EnteredTerminal | None = None, **options: Any) -> None:
        """`served` draws for a page of textual-serve, not for a terminal; `entered` is a terminal that shows a first
        frame already."""
        # The driver asks for it.
        self.entered = entered
        driver: type[UnhurriedDriver] = TerminalDriver
        if served:
            # Only here: a terminal's pane starts sooner without it.
            from widgets.browser_driver import BrowserDriver

            driver = BrowserDriver
        super().__init__(driver_class=driver, **options)
        self._terminal_copy = TerminalCopy() if entered is None else entered.copy
        self._is_late = False
        self._unpainted: dict[RowsWidget, set[int]] = {}
        self._painting: asyncio.Handle | None = None
        self._looks: dict[tuple[Style, Color], Look] = {}
        self.failure: str | None = None
        """Why the screen as a whole could not go on."""

    @property
    def session_badge(self) -> str:
        """What every page says of where its numbers come from, such as "DEMO"; empty for a live market."""
        return ""

    def paint_soon(self, widget: RowsWidget, rows: Iterable[Region]) -> None:
        """Has those rows of `widget` written as soon as what is being done is done.

        Textual's own refresh waits for the next tick of its clock, sends messages about each widget, and renders all
        that lies between the changes.
        """
        rows = list(rows)
        widget._set_dirty(*rows)
        self._unpainted.setdefault(widget, set()).update(row.y for row in rows)
        if self._painting is None:
            self._painting = asyncio.get_running_loop().call_soon(self._paint)

    def paint_now(self) -> None:
        """Writes what waits to be written, before more is drawn."""
        if self._painting is not None:
            self._painting.cancel()
            self._paint()

    def _paint(self) -> None:
        self._painting = None
        unpainted, self._unpainted = self._unpainted, {}
        pieces: list[tuple[int, int, list[Cell]]] = []
        for widget, rows in unpainted.items():
            if not widget.is_attached:
                continue
            place = self._place(widget)
            if place is None:
                # Textual's way: something is above it, or everything is about to move.
                widget._repaint_required = True
                widget.check_idle()
                continue
            widget._exchange_repaint_regions()
            pieces += self._pieces(widget, place, rows)
        self._write_pieces(pieces)

    def _place(self, widget: Widget) -> Region | None:
        """Where all of `widget` shows; None where that is not certain."""
        screen = self.screen
        if widget.screen is not screen or screen._layout_required or self._batch_count or self.is_headless:
            return None
        above: list[Region] = []
        for other, (region, clip) in screen._compositor.visible_widgets.items():
            if other is widget:
                is_whole = region.size == widget.size and clip.contains_region(region)
                return region if is_whole and not any(map(region.overlaps, above)) else None
            above.append(region.intersection(clip))
        return None

    def _pieces(self, widget: RowsWidget, place: Region, rows: Iterable[int]) -> Iterator[tuple[int, int, list[Cell]]]:
        background = widget.background_colors[1]
        for y in sorted(rows):
            if y >= place.height:
                continue
            cells: list[Cell] = []
            for text, style in widget.toned(y):
                cells += cells_in(text, self._look(style, background))
            yield place.x, place.y + y, cells

    def _look(self, style: Style, background: Color) -> Look:
        """How `style` ends up on this terminal, through the filters that Textual applies."""
        key = style, background
        look = self._looks.get(key)
        if look is None:
            strip = Strip([Segment("x", style)])
            for each in self.get_line_filters():
                strip = strip.apply_filter(each, background)
            look = self._looks[key] = look_of(next(iter(strip)).style, _system(self.console))
        return look

    def _write_pieces(self, pieces: list[tuple[int, int, list[Cell]]]) -> None:
        if not pieces or self._closed or self._driver is None:
            return
        if self.is_behind:
            self._is_late = True
            return
        self._terminal_copy.resize(self.size.width, self.size.height)
        if text := self._terminal_copy.write(pieces):
            self._driver.write(f"{SYNC_START}{text}{SYNC_END}" if self._sync_available else text)

    @property
    def is_behind(self) -> bool:
        """The terminal has not read what it was given: what is drawn now would not be written."""
        return isinstance(self._driver, UnhurriedDriver) and self._driver.is_behind

    def on_mount(self) -> None:
        self.app_resume_signal.subscribe(self, lambda _: self._terminal_copy.forget())

    def repaint(self) -> None:
        """Writes every cell again, for a terminal that something else has written to."""
        self._terminal_copy.forget()
        self.refresh(layout=True)

    def write_control(self, sequence: str) -> None:
        """Puts control characters that draw nothing on the terminal, between two frames."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    def _fatal_error(self) -> None:
        """Ends after an exception that no pane contained: the traceback goes to the log, not to the terminal."""
        error = sys.exc_info()[1] or self._exception
        _log.critical("the screen failed", exc_info=error)
        self.failure = f"{type(error).__name__}: {error}"
        self._close_messages_no_wait()

    def panic(self, *_: RenderableType) -> None:
        """The same for errors that Textual has prepared for a terminal."""
        self._fatal_error()

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
        if self.is_behind:
            self._is_late = True
            return
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            size = self.size
            super()._display(screen, CellDiffUpdate(renderable, self._terminal_copy, (size.width, size.height)))
            return
        if renderable is not None:
            self._terminal_copy.forget()
        super()._display(screen, renderable)
