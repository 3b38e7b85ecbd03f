"""The market pane: three rows as a strip, sections in a column, and two columns where it is wide."""

from collections.abc import Sequence

from widgets.draw.frame import Canvas, wrapped
from widgets.draw.gauge import part_bar, share_bar, split_bar
from widgets.draw.lines import as_many_as_fit, beside, blank, counted, fit, flow, join, pad, width_of
from widgets.draw.table import Column, table
from widgets.view.market import AssetRow, CascadeRow, MarketView
from widgets.view.text import Line, Span, Tone

_RISK, _WHY = (Column(heading="risk", width=width, align="left") for width in (4, 12))
"""The word alone, and with room for why there is none."""
_CASCADE = (
    Column(heading="alt", width=5, align="left"),
    Column(heading="price", width=8, rank=1),
    Column(heading="24h", width=6, rank=1),
    Column(heading="move", width=6, rank=3),
    Column(heading="forced", width=6, rank=4),
    Column(heading="bids", width=5, rank=4),
    Column(heading="cover", width=5),
    _WHY,
    Column(heading="age", width=4, rank=5),
    Column(heading="beta", width=5, rank=6),
    Column(heading="oi", width=6, rank=6),
    Column(heading="forced %", width=8, rank=6),
    Column(heading="funding", width=7, rank=7),
    Column(heading="book to", width=7, rank=7),
    Column(heading="ven", width=4, align="left", rank=7),
)
_FLOW_DAYS = (
    Column(heading="ETF day", width=8, align="left"),
    Column(heading="total", width=8),
    Column(heading="BTC", width=8),
    Column(heading="ETH", width=8),
)
_SHORT = 4
"""Rows below which there is one for each section at most."""
_TALL = 14
_TWO_COLUMNS = 96
_FLOWS, _FLOWS_GAP = 12, 1
"""Cells of the ETF flows beside the cascade."""
_PAIR = 36
"""Cells that the cascade keeps beside them."""
_PAIRED = (
    Column(heading="alt", width=5, align="left"),
    Column(heading="price", width=7, rank=1),
    Column(heading="24h", width=6, rank=1),
    Column(heading="cover", width=5),
)
_LEAST_HALF, _HALF_GAP = 26, 1
"""Cells of an altcoin in a table of two columns, and between the two."""
_LEAST_FORCED = 3
_LONGEST_BAR = 24
_GAP = 4
_GRAVEST = (Tone.CRITICAL, Tone.WARN, Tone.DIM)
"""Tones of a risk that is high, medium and unknown; after them a low one."""


def draw_market(view: MarketView, canvas: Canvas) -> list[Line]:
    if canvas.height < _SHORT:
        draw = _strip
    elif canvas.height < _TALL:
        draw = _page
    else:
        draw = _two_columns if canvas.width >= _TWO_COLUMNS else _column
    return draw(view, canvas)[: canvas.height]


def _strip(view: MarketView, canvas: Canvas) -> list[Line]:
    """Capitalisation and flows, the cascade, the regime with liquidations: each as much as fits whole."""
    width = canvas.width
    rows = [
        as_many_as_fit([*_cap(view)[:2], *_etf(view), ((view.etf_gap, Tone.WARN),)], width),
        _cascade_line(view, width),
        as_many_as_fit([*view.regime, view.liquidations, *_asset_words(view)], width),
    ]
    return [fit(row, width) for row in rows]


def _page(view: MarketView, canvas: Canvas) -> list[Line]:
    """A row or two for capital, flows, regime and liquidations; the cascade in a table, with the flows beside it."""
    width, height = canvas.width, canvas.height
    facts = [*_cap(view), *_etf(view), ((view.etf_gap, Tone.WARN),), *view.regime, view.liquidations]
    body = [
        fit(as_many_as_fit(_first(view, width), width), width),
        fit(as_many_as_fit([*view.regime, view.liquidations, *_asset_words(view)], width), width),
    ]
    lines = flow(facts, width)
    room = height - 1 - (len(view.cascade) + 1 if view.cascade else 1)
    if len(lines) > len(body) and room >= len(lines):
        body = lines
    left = height - len(body)
    beside_flows = width - _FLOWS - _FLOWS_GAP if view.etf_days and width >= _FLOWS + _FLOWS_GAP + _PAIR else width
    condition: list[Line] = []
    if view.cascade and left > len(view.cascade) + 1:
        condition, left = [fit(((view.condition, Tone.HEADING),), beside_flows)], left - 1
    cascade = [*condition, *_cascade_rows(view, canvas, beside_flows, left)]
    if beside_flows < width:
        cascade = beside(cascade, _flow_bars(view, canvas, left + len(condition)), beside_flows, _FLOWS, _FLOWS_GAP)
    return [*body, *cascade][:height]


def _first(view: MarketView, width: int) -> list[Line]:
    """Capitalisation, dominance and flows; the flows go before dominance where both don't fit."""
    flows, leader = _etf(view), view.dominance[:1]
    wide = width_of(join([view.cap, *leader, *flows[:1]])) <= width
    first = [view.cap, *leader, flows[0]] if wide else [view.cap, flows[0], *leader]
    return [*first, *flows[1:], *view.dominance[1:], view.source]


def _cascade_rows(view: MarketView, canvas: Canvas, width: int, room: int) -> list[Line]:
    """A row for each altcoin; two in a row where the rows are too few; else all in words."""
    if not view.cascade:
        return _words((view.no_cascade, Tone.DIM), width)
    cells = [_cascade_cells(row) for row in view.cascade]
    if len(cells) < room:
        return table(_CASCADE, cells, min(width, _natural()))
    half = (width - _HALF_GAP) // 2
    middle = (len(cells) + 1) // 2
    if middle < room and half >= _LEAST_HALF:
        pairs = [((row.asset, Tone.HEADING), row.price, row.change, row.coverage, row.risk) for row in view.cascade]
        columns = (*_PAIRED, _RISK if all(len(row.risk[0]) <= _RISK.width for row in view.cascade) else _WHY)
        left, right = table(columns, pairs[:middle], half), table(columns, pairs[middle:], half)
        return beside(left, right, half, half, _HALF_GAP)
    words = flow(_cascade_words(view), width)
    return words if len(words) <= room else _scrolled_cascade(view, canvas, width, room)


def _flow_bars(view: MarketView, canvas: Canvas, rows: int) -> list[Line]:
    """The flows of the last trading dates as columns: in above, out below."""
    signs = canvas.glyphs.levels
    days = view.etf_days[-(_FLOWS - 2) :]
    lines: list[Line] = [((f"ETF {len(days)} days", Tone.DIM),)]
    for name, sign, tone in (("+ ", 1, Tone.UP), ("- ", -1, Tone.DOWN)):
        parts = [max(day.part * sign, 0.0) for day in days]
        row = "".join(signs[min(int(part * len(signs)), len(signs) - 1)] if part > 0 else " " for part in parts)
        lines.append(((name, Tone.DIM), (row, tone)))
    lines.append(((f"to {days[-1].date}", Tone.DIM),))
    return lines[:rows]


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
    """Money and regime with the ETFs' days beside the liquidations; the cascade under both, with its model."""
    width = (canvas.width - _GAP) // 2
    left = [*_capital(view, width), blank(width), *_regime(view, width)]
    rows = _cascade_table(view, canvas.width)
    room = canvas.height - len(rows) - 1
    if view.etf_days and room >= len(left) + len(view.etf_days) + 3:
        left += [blank(width), *_flow_table(view, canvas, width)]
    right = _forced(view, canvas, width, max(room, len(left)))
    body = beside(left, right, width, canvas.width - width - _GAP, _GAP)
    room = canvas.height - len(body) - 1
    body += [blank(canvas.width), *_scrolled_cascade(view, canvas, canvas.width, room)]
    if canvas.height - len(body) > len(view.model) + 1:
        body += [blank(canvas.width), *(fit(((line, Tone.DIM),), canvas.width) for line in view.model)]
    return body


def _flow_table(view: MarketView, canvas: Canvas, width: int) -> list[Line]:
    """A row for each trading date, newest first, with a bar that says in or out."""
    rows = [((day.date, Tone.HEADING), day.total, day.btc, day.eth) for day in reversed(view.etf_days)]
    used = sum(column.width + 1 for column in _FLOW_DAYS) - 1
    heading, *lines = table(_FLOW_DAYS, rows, used)
    bar = min(max(width - used - 2, 0), _LONGEST_BAR)
    bars = [
        share_bar(abs(day.part), bar, canvas.glyphs, Tone.UP if day.part >= 0 else Tone.DOWN)
        for day in reversed(view.etf_days)
    ]
    gap: Span = ("  ", Tone.TEXT)
    return [fit(heading, width), *(fit((*line, gap, *drawn), width) for line, drawn in zip(lines, bars, strict=True))]


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
    drawn = part_bar(row.part, row.share, bar, canvas.glyphs, Tone.DOWN, Tone.UP)
    largest = as_many_as_fit(
        [(("  largest ", Tone.DIM), *row.largest)] if row.largest else [], width - width_of(left) - bar
    )
    return fit((*left, *drawn, *largest), width)


def _asset_words(view: MarketView) -> list[Line]:
    """Each asset with its total and the longs' share, where there is no room for bars."""
    return [((f"{row.asset} ", Tone.DIM), row.total, (" ", Tone.TEXT), row.long_share) for row in view.assets]


def _cascade_line(view: MarketView, width: int) -> Line:
    """The altcoins in a row; what they suppose stands in the title, and here where all of them leave it room."""
    if not view.cascade:
        return ((view.no_cascade, Tone.DIM),)
    words = _cascade_words(view)
    whole = join([((view.condition, Tone.HEADING),), *words])
    return whole if width_of(whole) <= width else counted(words, width)


def _cascade_words(view: MarketView) -> list[Line]:
    """Each altcoin's coverage and risk, the gravest first: what has no room must not be it."""
    rows = sorted(
        view.cascade, key=lambda row: _GRAVEST.index(row.risk[1]) if row.risk[1] in _GRAVEST else len(_GRAVEST)
    )
    return [((f"{row.asset} ", Tone.DIM), row.words, (" ", Tone.TEXT), row.risk) for row in rows]


def _natural() -> int:
    """Cells of the table with all its columns."""
    return sum(column.width + 1 for column in _CASCADE) - 1


def _cascade_table(view: MarketView, width: int) -> list[Line]:
    if not view.cascade:
        return _words((view.no_cascade, Tone.DIM), width)
    lines = table(_CASCADE, [_cascade_cells(row) for row in view.cascade], min(width, _natural()))
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
    return (
        (row.asset, Tone.HEADING), row.price, row.change, row.move, row.forced, row.bids, row.coverage, row.risk,
        row.age, row.beta, row.interest, row.forced_share, row.funding, row.reach, row.venue,
    )  # fmt: skip
