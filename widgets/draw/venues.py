"""The page of venues: a sentence, a row for each, and what can be done."""

from collections.abc import Sequence

from widgets.draw.blocks import block
from widgets.draw.frame import Canvas, wrapped
from widgets.draw.lines import blank, fit
from widgets.draw.table import Column, table
from widgets.view.text import Line, Span
from widgets.view.venues import VenuesView

_COLUMNS = (
    Column(heading="venue", width=14, align="left"),
    Column(heading="state", width=10, align="left"),
    Column(heading="live", width=5, align="left", rank=1),
    Column(heading="oldest", width=6, rank=2),
    Column(heading="", width=10, align="left", grows=True),
)
_COMMAND = 23
_LEAST_WORDS = 24


def draw_venues(view: VenuesView, canvas: Canvas) -> list[Line]:
    width = canvas.width
    lines = _sentences(view.words, width)
    if view.venues:
        heading, *_ = table(_COLUMNS, [], width)
        lines += [blank(width), heading]
        for row in view.venues:
            lines += block(_COLUMNS, (row.name, row.state, row.feeds, row.age, row.why), width)
    if view.advice:
        lines += [blank(width), *(line for command, words in view.advice for line in _advice(command, words, width))]
    first = canvas.scroll.window(len(lines), canvas.height)
    return lines[first : first + max(canvas.height, 0)]


def _advice(command: Span, words: Span, width: int) -> list[Line]:
    """What it is for beside the command, or under it in a narrow column."""
    room = width - _COMMAND
    if room < _LEAST_WORDS:
        return [fit((command,), width), *_sentences((words,), width)]
    rows = wrapped(words[0], room)
    names = [command[0], *[""] * (len(rows) - 1)]
    return [
        fit(((name.ljust(_COMMAND), command[1]), (row, words[1])), width) for name, row in zip(names, rows, strict=True)
    ]


def _sentences(words: Sequence[Span], width: int) -> list[Line]:
    return [fit(((row, tone),), width) for text, tone in words for row in wrapped(text, width)]
