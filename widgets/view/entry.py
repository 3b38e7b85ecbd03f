"""View model of a row in which something is typed."""

from widgets.view.pane import View
from widgets.view.text import NOTHING, Span


class EntryView(View, frozen=True, kw_only=True):
    sign: str
    """What the row begins with: the key that opened it."""
    text: str = ""
    cursor: int = 0
    """Before which character the next one goes."""
    hint: Span = NOTHING
    """What the text would do, or what is wrong with it."""
