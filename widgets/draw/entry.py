"""A row in which something is typed: its sign, the text with the cursor, and what the text would do."""

from widgets.draw.lines import cell_width, cut, fit, width_of
from widgets.view.entry import EntryView
from widgets.view.text import Line, Tone

_LEAST_TEXT = 10
"""Cells that the text keeps beside a long hint."""


def draw_entry(view: EntryView, width: int) -> Line:
    """Always shows the cursor: of a text that is too long, its end up to there."""
    start: Line = ((" ", Tone.TEXT), (view.sign, Tone.ACCENT), (" ", Tone.TEXT))
    room = max(width - width_of(start) - 1, 0)
    text_cells = cell_width(view.text) + 1
    hint = cut(view.hint[0], max(room - max(min(text_cells, room), _LEAST_TEXT) - 2, 0))
    room -= cell_width(hint) + 2 if hint else 0
    before, under = view.text[: view.cursor], view.text[view.cursor : view.cursor + 1] or " "
    while before and cell_width(before) + cell_width(under) > room:
        before = before[1:]
    after = view.text[view.cursor + 1 :]
    typed = fit(((before, Tone.VALUE), (under, Tone.BADGE), (after, Tone.VALUE)), room)
    beside: Line = (("  ", Tone.TEXT), (hint, view.hint[1])) if hint else ()
    return fit((*start, *typed, *beside), width)
