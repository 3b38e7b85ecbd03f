"""The log: newest first, each line whole in as many rows as it needs, as far as there are rows."""

from widgets.draw.frame import Canvas, wrapped
from widgets.draw.lines import cut, fit, pad
from widgets.view.log import LogRow, LogView
from widgets.view.text import Line, Tone

_TIME, _MARK = 6, 3
_MOST_ROWS = 3
"""Of one entry."""


def draw_log(view: LogView, canvas: Canvas) -> list[Line]:
    if not view.rows:
        return [fit(((row, Tone.DIM),), canvas.width) for row in wrapped(view.quiet, canvas.width)]
    lines: list[Line] = []
    for row in view.rows:
        left = canvas.height - len(lines)
        if left <= 0:
            break
        lines += _entry(row, canvas.width, min(left, _MOST_ROWS))
    return lines


def _entry(row: LogRow, width: int, most: int) -> list[Line]:
    """At most `most` rows; what is left out shows as an ellipsis."""
    words, tone = row.words
    room = max(width - _TIME - _MARK, 1)
    texts = wrapped(words, room) or [""]
    if len(texts) > most:
        texts[most - 1 :] = [cut(" ".join(texts[most - 1 :]), room)]
    head: Line = (pad(row.time, _TIME), pad(row.mark, _MARK))
    rest: Line = ((" " * (_TIME + _MARK), Tone.TEXT),)
    return [fit((*(rest if index else head), (text, tone)), width) for index, text in enumerate(texts)]
