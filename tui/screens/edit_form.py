"""A form over a page: checked with every key, sent with Enter, open until the collector has accepted it."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.config.edits import Change
from tui.link.source import BoardSource
from tui.screens.editing import ask, outcome
from tui.screens.overlay import Overlay
from widgets.draw.glyphs import Glyphs
from widgets.form import Form
from widgets.view.bars import KeyLabel
from widgets.view.form import FieldView
from widgets.view.pane import Title
from widgets.view.text import NOTHING, Span, Tone

Outcome = tuple[Change, Span]
"""What the collector has changed, and that in words."""


class EditForm(Overlay[Outcome | None], inherit_bindings=False):
    """Ends with what became of it, or with None where it was left."""

    BINDINGS: ClassVar[list[BindingType]] = []
    TYPED = (
        KeyLabel(key="esc", label="leave"),
        KeyLabel(key="enter", label="keep"),
        KeyLabel(key="tab", label="next field"),
    )

    def __init__(
        self, source: BoardSource, glyphs: Glyphs, *, letter: str, name: str, fields: Sequence[FieldView]
    ) -> None:
        super().__init__(glyphs, id="edit_form")
        self.source = source
        title = Title(name=name)
        self._form = Form(id="form", letter=letter, title=title, fields=fields, glyphs=glyphs)
        self._labels = {field.label for field in fields}
        self._refused: Mapping[str, str] = {}
        self._is_asking = False

    @abstractmethod
    def read(self, texts: Sequence[str]) -> tuple[Change | None, dict[str, str]]:
        """The change that the fields ask for, or by label what is wrong."""

    @abstractmethod
    def hints(self, texts: Sequence[str], faults: Mapping[str, str]) -> dict[str, Span]:
        """What each field means, or what is wrong with it."""

    @abstractmethod
    def done(self, texts: Sequence[str]) -> str:
        """What an accepted change did, in words."""

    def label_of(self, field: str) -> str:
        """The label of a field that the collector names."""
        return field.rpartition(".")[2]

    def body(self) -> ComposeResult:
        yield self._form

    def on_mount(self) -> None:
        self._form.focus()
        self._say({})

    @on(Form.Changed)
    def _check(self) -> None:
        self._say(self.read(self._form.texts)[1])

    @on(Form.Left)
    def _leave(self) -> None:
        self.dismiss(None)

    @on(Form.Kept)
    def _keep(self) -> None:
        change, faults = self.read(self._form.texts)
        if change is None:
            self._say(faults)
            self._form.go_to(next(label for label in faults))
        elif not self._is_asking:
            self._is_asking = True
            self._say({}, ("asking the collector", Tone.DIM))
            self.run_worker(self._send(change), exit_on_error=False)

    async def _send(self, change: Change) -> None:
        answer = await ask(self.source, change)
        self._is_asking = False
        if answer.accepted:
            self.dismiss((change, outcome(answer, self.done(self._form.texts))))
            return
        faults = {self.label_of(field): words for field, words in answer.faults}
        placed = {label: words for label, words in faults.items() if label in self._labels}
        whole = "; ".join(words for label, words in faults.items() if label not in self._labels)
        self._say(placed, (f"! not changed: {whole}", Tone.WARN) if whole else NOTHING)
        for label in placed:
            self._form.go_to(label)
            break

    def _say(self, faults: Mapping[str, str], message: Span = NOTHING) -> None:
        self._form.say(self.hints(self._form.texts, faults), message)
