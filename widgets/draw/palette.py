"""The command palette: what can be done here, with its key and its id, and one row chosen."""

from widgets.draw.blocks import block, with_chosen
from widgets.draw.frame import Canvas
from widgets.draw.lines import fit
from widgets.draw.table import Column, table
from widgets.view.help import HelpRow
from widgets.view.palette import PaletteView
from widgets.view.text import Line, Span, Tone

_COLUMNS = (
    Column(heading="", width=1, align="left"),
    Column(heading="key", width=9, align="left"),
    Column(heading="what it does", width=20, align="left", grows=True),
    Column(heading="id in [keys]", width=18, align="left", rank=1),
)
_WIDEST = 116
"""Cells beyond which the columns would only move apart."""


def draw_palette(view: PaletteView, canvas: Canvas) -> list[Line]:
    width = min(canvas.width, _WIDEST)
    heading, *_ = table(_COLUMNS, [], width)
    blocks = [block(_COLUMNS, _cells(row, index == view.chosen), width) for index, row in enumerate(view.rows)]
    lines = [heading, *with_chosen(blocks, view.chosen, max(canvas.height - 1, 0), canvas.scroll)]
    return [fit(line, canvas.width) for line in lines]


def _cells(row: HelpRow, chosen: bool) -> tuple[Span, ...]:
    mark = (">", Tone.ACCENT) if chosen else (" ", Tone.TEXT)
    named = row.id if row.is_bound else ""
    return mark, (row.keys, Tone.ACCENT), (row.words, Tone.VALUE if chosen else Tone.TEXT), (named, Tone.DIM)
