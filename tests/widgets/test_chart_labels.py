"""Names right of the chart: each in the row of its price, sharing it or giving way by rank, and none moved."""

import re

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.widgets.charts import SETS, bars, line, price_view
from widgets.draw.chart_labels import chart_labels
from widgets.draw.chart_plan import ChartPlan, plan_chart
from widgets.draw.glyphs import ASCII, BRAILLE, Glyphs
from widgets.draw.lines import plain, width_of
from widgets.view.price import ChartLine, ChartView
from widgets.view.text import Tone

_GUTTERS = (10, 17, 25, 30)


def _labels(
    lines: tuple[ChartLine, ...],
    usd: float | None,
    gutter: int = 25,
    height: int = 16,
    glyphs: Glyphs = BRAILLE,
    seed: int = 1,
) -> tuple[ChartPlan, list[str]]:
    """The plan, and the labels from the bottom up."""
    chart = ChartView(timeframe="1d", bars=bars(40, seed=seed), digits=2, lines=lines)
    plan = plan_chart(chart, 60, height, glyphs)
    assert plan is not None
    return plan, [plain(row) for row in chart_labels(price_view(chart, usd), plan, gutter, glyphs)]


def _prices(row: str) -> list[float]:
    return [float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\.?\d*", row.split("line")[0])]


@pytest.mark.parametrize("gutter", _GUTTERS)
@given(
    prices=st.lists(st.floats(60.0, 160.0), max_size=9), usd=st.one_of(st.none(), st.floats(50.0, 200.0)),
    height=st.integers(2, 40), seed=st.integers(0, 20), glyphs=st.sampled_from(SETS),
)  # fmt: skip
def test_no_label_is_moved_and_none_collides(
    gutter: int, prices: list[float], usd: float | None, height: int, seed: int, glyphs: Glyphs
) -> None:
    lines = tuple(line(price, f"line{at}", rank=at, short=f"l{at}") for at, price in enumerate(prices))
    plan, rows = _labels(lines, usd, gutter, height, glyphs, seed)
    scale = plan.scale
    assert len(rows) == height
    assert {len(row) for row in rows} == {gutter}
    for at, price in enumerate(prices):
        for name in (f"line{at}", f"l{at}"):
            found = [y for y, row in enumerate(rows) if re.search(rf"\b{name}\b", row)]
            assert found in ([], [scale.row(price)])
    wanted = {scale.row(price) for price in prices if scale.shows(price)}
    for y in wanted - ({scale.row(usd)} if usd is not None else set()):
        first = next(price for price in prices if scale.shows(price) and scale.row(price) == y)
        assert f"{first:,.2f}" in rows[y] or "K" in rows[y]


@given(
    prices=st.lists(st.floats(80.0, 120.0), min_size=1, max_size=6), height=st.integers(6, 40), seed=st.integers(0, 20)
)
@example(prices=[80.0, 103.85546875], height=35, seed=0)
def test_the_numbers_of_the_column_fall_from_row_to_row(prices: list[float], height: int, seed: int) -> None:
    plan, rows = _labels(tuple(line(price, rank=at) for at, price in enumerate(prices)), None, 25, height, seed=seed)
    shown = [(y, _prices(row)[0]) for y, row in enumerate(rows) if _prices(row) and row[0] == " "]
    # A price is in the row of what it is, and its number is rounded to a cent.
    rounding = 0.005 / (plan.scale.high - plan.scale.low) * height
    for y, price in shown:
        assert abs(plan.scale.cells(price) - y - 0.5) <= 0.5 + rounding + 1e-9
    assert [price for _, price in shown] == sorted(price for _, price in shown)


def test_names_of_one_row_share_it_by_rank() -> None:
    lines = (
        line(103.0, "50-week area", rank=4, short="50w area"),
        line(103.02, "50-week avg", rank=1, short="50w avg"),
        line(103.03, "close trigger", rank=0, short="trigger"),
    )
    _, rows = _labels(lines, None, 30)
    assert [row.strip() for row in rows if "trigger" in row] == ["103.03 trigger·50w avg"]
    _, wide = _labels(lines[1:], None, 40)
    assert any("103.03 close trigger·50-week avg" in row for row in wide)
    _, narrow = _labels(lines, None, 10)
    assert [row.strip() for row in narrow if "103.03" in row] == ["103.03"]


def test_prices_of_one_row_that_differ_are_a_range() -> None:
    lines = tuple(
        msgspec.structs.replace(line(price, name, rank=rank), price=f"{price:,.0f}")
        for rank, (price, name) in enumerate(((103_191.0, "trigger"), (103_012.0, "50w avg")))
    )
    chart = ChartView(timeframe="1d", bars=bars(40, first=104_000.0), lines=lines)
    plan = plan_chart(chart, 60, 8, BRAILLE)
    assert plan is not None
    rows = [plain(row) for row in chart_labels(price_view(chart), plan, 30, BRAILLE)]
    assert any(row.strip() == "103.0–103.2K trigger·50w avg" for row in rows)


def test_a_name_beside_the_pointer_leaves_it_whole() -> None:
    plan, rows = _labels((line(104.0, "weekly close", short="weekly"),), 104.01)
    row = rows[plan.scale.row(104.01)]
    assert row.startswith("◀104.01  weekly close")
    _, narrow = _labels((line(104.0, "weekly close", short="weekly"),), 104.01, 17)
    assert narrow[plan.scale.row(104.01)].rstrip() == "◀104.01  weekly"


def test_a_zone_is_named_at_an_edge_that_is_in_range_and_free() -> None:
    plan, rows = _labels((line(101.0, "zone", to=105.0), line(101.1, "line", rank=1)), None)
    assert "101.10 line" in rows[plan.scale.row(101.0)]
    assert "105.00 zone" in rows[plan.scale.row(105.0)]
    plan, rows = _labels((line(20.0, "zone", to=101.0),), None)
    assert "101.00 zone" in rows[plan.scale.row(101.0)]
    plan, rows = _labels((line(101.0, "zone", to=300.0),), None)
    assert "101.00 zone" in rows[plan.scale.row(101.0)]


def test_lines_out_of_range_stand_at_the_edge_with_their_distance() -> None:
    lines = (line(20.0, "far below"), line(60.0, "below"), line(300.0, "above", short="abv"), line(900.0, "far above"))
    _, rows = _labels(lines, 100.0)
    assert rows[0].startswith("▼ 60.00 below -40%")
    assert rows[-1].startswith("▲300.00 above +200%")
    assert not any("far" in row for row in rows)
    _, bare = _labels(lines, 100.0, glyphs=ASCII)
    assert bare[0].startswith("v ")
    _, narrow = _labels(lines, 100.0, 10)
    assert narrow[-1] == "▲300.00   "
    assert not any("below" in row for row in _labels(lines, 100.0, height=6)[1])


def test_the_candles_highest_and_lowest_are_named() -> None:
    plan, rows = _labels((), None, height=30)
    low, high = min(bar.low for bar in plan.bars), max(bar.high for bar in plan.bars)
    chart = price_view(ChartView(timeframe="1d", bars=plan.bars, digits=2))
    rows = [plain(row) for row in chart_labels(chart, plan, 25, BRAILLE)]
    assert f"{low:,.2f} low" in rows[plan.scale.row(low)]
    assert f"{high:,.2f} high" in rows[plan.scale.row(high)]


def test_each_name_keeps_its_tone() -> None:
    lines = (line(103.0, "one", rank=1), msgspec.structs.replace(line(103.01, "two", rank=2), tone=Tone.TRIGGER))
    chart = ChartView(timeframe="1d", bars=bars(40), lines=lines)
    plan = plan_chart(chart, 60, 12, BRAILLE)
    assert plan is not None
    row = chart_labels(price_view(chart), plan, 25, BRAILLE)[plan.scale.row(103.0)]
    assert width_of(row) == 25
    assert {("one", Tone.SUPPORT), ("two", Tone.TRIGGER)} <= set(row)
