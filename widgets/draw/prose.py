"""A page of sentences: paragraphs in rows of readable length, sources in brackets quieter, gaps louder."""

import re

from widgets.draw.frame import Canvas, wrapped_line
from widgets.draw.lines import blank, fit
from widgets.view.prose import ProseView
from widgets.view.text import Line, Tone

_WIDEST = 100
"""Longer rows are hard to find the next one of."""
_MARKED = re.compile(r"\[[^\]]*\]|n/a \([^)]*\)")


def draw_prose(view: ProseView, canvas: Canvas) -> list[Line]:
    width = min(canvas.width, _WIDEST)
    lines: list[Line] = []
    for paragraph in view.paragraphs:
        if lines:
            lines.append(blank(canvas.width))
        lines += _paragraph(paragraph, width, canvas.width)
    first = canvas.scroll.window(len(lines), canvas.height)
    return lines[first : first + max(canvas.height, 0)]


def _paragraph(text: str, width: int, outer: int) -> list[Line]:
    """Wrapped rows, each piece in the tone of the character of `text` that it is."""
    words = " ".join(text.split())
    tones = [Tone.TEXT] * len(words)
    for match in _MARKED.finditer(words):
        tone = Tone.WARN if match[0].startswith("n/a") else Tone.DIM
        tones[match.start() : match.end()] = [tone] * (match.end() - match.start())
    return [fit(row, outer) for row in wrapped_line(tuple(zip(words, tones, strict=True)), width)]
