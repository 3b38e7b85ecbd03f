"""A page over the dashboard: one pane that is kept up to date, scrolls, and is left by the keys that lead back."""

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui.present.reading import Reading
from tui.screens.layout import has_boxes
from widgets.draw.glyphs import Glyphs
from widgets.pane import Drawing, Pane
from widgets.view.pane import PaneView

_EVERY_S = 1.0

Read = Callable[[], Reading | None]
"""What the dashboard under the page reads now; None before the first Board."""


def page_binding(keys: str) -> Binding:
    """The keys that leave a page, `keys` besides those that leave every page."""
    return Binding(f"{keys},escape,minus", "dismiss", "close", id="page.close", tooltip="Back to where it was opened")


HELP_BINDING = Binding("question_mark", "app.help", "help", id="app.help", tooltip="Every key, with its id")


class Page(Screen[None], inherit_bindings=False):
    """Subclasses say what is on it."""

    CSS_PATH = "dashboard.tcss"
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, read: Read, glyphs: Glyphs, *, id: str, letter: str, title: str, drawing: Drawing) -> None:
        super().__init__(id=id)
        self._read = read
        self._pane = Pane(id=f"{id}_page", letter=letter, title=title, drawing=drawing, glyphs=glyphs)

    @abstractmethod
    def view_of(self, reading: Reading) -> PaneView:
        """What the page shows."""

    def text(self) -> str:
        """All of it in plain words, also what is scrolled out of sight."""
        return self._pane.text(whole=True)

    def compose(self) -> ComposeResult:
        yield self._pane

    def on_mount(self) -> None:
        self._pane.focus()
        self.set_interval(_EVERY_S, self.show)
        self.show()

    def on_resize(self) -> None:
        self._pane.set_frame("box" if has_boxes(*self.size) else "rule")

    def show(self) -> None:
        """Draws what is known now."""
        reading = self._read()
        if reading is None:
            return
        try:
            view = self.view_of(reading)
        except Exception as error:  # the boundary of one page: the dashboard under it goes on
            self._pane.fail(error)
        else:
            self._pane.show(view)
