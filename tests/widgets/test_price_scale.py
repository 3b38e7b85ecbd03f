"""One mapping from prices to rows: whatever is drawn of a price stands in the row that the scale says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.charts import CANDLES, SETS, bars, cells, line, price_view
from widgets.draw.chart import draw_chart
from widgets.draw.chart_plan import plan_chart
from widgets.draw.glyphs import BRAILLE, Glyphs
from widgets.draw.lines import plain
from widgets.draw.price_scale import PriceScale, chart_scale, round_prices, round_step
from widgets.view.price import Bar, ChartView
from widgets.view.text import Tone

_PRICES = st.floats(60.0, 160.0)


@given(st.floats(0.001, 1e6), st.floats(0.001, 1e6), st.integers(1, 80), st.floats(1.0, 1e5), st.floats(0.001, 0.5))
def test_the_order_of_prices_is_the_order_of_rows(
    first: float, second: float, rows: int, low: float, part: float
) -> None:
    scale = PriceScale(low=low, high=low * (1 + part), rows=rows)
    lower, upper = sorted((first, second))
    assert 0 <= scale.row(lower) <= scale.row(upper) < rows
    assert scale.half(lower) // 2 == scale.row(lower)


@pytest.mark.parametrize("glyphs", SETS, ids=lambda glyphs: glyphs.name)
@given(prices=st.lists(_PRICES, max_size=6), average=_PRICES, seed=st.integers(0, 50), height=st.integers(6, 40))
def test_every_line_and_the_average_run_in_the_row_of_their_price(
    glyphs: Glyphs, prices: list[float], average: float, seed: int, height: int
) -> None:
    shown = bars(30, seed=seed)
    lines = tuple(line(price, f"line {at}", rank=at) for at, price in enumerate(prices))
    # No candles over the lines: their bars are unknown but the last, which has the last column.
    unknown = tuple(Bar(*(bar.open, bar.high, bar.low, bar.close), bar.label, 0, is_known=False) for bar in shown[:-1])
    view = ChartView(timeframe="1d", bars=(*unknown, shown[-1]), lines=lines, average=(average,) * 30)
    plan = plan_chart(view, 30, height, glyphs)
    assert plan is not None
    rows = {y for (x, y), (_, tone) in cells(plan).items() if tone is Tone.SUPPORT and x < 29}
    assert rows == {plan.scale.row(price) for price in prices if plan.scale.shows(price)}
    averages = {y for (x, y), (_, tone) in cells(plan).items() if tone is Tone.AVERAGE and x < 29}
    assert averages == ({plan.scale.row(average)} if plan.scale.shows(average) else set())


@given(seed=st.integers(0, 200), height=st.integers(6, 40), count=st.integers(1, 60))
def test_a_candle_reaches_from_the_row_of_its_low_to_that_of_its_high(seed: int, height: int, count: int) -> None:
    shown = bars(count, seed=seed)
    plan = plan_chart(ChartView(timeframe="1d", bars=shown), 60, height, BRAILLE)
    assert plan is not None
    drawn = cells(plan)
    for column, bar in zip(plan.columns, plan.bars, strict=True):
        rows = [y for (x, y), (_, tone) in drawn.items() if x == column and tone in CANDLES]
        assert sorted(rows) == list(range(plan.scale.row(bar.low), plan.scale.row(bar.high) + 1))
        bodies = [y for y in rows if drawn[column, y][0] in "┃╽╿╻╹"]
        ends = {plan.scale.row(bar.open), plan.scale.row(bar.close)}
        assert (min(bodies), max(bodies)) == (min(ends), max(ends))


@pytest.mark.parametrize("glyphs", SETS, ids=lambda glyphs: glyphs.name)
@given(
    usd=st.floats(50.0, 200.0), prices=st.lists(_PRICES, max_size=8), height=st.integers(7, 30), seed=st.integers(0, 50)
)
def test_the_pointer_stands_in_the_row_of_the_price_whatever_labels_there_are(
    glyphs: Glyphs, usd: float, prices: list[float], height: int, seed: int
) -> None:
    lines = tuple(line(price, f"l{at}", rank=at) for at, price in enumerate(prices))
    chart = ChartView(timeframe="1d", bars=bars(40, seed=seed), lines=lines)
    plan = plan_chart(chart, 66 - 25, height - 1, glyphs)
    assert plan is not None
    drawn = [plain(row) for row in draw_chart(price_view(chart, usd), 66, height, glyphs)]
    pointers = [at for at, row in enumerate(drawn[:-1]) if row[41] == glyphs.pointer]
    assert pointers == [plan.scale.rows - 1 - plan.scale.row(usd)]
    assert f"{usd:,.2f}" in drawn[pointers[0]]


@given(seed=st.integers(0, 50), far=st.floats(0.0, 5.0), rows=st.integers(4, 60), above=st.booleans())
def test_a_line_widens_the_range_by_at_most_half_of_the_candles_own(
    seed: int, far: float, rows: int, above: bool
) -> None:
    shown = bars(30, seed=seed)
    low, high = min(bar.low for bar in shown), max(bar.high for bar in shown)
    own = high - low
    price = high + own * far if above else low - own * far
    scale = chart_scale(shown, [line(price)], rows)
    if far < 0.49:
        assert scale.shows(price)
    assert scale.low <= low <= high <= scale.high
    if rows >= 12:
        assert own / (scale.high - scale.low) > 0.5


def test_a_quiet_market_is_not_drawn_as_a_storm() -> None:
    still = [Bar(100.0, 100.01, 99.99, 100.0, "", 0)] * 10
    scale = chart_scale(still, [], 20)
    assert scale.high - scale.low >= 0.2
    assert scale.row(100.01) - scale.row(99.99) <= 3


def test_a_candle_that_reaches_a_little_further_moves_no_other() -> None:
    shown = bars(40)
    lowest = min(bar.low for bar in shown)
    scales = {
        chart_scale((*shown, Bar(100, 101, lowest * (1 - step / 1e6), 100, "", 0)), [], 20) for step in range(1, 50)
    }
    assert len(scales) <= 2


@given(st.floats(1e-6, 1e9))
def test_steps_are_round_and_hardly_larger_than_asked_for(least: float) -> None:
    step = round_step(least)
    assert least * 0.999 <= step <= least * 2.51
    digits = f"{step:.1e}".split("e")[0]
    assert digits in ("1.0", "2.0", "2.5", "5.0")


@given(st.floats(0.01, 1e5), st.floats(0.001, 0.5), st.integers(2, 60))
def test_the_axis_names_round_prices_in_their_rows_and_none_twice(low: float, part: float, rows: int) -> None:
    scale = PriceScale(low=low, high=low * (1 + part), rows=rows)
    found = list(round_prices(scale))
    assert [row for row, _ in found] == sorted({row for row, _ in found})
    words = [word for _, word in found]
    assert len(set(words)) == len(words)
    for row, word in found:
        price = float(word.replace(",", ""))
        assert abs(scale.cells(price) - (row + 0.5)) <= 0.5 + 1e-6
