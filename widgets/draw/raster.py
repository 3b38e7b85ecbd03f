"""A small dot raster for curves: 2 x 4 dots a cell in braille, 1 x 2 in blocks, 1 x 1 in ASCII."""

from collections.abc import Sequence

from widgets.draw.gauge import merged
from widgets.draw.glyphs import GlyphSet
from widgets.view.text import Line, Span, Tone

_DOTS: dict[GlyphSet, tuple[int, int]] = {"braille": (2, 4), "block": (1, 2), "ascii": (1, 1)}
_BRAILLE_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_HALVES = {0: " ", 1: "▀", 2: "▄", 3: "█"}

_SOLID, _BROKEN = "*", "o"
"""ASCII has no dots to leave out, so a broken line has a sign of its own."""

_DASH = 4
"""Dots across a dash and the gap after it."""

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
        self._marks: dict[tuple[int, int], Span] = {}

    def column(self, x: float) -> int:
        """The cell of `x`, in or out of the raster."""
        return self._dot(x, self._x, self.width * self._across) // self._across

    def curve(self, points: Sequence[Point], tone: Tone, *, broken: bool = False) -> None:
        """Straight lines from point to point, or broken ones, which are told from the others without colour."""
        if not self.width or not self.height:
            return
        dots = [self._dots(point) for point in points]
        for first, second in zip(dots, dots[1:] or dots, strict=False):
            self._segment(first, second, tone, broken)

    def mark_cell(self, row: int, column: int, text: str, tone: Tone) -> None:
        """A character where no curve passes."""
        self._marks[row, column] = (text, tone)

    def lines(self) -> list[Line]:
        rows: list[Line] = []
        for y in range(self.height):
            cells: list[Span] = []
            for x in range(self.width):
                mark = self._marks.get((y, x))
                cells.append(
                    mark if mark and not self._bits[y][x] else (self._character(self._bits[y][x]), self._tones[y][x])
                )
            rows.append(merged(cells))
        return rows

    def _character(self, bits: int) -> str:
        if not bits:
            return " "
        if self._glyphs == "braille":
            return chr(0x2800 + bits)
        return _HALVES[bits] if self._glyphs == "block" else _SOLID if bits & 1 else _BROKEN

    @staticmethod
    def _dot(value: float, scale: Point, dots: int) -> int:
        low, high = scale
        share = (value - low) / (high - low) if high > low else 0.5
        return round(share * (dots - 1))

    def _dots(self, point: Point) -> tuple[int, int]:
        rows = self.height * self._down
        return self._dot(point[0], self._x, self.width * self._across), rows - 1 - self._dot(point[1], self._y, rows)

    def _segment(self, first: tuple[int, int], second: tuple[int, int], tone: Tone, broken: bool) -> None:
        steps = max(abs(second[0] - first[0]), abs(second[1] - first[1]), 1)
        for step in range(steps + 1):
            x = round(first[0] + (second[0] - first[0]) * step / steps)
            y = round(first[1] + (second[1] - first[1]) * step / steps)
            if not broken or self._glyphs == "ascii" or x % _DASH < _DASH // 2:
                self._set(x, y, tone, broken)

    def _set(self, x: int, y: int, tone: Tone, broken: bool) -> None:
        column, row = x // self._across, y // self._down
        if not (0 <= column < self.width and 0 <= row < self.height):
            return
        across, down = x % self._across, y % self._down
        bit = _BRAILLE_BITS[across][down] if self._glyphs == "braille" else 1 << down
        if self._glyphs == "ascii" and broken:
            bit = 2
        self._bits[row][column] |= bit
        self._tones[row][column] = tone
