"""A row in which something is typed; whoever shows it hears of every change."""

from textual import events
from textual.message import Message

from widgets.draw.entry import draw_entry
from widgets.draw.glyphs import BRAILLE, Glyphs
from widgets.draw.lines import printable
from widgets.line_keys import edited
from widgets.line_panel import LinePanel
from widgets.view.entry import EntryView
from widgets.view.text import NOTHING, Line, Span

_LONGEST = 120


class Entry(LinePanel, can_focus=True):
    """One line of text with a cursor. Enter keeps it, Esc or ctrl+c leaves it; other keys edit as in a shell."""

    class Changed(Message):
        """The text is another."""

    class Kept(Message):
        """Enter: what is typed is meant."""

    class Left(Message):
        """Esc: it is not."""

    def __init__(self, *, id: str, sign: str, glyphs: Glyphs = BRAILLE) -> None:
        super().__init__(id=id, glyphs=glyphs)
        self._view = EntryView(sign=sign)

    @property
    def text(self) -> str:
        return self._view.text

    def begin(self, text: str = "", hint: Span = NOTHING) -> None:
        """Starts from `text`, with the cursor behind it."""
        self._show(EntryView(sign=self._view.sign, text=text, cursor=len(text), hint=hint))

    def hint(self, hint: Span) -> None:
        """Says beside the text what it would do, or what is wrong with it."""
        view = self._view
        self._show(EntryView(sign=view.sign, text=view.text, cursor=view.cursor, hint=hint))

    def draw(self, width: int, height: int) -> list[Line]:
        return [draw_entry(self._view, width)][:height]

    def on_key(self, event: events.Key) -> None:
        """Keys that mean nothing to a line of text go on to the screen."""
        if event.key == "enter":
            self.post_message(self.Kept())
        elif event.key in ("escape", "ctrl+c"):
            self.post_message(self.Left())
        elif event.is_printable and event.character:
            self._insert(event.character)
        elif (after := edited(event.key, self._view.text, self._view.cursor)) is not None:
            self._take(*after)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        self._insert(" ".join(event.text.split()))
        event.stop()

    def _insert(self, text: str) -> None:
        view = self._view
        text = printable(text)[: max(_LONGEST - len(view.text), 0)]
        self._take(view.text[: view.cursor] + text + view.text[view.cursor :], view.cursor + len(text))

    def _take(self, text: str, cursor: int) -> None:
        before = self._view
        self._show(EntryView(sign=before.sign, text=text, cursor=cursor, hint=before.hint))
        if text != before.text:
            self.post_message(self.Changed())

    def _show(self, view: EntryView) -> None:
        if view != self._view:
            self._view = view
            self.redraw()
