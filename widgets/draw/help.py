"""The help page: every key with its action and the id that rebinds it, by what they are for."""

from collections.abc import Iterator
from itertools import groupby

from widgets.draw.blocks import block
from widgets.draw.frame import Canvas, wrapped
from widgets.draw.lines import beside, blank, fit
from widgets.draw.table import Column
from widgets.view.help import HelpRow, HelpView
from widgets.view.text import Line, Tone

_COLUMNS = (
    Column(heading="key", width=11, align="left"),
    Column(heading="what it does", width=20, align="left", grows=True),
    Column(heading="id in [keys]", width=20, align="left", rank=1),
)
_TWO = 96
"""Cells from which there are two columns, where one would have to be scrolled."""
_GAP = 3
_WITH_IDS = 60
"""Cells of a column from which its ids are beside the words."""


def draw_help(view: HelpView, canvas: Canvas) -> list[Line]:
    lines = [line for each in _blocks(view, canvas.width) for line in each]
    if len(lines) > canvas.height and canvas.width >= _TWO:
        lines = _in_columns(view, canvas.width)
    for note in view.notes:
        lines.append(blank(canvas.width))
        lines += [fit(((row, Tone.DIM),), canvas.width) for row in wrapped(note, canvas.width)]
    first = canvas.scroll.window(len(lines), canvas.height)
    return lines[first : first + max(canvas.height, 0)]


def _in_columns(view: HelpView, width: int) -> list[Line]:
    cells = (width - _GAP) // 2
    blocks = list(_blocks(view, cells))
    total = sum(map(len, blocks))
    left: list[Line] = []
    while blocks and len(left) + len(blocks[0]) // 2 < total / 2:
        left += blocks.pop(0)
    right = [line for each in blocks for line in each]
    if right and right[0] == blank(cells):
        right.pop(0)
    return [fit(line, width) for line in beside(left, right, cells, cells, _GAP)]


def _blocks(view: HelpView, width: int) -> Iterator[list[Line]]:
    """The lines of each key, that of a group's first with its heading."""
    columns = _COLUMNS if width >= _WITH_IDS else _COLUMNS[:2]
    for place, (group, rows) in enumerate(groupby(view.rows, lambda row: row.group)):
        head = [blank(width)] if place else []
        head.append(fit(((group, Tone.HEADING),), width))
        for row in rows:
            yield head + _key(row, columns, width)
            head = []


def _key(row: HelpRow, columns: tuple[Column, ...], width: int) -> list[Line]:
    cells = ((row.keys, Tone.ACCENT), (row.words, Tone.TEXT), (row.id, Tone.DIM))
    return block(columns, cells[: len(columns)], width)
