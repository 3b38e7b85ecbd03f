"""The help page: every key with its action and the id that rebinds it."""

from widgets.draw.blocks import block
from widgets.draw.frame import Canvas, wrapped
from widgets.draw.lines import blank, fit
from widgets.draw.table import Column, table
from widgets.view.help import HelpView
from widgets.view.text import Line, Tone

_COLUMNS = (
    Column(heading="key", width=16, align="left"),
    Column(heading="what it does", width=20, align="left", grows=True),
    Column(heading="id in [keys]", width=18, align="left", rank=1),
)


def draw_help(view: HelpView, canvas: Canvas) -> list[Line]:
    cells = [((row.keys, Tone.ACCENT), (row.words, Tone.TEXT), (row.id, Tone.DIM)) for row in view.rows]
    heading, *_ = table(_COLUMNS, [], canvas.width)
    lines = [line for row in cells for line in block(_COLUMNS, row, canvas.width)]
    for note in view.notes:
        lines.append(blank(canvas.width))
        lines += [fit(((row, Tone.DIM),), canvas.width) for row in wrapped(note, canvas.width)]
    first = canvas.scroll.window(len(lines), canvas.height - 1)
    return [heading, *lines[first : first + max(canvas.height - 1, 0)]]
