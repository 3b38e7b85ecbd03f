"""Pages on which something is edited: a list, the keys that change it, and what the collector answers."""

from abc import abstractmethod
from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui.config.edits import Change
from tui.domain.board import Board
from tui.domain.text import clean
from tui.link.source import BoardSource, EditSink, LinkState, RecordedSource
from tui.link.wire import Answer, LinkError
from tui.screens.lighting import present_on
from tui.screens.overlay import HELP_BINDING, Overlay, close_binding
from tui.screens.speaking import say
from widgets.draw.glyphs import Glyphs
from widgets.pane import Drawing, Pane
from widgets.view.edits import EditsView
from widgets.view.text import NOTHING, Span, Tone

_NO_COLLECTOR = "no collector is attached: nothing can be edited"


def why_not(source: BoardSource) -> str | None:
    """Why nothing can be edited on this source, in words for the person."""
    if isinstance(source, RecordedSource):
        return "this is a recording: nothing in it can be edited"
    board = source.latest()
    if not isinstance(source, EditSink) or source.state is not LinkState.ATTACHED or board is None:
        return _NO_COLLECTOR
    if not board.settings.conventions or not board.assets:
        return "this collector is of a version that can't be edited: restart it"
    return None


async def ask(source: BoardSource, change: Change) -> Answer:
    """What the collector answers; a refusal with the reason where there is none to ask."""
    words = _NO_COLLECTOR
    if isinstance(source, EditSink):
        try:
            return await source.edit(change)
        except LinkError as error:
            words = clean(str(error), 160)
    return Answer(ticket=0, accepted=False, faults=(("", words),))


def open_editor(app: App[None], source: BoardSource, page: Callable[[], Screen[None]]) -> None:
    """Opens the page, or says why there is nothing to edit."""
    words = why_not(source)
    if words is None:
        app.push_screen(page())
    else:
        say(app, words, "warning")


class EditPane(Pane, inherit_bindings=False):
    """Keys that scroll other panes choose a row of this one."""

    BINDINGS: ClassVar[list[BindingType]] = Pane.BINDINGS

    def action_scroll_list(self, rows: int) -> None:
        screen = self.screen
        if isinstance(screen, EditPage):
            screen.choose(rows)


def list_bindings(close: str) -> list[BindingType]:
    """The keys of a list of which rows can be added, edited and removed; `close` leaves it, as `close_binding` says."""
    return [
        Binding("a", "add", "add", id="edit.add", tooltip="Add one"),
        Binding("enter", "change", "edit", id="edit.change", tooltip="Edit the chosen one"),
        Binding("d,delete", "remove", "remove", id="edit.remove", tooltip="Remove the chosen one"),
        Binding("u", "restore", "restore", id="edit.restore", tooltip="Restore the chosen one as it is configured"),
        close_binding(close, "edit"),
        HELP_BINDING,
    ]


class EditPage(Overlay[None], inherit_bindings=False):
    """Shows what the newest Board says, also of what another pane edits meanwhile."""

    def __init__(
        self, source: BoardSource, glyphs: Glyphs, *, id: str, letter: str, title: str, drawing: Drawing
    ) -> None:
        super().__init__(glyphs, id=id)
        self.source = source
        self._key: Hashable = None
        self._place = 0
        self._message: Span = NOTHING
        self._pane = EditPane(id=f"{id}_page", letter=letter, title=title, drawing=drawing, glyphs=glyphs)

    @abstractmethod
    def keys_of(self, board: Board) -> Sequence[Hashable]:
        """What tells the rows apart, in their order."""

    @abstractmethod
    def view_of(self, board: Board, chosen: int, message: Span) -> EditsView:
        """What the page shows."""

    def body(self) -> ComposeResult:
        yield self._pane

    def on_mount(self) -> None:
        self._pane.focus()

    def show(self) -> None:
        """Draws what is known now."""
        board = self.source.latest()
        if board is not None:
            present_on(self._pane, lambda: self.view_of(board, self.place, self._message))

    @property
    def place(self) -> int:
        """Of the chosen row, which stays chosen when others come and go around it."""
        board = self.source.latest()
        keys = () if board is None else self.keys_of(board)
        if self._key in keys:
            self._place = keys.index(self._key)
        self._place = min(max(self._place, 0), max(len(keys) - 1, 0))
        return self._place

    def choose(self, rows: int) -> None:
        """Moves the choice down by that many rows."""
        board = self.source.latest()
        keys = () if board is None else self.keys_of(board)
        if keys:
            self.choose_key(keys[min(max(self.place + rows, 0), len(keys) - 1)])
        self.say(NOTHING)

    def choose_key(self, key: Hashable) -> None:
        """Chooses that row, now or as soon as there is one."""
        self._key = key

    def say(self, message: Span) -> None:
        self._message = message
        self.show()

    def send(self, change: Change, done: str) -> None:
        """Has the collector change it; says `done` below the list, or why it was refused."""

        async def send() -> None:
            self.say(("asking the collector", Tone.DIM))
            self.say(outcome(await ask(self.source, change), done))

        self.run_worker(send(), exclusive=True, exit_on_error=False)


def outcome(answer: Answer, done: str) -> Span:
    """What became of a change, in a sentence."""
    if not answer.accepted:
        return "! " + "; ".join(words for _, words in answer.faults), Tone.WARN
    return (f"{done}; ! {answer.words}", Tone.WARN) if answer.words else (done, Tone.INFO)
