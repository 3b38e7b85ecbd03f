"""Two columns where a pane has a wide terminal to itself: more to see, not longer bars."""

from collections.abc import Sequence

import msgspec

from widgets.draw.frame import Canvas
from widgets.draw.lines import beside
from widgets.view.text import Line

_WIDE, _TALL, _GAP = 150, 30, 4


def is_wide(canvas: Canvas) -> bool:
    """Whether two columns have room."""
    return canvas.width >= _WIDE and canvas.height >= _TALL


def half(canvas: Canvas) -> Canvas:
    """The room of one column."""
    return msgspec.structs.replace(canvas, width=(canvas.width - _GAP) // 2)


def side_by_side(left: Sequence[Line], right: Sequence[Line], canvas: Canvas) -> list[Line]:
    """Two columns as one block."""
    column = half(canvas).width
    return beside(left[: canvas.height], right[: canvas.height], column, canvas.width - column - _GAP, _GAP)
