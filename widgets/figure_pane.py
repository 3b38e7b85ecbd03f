"""A pane whose figures can be chosen one by one, to be explained."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from widgets.figure_cursor import Place, below, beside, marked, nearest, places
from widgets.pane import Pane
from widgets.view.text import Line

_ENDS = 1_000
"""Steps from which the way to the top or the end is meant."""


class FigurePane(Pane, inherit_bindings=False):
    """Its cursor is absent until it is moved, and then stays on its figure while values change and rows move."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "step(1)", "down", id="scroll.down", tooltip="To the figure below, and on through a list"),
        Binding("k,up", "step(-1)", "up", id="scroll.up", tooltip="To the figure above, and back through a list"),
        Binding("right", "step_beside(1)", "right", id="scroll.right", tooltip="To the next figure in the row"),
        Binding("left", "step_beside(-1)", "left", id="scroll.left", tooltip="To the figure before it in the row"),
        *(each for each in Pane.BINDINGS if isinstance(each, Binding) and each.id not in ("scroll.down", "scroll.up")),
    ]

    cursor: Place | None = None
    """Where it stands; None until it is moved."""
    _places: tuple[Place, ...] = ()
    """Of the newest drawing, while there is a cursor."""

    class CursorMoved(Message):
        """The cursor stands on another figure, or on none."""

    def draw(self, width: int, height: int) -> list[Line]:
        lines = super().draw(width, height)
        if self.cursor is None:
            return lines
        self._places = places(lines)
        self.cursor = nearest(self.cursor, self._places)
        return lines if self.cursor is None else marked(lines, self.cursor)

    def badge(self) -> str:
        """Nothing: the line over all of these panes says it once."""
        return ""

    def leave_figures(self) -> None:
        """No figure is chosen any more."""
        self._choose(None)

    def action_step(self, rows: int) -> None:
        """One figure down or up, or one row of the list where it goes on; a pane without figures scrolls."""
        found = self._found()
        if not found:
            super().action_scroll_list(rows)
        elif self.cursor is None:
            self._choose(found[0] if rows > 0 else found[-1])
        else:
            target = below(self.cursor, found, rows)
            self._choose(self._brought_in(self.cursor, target, rows) or target or self.cursor)

    def action_step_beside(self, step: int) -> None:
        """One figure to the right or left in its row."""
        found = self._found()
        if self.cursor is not None:
            self._choose(beside(self.cursor, found, step) or self.cursor)
        elif found:
            self._choose(found[0])

    def action_scroll_list(self, rows: int) -> None:
        before = self.cursor
        super().action_scroll_list(rows)
        if before is not None and self._places and abs(rows) >= _ENDS:
            self._choose(self._places[0 if rows < 0 else -1])
        elif self.cursor != before:
            self.post_message(self.CursorMoved())

    def _choose(self, place: Place | None) -> None:
        moved, self.cursor = place != self.cursor, place
        self.redraw()
        if moved:
            self.post_message(self.CursorMoved())

    def _found(self) -> tuple[Place, ...]:
        return places(self.lines) if self.cursor is None else self._places

    def _brought_in(self, held: Place, target: Place | None, rows: int) -> Place | None:
        """The row of a list that comes into sight where the cursor was at the list's edge; the list stays if none."""
        if not self._scroll.position:
            return None
        before, offset = self._places, self._scroll.offset
        self._scroll.offset = max(offset + rows, 0)
        self.draw(*self.size)
        went_along = (held.figure, held.row) not in {(place.figure, place.row) for place in self._places}
        beyond_list = target is None or target in self._places
        shown = {place.figure for place in before}
        new = [place for place in self._places if place.figure not in shown]
        if went_along and beyond_list and new:
            return min(new, key=lambda place: abs(place.start - held.start))
        self._scroll.offset, self.cursor = offset, held
        self.draw(*self.size)
        return None
