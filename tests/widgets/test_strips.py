"""Strips: on the candles' own columns or on their own axis, in every glyph set, with gaps that stay gaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.charts import CANDLES, SETS, bars, cells
from widgets.draw.chart_plan import ChartPlan, plan_chart
from widgets.draw.glyphs import ASCII, BRAILLE, Glyphs
from widgets.draw.lines import plain, width_of
from widgets.draw.strips import aligned, draw_strip, stacked, strip_room
from widgets.view.price import ChartView
from widgets.view.strip import ChartStrip
from widgets.view.text import Tone

_GUTTER, _NUMBER = 25, 7


def _plan(count: int, width: int, glyphs: Glyphs) -> ChartPlan:
    plan = plan_chart(ChartView(timeframe="1h", bars=bars(count)), width, 8, glyphs)
    assert plan is not None
    return plan


def _drawn(strip: ChartStrip, height: int, *, width: int = 60, gutter: int = _GUTTER) -> list[str]:
    plan = _plan(len(strip.values), width, BRAILLE)
    return [plain(line) for line in draw_strip(strip, plan, height, gutter, _NUMBER, BRAILLE)]


@pytest.mark.parametrize("glyphs", SETS, ids=lambda glyphs: glyphs.name)
@given(
    values=st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=2, max_size=120).filter(
        lambda found: any(value is not None for value in found)
    ),
    width=st.integers(12, 160),
    height=st.integers(3, 6),
)
def test_every_known_bar_has_ink_in_its_candle_s_column_and_no_other_bar_has(
    glyphs: Glyphs, values: list[float | None], width: int, height: int
) -> None:
    plan = _plan(len(values), width, glyphs)
    lines = draw_strip(ChartStrip(name="OI", values=tuple(values)), plan, height, _GUTTER, _NUMBER, glyphs)
    assert len(lines) == height
    assert {width_of(line) for line in lines[1:]} <= {plan.width, plan.width + _GUTTER}
    shown = values[-len(plan.columns) :]
    inked = {x for line in lines[1:] for x, char in enumerate(plain(line)[: plan.width]) if char != " "}
    if all(value is None for value in shown):
        assert not inked
        return
    for column, value in zip(plan.columns, shown, strict=True):
        assert (column in inked) == (value is not None)
    assert {x for (x, _), (_, tone) in cells(plan).items() if tone in CANDLES} == set(plan.columns)


def test_between_two_known_bars_there_is_a_line_and_over_a_gap_there_is_none() -> None:
    plan = _plan(6, 60, ASCII)
    strip = ChartStrip(name="OI", values=(1.0, 1.0, None, 1.0, None, 1.0))
    lines = draw_strip(strip, plan, 3, _GUTTER, _NUMBER, ASCII)
    first = plan.columns[0]
    drawn = ["".join(max(plain(line)[x] for line in lines[1:])) for x in range(first, plan.width)]
    assert [bool(char.strip()) for char in drawn] == [True] * 3 + [False] * 3 + [True] + [False] * 3 + [True]


def test_the_heading_has_the_newest_value_and_its_change_and_the_edges_differ() -> None:
    strip = ChartStrip(
        name="OI in coin", values=(133_400.0, 136_200.0, 131_740.0, 131_700.0), scale=1e3, unit="K",
        changes_in_pct=True, hours=24.0,
    )  # fmt: skip
    rows = _drawn(strip, 5)
    assert rows[0].startswith("OI in coin")
    assert rows[0].rstrip().endswith("last 131.7K -1.3% in 4d")
    assert rows[1].endswith(" 136.2K".ljust(_GUTTER - 1))
    assert rows[4].rstrip().endswith(" 131.7K")
    narrow = _drawn(strip, 5, gutter=10)
    assert narrow[0].rstrip().endswith("-1.3% in 4d last 131.7K")
    last = ChartStrip(name="OI", values=(5.0, 9.0, 2.0, None), hours=1.0)
    assert "last 2.0 -3.0 pts in 4h" in _drawn(last, 4)[0]
    none = ChartStrip(name="OI", values=(None, None, None, None))
    assert "nothing known of these bars" in _drawn(none, 3)[0]


@given(st.floats(1e-3, 1e6), st.floats(1.001, 1.2), st.integers(3, 8))
def test_two_edges_never_read_alike(low: float, factor: float, height: int) -> None:
    strip = ChartStrip(name="OI", values=(low, low * factor), digits=1)
    numbers = [row[61:].strip() for row in _drawn(strip, height)[1:]]
    shown = [number for row in numbers for number in row.split("–") if number]
    assert len(set(shown)) == len(shown)
    if low * (factor - 1) > 1e-3:
        assert len(shown) == 2


def test_hardly_any_movement_does_not_look_like_a_storm() -> None:
    rate = ChartStrip(
        name="FUNDING", values=(5.0, 5.2, 5.0, 5.1), unit="%", from_zero=True, least_span=4.0, baseline=10.95
    )
    rows = _drawn(rate, 5)
    inked = [at for at, row in enumerate(rows[1:]) if row[:60].strip()]
    assert len(inked) == 1
    assert "5.0–5.2%" in rows[1 + inked[0]]
    assert rows[-1].rstrip().endswith(" 0%")
    assert "10.95" not in "".join(rows)
    coin = ChartStrip(name="OI", values=(100.0, 100.1, 100.0), least_span=2.0)
    assert len([row for row in _drawn(coin, 6)[1:] if row[:60].strip()]) == 1


def test_the_baseline_is_drawn_where_it_is_in_range() -> None:
    high = ChartStrip(name="FUNDING", values=(9.0, 14.0), unit="%", from_zero=True, least_span=4.0, baseline=10.95)
    rows = _drawn(high, 8)
    at = next(index for index, row in enumerate(rows) if "10.95%" in row)
    assert BRAILLE.dash * 20 in rows[at]


@given(st.integers(0, 60), st.integers(0, 3))
def test_candles_keep_their_rows(height: int, count: int) -> None:
    strips = tuple(ChartStrip(name=str(index), values=(1.0, 2.0)) for index in range(count))
    shown, each = strip_room(strips, height)
    assert shown == strips[: len(shown)]
    assert not shown or height - len(shown) * each >= 9


@given(st.integers(10, 120), st.integers(0, 60), st.integers(1, 4), st.integers(2, 200), st.integers(0, 100))
def test_strips_of_their_own_have_their_own_times(
    width: int, height: int, count: int, values: int, unknown: int
) -> None:
    known: tuple[float | None, ...] = tuple(float(at % 5) for at in range(values))
    times = tuple((f"{at:04d}", 1 + (at % 5 == 0) + (at % 25 == 0)) for at in range(unknown + values))
    strips = tuple(
        ChartStrip(name=f"strip {at}", values=(*[None] * unknown, *known), times=times) for at in range(count)
    )
    rows = stacked(strips, width, height, BRAILLE)
    assert len(rows) <= height
    assert {width_of(row) for row in rows} <= {width}
    text = [plain(row) for row in rows]
    for at, row in enumerate(text):
        if row.startswith("strip"):
            axis = next(each for each in text[at:] if each[: width - 10].replace(" ", "").isdigit())
            named = [int(word) for word in axis.split()]
            assert named == sorted(named)
            assert named[0] >= unknown


def test_colours_are_those_of_the_strip() -> None:
    plan = _plan(4, 60, BRAILLE)
    strip = ChartStrip(name="OI", values=(1.0, 2.0, 3.0, 4.0), tone=Tone.AVERAGE)
    lines = draw_strip(strip, plan, 4, _GUTTER, _NUMBER, BRAILLE)
    assert ("last 4.0", Tone.AVERAGE) in lines[0]
    assert all(tone in (Tone.AVERAGE, Tone.TEXT, Tone.DIM) for line in lines[1:] for _, tone in line)


def test_no_strip_is_drawn_where_no_row_is_left() -> None:
    strip = ChartStrip(name="coin", values=(1.0, 2.0, 3.0), times=(("a", 1), ("b", 1), ("c", 1)))
    for height in (-3, -1, 0, 4):
        assert stacked((strip, strip), 60, height, BRAILLE) == []
        assert len(aligned((strip, strip), 60, height, BRAILLE)) <= max(height, 0)
