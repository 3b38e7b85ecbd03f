"""Curves: where they run, what their axes say, and what is told apart without colour in every glyph set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.charts import SETS
from widgets.draw.curve import draw_curve
from widgets.draw.glyphs import ASCII, BLOCK, BRAILLE, Glyphs
from widgets.draw.lines import plain, width_of
from widgets.draw.raster import Raster
from widgets.view.curve import Curve
from widgets.view.text import Tone

_NOW = tuple((float(x), 10.0) for x in range(10))
_BEFORE = tuple((float(x), 20.0) for x in range(10))


@pytest.mark.parametrize("glyphs", SETS, ids=lambda glyphs: glyphs.name)
def test_a_curve_runs_from_corner_to_corner(glyphs: Glyphs) -> None:
    raster = Raster(6, 3, (0, 1), (0, 1), glyphs.name)
    raster.curve([(0, 0), (1, 1)], Tone.INFO)
    rows = [plain(line) for line in raster.lines()]
    assert rows[0][-1] != " "
    assert rows[-1][0] != " "
    assert rows[0][0] == rows[-1][-1] == " "


@pytest.mark.parametrize("glyphs", SETS, ids=lambda glyphs: glyphs.name)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=8), st.integers(1, 40), st.integers(1, 9)
)
def test_every_point_has_ink_in_its_row_and_column(
    glyphs: Glyphs, points: list[tuple[float, float]], width: int, height: int
) -> None:
    raster = Raster(width, height, (0, 1), (0, 1), glyphs.name)
    raster.curve(sorted(points), Tone.INFO)
    for x, y in points:
        assert raster.cell(raster.row(y), raster.column(x))[0] != " "


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30), st.integers(2, 30), st.integers(2, 9))
def test_a_box_line_never_breaks_off(heights: list[float], width: int, height: int) -> None:
    raster = Raster(width, height, (0, len(heights) - 1), (0, 1), "block")
    raster.curve([(float(x), y) for x, y in enumerate(heights)], Tone.INFO)
    rows = [plain(line) for line in raster.lines()]
    assert all(any(row[x] != " " for row in rows) for x in range(width))
    right, down = "─╭╰├┬┴┼", "│╭╮┤├┬┼"
    left, up = "─╮╯┤┬┴┼", "│╰╯┤├┴┼"
    for y, row in enumerate(rows):
        for x, char in enumerate(row):
            if char in right and char != "─" and x + 1 < width:
                assert row[x + 1] in left, rows
            if char in down and char != "│" and y + 1 < height:
                assert rows[y + 1][x] in up, rows


def test_blocks_are_for_bars_and_curves_are_thin() -> None:
    raster = Raster(12, 5, (0, 1), (0, 1), "block")
    raster.curve([(0, 0), (0.4, 0.9), (1, 0.2)], Tone.INFO)
    assert set("".join(plain(line) for line in raster.lines())) <= set(" ─│╭╮╰╯┬┴")


@pytest.mark.parametrize("glyphs", SETS, ids=lambda glyphs: glyphs.name)
def test_the_curve_of_another_time_is_broken(glyphs: Glyphs) -> None:
    curve = Curve(name="term", points=_NOW, before=_BEFORE, note="broken: then", heights=((10, "10"), (20, "20")))
    lines = draw_curve(curve, 40, 8, glyphs)
    assert {width_of(line) for line in lines} == {40}
    then, now = plain(lines[1])[3:], plain(lines[-2])[3:]
    assert len(set(now)) == 1
    assert " " not in now
    assert set(then) != set(now)
    assert (glyphs is BRAILLE) == (" " in then)
    assert plain(lines[0]).endswith("broken: then")


def test_words_that_don_t_fit_give_way_to_the_name() -> None:
    curve = Curve(name="term", points=_NOW, note="a long sentence")
    assert plain(draw_curve(curve, 16, 6, BRAILLE)[0]).split() == ["term"]


def test_axes_name_what_stands_there() -> None:
    curve = Curve(
        name="smile",
        points=((74.0, 63.0), (106.0, 53.0), (148.0, 51.0)),
        ticks=((106.0, "fwd 106"), (74.0, "74"), (148.0, "148"), (105.0, "no room"), (300.0, "outside")),
        heights=((63.0, "63.0"), (51.0, "51.0"), (57.0, "57.0")),
        marks=(106.0, 900.0),
    )
    rows = [plain(line) for line in draw_curve(curve, 60, 10, BLOCK)]
    assert rows[1].startswith("63.0 ")
    assert rows[-2].startswith("51.0 ")
    assert sum(row.startswith("57.0 ") for row in rows) == 1
    assert rows[-1].split() == ["74", "fwd", "106", "148"]
    column = rows[-1].index("fwd 106") + 3
    assert sum(row[column] == BLOCK.mark for row in rows[1:-1]) >= 6
    low = [plain(line) for line in draw_curve(curve, 60, 4, BLOCK)]
    assert not any("57.0" in row for row in low)
    assert [row[:5] for row in low[1:3]] == ["63.0 ", "51.0 "]


@pytest.mark.parametrize("glyphs", SETS, ids=lambda glyphs: glyphs.name)
def test_what_was_measured_is_dotted_and_points_of_the_line_only_with_room(glyphs: Glyphs) -> None:
    points = ((0.0, 2.0), (5.0, 3.0), (10.0, 4.0))
    curve = Curve(name="basis", points=points, dots=(*points, (5.0, 3.9)))
    low = [plain(line)[1:] for line in draw_curve(curve, 41, 6, glyphs)[1:-1]]
    assert sum(row.count(glyphs.dot) for row in low) == 1
    tall = [plain(line)[1:] for line in draw_curve(curve, 41, 12, glyphs)[1:-1]]
    assert sum(row.count(glyphs.dot) for row in tall) == 4
    assert ASCII.dot.isascii()


@pytest.mark.parametrize(
    ("width", "heading"),
    [
        (40, "ATM vol by expiry        broken: 24h ago"),
        (33, "ATM vol by expiry broken: 24h ago"),
        (32, "ATM, broken: 24h ago"),
        (22, "ATM, broken: 24h ago"),
    ],
)
def test_what_a_broken_line_means_stands_over_narrow_curves_too(width: int, heading: str) -> None:
    curve = Curve(
        name="ATM vol by expiry", points=_NOW, before=_BEFORE, note="broken: 24h ago", brief="ATM, broken: 24h ago"
    )
    assert plain(draw_curve(curve, width, 8, BRAILLE)[0]).rstrip() == heading
