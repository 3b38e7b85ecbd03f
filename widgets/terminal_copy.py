"""A copy of what the terminal shows, and the shortest way to bring it up to date.

No terminal library is needed for it: a first frame stands before one is loaded.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from widgets.draw.lines import cell_width, printable

_RESET_OF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29", "21": "24"}
_LONGEST_BRIDGE = 3
"""Unchanged cells that are cheaper to write again than to jump over."""


class Look(NamedTuple):
    """How a cell looks: attributes and the SGR codes of its colours."""

    attributes: frozenset[str] = frozenset()
    foreground: str = ""
    background: str = ""


class Cell(NamedTuple):
    text: str
    """One character with what combines with it; empty for the second half of a wide character."""
    look: Look


PLAIN = Look()
_UNKNOWN = Cell("\0", PLAIN)
"""Equal to nothing that is ever drawn, so the first drawing writes everything."""


@lru_cache(maxsize=4096)
def transition(old: Look, new: Look) -> str:
    """The shortest SGR sequence that turns `old` into `new`."""
    if old == new:
        return ""
    if new == PLAIN:
        return "\x1b[0m"
    codes: list[str] = []
    gone = old.attributes - new.attributes
    kept = old.attributes & new.attributes
    resets = {_RESET_OF[code] for code in gone}
    # Bold and dim share a reset, and so may two kinds of underline: what survives is switched on again.
    codes += sorted(resets)
    codes += sorted(code for code in new.attributes if code not in kept or _RESET_OF[code] in resets)
    if old.foreground != new.foreground:
        codes.append(new.foreground or "39")
    if old.background != new.background:
        codes.append(new.background or "49")
    return f"\x1b[{';'.join(codes)}m"


@lru_cache(maxsize=2048)
def cells_in(text: str, look: Look) -> tuple[Cell, ...]:
    """The cells of one text in one look."""
    cells: list[Cell] = []
    # The last door before the terminal, for widgets that are not ours too.
    for char in printable(text):
        size = cell_width(char)
        if size == 0 and cells:
            cells[-1] = Cell(cells[-1].text + char, cells[-1].look)
            continue
        cells.append(_cell(char, look))
        if size == 2:
            cells.append(_cell("", look))
    return tuple(cells)


@lru_cache(maxsize=2048)
def _cell(char: str, look: Look) -> Cell:
    """One object for equal cells: they are compared more often than made."""
    return Cell(char, look)


class TerminalCopy:
    """The terminal's cells as they were last written."""

    def __init__(self) -> None:
        self._rows: list[list[Cell]] = []
        self._width = 0

    def forget(self) -> None:
        """The terminal may show anything now: the next drawing writes every cell."""
        self._rows = []

    def resize(self, width: int, height: int) -> None:
        if (width, height) != (self._width, len(self._rows)):
            self._width = width
            self._rows = [[_UNKNOWN] * width for _ in range(height)]

    def write(self, pieces: Iterable[tuple[int, int, list[Cell]]]) -> str:
        """The bytes that bring `pieces`, each (column, row, cells), to the terminal, and notes that they did."""
        out: list[str] = []
        look, cursor = PLAIN, (-1, -1)
        for left, y, cells in pieces:
            if not 0 <= y < len(self._rows):
                continue
            row = self._rows[y]
            cells = cells[: max(self._width - left, 0)]
            for start, end in _changed(row, cells, left):
                if cursor != (left + start, y):
                    out.append(_move(cursor, left + start, y))
                for text, wanted in cells[start:end]:
                    if wanted is not look:
                        out.append(transition(look, wanted))
                        look = wanted
                    out.append(text)
                cursor = (left + end, y)
            row[left : left + len(cells)] = cells
        if look != PLAIN:
            out.append("\x1b[0m")
        return "".join(out)


def _changed(row: list[Cell], cells: Sequence[Cell], left: int) -> Iterator[tuple[int, int]]:
    """Runs of `cells` that must be written over `row` from column `left` on; short gaps are bridged."""
    start = end = -1
    for index, (cell, shown) in enumerate(zip(cells, row[left : left + len(cells)], strict=True)):
        if shown is cell or shown == cell:
            continue
        # A wide character is written from its first half.
        first = index if cell.text or not index else index - 1
        if start >= 0 and (first <= end or _bridges(cells, end, first)):
            end = index + 1
            continue
        if start >= 0:
            yield start, _whole(cells, end)
        start, end = first, index + 1
    if start >= 0:
        yield start, _whole(cells, end)


def _whole(cells: Sequence[Cell], end: int) -> int:
    """`end`, past the second half of a wide character that begins before it."""
    return end + 1 if end < len(cells) and not cells[end].text else end


def _bridges(cells: Sequence[Cell], end: int, first: int) -> bool:
    gap = cells[end:first]
    if len(gap) > _LONGEST_BRIDGE:
        return False
    look = cells[end - 1].look
    return all(cell.look == look and cell.text.isascii() and cell.text for cell in gap)


def _move(cursor: tuple[int, int], x: int, y: int) -> str:
    if cursor[1] == y and x > cursor[0] >= 0:
        distance = x - cursor[0]
        return f"\x1b[{distance}C" if distance > 1 else "\x1b[C"
    return f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"
