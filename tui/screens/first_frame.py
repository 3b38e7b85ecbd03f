"""The dashboard of this moment before Textual is loaded: the same presenters, drawings, places and colours.

It has all the figures and no row of keys yet, for what is typed is kept and not read before Textual runs; that goes on
with the same cells and writes what has changed since.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from rich.color import ColorSystem
from rich.style import Style

from tui.config.model import ScreenConfig
from tui.domain.board import Board
from tui.present.bars import present_scan
from tui.present.card import present_card
from tui.present.reading import Reading
from tui.screens.layout import Place, has_boxes, places
from tui.screens.look import Look
from tui.screens.panes import LOG, PANES, Part
from tui.screens.tones import BACKGROUNDS, colours
from widgets.draw.bare import bare
from widgets.draw.bars import draw_card, draw_scan
from widgets.draw.frame import FrameStyle, Scroll, framed, inner_canvas, state_lines
from widgets.draw.glyphs import Glyphs, glyph_set
from widgets.draw.lines import blank, printable
from widgets.entered_terminal import EnteredTerminal
from widgets.looks import look_of
from widgets.palette import Palette, colour_of, variable_of
from widgets.terminal_copy import Cell, cells_in
from widgets.view.text import Line, Tone

_DECIDE_COLOURS = ("NO_COLOR", "FORCE_COLOR", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_DRIVER", "TEXTUAL_FILTERS")
"""Variables with which Textual's decision is waited for."""
_TRUE_COLOUR = ("truecolor", "24bit")


class FirstFrame(NamedTuple):
    """What stands on the terminal before Textual draws there."""

    board: Board
    terminal: EnteredTerminal


def first_frame(
    board: Board, screen: ScreenConfig, asset: str | None, environ: Mapping[str, str], before: Callable[[], str]
) -> FirstFrame | None:
    """Draws it on this program's terminal, after what `before` takes away; None where that is left to Textual.

    Raises OSError where there is no terminal.
    """
    system = _system(environ)
    if system is None or screen.theme not in ("dark", "light") or not board.assets:
        return None
    columns, rows = os.get_terminal_size(sys.stderr.fileno())
    pieces = list(_pieces(board, screen, Look(asset), (columns, rows), system))
    entered = EnteredTerminal(sys.stdin.fileno(), sys.stderr.fileno())
    entered.show(columns, rows, pieces, before())
    return FirstFrame(board, entered)


def _system(environ: Mapping[str, str]) -> ColorSystem | None:
    """How many colours this terminal has, where that is plain."""
    if any(environ.get(name) for name in _DECIDE_COLOURS):
        return None
    if environ.get("COLORTERM", "").strip().lower() in _TRUE_COLOUR:
        return ColorSystem.TRUECOLOR
    return ColorSystem.EIGHT_BIT if environ.get("TERM", "").endswith("-256color") else None


def _pieces(
    board: Board, screen: ScreenConfig, look: Look, size: tuple[int, int], system: ColorSystem
) -> Iterator[tuple[int, int, list[Cell]]]:
    """Every row of every place as cells."""
    glyphs = glyph_set(screen.glyphs, hollow=screen.direction_colours == "mono")
    tones = colours(screen, screen.theme)
    ground = Style(color=colour_of(tones[Tone.TEXT]), bgcolor=colour_of(BACKGROUNDS[screen.theme]))
    palette = Palette({variable_of(tone): colour for tone, colour in tones.items()}, ground)
    looks = {tone: look_of(palette[tone], system) for tone in Tone}
    space = cells_in(" ", look_of(ground, system))
    reading = look.reading(board, 0.0)
    frame: FrameStyle = "box" if has_boxes(*size) else "rule"
    for name, place in places(*size, look.pane).items():
        lines = _lines(name, place, reading, glyphs, frame, focused=name == look.pane)[: place.height]
        for y, line in enumerate([*lines, *([()] * (place.height - len(lines)))], place.y):
            shown = bare(line) if glyphs.name == "ascii" else line
            cells = [cell for text, tone in shown for cell in cells_in(printable(text), looks[tone])]
            yield place.x, y, [*cells[: place.width], *(space * (place.width - len(cells)))]


def _lines(
    name: str, place: Place, reading: Reading, glyphs: Glyphs, frame: FrameStyle, *, focused: bool
) -> list[Line]:
    width, height = place.width, place.height
    if name == "scan":
        return draw_scan(present_scan(reading, None), width, height)
    if name == "card":
        return draw_card(present_card(reading), width, height)
    part = LOG if name == "log" else PANES.get(name)
    if part is None:
        # The rows that say what keys do: none does anything yet.
        return [blank(width)] * height
    return _pane(part, place, reading, glyphs, frame, focused=focused)


def _pane(
    part: Part, place: Place, reading: Reading, glyphs: Glyphs, frame: FrameStyle, *, focused: bool
) -> list[Line]:
    view, scroll = part.present(reading), Scroll()
    size = place.width, place.height
    canvas = inner_canvas(*size, glyphs, frame, scroll)
    body = part.draw(view, canvas) if view.state.has_data else state_lines(view.state, canvas)
    return framed(part.letter, view.title, view.state, body, size, glyphs, frame, focused, scroll.position)
