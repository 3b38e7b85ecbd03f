"""The scan line: every figure in its place, and no asset left out unsaid."""

from widgets.draw.bars import draw_scan
from widgets.draw.lines import plain
from widgets.view.bars import ScanView, Ticker
from widgets.view.text import Tone


def _view(assets: int, chosen: int = 0, change: str = "▼-1.2%") -> ScanView:
    tickers = tuple(
        Ticker(asset=f"A{index}", price=("106,380", Tone.VALUE), change=(change, Tone.DOWN), chosen=index == chosen)
        for index in range(assets)
    )
    return ScanView(
        tickers=tickers,
        feeds=("40/40", Tone.TEXT),
        countdown=("6d08:52:41", Tone.TEXT),
        clock=("15:07:18 UTC", Tone.DIM),
        badges=((" DEMO ", Tone.BADGE),),
    )


def _row(view: ScanView, width: int) -> str:
    [line] = draw_scan(view, width, 1)
    assert len(plain(line)) == width
    return plain(line)


def test_a_wide_line_says_the_week_s_close_and_the_time() -> None:
    assert "WEEK CLOSE 6d08:52:41  15:07:18 UTC  feeds 40/40" in _row(_view(2), 120)
    assert "CLOSE 6d08:52:41  feeds 40/40" in _row(_view(2), 80)


def test_assets_without_room_are_counted_and_the_chosen_one_stands_among_the_others() -> None:
    assert _row(_view(5), 80).startswith(" A0 106,380 ▼-1.2%   A1 106,380 ▼-1.2%   +3  CLOSE 6d08:52:41")
    assert _row(_view(5, chosen=4), 80).startswith(" A0 106,380 ▼-1.2%   A4 106,380 ▼-1.2%   +3  CLOSE 6d08:52:41")
    assert "+" not in _row(_view(5), 200)


def test_a_second_digit_before_the_point_moves_nothing() -> None:
    for width in (80, 120):
        one, two = _row(_view(2), width), _row(_view(2, change="▼-11.2%"), width)
        assert one.index("A1") == two.index("A1")
        assert one.index("CLOSE") == two.index("CLOSE")
        assert "▼-11.2%" in two


def test_a_narrow_column_has_two_rows() -> None:
    first, second = (plain(line) for line in draw_scan(_view(3), 46, 2))
    assert first.rstrip().endswith("+1")
    assert second.startswith(" CLOSE 6d08:52:41  feeds 40/40")
