"""The rows that follow the cursor."""

from collections.abc import Sequence

from widgets.draw.lines import as_many_as_fit, fit, width_of
from widgets.view.provenance import ProvenanceView
from widgets.view.text import Line, Tone

_GAP = "   "
_COUNT = 9
"""Cells for how many inputs more there are."""


def draw_provenance(view: ProvenanceView, width: int, height: int) -> list[Line]:
    rows = [_whole_parts(view.figure, width - 1), _counted(view.inputs, width - 1)]
    return [fit(((" ", Tone.TEXT), *row), width) for row in rows][:height]


def _whole_parts(parts: Sequence[Line], width: int) -> Line:
    """The first part always, cut if it must be."""
    return as_many_as_fit(parts, width, _GAP) or (parts[0] if parts else ())


def _counted(parts: Sequence[Line], width: int) -> Line:
    """As many inputs as fit, and how many there are beside them."""
    if sum(width_of(part) + len(_GAP) for part in parts) - len(_GAP) <= width:
        return as_many_as_fit(parts, width, _GAP)
    shown, used = 0, 0
    for part in parts:
        used += width_of(part) + len(_GAP)
        if used > width - _COUNT:
            break
        shown += 1
    rest: Line = ((f"+{len(parts) - shown} more", Tone.DIM),)
    return as_many_as_fit([*parts[:shown], rest], width, _GAP)
