"""The application: what it loads, what it honours, how it ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.boards import rich_board
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.clock import SystemClock
from widgets.line_panel import LinePanel

_ROOT = Path(__file__).parents[2]


def _app(**screen: str) -> FloorlineApp:
    return FloorlineApp(ScriptedSource(rich_board()), ScreenConfig(**screen), {}, SystemClock(), "ETH")  # type: ignore[arg-type]  # words of the configuration


def test_a_pane_loads_no_collector_and_no_chart_before_it_is_drawn() -> None:
    code = "import sys, tui.app; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=_ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "textual" in loaded
    assert not loaded & {"ccxt", "pandas", "numpy", "aiohttp", "plotext", "textual_plotext", "sqlite3"}


async def test_the_asset_of_the_command_line_comes_first() -> None:
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "ETH PRICE" in app.screen.query_one("#price", LinePanel).render_line(0).text


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_quit_leaves_at_once(key: str) -> None:
    app = _app()
    async with app.run_test() as pilot:
        await pilot.press("escape")
        assert app.is_running
        await pilot.press(key)
        await pilot.pause()
    assert app.return_code == 0


@pytest.mark.parametrize(("value", "mono"), [("1", True), ("", False), (None, False)])
def test_no_color_means_present_and_not_empty(value: str | None, mono: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is None:
        monkeypatch.delenv("NO_COLOR", raising=False)
    else:
        monkeypatch.setenv("NO_COLOR", value)
    assert _app().no_color is mono


async def test_no_color_leaves_no_colour_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for strip in app.screen._compositor.render_strips():
            for _, style, _ in strip:
                colours = () if style is None else (style.color, style.bgcolor)
                assert all(colour is None or colour.is_default for colour in colours)


@pytest.mark.parametrize("theme", ["dark", "light", "terminal"])
async def test_themes_colour_the_panes(theme: str) -> None:
    app = _app(theme=theme)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        strip = app.screen.query_one("#scan", LinePanel).render_line(0)
        falls = [style for text, style, _ in strip if "▼" in text]
        assert falls
        assert all(style is not None and style.color is not None for style in falls)


async def test_a_change_of_theme_recolours_the_text() -> None:
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        scan = app.screen.query_one("#scan", LinePanel)
        before = scan.render_line(0)
        app.theme = "floorline-light"
        await pilot.pause()
        after = scan.render_line(0)
        assert before.text == after.text
        assert [style for _, style, _ in before] != [style for _, style, _ in after]


async def test_ascii_screens_hold_nothing_else() -> None:
    app = _app(glyphs="ascii")
    async with app.run_test(size=(200, 60)) as pilot:
        for key in ("1", "t", "question_mark"):
            await pilot.press(key)
            await pilot.pause()
            for panel in app.screen.query(LinePanel):
                assert all(panel.render_line(y).text.isascii() for y in range(panel.size.height))
