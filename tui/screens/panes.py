"""The panes: their letters, who presents them and who draws them."""

from collections.abc import Callable
from typing import Any

import msgspec

from tui.present.funding import present_funding
from tui.present.liquidations import present_liquidations
from tui.present.log import present_log
from tui.present.market import present_market
from tui.present.open_interest import present_open_interest
from tui.present.options import present_options
from tui.present.price import present_price
from tui.present.reading import Reading
from widgets.draw.frame import Canvas
from widgets.draw.funding import draw_funding
from widgets.draw.liquidations import draw_liquidations
from widgets.draw.log import draw_log
from widgets.draw.market import draw_market
from widgets.draw.open_interest import draw_open_interest
from widgets.draw.options import draw_options
from widgets.draw.price import draw_price
from widgets.view.pane import PaneView
from widgets.view.text import Line


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One pane of the dashboard."""

    letter: str
    title: str
    words: str
    """Its name in help."""
    present: Callable[[Reading], PaneView]
    draw: Callable[[Any, Canvas], list[Line]]
    """Takes the view that `present` makes."""


PANES: dict[str, Part] = {
    "price": Part(letter="p", title="PRICE & LEVELS", words="price and levels", present=present_price, draw=draw_price),
    "liquidations": Part(
        letter="l", title="LIQUIDATIONS", words="liquidations", present=present_liquidations, draw=draw_liquidations
    ),
    "open_interest": Part(
        letter="o", title="OPEN INTEREST", words="open interest", present=present_open_interest, draw=draw_open_interest
    ),
    "funding": Part(
        letter="f", title="FUNDING & BASIS", words="funding and basis", present=present_funding, draw=draw_funding
    ),
    "options": Part(
        letter="v", title="VOLATILITY & SKEW", words="volatility and skew", present=present_options, draw=draw_options
    ),
    "market": Part(letter="m", title="MARKET", words="the whole market", present=present_market, draw=draw_market),
}
"""In the order of the screen."""

LOG = Part(letter="A", title="LOG", words="the log", present=present_log, draw=draw_log)
"""Stands beside them, and has a page of its own instead of a zoom."""
