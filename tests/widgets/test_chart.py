"""The price chart: exact size, candles with direction, layers told apart, and rows that a tick leaves alone."""

from itertools import pairwise

import msgspec
import pytest

from tests.widgets.charts import CANDLES, SETS, bars, cells, line, price_view
from widgets.draw.chart import body_lines, draw_chart
from widgets.draw.chart_plan import plan_chart
from widgets.draw.glyphs import ASCII, BRAILLE, Glyphs, glyph_set
from widgets.draw.lines import plain, width_of
from widgets.view.price import Bar, ChartView
from widgets.view.strip import ChartStrip
from widgets.view.text import Tone

_OTHERS = (*CANDLES, Tone.FAINT)
"""What a line may meet in its row."""


def _forced(*values: tuple[float, float]) -> tuple[ChartStrip, ...]:
    """Liquidated longs and shorts in the last bars."""
    sides = (("longs", Tone.DOWN), ("shorts", Tone.UP))
    return tuple(
        ChartStrip(
            name=name, values=(*[None] * (40 - len(values)), *(each[at] for each in values)), scale=1e6, unit="M",
            least_span=25e6, tone=tone,
        )
        for at, (name, tone) in enumerate(sides)
    )  # fmt: skip


@pytest.mark.parametrize("glyphs", SETS, ids=lambda glyphs: glyphs.name)
@pytest.mark.parametrize(("width", "height"), [(20, 3), (48, 10), (66, 11), (96, 24), (196, 48)])
def test_the_chart_is_exactly_as_large_as_its_room(glyphs: Glyphs, width: int, height: int) -> None:
    strips = tuple(ChartStrip(name=f"strip {at}", values=tuple(map(float, range(40)))) for at in range(3))
    chart = ChartView(
        timeframe="1d", source="binance", bars=bars(40), lines=(line(101.0, "floor"),), strips=strips,
        forced=_forced((3e7, 0.0), (1e7, 4e7)), no_strips="no basis strip: recorded from now on",
    )  # fmt: skip
    rows = draw_chart(price_view(chart, 101.5), width, height, glyphs)
    assert len(rows) == height
    assert {width_of(row) for row in rows} == {width}
    text = "\n".join(plain(row) for row in rows)
    assert glyphs is not ASCII or all(char.isascii() or char in "·–" for char in text)
    assert glyphs.pointer in text
    assert height < 10 or "floor" in text


def test_a_rising_candle_differs_by_tone_and_where_there_is_no_colour_by_shape() -> None:
    rising, falling = Bar(100, 106, 98, 104, "", 0), Bar(104, 106, 98, 100, "", 0)
    for glyphs, differs in ((BRAILLE, False), (glyph_set("braille", hollow=True), True), (ASCII, True)):
        shown = []
        for bar, tone in ((rising, Tone.UP), (falling, Tone.DOWN)):
            plan = plan_chart(ChartView(timeframe="1d", bars=(bar,)), 20, 10, glyphs)
            assert plan is not None
            assert {span[1] for span in plan.last if span[0] != " "} == {tone}
            shown.append([span[0] for span in plan.last])
        assert (shown[0] != shown[1]) is differs
    assert "║" not in "".join(glyph for glyph in (BRAILLE.candle, BRAILLE.rising))


def test_a_missing_bar_leaves_its_column_free() -> None:
    known = bars(6)
    gap = msgspec.structs.replace(known[3], is_known=False)
    plan = plan_chart(ChartView(timeframe="1h", bars=(*known[:3], gap, *known[4:])), 20, 10, BRAILLE)
    assert plan is not None
    drawn = {x for (x, _), (_, tone) in cells(plan).items() if tone in CANDLES}
    assert [column in drawn for column in plan.columns] == [True, True, True, False, True, True]


def _moved(shown: tuple[Bar, ...], close: float) -> tuple[Bar, ...]:
    """The running candle a little further."""
    last = shown[-1]
    moved = msgspec.structs.replace(last, close=close, low=min(last.low, close), high=max(last.high, close))
    return (*shown[:-1], moved)


def test_a_tick_redraws_the_rows_of_the_running_candle_and_no_body() -> None:
    shown = bars(40)
    last = shown[-1]
    lines = (line(101.0, "floor"), line(103.0, "top"))
    body_lines.cache_clear()
    drawn = []
    for close in (last.low, (last.low + last.high) / 2, last.high):
        chart = ChartView(timeframe="1d", bars=_moved(shown, close), lines=lines)
        drawn.append(draw_chart(price_view(chart, close), 96, 24, BRAILLE))
    assert body_lines.cache_info().misses == 1
    plan = plan_chart(ChartView(timeframe="1d", bars=shown, lines=lines), 96 - 25, 23, BRAILLE)
    assert plan is not None
    touched = {plan.scale.rows - 1 - y for y in range(plan.scale.row(last.low), plan.scale.row(last.high) + 1)}
    for before, after in pairwise(drawn):
        changed = {at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new}
        assert changed <= touched


def test_the_running_candle_lies_over_the_lines_in_its_column() -> None:
    last = bars(40)[-1]
    middle = (last.low + last.high) / 2
    chart = ChartView(timeframe="1d", bars=bars(40), lines=(line(middle, "floor"),))
    plan = plan_chart(chart, 60, 12, BRAILLE)
    assert plan is not None
    row = plan.scale.row(middle)
    assert plan.last[row][1] in CANDLES
    assert cells(plan)[57, row] in ((BRAILLE.line, Tone.SUPPORT), cells(plan)[57, row])
    assert plain(body_lines(plan.body)[plan.scale.rows - 1 - row]).count(BRAILLE.line) > 20


@pytest.mark.parametrize("glyphs", SETS, ids=lambda glyphs: glyphs.name)
def test_every_line_is_told_apart_without_colour(glyphs: Glyphs) -> None:
    last = bars(40)[-1].close
    lines = (
        line(last * 0.93, "support"),
        line(last * 1.05, "zone", to=last * 1.09),
        msgspec.structs.replace(line(last * 0.91, "close trigger"), style="dashed"),
    )
    average = tuple(last * 0.97 for _ in range(40))
    chart = ChartView(timeframe="4h", bars=bars(40), lines=lines, average=average, week_opens=(5,))
    plan = plan_chart(chart, 87, 30, glyphs)
    assert plan is not None
    signs = [{glyphs.week}]
    for part in (0.93, 1.06, 0.91, 0.97):
        row = plan.scale.row(last * part)
        signs.append({glyph for (_, y), (glyph, tone) in cells(plan).items() if y == row and tone not in _OTHERS})
    assert all(signs)
    assert sum(map(len, signs)) == len(set().union(*signs))
    column = plan.columns[5]
    assert sum(cells(plan).get((column, y)) == (glyphs.week, Tone.FAINT) for y in range(30)) >= 15


def test_a_line_and_the_average_in_one_row_both_show() -> None:
    chart = ChartView(timeframe="1d", bars=bars(40), lines=(line(95.0, "floor"),), average=(95.0,) * 40)
    plan = plan_chart(chart, 85, 20, BRAILLE)
    assert plan is not None
    tones = [cells(plan)[x, plan.scale.row(95.0)][1] for x in range(10, 80) if (x, plan.scale.row(95.0)) in cells(plan)]
    assert tones.count(Tone.SUPPORT) > 20
    assert tones.count(Tone.AVERAGE) > 20


@pytest.mark.parametrize("glyphs", SETS, ids=lambda glyphs: glyphs.name)
def test_liquidations_have_their_own_row_and_cover_no_candle(glyphs: Glyphs) -> None:
    chart = ChartView(timeframe="1d", bars=bars(40), forced=_forced((4e7, 1e6), (1e5, 2e7), (5e6, 0.0)))
    without = msgspec.structs.replace(chart, forced=())
    rows = [plain(row) for row in draw_chart(price_view(chart, 101.0), 66, 12, glyphs)]
    bare = [plain(row) for row in draw_chart(price_view(without, 101.0), 66, 11, glyphs)]
    assert [row[:41] for row in rows[:10]] == [row[:41] for row in bare[:10]]
    assert rows[10][38:41] == glyphs.longs_forced[2] + glyphs.shorts_forced[1] + glyphs.longs_forced[0]
    assert "long" in rows[10]
    assert "short" in rows[10]
    assert not set(glyphs.longs_forced) & set(glyphs.shorts_forced)


def test_with_room_each_side_has_a_row_with_its_largest() -> None:
    chart = ChartView(timeframe="1d", bars=bars(40), forced=_forced((4e7, 1e6), (2e7, 2e7)))
    drawn = draw_chart(price_view(chart, 101.0), 96, 24, BRAILLE)
    longs, shorts = next((a, b) for a, b in pairwise(drawn) if "longs" in plain(a))
    assert plain(longs)[:71].strip() == "█ ▅"
    assert "40.0M longs liq" in plain(longs)
    assert plain(shorts)[:71].strip() == "▁ ▅"
    assert "20.0M shorts liq" in plain(shorts)
    assert {tone for text, tone in longs if "█" in text} == {Tone.DOWN}
    assert {tone for text, tone in shorts if "▅" in text} == {Tone.UP}


def test_the_axis_says_when_whose_and_how_far() -> None:
    chart = ChartView(timeframe="1d", source="binance", bars=bars(40))
    axis = plain(draw_chart(price_view(chart), 96, 12, BRAILLE)[-1])
    assert "035" in axis
    shown = bars(40)[-35:]
    pct = (max(bar.high for bar in shown) / min(bar.low for bar in shown) - 1) * 100
    assert axis.rstrip().endswith(f"1d binance range {pct:.1f}%")


def test_without_candles_the_chart_says_why() -> None:
    view = price_view(ChartView(timeframe="1w", missing="no 1w candles yet"))
    assert "no 1w candles yet" in plain(draw_chart(view, 60, 8, BRAILLE)[0])
