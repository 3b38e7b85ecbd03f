"""The open-interest pane: the total with its change in dollars and in coin, the verdict, and a gauge per venue."""

from widgets.draw.frame import Canvas, wrapped
from widgets.draw.gauge import share_bar
from widgets.draw.lines import aligned, as_many_as_fit, blank, fit, in_columns, join, longest, pad, width_of
from widgets.draw.strips import stacked
from widgets.draw.table import Column, table
from widgets.draw.wide import half, is_wide, side_by_side
from widgets.view.derivatives import InterestRow, OpenInterestView
from widgets.view.text import Line, Span, Tone

_THEN = (
    Column(heading="ven", width=4, align="left"),
    Column(heading="24h ago", width=8),
    Column(heading="usd now", width=8),
    Column(heading="change", width=9),
    Column(heading="24h ago", width=8),
    Column(heading="coin now", width=9),
    Column(heading="change", width=9),
    Column(heading="age", width=5),
)
_RECENT = 2
"""How many of the strips are of the last days."""
_WITH_THEN = 84
"""Cells from which venues show what they had a day ago."""
_QUADRANT_NAME, _QUADRANT_CELL = 11, 17
_PAIR, _LOW_CELL = 18, 12
_WITH_CHANGES = 2
"""Rows from which venues without bars have their changes."""


def draw_open_interest(view: OpenInterestView, canvas: Canvas) -> list[Line]:
    """Where it has been stands beside what it is in a wide pane, and below it in a tall one."""
    if is_wide(canvas):
        return _two_columns(view, canvas)
    body = _now(view, canvas)
    past = stacked(view.history, canvas.width, canvas.height - len(body) - 1, canvas.glyphs)
    return [*body, blank(canvas.width), *past] if past else body


def _two_columns(view: OpenInterestView, canvas: Canvas) -> list[Line]:
    """The longest past stands under the venues, where rows are left there."""
    column = half(canvas)
    left = _now(view, column)
    below = stacked(view.history[_RECENT:], column.width, canvas.height - len(left) - 1, canvas.glyphs)
    recent = view.history[:_RECENT] if below else view.history
    right = stacked(recent, column.width, canvas.height, canvas.glyphs)
    return side_by_side([*left, *([blank(column.width), *below] if below else [])], right, canvas)


def _now(view: OpenInterestView, canvas: Canvas) -> list[Line]:
    width, height = canvas.width, canvas.height
    covers: Span = (f"({view.covers})" if view.covers else "", Tone.DIM)
    changes: list[Line] = [
        ((label, Tone.DIM), view.change, (f" usd{gap}", Tone.DIM), view.coin_change, (" coin", Tone.DIM))
        for label, gap in (("24h ", " · "), ("24h ", " "), ("", " "))
    ]
    change = longest(changes, width - width_of((view.total,)) - 2)
    whole = join([(view.total,), change, (covers,)])
    said = width_of(whole) <= width
    head = as_many_as_fit([whole, (view.coin,)], width) if said else join([(view.total,), change])
    verdict = as_many_as_fit([(view.verdict,), *([] if said else [(covers,)]), ((view.because, Tone.DIM),)], width)
    body = [fit(head, width), fit(verdict, width)]
    if height < len(view.rows) + len(body):
        return body + _pairs(view, canvas, height - len(body))
    spare = height - len(body) - len(view.rows)
    if view.because and width_of(verdict) < width_of(((view.because, Tone.DIM),)) and spare > 2:
        body += [((row, Tone.DIM),) for row in wrapped(view.because, width)]
    if view.hour and height >= len(body) + len(view.rows) + 2:
        body.append(fit(view.hour, width))
    extra = _beside_venues(view, width) if height >= len(body) + len(view.rows) + 4 else []
    if height > len(body) + len(view.rows):
        body.append(_heading(width))
    gauges = height - len(body)
    first = canvas.scroll.window(len(view.rows), gauges)
    body += [_gauge(row, canvas) for row in view.rows[first : first + max(gauges, 0)]]
    return body + extra[: max(height - len(body), 0)]


def _beside_venues(view: OpenInterestView, width: int) -> list[Line]:
    """What the change is made of, and the quadrant that it stands in."""
    lines = [blank(width), *(fit(line, width) for line in (view.then, *view.effects) if line)]
    lines += [((row, Tone.DIM),) for row in wrapped(view.scope, width)]
    if view.quadrant and width >= _QUADRANT_NAME + 2 * _QUADRANT_CELL:
        lines.append(blank(width))
        lines += [
            fit([pad(cell, _QUADRANT_CELL if index else _QUADRANT_NAME) for index, cell in enumerate(row)], width)
            for row in view.quadrant
        ]
    return lines


def _pairs(view: OpenInterestView, canvas: Canvas, rows: int) -> list[Line]:
    """Venues side by side without bars, where rows are dear."""
    if rows < _WITH_CHANGES:
        short: list[Line] = [(pad((row.venue, Tone.HEADING), 4), pad(row.usd, 6, "right")) for row in view.rows]
        return in_columns(short, _LOW_CELL, canvas.width, rows)
    cells: list[Line] = [
        (pad((row.venue, Tone.HEADING), 4), pad(row.usd, 5, "right"), pad(row.short_change, 7, "right"))
        for row in view.rows
    ]
    return in_columns(cells, _PAIR, canvas.width, rows)


def _bar(width: int) -> tuple[int, bool, bool]:
    """(cells for the bar, whether the coin change fits, whether the age fits)."""
    left = width - 4 - 7 - 9
    coin = left >= 26
    left -= 10 if coin else 0
    age = left >= 12
    left -= 5 if age else 0
    return max(min(left - 1, 48), 0), coin, age


def _heading(width: int) -> Line:
    if width >= _WITH_THEN:
        return table(_THEN, [], width)[0]
    bar, coin, age = _bar(width)
    cells = [("ven", 4, "left"), ("", bar, "left"), ("usd", 7, "right"), ("24h usd", 9, "right")]
    if coin:
        cells.append(("24h coin", 10, "right"))
    if age:
        cells.append(("age", 5, "right"))
    text = "".join(name.rjust(size) if side == "right" else name.ljust(size) for name, size, side in cells)
    return fit(((text, Tone.DIM),), width)


def _gauge(row: InterestRow, canvas: Canvas) -> Line:
    if canvas.width >= _WITH_THEN:
        return _then_to_now(row, canvas)
    bar, coin, age = _bar(canvas.width)
    spans: list[Span] = [pad((row.venue, Tone.HEADING), 4), *share_bar(row.part, bar, canvas.glyphs, Tone.INFO)]
    spans += [pad(row.usd, 7, "right"), pad(row.change, 9, "right")]
    if coin:
        spans.append(pad(row.coin_change, 10, "right"))
    if age:
        spans.extend(aligned(row.age, 5, "right"))
    return fit(spans, canvas.width)


def _then_to_now(row: InterestRow, canvas: Canvas) -> Line:
    """Dollars and coins a day ago and now, where there is room, beside a short bar."""
    cells = (
        (row.venue, Tone.HEADING), row.then, row.usd, row.change, row.coin_then, row.coin, row.coin_change, row.age,
    )  # fmt: skip
    used = sum(column.width + 1 for column in _THEN) - 1
    bar = share_bar(row.part, max(canvas.width - used - 2, 0), canvas.glyphs, Tone.INFO)
    return fit((*table(_THEN, [cells], used, heading=False)[0], ("  ", Tone.TEXT), *bar), canvas.width)
