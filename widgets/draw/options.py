"""The volatility pane: constant maturities, which side is rich, calls against puts, the curves and the expiries."""

from collections.abc import Sequence

import msgspec

from widgets.draw.curve import draw_curve
from widgets.draw.frame import Canvas
from widgets.draw.gauge import share_bar, split_bar
from widgets.draw.lines import aligned, as_many_as_fit, beside, blank, fit, flow, pad, width_of
from widgets.draw.strikes import draw_strikes, strike_rows
from widgets.draw.table import Column, table
from widgets.draw.wide import half, is_wide, side_by_side
from widgets.view.curve import Curve
from widgets.view.options import ExpiryRow, OptionsView
from widgets.view.text import Line, Span, Tone, like

_TALL = 8
_WITH_PREMIUM, _WITH_REALISED, _WITH_FACTS, _WITH_DETAILS = 10, 14, 18, 30
"""Rows from which the premium, realised volatility, and what more there is to say have rows of their own."""

_EXPIRIES = (
    Column(heading="expiry", width=10, align="left"),
    Column(heading="days", width=5),
    Column(heading="10d put", width=7, rank=3),
    Column(heading="25d put", width=7, rank=2),
    Column(heading="atm", width=5),
    Column(heading="25d call", width=8, rank=2),
    Column(heading="10d call", width=8, rank=3),
    Column(heading="rr25", width=6),
    Column(heading="bf25", width=5, rank=4),
    Column(heading="fwd vol", width=7, rank=5),
    Column(heading="oi", width=6, rank=1),
    Column(heading="24h vol", width=7, rank=6),
    Column(heading="max pain", width=8, rank=4),
    Column(heading="gex/1%", width=7, rank=7),
    Column(heading="forward", width=8, rank=8),
)
_BY_INTEREST = (
    Column(heading="expiry", width=10, align="left"),
    Column(heading="oi", width=7),
    Column(heading="notional", width=8),
    Column(heading="24h vol", width=7),
    Column(heading="max pain", width=8),
    Column(heading="gex/1%", width=7),
)
_WITH_SURFACE = 60
"""Cells from which the surface is worth more than the curves of it, where both have no room."""

_LEAST_EXPIRIES = 4
_TALLEST_PLOT, _LEAST_PLOT_ROWS = 18, 5
_LEAST_PLOT = 22
"""Cells that a curve needs to be read."""
_BESIDE_STRIKES, _BESIDE_ROWS, _BESIDE_GAP = 76, 20, 2
"""Cells and rows from which open interest by strike stands beside the words, and the cells between them."""
_STRIKES = 38
"""Cells that it takes there at least; two fifths of what is wide."""
_HEAD, _HEAD_GAP = 39, 2
"""Cells that tenors, words and shares need, and those before a curve that has the rest of their rows."""


def draw_options(view: OptionsView, canvas: Canvas) -> list[Line]:
    """Tenors, words and the split always; expiries and curves share what is left."""
    height = canvas.height
    if height < _TALL:
        return _compact(view, canvas)
    if is_wide(canvas):
        return _two_columns(view, canvas)
    body = _words_and_strikes(view, canvas)
    left_rows = height - len(body)
    rows = len(view.expiries) + 1
    plot_height = min(max(left_rows - rows - 1, min(left_rows // 2, 8), 5), 14, left_rows)
    if canvas.width < _WITH_SURFACE or left_rows > rows + _LEAST_PLOT_ROWS:
        body += _plots(view, canvas, plot_height)
    elif _HEAD + _HEAD_GAP + _LEAST_PLOT <= canvas.width < _BESIDE_STRIKES:
        head = _head_and_curve(view, canvas)
        body = [*head, *body[len(head) :]]
    return [*body, *_expiries(view, canvas, height - len(body))]


def _two_columns(view: OptionsView, canvas: Canvas) -> list[Line]:
    """Words and tables, and under them a curve where they leave room; at the right curves and the strikes."""
    column, height = half(canvas), canvas.height
    left = _words(view, column)
    left += _expiries(view, column, height - len(left))
    left += _by_interest(view, column, height - len(left))
    rows = min(strike_rows(view.strikes), height * 9 // 20)
    strikes = draw_strikes(view.strikes, msgspec.structs.replace(column, height=rows))
    curves = _curves(view)
    room = height - len(left) - 1
    if strikes and len(curves) > 1 and room > _LEAST_PLOT_ROWS + 2:
        *curves, last = curves
        left += [blank(column.width), *draw_curve(last, column.width, min(room, _TALLEST_PLOT), canvas.glyphs)]
    right = _stacked_plots(curves, msgspec.structs.replace(column, height=height - len(strikes)))
    return side_by_side(left, [*right, *strikes], canvas)


def _words_and_strikes(view: OptionsView, canvas: Canvas) -> list[Line]:
    """The strikes at the right of the words, which leave it free."""
    width = canvas.width
    if not view.strikes.rows or width < _BESIDE_STRIKES or canvas.height < _BESIDE_ROWS:
        return _words(view, canvas)
    right = max(_STRIKES, width * 2 // 5)
    left = width - right - _BESIDE_GAP
    words = _words(view, msgspec.structs.replace(canvas, width=left))
    strikes = draw_strikes(view.strikes, msgspec.structs.replace(canvas, width=right, height=len(words)))
    return beside(words, strikes, left, right, _BESIDE_GAP)


def _words(view: OptionsView, canvas: Canvas) -> list[Line]:
    """Tenors, what they mean, calls against puts, and what more there is to say where it has room."""
    width, height = canvas.width, canvas.height
    body = _head(view, canvas)
    if height >= _WITH_DETAILS:
        return body + [line for detail in view.details for line in _wrapped(detail, width)]
    facts = flow([part for fact in view.facts for part in _parts(fact, width)], width)
    return body + (facts if height >= _WITH_FACTS else facts[: max(height - len(body), 0)])


def _head(view: OptionsView, canvas: Canvas) -> list[Line]:
    """Tenors, what they mean, and calls against puts."""
    width = canvas.width
    return [
        *_tenors(view, canvas),
        fit((_whole_words(view.term, width),), width),
        fit(as_many_as_fit(_skew_and_index(view), width), width),
        *_splits(view, canvas),
    ]


def _head_and_curve(view: OptionsView, canvas: Canvas) -> list[Line]:
    """The term structure at the right of what leaves its rows half empty."""
    head = _head(view, msgspec.structs.replace(canvas, width=_HEAD))
    right = canvas.width - _HEAD - _HEAD_GAP
    curve = view.term_curve
    drawn = draw_curve(curve, right, len(head), canvas.glyphs) if len(curve.points) > 1 else []
    return beside(head, drawn, _HEAD, right, _HEAD_GAP)


def _expiries(view: OptionsView, canvas: Canvas, room: int) -> list[Line]:
    """A row for each expiry, as far as the pane is scrolled."""
    heading, *rows = table(_EXPIRIES, [_expiry_cells(row) for row in view.expiries], canvas.width)
    if room < _LEAST_EXPIRIES or not rows:
        return []
    first = canvas.scroll.window(len(rows), room - 2)
    return [blank(canvas.width), heading, *rows[first:]][:room]


def _by_interest(view: OptionsView, canvas: Canvas, room: int) -> list[Line]:
    """How much is open in each expiry, with a bar."""
    cells = [(row.date, row.interest, row.notional, row.volume, row.max_pain, row.gamma) for row in view.expiries]
    if not cells or room < len(cells) + 2:
        return []
    used = sum(column.width + 1 for column in _BY_INTEREST) - 1
    bar = max(canvas.width - used - 2, 0)
    heading, *rows = table(_BY_INTEREST, cells, used)
    bars = [share_bar(row.part, bar, canvas.glyphs, Tone.INFO) for row in view.expiries]
    gap: Span = ("  ", Tone.TEXT)
    return [
        blank(canvas.width),
        fit(heading, canvas.width),
        *((*row, gap, *drawn) for row, drawn in zip(rows, bars, strict=True)),
    ]


def _compact(view: OptionsView, canvas: Canvas) -> list[Line]:
    """Everything in words and figures, a row each for volatility, skew, and calls against puts."""
    atm: list[Line] = [((f"{tenor.tenor} ", Tone.DIM), tenor.atm) for tenor in view.tenors]
    skew: list[Line] = [((f"{tenor.tenor} ", Tone.DIM), tenor.skew) for tenor in view.tenors]
    split: Line = (("C/P vol ", Tone.DIM), view.call_put_volume, ("  OI ", Tone.DIM), view.call_put_interest)
    premium: Line = (("prem ", Tone.DIM), view.call_put_premium)
    groups: list[list[Line]] = [
        [(("ATM ", Tone.DIM),), *atm[:3], (view.term,)],
        [(("RR25" if view.skew_unit == "v" else "RR25%", Tone.DIM),), *skew[:3], (view.skew,)],
        [split, premium, view.index[:2], view.index[2:], *view.facts],
    ]
    return [row for group in groups for row in flow(group, canvas.width)][: canvas.height]


def _skew_and_index(view: OptionsView) -> list[Line]:
    return [(view.skew,), view.index[:2], view.index[2:]]


def _parts(fact: Line, width: int) -> list[Line]:
    """A fact, in two where it is longer than a row: its label with the first figure, and the rest."""
    if width_of(fact) <= width or len(fact) < 3:
        return [fact]
    return [fact[:2], (like(fact[2], fact[2][0].lstrip(" ·")), *fact[3:])]


def _whole_words(span: Span, width: int) -> Span:
    """As many words as fit."""
    words = span[0].split(" ")
    while len(words) > 1 and len(" ".join(words)) > width:
        words.pop()
    return like(span, " ".join(words))


def _wrapped(line: Line, width: int) -> list[Line]:
    """A line that is too long goes on under itself, span by span, without the space before what goes on."""
    if width_of(line) <= width:
        return [fit(line, width)]
    first, *rest = flow([(span,) for span in line], width, "")
    return [first, *(fit((like(row[0], row[0][0].lstrip()), *row[1:]), width) for row in rest)]


def _tenors(view: OptionsView, canvas: Canvas) -> list[Line]:
    """Tenors across, with the at-the-money volatility, the skew, and what was realised under each."""
    width, label = canvas.width, 6
    cell = min(max((width - label) // max(len(view.tenors), 1), 6), 9)
    shown = view.tenors[: max((width - label) // cell, 0)]
    names = ("tenor", "ATM", "RR25" if view.skew_unit == "v" else "RR25%", "RV", "IV-RV")
    rows: list[list[Span]] = [[(name, Tone.DIM)] for name in names]
    for tenor in shown:
        cells = ((tenor.tenor, Tone.DIM), tenor.atm, tenor.skew, tenor.realised, tenor.gap)
        for row, span in zip(rows, cells, strict=True):
            row.append(span)
    rows = rows if canvas.height >= _WITH_REALISED else rows[:3]
    return [
        fit((pad(row[0], label), *(part for span in row[1:] for part in aligned(span, cell, "right"))), width)
        for row in rows
    ]


def _splits(view: OptionsView, canvas: Canvas) -> list[Line]:
    lines: list[Line] = []
    parts = (
        ("vol  C/P", view.call_volume_share, view.call_put_volume),
        ("OI   C/P", view.call_interest_share, view.call_put_interest),
        ("prem C/P", view.call_premium_share, view.call_put_premium),
    )
    for name, share, words in parts if canvas.height >= _WITH_PREMIUM else parts[:2]:
        left: list[Span] = [(f"{name} ", Tone.DIM), pad(words, 7)]
        bar = min(max(canvas.width - width_of(left), 0), 40)
        lines.append(fit((*left, *split_bar(share, bar, canvas.glyphs, Tone.UP, Tone.DOWN)), canvas.width))
    return lines


def _curves(view: OptionsView) -> list[Curve]:
    return [curve for curve in (view.term_curve, view.smile, view.skew_curve) if len(curve.points) > 1]


def _stacked_plots(curves: Sequence[Curve], canvas: Canvas) -> list[Line]:
    """Every curve over the whole column, under each other."""
    height = min(canvas.height // max(len(curves), 1), _TALLEST_PLOT)
    lines: list[Line] = []
    for curve in curves:
        lines += [*draw_curve(curve, canvas.width, height - 1, canvas.glyphs), blank(canvas.width)]
    return lines


def _plots(view: OptionsView, canvas: Canvas, height: int) -> list[Line]:
    curves = _curves(view)
    if not curves or height < 4:
        return []
    count = min(len(curves), max(canvas.width // _LEAST_PLOT, 1))
    gap = 3
    width = (canvas.width - gap * (count - 1)) // count
    block: list[Line] = []
    for index, curve in enumerate(curves[:count]):
        lines = draw_curve(curve, width, height, canvas.glyphs)
        block = beside(block, lines, (width + gap) * index - gap, width, gap) if index else lines
    return [fit(line, canvas.width) for line in block]


def _expiry_cells(row: ExpiryRow) -> Sequence[Span]:
    return (
        row.date, row.days, row.put10, row.put25, row.atm, row.call25, row.call10, row.skew, row.butterfly,
        row.forward_vol, row.interest, row.volume, row.max_pain, row.gamma, row.forward,
    )  # fmt: skip
