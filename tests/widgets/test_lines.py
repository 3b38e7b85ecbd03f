"""Lines keep their width, whatever is in them."""

from hypothesis import given
from hypothesis import strategies as st

from widgets.draw.lines import (
    as_many_as_fit,
    beside,
    cell_width,
    counted,
    cut,
    fit,
    flow,
    in_columns,
    pad,
    plain,
    spread,
    width_of,
)
from widgets.view.text import Line, Tone

_spans = st.tuples(st.text(st.sampled_from("ab 漢é▲—"), max_size=12), st.sampled_from(list(Tone)))
_lines = st.lists(_spans, max_size=6).map(tuple)
_widths = st.integers(0, 40)


@given(_lines, _widths)
def test_a_fitted_line_has_exactly_its_width(line: Line, width: int) -> None:
    assert width_of(fit(line, width)) in (width, width - 1 if "漢" in plain(line) else width)


@given(st.text(st.sampled_from("ab漢 "), max_size=30), _widths)
def test_a_cut_text_is_never_wider(text: str, width: int) -> None:
    assert cell_width(cut(text, width)) <= width


def test_a_cut_says_so() -> None:
    assert cut("deleveraging", 6) == "delev…"
    assert cut("deleveraging", 12) == "deleveraging"


def test_numbers_are_padded_from_the_left() -> None:
    assert pad(("1.31B", Tone.VALUE), 8, "right") == ("   1.31B", Tone.VALUE)


def test_spread_keeps_both_edges_and_gives_up_the_right_one() -> None:
    left, right = (("BTC", Tone.TEXT),), (("5v", Tone.DIM),)
    assert plain(spread(left, right, 10)) == "BTC     5v"
    assert plain(spread(left, right, 5)) == "BTC  "


def test_figures_are_dropped_whole() -> None:
    parts: list[Line] = [(("BIN 9.10B", Tone.TEXT),), (("BYB 6.20B", Tone.TEXT),)]
    assert plain(as_many_as_fit(parts, 20)) == "BIN 9.10B  BYB 6.20B"
    assert plain(as_many_as_fit(parts, 19)) == "BIN 9.10B"


def test_flow_starts_a_row_when_one_is_full() -> None:
    parts: list[Line] = [((word, Tone.TEXT),) for word in ("IV 58.1", "RR -4.2", "puts rich")]
    assert [plain(row).rstrip() for row in flow(parts, 17)] == ["IV 58.1  RR -4.2", "puts rich"]


def test_columns_go_across_and_then_down() -> None:
    cells: list[Line] = [((name, Tone.TEXT),) for name in ("a", "b", "c")]
    assert [plain(row) for row in in_columns(cells, 4, 9, 5)] == ["a   b    ", "c        "]
    assert len(in_columns(cells, 4, 9, 1)) == 1


def test_blocks_stand_side_by_side() -> None:
    rows = beside([(("ab", Tone.TEXT),)], [(("c", Tone.TEXT),), (("d", Tone.TEXT),)], 3, 2, 1)
    assert [plain(row) for row in rows] == ["ab  c ", "    d "]


def test_what_has_no_room_is_counted() -> None:
    parts = [((f"part{index}", Tone.TEXT),) for index in range(5)]
    assert plain(counted(parts, 40)) == "part0  part1  part2  part3  part4"
    assert plain(counted(parts, 24)) == "part0  part1  part2  +2"
    assert plain(counted(parts, 8)) == ""
    cells = [((f"c{index}", Tone.TEXT),) for index in range(8)]
    assert [plain(line) for line in in_columns(cells, 4, 14, 2)] == ["c0  c1  c2    ", "c3  c4  c5  +2"]
    assert [plain(line) for line in in_columns(cells, 4, 12, 2)] == ["c0  c1  c2  ", "c3  c4  c5  "]
    assert in_columns(cells, 4, 14, 0) == []
