"""View models of the page that explains a pane: each figure with its formula, its numbers and where they came from."""

from widgets.view.pane import PaneView, View
from widgets.view.text import ABSENT, NOTHING, Span


class InputRow(View, frozen=True, kw_only=True):
    """One number that went in."""

    venue: Span
    what: Span
    value: Span = ABSENT
    at: Span = NOTHING
    """When it came, UTC."""
    age: Span = NOTHING
    endpoint: Span = NOTHING
    """What the venue was asked, or the stream that brought it."""


class Figure(View, frozen=True, kw_only=True):
    """One figure of the pane."""

    name: str
    id: str = ""
    """What the pane's spans of it are named: "trigger"."""
    value: Span = ABSENT
    formula: str = ""
    filled: tuple[str, ...] = ()
    """The formula with its numbers put in."""
    inputs: tuple[InputRow, ...] = ()
    convention: str = ""
    alternatives: str = ""
    """How others count it, and by what it then differs."""
    notes: tuple[str, ...] = ()
    """Why it is missing, or what must be known to read it."""


class ExplainView(PaneView, frozen=True, kw_only=True):
    figures: tuple[Figure, ...] = ()
