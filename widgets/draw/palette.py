"""The command palette: what can be done here, with its key and its id, and one row chosen."""

from widgets.draw.frame import Canvas
from widgets.draw.table import Column, table
from widgets.view.help import HelpRow
from widgets.view.palette import PaletteView
from widgets.view.text import Line, Span, Tone

_COLUMNS = (
    Column(heading="", width=1, align="left"),
    Column(heading="what it does", width=20, align="left", grows=True),
    Column(heading="key", width=9, align="left"),
    Column(heading="id in [keys]", width=18, align="left", rank=1),
)


def draw_palette(view: PaletteView, canvas: Canvas) -> list[Line]:
    cells = [_cells(row, index == view.chosen) for index, row in enumerate(view.rows)]
    heading, *lines = table(_COLUMNS, cells, canvas.width)
    room = max(canvas.height - 1, 0)
    # The chosen row is always among those that show.
    canvas.scroll.offset = min(max(canvas.scroll.offset, view.chosen - room + 1), view.chosen)
    first = canvas.scroll.window(len(lines), room)
    return [heading, *lines[first : first + room]]


def _cells(row: HelpRow, chosen: bool) -> tuple[Span, ...]:
    mark = (">", Tone.ACCENT) if chosen else (" ", Tone.TEXT)
    named = row.id if row.is_bound else ""
    return mark, (row.words, Tone.VALUE if chosen else Tone.TEXT), (row.keys, Tone.ACCENT), (named, Tone.DIM)
