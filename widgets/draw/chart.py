"""The price chart: plotext draws the plot, and beside it stand the lines' names and the price's pointer."""

import re
from dataclasses import dataclass
from functools import lru_cache

from widgets.draw.chart_plan import ChartPlan, plan_chart
from widgets.draw.gauge import merged
from widgets.draw.glyphs import Glyphs, GlyphSet
from widgets.draw.lines import as_many_as_fit, blank, cut, fit
from widgets.draw.strips import draw_strip, strip_room
from widgets.view.price import ChartView, PriceView
from widgets.view.text import Line, Span, Tone

# plotext colours cells with palette numbers; each number stands for a tone until the theme colours it.
_CODES = {tone: 20 + index for index, tone in enumerate(Tone)}
_TONES = {code: tone for tone, code in _CODES.items()}
_ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")


CHART_NARROWEST = 19
"""Cells below which there are no candles, only the reason."""

_CURVES: dict[GlyphSet, str] = {"braille": "braille", "block": "hd", "ascii": "+"}
"""What plotext calls the dots of a curve; hd are quarters of a cell."""

_POINTER_WEIGHT = 1000.0
_ROWS_WITH_GAPS = 18
"""Rows from which the chart says which strips it has not."""


@dataclass(frozen=True, kw_only=True)
class _Label:
    price: float
    text: str
    tone: Tone
    rank: int


def draw_chart(view: PriceView, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Exactly `height` lines; where there are no candles, the first says why."""
    gutter = 25 if width >= 64 else 17 if width >= 44 else 10
    strips, strip_height = strip_room(view.chart.strips, height - 1)
    gaps: Line = ((view.chart.no_strips, Tone.DIM),)
    without = [fit(gaps, width)] if view.chart.no_strips and height >= _ROWS_WITH_GAPS else []
    plot_height = height - 1 - len(strips) * strip_height - len(without)
    plan = plan_chart(view.chart, width - gutter, plot_height, glyphs) if width >= CHART_NARROWEST else None
    if plan is None:
        words = view.chart.missing or ("no room for the chart" if view.chart.bars else "no candles yet")
        return [fit(((words, Tone.DIM),), width)] + [blank(width)] * max(height - 1, 0) if height > 0 else []
    labels = _labels(view, plan, gutter, glyphs)
    rows = [
        fit((*line, *labels.get(plan.height - 1 - index, ())), width) for index, line in enumerate(plot_lines(plan))
    ]
    rows += [fit(line, width) for strip in strips for line in draw_strip(strip, plan, strip_height, gutter, glyphs)]
    return [*rows, fit(_axis(plan, view.chart, gutter, glyphs), width), *without]


@lru_cache(maxsize=8)
def plot_lines(plan: ChartPlan) -> tuple[Line, ...]:
    """The plot from its top row down; equal plans are drawn once."""
    # plotext is only loaded by the first chart: a pane without one starts without it.
    import plotext

    plotext.clear_figure()
    plotext.limit_size(False, False)
    plotext.plotsize(plan.width, plan.height)
    plotext.theme("clear")
    plotext.xaxes(False, False)
    plotext.yaxes(False, False)
    plotext.xfrequency(0)
    plotext.yfrequency(0)
    plotext.xlim(0, plan.width - 1)
    plotext.ylim(0, plan.height - 1)
    _scatter(plotext, plan.lines)
    if plan.average:
        columns, heights = [x for x, _ in plan.average], [y for _, y in plan.average]
        plotext.plot(columns, heights, marker=_CURVES[plan.glyphs], color=_CODES[Tone.AVERAGE])
    _scatter(plotext, plan.candles)
    rows = str(plotext.build()).split("\n")[: plan.height]
    plotext.clear_figure()
    return tuple(_toned(row) for row in rows)


def _scatter(plotext: "object", cells: tuple[tuple[int, int, str, Tone], ...]) -> None:
    """One call for all cells of one glyph and tone: plotext's cost is by the call."""
    groups: dict[tuple[str, Tone], tuple[list[int], list[int]]] = {}
    for x, y, glyph, tone in cells:
        columns, rows = groups.setdefault((glyph, tone), ([], []))
        columns.append(x)
        rows.append(y)
    for (glyph, tone), (columns, rows) in groups.items():
        plotext.scatter(columns, rows, marker=glyph, color=_CODES[tone])  # type: ignore[attr-defined]


def _toned(row: str) -> Line:
    """plotext's coloured row as toned text."""
    spans: list[Span] = []
    tone = Tone.TEXT
    for index, part in enumerate(_ESCAPE.split(row)):
        if index % 2 == 0:
            if part:
                spans.append((part, tone))
        else:
            codes = part.split(";")
            tone = _TONES.get(int(codes[2]), Tone.TEXT) if len(codes) == 3 and codes[0] == "38" else Tone.TEXT
    return merged(spans)


def _labels(view: PriceView, plan: ChartPlan, gutter: int, glyphs: Glyphs) -> dict[int, Line]:
    """Row from the bottom -> what stands right of the plot. Labels that want one row move apart, in price order."""
    wanted = [
        _Label(
            price=min(max(line.low, plan.low), plan.high),
            text=f"{line.price:>9} {line.label}" if gutter > 10 else f"{line.price:>9}",
            tone=line.tone,
            rank=line.rank,
        )
        for line in view.chart.lines
        if line.high >= plan.low and line.low <= plan.high
    ]
    if view.price_usd is not None:
        inside = min(max(view.price_usd, plan.low), plan.high)
        wanted.append(_Label(price=inside, text=view.price_tag, tone=Tone.BADGE, rank=-1))
    wanted = sorted(wanted, key=lambda label: label.rank)[: plan.height]
    placed: dict[int, Line] = {}
    for label, row in _spread_rows(sorted(wanted, key=lambda each: each.price), plan):
        if label.rank < 0:
            placed[row] = ((glyphs.pointer, Tone.VALUE), (f"{label.text:>9} ", label.tone))
        else:
            placed[row] = ((" ", Tone.TEXT), (cut(label.text, gutter - 1), label.tone))
    return placed


def _spread_rows(labels: list[_Label], plan: ChartPlan) -> list[tuple[_Label, int]]:
    """Labels in price order, each on a row of its own, moved as little as can be; the price itself hardly moves.

    Pool-adjacent-violators on (wanted row - place in the order), which must not fall.
    """
    pools: list[tuple[float, float, int]] = []
    for place, label in enumerate(labels):
        wanted = min(max(plan.row(label.price), 0), plan.height - 1) - place
        weight = _POINTER_WEIGHT if label.rank < 0 else 1.0
        pool = (wanted * weight, weight, 1)
        while pools and pools[-1][0] / pools[-1][1] >= pool[0] / pool[1]:
            before = pools.pop()
            pool = (before[0] + pool[0], before[1] + pool[1], before[2] + pool[2])
        pools.append(pool)
    most = plan.height - len(labels)
    offsets = [min(max(round(total / weight), 0), most) for total, weight, count in pools for _ in range(count)]
    return [(label, offset + place) for place, (label, offset) in enumerate(zip(labels, offsets, strict=True))]


def _axis(plan: ChartPlan, chart: ChartView, gutter: int, glyphs: Glyphs) -> Line:
    """The time axis, with the timeframe, whose candles they are, and what the marks mean at its right."""
    text = [" "] * plan.width
    for column, label in plan.ticks:
        text[column : column + len(label)] = label
    marks = f"{glyphs.longs_forced[-1]}{glyphs.shorts_forced[-1]} liq" if any(map(any, chart.forced)) else ""
    facts: list[Line] = [((fact, Tone.DIM),) for fact in (chart.timeframe, chart.source, marks)]
    return ("".join(text), Tone.DIM), (" ", Tone.TEXT), *as_many_as_fit(facts, gutter - 1, " ")
