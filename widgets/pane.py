"""A pane: a framed view that takes the keyboard and scrolls its list."""

import logging
from collections.abc import Callable
from typing import Any, ClassVar

import msgspec
from textual.binding import Binding, BindingType

from widgets.cell_diff import CellDiffApp
from widgets.draw.frame import Canvas, FrameStyle, Scroll, framed, inner_canvas, state_lines, state_note
from widgets.draw.glyphs import BRAILLE, Glyphs
from widgets.draw.lines import fit, plain
from widgets.line_panel import LinePanel
from widgets.view.pane import PaneView, State, Title
from widgets.view.text import Line, Tone

Drawing = Callable[[Any, Canvas], list[Line]]
"""Draws the inside of a pane from its own view."""

_log = logging.getLogger(__name__)

_ALL_ROWS = 10_000


class Pane(LinePanel, can_focus=True):
    """Draws whatever view it is given; an error while drawing costs this pane only, and says so in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_list(1)", "down", id="scroll.down", tooltip="One row down in the pane's list"),
        Binding("k,up", "scroll_list(-1)", "up", id="scroll.up", tooltip="One row up in the pane's list"),
        Binding("ctrl+d,pagedown", "scroll_list(8)", "page down", id="scroll.page_down", tooltip="Eight rows down"),
        Binding("ctrl+u,pageup", "scroll_list(-8)", "page up", id="scroll.page_up", tooltip="Eight rows up"),
        Binding("g,home", "scroll_list(-100000)", "top", id="scroll.top", tooltip="To the top of the pane's list"),
        Binding("G,end", "scroll_list(100000)", "end", id="scroll.end", tooltip="To the end of the pane's list"),
    ]

    def __init__(self, *, id: str, letter: str, title: str, drawing: Drawing, glyphs: Glyphs = BRAILLE) -> None:
        super().__init__(id=id, glyphs=glyphs)
        self.letter = letter
        self.frame: FrameStyle = "box"
        self._drawing = drawing
        self._scroll = Scroll()
        self._view = PaneView(title=Title(name=title), state=State(kind="loading", words="waiting for the first data"))
        self._failure: str | None = None
        self._logged: str | None = None

    @property
    def view(self) -> PaneView:
        return self._view

    @property
    def failure(self) -> str | None:
        """Why the pane shows an error in place of its view."""
        return self._failure

    @property
    def canvas(self) -> Canvas:
        """The room inside its frame now."""
        return inner_canvas(*self.size, self.glyphs, self.frame, self._scroll)

    def badge(self) -> str:
        """What its title says of where the numbers come from; nothing where the screen around it says so."""
        return self.app.session_badge if isinstance(self.app, CellDiffApp) else ""

    def show(self, view: PaneView) -> None:
        """Takes the next view; an equal one changes nothing."""
        if view == self._view and self._failure is None:
            return
        self._view, self._failure = view, None
        self.redraw()

    def fail(self, error: Exception) -> None:
        """Shows that this pane's view could not be made or drawn."""
        self._note(error)
        self.redraw()

    def set_frame(self, frame: FrameStyle) -> None:
        if frame != self.frame:
            self.frame = frame
            self.redraw()

    def text(self, *, whole: bool = False) -> str:
        """The pane in plain words without its frame; `whole` also what is scrolled out of sight."""
        width, height = self.size
        scroll = Scroll(0 if whole else self._scroll.offset)
        canvas = inner_canvas(width, _ALL_ROWS if whole else height, self.glyphs, self.frame, scroll)
        title = self._view.title
        head = " · ".join(part for part in (title.name, title.convention, title.venues, title.age) if part)
        rows = [head, *(plain(line).rstrip() for line in self._body(canvas)), state_note(self._view.state)]
        return "\n".join(rows).rstrip() + "\n"

    def draw(self, width: int, height: int) -> list[Line]:
        self._scroll.position = ""
        canvas = inner_canvas(width, height, self.glyphs, self.frame, self._scroll)
        body = self._body(canvas)
        view = self._view
        state = State(kind="live") if self._failure else view.state
        arrived = self._scroll.arrived
        changes = {"arrived": f"{arrived} new above"} if arrived else {}
        if badge := self.badge():
            changes["badge"] = badge
        title = msgspec.structs.replace(view.title, **changes) if changes else view.title
        return framed(
            self.letter, title, state, body, (width, height), self.glyphs, self.frame, self.has_focus,
            self._scroll.position,
        )  # fmt: skip

    def _body(self, canvas: Canvas) -> list[Line]:
        if self._failure is None:
            try:
                if self._view.state.has_data:
                    return self._drawing(self._view, canvas)
                return state_lines(self._view.state, canvas)
            except Exception as error:  # the pane is the supervisor of its drawing: the others must live on
                self._note(error)
        words: Line = ((" ! pane error ", Tone.CRITICAL), (f" {self._failure}", Tone.TEXT))
        return [fit(words, canvas.width), fit((("the log has the details", Tone.DIM),), canvas.width)]

    def _note(self, error: Exception) -> None:
        """Remembers a failure, and logs it unless it is the one logged before."""
        self._failure = f"{type(error).__name__}: {error}"
        if self._failure != self._logged:
            _log.error("pane %s: %s", self.id, self._failure, exc_info=error)
            self._logged = self._failure

    def action_scroll_list(self, rows: int) -> None:
        self._scroll.offset = max(self._scroll.offset + rows, 0)
        self.redraw()

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.redraw()
