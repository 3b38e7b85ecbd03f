"""Curves of the panes: what is drawn, what is named, and what is marked."""

import msgspec

from tests.boards import AS_OF_MS, rich_board
from tui.domain.board import BasisPoint
from tui.domain.clock import DAY_MS
from tui.present.curve import curve, days_axis
from tui.present.funding import present_funding
from tui.present.options import present_options
from tui.present.reading import Reading
from widgets.view.curve import Curve


def _basis(*points: tuple[str, float, float], spread_pct: float = 0.01) -> Curve:
    """The basis curve of futures (venue, days, percent a year)."""
    board = rich_board()
    part = board.assets["BTC"]
    listed = tuple(
        BasisPoint(
            venue=venue, symbol=f"BTC-{days:g}", expiry_ms=AS_OF_MS + int(days * DAY_MS), days=days, apr_pct=apr,
            spread_pct=spread_pct,
        )
        for venue, days, apr in points
    )  # fmt: skip
    part = msgspec.structs.replace(part, basis=msgspec.structs.replace(part.basis, curve=listed))
    return present_funding(Reading(board=msgspec.structs.replace(board, assets={"BTC": part}), asset="BTC")).basis_curve


def test_the_basis_is_a_dot_a_future_and_a_line_through_the_middle_of_each_expiry() -> None:
    found = _basis(
        ("binance", 27, 2.9), ("okx", 27.01, 3.1), ("bybit", 27, 3.3), ("deribit", 118, 3.6), ("okx", 118, 3.8)
    )
    assert [y for _, y in found.points] == [3.1, 3.7]
    assert sorted(y for _, y in found.dots) == [2.9, 3.1, 3.3, 3.6, 3.8]
    xs = [x for x, _ in found.points]
    assert xs == sorted(set(xs))
    assert found.marks == (90**0.5,)
    assert [words for _, words in found.ticks] == ["90d", "05 Dec", "06 Mar 26"]


def test_a_book_too_wide_to_count_is_no_dot() -> None:
    assert _basis(("binance", 27, 2.9), ("okx", 118, 3.1), spread_pct=2.0).dots == ()


def test_the_term_structure_names_usual_maturities_over_the_root_of_time() -> None:
    view = present_options(Reading(board=rich_board(), asset="BTC"))
    for found in (view.term_curve, view.skew_curve):
        ticks = dict(found.ticks)
        assert [ticks[days**0.5] for days in (7, 30, 90, 180)] == ["7d", "30d", "90d", "180d"]
        assert found.dots == found.points
    assert [words for _, words in days_axis(200.0)] == ["30d", "7d", "90d", "180d", "200d"]


def test_the_smile_marks_the_forward_and_the_25_delta_strikes() -> None:
    smile = present_options(Reading(board=rich_board(), asset="BTC")).smile
    words = [word for _, word in smile.ticks]
    assert [word.rpartition(" ")[0] for word in words[:3]] == ["fwd", "put", "call"]
    assert smile.marks == tuple(x for x, _ in smile.ticks[:3])
    forward, put, call = smile.marks
    assert smile.points[0][0] < put < forward < call < smile.points[-1][0]


def test_one_point_is_no_curve() -> None:
    assert curve("basis", ((1.0, 2.0),)) == Curve(name="basis —")
