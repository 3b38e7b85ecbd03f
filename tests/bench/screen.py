"""What a terminal shows after what was written to it, and the fewest bytes that a change of it needs.

Enough of a terminal for Textual, ncurses and btop; sequences that draw nothing are passed over.
"""

import re
from itertools import chain
from typing import NamedTuple

from widgets.draw.lines import cell_width

_TOKEN = re.compile(
    r"\x1b\[([<=>?!]?)([0-9;:]*)[ -/]*([@-~])"  # 1-3: a control sequence
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\)"  # strings: title, clipboard, capabilities
    r"|\x1b[()*+]."  # character sets
    r"|\x1b[0-9=>A-Za-z]"
    r"|([\x00-\x1a\x1c-\x1f\x7f])"  # 4: a control character
    r"|([^\x00-\x1f\x7f]+)",  # 5: text
    re.DOTALL,
)
_LONGEST_SEQUENCE = 4096
_ECH_CELLS = 3


class Style(NamedTuple):
    foreground: str = ""
    background: str = ""
    attributes: frozenset[int] = frozenset()


class Shown(NamedTuple):
    text: str = " "
    style: Style = Style()


_OFF = {22: {1, 2}, 23: {3}, 24: {4, 21}, 25: {5}, 27: {7}, 28: {8}, 29: {9}}


class Screen:
    """Keeps every cell, and which rows changed since they were last asked for."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.rows = [[Shown()] * width for _ in range(height)]
        self.changed: set[int] = set(range(height))
        self._x = self._y = 0
        self._style = Style()
        self._partial = ""

    @property
    def text(self) -> str:
        return "\n".join("".join(cell.text for cell in row) for row in self.rows)

    def feed(self, text: str) -> None:
        text, self._partial = self._partial + text, ""
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                if len(text) - at < _LONGEST_SEQUENCE:
                    self._partial = text[at:]
                    return
                at += 1
                continue
            at = match.end()
            if match[5]:
                self._put(match[5])
            elif match[4]:
                self._control(match[4])
            elif match[3] and not match[1]:
                self._sequence(match[2], match[3])

    def _put(self, text: str) -> None:
        for char in text:
            size = cell_width(char)
            if size == 0:
                continue
            if self._x + size > self.width:
                self._x, self._y = 0, min(self._y + 1, self.height - 1)
            row = self.rows[self._y]
            row[self._x : self._x + size] = [Shown(char, self._style), Shown("", self._style)][:size]
            self.changed.add(self._y)
            self._x += size

    def _control(self, char: str) -> None:
        if char == "\r":
            self._x = 0
        elif char == "\n":
            self._y = min(self._y + 1, self.height - 1)
        elif char == "\b":
            self._x = max(self._x - 1, 0)

    def _sequence(self, codes: str, letter: str) -> None:
        numbers = [int(code or 0) for code in codes.replace(":", ";").split(";")]
        count = max(numbers[0], 1)
        if letter == "m":
            self._restyle(numbers)
        elif letter in "Hf":
            self._y, self._x = count - 1, (max(numbers[1], 1) if len(numbers) > 1 else 1) - 1
        elif letter in "AB":
            self._y += count if letter == "B" else -count
        elif letter in "CD":
            self._x += count if letter == "C" else -count
        elif letter == "G":
            self._x = count - 1
        elif letter == "d":
            self._y = count - 1
        elif letter == "J":
            below = range(self._y + 1, self.height) if numbers[0] == 0 else range(self.height)
            self._erase(self._y, self._x, self.width)
            for y in below:
                self._erase(y, 0, self.width)
        elif letter == "K":
            self._erase(self._y, self._x if numbers[0] == 0 else 0, self._x + 1 if numbers[0] == 1 else self.width)
        elif letter == "X":
            self._erase(self._y, self._x, self._x + count)
        elif letter == "b":
            row = self.rows[self._y]
            self._put(row[max(self._x - 1, 0)].text * count)
        self._x, self._y = min(max(self._x, 0), self.width - 1), min(max(self._y, 0), self.height - 1)

    def _erase(self, y: int, start: int, end: int) -> None:
        end = min(end, self.width)
        self.rows[y][start:end] = [Shown(" ", Style(background=self._style.background))] * (end - start)
        self.changed.add(y)

    def _restyle(self, numbers: list[int]) -> None:
        rest = iter(numbers)
        for code in rest:
            if code == 0:
                self._style = Style()
            elif code in (38, 48):
                mode = next(rest, 0)
                colour = ";".join(
                    str(value) for value in (code, mode, *(next(rest, 0) for _ in range(3 if mode == 2 else 1)))
                )
                self._style = self._coloured(code == 48, colour)
            elif code in _OFF:
                self._style = self._style._replace(attributes=self._style.attributes - _OFF[code])
            elif code < 30:
                self._style = self._style._replace(attributes=self._style.attributes | {code})
            else:
                is_behind = code in range(40, 50) or code >= 100
                self._style = self._coloured(is_behind, "" if code in (39, 49) else str(code))

    def _coloured(self, is_behind: bool, colour: str) -> Style:
        return self._style._replace(background=colour) if is_behind else self._style._replace(foreground=colour)


class LeastWriter:
    """Counts what a writer would need that knows the screen: moves, changes of style and the changed characters.

    It keeps cursor and style from frame to frame, writes short unchanged gaps again where that is cheaper than a
    move, and erases the blank end of a row at once.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._before = [list(row) for row in screen.rows]
        self._cursor = (-1, -1)
        self._style = Style()

    def frame(self) -> int:
        """The bytes for all that changed since the last call."""
        total = 0
        for y in sorted(self._screen.changed):
            before, now = self._before[y], self._screen.rows[y]
            total += self._row(y, now, [x for x in range(len(now)) if before[x] != now[x]])
            self._before[y] = list(now)
        self._screen.changed.clear()
        return total

    def _row(self, y: int, row: list[Shown], changed: list[int]) -> int:
        tail = len(row)
        while tail and row[tail - 1] == Shown(" ", Style(background=row[-1].style.background)):
            tail -= 1
        erased = sum(x >= tail for x in changed)
        is_erased = erased > _ECH_CELLS
        total = 0
        for x in [x for x in changed if x < tail] if is_erased else changed:
            total += self._reach(x, y, row) + _style_bytes(self._style, row[x].style) + len(row[x].text.encode())
            self._style, self._cursor = row[x].style, (x + 1, y)
        if is_erased:
            blank = self._style._replace(background=row[-1].style.background)
            total += _move_bytes(self._cursor, tail, y) + _style_bytes(self._style, blank) + len("\x1b[K")
            self._style, self._cursor = blank, (tail, y)
        return total

    def _reach(self, x: int, y: int, row: list[Shown]) -> int:
        move = _move_bytes(self._cursor, x, y)
        left, line = self._cursor
        if line != y or not 0 <= left < x or any(cell.style != self._style for cell in row[left:x]):
            return move
        return min(move, sum(len(cell.text.encode()) for cell in row[left:x]))


def _move_bytes(cursor: tuple[int, int], x: int, y: int) -> int:
    if cursor == (x, y):
        return 0
    anywhere = len(f"\x1b[{y + 1};{x + 1}H") if x else len(f"\x1b[{y + 1}H")
    if cursor[1] != y:
        return anywhere
    distance = abs(x - cursor[0])
    return 1 if x == 0 else min(anywhere, len("\x1b[C") if distance == 1 else len(f"\x1b[{distance}C"))


def _style_bytes(old: Style, new: Style) -> int:
    """The shorter of the step from the old style and of the new one from nothing."""
    if old == new:
        return 0
    on = [str(code) for code in new.attributes]
    colours = [colour for colour in (new.foreground, new.background) if colour]
    whole = len(f"\x1b[{';'.join(('0', *on, *colours)) if new != Style() else ''}m")
    gone = old.attributes - new.attributes
    off = {code for code, cleared in _OFF.items() if cleared & gone}
    lost = set(chain.from_iterable(_OFF[code] for code in off))
    step = [str(code) for code in off]
    step += [str(code) for code in new.attributes if code not in old.attributes or code in lost]
    step += [new.foreground or "39"] if new.foreground != old.foreground else []
    step += [new.background or "49"] if new.background != old.background else []
    return min(whole, len(f"\x1b[{';'.join(step)}m"))
