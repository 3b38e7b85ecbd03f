"""The line for a status bar."""

import msgspec
import pytest

from tests.boards import rich_board
from tui.domain.board import Board
from tui.present.segment import segment


def test_a_demo_s_line_says_so_before_its_price() -> None:
    board = rich_board()
    assert segment(board, "BTC", 0.0, 16, False) == "demo BTC 104,212"
    live: Board = msgspec.structs.replace(board, mode="live")
    assert segment(live, "BTC", 0.0, 16, False) == "BTC 104,212"


def test_a_price_that_is_not_of_now_says_its_age_beside_it() -> None:
    live: Board = msgspec.structs.replace(rich_board(), mode="live")
    assert segment(live, "BTC", 2.0, 40, False).startswith("BTC 104,212 \u25bc")
    assert segment(live, "BTC", 9.0, 40, False).startswith("BTC 104,212 9s \u25bc")
    assert segment(live, "BTC", 9.0, 40, True).startswith("BTC 104,212 #[fg=yellow]9s#[default]")
    assert segment(live, "BTC", 16.0, 40, False) == "BTC ?"


@pytest.mark.parametrize("width", range(1, 60))
def test_it_is_never_wider_than_it_may_be(width: int) -> None:
    for age_s in (0.0, 9.0, 60.0):
        assert len(segment(rich_board(), "BTC", age_s, width, False)) <= width
