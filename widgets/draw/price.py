"""The price pane: the price, the chart with its lines, and the distance to each line."""

from widgets.draw.chart import CHART_NARROWEST, draw_chart
from widgets.draw.frame import Canvas
from widgets.draw.lines import as_many_as_fit, fit, join, spread, width_of
from widgets.draw.table import Column, chosen_columns, table
from widgets.view.price import PriceView
from widgets.view.text import Line, Span, Tone

_COLUMNS = (
    Column(heading="level", width=13, align="left"),
    Column(heading="price", width=15),
    Column(heading="vs level", width=9),
    Column(heading="state", width=8, align="left", rank=1),
    Column(heading="touch", width=5, rank=3),
    Column(heading="deepest", width=8, rank=2),
)
_THEN_LEAST = 14
CHART_LEAST = 6


def draw_price(view: PriceView, canvas: Canvas) -> list[Line]:
    """Chart and table share the height: the table takes what its rows need, the chart the rest."""
    width = canvas.width
    heading, *rows = _level_lines(view, width)
    if view.unknown:
        rows.append(fit(((view.unknown, Tone.DIM),), width))
    body = [_headline(view, width)]
    room = canvas.height - len(body) - len(rows) - 1
    if room >= CHART_LEAST:
        body += draw_chart(view, width, room, canvas.glyphs)
    if canvas.height - len(body) > len(rows):
        body.append(heading)
    left = canvas.height - len(body)
    first = canvas.scroll.window(len(rows), left)
    return body + rows[first : first + max(left, 0)]


def has_chart(view: PriceView, canvas: Canvas) -> bool:
    """Whether `draw_price` draws candles there."""
    rows = len(view.levels) + bool(view.unknown)
    has_room = canvas.height - 2 - rows >= CHART_LEAST and canvas.width >= CHART_NARROWEST
    return view.state.has_data and bool(view.chart.bars) and has_room


def _headline(view: PriceView, width: int) -> Line:
    """The price at the left, and as many facts as fit at the right."""
    left = join([(view.price,), (view.change,)])
    return spread(left, as_many_as_fit(view.facts, width - width_of(left) - 2, "   "), width)


def _level_lines(view: PriceView, width: int) -> list[Line]:
    """Heading and levels; at their right, what follows a break, in whatever the columns leave."""
    cells: list[tuple[Span, ...]] = [
        (row.name, row.price, row.distance, row.state, row.touches, row.deepest) for row in view.levels
    ]
    room = width - _THEN_LEAST - 2
    fixed = sum(column.width + 1 for column in _COLUMNS if column.rank < 2) - 1
    if room < fixed:
        return table(_COLUMNS, cells, width)
    kept = chosen_columns(_COLUMNS, room)
    used = sum(_COLUMNS[index].width + 1 for index in kept) - 1
    lines = table(_COLUMNS, cells, used)
    then: list[Line] = [(("then", Tone.DIM),), *(row.then for row in view.levels)]
    gap: Span = ("  ", Tone.TEXT)
    return [
        fit((*line, gap, *as_many_as_fit([(span,) for span in extra], width - used - 2)), width)
        for line, extra in zip(lines, then, strict=True)
    ]
