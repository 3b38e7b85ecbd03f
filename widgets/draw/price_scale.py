"""The one mapping of a chart from prices to rows: candles, lines, labels and the pointer all ask it."""

import math
from collections.abc import Iterator, Sequence

import msgspec

from widgets.view.price import Bar, ChartLine

_LINE_REACH = 1.5
"""A line widens the price range to at most this many ranges of the candles; one further away stands at the edge."""

_QUIETEST = 0.002
"""The least range of the candles, in parts of the price: a quiet hour is not drawn as a storm."""

_EDGE_ROWS, _MARGIN_ROWS = 1.2, 0.4
"""Rows left free above or below: one where a line out of range has to be named there, hardly any elsewhere."""

_LEAST_ROWS_WITH_EDGES = 8

_ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_ROWS_A_PRICE = 2
"""Rows from one round price of the axis to the next, at least."""


class PriceScale(msgspec.Struct, frozen=True, kw_only=True):
    low: float
    high: float
    """Prices of the lower and upper edge."""
    rows: int

    def cells(self, price: float) -> float:
        """How many rows above the lower edge, in fractions of a row; out of range where the chart does not reach."""
        return (price - self.low) / (self.high - self.low) * self.rows

    def half(self, price: float) -> int:
        """The half row counted from the bottom; prices beyond an edge stand at it."""
        return min(max(math.floor(self.cells(price) * 2), 0), self.rows * 2 - 1)

    def row(self, price: float) -> int:
        """The row counted from the bottom; prices beyond an edge stand at it."""
        return self.half(price) // 2

    def shows(self, price: float) -> bool:
        return self.low <= price <= self.high


def chart_scale(bars: Sequence[Bar], lines: Sequence[ChartLine], rows: int) -> PriceScale:
    """The range of the candles, of the lines near enough to leave them readable, and a margin."""
    floor, ceiling = _reach(bars, lines)
    below = any(line.high < floor for line in lines)
    above = any(line.low > ceiling for line in lines)
    if rows < _LEAST_ROWS_WITH_EDGES:
        below = above = False
    under = _EDGE_ROWS if below else _MARGIN_ROWS
    over = _EDGE_ROWS if above else _MARGIN_ROWS
    row = (ceiling - floor) / max(rows - under - over, 1.0)
    # In steps, so that a candle that reaches a little further does not move every other one.
    step = round_step(row / 2)
    low = math.floor((floor - under * row) / step) * step
    return PriceScale(low=low, high=math.ceil((ceiling + over * row) / step) * step, rows=rows)


def _reach(bars: Sequence[Bar], lines: Sequence[ChartLine]) -> tuple[float, float]:
    """Lowest and highest price of what has to be in range."""
    known = [bar for bar in bars if bar.is_known] or bars
    low, high = min(bar.low for bar in known), max(bar.high for bar in known)
    lacks = max(high * _QUIETEST - (high - low), 0.0)
    floor, ceiling = low - lacks / 2, high + lacks / 2
    reach = (ceiling - floor) * _LINE_REACH or 1.0
    for line in sorted(lines, key=lambda each: max(floor - each.low, each.high - ceiling)):
        if max(ceiling, line.high) - min(floor, line.low) <= reach:
            floor, ceiling = min(floor, line.low), max(ceiling, line.high)
    return floor, ceiling


def round_step(least: float) -> float:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in _ROUND_STEPS if factor * power >= least * (1 - 1e-9))


def round_prices(scale: PriceScale) -> Iterator[tuple[int, str]]:
    """(row, words) of the round prices within the scale, a few rows apart, lowest first."""
    step = round_step((scale.high - scale.low) / scale.rows * _ROWS_A_PRICE)
    digits = max(-math.floor(math.log10(step) + 1e-9), 0)
    digits += round(step * 10**digits, 6) % 1 != 0
    for count in range(math.ceil(scale.low / step), math.floor(scale.high / step) + 1):
        yield scale.row(count * step), f"{count * step:,.{digits}f}"
