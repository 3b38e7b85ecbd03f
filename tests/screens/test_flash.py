"""A changed figure is shown reversed for a moment, and never where somebody wants a calm screen."""

import asyncio
from collections.abc import Callable

import msgspec
import pytest
from textual.events import AppBlur
from textual.pilot import Pilot

from tests.boards import rich_board
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.board import Board
from tui.domain.clock import SystemClock
from widgets.line_panel import LinePanel
from widgets.view.text import Tone


def _app(source: ScriptedSource, *, calm: bool = False) -> FloorlineApp:
    return FloorlineApp(source, ScreenConfig(fps=4, calm=calm), {}, SystemClock())


def _moved(usd: float) -> Board:
    board = rich_board()
    part = board.assets["BTC"]
    moved = msgspec.structs.replace(part, price=msgspec.structs.replace(part.price, usd=usd))
    return msgspec.structs.replace(board, assets={**board.assets, "BTC": moved})


def _lit(app: FloorlineApp) -> list[str]:
    """What is lit on the whole screen."""
    return [
        text
        for panel in app.screen.query(LinePanel)
        for line in panel.lines
        for text, tone in line
        if tone is Tone.FLASH
    ]


def _shown(app: FloorlineApp, text: str) -> bool:
    return any(text in part for line in app.screen.query_one("#scan", LinePanel).lines for part, _ in line)


async def _until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    async def poll() -> None:
        while not condition():
            await pilot.pause()

    await asyncio.wait_for(poll(), 5)


async def test_only_the_changed_price_is_lit_and_goes_out_again() -> None:
    source = ScriptedSource(rich_board())
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert _lit(app) == []
        source.board = _moved(99_123.0)
        await _until(pilot, lambda: bool(_lit(app)))
        assert {text.strip() for text in _lit(app)} == {"99,123"}
        # The scan line and the price pane.
        assert len(_lit(app)) == 2
        await _until(pilot, lambda: not _lit(app))
        assert _shown(app, "99,123")


@pytest.mark.parametrize("how", ["configured", "environment", "unfocused"])
async def test_a_calm_screen_never_flashes(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if how == "environment":
        monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    source = ScriptedSource(rich_board())
    app = _app(source, calm=how == "configured")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        if how == "unfocused":
            app.post_message(AppBlur())
            await pilot.pause()
        source.board = _moved(99_123.0)
        lit: list[str] = []

        def arrived() -> bool:
            lit.extend(_lit(app))
            return _shown(app, "99,123")

        await _until(pilot, arrived)
        assert lit == []


async def test_another_asset_flashes_nothing() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        assert _lit(app) == []
