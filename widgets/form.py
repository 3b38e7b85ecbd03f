"""A form of several fields: typed like a line of a shell, or chosen; whoever shows it hears of every change."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import msgspec
from textual import events
from textual.binding import BindingType
from textual.message import Message

from widgets.draw.form import draw_form
from widgets.draw.glyphs import BRAILLE, Glyphs
from widgets.draw.lines import printable
from widgets.line_keys import edited
from widgets.pane import Pane
from widgets.view.form import FieldView, FormView
from widgets.view.pane import Title
from widgets.view.text import NOTHING, Span

_LONGEST = 1000


class Form(Pane, inherit_bindings=False):
    """Tab and the arrows up and down move between fields, left and right choose; Enter keeps it all, Esc leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = []

    class Changed(Message):
        """A field says something else."""

    class Kept(Message):
        """Enter: what is in it is meant."""

    class Left(Message):
        """Esc: it is not."""

    def __init__(
        self, *, id: str, letter: str, title: Title, fields: Sequence[FieldView], glyphs: Glyphs = BRAILLE
    ) -> None:
        super().__init__(id=id, letter=letter, title=title.name, drawing=draw_form, glyphs=glyphs)
        self._form = FormView(title=title, fields=tuple(fields), cursor=len(fields[0].text))
        self._view = self._form

    @property
    def texts(self) -> tuple[str, ...]:
        """What is in the fields, in their order."""
        return tuple(field.text for field in self._form.fields)

    def say(self, hints: Mapping[str, Span], message: Span = NOTHING) -> None:
        """Puts under each field, by its label, what is to be said of it, and over all the message."""
        fields = tuple(msgspec.structs.replace(each, hint=hints.get(each.label, NOTHING)) for each in self._form.fields)
        self._put(msgspec.structs.replace(self._form, fields=fields, message=message))

    def go_to(self, label: str) -> None:
        """Moves the keyboard to that field, where there is one."""
        labels = [field.label for field in self._form.fields]
        if label in labels:
            self._choose(labels.index(label))

    def on_key(self, event: events.Key) -> None:
        """Every key is for the form."""
        field = self._form.fields[self._form.chosen]
        if event.key == "enter":
            self.post_message(self.Kept())
        elif event.key in ("escape", "ctrl+c"):
            self.post_message(self.Left())
        elif event.key in ("tab", "down", "ctrl+n"):
            self._choose(self._form.chosen + 1)
        elif event.key in ("shift+tab", "up", "ctrl+p"):
            self._choose(self._form.chosen - 1)
        elif field.choices:
            self._turn(field, event.key)
        elif event.is_printable and event.character:
            self._insert(event.character)
        elif (after := edited(event.key, field.text, self._form.cursor)) is not None:
            self._take(*after)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        if not self._form.fields[self._form.chosen].choices:
            self._insert(" ".join(event.text.split()))
        event.stop()

    def _choose(self, place: int) -> None:
        place %= len(self._form.fields)
        cursor = len(self._form.fields[place].text)
        self._put(msgspec.structs.replace(self._form, chosen=place, cursor=cursor))

    def _turn(self, field: FieldView, key: str) -> None:
        """Another choice: the next, the one before, or the next that begins with the letter typed."""
        place = field.choices.index(field.text)
        if key in ("right", "space"):
            self._take(field.choices[(place + 1) % len(field.choices)], 0)
        elif key == "left":
            self._take(field.choices[place - 1], 0)
        else:
            after = (*field.choices[place + 1 :], *field.choices[: place + 1])
            self._take(next((choice for choice in after if choice.startswith(key)), field.text), 0)

    def _insert(self, text: str) -> None:
        held, cursor = self._form.fields[self._form.chosen].text, self._form.cursor
        text = printable(text)[: max(_LONGEST - len(held), 0)]
        self._take(held[:cursor] + text + held[cursor:], cursor + len(text))

    def _take(self, text: str, cursor: int) -> None:
        chosen = self._form.chosen
        fields = list(self._form.fields)
        before, fields[chosen] = fields[chosen], msgspec.structs.replace(fields[chosen], text=text)
        self._put(msgspec.structs.replace(self._form, fields=tuple(fields), cursor=cursor))
        if text != before.text:
            self.post_message(self.Changed())

    def _put(self, view: FormView) -> None:
        self._form = view
        self.show(view)
