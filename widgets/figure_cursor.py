"""The cursor that moves over the figures of a pane: where they stand, which is next, and how it is marked."""

from collections.abc import Sequence
from typing import NamedTuple

from widgets.draw.lines import cell_width
from widgets.view.text import Line, Span, Tone, figure_of, like


class Place(NamedTuple):
    """A figure in one row: from its first cell to behind its last."""

    figure: str
    row: int
    start: int
    end: int


def places(lines: Sequence[Line]) -> tuple[Place, ...]:
    """Every figure that shows, in the order of reading; one that a row shows in parts is one place."""
    found: list[Place] = []
    for row, line in enumerate(lines):
        here: dict[str, Place] = {}
        cell = 0
        for span in line:
            end = cell + cell_width(span[0])
            name = figure_of(span)
            if name is not None and span[0].strip():
                here[name] = here[name]._replace(end=end) if name in here else Place(name, row, cell, end)
            cell = end
        found += sorted(here.values(), key=lambda place: place.start)
    return tuple(found)


def marked(lines: Sequence[Line], place: Place) -> list[Line]:
    """The lines with this place in the tone of the cursor, without the space around its text."""
    shown = list(lines)
    row: list[Span] = []
    for span in shown[place.row]:
        text = span[0].strip()
        if figure_of(span) != place.figure or not text:
            row.append(span)
            continue
        before, _, after = span[0].partition(text)
        row += [part for part in (like(span, before), like(span, text, Tone.CURSOR), like(span, after)) if part[0]]
    shown[place.row] = tuple(row)
    return shown


def nearest(held: Place, found: Sequence[Place]) -> Place | None:
    """Where the cursor is after a change: on the same figure, else on the one nearest to where it was."""
    same = [place for place in found if place.figure == held.figure]
    return min(same or found, key=lambda place: (abs(place.row - held.row), _apart(place, held)), default=None)


def beside(held: Place, found: Sequence[Place], step: int) -> Place | None:
    """The figure to the right (1) or left (-1) in the same row."""
    row = [place for place in found if place.row == held.row]
    index = next((index for index, place in enumerate(row) if place.figure == held.figure), None)
    if index is None or not 0 <= index + step < len(row):
        return None
    return row[index + step]


def below(held: Place, found: Sequence[Place], step: int) -> Place | None:
    """The figure in the next row that has any, below (1) or above (-1): the one nearest to the same column."""
    rows = [place.row for place in found if (place.row - held.row) * step > 0]
    if not rows:
        return None
    row = min(rows) if step > 0 else max(rows)
    return min((place for place in found if place.row == row), key=lambda place: _apart(place, held))


def _apart(place: Place, held: Place) -> int:
    """Cells between two places seen from above; 0 where they overlap."""
    return max(place.start - held.end + 1, held.start - place.end + 1, 0)
