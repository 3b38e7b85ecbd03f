"""The price pane: the price, the chart with its lines, and the distance to each line."""

from collections.abc import Sequence

import msgspec

from widgets.draw.chart import CHART_NARROWEST, draw_chart
from widgets.draw.frame import Canvas
from widgets.draw.lines import as_many_as_fit, beside, fit, flow, join, longest, spread, width_of
from widgets.draw.strips import aligned
from widgets.draw.table import Column, chosen_columns, table
from widgets.view.price import LevelRow, PriceView
from widgets.view.text import Line, Span, Tone

_COLUMNS = (
    Column(heading="level", width=13, align="left"),
    Column(heading="price", width=15),
    Column(heading="vs level", width=9),
    Column(heading="state", width=8, align="left", rank=1),
    Column(heading="touch", width=5, rank=3),
    Column(heading="deepest", width=8, rank=2),
)
_NARROW_COLUMNS = (
    Column(heading="level", width=13, align="left"),
    Column(heading="price", width=15),
    Column(heading="vs", width=7),
    Column(heading="state", width=6, align="left", rank=1),
)
_VENUES = (
    Column(heading="venue", width=12, align="left"),
    Column(heading="price", width=11),
    Column(heading="in", width=5, align="left"),
    Column(heading="vs median", width=9),
    Column(heading="age", width=4),
)
_WITH_DAY, _DAY, _GAP = 120, 51, 2
"""Cells from which the last day has a column, the column's, and those before it."""
_WITH_VENUES = 24
"""Rows that the strips keep where venues stand over them."""
_SEEN = {4, 5}
"""The places of touches and of the deepest price among the columns."""
_THEN_LEAST = 25
CHART_LEAST, _CHART_WITH_HEADING = 5, 9
"""Rows below which there is no chart, and below which the table's heading gives its row to it."""
_WITH_HEADLINE = 6
"""Rows below which the price is left to the line over the panes."""
_LOW, _ROWS_OF_LOW = 20, 5
"""Rows of a pane up to which a chart leaves the table only the rows that matter most, and how many."""


def draw_price(view: PriceView, canvas: Canvas) -> list[Line]:
    """Chart and lines; in a wide pane the last day of the price and of what moves it has a column of its own."""
    if not has_day(view, canvas):
        return _draw_lines(view, canvas)
    left = chart_canvas(view, canvas)
    right = msgspec.structs.replace(canvas, width=_DAY)
    return beside(_draw_lines(view, left), _draw_day(view, right), left.width, _DAY, _GAP)


def has_day(view: PriceView, canvas: Canvas) -> bool:
    """Whether there is room and reason for that column."""
    return canvas.width >= _WITH_DAY and canvas.height >= _LOW and bool(view.day or view.venues)


def chart_canvas(view: PriceView, canvas: Canvas) -> Canvas:
    """The room of chart and lines."""
    return msgspec.structs.replace(canvas, width=canvas.width - _DAY - _GAP) if has_day(view, canvas) else canvas


def _draw_day(view: PriceView, canvas: Canvas) -> list[Line]:
    """Venues where rows for them are left, and the strips of the last day."""
    body: list[Line] = []
    if canvas.height >= len(view.venues) + _WITH_VENUES:
        rows = [((row.venue, Tone.HEADING), row.price, row.quote, row.away, row.age) for row in view.venues]
        body = [*table(_VENUES, rows, canvas.width), *flow(view.tokens, canvas.width), ((" ", Tone.TEXT),)]
    return body + aligned(view.day, canvas.width, canvas.height - len(body), canvas.glyphs)


def _draw_lines(view: PriceView, canvas: Canvas) -> list[Line]:
    """Chart and table share the height: the table takes what its rows need, the chart the rest."""
    width = canvas.width
    heading, *rows = _level_lines(view, width)
    ranks = [row.rank for row in view.levels]
    if view.unknown:
        rows.append(fit(((view.unknown, Tone.DIM),), width))
        ranks.append(len(ranks))
    if canvas.height < _WITH_HEADLINE:
        facts = fit(as_many_as_fit(view.facts, width, "   "), width)
        body = _shown(rows, ranks, canvas, canvas.height - 1)
        return [*body, facts] if canvas.height > 1 else body
    body = [_headline(view, width)]
    kept = _rows_beside_chart(len(rows), canvas)
    room = canvas.height - len(body) - kept
    if room >= CHART_LEAST:
        has_heading = room > _CHART_WITH_HEADING
        body += draw_chart(view, width, room - has_heading, canvas.glyphs)
        body += [heading] * has_heading
    elif room > 0:
        body.append(heading)
    body += _shown(rows, ranks, canvas, canvas.height - len(body))
    return body + (flow(view.facts, width) if len(body) < canvas.height else [])


def _rows_beside_chart(rows: int, canvas: Canvas) -> int:
    """Rows of the table: all, but where a chart has room only without some of them, those that matter most."""
    short = min(rows, _ROWS_OF_LOW)
    return short if canvas.height < _LOW and canvas.height - 1 - short >= CHART_LEAST else rows


def _shown(rows: list[Line], ranks: list[int], canvas: Canvas, room: int) -> list[Line]:
    """All rows, or those of the lowest ranks in their order; of a scrolled pane, what follows each other."""
    first = canvas.scroll.window(len(rows), room)
    if first or len(rows) <= room:
        return rows[first : first + max(room, 0)]
    best = sorted(sorted(range(len(rows)), key=lambda place: ranks[place])[: max(room, 0)])
    return [rows[place] for place in best]


def has_chart(view: PriceView, canvas: Canvas) -> bool:
    """Whether `draw_price` draws candles there."""
    canvas = chart_canvas(view, canvas)
    rows = _rows_beside_chart(len(view.levels) + bool(view.unknown), canvas)
    has_room = canvas.height - 1 - rows >= CHART_LEAST and canvas.width >= CHART_NARROWEST
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
    if width < fixed:
        narrow = [(row.name, row.price, row.short_distance, row.state) for row in view.levels]
        return table(_NARROW_COLUMNS, narrow, width)
    if room < fixed:
        return table(_COLUMNS, cells, width)
    kept = chosen_columns(_COLUMNS, room)
    used = sum(_COLUMNS[index].width + 1 for index in kept) - 1
    lines = table(_COLUMNS, cells, used)
    then = [(("then", Tone.DIM),), *(longest(_said(row, kept), width - used - 2) for row in view.levels)]
    gap: Span = ("  ", Tone.TEXT)
    return [fit((*line, gap, *extra), width) for line, extra in zip(lines, then, strict=True)]


def _said(row: LevelRow, kept: Sequence[int]) -> Sequence[Line]:
    """What stands at the right of a row."""
    return row.then if _SEEN & set(kept) else row.seen or row.then
