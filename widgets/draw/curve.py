"""A named curve with the meaning of its edges."""

from widgets.draw.glyphs import Glyphs
from widgets.draw.lines import as_many_as_fit, cut, fit, spread
from widgets.draw.raster import Raster
from widgets.view.curve import Curve
from widgets.view.text import Line, Tone


def draw_curve(curve: Curve, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """A named curve with the meaning of its edges: values at the left, the ends of the axis below."""
    gutter = max(len(curve.low), len(curve.high)) + 1
    rows = height - 2
    drawn = (*curve.points, *curve.before)
    xs, ys = [x for x, _ in drawn], [y for _, y in drawn]
    raster = Raster(width - gutter, rows, (min(xs), max(xs)), (min(ys), max(ys)), glyphs.name)
    raster.curve(curve.before, Tone.DIM, broken=True)
    raster.curve(curve.points, Tone.INFO)
    if curve.mark_x is not None and min(xs) <= curve.mark_x <= max(xs):
        column = raster.column(curve.mark_x)
        for row in range(rows):
            raster.mark_cell(row, column, glyphs.mark, Tone.DIM)
    lines: list[Line] = [fit(((cut(curve.name, width), Tone.DIM),), width)]
    for index, line in enumerate(raster.lines()):
        edge = curve.high if index == 0 else curve.low if index == rows - 1 else ""
        lines.append(((edge.rjust(gutter - 1) + " ", Tone.DIM), *line))
    room = max(width - gutter, 0)
    left = as_many_as_fit([((curve.left, Tone.DIM),), ((curve.before_words, Tone.DIM),)], room - len(curve.right) - 2)
    axis = spread(left, ((curve.right, Tone.DIM),), room)
    return [*lines, ((" " * gutter, Tone.DIM), *axis)]
