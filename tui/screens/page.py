"""A page over the dashboard: one pane that is kept up to date, scrolls, and is left by the keys that lead back."""

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult

from tui.present.reading import Reading
from tui.screens.lighting import present_on
from tui.screens.overlay import Overlay
from widgets.draw.glyphs import Glyphs
from widgets.pane import Drawing, Pane
from widgets.view.pane import PaneView

Read = Callable[[], Reading | None]
"""What the dashboard under the page reads now; None before the first Board."""


class Page(Overlay[None], inherit_bindings=False):
    """Subclasses say what is on it."""

    ALSO: ClassVar[tuple[str, ...]] = ("screen.copy",)
    EVERY_S = 1.0

    def __init__(self, read: Read, glyphs: Glyphs, *, id: str, letter: str, title: str, drawing: Drawing) -> None:
        super().__init__(glyphs, id=id)
        self._read = read
        self._pane = Pane(id=f"{id}_page", letter=letter, title=title, drawing=drawing, glyphs=glyphs)

    @abstractmethod
    def view_of(self, reading: Reading) -> PaneView:
        """What the page shows."""

    def text(self) -> str:
        """All of it in plain words, also what is scrolled out of sight."""
        return self._pane.text(whole=True)

    def body(self) -> ComposeResult:
        yield self._pane

    def on_mount(self) -> None:
        self._pane.focus()

    def show(self) -> None:
        """Draws what is known now."""
        reading = self._read()
        if reading is not None:
            present_on(self._pane, self.view_of, reading)
