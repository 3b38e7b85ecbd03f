"""The price chart: plotext draws what stands still, and over it come the running candle, the pointer and the names."""

import re
from functools import lru_cache

from widgets.draw.chart_labels import chart_labels, number_width
from widgets.draw.chart_plan import Body, ChartPlan, plan_chart
from widgets.draw.forced import draw_forced, forced_rows
from widgets.draw.gauge import merged
from widgets.draw.glyphs import Glyphs
from widgets.draw.lines import as_many_as_fit, blank, fit
from widgets.draw.strips import draw_strip, strip_room
from widgets.draw.ticks import by_rank
from widgets.view.price import ChartView, PriceView
from widgets.view.text import Line, Span, Tone

# plotext colours cells with palette numbers; each number stands for a tone until the theme colours it.
_CODES = {tone: 20 + index for index, tone in enumerate(Tone)}
_TONES = {code: tone for tone, code in _CODES.items()}
_ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")


CHART_NARROWEST = 19
"""Cells below which there are no candles, only the reason."""

_GUTTERS = ((110, 30), (64, 25), (44, 17), (0, 10))
"""(cells of the chart, cells right of the plot from then on)."""

_ROWS_WITH_GAPS = 18
"""Rows from which the chart says which strips it has not."""


def draw_chart(view: PriceView, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Exactly `height` lines; where there are no candles, the first says why."""
    gutter = next(cells for least, cells in _GUTTERS if width >= least)
    forced = forced_rows(view.chart.forced, height)
    gaps: Line = ((view.chart.no_strips, Tone.DIM),)
    without = [fit(gaps, width)] if view.chart.no_strips and height >= _ROWS_WITH_GAPS else []
    fixed = 1 + forced + len(without)
    strips, strip_height = strip_room(view.chart.strips, height - fixed)
    plot_height = height - fixed - len(strips) * strip_height
    plan = plan_chart(view.chart, width - gutter, plot_height, glyphs) if width >= CHART_NARROWEST else None
    if plan is None:
        words = view.chart.missing or ("no room for the chart" if view.chart.bars else "no candles yet")
        return [fit(((words, Tone.DIM),), width)] + [blank(width)] * max(height - 1, 0) if height > 0 else []
    labels, number = chart_labels(view, plan, gutter, glyphs), number_width(view, plan)
    tops = range(plot_height - 1, -1, -1)
    rows: list[Line] = [(*line, plan.last[y], *labels[y]) for y, line in zip(tops, body_lines(plan.body), strict=True)]
    below = draw_forced(view.chart.forced, plan, forced, gutter, number, glyphs)
    below += [line for strip in strips for line in draw_strip(strip, plan, strip_height, gutter, number, glyphs)]
    return [*rows, *(fit(row, width) for row in (*below, _axis(plan, view.chart, gutter))), *without]


@lru_cache(maxsize=8)
def body_lines(body: Body) -> tuple[Line, ...]:
    """The plot without its last column, from its top row down; equal bodies are drawn once."""
    # plotext is only loaded by the first chart: a pane without one starts without it.
    import plotext

    plotext.clear_figure()
    plotext.limit_size(False, False)
    plotext.plotsize(body.width, body.height)
    plotext.theme("clear")
    plotext.xaxes(False, False)
    plotext.yaxes(False, False)
    plotext.xfrequency(0)
    plotext.yfrequency(0)
    plotext.xlim(0, body.width - 1)
    plotext.ylim(0, body.height - 1)
    # One call for all cells of one glyph and tone: plotext's cost is by the call.
    groups: dict[tuple[str, Tone], tuple[list[int], list[int]]] = {}
    for x, y, glyph, tone in body.cells:
        columns, rows = groups.setdefault((glyph, tone), ([], []))
        columns.append(x)
        rows.append(y)
    for (glyph, tone), (columns, rows) in groups.items():
        plotext.scatter(columns, rows, marker=glyph, color=_CODES[tone])
    drawn = str(plotext.build()).split("\n")[: body.height]
    plotext.clear_figure()
    return tuple(_toned(row) for row in drawn)


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


def _axis(plan: ChartPlan, chart: ChartView, gutter: int) -> Line:
    """The time axis, and at its right the timeframe, whose candles they are, and how far they range."""
    times = [(column, bar.label, bar.rank) for column, bar in zip(plan.columns, plan.bars, strict=True)]
    known = [bar for bar in plan.bars if bar.is_known]
    low = min((bar.low for bar in known), default=0.0)
    ranges = f"range {(max(bar.high for bar in known) / low - 1) * 100:.1f}%" if low else ""
    facts: list[Line] = [((fact, Tone.DIM),) for fact in (chart.timeframe, chart.source, ranges)]
    return (by_rank(times, plan.width), Tone.DIM), (" ", Tone.TEXT), *as_many_as_fit(facts, gutter - 1, " ")
