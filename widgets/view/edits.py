"""View models of what is edited on the screen: levels, alert rules, conventions."""

from widgets.view.pane import PaneView, View
from widgets.view.text import NOTHING, Span


class EditRow(View, frozen=True, kw_only=True):
    """One of them; where it does not hold it has lost its light."""

    cells: tuple[Span, ...]
    """In the order of the drawing's columns."""
    holds: bool = True
    detail: tuple[Span, ...] = ()
    """What the columns have no room for, shown for the chosen row."""


class EditsView(PaneView, frozen=True, kw_only=True):
    rows: tuple[EditRow, ...] = ()
    chosen: int = 0
    message: Span = NOTHING
    """What became of the last change."""
