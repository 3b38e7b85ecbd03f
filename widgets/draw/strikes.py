"""Open interest by strike: puts to the left and calls to the right of the strikes, with the price between them."""

from widgets.draw.frame import Canvas
from widgets.draw.glyphs import Glyphs
from widgets.draw.lines import Align, aligned, as_many_as_fit, fit, spread, width_of
from widgets.view.strikes import StrikeLadder, StrikeRow
from widgets.view.text import Line, Span, Tone

_WITH_DOLLARS, _WITH_SPLIT = 76, 56
"""Cells from which both sides stand in dollars too, and from which each strike has its calls against puts."""
_COIN, _USD, _STRIKE, _SPLIT, _MARK = 5, 6, 8, 5, 4
"""Cells of the columns, each with one before it."""
_LEAST_BAR, _LONGEST_BAR = 4, 28
_LEAST_ROWS = 6
NARROWEST_STRIKES = _COIN * 2 + _STRIKE + _MARK + _LEAST_BAR * 2 + 5


def strike_rows(ladder: StrikeLadder) -> int:
    """Rows that all of it takes: the name, the columns' names, the strikes, and the price."""
    return len(ladder.rows) + 3 if ladder.rows else 0


def draw_strikes(ladder: StrikeLadder, canvas: Canvas) -> list[Line]:
    """The strikes around the price that have room; nothing where hardly any has."""
    width = canvas.width
    if not ladder.rows or canvas.height < _LEAST_ROWS or width < NARROWEST_STRIKES:
        return []
    rows, at = _around(ladder, canvas.height - 3)
    bar = _bar(width)
    largest = max(max(row.put_part, row.call_part) for row in rows)
    lines = [_row(row, bar, largest, width, canvas.glyphs) for row in rows]
    if at is not None:
        lines.insert(at, _spot(ladder, bar, width, canvas.glyphs))
    counted: Line = ((f"{len(rows)} of {ladder.held} strikes", Tone.DIM),)
    name = (ladder.name, Tone.DIM)
    facts = as_many_as_fit([*ladder.facts, counted], width - width_of((name,)) - 2)
    return [fit(spread((name,), facts, width), width), _heading(ladder, bar, width), *lines]


def _around(ladder: StrikeLadder, room: int) -> tuple[tuple[StrikeRow, ...], int | None]:
    """The rows on both sides of the price, and before which of them it stands; where it is not known, the middle."""
    rows, spot_usd = ladder.rows, ladder.spot_usd
    if spot_usd is None:
        first = max((len(rows) - room) // 2, 0)
        return rows[first : first + room], None
    below = sum(row.usd > spot_usd for row in rows)
    first = min(max(below - room // 2, 0), max(len(rows) - room, 0))
    return rows[first : first + room], min(below - first, room)


def _bar(width: int) -> int:
    """Cells of the bars on each side."""
    used = _STRIKE + 4 + 2 * _COIN + _MARK + 1
    used += 2 * (_USD + 1) if width >= _WITH_DOLLARS else 0
    used += _SPLIT + 1 if width >= _WITH_SPLIT else 0
    return min((width - used) // 2, _LONGEST_BAR)


def _row(row: StrikeRow, bar: int, largest: float, width: int, glyphs: Glyphs) -> Line:
    """`largest`: the part whose bar is the longest."""
    mark = "pain" if row.is_max_pain else ""
    return _columns(
        (row.puts_usd, row.puts),
        _side(row.put_part / largest, bar, glyphs.other, Tone.DOWN, "right"),
        row.strike,
        _side(row.call_part / largest, bar, glyphs.full, Tone.UP, "left"),
        (row.calls, row.calls_usd, row.split, (mark, Tone.INFO)),
        width,
    )


def _side(part: float, bar: int, glyph: str, tone: Tone, align: Align) -> Line:
    """A bar that grows away from the strikes."""
    cells = min(max(round(part * bar), 1 if part > 0 else 0), bar)
    return aligned((glyph * cells, tone), bar, align)


def _heading(ladder: StrikeLadder, bar: int, width: int) -> Line:
    def dim(text: str) -> Span:
        return text, Tone.DIM

    return _columns(
        (dim("$"), dim(ladder.unit)),
        aligned(dim("puts"), bar, "right"),
        dim("strike"),
        aligned(dim("calls"), bar),
        (dim(ladder.unit), dim("$"), dim("C/P"), dim("")),
        width,
    )


def _spot(ladder: StrikeLadder, bar: int, width: int, glyphs: Glyphs) -> Line:
    nothing: Span = ("", Tone.TEXT)
    line: Line = ((glyphs.dash * bar, Tone.FAINT),)
    return _columns(
        (nothing, nothing), line, ladder.spot, line, (nothing, nothing, nothing, ("spot", Tone.VALUE)), width
    )


def _columns(
    left: tuple[Span, Span], puts: Line, strike: Span, calls: Line, right: tuple[Span, Span, Span, Span], width: int
) -> Line:
    """Every row in the same columns; those without room are left out."""
    puts_usd, puts_coin = left
    calls_coin, calls_usd, split, mark = right
    has_dollars, has_split = width >= _WITH_DOLLARS, width >= _WITH_SPLIT
    gap: Span = (" ", Tone.TEXT)
    spans: list[Span] = [*aligned(puts_usd, _USD, "right"), gap] if has_dollars else []
    spans += [*aligned(puts_coin, _COIN, "right"), gap, *puts, gap, *aligned(strike, _STRIKE, "right"), gap, *calls]
    spans += [gap, *aligned(calls_coin, _COIN, "right")]
    spans += [gap, *aligned(calls_usd, _USD, "right")] if has_dollars else []
    spans += [gap, *aligned(split, _SPLIT, "right")] if has_split else []
    return fit((*spans, gap, *aligned(mark, _MARK)), width)
