"""Rows of as many lines as their words need, in a list of which one row may be chosen."""

from collections.abc import Sequence

from widgets.draw.frame import Scroll, wrapped
from widgets.draw.table import Column, chosen_columns, table
from widgets.view.text import Line, Span, Tone


def block(columns: Sequence[Column], row: Sequence[Span], width: int) -> list[Line]:
    """One row of a table; the text of the column that grows goes on under itself instead of being cut."""
    kept = chosen_columns(columns, width)
    place = next(index for index, column in enumerate(columns) if column.grows)
    others = sum(columns[index].width + 1 for index in kept if index != place)
    first, *more = wrapped(row[place][0], max(width - others, 1)) or [""]
    tone = row[place][1]
    empty: Span = ("", Tone.TEXT)
    rows = [[(first, tone) if index == place else span for index, span in enumerate(row)]]
    rows += [[(text, tone) if index == place else empty for index in range(len(row))] for text in more]
    return table(columns, rows, width, heading=False)


def with_chosen(blocks: Sequence[Sequence[Line]], chosen: int, room: int, scroll: Scroll) -> list[Line]:
    """The lines that `room` shows of the blocks; the chosen one is always among them."""
    lines = [line for each in blocks for line in each]
    start = sum(len(each) for each in blocks[:chosen])
    end = start + (len(blocks[chosen]) if chosen < len(blocks) else 0)
    scroll.offset = min(max(scroll.offset, end - room), start)
    first = scroll.window(len(lines), room)
    return lines[first : first + max(room, 0)]
