"""The market pane: three rows as a strip, sections in a column, and two columns where it is wide."""

from collections.abc import Sequence

from widgets.draw.frame import Canvas, wrapped
from widgets.draw.gauge import part_bar, split_bar
from widgets.draw.lines import as_many_as_fit, beside, blank, fit, flow, join, pad, width_of
from widgets.draw.table import Column, table
from widgets.view.market import AssetRow, CascadeRow, MarketView
from widgets.view.text import Line, Span, Tone

_CASCADE = (
    Column(heading="alt", width=5, align="left"),
    Column(heading="move", width=8),
    Column(heading="forced", width=7, rank=1),
    Column(heading="bids", width=7, rank=1),
    Column(heading="cover", width=5),
    Column(heading="risk", width=7, align="left"),
    Column(heading="age", width=4, rank=2),
)
_STRIP_ROWS = 5
"""Up to here a row for each section would be too many."""
_TALL = 14
_TWO_COLUMNS = 96
_LEAST_FORCED = 3
_LONGEST_BAR = 24
_GAP = 4


def draw_market(view: MarketView, canvas: Canvas) -> list[Line]:
    if canvas.height <= _STRIP_ROWS:
        draw = _strip
    elif canvas.height < _TALL:
        draw = _page
    else:
        draw = _two_columns if canvas.width >= _TWO_COLUMNS else _column
    return draw(view, canvas)[: canvas.height]


def _strip(view: MarketView, canvas: Canvas) -> list[Line]:
    """Capitalisation and flows; regime and liquidations; the cascade: each as much as fits whole."""
    width = canvas.width
    assets = [((f"{row.asset} ", Tone.DIM), row.total) for row in view.assets]
    rows = [
        as_many_as_fit([*_cap(view), *_etf(view), ((view.etf_gap, Tone.WARN),)], width),
        as_many_as_fit([*view.regime, view.liquidations, *assets], width),
        as_many_as_fit(_cascade_words(view), width),
        as_many_as_fit([((view.recorded, Tone.DIM),), *(((reason, Tone.DIM),) for reason in view.reasons)], width),
    ]
    return [fit(row, width) for row in rows][: canvas.height]


def _page(view: MarketView, canvas: Canvas) -> list[Line]:
    """Every section in a row or two, without bars."""
    width = canvas.width
    body = [
        fit(as_many_as_fit(_cap(view), width), width),
        *flow([*_etf(view), ((view.etf_gap, Tone.WARN),)], width),
        fit(as_many_as_fit([view.liquidations, *_asset_words(view)], width), width),
        *flow(view.regime, width),
    ]
    room = canvas.height - len(body)
    cascade = _cascade_table(view, width)
    if len(cascade) > room:
        cascade = flow(_cascade_words(view), width)
    reasons = _words(("; ".join(view.reasons), Tone.DIM), width)
    return [*body, *reasons[: max(room - len(cascade), 0)], *cascade][: canvas.height]


def _column(view: MarketView, canvas: Canvas) -> list[Line]:
    """Sections under each other; where they don't all fit, the page, which hides none."""
    width = canvas.width
    body = [*_capital(view, width), blank(width), *_regime(view, width)]
    room = canvas.height - len(body) - len(_cascade_table(view, width)) - 2
    if room < _LEAST_FORCED:
        return _page(view, canvas)
    body += [blank(width), *_forced(view, canvas, width, room)]
    return [*body, blank(width), *_scrolled_cascade(view, canvas, width, canvas.height - len(body) - 1)]


def _two_columns(view: MarketView, canvas: Canvas) -> list[Line]:
    """Money and regime beside the liquidations; the cascade under both."""
    width = (canvas.width - _GAP) // 2
    left = [*_capital(view, width), blank(width), *_regime(view, width)]
    right = _forced(view, canvas, width, max(canvas.height // 2, len(left)))
    body = beside(left, right, width, canvas.width - width - _GAP, _GAP)
    room = canvas.height - len(body) - 1
    return [*body, blank(canvas.width), *_scrolled_cascade(view, canvas, canvas.width, room)]


def _cap(view: MarketView) -> list[Line]:
    return [view.cap, *view.dominance, view.source]


def _etf(view: MarketView) -> list[Line]:
    """The sum with its date never without what is known of its completeness."""
    return [join([view.etf, (view.etf_state,)], " "), *view.etf_assets]


def _capital(view: MarketView, width: int) -> list[Line]:
    return [*flow(_cap(view), width), *flow(_etf(view), width), *_words((view.etf_gap, Tone.WARN), width)]


def _regime(view: MarketView, width: int) -> list[Line]:
    lines = flow(view.regime, width)
    for reason in view.reasons:
        lines += _words((reason, Tone.DIM), width)
    return lines


def _words(span: Span, width: int) -> list[Line]:
    return [fit(((row, span[1]),), width) for row in wrapped(span[0], width)]


def _forced(view: MarketView, canvas: Canvas, width: int, rows: int) -> list[Line]:
    """The recorded floor with who was hurt, and the assets that it came from."""
    bar = min(max(width - width_of(view.liquidations) - 1, 0), _LONGEST_BAR)
    head: Line = (*view.liquidations, (" ", Tone.TEXT), *split_bar(view.share, bar, canvas.glyphs, Tone.DOWN, Tone.UP))
    lines = [fit(head, width), fit(((view.recorded, Tone.DIM),), width)]
    left = max(rows - len(lines), 0)
    if left < len(view.assets):
        return [*lines, *flow(_asset_words(view), width)[:left]]
    return [*lines, *(_asset(row, canvas, width) for row in view.assets)]


def _asset(row: AssetRow, canvas: Canvas, width: int) -> Line:
    left = (
        pad((row.asset, Tone.HEADING), 6),
        pad(row.total, 7, "right"),
        pad(row.long_share, 5, "right"),
        (" ", Tone.TEXT),
    )
    bar = min(max(width - width_of(left), 0), _LONGEST_BAR)
    return fit((*left, *part_bar(row.part, row.share, bar, canvas.glyphs, Tone.DOWN, Tone.UP)), width)


def _asset_words(view: MarketView) -> list[Line]:
    """Each asset with its total and the longs' share, where there is no room for bars."""
    return [((f"{row.asset} ", Tone.DIM), row.total, (" ", Tone.TEXT), row.long_share) for row in view.assets]


def _cascade_words(view: MarketView) -> list[Line]:
    """The supposition, then each altcoin's coverage and risk."""
    if not view.cascade:
        return [((view.no_cascade, Tone.DIM),)]
    words: list[Line] = [((view.condition, Tone.HEADING),)]
    return words + [((f"{row.asset} ", Tone.DIM), row.words, (" ", Tone.TEXT), row.risk) for row in view.cascade]


def _cascade_table(view: MarketView, width: int) -> list[Line]:
    if not view.cascade:
        return _words((view.no_cascade, Tone.DIM), width)
    natural = sum(column.width + 1 for column in _CASCADE) - 1
    lines = table(_CASCADE, [_cascade_cells(row) for row in view.cascade], min(width, natural))
    return [fit(((view.condition, Tone.HEADING),), width), *(fit(line, width) for line in lines)]


def _scrolled_cascade(view: MarketView, canvas: Canvas, width: int, room: int) -> list[Line]:
    """The supposition and the columns' names stay; the rows scroll under them."""
    lines = _cascade_table(view, width)
    if not view.cascade:
        return lines[: max(room, 0)]
    heads, rows = lines[:2], lines[2:]
    first = canvas.scroll.window(len(rows), room - len(heads))
    return [*heads, *rows[first : first + max(room - len(heads), 0)]][: max(room, 0)]


def _cascade_cells(row: CascadeRow) -> Sequence[Span]:
    return (row.asset, Tone.HEADING), row.move, row.forced, row.bids, row.coverage, row.risk, row.age
