"""Styles and strips as the cells of a terminal."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from widgets.draw.lines import cell_width, printable
from widgets.terminal_copy import PLAIN, Cell, Look, cells_in

if TYPE_CHECKING:
    from rich.color import ColorSystem
    from rich.style import Style
    from textual.strip import Strip

_SGR = re.compile(r"\x1b\[([0-9;]*)m")


@lru_cache(maxsize=512)
def look_of(style: Style | None, system: ColorSystem) -> Look:
    """`style` in a terminal of that many colours; links and meta data have no look."""
    if style is None:
        return PLAIN
    match = _SGR.match(style.update_link(None).render("x", color_system=system))
    if match is None:
        return PLAIN
    attributes, colours = set[str](), {"3": "", "4": ""}
    codes = iter(match[1].split(";"))
    for code in codes:
        if code in ("38", "48"):
            mode = next(codes)
            rest = [next(codes) for _ in range(3 if mode == "2" else 1)]
            colours[code[0]] = ";".join((code, mode, *rest))
        elif len(code) == 1 or code == "21":
            attributes.add(code)
        else:
            # 30-37 and 90-97 colour the text, 40-47 and 100-107 what is behind it.
            behind = code.startswith("10") or (len(code) == 2 and code[0] == "4")
            colours["4" if behind else "3"] = "" if code in ("39", "49") else code
    return Look(frozenset(attributes), colours["3"], colours["4"])


def cells_of(strip: Strip, system: ColorSystem) -> list[Cell]:
    cells: list[Cell] = []
    for text, style, control in strip:
        if control:
            continue
        look = look_of(style, system)
        while cells and text and not text[0].isascii() and cell_width(text[0]) == 0:
            # It combines with the last character of the piece before.
            cells[-1] = Cell(cells[-1].text + printable(text[0]), cells[-1].look)
            text = text[1:]
        cells.extend(cells_in(text, look))
    return cells
