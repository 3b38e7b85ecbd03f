"""Strips under the price chart: a figure over the very columns of the candles, gaps left open."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from widgets.draw.chart_plan import ChartPlan
from widgets.draw.glyphs import Glyphs, GlyphSet
from widgets.draw.lines import blank, cut, fit
from widgets.draw.raster import Raster
from widgets.view.price import ChartStrip
from widgets.view.text import Line, Tone

_LEAST_CHART, _CHART = 9, 12
"""Rows that the candles keep whatever there is to show under them, and that they have before a strip grows."""

_LEAST_ROWS, _MOST_ROWS = 3, 5
_VALUE = 9
_OWN_GUTTER, _NARROWEST, _TALLEST = 10, 12, 10


def strip_room(strips: Sequence[ChartStrip], height: int) -> tuple[tuple[ChartStrip, ...], int]:
    """The first strips that fit under a chart of `height` rows in all, and the rows that each takes."""
    count = min(len(strips), max(height - _LEAST_CHART, 0) // _LEAST_ROWS)
    if not count:
        return (), 0
    return tuple(strips[:count]), min(max((height - _CHART) // count, _LEAST_ROWS), _MOST_ROWS)


def draw_strip(strip: ChartStrip, plan: ChartPlan, height: int, gutter: int, glyphs: Glyphs) -> list[Line]:
    """A heading with the newest known value, and under it the plot with its highest and lowest."""
    return list(_drawn(strip, plan.columns, plan.width, height, gutter, glyphs.name))


def stacked(strips: Sequence[ChartStrip], width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Strips on their own, under each other, the newest bar at the right: as many as `height` rows have room for."""
    plot = width - _OWN_GUTTER
    count = min(len(strips), height // (_LEAST_ROWS + 1))
    if not count or plot < _NARROWEST:
        return []
    rows = min(height // count, _TALLEST)
    lines: list[Line] = []
    for strip in strips[:count]:
        bars = min(len(strip.values), plot)
        step = plot // bars
        columns = tuple(range(plot - 1 - step * (bars - 1), plot, step))
        lines += [*_drawn(strip, columns, plot, rows - 1, _OWN_GUTTER, glyphs.name), blank(width)]
    return [fit(line, width) for line in lines[:-1]]


@lru_cache(maxsize=32)
def _drawn(
    strip: ChartStrip, columns: tuple[int, ...], width: int, height: int, gutter: int, glyphs: GlyphSet
) -> tuple[Line, ...]:
    shown = len(columns)
    values, words = strip.values[-shown:], strip.words[-shown:]
    points = [(float(x), value) for x, value in zip(columns, values, strict=True) if value is not None]
    if not points:
        heading = fit(((f"{strip.name}: nothing known of these bars", Tone.DIM),), width)
        return heading, *(fit((), width) for _ in range(height - 1))
    heights = [y for _, y in points]
    raster = Raster(width, height - 1, (0, max(width - 1, 1)), (min(heights), max(heights)), glyphs)
    for run in _runs(columns, values):
        raster.curve(run, strip.tone)
    said = {value: word for value, word in zip(values, words, strict=True) if value is not None}
    newest = next(value for value in reversed(values) if value is not None)
    tail = "" if values[-1] is not None else " last"
    edges = {0: said[max(heights)], height - 2: said[min(heights)]} if height > 2 else {}
    heading = fit(((cut(strip.name, width), Tone.DIM),), width)
    rows = [(*heading, (f" {said[newest]:>{_VALUE}}", strip.tone), (tail if gutter > _VALUE + 6 else "", Tone.DIM))]
    rows += [(*line, (f" {edges.get(index, ''):>{_VALUE}}", Tone.DIM)) for index, line in enumerate(raster.lines())]
    return tuple(rows)


def _runs(columns: Sequence[int], values: Sequence[float | None]) -> Iterator[list[tuple[float, float]]]:
    """Stretches of neighbouring bars that are all known; nothing is drawn between two stretches."""
    run: list[tuple[float, float]] = []
    for x, value in zip(columns, values, strict=True):
        if value is not None:
            run.append((float(x), value))
        elif run:
            yield run
            run = []
    if run:
        yield run
