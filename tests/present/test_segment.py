"""The line for a status bar."""

import msgspec

from tests.boards import rich_board
from tui.domain.board import Board
from tui.present.segment import segment


def test_a_demo_s_line_says_so_before_its_price() -> None:
    board = rich_board()
    assert segment(board, "BTC", 0.0, 16, False) == "demo BTC 104,212"
    live: Board = msgspec.structs.replace(board, mode="live")
    assert segment(live, "BTC", 0.0, 16, False) == "BTC 104,212"
