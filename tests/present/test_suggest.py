"""A suggested condition is sound, is about the figure at hand, and does not hold at once."""

from collections.abc import Iterator

import pytest

from tests.boards import blocked_board, empty_board, rich_board
from tui.alerts.condition import Condition
from tui.domain.board import Board
from tui.present.reading import Reading
from tui.present.suggest import suggested_condition
from tui.screens.panes import PANES
from widgets.draw.frame import Scroll, inner_canvas
from widgets.draw.glyphs import BRAILLE
from widgets.figure_cursor import places


def reading(board: Board, asset: str) -> Reading:
    return Reading(board=board, asset=asset, elapsed_s=0, link_lost=None)


def every_figure() -> Iterator[tuple[str, str]]:
    """(pane, figure) of everything that the cursor can stand on at the largest size."""
    for name, part in PANES.items():
        canvas = inner_canvas(100, 60, BRAILLE, "box", Scroll())
        lines = part.draw(part.present(reading(rich_board(), "BTC")), canvas)
        for figure in dict.fromkeys(place.figure for place in places(lines)):
            yield name, figure


@pytest.mark.parametrize(("pane", "figure"), list(every_figure()))
@pytest.mark.parametrize("asset", ["BTC", "ETH"])
def test_of_every_figure_a_sound_condition_that_does_not_hold_yet(pane: str, figure: str, asset: str) -> None:
    board = rich_board()
    text = suggested_condition(reading(board, asset), pane, figure)
    holds = Condition(text, tuple(board.assets)).step(board, 0.0)
    assert holds is not True or "backwardation" in text


@pytest.mark.parametrize(
    ("pane", "figure", "expected"),
    [
        ("price", None, "crosses_below(BTC.price.usd, 103000)"),
        ("price", "trigger", ".weekly.trigger_usd)"),
        ("price", "sma50_completed_distance", ".weekly.sma50_completed_usd)"),
        ("price", "level:weekly close 107000", "crosses_above(BTC.price.usd, 107000)"),
        ("options", "atm:30", "BTC.options.atm['30'] > "),
        ("options", "rr25:30", "BTC.options.rr25_vol['30'] < -"),
        ("funding", "basis", "BTC.basis.apr_pct > "),
        ("open_interest", None, "BTC.open_interest.coin_change_24h_pct > "),
        ("market", None, "market.cap_change_24h_pct < -"),
    ],
)
def test_it_is_about_the_figure_at_hand(pane: str, figure: str | None, expected: str) -> None:
    assert expected in suggested_condition(reading(rich_board(), "BTC"), pane, figure)


@pytest.mark.parametrize("pane", list(PANES))
def test_where_nothing_is_known_nothing_is_invented(pane: str) -> None:
    assert suggested_condition(reading(blocked_board(), "BTC"), pane, None) == ""
    assert empty_board().assets == {} or suggested_condition(reading(empty_board(), "BTC"), pane, "price") == ""
