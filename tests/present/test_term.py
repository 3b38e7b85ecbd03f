"""The term structure now and a day ago, and the smile of whichever expiry is chosen."""

import msgspec

from tests.boards import AS_OF_MS, rich_board
from tui.domain.board import AssetBoard, Board
from tui.domain.board_past import Past, TermPoint
from tui.domain.clock import DAY_MS
from tui.present.options import present_options, smile_expiries, smiling
from tui.present.reading import Reading


def _board(past: Past) -> Board:
    board = rich_board()
    part: AssetBoard = msgspec.structs.replace(board.assets["BTC"], past=past)
    return msgspec.structs.replace(board, assets={"BTC": part})


def test_a_day_ago_is_drawn_on_the_same_scale() -> None:
    term = tuple(
        TermPoint(expiry_ms=AS_OF_MS + int(days * DAY_MS), days=days + 1, atm_vol=80.0) for days in (6.6, 82.6, 900.0)
    )
    curve = present_options(Reading(board=_board(Past(term_day_ago=term)), asset="BTC")).term_curve
    assert curve.before == ((7.6**0.5, 80.0), (83.6**0.5, 80.0))
    assert curve.heights[0] == (80.0, "80.0")
    assert (curve.note, curve.brief) == ("broken: 24h ago", "ATM, broken: 24h ago")


def test_without_a_day_ago_that_is_said() -> None:
    past = Past(notes={"term_day_ago": "no term structure of a day ago is recorded yet"})
    curve = present_options(Reading(board=_board(past), asset="BTC")).term_curve
    assert curve.before == ()
    assert (curve.note, curve.brief) == ("24h ago: not recorded", "")


def test_the_chosen_expiry_or_the_one_nearest_to_it_has_its_smile_drawn_and_its_row_marked() -> None:
    options = rich_board().assets["BTC"].options
    known = smile_expiries(options)
    default = smiling(options, None)
    assert default is not None
    assert abs(default.days - 30) == min(abs(each.days - 30) for each in known)
    for expiry in known:
        view = present_options(Reading(board=rich_board(), asset="BTC", smile_ms=expiry.expiry_ms + 1))
        assert view.smile.points == expiry.smile
        assert [row.date[0][-1] == "◀" for row in view.expiries] == [each is expiry for each in options.expiries]
    none = msgspec.structs.replace(options, expiries=())
    assert smiling(none, None) is None
