"""What happened while nobody looked: a part for each asset, a row for each kind of figure."""

from collections.abc import Sequence

from widgets.draw.frame import Canvas, wrapped_line
from widgets.draw.lines import blank, fit, width_of
from widgets.view.digest import DigestPart, DigestRow, DigestView
from widgets.view.text import Line, Span, Tone

_LABEL = 14
_BETWEEN: Span = ("   ", Tone.TEXT)


def draw_digest(view: DigestView, canvas: Canvas) -> list[Line]:
    lines: list[Line] = []
    for part in view.parts:
        if lines:
            lines.append(blank(canvas.width))
        lines += _part(part, canvas.width)
    first = canvas.scroll.window(len(lines), canvas.height)
    return lines[first : first + max(canvas.height, 0)]


def _part(part: DigestPart, width: int) -> list[Line]:
    lines = [fit((part.heading,), width)] if part.heading[0] else []
    for row in part.rows:
        lines += _row(row, width)
    return lines


def _row(row: DigestRow, width: int) -> list[Line]:
    packed = _packed(row.chunks, max(width - _LABEL, 1))
    labels = [row.label, *[""] * (len(packed) - 1)]
    return [fit(((label.ljust(_LABEL), Tone.DIM), *line), width) for label, line in zip(labels, packed, strict=True)]


def _packed(chunks: Sequence[Line], width: int) -> list[Line]:
    """Whole chunks in as few lines as hold them; one that is longer than a line goes on in the next."""
    lines: list[Line] = []
    for chunk in (row for each in chunks for row in wrapped_line(each, width)):
        if lines and width_of(lines[-1]) + width_of((_BETWEEN,)) + width_of(chunk) <= width:
            lines[-1] = (*lines[-1], _BETWEEN, *chunk)
        else:
            lines.append(chunk)
    return lines or [()]
