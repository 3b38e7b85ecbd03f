"""Lines of toned text: measured in cells, fitted, aligned and joined."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

from widgets.view.text import Line, Span, Tone, like

Align = Literal["left", "right"]

_WIDTHLESS = ("Mn", "Me")
"""Marks that are drawn over the character before them."""


def cell_width(text: str) -> int:
    """Terminal cells that `text` takes."""
    return len(text) if text.isascii() else _wide_width(text)


@lru_cache(maxsize=4096)
def _wide_width(text: str) -> int:
    # The same frames, rules and figures are measured in every frame.
    return sum(_char_width(char) for char in text)


def printable(text: str) -> str:
    """`text` with a question mark for each character that would steer the terminal; its length does not change."""
    return text if text.isprintable() else "".join(char if char.isprintable() else "?" for char in text)


def _char_width(char: str) -> int:
    if unicodedata.category(char) in _WIDTHLESS:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def width_of(line: Iterable[Span]) -> int:
    """Terminal cells that a line takes."""
    width = 0
    # Measured for each row of each frame: a generator and a call for each span cost three times as much.
    for text, _ in line:
        width += len(text) if text.isascii() else _wide_width(text)
    return width


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """`text` in at most `width` cells; what was cut shows as an ellipsis."""
    if cell_width(text) <= width:
        return text
    if width <= 0:
        return ""
    kept, used = [], 0
    for char in text:
        used += _char_width(char)
        if used > width - 1:
            break
        kept.append(char)
    return "".join(kept) + ellipsis


def pad(span: Span, width: int, align: Align = "left") -> Span:
    """`span` in exactly `width` cells."""
    text = cut(span[0], width)
    gap = " " * (width - cell_width(text))
    return like(span, gap + text if align == "right" else text + gap)


def aligned(span: Span, width: int, align: Align = "left") -> Line:
    """`span` in exactly `width` cells; its tone ends where its text does."""
    text = cut(span[0], width)
    gap: Span = (" " * (width - cell_width(text)), Tone.TEXT)
    shown = like(span, text)
    return (gap, shown) if align == "right" else (shown, gap)


def fit(line: Iterable[Span], width: int, tone: Tone = Tone.TEXT) -> Line:
    """`line` in exactly `width` cells: cut on the right or filled with spaces."""
    spans = tuple(line)
    left = width - width_of(spans)
    if left < 0:
        spans = _shortened(spans, width)
        # A wide character that would have been cut in two is gone whole.
        left = max(width, 0) - width_of(spans)
    return (*spans, (" " * left, tone)) if left else spans


def _shortened(line: Line, width: int) -> Line:
    """What fits into `width` cells of a line that has more."""
    kept: list[Span] = []
    left = width
    for span in line:
        size = cell_width(span[0])
        if size >= left:
            return (*kept, like(span, cut(span[0], left))) if left > 0 else tuple(kept)
        kept.append(span)
        left -= size
    return tuple(kept)


def spread(left: Sequence[Span], right: Sequence[Span], width: int) -> Line:
    """`left` at the left edge and `right` at the right edge; the right gives way where both don't fit."""
    gap = width - width_of(left) - width_of(right)
    if gap < 1:
        return fit(left, width)
    return (*left, (" " * gap, Tone.TEXT), *right)


def join(parts: Iterable[Sequence[Span]], gap: str = "  ") -> Line:
    """Parts that say something, side by side."""
    spans: list[Span] = []
    for part in parts:
        if not width_of(part):
            continue
        if spans:
            spans.append((gap, Tone.TEXT))
        spans.extend(part)
    return tuple(spans)


def as_many_as_fit(parts: Sequence[Sequence[Span]], width: int, gap: str = "  ") -> Line:
    """The first parts that fit side by side, whole: a figure cut in half would be a wrong figure."""
    chosen: list[Sequence[Span]] = []
    used = 0
    for part in parts:
        size = width_of(part)
        if not size:
            continue
        need = size + (len(gap) if chosen else 0)
        if used + need > width:
            break
        chosen.append(part)
        used += need
    return join(chosen, gap)


def longest(forms: Sequence[Line], width: int) -> Line:
    """The first of the forms, the longest first, that fits whole; nothing where none does."""
    return next((form for form in forms if width_of(form) <= width), ())


def blank(width: int) -> Line:
    return ((" " * width, Tone.TEXT),)


def beside(left: Sequence[Line], right: Sequence[Line], left_width: int, right_width: int, gap: int) -> list[Line]:
    """Two blocks of lines side by side."""
    height = max(len(left), len(right))
    rows: list[Line] = []
    for index in range(height):
        first = fit(left[index], left_width) if index < len(left) else blank(left_width)
        second = fit(right[index], right_width) if index < len(right) else blank(right_width)
        rows.append((*first, (" " * gap, Tone.TEXT), *second))
    return rows


def flow(parts: Sequence[Sequence[Span]], width: int, gap: str = "  ") -> list[Line]:
    """Parts side by side, in as many rows as they need; only a part wider than a row is cut."""
    rows: list[list[Sequence[Span]]] = []
    used = 0
    for part in parts:
        size = width_of(part)
        if not size:
            continue
        if rows and used + len(gap) + size <= width:
            rows[-1].append(part)
            used += len(gap) + size
        else:
            rows.append([part])
            used = size
    return [fit(join(row, gap), width) for row in rows]


def counted(parts: Sequence[Sequence[Span]], width: int, gap: str = "  ") -> Line:
    """The first parts that fit side by side, whole, and how many more there are: "+3"."""
    found = [part for part in parts if width_of(part)]
    for count in range(len(found), 0, -1):
        rest: Line = ((f"+{len(found) - count}", Tone.DIM),) if count < len(found) else ()
        line = join([*found[:count], rest], gap)
        if width_of(line) <= width:
            return line
    return ()


def in_columns(cells: Sequence[Sequence[Span]], cell: int, width: int, rows: int) -> list[Line]:
    """Cells of one width from left to right, then down, in at most `rows` rows; what has no row is counted behind the
    last, where that has room."""
    across = max(width // cell, 1)
    lines: list[Line] = []
    shown = across * max(rows, 0)
    for start in range(0, min(len(cells), shown), across):
        spans = [span for each in cells[start : start + across] for span in fit(each, cell)]
        left_out = f"+{len(cells) - shown}" if start + across >= shown and len(cells) > shown else ""
        if left_out and width_of(spans) + len(left_out) <= width:
            spans.append((left_out, Tone.DIM))
        lines.append(fit(spans, width))
    return lines


def plain(line: Iterable[Span]) -> str:
    """The text alone."""
    return "".join(text for text, _ in line)
