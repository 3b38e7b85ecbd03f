"""Choosing a figure on the dashboard, and asking what it is."""

import asyncio
from collections.abc import Callable

import msgspec
import pytest
from textual.pilot import Pilot

from tests.boards import rich_board
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.clock import SystemClock
from tui.screens.dashboard import Dashboard
from tui.screens.explain import ExplainPage
from tui.screens.panes import PANES
from widgets.draw.lines import plain
from widgets.figure_pane import FigurePane
from widgets.line_panel import LinePanel
from widgets.pane import Pane
from widgets.view.explain import ExplainView
from widgets.view.text import Tone


def _app(source: ScriptedSource | None = None) -> FloorlineApp:
    return FloorlineApp(source or ScriptedSource(rich_board()), ScreenConfig(fps=10), {}, SystemClock())


def _marked(app: FloorlineApp, name: str) -> str:
    lines = app.screen.query_one(f"#{name}", LinePanel).lines
    return " ".join(text for line in lines for text, tone in line if tone is Tone.CURSOR)


def _names(app: FloorlineApp) -> list[str]:
    view = app.screen.query_one(Pane).view
    assert isinstance(view, ExplainView)
    return [figure.name for figure in view.figures]


async def _until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    async def poll() -> None:
        while not condition():
            await pilot.pause()

    await asyncio.wait_for(poll(), 5)


async def test_enter_explains_the_figure_under_the_cursor() -> None:
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("j", "right")
        assert _marked(app, "price") == "▼ -2.81% 24h"
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ExplainPage)
        assert _names(app) == ["24 h change"]
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, Dashboard)
        assert _marked(app, "price") == "▼ -2.81% 24h"


async def test_escape_takes_the_cursor_and_then_the_filter() -> None:
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash", *"okx", "enter", "j")
        assert _marked(app, "liquidations")
        await pilot.press("escape")
        assert not _marked(app, "liquidations")
        screen = app.screen
        assert isinstance(screen, Dashboard)
        assert screen.look.tape.words == "okx"
        await pilot.press("enter")
        await pilot.pause()
        assert len(_names(app)) > 1
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert screen.look.tape.words == ""


async def test_another_pane_begins_without_a_cursor() -> None:
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("o", "j", "f")
        assert not _marked(app, "open_interest")
        assert not _marked(app, "funding")
        await pilot.press("o")
        assert not _marked(app, "open_interest")


async def test_the_figure_keeps_the_cursor_on_another_board_and_asset() -> None:
    source = ScriptedSource(rich_board())
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("j")
        assert _marked(app, "price") == "104,212"
        board = rich_board()
        part = board.assets["BTC"]
        price = msgspec.structs.replace(part.price, usd=99_999.0)
        changed = msgspec.structs.replace(part, price=price)
        source.board = msgspec.structs.replace(board, assets={**board.assets, "BTC": changed})
        await _until(pilot, lambda: _marked(app, "price") == "99,999")
        await pilot.press("2")
        await _until(pilot, lambda: _marked(app, "price") == "3,412")


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
@pytest.mark.parametrize("name", list(PANES))
async def test_every_figure_that_can_be_reached_explains_itself(name: str, size: tuple[int, int]) -> None:
    app = _app()
    async with app.run_test(size=size) as pilot:
        await pilot.press(PANES[name].letter, "j")
        pane = app.screen.query_one(f"#{name}", FigurePane)
        reached: list[str] = []
        while pane.cursor is not None and (not reached or reached[-1] != pane.cursor.figure) and len(reached) < 5:
            reached.append(pane.cursor.figure)
            await pilot.press("enter")
            await pilot.pause()
            assert len(_names(app)) == 1
            await pilot.press("enter", "j")
        assert len(set(reached)) > 1


async def test_the_largest_layout_follows_the_cursor_with_its_source() -> None:
    app = _app()
    async with app.run_test(size=(200, 60)) as pilot:
        rows = app.screen.query_one("#provenance", LinePanel)
        await _until(pilot, lambda: "choose a figure" in plain(rows.lines[0]))
        await pilot.press("j")
        await _until(pilot, lambda: "BTC price  104,212" in plain(rows.lines[0]))
        assert "median(104,191.16, " in plain(rows.lines[0])
        assert "Binance ws @ticker 104,212.00 0s" in plain(rows.lines[1])
        await pilot.press("escape")
        await _until(pilot, lambda: "choose a figure" in plain(rows.lines[0]))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_smaller_layouts_keep_their_rows(size: tuple[int, int]) -> None:
    app = _app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("j")
        assert not app.screen.query_one("#provenance").size.height
