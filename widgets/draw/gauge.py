"""Bars: a share of a track, two parts of a whole, and a signed value beside its baseline."""

from widgets.draw.glyphs import Glyphs
from widgets.view.text import Line, Span, Tone


def _blocks(cells: float, width: int, glyphs: Glyphs) -> tuple[str, int]:
    """`cells` cells of bar, to a part of a cell where the glyphs can, and how many whole cells that takes."""
    cells = min(max(cells, 0.0), float(width))
    steps = len(glyphs.partial) + 1
    pieces = round(cells * steps)
    whole, rest = divmod(pieces, steps)
    text = glyphs.full * whole + (glyphs.partial[rest - 1] if rest else "")
    return text, len(text)


def share_bar(share: float | None, width: int, glyphs: Glyphs, tone: Tone) -> Line:
    """`share` 0..1 of a track; an unknown share is an empty track."""
    if width <= 0:
        return ()
    text, used = _blocks((share or 0.0) * width, width, glyphs)
    return (text, tone), (glyphs.track * (width - used), Tone.FAINT)


def part_bar(part: float, share: float | None, width: int, glyphs: Glyphs, left: Tone, right: Tone) -> Line:
    """A bar as long as `part` 0..1 of the track, itself in two parts by `share`; for amounts side by side."""
    length = min(max(round(part * width), 1 if part > 0 else 0), max(width, 0))
    return *split_bar(share, length, glyphs, left, right), (glyphs.track * (width - length), Tone.FAINT)


def split_bar(share: float | None, width: int, glyphs: Glyphs, left: Tone, right: Tone) -> Line:
    """A whole in two parts; `share` is the left one's. Both keep a cell unless they are nothing."""
    if width <= 0:
        return ()
    if share is None:
        return ((glyphs.track * width, Tone.FAINT),)
    cells = round(min(max(share, 0.0), 1.0) * width)
    if 0 < share < 1 and width > 1:
        cells = min(max(cells, 1), width - 1)
    return (glyphs.full * cells, left), (glyphs.other * (width - cells), right)


def signed_bar(value: float | None, low: float, high: float, baseline: float, width: int, glyphs: Glyphs) -> Line:
    """A bar from zero to `value` on the scale `low`..`high`, with a mark at `baseline`. Needs low <= 0 <= high."""
    if width <= 0:
        return ()
    span = (high - low) or 1.0
    cells: list[Span] = [(glyphs.track, Tone.FAINT)] * width
    if value is not None:
        first, last = sorted(((0.0 - low) / span * width, (value - low) / span * width))
        tone = Tone.UP if value >= 0 else Tone.DOWN
        start, end = round(first), round(last)
        if start == end and value:
            start, end = (start, start + 1) if value > 0 else (start - 1, start)
        for index in range(max(start, 0), min(end, width)):
            cells[index] = (glyphs.full, tone)
    zero = min(round((0.0 - low) / span * width), width - 1)
    if low < 0 and cells[zero][0] == glyphs.track:
        cells[zero] = (glyphs.side, Tone.DIM)
    at = min(int((baseline - low) / span * width), width - 1)
    if 0 <= at < width:
        cells[at] = (glyphs.mark, Tone.WARN)
    return merged(cells)


def merged(cells: list[Span]) -> Line:
    """Neighbours of one tone as one span."""
    spans: list[Span] = []
    for text, tone in cells:
        if spans and spans[-1][1] == tone:
            spans[-1] = (spans[-1][0] + text, tone)
        else:
            spans.append((text, tone))
    return tuple(spans)
