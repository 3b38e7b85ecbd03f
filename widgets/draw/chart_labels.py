"""What stands right of the chart: the price's pointer, the lines' names, the extremes and a price axis.

Each stands in the row of its price. Names that want one row share it or give way by rank; none is moved.
"""

from collections.abc import Iterator, Sequence

import msgspec

from widgets.draw.chart_plan import ChartPlan
from widgets.draw.glyphs import Glyphs
from widgets.draw.lines import cell_width, fit, width_of
from widgets.draw.price_scale import PriceScale, round_prices
from widgets.view.price import ChartLine, PriceView
from widgets.view.text import NOTHING, Line, Span, Tone

_ROWS_WITH_EDGES = 8
"""Rows from which the nearest line out of range is named at the edge."""

_BETWEEN: Span = ("·", Tone.DIM)
_SPACE: Span = (" ", Tone.TEXT)


def chart_labels(view: PriceView, plan: ChartPlan, gutter: int, glyphs: Glyphs) -> list[Line]:
    """Exactly `gutter` cells for each row, from the bottom up."""
    scale, chart = plan.scale, view.chart
    lines, column = _by_row(chart.lines, scale), number_width(view, plan)
    rows: dict[int, Line] = {}
    for row, words in round_prices(scale):
        rows[row] = (_SPACE, (f"{words:>{column}}", Tone.DIM))
    for row, words, name in _extremes(plan, chart.digits):
        rows[row] = (_SPACE, (f"{words:>{column}}", Tone.DIM), (f" {name}", Tone.DIM))
    rows |= dict(_beyond(view, scale, column, gutter, glyphs))
    for row, found in lines.items():
        rows[row] = (_SPACE, *_named(found, column, gutter - 1))
    if view.price_usd is not None:
        row = scale.row(view.price_usd)
        pointer: Line = ((glyphs.pointer, Tone.VALUE), (f"{view.price_tag:>{column}} ", Tone.BADGE))
        room = gutter - width_of(pointer) - 1
        rows[row] = (*pointer, _SPACE, *_names(lines.get(row, ()), room))
    return [_without_cut(rows.get(row, ()), gutter) for row in range(scale.rows)]


def number_width(view: PriceView, plan: ChartPlan) -> int:
    """Cells in which the numbers of the gutter are aligned."""
    words = [view.price_tag, *(line.price for line in view.chart.lines)]
    words += [price for _, price, _ in _extremes(plan, view.chart.digits)]
    return max(cell_width(number) for number in (*words, *(price for _, price in round_prices(plan.scale))))


def _without_cut(line: Line, gutter: int) -> Line:
    """A number cut in half would be a wrong number: what doesn't fit leaves with its name."""
    kept = list(line)
    while width_of(kept) > gutter:
        kept.pop()
    return fit(kept, gutter)


def _by_row(lines: Sequence[ChartLine], scale: PriceScale) -> dict[int, list[ChartLine]]:
    """The lines in range by the row in which each is named, the most important of a row first.

    A zone is named at its lower edge, or at its upper one where that alone is in range or free.
    """
    rows: dict[int, list[ChartLine]] = {}
    for line in sorted(lines, key=lambda each: each.rank):
        if line.high < scale.low or line.low > scale.high:
            continue
        low, high = scale.row(line.low), scale.row(line.high)
        if not scale.shows(line.low) or (low in rows and high not in rows and scale.shows(line.high)):
            line = msgspec.structs.replace(line, low=line.high, price=line.high_price or line.price)
        rows.setdefault(scale.row(line.low), []).append(line)
    return rows


def _named(lines: Sequence[ChartLine], column: int, room: int) -> Line:
    """Lines of one row: their prices, and as many of their names as fit."""
    first = lines[0]
    price: Span = (f"{first.price:>{column}}", first.tone)
    span = _range(lines)
    for head in ((f"{span:>{column}}", first.tone), price) if span else (price,):
        names = _names(lines, room - width_of((head,)) - 1)
        if names and (head is price or len(names) == 2 * len(lines) - 1):
            return head, _SPACE, *names
    return (price,)


def _names(lines: Sequence[ChartLine], room: int) -> Line:
    """Names with a dot between two: all of them in whole, or short, or else the first ones."""
    whole: list[Span] = [(line.label, line.tone) for line in lines]
    short: list[Span] = [(line.short or line.label, line.tone) for line in lines]
    for names in (whole, *(short[:count] for count in range(len(short), 0, -1))):
        listed = tuple(part for name in names for part in (_BETWEEN, name))[1:]
        if width_of(listed) <= room:
            return listed
    return ()


def _range(lines: Sequence[ChartLine]) -> str:
    """From the lowest to the highest price of a row in thousands; empty where they hardly differ."""
    low, high = (f"{pick(line.low for line in lines) / 1000:.1f}" for pick in (min, max))
    return f"{low}–{high}K" if low != high else ""


def _extremes(plan: ChartPlan, digits: int) -> Iterator[tuple[int, str, str]]:
    """(row, price, name) of the highest and lowest price that the candles show."""
    known = [bar for bar in plan.bars if bar.is_known]
    if known:
        for price, name in ((min(bar.low for bar in known), "low"), (max(bar.high for bar in known), "high")):
            yield plan.scale.row(price), f"{price:,.{digits}f}", name


def _beyond(view: PriceView, scale: PriceScale, column: int, gutter: int, glyphs: Glyphs) -> Iterator[tuple[int, Line]]:
    """The nearest line out of range on each side, named at that edge with its distance from the price."""
    if scale.rows < _ROWS_WITH_EDGES or not view.price_usd:
        return
    below = max((line for line in view.chart.lines if line.high < scale.low), key=lambda each: each.high, default=None)
    above = min((line for line in view.chart.lines if line.low > scale.high), key=lambda each: each.low, default=None)
    for line, row, arrow in ((below, 0, glyphs.down), (above, scale.rows - 1, glyphs.up)):
        if line is None:
            continue
        pct = ((line.high if line is below else line.low) / view.price_usd - 1) * 100
        away = (f" {pct:+.{0 if abs(pct) >= 10 else 1}f}%", Tone.DIM)
        head: Line = ((arrow, line.tone), (f"{line.price:>{column}}", line.tone))
        names: tuple[Span, ...] = ((f" {line.label}", line.tone), (f" {line.short or line.label}", line.tone), NOTHING)
        forms = [(*head, name, away) for name in names]
        yield row, next((form for form in forms if width_of(form) <= gutter), head)
