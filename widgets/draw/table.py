"""Tables with fixed columns: a row's position never depends on another row's digits."""

from collections.abc import Sequence

import msgspec

from widgets.draw.lines import Align, aligned, fit
from widgets.view.text import Line, Span, Tone


class Column(msgspec.Struct, frozen=True, kw_only=True):
    heading: str
    width: int
    align: Align = "right"
    grows: bool = False
    """Takes the cells that the others leave; at most one column of a table does."""
    wraps: bool = False
    """Text that is longer goes on below, in `blocks.block`; so does that of the column that grows."""
    rank: int = 0
    """Columns of the highest rank leave first where the width is short."""


def chosen_columns(columns: Sequence[Column], width: int, gap: int = 1) -> tuple[int, ...]:
    """Indices of the columns that fit into `width`, in their order."""
    kept = list(range(len(columns)))
    while kept and sum(columns[index].width + gap for index in kept) - gap > width:
        kept.remove(max(kept, key=lambda index: (columns[index].rank, index)))
    return tuple(kept)


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[Span]], width: int, *, heading: bool = True, gap: int = 1
) -> list[Line]:
    """The heading, then one line a row; a column that doesn't fit is left out whole."""
    kept = chosen_columns(columns, width, gap)
    used = sum(columns[index].width + gap for index in kept) - gap
    widths = {index: columns[index].width + (width - used if columns[index].grows else 0) for index in kept}
    lines: list[Line] = []
    if heading:
        cells = [((columns[index].heading, Tone.DIM), index) for index in kept]
        lines.append(_row(cells, columns, widths, width, gap))
    for row in rows:
        lines.append(_row([(row[index], index) for index in kept], columns, widths, width, gap))
    return lines


def _row(
    cells: Sequence[tuple[Span, int]], columns: Sequence[Column], widths: dict[int, int], width: int, gap: int
) -> Line:
    spans: list[Span] = []
    for position, (cell, index) in enumerate(cells):
        if position:
            spans.append((" " * gap, Tone.TEXT))
        spans.extend(aligned(cell, widths[index], columns[index].align))
    return fit(spans, width)
