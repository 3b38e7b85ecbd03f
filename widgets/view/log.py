"""View models of the pane that logs what has happened."""

from widgets.view.pane import PaneView, View
from widgets.view.text import NOTHING, Span


class LogRow(View, frozen=True, kw_only=True):
    time: Span
    mark: Span = NOTHING
    """How grave it is, told without colour: "!!" over "!" over nothing."""
    words: Span


class LogView(PaneView, frozen=True, kw_only=True):
    rows: tuple[LogRow, ...] = ()
    """Newest first."""
    quiet: str = ""
    """What stands for an empty log."""
