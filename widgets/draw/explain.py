"""The page that explains a pane: figure after figure, in one list that scrolls."""

from collections.abc import Sequence

from widgets.draw.frame import Canvas, wrapped
from widgets.draw.lines import blank, fit
from widgets.draw.table import Column, table
from widgets.view.explain import ExplainView, Figure, InputRow
from widgets.view.text import Line, Span, Tone

_INPUTS = (
    Column(heading="from", width=14, align="left"),
    Column(heading="what", width=26, align="left", rank=1),
    Column(heading="value", width=12),
    Column(heading="at UTC", width=8, rank=3),
    Column(heading="age", width=4, rank=2),
)
_INPUTS_WIDTH = sum(column.width + 1 for column in _INPUTS) - 1
_LEAST_ENDPOINT = 32
"""Narrower, endpoints stand under their rows."""
_INDENT = 2
_LABEL = 11
_MARGIN: Span = (" " * _INDENT, Tone.TEXT)
_AS_ABOVE = "as above"


def draw_explain(view: ExplainView, canvas: Canvas) -> list[Line]:
    lines = explain_lines(view, canvas.width)
    first = canvas.scroll.window(len(lines), canvas.height)
    return lines[first : first + max(canvas.height, 0)]


def explain_lines(view: ExplainView, width: int) -> list[Line]:
    """Every row of the page."""
    lines: list[Line] = []
    listed: dict[tuple[InputRow, ...], str] = {}
    for figure in view.figures:
        if lines:
            lines.append(blank(width))
        lines += _figure(figure, listed.get(figure.inputs), width)
        listed.setdefault(figure.inputs, figure.name)
    return lines


def _figure(figure: Figure, listed_under: str | None, width: int) -> list[Line]:
    """The rows of one figure; inputs that stand under another one already are not listed again."""
    lines = [fit(((figure.name, Tone.HEADING), ("  ", Tone.TEXT), figure.value), width)]
    lines += _labelled("formula", figure.formula, Tone.DIM, width)
    for index, filled in enumerate(figure.filled):
        lines += _labelled("" if index else "here", filled, Tone.TEXT, width)
    if figure.inputs and listed_under is not None:
        lines += _labelled("inputs", f"as under {listed_under}", Tone.DIM, width)
    elif figure.inputs:
        lines += [fit((_MARGIN, *row), width) for row in _inputs(figure.inputs, max(width - _INDENT, 0))]
    lines += _labelled("convention", figure.convention, Tone.DIM, width)
    lines += _labelled("others", figure.alternatives, Tone.DIM, width)
    for note in figure.notes:
        lines += _labelled("note", note, Tone.WARN, width)
    return lines


def _inputs(rows: Sequence[InputRow], width: int) -> list[Line]:
    """A row for each input, with its endpoints beside or under it; those of the row before are not named again."""
    room = width - _INPUTS_WIDTH - 2
    aside = room >= _LEAST_ENDPOINT
    heading, *cells = table(_INPUTS, [_cells(row) for row in rows], min(width, _INPUTS_WIDTH))
    lines: list[Line] = [(*heading, ("  endpoint or stream", Tone.DIM)) if aside else heading]
    before: Span | None = None
    for row, line in zip(rows, cells, strict=True):
        asked = _packed(row.endpoint[0], room if aside else width - _INDENT)
        if row.endpoint == before:
            asked = [_AS_ABOVE] if aside else []
        before = row.endpoint
        first = asked.pop(0) if aside and asked else ""
        lines.append((*line, (f"  {first}", row.endpoint[1])))
        margin = _INPUTS_WIDTH + 2 if aside else _INDENT
        lines += [((" " * margin, Tone.TEXT), (words, row.endpoint[1])) for words in asked]
    return lines


def _packed(text: str, width: int) -> list[str]:
    """What is listed in `text`, whole items in as few rows as hold them."""
    rows: list[str] = []
    for item in text.split(", "):
        if rows and len(rows[-1]) + 2 + len(item) <= width:
            rows[-1] += f", {item}"
        else:
            rows.append(item)
    return rows


def _labelled(label: str, text: str, tone: Tone, width: int) -> list[Line]:
    """`text` beside its label, in as many rows as it needs."""
    if not text:
        return []
    start = _INDENT + _LABEL
    rows = wrapped(text, max(width - start, 1))
    names = [label, *[""] * (len(rows) - 1)]
    return [
        fit(((" " * _INDENT + name.ljust(_LABEL), Tone.INFO), (row, tone)), width)
        for name, row in zip(names, rows, strict=True)
    ]


def _cells(row: InputRow) -> tuple[Span, ...]:
    return row.venue, row.what, row.value, row.at, row.age
