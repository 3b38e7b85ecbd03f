"""Recorded liquidations under the candles: one row for both sides, or where there is room a row for each."""

from collections.abc import Sequence
from functools import lru_cache

from widgets.draw.chart_plan import ChartPlan
from widgets.draw.glyphs import Glyphs
from widgets.draw.lines import fit, width_of
from widgets.view.strip import ChartStrip
from widgets.view.text import Line, Span, Tone

_ROWS_WITH_ONE, _ROWS_WITH_TWO = 8, 20
"""Rows of the chart in all from which liquidations have one row, and from which each side has its own."""

_MORE = (" liquidated, most", " liq, most", "")
"""What is said of the largest bar of a side, beside the side's name."""

_LEAST_SHARE = 0.02
"""Of the largest bar, below which nothing is shown."""


def forced_rows(forced: Sequence[ChartStrip], height: int) -> int:
    """How many rows of a chart of `height` rows in all they take."""
    if not forced or height < _ROWS_WITH_ONE:
        return 0
    return len(forced) if height >= _ROWS_WITH_TWO else 1


def draw_forced(
    forced: tuple[ChartStrip, ...], plan: ChartPlan, rows: int, gutter: int, number: int, glyphs: Glyphs
) -> list[Line]:
    """`rows` lines as from `forced_rows`: longs, then shorts, on one scale; or the larger of both in its own signs."""
    return list(_drawn(forced, plan.columns, plan.width, rows, gutter, number, glyphs))


@lru_cache(maxsize=8)
def _drawn(
    forced: tuple[ChartStrip, ...], columns: tuple[int, ...], width: int, rows: int, gutter: int, number: int,
    glyphs: Glyphs,
) -> tuple[Line, ...]:  # fmt: skip
    if not rows:
        return ()
    longs, shorts = ([value or 0.0 for value in strip.values[-len(columns) :]] for strip in forced)
    top = max(*longs, *shorts, *(strip.least_span for strip in forced))
    if rows == 1:
        cells = [
            _sign(long, top, glyphs.longs_forced, Tone.DOWN)
            if long >= short
            else _sign(short, top, glyphs.shorts_forced, Tone.UP)
            for long, short in zip(longs, shorts, strict=True)
        ]
        return ((*_spread(cells, columns, width), *_legend(gutter, glyphs)),)
    lines: list[Line] = []
    for strip, values in zip(forced, (longs, shorts), strict=True):
        cells = [_sign(value, top, glyphs.levels, strip.tone) for value in values]
        said = f"{max(values) / strip.scale:.1f}{strip.unit}"
        words = next((f" {strip.name}{more}" for more in _MORE if number + len(strip.name + more) + 2 <= gutter), "")
        said_line: Line = ((f" {said:>{number}}{words}", Tone.DIM),)
        lines.append((*_spread(cells, columns, width), *fit(said_line, gutter)))
    return tuple(lines)


def _sign(value: float, top: float, signs: str, tone: Tone) -> Span:
    """The sign of a size, the largest for `top`; hardly anything has none."""
    if value < top * _LEAST_SHARE:
        return " ", Tone.TEXT
    return signs[min(int(value / top * len(signs)), len(signs) - 1)], tone


def _spread(cells: Sequence[Span], columns: Sequence[int], width: int) -> Line:
    """Each cell in its column."""
    line: list[Span] = []
    end = 0
    for column, cell in zip(columns, cells, strict=True):
        line += [(" " * (column - end), Tone.TEXT), cell]
        end = column + 1
    return fit(line, width)


def _legend(gutter: int, glyphs: Glyphs) -> Line:
    """What the signs mean, in as many words as fit."""
    long, short = (glyphs.longs_forced[-1], Tone.DOWN), (glyphs.shorts_forced[-1], Tone.UP)
    for first, second in (
        (" long ", " short liquidated"),
        (" long ", " short liq"),
        (" long ", " short"),
        ("L ", "S liq"),
    ):
        line: Line = ((" ", Tone.TEXT), long, (first, Tone.DIM), short, (second, Tone.DIM))
        if width_of(line) <= gutter:
            return fit(line, gutter)
    return fit((), gutter)
