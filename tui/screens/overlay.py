"""A screen over the dashboard: the scan line stays on top, and the row below says which keys work here."""

from abc import abstractmethod
from functools import partial
from typing import ClassVar, Protocol, TypeVar, runtime_checkable

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui.domain.board import Board
from tui.screens import layout
from tui.screens.key_row import KeyRow
from tui.screens.lighting import present_on
from tui.screens.speaking import said
from widgets.bars import Bars
from widgets.draw.bars import draw_keys, draw_scan
from widgets.draw.glyphs import Glyphs
from widgets.pane import Pane
from widgets.view.bars import KeyLabel, KeysView, ScanView

Result = TypeVar("Result")

HELP_BINDING = Binding("question_mark", "app.help", "help", id="app.help", tooltip="Every key, with its id")


def close_binding(keys: str = "", name: str = "page") -> Binding:
    """The keys that leave a page: those of every page, and `keys` besides, such as "b"."""
    return Binding(
        f"escape,q,minus{keys and ','}{keys}",
        "dismiss",
        "close",
        id=f"{name}.close",
        tooltip="Back to where it was opened",
    )


@runtime_checkable
class Ground(Protocol):
    """The screen under all of these."""

    def scan_view(self) -> ScanView: ...

    def board(self) -> Board | None:
        """The newest that it shows."""
        ...


class Overlay(Screen[Result], inherit_bindings=False):
    """Subclasses say what stands between the scan line and the keys."""

    BINDINGS: ClassVar[list[BindingType]] = []
    ALSO: ClassVar[tuple[str, ...]] = ()
    """Ids of the program's keys that mean something on this page, for the row of keys."""
    TYPED: ClassVar[tuple[KeyLabel, ...]] = ()
    """The keys of a page on which every key is typed into something."""
    EVERY_S: ClassVar[float] = 0.5

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:
        super().__init__(id=id)
        self.glyphs = glyphs
        self._key_row = KeyRow(self)

    @abstractmethod
    def body(self) -> ComposeResult:
        """What the page is about: one pane, and rows that belong to it."""

    def show(self) -> None:
        """Draws the body as it is now."""

    def compose(self) -> ComposeResult:
        yield Bars(ScanView(), draw_scan, id="scan", glyphs=self.glyphs)
        yield from self.body()
        yield Bars(KeysView(), draw_keys, id="keys", glyphs=self.glyphs)

    def on_mount(self) -> None:
        self.set_interval(self.EVERY_S, self.frame)
        self.frame()
        # Only then is it known which keys the focused pane adds.
        self.call_after_refresh(self.show_foot)

    def on_resize(self) -> None:
        self.set_class(self.size.width < layout.TRIAGE_COLUMNS, "-narrow")
        self.set_class(not layout.has_panes(*self.size), "-bare")
        self.query_one(Pane).set_frame("box" if layout.has_boxes(*self.size) else "rule")

    def on_screen_resume(self) -> None:
        self.frame()

    def frame(self) -> None:
        """Everything as it is now."""
        ground = self._ground()
        if ground is not None:
            present_on(self.query_one("#scan", Bars), ground.scan_view)
        self.show_foot()
        self.show()

    def show_foot(self) -> None:
        ground = self._ground()
        board = None if ground is None else ground.board()
        view = partial(self._key_row.page_view, said(self.app), board, also=self.ALSO, typed=self.TYPED)
        present_on(self.query_one("#keys", Bars), view)

    def _ground(self) -> Ground | None:
        return next((each for each in self.app.screen_stack if isinstance(each, Ground)), None)
