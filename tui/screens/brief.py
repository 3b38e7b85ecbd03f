"""The market brief as a page."""

from typing import ClassVar

from textual.binding import BindingType

from tui.brief.write import brief
from tui.present import figures
from tui.present.reading import Reading
from tui.screens.overlay import HELP_BINDING, close_binding
from tui.screens.page import Page, Read
from widgets.draw.glyphs import Glyphs
from widgets.draw.prose import draw_prose
from widgets.view.pane import Title
from widgets.view.prose import ProseView


class BriefPage(Page, inherit_bindings=False):
    """Every asset's paragraph, from live numbers, each with its source and age."""

    BINDINGS: ClassVar[list[BindingType]] = [close_binding("b"), HELP_BINDING]

    def __init__(self, read: Read, glyphs: Glyphs) -> None:
        super().__init__(read, glyphs, id="brief", letter="b", title="BRIEF", drawing=draw_prose)
        self._paragraphs: tuple[str, ...] = ()

    def view_of(self, reading: Reading) -> ProseView:
        board = reading.board
        self._paragraphs = brief(board, tuple(board.assets))
        when = f"{figures.day(board.as_of_ms)} {figures.clock_time(board.as_of_ms)} UTC"
        title = Title(name="BRIEF", venues=when, age=figures.age(reading.elapsed_s))
        return ProseView(title=title, paragraphs=self._paragraphs)

    def text(self) -> str:
        """The paragraphs as they are, unwrapped."""
        return "\n\n".join(self._paragraphs)
