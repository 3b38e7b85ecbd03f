"""Strips: a figure over the very columns of the candles, or over a time axis of its own; gaps stay open."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from widgets.draw.chart_plan import ChartPlan
from widgets.draw.glyphs import Glyphs
from widgets.draw.lines import blank, cut, fit, width_of
from widgets.draw.raster import IN_CELL, Raster
from widgets.draw.ticks import by_rank
from widgets.view.strip import ChartStrip
from widgets.view.text import Line, Span, Tone

_LEAST_CHART, _CHART = 9, 12
"""Rows that the candles keep whatever there is to show under them, and that they have before a strip grows."""

_LEAST_ROWS, _MOST_ROWS = 3, 5
_OWN_GUTTER, _OWN_NUMBER = 10, 8
_NARROWEST, _TALLEST = 12, 27
_MOST_DIGITS = 4
_HEADROOM = 0.06
"""Of the range, what stays free above and below a curve."""


def strip_room(strips: Sequence[ChartStrip], height: int) -> tuple[tuple[ChartStrip, ...], int]:
    """The first strips that fit under a chart of `height` rows in all, and the rows that each takes."""
    count = min(len(strips), max(height - _LEAST_CHART, 0) // _LEAST_ROWS)
    if not count:
        return (), 0
    return tuple(strips[:count]), min(max((height - _CHART) // count, _LEAST_ROWS), _MOST_ROWS)


def draw_strip(strip: ChartStrip, plan: ChartPlan, height: int, gutter: int, number: int, glyphs: Glyphs) -> list[Line]:
    """A heading with the newest value and its change, and under it the plot with its highest and lowest.

    `number` is how many cells of the gutter numbers are aligned in.
    """
    return list(_drawn(strip, plan.columns, plan.width, height, gutter, number, glyphs))


def stacked(strips: Sequence[ChartStrip], width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Strips with their own time axes under each other, the newest bar at the right: as many as have room."""
    plot = width - _OWN_GUTTER
    count = min(len(strips), max(height, 0) // (_LEAST_ROWS + 2))
    if not count or plot < _NARROWEST:
        return []
    rows = min((height + 1) // count, _TALLEST)
    lines: list[Line] = []
    for strip in strips[:count]:
        unknown = next((place for place, value in enumerate(strip.values) if value is not None), 0)
        bars = min(len(strip.values) - unknown, plot)
        step = plot // bars
        columns = tuple(range(plot - 1 - step * (bars - 1), plot, step))
        lines += _drawn(strip, columns, plot, rows - 2, _OWN_GUTTER, _OWN_NUMBER, glyphs)
        times = [(column, *time) for column, time in zip(columns, strip.times[-bars:], strict=False)]
        lines += [((by_rank(times, plot), Tone.DIM),), blank(width)]
    return [fit(line, width) for line in lines[:-1]]


def aligned(strips: Sequence[ChartStrip], width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Strips of the same bars under each other, over one time axis: as many as have room."""
    plot = width - _OWN_GUTTER
    count = min(len(strips), max(height - 1, 0) // _LEAST_ROWS)
    if not count or plot < _NARROWEST:
        return []
    rows = min((height - 1) // count, _TALLEST)
    bars = min(len(strips[0].values), plot)
    columns = tuple(round((plot - 1) * place / max(bars - 1, 1)) for place in range(bars))
    lines: list[Line] = []
    for strip in strips[:count]:
        lines += _drawn(strip, columns, plot, rows, _OWN_GUTTER, _OWN_NUMBER, glyphs)
    times = [(column, *time) for column, time in zip(columns, strips[0].times[-bars:], strict=False)]
    return [fit(line, width) for line in (*lines, ((by_rank(times, plot), Tone.DIM),))]


@lru_cache(maxsize=32)
def _drawn(
    strip: ChartStrip, columns: tuple[int, ...], width: int, height: int, gutter: int, number: int, glyphs: Glyphs
) -> tuple[Line, ...]:
    values = strip.values[-len(columns) :]
    known = [value for value in values if value is not None]
    if not known:
        heading = fit(((f"{strip.name}: nothing known of these bars", Tone.DIM),), width)
        return heading, *(fit((), width) for _ in range(height - 1))
    raster = Raster(width, height - 1, (0, width), _edges(strip, known), glyphs.name)
    if strip.baseline is not None:
        raster.mark_row(strip.baseline, glyphs.dash, Tone.FAINT)
    for run in _runs(columns, values):
        raster.curve(run, strip.tone)
    labels = _labels(strip, known, raster, gutter - 1)
    rows = [_heading(strip, values, width, gutter, number)]
    for index, line in enumerate(raster.lines()):
        text, tone = labels.get(index, ("", Tone.DIM))
        rows.append((*line, *fit(((f" {text:>{number}}", tone),), gutter)))
    return tuple(rows)


def _edges(strip: ChartStrip, known: Sequence[float]) -> tuple[float, float]:
    """The values of the lower and the upper edge."""
    low, high = min(known), max(known)
    always = [0.0] if strip.from_zero else []
    always += [strip.baseline] if strip.to_baseline and strip.baseline is not None else []
    low, high = min(low, *always, low), max(high, *always, high)
    lacks = max(strip.least_span - (high - low), 0.0)
    if not lacks:
        lacks = (high - low) * _HEADROOM * 2
    return low - lacks / 2, high + lacks / 2


def _heading(strip: ChartStrip, values: Sequence[float | None], width: int, gutter: int, number: int) -> Line:
    """The name, the newest known value in the column of the numbers, and how it has changed over the bars shown."""
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    (start, first), (_, newest) = known[0], known[-1]
    said: Span = (f"last {_written(strip, newest, strip.digits)}", strip.tone)
    change = _change(strip, first, newest)
    over = f" in {_span_of((len(values) - start) * strip.hours)}" if strip.hours and change else ""
    room = width + 1 + number - width_of((said,))
    tail: list[Span] = [(f"{change}{over}", Tone.DIM), (change, Tone.DIM)]
    fitting = next((span for span in tail if len(span[0]) + 2 <= gutter - 1 - number), None)
    if fitting is not None:
        return *_left(strip.name, room), said, (" ", Tone.TEXT), fitting
    before = next((span for span in tail if len(span[0]) + 2 + len(strip.name) < room), ("", Tone.DIM))
    left = _left(strip.name, room - len(before[0]) - 1)
    return *left, before, (" ", Tone.TEXT), said


def _left(name: str, room: int) -> Line:
    return fit(((cut(name, max(room - 1, 0)), Tone.DIM),), room)


def _change(strip: ChartStrip, first: float, newest: float) -> str:
    """In percent, or in the value's own points; empty where it is nothing or of nothing."""
    if strip.changes_in_pct:
        return f"{(newest / first - 1) * 100:+.1f}%" if first else ""
    points = f"{(newest - first) / strip.scale:+.1f}"
    return f"{points if float(points) else '0.0'} pts"


def _span_of(hours: float) -> str:
    return f"{hours:.0f}h" if hours < 48 else f"{hours / 24:.0f}d"


def _written(strip: ChartStrip, value: float, digits: int) -> str:
    return f"{value / strip.scale:.{digits}f}{strip.unit}"


def _labels(strip: ChartStrip, known: Sequence[float], raster: Raster, room: int) -> dict[int, Span]:
    """Row from the top -> the highest and the lowest value, told apart, in the rows where they are; in `room` cells."""
    low, high = min(known), max(known)
    digits = next((each for each in range(strip.digits, _MOST_DIGITS) if _differ(strip, low, high, each)), _MOST_DIGITS)
    words: dict[int, str] = {}
    if strip.baseline is not None:
        words[raster.row(strip.baseline)] = f"{strip.baseline:g}{strip.unit}"
    if strip.from_zero:
        words[raster.row(0.0)] = f"0{strip.unit}"
    words[raster.row(low)] = _written(strip, low, digits)
    if _differ(strip, low, high, digits):
        top = _written(strip, high, digits)
        together = raster.row(low) == raster.row(high)
        both = f"{low / strip.scale:.{digits}f}–{top}"
        words[raster.row(high)] = both if together and len(both) <= room else top
    return {row: (text, Tone.DIM) for row, text in words.items()}


def _differ(strip: ChartStrip, low: float, high: float, digits: int) -> bool:
    return _written(strip, low, digits) != _written(strip, high, digits)


def _runs(columns: Sequence[int], values: Sequence[float | None]) -> Iterator[list[tuple[float, float]]]:
    """Stretches of neighbouring bars that are all known; nothing is drawn between two stretches."""
    run: list[tuple[float, float]] = []
    for x, value in zip(columns, values, strict=True):
        if value is not None:
            run.append((x + IN_CELL, value))
        elif run:
            yield run
            run = []
    if run:
        yield run
