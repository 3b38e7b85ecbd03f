"""A Board in parts is the same Board, and what did not change is neither sent nor made again."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.boards import empty_board, partial_board, rich_board, stale_board
from tui.domain.board import Board
from tui.link.parts import BoardParts, PartedBoard
from tui.link.wire import LinkError

_BOARDS = (rich_board(), partial_board(), stale_board(), empty_board())


def _crossed(board: Board) -> Board:
    return msgspec.msgpack.decode(msgspec.msgpack.encode(board), type=Board)


@given(st.lists(st.sampled_from(_BOARDS), min_size=1, max_size=8))
def test_changes_add_up_to_the_newest_board(boards: list[Board]) -> None:
    pane, held = BoardParts(), None
    latest: PartedBoard | None = None
    for index, board in enumerate(boards):
        latest = PartedBoard(board, latest)
        # A pane may miss Boards in between.
        if index % 2 and index + 1 < len(boards):
            continue
        assert pane.take(latest.changes(held)) == board
        held = latest


def test_a_part_that_did_not_change_stays_the_same_object() -> None:
    board = rich_board()
    first = PartedBoard(board)
    price = msgspec.structs.replace(board.assets["BTC"].price, usd=1.0)
    changed = msgspec.structs.replace(board.assets["BTC"], price=price)
    later = msgspec.structs.replace(board, as_of_ms=board.as_of_ms + 250, assets={**board.assets, "BTC": changed})
    second = PartedBoard(later, first)
    pane = BoardParts()
    before = pane.take(first.changes(None))
    after = pane.take(second.changes(first))
    assert after == later
    assert after.assets["BTC"].chart is before.assets["BTC"].chart
    assert after.assets["ETH"] is before.assets["ETH"]
    assert after.market is before.market
    assert len(second.changes(first)) < len(first.changes(None)) / 10


def test_equal_parts_made_anew_are_not_sent_again() -> None:
    first = PartedBoard(_crossed(rich_board()))
    again = PartedBoard(_crossed(rich_board()), first)
    assert len(again.changes(first)) < 20


def test_parts_of_a_newer_collector_are_passed_over() -> None:
    payload = PartedBoard(rich_board()).changes(None)
    assets, parts = msgspec.msgpack.decode(payload)
    parts += [["", "of_tomorrow", 1], ["BTC", "of_tomorrow", {"x": 1}]]
    assert BoardParts().take(msgspec.msgpack.encode((assets, parts))) == rich_board()


@pytest.mark.parametrize("payload", [b"", b"\xc1", b"\x93", msgspec.msgpack.encode((["BTC"], []))])
def test_what_makes_no_board_is_refused_in_words(payload: bytes) -> None:
    with pytest.raises(LinkError, match="restart it"):
        BoardParts().take(payload)
