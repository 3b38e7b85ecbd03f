"""Text for a terminal that has ASCII only; what is drawn keeps its width."""

from widgets.draw.gauge import merged
from widgets.view.text import Line

_TO_ASCII = str.maketrans(
    {
        "▲": "^",
        "▼": "v",
        "▂": "l",
        "▅": "l",
        "█": "L",
        "░": "s",
        "▒": "s",
        "▓": "S",
        "┊": ":",
        "■": "=",
        "—": "-",
        "–": "-",
        "·": "|",
        "σ": "z",
        "…": "~",
        "×": "x",
        "→": ">",
        "←": "<",
        "↑": "^",
        "↓": "v",
        "◀": "<",
        "▶": ">",
        "−": "-",
    }
)

_TWO = {"≥": ">=", "≤": "<="}
"""Signs that take two cells."""


def bare(line: Line) -> Line:
    """A row in ASCII and in as many characters: a sign that needs two cells takes one from a gap beside it."""
    if not any(sign in text for text, _ in line for sign in _TWO):
        return tuple((to_ascii(text), tone) for text, tone in line)
    cells = [(char, tone) for text, tone in line for char in text]
    row = "".join(char for char, _ in cells)
    for place in range(len(row) - 1, -1, -1):
        if row[place] not in _TWO:
            continue
        gap = _gap(row, place)
        signs = [(sign, cells[place][1]) for sign in _TWO[row[place]]]
        if gap > place:
            cells = [*cells[:place], *signs, *cells[place + 1 : gap], *cells[gap + 1 :]]
        elif gap >= 0:
            cells = [*cells[:gap], *cells[gap + 1 : place], *signs, *cells[place + 1 :]]
        else:
            cells = [*cells[:place], *signs, *cells[place + 1 :]][: len(cells)]
        row = "".join(char for char, _ in cells)
    return merged([(to_ascii(char), tone) for char, tone in cells])


def _gap(row: str, place: int) -> int:
    """The space that gives way to the sign at `place`; -1 where there is none.

    The one right behind the sign, or of the padding before its word, or of the next padding, or the row's last one.
    """
    if row[place + 1 : place + 2] == " ":
        return place + 1
    if row[max(place - 2, 0) : place] == "  ":
        return place - 1
    after = row.find("  ", place)
    return after if after >= 0 else row.rfind(" ")


def to_ascii(text: str) -> str:
    """`text` without a character that a bare terminal lacks; its length does not change."""
    plain = text.translate(_TO_ASCII)
    return plain if plain.isascii() else "".join(char if char.isascii() else "?" for char in plain)
