"""What is edited on the screen, as lists with one row chosen and its details below."""

from collections.abc import Sequence

from widgets.draw.blocks import block, with_chosen
from widgets.draw.frame import Canvas, wrapped
from widgets.draw.lines import blank, fit
from widgets.draw.table import Column, table
from widgets.view.edits import EditRow, EditsView
from widgets.view.text import NOTHING, Line, Span, Tone

_LEVELS = (
    Column(heading="price", width=15, align="right"),
    Column(heading="kind", width=12, align="left", rank=2),
    Column(heading="label", width=10, align="left", grows=True),
    Column(heading="then", width=13, align="left", rank=4),
    Column(heading="distance", width=9, align="right", rank=1),
    Column(heading="state", width=9, align="left", rank=3),
    Column(heading="from", width=8, align="left"),
)
_RULES = (
    Column(heading="name", width=26, align="left", wraps=True),
    Column(heading="condition", width=24, align="left", grows=True, rank=2),
    Column(heading="severity", width=8, align="left", rank=1),
    Column(heading="from", width=8, align="left"),
)
_CONVENTIONS = (
    Column(heading="what", width=24, align="left", grows=True),
    Column(heading="now", width=16, align="left"),
    Column(heading="or", width=16, align="left", rank=1),
    Column(heading="configured", width=16, align="left", rank=2),
)
_LEAST_ROWS = 3


def draw_level_list(view: EditsView, canvas: Canvas) -> list[Line]:
    return _drawn(view, _LEVELS, canvas)


def draw_rule_list(view: EditsView, canvas: Canvas) -> list[Line]:
    return _drawn(view, _RULES, canvas)


def draw_convention_list(view: EditsView, canvas: Canvas) -> list[Line]:
    return _drawn(view, _CONVENTIONS, canvas)


def _drawn(view: EditsView, columns: Sequence[Column], canvas: Canvas) -> list[Line]:
    below = _below(view, canvas)
    marked = (Column(heading="", width=1, align="left"), *columns)
    cells = [_cells(row, index == view.chosen) for index, row in enumerate(view.rows)]
    heading, *_ = table(marked, [], canvas.width)
    room = max(canvas.height - 1 - len(below), 0)
    blocks = [block(marked, row, canvas.width) for row in cells]
    shown = with_chosen(blocks, view.chosen, room, canvas.scroll)
    return [heading, *shown, *[blank(canvas.width)] * (room - len(shown)), *below]


def _below(view: EditsView, canvas: Canvas) -> list[Line]:
    """The details of the chosen row and the message, where the list keeps a few rows beside them."""
    detail = view.rows[view.chosen].detail if view.chosen < len(view.rows) else ()
    parts = [part for part in (*detail, view.message) if part != NOTHING]
    rows = [fit(((row, tone),), canvas.width) for text, tone in parts for row in wrapped(text, canvas.width)]
    most = max(canvas.height - 1 - _LEAST_ROWS, 0)
    return rows[-most:] if most else []


def _cells(row: EditRow, chosen: bool) -> tuple[Span, ...]:
    mark: Span = (">", Tone.ACCENT) if chosen else (" ", Tone.TEXT)
    if row.holds:
        return mark, *row.cells
    return mark, *((text, Tone.DIM) for text, _ in row.cells)
