"""Curves in cells: four by two dots a cell in braille, thin box lines in blocks, two signs a cell in ASCII."""

import math
from collections.abc import Sequence
from itertools import groupby

from widgets.draw.gauge import merged
from widgets.draw.glyphs import GlyphSet
from widgets.view.text import Line, Span, Tone

_DOTS: dict[GlyphSet, tuple[int, int]] = {"braille": (2, 4), "block": (1, 1), "ascii": (1, 2)}
"""Dots across and down a cell."""

_BRAILLE_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))

_UP, _DOWN, _LEFT, _RIGHT = 1, 2, 4, 8
"""Where a box line leaves its cell."""
_BROKEN = 16
_BOXES = {
    _UP: "│",
    _DOWN: "│",
    _UP | _DOWN: "│",
    _LEFT | _DOWN: "╮",
    _LEFT | _UP: "╯",
    _RIGHT | _DOWN: "╭",
    _RIGHT | _UP: "╰",
    _UP | _DOWN | _LEFT: "┤",
    _UP | _DOWN | _RIGHT: "├",
    _LEFT | _RIGHT | _DOWN: "┬",
    _LEFT | _RIGHT | _UP: "┴",
    _UP | _DOWN | _LEFT | _RIGHT: "┼",
}
_FLAT = "─"
_BROKEN_BOXES = {"│": "┊", _FLAT: "┈"}

_QUOTES = {1: "'", 2: ".", 3: ":"}
_BROKEN_SIGN = "o"
"""ASCII has too few dots to leave some out, so a broken line has a sign of its own."""

_DASH = 4
"""Braille dots across a dash and the gap after it."""

IN_CELL = 0.25
"""What is added to a column to mean its first dot where x is counted in cells."""

Point = tuple[float, float]


class Raster:
    """Curves over one pair of scales; what is drawn later lies on top."""

    def __init__(self, width: int, height: int, x_scale: Point, y_scale: Point, glyphs: GlyphSet) -> None:
        """`x_scale` and `y_scale` are (lowest, highest) of what the edges show."""
        self.width, self.height = max(width, 0), max(height, 0)
        self._glyphs = glyphs
        self._across, self._down = _DOTS[glyphs]
        self._x, self._y = x_scale, y_scale
        self._bits = [[0] * self.width for _ in range(self.height)]
        self._tones = [[Tone.TEXT] * self.width for _ in range(self.height)]
        self._under: dict[tuple[int, int], Span] = {}
        self._over: dict[tuple[int, int], Span] = {}

    def column(self, x: float) -> int:
        """The cell of `x`, in or out of the raster."""
        return self._dot(x, self._x, self.width * self._across) // self._across

    def row(self, y: float) -> int:
        """The row of `y` from the top, in or out of the raster."""
        return self.height - 1 - self._dot(y, self._y, self.height * self._down) // self._down

    def curve(self, points: Sequence[Point], tone: Tone, *, broken: bool = False) -> None:
        """Straight lines from point to point, or broken ones, which are told from the others without colour."""
        if not self.width or not self.height:
            return
        dots = [dot for dot, _ in groupby(self._dots(point) for point in points)]
        for first, second in zip(dots, dots[1:] or dots, strict=False):
            if self._glyphs == "block":
                self._box_line(first, second, tone, broken)
            else:
                self._dotted_line(first, second, tone, broken)

    def mark_row(self, y: float, text: str, tone: Tone) -> None:
        """A horizontal reference where no curve passes."""
        for column in range(self.width):
            self._under[self.row(y), column] = (text, tone)

    def mark_column(self, x: float, text: str, tone: Tone) -> None:
        """A vertical reference where no curve passes."""
        for row in range(self.height):
            self._under[row, self.column(x)] = (text, tone)

    def put(self, point: Point, text: str, tone: Tone) -> None:
        """A sign at a point, over any curve."""
        self._over[self.row(point[1]), self.column(point[0])] = (text, tone)

    def lines(self) -> list[Line]:
        return [merged([self.cell(y, x) for x in range(self.width)]) for y in range(self.height)]

    def cell(self, row: int, column: int) -> Span:
        """What stands there; a space where nothing does."""
        if (over := self._over.get((row, column))) is not None:
            return over
        if bits := self._bits[row][column]:
            return self._character(bits), self._tones[row][column]
        return self._under.get((row, column), (" ", Tone.TEXT))

    def _character(self, bits: int) -> str:
        if self._glyphs == "braille":
            return chr(0x2800 + bits)
        if self._glyphs == "ascii":
            return _QUOTES.get(bits, _BROKEN_SIGN)
        box = _BOXES.get(bits & ~_BROKEN, _FLAT)
        return _BROKEN_BOXES.get(box, box) if bits & _BROKEN else box

    @staticmethod
    def _dot(value: float, scale: Point, dots: int) -> int:
        """Counted from the lower edge, which is the first dot; the upper edge is the last."""
        low, high = scale
        if high <= low:
            return (dots - 1) // 2
        return dots - 1 if value == high else math.floor((value - low) / (high - low) * dots)

    def _dots(self, point: Point) -> tuple[int, int]:
        rows = self.height * self._down
        return self._dot(point[0], self._x, self.width * self._across), rows - 1 - self._dot(point[1], self._y, rows)

    def _dotted_line(self, first: tuple[int, int], second: tuple[int, int], tone: Tone, broken: bool) -> None:
        steps = max(abs(second[0] - first[0]), abs(second[1] - first[1]), 1)
        for step in range(steps + 1):
            x = round(first[0] + (second[0] - first[0]) * step / steps)
            y = round(first[1] + (second[1] - first[1]) * step / steps)
            if self._glyphs == "ascii":
                self._set(x, y // self._down, _BROKEN if broken else 1 << y % self._down, tone)
            elif not broken or x % _DASH < _DASH // 2:
                bit = _BRAILLE_BITS[x % self._across][y % self._down]
                self._set(x // self._across, y // self._down, bit, tone)

    def _box_line(self, first: tuple[int, int], second: tuple[int, int], tone: Tone, broken: bool) -> None:
        """Along each row to the next column, then up or down in that column."""
        look = _BROKEN if broken else 0
        (x, y), (last_x, last_y) = first, second
        step = 1 if last_x >= x else -1
        ahead, behind = (_RIGHT, _LEFT) if step > 0 else (_LEFT, _RIGHT)
        if first == second:
            self._set(x, y, look | ahead | behind, tone)
        while x != last_x or y != last_y:
            next_y = last_y
            if x != last_x:
                self._set(x, y, look | ahead, tone)
                x += step
                self._set(x, y, look | behind, tone)
                next_y = round(last_y + (first[1] - last_y) * (last_x - x) / (last_x - first[0]))
            for row in range(min(y, next_y), max(y, next_y)):
                self._set(x, row, look | _DOWN, tone)
                self._set(x, row + 1, look | _UP, tone)
            y = next_y

    def _set(self, column: int, row: int, bits: int, tone: Tone) -> None:
        if not (0 <= column < self.width and 0 <= row < self.height):
            return
        if self._glyphs != "braille" and self._tones[row][column] is not tone:
            # Without dots of its own for each curve, a cell belongs to the one on top.
            self._bits[row][column] = 0
        self._bits[row][column] |= bits
        self._tones[row][column] = tone
