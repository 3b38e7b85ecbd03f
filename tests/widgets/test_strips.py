"""Strips under the chart: on the candles' own columns, in every glyph set, with gaps that stay gaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.draw.chart import draw_chart
from widgets.draw.chart_plan import plan_chart
from widgets.draw.glyphs import ASCII, BLOCK, BRAILLE, Glyphs
from widgets.draw.lines import plain, width_of
from widgets.draw.strips import draw_strip, strip_room
from widgets.view.pane import Title
from widgets.view.price import Bar, ChartLine, ChartStrip, ChartView, PriceView
from widgets.view.text import Tone

_SETS = (BRAILLE, BLOCK, ASCII)
_GUTTER = 25


def _bars(count: int) -> tuple[Bar, ...]:
    return tuple(Bar(100 + at % 7, 104 + at % 7, 98 + at % 7, 101 + at % 7, f"{at:03d}") for at in range(count))


def _strip(values: tuple[float | None, ...], name: str = "OI in coin") -> ChartStrip:
    return ChartStrip(
        name=name, values=values, words=tuple("" if value is None else f"{value:.0f}" for value in values)
    )


def _view(values: tuple[float | None, ...], **chart: object) -> PriceView:
    strips = (_strip(values), _strip(values, "FUNDING"))
    made = ChartView(timeframe="1h", bars=_bars(len(values)), strips=strips, **chart)  # type: ignore[arg-type]
    return PriceView(title=Title(name="price"), asset="BTC", price_usd=103.0, price_tag="103", chart=made)


@pytest.mark.parametrize("glyphs", _SETS, ids=lambda glyphs: glyphs.name)
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
    view = ChartView(timeframe="1h", bars=_bars(len(values)))
    plan = plan_chart(view, width, 8, glyphs)
    assert plan is not None
    lines = draw_strip(_strip(tuple(values)), plan, height, _GUTTER, glyphs)
    assert len(lines) == height
    shown = values[-len(plan.columns) :]
    inked = {x for line in lines[1:] for x, char in enumerate(plain(line)[: plan.width]) if char != " "}
    if all(value is None for value in shown):
        assert not inked
        return
    for column, value in zip(plan.columns, shown, strict=True):
        assert (column in inked) == (value is not None)
    candles = {x for x, *_ in plan.candles}
    assert candles == set(plan.columns)


def test_between_two_known_bars_there_is_a_line_and_over_a_gap_there_is_none() -> None:
    plan = plan_chart(ChartView(timeframe="1h", bars=_bars(6)), 60, 8, ASCII)
    assert plan is not None
    lines = draw_strip(_strip((1.0, 1.0, None, 1.0, None, 1.0)), plan, 3, _GUTTER, ASCII)
    first = plan.columns[0]
    drawn = "".join(max(plain(line)[x] for line in lines[1:]) for x in range(first, plan.width))
    assert drawn == "***   *   *"


def test_a_strip_says_its_newest_value_and_its_edges() -> None:
    plan = plan_chart(ChartView(timeframe="1h", bars=_bars(4)), 60, 8, BRAILLE)
    assert plan is not None
    lines = [plain(line) for line in draw_strip(_strip((5.0, 9.0, 2.0, None)), plan, 4, _GUTTER, BRAILLE)]
    assert lines[0].startswith("OI in coin")
    assert lines[0].endswith("        2 last")
    assert lines[1].endswith("        9")
    assert lines[3].endswith("        2")
    none = draw_strip(_strip((None, None, None, None)), plan, 3, _GUTTER, BRAILLE)
    assert "nothing known of these bars" in plain(none[0])


@given(st.integers(0, 60), st.integers(0, 3))
def test_candles_keep_their_rows(height: int, count: int) -> None:
    strips = tuple(_strip((1.0, 2.0), name=str(index)) for index in range(count))
    shown, each = strip_room(strips, height)
    assert shown == strips[: len(shown)]
    assert not shown or height - len(shown) * each >= 9


@pytest.mark.parametrize("glyphs", _SETS, ids=lambda glyphs: glyphs.name)
@pytest.mark.parametrize("width", [60, 112, 190])
def test_the_chart_with_strips_is_exactly_as_large_as_its_room(glyphs: Glyphs, width: int) -> None:
    view = _view(tuple(float(at % 11) for at in range(90)), no_strips="no basis strip: recorded from now on, hourly")
    lines = draw_chart(view, width, 24, glyphs)
    assert len(lines) == 24
    assert {width_of(line) for line in lines} == {width}
    text = "\n".join(plain(line) for line in lines)
    assert "OI in coin" in text
    assert "no basis strip" in text
    assert glyphs.name != "ascii" or text.isascii()


@pytest.mark.parametrize("glyphs", _SETS, ids=lambda glyphs: glyphs.name)
def test_every_line_and_mark_is_told_apart_without_colour(glyphs: Glyphs) -> None:
    bars = _bars(40)
    chart = ChartView(
        timeframe="4h",
        bars=bars,
        lines=(
            ChartLine(low=96, high=96, label="support", price="96", tone=Tone.SUPPORT),
            ChartLine(low=109, high=112, label="zone", price="109-112", tone=Tone.ZONE),
            ChartLine(low=94, high=94, label="close trigger", price="94", tone=Tone.TRIGGER),
        ),
        average=tuple(97.0 + at / 40 for at in range(40)),
        week_opens=(5,),
        forced=tuple((2 if at == 10 else 1 if at == 12 else 0, 1 if at == 20 else 0) for at in range(40)),
    )
    view = PriceView(title=Title(name="price"), asset="BTC", price_usd=103.0, price_tag="103", chart=chart)
    plan = plan_chart(chart, 87, 22, glyphs)
    assert plan is not None
    text = [plain(line) for line in draw_chart(view, 112, 23, glyphs)]
    assert glyphs.longs_forced[1] in text[-1]
    column = plan.columns[5]
    assert sum(row[column] == glyphs.week for row in text[:-1]) >= 10
    marks = {(x, glyph) for x, _, glyph, _ in plan.candles if glyph in glyphs.longs_forced + glyphs.shorts_forced}
    assert marks >= {
        (plan.columns[10], glyphs.longs_forced[1]),
        (plan.columns[12], glyphs.longs_forced[0]),
        (plan.columns[20], glyphs.shorts_forced[0]),
    }
    body = "\n".join(text)
    assert len({glyphs.line, glyphs.dash, glyphs.dots, glyphs.week}) == 4
    assert glyphs.line * 3 in body
    assert glyphs.dash * 3 in body
    assert glyphs.dots in body
    assert any("\u2800" <= char <= "\u28ff" for char in body) == (glyphs is BRAILLE)
    assert any(char in body for char in {"braille": "⠉⠒⠤⣀", "block": "▀▄", "ascii": "+"}[glyphs.name])
    for label in ("support", "zone", "close trigger"):
        assert label in body


@pytest.mark.parametrize("glyphs", _SETS, ids=lambda glyphs: glyphs.name)
def test_a_label_stands_beside_its_line_and_the_pointer_beside_the_price(glyphs: Glyphs) -> None:
    lines = tuple(
        ChartLine(low=price, high=price, label=f"line {price}", price=str(price), tone=Tone.SUPPORT)
        for price in (97, 98, 99, 110)
    )
    chart = ChartView(timeframe="1d", bars=_bars(40), lines=lines)
    view = PriceView(title=Title(name="price"), asset="BTC", price_usd=108.0, price_tag="108", chart=chart)
    rows = [plain(line) for line in draw_chart(view, 112, 16, glyphs)]
    plan = plan_chart(chart, 87, 15, glyphs)
    assert plan is not None
    top = next(index for index, row in enumerate(rows) if "line 110" in row)
    assert plan.height - 1 - top == plan.row(110)
    pointer = next(index for index, row in enumerate(rows) if f"{glyphs.pointer}" in row[87:])
    assert plan.height - 1 - pointer == plan.row(108)
