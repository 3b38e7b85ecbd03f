"""The price chart in cells: which glyph goes where, decided before anything is drawn.

The running candle stands apart: what is left looks equal from tick to tick, and is drawn once.
"""

from functools import lru_cache

import msgspec

from widgets.draw.candle import candle_cells
from widgets.draw.glyphs import Glyphs
from widgets.draw.price_scale import PriceScale, chart_scale
from widgets.draw.raster import IN_CELL, Raster
from widgets.view.price import Bar, ChartLine, ChartView
from widgets.view.text import Span, Tone

Cell = tuple[int, int, str, Tone]
"""(column, row from the bottom, glyph, tone)."""

_WIDE_PLOT = 48
_ZONE_STEP = 4
"""A zone is a loose field of dots, so that candles stay readable in it."""

_PIECE = 3
"""Cells of a line, and of the average, where they share a row."""


Layer = dict[tuple[int, int], Span]
"""(column, row from the bottom) -> what stands there."""


class Body(msgspec.Struct, frozen=True):
    """What changes with a bar, a line or the size, and with no tick."""

    width: int
    height: int
    cells: tuple[Cell, ...]
    """Each place once."""


class ChartPlan(msgspec.Struct, frozen=True, kw_only=True):
    width: int
    scale: PriceScale
    body: Body
    """Every column but the last."""
    last: tuple[Span, ...]
    """The last column, with the running candle, from the bottom up."""
    columns: tuple[int, ...]
    """Of the bars that show, oldest first."""
    bars: tuple[Bar, ...]
    """Those bars."""


class _Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What is drawn but for the running candle."""

    width: int
    scale: PriceScale
    bars: tuple[Bar, ...]
    columns: tuple[int, ...]
    """Of those bars, and of the running one."""
    lines: tuple[ChartLine, ...]
    average: tuple[float | None, ...]
    """In each of the columns; empty where it is not known."""
    weeks: tuple[int, ...]
    """Columns in which a week opens."""
    glyphs: Glyphs


@lru_cache(maxsize=8)
def plan_chart(view: ChartView, width: int, height: int, glyphs: Glyphs) -> ChartPlan | None:
    """The plan for a plot of `width` x `height` cells; None where there is nothing to draw or no room."""
    step = 2 if width >= _WIDE_PLOT else 1
    bars = view.bars[-(width // step) :] if width >= step else ()
    if not bars or height < 2:
        return None
    columns = tuple(range(width - 1 - step * (len(bars) - 1), width, step))
    hidden = len(view.bars) - len(bars)
    settled = _Settled(
        width=width,
        scale=chart_scale(bars, view.lines, height),
        bars=bars[:-1],
        columns=columns,
        lines=view.lines,
        average=view.average[-len(bars) :] if len(view.average) == len(view.bars) else (),
        weeks=tuple(columns[at - hidden] for at in view.week_opens if at >= hidden),
        glyphs=glyphs,
    )
    body, under = _body(settled)
    running = dict(candle_cells(bars[-1], settled.scale, glyphs)) if bars[-1].is_known else {}
    return ChartPlan(
        width=width,
        scale=settled.scale,
        body=body,
        last=tuple(running.get(y, span) for y, span in enumerate(under)),
        columns=columns,
        bars=bars,
    )


@lru_cache(maxsize=8)
def _body(settled: _Settled) -> tuple[Body, tuple[Span, ...]]:
    """The body, and what the running candle lies over."""
    height = settled.scale.rows
    # A faint line at the opening of each week, which is the close of the one before.
    cells: Layer = {(x, y): (settled.glyphs.week, Tone.FAINT) for x in settled.weeks for y in range(height)}
    for line in sorted(settled.lines, key=_width_of_zone, reverse=True):
        cells |= _line(line, settled)
    cells = _interlaced(cells, _average(settled), settled.glyphs)
    for x, bar in zip(settled.columns, settled.bars, strict=False):
        if bar.is_known:
            cells |= {(x, y): span for y, span in candle_cells(bar, settled.scale, settled.glyphs)}
    last, empty = settled.width - 1, (" ", Tone.TEXT)
    body = Body(last, height, tuple((x, y, *span) for (x, y), span in cells.items() if x < last))
    return body, tuple(cells.get((last, y), empty) for y in range(height))


def _width_of_zone(line: ChartLine) -> float:
    """Wide zones are drawn first, so that lines lie on top of them."""
    return line.high - line.low


def _line(line: ChartLine, settled: _Settled) -> Layer:
    scale, glyphs = settled.scale, settled.glyphs
    if line.style == "label" or line.high < scale.low or line.low > scale.high:
        return {}
    glyph = {"dashed": glyphs.dash, "zone": glyphs.dots}.get(line.style, glyphs.line)
    step = _ZONE_STEP if line.style == "zone" else 1
    rows = range(scale.row(line.low), scale.row(line.high) + 1)
    return {(x, y): (glyph, line.tone) for y in rows for x in range(y % 2 * step // 2, settled.width, step)}


def _average(settled: _Settled) -> Layer:
    scale, width, glyphs = settled.scale, settled.width, settled.glyphs
    raster = Raster(width, scale.rows, (0, width), (scale.low, scale.high), glyphs.name)
    pairs = zip(settled.columns, settled.average, strict=False)
    known = [(x + IN_CELL, value) for x, value in pairs if value is not None]
    for first, second in zip(known, known[1:] or known, strict=False):
        if scale.shows(first[1]) or scale.shows(second[1]):
            # In blocks an unbroken line would look like the levels.
            raster.curve((first, second), Tone.AVERAGE, broken=glyphs.name == "block")
    found = {(x, y): raster.cell(scale.rows - 1 - y, x) for y in range(scale.rows) for x in range(width)}
    return {place: span for place, span in found.items() if span[0] != " "}


def _interlaced(cells: Layer, average: Layer, glyphs: Glyphs) -> Layer:
    """The average over what is there; where it runs along a line both show, a piece of each in turn."""
    lines = (glyphs.line, glyphs.dash)
    kept = {
        (x, y): span
        for (x, y), span in average.items()
        if x % (2 * _PIECE) < _PIECE or cells.get((x, y), span)[0] not in lines
    }
    return cells | kept
