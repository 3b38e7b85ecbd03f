"""A named curve with the meaning of its axes."""

from widgets.draw.glyphs import Glyphs
from widgets.draw.lines import cut, fit, spread
from widgets.draw.raster import Raster
from widgets.draw.ticks import by_importance
from widgets.view.curve import Curve
from widgets.view.text import Line, Tone

_ROWS_A_NUMBER = 2
"""Rows from one number at the left to the next, at least; the first two only need rows of their own."""

_ROWS_WITH_DOTS = 8
"""Rows of the plot from which the points are marked that the line runs through anyway."""


def draw_curve(curve: Curve, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """The name, the plot with its lowest and highest at the left, and what its columns mean below."""
    gutter = max((len(words) for _, words in curve.heights), default=0) + 1
    rows = height - 2
    drawn = (*curve.points, *curve.dots, *curve.before)
    xs, ys = [x for x, _ in drawn], [y for _, y in drawn]
    raster = Raster(width - gutter, rows, (min(xs), max(xs)), (min(ys), max(ys)), glyphs.name)
    for mark in curve.marks:
        if min(xs) <= mark <= max(xs):
            raster.mark_column(mark, glyphs.mark, Tone.FAINT)
    raster.curve(curve.before, Tone.DIM, broken=True)
    raster.curve(curve.points, Tone.INFO)
    for dot in curve.dots:
        if rows >= _ROWS_WITH_DOTS or dot not in curve.points:
            raster.put(dot, glyphs.dot, Tone.TEXT)
    has_room = len(curve.name) + 1 + len(curve.note) <= width
    name = curve.brief if curve.brief and not has_room else curve.name
    lines = [fit(spread(((cut(name, width), Tone.DIM),), ((curve.note, Tone.DIM),), width), width)]
    numbers: dict[int, str] = {}
    for y, words in curve.heights:
        apart = _ROWS_A_NUMBER if len(numbers) > 1 else 1
        if all(abs(raster.row(y) - row) >= apart for row in numbers):
            numbers[raster.row(y)] = words
    for row, line in enumerate(raster.lines()):
        lines.append(((f"{numbers.get(row, ''):>{gutter - 1}} ", Tone.DIM), *line))
    ticks = [(raster.column(x), words) for x, words in curve.ticks if min(xs) <= x <= max(xs)]
    axis = by_importance(ticks, max(width - gutter, 0))
    return [*lines, fit(((" " * gutter, Tone.DIM), (axis, Tone.DIM)), width)]
