"""The liquidation pane: a recorded floor with its completeness, who was hurt, the venues and the tape."""

from widgets.draw.frame import Canvas, wrapped
from widgets.draw.gauge import part_bar, share_bar, split_bar
from widgets.draw.lines import as_many_as_fit, blank, cell_width, fit, flow, in_columns, pad, width_of
from widgets.draw.table import Column, table
from widgets.draw.wide import half, is_wide, side_by_side
from widgets.view.liquidations import LiquidationsView, TapeRow, VenueRow, WindowRow
from widgets.view.text import Line, Span, Tone

_WINDOWS = (
    Column(heading="window", width=6, align="left"),
    Column(heading="total", width=8),
    Column(heading="long", width=5),
    Column(heading="longs", width=8, rank=1),
    Column(heading="shorts", width=8, rank=1),
    Column(heading="prints", width=7, rank=2),
)
_TAPE = (
    Column(heading="time UTC", width=8, align="left"),
    Column(heading="ven", width=3, align="left"),
    Column(heading="symbol", width=16, align="left", rank=3),
    Column(heading="hurt", width=5, align="left"),
    Column(heading="usd", width=7),
    Column(heading="", width=3, align="left", rank=2),
    Column(heading="price", width=9, rank=1),
)

_BURSTS = (
    Column(heading="burst", width=7, align="left"),
    Column(heading="lasted", width=6),
    Column(heading="usd", width=8),
    Column(heading="long", width=5),
    Column(heading="prints", width=7, rank=2),
    Column(heading="price", width=9),
    Column(heading="from, to", width=20, align="left", rank=1),
)
_WITH_BURSTS, _MOST_BURSTS = 36, 6
"""Rows from which bursts are listed, and how many."""

_TALL = 6
"""Rows from which the headline and its completeness have a row each."""
_LEAST_TAPE = 9
"""Rows that the tape keeps with its heading."""
_LEAST_TAPE_BELOW_WINDOWS = 7
"""The same where the sums of the windows have rows too."""
_LEAST_HOURS = 6
_WITH_LARGEST = 20
"""Rows from which the largest print and the upper view have rows of their own."""
_PAIR, _PRINT = 18, 38
"""Cells of a venue and of a print where several stand in a row."""
_LEAST_BAR, _LEAST_TAPE_BAR, _LONGEST_BAR, _LONGEST_SPLIT = 10, 8, 30, 40


def draw_liquidations(view: LiquidationsView, canvas: Canvas) -> list[Line]:
    """Headline and completeness always; then the windows and venues, where a tape of some rows remains. In a wide
    pane the tape has a column of its own."""
    if is_wide(canvas):
        column = half(canvas)
        left = _sums(view, column)
        left += _hours(view, column, column.height - len(left))
        return side_by_side(left, _tape(view, column, canvas.height), canvas)
    body = _sums(view, canvas)
    return [*body, *_tape(view, canvas, canvas.height - len(body))]


def _sums(view: LiquidationsView, canvas: Canvas) -> list[Line]:
    """All but the tape."""
    width = canvas.width
    body = _headline(view, canvas)
    windows = table(_WINDOWS, [_window_cells(row) for row in view.windows], width)
    venues = [_venue_line(row, canvas) for row in view.venues]
    if canvas.height - len(body) - len(windows) - len(venues) - 2 >= _LEAST_TAPE_BELOW_WINDOWS:
        body += [blank(width), *windows, blank(width), *venues, blank(width)]
    elif canvas.height - len(body) - len(venues) >= _LEAST_TAPE:
        body += venues
    elif canvas.height - len(body) - len(venues) // 2 >= _LEAST_TAPE:
        body += _venue_pairs(view, width)
    if canvas.height >= _WITH_BURSTS:
        body += [*_bursts(view, width), blank(width)]
    if view.implied and canvas.height >= _WITH_LARGEST:
        body += flow([view.implied[:2], view.implied[2:]], width)
    if view.largest and canvas.height >= _WITH_LARGEST:
        body.append(fit(view.largest, width))
    return body


def _hours(view: LiquidationsView, canvas: Canvas, room: int) -> list[Line]:
    """A row for each hour, newest first: longs and shorts in dollars, and as one bar."""
    if not view.hours or room < _LEAST_HOURS:
        return []
    lines: list[Line] = [blank(canvas.width), fit((("hour UTC    longs   shorts", Tone.DIM),), canvas.width)]
    for row in view.hours[: room - len(lines)]:
        left: Line = ((f"{row.hour:<9}", Tone.DIM), pad(row.longs, 8, "right"), pad(row.shorts, 9, "right"))
        bar = max(canvas.width - width_of(left) - 2, 0)
        drawn = part_bar(row.part, row.share, bar, canvas.glyphs, Tone.DOWN, Tone.UP)
        lines.append(fit((*left, ("  ", Tone.TEXT), *drawn), canvas.width))
    return lines


def _bursts(view: LiquidationsView, width: int) -> list[Line]:
    """Bursts: when, how large, and how far the price moved."""
    if not view.bursts:
        return [fit(((view.no_burst, Tone.DIM),), width)]
    rows = [
        (each.start, each.lasted, each.usd, each.long_share, each.count, each.move, each.prices)
        for each in view.bursts[:_MOST_BURSTS]
    ]
    return table(_BURSTS, rows, width)


def _headline(view: LiquidationsView, canvas: Canvas) -> list[Line]:
    """The recorded floor with who was hurt, and how complete it is: in one row where rows are dear and it is wide."""
    width = canvas.width
    label: Line = (("recorded ", Tone.DIM), view.total)
    long: Line = (view.long_words, (" ", Tone.TEXT))
    notes = (view.completeness, view.short_completeness)
    if canvas.height < _TALL:
        for note in notes:
            left: Line = (*label, (f" · {note}  ", Tone.DIM), *long)
            if width_of(left) + _LEAST_BAR <= width:
                return [_with_bar(left, view, canvas)]
    note = next((note for note in notes if cell_width(note) <= width), view.short_completeness)
    return [
        _with_bar((*label, ("  ", Tone.TEXT), *long), view, canvas),
        *(((row, Tone.DIM),) for row in wrapped(note, width)),
    ]


def _with_bar(left: Line, view: LiquidationsView, canvas: Canvas) -> Line:
    bar = min(max(canvas.width - width_of(left), 0), _LONGEST_SPLIT)
    return fit((*left, *split_bar(view.share, bar, canvas.glyphs, Tone.DOWN, Tone.UP)), canvas.width)


def _venue_pairs(view: LiquidationsView, width: int) -> list[Line]:
    """Venues side by side: total and the longs' share."""
    cells: list[Line] = [
        (pad((row.venue, Tone.HEADING), 4), pad(row.total, 5, "right"), pad(row.long_share, 6, "right"))
        for row in view.venues
    ]
    return in_columns(cells, _PAIR, width, len(cells))


def _window_cells(row: WindowRow) -> tuple[Span, ...]:
    return (row.window, Tone.HEADING), row.total, row.long_share, row.longs, row.shorts, row.count


def _venue_line(row: VenueRow, canvas: Canvas) -> Line:
    """Venue, total, the longs' share, a bar of its part, and how complete its feed is."""
    left = (
        pad((row.venue, Tone.HEADING), 4),
        pad(row.total, 7, "right"),
        pad(row.long_share, 5, "right"),
        (" ", Tone.TEXT),
    )
    right = as_many_as_fit(
        [(pad(row.feed, 8),), (pad(row.watched, 6, "right"),)], max(canvas.width - width_of(left) - 8, 0)
    )
    bar = min(max(canvas.width - width_of(left) - width_of(right) - 2, 0), _LONGEST_BAR)
    drawn = part_bar(row.part, row.share, bar, canvas.glyphs, Tone.DOWN, Tone.UP)
    return fit((*left, *drawn, ("  ", Tone.TEXT), *right), canvas.width)


def _tape(view: LiquidationsView, canvas: Canvas, room: int) -> list[Line]:
    """Newest first; larger prints are brighter, the largest reversed, and a bar shows the size where it fits."""
    if room <= 0:
        return []
    canvas.scroll.hold([row.identity for row in view.tape], view.tape_of)
    if not view.tape:
        return [fit(((view.quiet, Tone.DIM),), canvas.width)]
    if canvas.height < _TALL and canvas.width >= 2 * _PRINT:
        return _short_tape(view, canvas, room)
    heading = room >= 4
    shown = room - 1 if heading else room
    first = canvas.scroll.window(len(view.tape), shown)
    rows = view.tape[first : first + shown]
    natural = sum(column.width + 1 for column in _TAPE) - 1
    lines = table(_TAPE, [_tape_cells(row) for row in rows], min(canvas.width, natural), heading=heading)
    bar = min(canvas.width - natural - 2, _LONGEST_BAR)
    if bar < _LEAST_TAPE_BAR:
        return lines
    bars: list[Line] = [()] if heading else []
    bars += [share_bar(row.size, bar, canvas.glyphs, row.hurt[1]) for row in rows]
    return [(*line, ("  ", Tone.TEXT), *drawn) for line, drawn in zip(lines, bars, strict=True)]


def _short_tape(view: LiquidationsView, canvas: Canvas, room: int) -> list[Line]:
    """Prints side by side, where rows are dear."""
    across = canvas.width // _PRINT
    shown = room * across
    first = canvas.scroll.window(len(view.tape), shown)
    gap: Span = (" ", Tone.TEXT)
    cells: list[Line] = [
        (row.time, gap, pad(row.venue, 4), pad(row.hurt, 5), pad(row.usd, 6, "right"), (" @", Tone.DIM), row.price)
        for row in view.tape[first : first + shown]
    ]
    return in_columns(cells, _PRINT, canvas.width, room)


def _tape_cells(row: TapeRow) -> tuple[Span, ...]:
    return (
        row.time,
        row.venue,
        row.symbol,
        row.hurt,
        row.usd,
        (row.tier, row.usd[1] if row.tier != "+++" else Tone.VALUE),
        row.price,
    )
