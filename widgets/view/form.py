"""View models of a form: fields that are typed or chosen, each with what it means or what is wrong with it."""

from widgets.view.pane import PaneView, View
from widgets.view.text import NOTHING, Span


class FieldView(View, frozen=True, kw_only=True):
    label: str
    text: str = ""
    choices: tuple[str, ...] = ()
    """What it may be, where it is chosen and not typed."""
    hint: Span = NOTHING
    """Under the field: what it means, or what is wrong with it."""


class FormView(PaneView, frozen=True, kw_only=True):
    fields: tuple[FieldView, ...] = ()
    chosen: int = 0
    """Where the keyboard is."""
    cursor: int = 0
    """Before which character of that field the next one goes."""
    message: Span = NOTHING
    """About the whole: why it was refused."""
