"""Rows of as many lines as their words need, in a list of which one row may be chosen."""

from collections.abc import Sequence

from widgets.draw.frame import Scroll, wrapped
from widgets.draw.table import Column, chosen_columns, table
from widgets.view.text import Line, Span


def block(columns: Sequence[Column], row: Sequence[Span], width: int) -> list[Line]:
    """One row of a table; the text of columns that grow or wrap goes on under itself instead of being cut."""
    kept = chosen_columns(columns, width)
    used = sum(columns[index].width + 1 for index in kept) - 1
    texts: list[list[str]] = []
    for index, column in enumerate(columns):
        room = column.width + (width - used if column.grows else 0)
        is_long = index in kept and (column.grows or column.wraps)
        texts.append(wrapped(row[index][0], max(room, 1)) or [""] if is_long else [row[index][0]])
    rows = [
        [(texts[index][line] if line < len(texts[index]) else "", row[index][1]) for index in range(len(columns))]
        for line in range(max(len(texts[index]) for index in kept))
    ]
    return table(columns, rows, width, heading=False)


def with_chosen(blocks: Sequence[Sequence[Line]], chosen: int, room: int, scroll: Scroll) -> list[Line]:
    """The lines that `room` shows of the blocks; the chosen one is always among them."""
    lines = [line for each in blocks for line in each]
    start = sum(len(each) for each in blocks[:chosen])
    end = start + (len(blocks[chosen]) if chosen < len(blocks) else 0)
    scroll.offset = min(max(scroll.offset, end - room), start)
    first = scroll.window(len(lines), room)
    return lines[first : first + max(room, 0)]
