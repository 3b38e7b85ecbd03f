"""The first frame is the dashboard: cell by cell what Textual draws of the same Board, but for the row of keys."""

from typing import Any

import pytest
from rich.color import ColorSystem

from tests.boards import partial_board, rich_board
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.board import Board
from tui.domain.clock import SystemClock
from tui.screens import first_frame
from tui.screens.layout import places
from tui.screens.look import Look
from widgets.looks import cells_of
from widgets.terminal_copy import Cell

_SIZES = [(120, 40), (200, 60), (80, 24), (60, 40), (100, 18), (38, 8)]
_OF_KEYS = {"keys", "provenance"}
Row = list[Cell]


def _first(board: Board, screen: ScreenConfig, asset: str, size: tuple[int, int], system: ColorSystem) -> list[Row]:
    rows: list[dict[int, Cell]] = [{} for _ in range(size[1])]
    for x, y, cells in first_frame._pieces(board, screen, Look(asset), size, system):
        rows[y] |= dict(enumerate(cells, x))
    return [[row[x] for x in range(size[0])] for row in rows]


async def _textual(
    board: Board, screen: ScreenConfig, asset: str, size: tuple[int, int], system: ColorSystem
) -> list[Row]:
    app = FloorlineApp(ScriptedSource(board), screen, {}, SystemClock(), asset)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        return [cells_of(strip, system) for strip in app.screen._compositor.render_strips()]


async def _compare(
    board: Board, size: tuple[int, int], system: ColorSystem = ColorSystem.TRUECOLOR, asset: str = "BTC", **screen: Any
) -> None:
    settings = ScreenConfig(**{"glyphs": "braille", "calm": True, **screen})
    first = _first(board, settings, asset, size, system)
    drawn = await _textual(board, settings, asset, size, system)
    later = {row for name, place in places(*size, "price").items() if name in _OF_KEYS
             for row in range(place.y, place.y + place.height)}  # fmt: skip
    for y, (own, its) in enumerate(zip(first, drawn, strict=True)):
        if y in later:
            assert {cell.text for cell in own} == {" "}
        else:
            assert own == its, f"row {y}: {''.join(cell.text for cell in own)}"


@pytest.mark.parametrize("size", _SIZES)
async def test_it_is_what_textual_draws_at_every_size(size: tuple[int, int]) -> None:
    await _compare(rich_board(), size)


@pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("direction_colours", ["green-red", "blue-orange", "mono"])
async def test_it_has_the_configured_colours(system: ColorSystem, theme: str, direction_colours: str) -> None:
    await _compare(rich_board(), (120, 40), system, theme=theme, direction_colours=direction_colours)


@pytest.mark.parametrize("glyphs", ["block", "ascii"])
async def test_it_has_the_configured_glyphs(glyphs: str) -> None:
    await _compare(rich_board(), (120, 40), glyphs=glyphs)


async def test_it_shows_the_asset_that_was_asked_for() -> None:
    await _compare(rich_board(), (120, 40), asset="ETH")


async def test_it_says_what_is_missing_as_the_panes_do() -> None:
    await _compare(partial_board(), (120, 40))


@pytest.mark.parametrize(
    "environ",
    [
        {"TERM": "xterm-256color", "NO_COLOR": "1"},
        {"TERM": "xterm-256color", "TEXTUAL_COLOR_SYSTEM": "standard"},
        {"TERM": "linux"},
    ],
)
def test_colours_that_are_not_plain_to_see_are_left_to_textual(environ: dict[str, str]) -> None:
    def never() -> str:
        raise AssertionError("nothing was to be written")

    assert first_frame.first_frame(rich_board(), ScreenConfig(), None, environ, never) is None


def test_the_terminal_s_own_palette_is_left_to_textual() -> None:
    environ = {"TERM": "xterm-256color"}
    assert first_frame.first_frame(rich_board(), ScreenConfig(theme="terminal"), None, environ, str) is None
