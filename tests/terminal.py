"""A terminal of the few sequences that screens are drawn with; it refuses what it doesn't know."""

import re

from widgets.draw.lines import cell_width

_TOKEN = re.compile(r"\x1b\[([?>=]?)([0-9;]*)([A-Za-z])|(\n)|([^\x1b\n])")
_OFF = {22: (1, 2), 23: (3,), 24: (4, 21), 25: (5,), 27: (7,), 28: (8,), 29: (9,)}

Shown = tuple[str, frozenset[int], str, str]
"""A character, its attributes, and its colours."""


class Terminal:
    """Keeps what every cell shows."""

    def __init__(self, width: int, height: int) -> None:
        self.cells: list[list[Shown]] = [[(" ", frozenset(), "", "")] * width for _ in range(height)]
        self._x = self._y = 0
        self._attributes: frozenset[int] = frozenset()
        self._colours = ["", ""]

    def feed(self, text: str) -> None:
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            assert match is not None, f"unknown sequence {text[at : at + 12]!r}"
            at = match.end()
            if match[4]:
                # Textual ends each row with a newline and moves the cursor itself.
                self._y = min(self._y + 1, len(self.cells) - 1)
                self._x = 0
            elif match[5]:
                self._put(match[5])
            elif not match[1]:
                self._control(match[3], [int(code or 0) for code in match[2].split(";")])

    def _control(self, letter: str, codes: list[int]) -> None:
        if letter == "H":
            self._y = max(codes[0], 1) - 1
            self._x = max(codes[1], 1) - 1 if len(codes) > 1 else 0
        elif letter == "C":
            self._x += max(codes[0], 1)
        elif letter == "m":
            self._style(codes)
        else:
            raise AssertionError(f"unknown control {letter}")

    def _style(self, codes: list[int]) -> None:
        rest = iter(codes)
        for code in rest:
            if code == 0:
                self._attributes, self._colours = frozenset(), ["", ""]
            elif code in (38, 48):
                mode = next(rest)
                values = [next(rest) for _ in range(3 if mode == 2 else 1)]
                self._colours[code == 48] = ";".join(map(str, (mode, *values)))
            elif code in _OFF:
                self._attributes -= set(_OFF[code])
            elif code < 30:
                self._attributes |= {code}
            else:
                behind = code in range(40, 50) or code >= 100
                self._colours[behind] = "" if code in (39, 49) else str(code % 10 + (60 if code >= 90 else 0))

    def _put(self, char: str) -> None:
        if not 0 <= self._x < len(self.cells[self._y]):
            return
        shown = (char, self._attributes, self._colours[0], self._colours[1])
        self.cells[self._y][self._x] = shown
        if cell_width(char) == 2 and self._x + 1 < len(self.cells[self._y]):
            self.cells[self._y][self._x + 1] = ("", *shown[1:])
        self._x += cell_width(char)

    @property
    def text(self) -> list[str]:
        return ["".join(cell[0] for cell in row) for row in self.cells]
