"""The volatility pane: constant maturities, which side is rich, calls against puts, the curves and the expiries."""

from collections.abc import Sequence

from widgets.draw.curve import draw_curve
from widgets.draw.frame import Canvas
from widgets.draw.gauge import split_bar
from widgets.draw.lines import beside, blank, fit, flow, join, pad, width_of
from widgets.draw.table import Column, table
from widgets.view.options import ExpiryRow, OptionsView
from widgets.view.text import Line, Span, Tone

_TALL = 8

_EXPIRIES = (
    Column(heading="expiry", width=6, align="left"),
    Column(heading="days", width=5),
    Column(heading="atm", width=5),
    Column(heading="rr25", width=6),
    Column(heading="bf25", width=5, rank=2),
    Column(heading="fwd vol", width=7, rank=3),
    Column(heading="oi", width=7, rank=1),
    Column(heading="24h vol", width=7, rank=4),
    Column(heading="max pain", width=8, rank=2),
    Column(heading="forward", width=8, rank=5),
)


def draw_options(view: OptionsView, canvas: Canvas) -> list[Line]:
    """Tenors, words and the split always; expiries and curves share what is left."""
    width, height = canvas.width, canvas.height
    if height < _TALL:
        return _compact(view, canvas)
    body = [*_tenors(view, width), fit((view.term,), width), fit(join([(view.skew,), view.index]), width)]
    body += _splits(view, canvas)
    left = height - len(body)
    expiries = table(_EXPIRIES, [_expiry_cells(row) for row in view.expiries], width)
    plot_height = min(max(left - len(expiries) - 1, min(left // 2, 8), 5), 14, left)
    body += _plots(view, canvas, plot_height)
    left = height - len(body)
    if left >= 4 and len(expiries) > 1:
        first = canvas.scroll.window(len(expiries) - 1, left - 2)
        body += [blank(width), expiries[0], *expiries[1 + first :]][:left]
    return body


def _compact(view: OptionsView, canvas: Canvas) -> list[Line]:
    """Everything in words and figures, a row each for volatility, skew, and calls against puts."""
    atm: list[Line] = [((f"{tenor.tenor} ", Tone.DIM), tenor.atm) for tenor in view.tenors]
    skew: list[Line] = [((f"{tenor.tenor} ", Tone.DIM), tenor.skew) for tenor in view.tenors]
    split: Line = (("C/P vol ", Tone.DIM), view.call_put_volume, ("  OI ", Tone.DIM), view.call_put_interest)
    groups: list[list[Line]] = [
        [(("ATM ", Tone.DIM),), *atm[:3], (view.term,)],
        [(("RR25", Tone.DIM),), *skew[:3], (view.skew,)],
        [split, view.index],
    ]
    return [row for group in groups for row in flow(group, canvas.width)][: canvas.height]


def _tenors(view: OptionsView, width: int) -> list[Line]:
    """Tenors across, with the at-the-money volatility and the skew under each."""
    label = 6
    cell = min(max((width - label) // max(len(view.tenors), 1), 6), 9)
    shown = view.tenors[: max((width - label) // cell, 0)]
    rows: list[list[Span]] = [[("tenor", Tone.DIM)], [("ATM", Tone.DIM)], [("RR25", Tone.DIM)]]
    for tenor in shown:
        for row, span in zip(rows, ((tenor.tenor, Tone.DIM), tenor.atm, tenor.skew), strict=True):
            row.append(span)
    return [fit((pad(row[0], label), *(pad(span, cell, "right") for span in row[1:])), width) for row in rows]


def _splits(view: OptionsView, canvas: Canvas) -> list[Line]:
    lines: list[Line] = []
    parts = (
        ("vol C/P ", view.call_volume_share, view.call_put_volume),
        ("OI  C/P ", view.call_interest_share, view.call_put_interest),
    )
    for name, share, words in parts:
        left: list[Span] = [(name, Tone.DIM), pad(words, 8)]
        bar = min(max(canvas.width - width_of(left), 0), 40)
        lines.append(fit((*left, *split_bar(share, bar, canvas.glyphs, Tone.UP, Tone.DOWN)), canvas.width))
    return lines


def _plots(view: OptionsView, canvas: Canvas, height: int) -> list[Line]:
    curves = [curve for curve in (view.term_curve, view.smile, view.skew_curve) if len(curve.points) > 1]
    if not curves or height < 4:
        return []
    count = min(len(curves), max(canvas.width // 30, 1))
    gap = 3
    width = (canvas.width - gap * (count - 1)) // count
    block: list[Line] = []
    for index, curve in enumerate(curves[:count]):
        lines = draw_curve(curve, width, height, canvas.glyphs)
        block = beside(block, lines, (width + gap) * index - gap, width, gap) if index else lines
    return [fit(line, canvas.width) for line in block]


def _expiry_cells(row: ExpiryRow) -> Sequence[Span]:
    return (
        row.date, row.days, row.atm, row.skew, row.butterfly, row.forward_vol, row.interest, row.volume,
        row.max_pain, row.forward,
    )  # fmt: skip
