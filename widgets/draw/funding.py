"""The funding pane: the weighted rate against its baseline, a gauge per venue, and the futures basis."""

from collections.abc import Sequence

from widgets.draw.curve import draw_curve
from widgets.draw.frame import Canvas
from widgets.draw.gauge import signed_bar
from widgets.draw.lines import as_many_as_fit, blank, counted, fit, flow, in_columns, longest, pad, width_of
from widgets.draw.strips import stacked
from widgets.draw.table import Column, table
from widgets.draw.wide import half, is_wide, side_by_side
from widgets.view.derivatives import BasisRow, FundingRow, FundingView
from widgets.view.text import Line, Span, Tone

_CURVE = (
    Column(heading="expiry", width=9, align="left"),
    Column(heading="days", width=5),
    Column(heading="ven", width=4, align="left", rank=1),
    Column(heading="future", width=19, align="left", rank=3),
    Column(heading="basis", width=8),
    Column(heading="book", width=7, rank=2),
)
_ROWS_BESIDE_GAUGES = 3
"""The gauges' heading, the row under them, and one of the futures."""
_TALL, _WITH_PAYMENT = 6, 8
"""Rows from which headline and verdict have a row each, and from which the next payment has one."""
_WITH_FACTS = 18
"""Rows from which there is room for what is said beside the rows."""
_LEAST_PLOT, _TALLEST_PLOT, _WIDEST_PLOT = 6, 12, 72

_NAME, _KIND, _APR, _NEXT = 4, 8, 8, 7
_CONTRACT, _WITH_RATES = 20, 46
"""Cells of a contract's name where rates stand beside it, and of the bar and the rates."""
_PAIR, _LOW_CELL = 18, 12


def draw_funding(view: FundingView, canvas: Canvas) -> list[Line]:
    """Headline, verdict, venues and the basis; gauges where all of them have a row. In a wide pane the basis has a
    column of its own."""
    if is_wide(canvas):
        return _two_columns(view, canvas)
    width, height = canvas.width, canvas.height
    if height < _TALL:
        return _low(view, canvas)
    basis = [_basis_head(view, width)]
    body = _head(view, canvas)
    room = height - len(body) - len(basis)
    rows = view.venues
    if len(view.contracts) + 1 + (len(view.curve) + 2 if view.curve else 0) <= room:
        rows = view.contracts
    if len(rows) + _ROWS_BESIDE_GAUGES <= room:
        body += [*_gauges(rows, view, canvas, room), blank(width)]
    else:
        body += _pairs(view, canvas, room)
    body += basis
    body += _curves(view, width, height - len(body), canvas)
    past = stacked(view.history, width, height - len(body) - 1, canvas.glyphs)
    return [*body, *([blank(width), *past] if past else [])][:height]


def _low(view: FundingView, canvas: Canvas) -> list[Line]:
    """The rate, venues side by side, and the basis with its expiries in the last row."""
    width, height = canvas.width, canvas.height
    room = width - width_of((view.weighted,)) - 2
    whole = [form for form in view.verdict[:1] if width_of(form) <= room]
    head = [(view.weighted,), *whole, view.range]
    head.append(longest(view.payment, width - width_of(as_many_as_fit(head, width)) - 2))
    cells: list[Line] = [(pad((row.name, Tone.HEADING), 4), pad(row.apr, 7, "right")) for row in view.venues]
    venues = in_columns(cells, _LOW_CELL, width, height - 2)
    expiries: list[Line] = [((f"{row.days[0]}d ", Tone.DIM), row.apr) for row in view.expiries]
    words = [] if view.expiries else [(span,) for span in view.basis_words]
    basis = counted([(view.basis,), *expiries, *words], width)
    return [fit(as_many_as_fit(head, width), width), *venues, fit(basis, width)][:height]


def _two_columns(view: FundingView, canvas: Canvas) -> list[Line]:
    """Funding with what was paid at the left, the basis at the right."""
    column = half(canvas)
    left = _head(view, column)
    left += [*_gauges(view.contracts, view, column, column.height - len(left)), blank(column.width)]
    left += stacked(view.history, column.width, column.height - len(left), canvas.glyphs)
    right = [_basis_head(view, column.width)]
    right += _curves(view, column.width, column.height - len(right), canvas)
    return side_by_side(left, right, canvas)


def _head(view: FundingView, canvas: Canvas) -> list[Line]:
    width, height = canvas.width, canvas.height
    body = [
        fit(as_many_as_fit([(view.weighted,), view.range], width), width),
        fit(longest(view.verdict, width), width),
    ]
    if height >= _WITH_PAYMENT and view.payment:
        body.append(fit(longest(view.payment, width), width))
    if height >= _WITH_FACTS:
        body += flow([fact for fact in view.facts if width_of(fact) <= width], width)
    return body


def _gauges(rows: Sequence[FundingRow], view: FundingView, canvas: Canvas, room: int) -> list[Line]:
    """A gauge a row under their heading, as far as the pane is scrolled."""
    lines = [_gauge(row, view, canvas) for row in rows]
    if room > len(lines):
        lines.insert(0, _heading(rows, canvas))
    first = canvas.scroll.window(len(lines), room)
    return lines[first : first + max(room, 0)]


def _basis_head(view: FundingView, width: int) -> Line:
    return fit(as_many_as_fit([(view.basis,), *((span,) for span in view.basis_words)], width, " "), width)


def _curves(view: FundingView, width: int, room: int, canvas: Canvas) -> list[Line]:
    """Every future, else one row for each expiry, else all of them in a row; and the curve where there is room."""
    body: list[Line] = []
    for rows in (view.curve, view.expiries):
        if rows and len(rows) < room:
            body = table(_CURVE, [_basis_cells(row) for row in rows], width)
            break
    else:
        body = _short_curve(view, width, room)
    left = room - len(body) - 1
    if left >= _LEAST_PLOT and len(view.basis_curve.points) > 1:
        # Beside nothing else the curve may be as large as its room.
        size = (width, left) if is_wide(canvas) else (min(width, _WIDEST_PLOT), min(left, _TALLEST_PLOT))
        plot = draw_curve(view.basis_curve, *size, canvas.glyphs)
        body += [blank(width), *plot]
    return body


def _pairs(view: FundingView, canvas: Canvas, rows: int) -> list[Line]:
    """Venues side by side without gauges, where rows are dear."""
    cells: list[Line] = [
        (pad((row.name, Tone.HEADING), 4), pad(row.every, 5), pad(row.apr, 8, "right")) for row in view.venues
    ]
    return in_columns(cells, _PAIR, canvas.width, rows)


def _short_curve(view: FundingView, width: int, rows: int) -> list[Line]:
    """Days and basis of each expiry, the nearest first."""
    parts: list[Line] = [((f"{row.days[0]}d ", Tone.DIM), row.apr) for row in view.expiries]
    return flow(parts, width)[:rows]


def _columns(canvas: Canvas) -> tuple[int, int, bool]:
    """(cells for the contract, cells for the bar, whether rate and interest fit)."""
    left = canvas.width - _NAME - _KIND - _APR - _NEXT
    contract = _CONTRACT if left >= _CONTRACT + _WITH_RATES else 16 if left >= 34 else 0
    wide = left - contract >= _WITH_RATES
    bar = left - contract - 1 - (30 if wide else 0)
    return contract, max(min(bar, 48), 0), wide


def _heading(rows: Sequence[FundingRow], canvas: Canvas) -> Line:
    contract, bar, wide = _columns(canvas)
    text = "ven".ljust(_NAME) + "contract".ljust(contract)[:contract] + "every".ljust(_KIND) + " " * bar
    text += "apr".rjust(_APR) + "next".rjust(_NEXT)
    if wide:
        # Several contracts of a venue were not paid one rate.
        settled = "settled" if any(row.settled[0] for row in rows) else ""
        text += settled.rjust(10) + "rate".rjust(11) + "oi".rjust(9)
    return fit(((text, Tone.DIM),), canvas.width)


def _gauge(row: FundingRow, view: FundingView, canvas: Canvas) -> Line:
    contract, bar, wide = _columns(canvas)
    spans: list[Span] = [pad((row.name, Tone.HEADING), _NAME)]
    if contract:
        spans.append(pad((row.contract, Tone.DIM), contract))
    spans.append(pad(row.kind, _KIND))
    spans += signed_bar(row.apr_pct, view.low_pct, view.high_pct, view.baseline_pct, bar, canvas.glyphs)
    spans += [pad(row.apr, _APR, "right"), pad(row.payment, _NEXT, "right")]
    if wide:
        spans += [pad(row.settled, 10, "right"), pad(row.rate, 11, "right"), pad(row.interest, 9, "right")]
    return fit(spans, canvas.width)


def _basis_cells(row: BasisRow) -> tuple[Span, ...]:
    return row.expiry, row.days, (row.venue, Tone.HEADING), (row.contract, Tone.DIM), row.apr, row.spread
