"""Pages over the dashboard: explanations and the brief, by their keys; and copying."""

import asyncio
from collections.abc import Callable

import msgspec
import pytest
from textual.pilot import Pilot

from tests.boards import blocked_board, rich_board
from tests.screens.spoken import said
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.brief.write import brief
from tui.config.model import ScreenConfig
from tui.domain.board import Board
from tui.domain.clock import SystemClock
from tui.link.source import LinkState
from tui.present.explain.panes import EXPLAINED
from tui.screens.brief import BriefPage
from tui.screens.dashboard import Dashboard
from tui.screens.explain import ExplainPage
from tui.screens.help import HelpScreen
from tui.screens.panes import PANES
from widgets.draw.lines import plain
from widgets.pane import Pane


def _app(source: ScriptedSource | None = None) -> FloorlineApp:
    source = source or ScriptedSource(rich_board())
    return FloorlineApp(source, ScreenConfig(fps=10, glyphs="braille"), {}, SystemClock())


def _text(app: FloorlineApp) -> str:
    return "\n".join(plain(line) for line in app.screen.query_one(Pane).lines)


async def _until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    async def poll() -> None:
        while not condition():
            await pilot.pause()

    await asyncio.wait_for(poll(), 5)


def test_every_pane_has_its_explanation() -> None:
    assert list(EXPLAINED) == list(PANES)


@pytest.mark.parametrize("pane", list(PANES))
@pytest.mark.parametrize("size", [(200, 60), (120, 40), (80, 24), (40, 14)])
async def test_enter_explains_the_focused_pane(pane: str, size: tuple[int, int]) -> None:
    app = _app()
    async with app.run_test(size=size) as pilot:
        await pilot.press(PANES[pane].letter, "enter")
        await pilot.pause()
        assert isinstance(app.screen, ExplainPage)
        shown = app.screen.query_one(Pane)
        assert shown.failure is None
        assert "formula" in _text(app)
        before = _text(app)
        await pilot.press("j")
        await pilot.pause()
        assert (_text(app) != before) == (size[1] < 30 or " of " in before.splitlines()[-1])
        await pilot.press("G")
        await pilot.pause()
        for y in range(shown.size.height):
            assert shown.render_line(y).cell_length == shown.size.width


@pytest.mark.parametrize("key", ["enter", "escape", "minus", "q"])
async def test_a_page_leads_back_to_the_same_view(key: str) -> None:
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", "o", "enter")
        assert isinstance(app.screen, ExplainPage)
        await pilot.press(key)
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, Dashboard)
        assert (screen.look.asset, screen.look.pane, screen.look.zoomed) == ("ETH", "open_interest", False)
        assert app.focused is not None
        assert app.focused.id == "open_interest"


async def test_an_explanation_follows_the_asset_and_the_board() -> None:
    source = ScriptedSource(rich_board())
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", "enter")
        await pilot.pause()
        assert "ETH price  3,412" in _text(app)
        board = rich_board()
        part = board.assets["ETH"]
        moved = msgspec.structs.replace(part, price=msgspec.structs.replace(part.price, usd=3_333.0))
        source.board = msgspec.structs.replace(board, assets={**board.assets, "ETH": moved})
        await _until(pilot, lambda: "ETH price  3,333" in _text(app))


async def test_a_frozen_screen_is_explained_as_it_stands() -> None:
    source = ScriptedSource(rich_board())
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space")
        source.board = blocked_board()
        await pilot.press("enter")
        await pilot.pause()
        assert "BTC price  104,212" in _text(app)


async def test_before_the_first_board_a_page_waits() -> None:
    source = ScriptedSource(None, LinkState.CONNECTING)
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert "waiting for the first data" in _text(app)
        source.board, source.link, source.seconds = rich_board(), LinkState.ATTACHED, 0.0
        await _until(pilot, lambda: "BTC price" in _text(app))


async def test_a_broken_explanation_costs_its_page_only() -> None:
    def broken(board: Board) -> Board:
        part = board.assets["BTC"]
        options = msgspec.structs.replace(part.options, atm={"a week": 52.0})
        return msgspec.structs.replace(board, assets={"BTC": msgspec.structs.replace(part, options=options)})

    app = _app(ScriptedSource(broken(rich_board())))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("v", "enter")
        await pilot.pause()
        assert "pane error" in _text(app)
        await pilot.press("escape", "p", "enter")
        await pilot.pause()
        assert "BTC price" in _text(app)


async def test_help_of_a_page_lists_what_leaves_it() -> None:
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        assert "page.close" in _text(app)
        assert "screen.copy" in _text(app)


async def test_the_brief_is_a_page_and_goes_to_the_clipboard_unwrapped() -> None:
    app = _app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await pilot.pause()
        assert isinstance(app.screen, BriefPage)
        assert "Bitcoin is at $104,212" in _text(app)
        assert "08 Nov 17:45:27 UTC" in _text(app)
        await pilot.press("y")
        paragraphs = "\n\n".join(brief(rich_board(), ("BTC", "ETH")))
        assert app.clipboard == f"Floorline DEMO · 2025-11-08 17:45:27 UTC\n{paragraphs}"
        assert said(app) == "8 lines sent to the terminal's clipboard"
        await pilot.press("b")
        await pilot.pause()
        assert isinstance(app.screen, Dashboard)


async def test_a_brief_without_data_says_why() -> None:
    app = _app(ScriptedSource(blocked_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("b")
        await pilot.pause()
        assert "No price of Bitcoin and Ether is known: 451" in _text(app)


async def test_y_copies_the_focused_pane_without_its_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "socket,1,0")
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("o", "y")
        await pilot.pause()
        stamp, first, *rest = app.clipboard.splitlines()
        assert stamp == "Floorline DEMO · 2025-11-08 17:45:27 UTC"
        assert first == "BTC OPEN INTEREST · ex-CME · 5v · 16s"
        assert any("NOT deleveraging" in row for row in rest)
        assert not set(app.clipboard) & set("╭╮╰╯")
        assert "set-clipboard on" in said(app)


async def test_y_copies_all_of_an_explanation() -> None:
    app = _app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "y")
        await pilot.pause()
        assert len(app.clipboard.splitlines()) > 60
        assert "50-week area" in app.clipboard
        assert "GET /api/v3/klines" in app.clipboard
