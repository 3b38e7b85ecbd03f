"""The page that explains a figure or the whole focused pane: formulas with their numbers, inputs, conventions."""

from typing import ClassVar

from textual.binding import BindingType

from tui.present.explain.panes import EXPLAINED, explain_figure
from tui.present.reading import Reading
from tui.screens.overlay import HELP_BINDING, close_binding
from tui.screens.page import Page, Read
from widgets.draw.explain import draw_explain
from widgets.draw.glyphs import Glyphs
from widgets.view.explain import ExplainView


class ExplainPage(Page, inherit_bindings=False):
    """One figure of a pane or all of them, kept up to date."""

    BINDINGS: ClassVar[list[BindingType]] = [close_binding("enter"), HELP_BINDING]

    def __init__(self, pane: str, letter: str, read: Read, glyphs: Glyphs, figure: str | None = None) -> None:
        """`figure` is the one to explain, as the pane names it; None explains the whole pane."""
        super().__init__(read, glyphs, id="explain", letter=letter, title="EXPLAINED", drawing=draw_explain)
        self._explained = pane
        self._figure = figure

    def view_of(self, reading: Reading) -> ExplainView:
        if self._figure is None:
            return EXPLAINED[self._explained](reading)
        return explain_figure(self._explained, self._figure, reading)
