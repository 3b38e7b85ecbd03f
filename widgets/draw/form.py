"""A form: a row for each field, and under it what it means or what is wrong with it."""

from widgets.draw.entry import draw_entry
from widgets.draw.frame import Canvas, wrapped
from widgets.draw.lines import blank, cell_width, fit
from widgets.view.entry import EntryView
from widgets.view.form import FieldView, FormView
from widgets.view.text import NOTHING, Line, Span, Tone

_INDENT = 2


def draw_form(view: FormView, canvas: Canvas) -> list[Line]:
    """The field with the keyboard is always among those that show."""
    label_cells = max((cell_width(field.label) for field in view.fields), default=0)
    top = [_row(row, view.message[1], canvas.width) for row in wrapped(view.message[0], canvas.width)]
    lines: list[Line] = []
    first = last = 0
    for place, field in enumerate(view.fields):
        is_chosen = place == view.chosen
        drawn = _field(field, label_cells, canvas.width, view.cursor if is_chosen else None)
        if is_chosen:
            first, last = len(lines), len(lines) + len(drawn)
        lines += drawn
    room = max(canvas.height - len(top), 0)
    canvas.scroll.offset = min(max(canvas.scroll.offset, last - room), first)
    start = canvas.scroll.window(len(lines), room)
    return [*top, *lines[start : start + room]][: canvas.height]


def _field(field: FieldView, label_cells: int, width: int, cursor: int | None) -> list[Line]:
    """`cursor` is None where the keyboard is elsewhere."""
    gap = " " * (label_cells - cell_width(field.label))
    mark: Span = (">", Tone.ACCENT) if cursor is not None else (" ", Tone.TEXT)
    name: Span = (f" {field.label}{gap}", Tone.HEADING)
    if field.choices:
        line = fit((mark, name, ("  ", Tone.TEXT), *_choices(field, chosen=cursor is not None)), width)
    elif cursor is None:
        line = fit((mark, name, ("  ", Tone.TEXT), (field.text, Tone.TEXT)), width)
    else:
        start = (mark, name)
        used = _INDENT + label_cells
        typed = draw_entry(EntryView(sign="", text=field.text, cursor=cursor), max(width - used, 0))
        line = fit((*start, *typed), width)
    room = max(width - label_cells - 4, 1)
    hints = wrapped(field.hint[0], room) or [""]
    under = [fit(((" " * (label_cells + 4), Tone.TEXT), (row, field.hint[1])), width) for row in hints]
    return [line, *(under if field.hint != NOTHING else [blank(width)])]


def _choices(field: FieldView, *, chosen: bool) -> list[Span]:
    spans: list[Span] = []
    for choice in field.choices:
        held = choice == field.text
        tone = (Tone.BADGE if chosen else Tone.VALUE) if held else Tone.DIM
        # Brackets, so that the chosen one is known without colour.
        spans += [(f"[{choice}]" if held else f" {choice} ", tone), (" ", Tone.TEXT)]
    return spans


def _row(text: str, tone: Tone, width: int) -> Line:
    return fit(((text, tone),), width)
