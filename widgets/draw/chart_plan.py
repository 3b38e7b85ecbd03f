"""The price chart in cells: which glyph goes where, decided before anything is drawn.

Candles are drawn to half a row. Two charts with equal plans look equal, so a tick that moves no cell redraws nothing.
"""

from dataclasses import dataclass
from functools import lru_cache

from widgets.draw.glyphs import Glyphs, GlyphSet
from widgets.view.price import Bar, ChartLine, ChartView
from widgets.view.text import Tone

Cell = tuple[int, int, str, Tone]
"""(column, row from the bottom, glyph, tone)."""

_CANDLE_ORDER = ((2, 2), (1, 1), (2, 1), (1, 2), (2, 0), (0, 2), (1, 0), (0, 1))
"""(lower half, upper half) of each glyph of `Glyphs.candle`: 0 nothing, 1 wick, 2 body."""

_WIDE_PLOT = 48
_ZONE_STEP = 4
"""A zone is a loose field of dots, so that candles stay readable in it."""

_MARGIN = 0.03
"""Of the price range, what stays free above and below it."""

_LINE_REACH = 1.6
"""A line further away than this many candle ranges would flatten the candles; it stays in the table."""


@dataclass(frozen=True, kw_only=True)
class ChartPlan:
    width: int
    height: int
    low: float
    high: float
    """Prices of the lower and upper edge."""
    lines: tuple[Cell, ...]
    candles: tuple[Cell, ...]
    average: tuple[tuple[float, float], ...]
    """(column, row) in fractions of a cell."""
    columns: tuple[int, ...]
    """Of the bars that show, oldest first."""
    ticks: tuple[tuple[int, str], ...]
    """(column, time) under the chart."""
    glyphs: GlyphSet
    """What the average is drawn with."""

    def row(self, price: float) -> int:
        """The row of `price` counted from the bottom; out of range where the chart does not reach."""
        return _row(price, self.low, self.high, self.height)


@lru_cache(maxsize=8)
def plan_chart(view: ChartView, width: int, height: int, glyphs: Glyphs) -> ChartPlan | None:
    """The plan for a plot of `width` x `height` cells; None where there is nothing to draw or no room."""
    step = 2 if width >= _WIDE_PLOT else 1
    bars = view.bars[-(width // step) :] if width >= step else ()
    if not bars or height < 2:
        return None
    forced = view.forced[-len(bars) :] if len(view.forced) == len(view.bars) else ()
    # A mark stands a row outside its candle.
    margin = max(_MARGIN, 1.5 / height) if any(map(any, forced)) else _MARGIN
    low, high = _scale(bars, view.lines, margin)
    columns = range(width - 1 - step * (len(bars) - 1), width, step)
    candles = [
        cell
        for x, bar in zip(columns, bars, strict=True)
        if bar.is_known
        for cell in _candle(x, bar, low, high, height, glyphs)
    ]
    candles += _forced(forced, bars, list(columns), low, high, height, glyphs)
    lines = _weeks(view, len(bars), list(columns), height, glyphs)
    lines += [
        cell
        for line in sorted(view.lines, key=_width_of_zone, reverse=True)
        if line.drawn
        for cell in _line(line, low, high, width, height, glyphs)
    ]
    averages = view.average[-len(bars) :] if len(view.average) == len(view.bars) else ()
    points = [
        (float(x), (value - low) / (high - low) * (height - 1))
        for x, value in zip(columns, averages, strict=False)
        if value is not None and low <= value <= high
    ]
    return ChartPlan(
        width=width,
        height=height,
        low=low,
        high=high,
        lines=tuple(lines),
        candles=tuple(candles),
        average=tuple((x, round(y * 4) / 4) for x, y in points),
        columns=tuple(columns),
        ticks=_ticks([bar.label for bar in bars], list(columns), width),
        glyphs=glyphs.name,
    )


def _scale(bars: tuple[Bar, ...], lines: tuple[ChartLine, ...], margin_share: float) -> tuple[float, float]:
    """The price range: the candles, and the lines near enough to leave the candles readable."""
    low, high = min(bar.low for bar in bars), max(bar.high for bar in bars)
    reach = max((high - low) * _LINE_REACH, high * 0.002)
    floor, ceiling = low, high
    for line in sorted(lines, key=lambda each: abs(each.low - bars[-1].close)):
        if max(ceiling, line.high) - min(floor, line.low) <= reach:
            floor, ceiling = min(floor, line.low), max(ceiling, line.high)
    margin = (ceiling - floor or ceiling * 0.001) * margin_share
    return floor - margin, ceiling + margin


def _width_of_zone(line: ChartLine) -> float:
    """Wide zones are drawn first, so that lines lie on top of them."""
    return line.high - line.low


def _row(price: float, low: float, high: float, height: int) -> int:
    return round((price - low) / (high - low) * (height - 1))


def _line(line: ChartLine, low: float, high: float, width: int, height: int, glyphs: Glyphs) -> list[Cell]:
    bottom, top = _row(line.low, low, high, height), _row(line.high, low, high, height)
    glyph = {Tone.TRIGGER: glyphs.dash, Tone.ZONE: glyphs.dots}.get(line.tone, glyphs.line)
    step = _ZONE_STEP if line.tone is Tone.ZONE else 1
    rows = range(max(bottom, 0), min(top, height - 1) + 1)
    return [(x, y, glyph, line.tone) for y in rows for x in range(y % 2 * step // 2, width, step)]


def _weeks(view: ChartView, shown: int, columns: list[int], height: int, glyphs: Glyphs) -> list[Cell]:
    """A faint line at the opening of each week, which is the close of the one before."""
    hidden = len(view.bars) - shown
    return [
        (columns[index - hidden], y, glyphs.week, Tone.FAINT)
        for index in view.week_opens
        if index >= hidden
        for y in range(height)
    ]


def _forced(
    tiers: tuple[tuple[int, int], ...], bars: tuple[Bar, ...], columns: list[int], low: float, high: float,
    height: int, glyphs: Glyphs,
) -> list[Cell]:  # fmt: skip
    """Marks of large liquidations: of longs below the candle, of shorts above it."""
    cells: list[Cell] = []
    for x, bar, (longs, shorts) in zip(columns, bars, tiers, strict=False):
        if longs:
            y = max(_half(bar.low, low, high, height) // 2 - 1, 0)
            cells.append((x, y, glyphs.longs_forced[longs - 1], Tone.DOWN))
        if shorts:
            y = min(_half(bar.high, low, high, height) // 2 + 1, height - 1)
            cells.append((x, y, glyphs.shorts_forced[shorts - 1], Tone.UP))
    return cells


def _half(price: float, low: float, high: float, height: int) -> int:
    """The half row of a price, counted from the bottom."""
    halves = height * 2
    return min(max(int((price - low) / (high - low) * halves), 0), halves - 1)


def _candle(x: int, bar: Bar, low: float, high: float, height: int, glyphs: Glyphs) -> list[Cell]:
    """One candle, each cell made of two halves that are body, wick or nothing."""

    def half(price: float) -> int:
        return _half(price, low, high, height)

    bottom, top = half(bar.low), half(bar.high)
    body_low, body_high = half(min(bar.open, bar.close)), half(max(bar.open, bar.close))
    rises = bar.close >= bar.open
    tone, shapes = (Tone.UP, glyphs.rising) if rises else (Tone.DOWN, glyphs.candle)

    def kind(index: int) -> int:
        if body_low <= index <= body_high:
            return 2
        return 1 if bottom <= index <= top else 0

    cells: list[Cell] = []
    for y in range(bottom // 2, top // 2 + 1):
        glyph = _candle_glyph(kind(2 * y), kind(2 * y + 1), shapes)
        cells.append((x, y, glyph, tone))
    return cells


def _candle_glyph(lower: int, upper: int, candle: str) -> str:
    """The glyph whose halves are `lower` and `upper`; both are never nothing."""
    return candle[_CANDLE_ORDER.index((lower, upper))]


def _ticks(labels: list[str], columns: list[int], width: int) -> tuple[tuple[int, str], ...]:
    """Times under the chart with a gap between them, counted from the newest bar backwards."""
    chosen: list[tuple[int, str]] = []
    edge = width
    for column, label in zip(reversed(columns), reversed(labels), strict=True):
        start = min(column - len(label) // 2, width - len(label))
        if start >= 0 and start + len(label) + 4 <= edge + (4 if edge == width else 0):
            chosen.append((start, label))
            edge = start
    return tuple(reversed(chosen))
