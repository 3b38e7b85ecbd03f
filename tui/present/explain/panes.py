"""What explains each pane, and the one figure of it that somebody asks about."""

from collections.abc import Callable

import msgspec

from tui.present.explain.funding import explain_funding
from tui.present.explain.liquidations import explain_liquidations
from tui.present.explain.market import explain_market
from tui.present.explain.open_interest import explain_open_interest
from tui.present.explain.options import explain_options
from tui.present.explain.price import explain_price
from tui.present.explain.rows import ROWS
from tui.present.reading import Reading
from widgets.view.explain import ExplainView, Figure

EXPLAINED: dict[str, Callable[[Reading], ExplainView]] = {
    "price": explain_price,
    "liquidations": explain_liquidations,
    "open_interest": explain_open_interest,
    "funding": explain_funding,
    "options": explain_options,
    "market": explain_market,
}
"""By the name of the pane."""


def explain_figure(pane: str, figure: str, reading: Reading) -> ExplainView:
    """The page of one figure, as the pane names it; the whole pane's where the Board has it no more."""
    page = EXPLAINED[pane](reading)
    found = find_figure(pane, figure, reading, page)
    return page if found is None else msgspec.structs.replace(page, figures=(found,))


def find_figure(pane: str, figure: str, reading: Reading, page: ExplainView | None = None) -> Figure | None:
    """What explains one figure: one row of many by itself, else the entry of the pane's page."""
    kind, _, key = figure.partition(":")
    row = ROWS.get((pane, kind))
    if row is not None and key:
        return row(reading, key)
    entries = (EXPLAINED[pane](reading) if page is None else page).figures
    return next((each for each in entries if each.id == figure), None)
