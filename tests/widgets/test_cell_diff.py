"""The difference that is written brings a terminal to the same screen as everything written in full."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.strip import Strip

from tests.boards import partial_board, rich_board, stale_board
from tests.scripted_source import ScriptedSource
from tests.terminal import Terminal
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.clock import SystemClock
from widgets.cell_diff import CellDiffUpdate
from widgets.looks import cells_of, look_of
from widgets.terminal_copy import Look, TerminalCopy, transition

_WIDTH, _HEIGHT = 24, 4
_STYLES = [
    Style(),
    Style.parse("bold red on blue"),
    Style.parse("dim #112233"),
    Style.parse("reverse underline bright_green"),
    Style.parse("color(200) on #445566"),
    Style.parse("bold"),
]
_texts = st.text(st.sampled_from("ab ▲━⠿│漢é"), max_size=_WIDTH)
_strips = st.lists(st.tuples(_texts, st.sampled_from(_STYLES)), max_size=4).map(
    lambda parts: Strip([Segment(text, style) for text, style in parts]).adjust_cell_length(_WIDTH, Style())
)
_frames = st.lists(st.lists(_strips, min_size=_HEIGHT, max_size=_HEIGHT), min_size=1, max_size=6)


def _full(strips: list[Strip]) -> str:
    """Every row written in full: what the terminal should end up with."""
    rows = []
    for y, strip in enumerate(strips):
        parts = (
            style.render(text, color_system=ColorSystem.TRUECOLOR) for text, style, _ in strip if style is not None
        )
        rows.append(f"\x1b[{y + 1};1H" + "".join(parts))
    return "".join(rows)


@given(_frames)
def test_differences_add_up_to_the_whole_screen(frames: list[list[Strip]]) -> None:
    copy = TerminalCopy()
    copy.resize(_WIDTH, _HEIGHT)
    seen, wanted = Terminal(_WIDTH, _HEIGHT), Terminal(_WIDTH, _HEIGHT)
    for strips in frames:
        wanted.feed(_full(strips))
        seen.feed(copy.write((0, y, cells_of(strip, ColorSystem.TRUECOLOR)) for y, strip in enumerate(strips)))
        assert seen.cells == wanted.cells


@given(_frames)
def test_what_is_there_is_not_written_again(frames: list[list[Strip]]) -> None:
    copy = TerminalCopy()
    copy.resize(_WIDTH, _HEIGHT)
    for strips in frames:
        pieces = [(0, y, cells_of(strip, ColorSystem.TRUECOLOR)) for y, strip in enumerate(strips)]
        copy.write(pieces)
        assert copy.write(pieces) == ""


def test_one_changed_cell_costs_one_move_and_one_cell() -> None:
    copy = TerminalCopy()
    copy.resize(_WIDTH, _HEIGHT)
    plain = Style()
    copy.write([(0, 0, cells_of(Strip([Segment("price 104,212", plain)]), ColorSystem.TRUECOLOR))])
    changed = cells_of(Strip([Segment("price 104,217", plain)]), ColorSystem.TRUECOLOR)
    assert copy.write([(0, 0, changed)]) == "\x1b[1;13H7"


def test_a_forgotten_or_resized_terminal_is_written_in_full() -> None:
    copy = TerminalCopy()
    copy.resize(_WIDTH, _HEIGHT)
    piece = [(0, 0, cells_of(Strip([Segment("x" * _WIDTH, Style())]), ColorSystem.TRUECOLOR))]
    first = copy.write(piece)
    copy.forget()
    copy.resize(_WIDTH, _HEIGHT)
    assert copy.write(piece) == first
    copy.resize(_WIDTH + 1, _HEIGHT)
    assert copy.write(piece) == first


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("bold red", "red", "\x1b[22m"),
        ("bold dim", "bold", "\x1b[22;1m"),
        ("red", "red", ""),
        ("red on blue", "red", "\x1b[49m"),
        ("red", "", "\x1b[0m"),
        ("#010203", "color(7)", "\x1b[37m"),
        ("", "bright_red on bright_blue", "\x1b[91;104m"),
    ],
)
def test_transitions_are_short(old: str, new: str, wanted: str) -> None:
    looks = [look_of(Style.parse(each) if each else None, ColorSystem.TRUECOLOR) for each in (old, new)]
    assert transition(*looks) == wanted


def test_links_have_no_look() -> None:
    assert look_of(Style(link="https://example.org"), ColorSystem.TRUECOLOR) == Look()


class _RecordingApp(FloorlineApp):
    """Draws every update twice: as Textual would, and as the difference."""

    def __init__(self, source: ScriptedSource) -> None:
        super().__init__(source, ScreenConfig(), {}, SystemClock())
        self.plain = Terminal(1, 1)
        self.lean = Terminal(1, 1)
        self.plain_bytes = self.lean_bytes = 0
        self._copy = TerminalCopy()

    def _display(self, screen: Any, renderable: Any) -> None:
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            size = (self.size.width, self.size.height)
            if (len(self.plain.cells[0]), len(self.plain.cells)) != size:
                self.plain, self.lean = Terminal(*size), Terminal(*size)
            full = renderable.render_segments(self.console)
            lean = CellDiffUpdate(renderable, self._copy, size).render_segments(self.console)
            self.plain.feed(full)
            self.lean.feed(lean)
            self.plain_bytes += len(full.encode())
            self.lean_bytes += len(lean.encode())
            assert self.lean.cells == self.plain.cells
        super()._display(screen, renderable)


async def test_a_session_shows_the_same_with_fewer_bytes() -> None:
    source = ScriptedSource(rich_board())
    app = _RecordingApp(source)
    async with app.run_test(size=(120, 40)) as pilot:
        boards = [stale_board(), rich_board(), partial_board(), rich_board()]
        for keys, board in zip(("2", "l", "z", "question_mark"), boards, strict=True):
            source.board = board
            await pilot.press(keys)
            await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await pilot.press("escape", "z", "1", "t")
        await pilot.pause()
        assert "104,212" in app.lean.text[0]
        assert app.lean.text == app.plain.text
        assert app.lean_bytes < app.plain_bytes / 2
