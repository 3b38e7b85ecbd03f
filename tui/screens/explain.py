"""The page that explains the focused pane: formulas with their numbers, inputs, conventions."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType

from tui.present.explain.funding import explain_funding
from tui.present.explain.liquidations import explain_liquidations
from tui.present.explain.market import explain_market
from tui.present.explain.open_interest import explain_open_interest
from tui.present.explain.options import explain_options
from tui.present.explain.price import explain_price
from tui.present.reading import Reading
from tui.screens.page import HELP_BINDING, Page, Read, page_binding
from widgets.draw.explain import draw_explain
from widgets.draw.glyphs import Glyphs
from widgets.view.explain import ExplainView

EXPLAINED: dict[str, Callable[[Reading], ExplainView]] = {
    "price": explain_price,
    "liquidations": explain_liquidations,
    "open_interest": explain_open_interest,
    "funding": explain_funding,
    "options": explain_options,
    "market": explain_market,
}
"""By the name of the pane."""


class ExplainPage(Page, inherit_bindings=False):
    """Figures of one pane, kept up to date."""

    BINDINGS: ClassVar[list[BindingType]] = [page_binding("enter"), HELP_BINDING]

    def __init__(self, pane: str, letter: str, read: Read, glyphs: Glyphs) -> None:
        super().__init__(read, glyphs, id="explain", letter=letter, title="EXPLAINED", drawing=draw_explain)
        self._explained = EXPLAINED[pane]

    def view_of(self, reading: Reading) -> ExplainView:
        return self._explained(reading)
