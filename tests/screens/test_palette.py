"""The command palette: every action, by its words."""

import asyncio
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.boards import rich_board
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.clock import SystemClock
from tui.screens.bindings import all_bindings
from tui.screens.dashboard import Dashboard
from tui.screens.explain import ExplainPage
from tui.screens.help import HelpScreen
from tui.screens.palette import Palette
from widgets.draw.lines import plain
from widgets.line_panel import LinePanel


def _app() -> FloorlineApp:
    return FloorlineApp(ScriptedSource(rich_board()), ScreenConfig(fps=10), {"pane.zoom": "F"}, SystemClock())


def _palette(app: FloorlineApp) -> Palette:
    screen = app.screen
    assert isinstance(screen, Palette)
    return screen


def _text(app: FloorlineApp, name: str) -> str:
    return "\n".join(plain(line) for line in app.screen.query_one(f"#{name}", LinePanel).lines)


async def _until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    async def poll() -> None:
        while not condition():
            await pilot.pause()

    await asyncio.wait_for(poll(), 5)


@pytest.mark.parametrize("key", ["colon", "ctrl+p"])
async def test_it_has_every_action_of_the_dashboard(key: str) -> None:
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(key)
        await pilot.pause()
        shown = {row.id for row in _palette(app).view.rows}
        wanted = {binding.id for binding in all_bindings() if not (binding.id or "").startswith("replay.")}
        absent = {f"asset.{digit}" for digit in range(3, 10)}
        assert shown == wanted - {"app.palette"} - absent, "two assets have two digits"
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, Dashboard)
        assert app.focused is app.screen.query_one("#price")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 14)])
async def test_words_find_an_action_and_enter_runs_it(size: tuple[int, int]) -> None:
    app = _app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("colon", *"alone")
        await pilot.pause()
        assert [row.id for row in _palette(app).view.rows] == ["pane.zoom"]
        assert ": alone" in _text(app, "command")
        assert "F" in _text(app, "commands_page").splitlines()[2]
        await pilot.press("enter")
        await _until(pilot, lambda: isinstance(app.screen, Dashboard) and app.screen.look.zoomed)


@pytest.mark.parametrize("size", [(200, 60), (120, 40), (80, 24), (40, 14)])
async def test_keys_and_what_they_do_stand_in_two_columns_side_by_side(size: tuple[int, int]) -> None:
    app = _app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("colon")
        await pilot.pause()
        heading, *lines = _text(app, "commands_page").splitlines()[1:]
        key, words = heading.index("key"), heading.index("what it does")
        assert words - key == 10
        shown = [
            (line[key:words].strip(), line[words : words + 12].strip()) for line in lines if line[key:words].strip()
        ]
        rows = _palette(app).view.rows[: len(lines) // 2]
        assert [(row.keys, row.words[:12].strip()) for row in rows] == shown[: len(rows)]


async def test_actions_of_the_pane_and_of_the_app_run_too() -> None:
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("l")
        before = _text(app, "liquidations")
        await pilot.press("colon", *"scroll.end")
        await pilot.press("enter")
        await _until(pilot, lambda: isinstance(app.screen, Dashboard) and _text(app, "liquidations") != before)
        await pilot.press("colon", *"app.help", "enter")
        await _until(pilot, lambda: isinstance(app.screen, HelpScreen))


async def test_the_arrows_choose() -> None:
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("colon", *"to", "space", *"pane", "down", "down", "up")
        await pilot.pause()
        chosen = _palette(app).view.rows[_palette(app).view.chosen]
        assert _palette(app).view.chosen == 1
        assert any(chosen.words in line and ">" in line for line in _text(app, "commands_page").splitlines())
        await pilot.press("pageup", "up")
        assert _palette(app).view.chosen == 0
        for _ in range(20):
            await pilot.press("pagedown")
        assert _palette(app).view.chosen == len(_palette(app).view.rows) - 1


async def test_nothing_found_says_so_and_runs_nothing() -> None:
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("colon", *"xyzzy", "enter")
        await pilot.pause()
        assert "no command has all of these words" in _text(app, "commands_page")
        await pilot.press("ctrl+p")
        await _until(pilot, lambda: isinstance(app.screen, Dashboard))


async def test_over_a_page_it_has_the_page_s_actions() -> None:
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await _until(pilot, lambda: isinstance(app.screen, ExplainPage))
        await pilot.press("colon", *"page.close")
        await pilot.pause()
        assert [row.id for row in _palette(app).view.rows] == ["page.close"]
        await pilot.press("enter")
        await _until(pilot, lambda: isinstance(app.screen, Dashboard))
