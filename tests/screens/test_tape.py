"""The liquidation tape on the screen: filtered by what is typed, and still where it was when prints arrive."""

import asyncio
import re
from collections.abc import Callable

import msgspec
import pytest
from textual.pilot import Pilot

from tests.boards import AS_OF_MS, rich_board
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.board import Board, Print
from tui.domain.clock import HOUR_MS, SystemClock
from tui.domain.tape_filter import TapeFilter
from tui.link.wire import Found
from tui.screens.dashboard import Dashboard
from widgets.draw.lines import plain
from widgets.line_panel import LinePanel


def _app(source: ScriptedSource) -> FloorlineApp:
    return FloorlineApp(source, ScreenConfig(fps=10), {}, SystemClock())


def _rows(app: FloorlineApp, name: str) -> list[str]:
    return [plain(line) for line in app.screen.query_one(f"#{name}", LinePanel).lines]


def _tape(app: FloorlineApp) -> list[str]:
    """The rows of prints, without what stands around them."""
    rows = (row.strip("│ ") for row in _rows(app, "liquidations"))
    return [row for row in rows if re.match(r"\d\d:\d\d:\d\d [A-Z]{3} ", row)]


def _look_tape(app: FloorlineApp) -> str:
    screen = app.screen
    assert isinstance(screen, Dashboard)
    return screen.look.tape.words


async def _type(pilot: Pilot[None], text: str) -> None:
    names = {" ": "space", ">": "greater_than_sign", "<": "less_than_sign"}
    await pilot.press(*(names.get(char, char) for char in text))


async def _until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    async def poll() -> None:
        while not condition():
            await pilot.pause()

    await asyncio.wait_for(poll(), 5)


def _with_new(board: Board, count: int) -> Board:
    """`count` prints more on top of Bitcoin's tape, as long as before."""
    part = board.assets["BTC"]
    new = [
        Print(
            at_ms=AS_OF_MS + 1_000 * (count - index), venue="bybit", symbol="BTCUSDT", asset="BTC", hurt="long",
            usd=77_000.0 + index, price_usd=104_000.0,
        )
        for index in range(count)
    ]  # fmt: skip
    tape = (*new, *part.liquidations.tape)[: len(part.liquidations.tape)]
    liquidations = msgspec.structs.replace(part.liquidations, tape=tape)
    return msgspec.structs.replace(
        board, assets={**board.assets, "BTC": msgspec.structs.replace(part, liquidations=liquidations)}
    )


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (200, 60), (50, 44), (80, 16)])
async def test_a_filter_is_typed_kept_said_and_cleared(size: tuple[int, int]) -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=size) as pilot:
        await pilot.press("slash")
        await pilot.pause()
        assert "Esc clears" in _rows(app, "filter")[0]
        assert not app.screen.query_one("#keys").display
        await _type(pilot, "okx long >100k")
        await pilot.pause()
        assert "/ okx long >100k" in _rows(app, "filter")[0]
        assert "of the last 40" in _rows(app, "filter")[0]
        await pilot.press("enter")
        await pilot.pause()
        assert "/okx long >100K" in _rows(app, "liquidations")[0]
        assert _tape(app)
        assert all("OKX" in row and "long" in row for row in _tape(app))
        assert app.screen.query_one("#keys").display
        assert app.focused is app.screen.query_one("#liquidations")
        await pilot.press("escape")
        await pilot.pause()
        assert "/okx" not in _rows(app, "liquidations")[0]
        await pilot.press("minus")
        assert _look_tape(app) == "okx long >100k"


async def test_escape_while_typing_clears_the_filter_that_held() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash")
        await _type(pilot, "deribit")
        await pilot.press("enter", "slash")
        await pilot.pause()
        assert "/ deribit" in _rows(app, "filter")[0]
        await pilot.press("escape")
        await pilot.pause()
        assert _look_tape(app) == ""
        assert app.screen.query_one("#keys").display


async def test_a_bad_filter_says_why_and_is_not_kept() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash")
        await _type(pilot, "binanse")
        await pilot.press("enter")
        await pilot.pause()
        assert "did you mean binance?" in _rows(app, "filter")[0]
        assert _look_tape(app) == ""
        await pilot.press("ctrl+w")
        await _type(pilot, "binance")
        await pilot.press("enter")
        await pilot.pause()
        assert _look_tape(app) == "binance"


async def test_letters_are_text_while_a_filter_is_typed() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash")
        await _type(pilot, "qz2A")
        await pilot.pause()
        assert "/ qz2A" in _rows(app, "filter")[0]
        await pilot.press("enter")
        await pilot.pause()
        assert "no match in the last 40 BTC prints" in "\n".join(_rows(app, "liquidations"))


async def test_no_room_for_panes_is_no_room_for_a_filter() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(38, 8)) as pilot:
        await pilot.press("slash")
        await pilot.pause()
        assert not app.screen.query_one("#filter").size.height
        assert not app.screen.query_one("#filter").display


class Finding(ScriptedSource):
    """A collector that has recorded more than its Board shows."""

    def __init__(self, prints: tuple[Print, ...]) -> None:
        super().__init__(rich_board())
        self.asked: list[tuple[str, str]] = []
        self._recorded = prints
        self._answer: Found | None = None

    def ask_find(self, asset: str, tape: TapeFilter) -> bool:
        self.asked.append((asset, tape.words))
        prints = tuple(each for each in self._recorded if each.asset == asset and tape.passes(each))
        self._answer = Found(asset=asset, tape=tape, prints=prints, count=len(prints))
        return True

    def found(self) -> Found | None:
        return self._answer


async def test_a_filter_finds_what_was_recorded_in_a_day_and_escape_leads_back_to_the_tape() -> None:
    old = Print(
        at_ms=AS_OF_MS - 20 * HOUR_MS, venue="okx", symbol="BTC-USDT-SWAP", asset="BTC", hurt="long",
        usd=9_000_000.0, price_usd=101_000.0,
    )  # fmt: skip
    source = Finding((old,))
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash")
        await _type(pilot, "okx >8M")
        await pilot.press("enter")
        await _until(pilot, lambda: "/okx >8M · 1 in 24h" in _rows(app, "liquidations")[0])
        assert len(_tape(app)) == 1
        assert "101,000" in _tape(app)[0]
        assert source.asked[0] == ("BTC", "okx >8M")
        await pilot.press("2")
        await _until(pilot, lambda: "/okx >8M · 0 in 24h" in _rows(app, "liquidations")[0])
        assert "no ETH match in the recorded 24h" in "\n".join(_rows(app, "liquidations"))
        await pilot.press("escape")
        await _until(pilot, lambda: len(_tape(app)) > 1)
        assert "/" not in _rows(app, "liquidations")[0].partition("LIQ")[2].partition("v ·")[0]


async def test_a_frozen_tape_shows_nothing_that_was_found_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.screens.tape_search._AGAIN_S", 0.0)
    source = Finding(())
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash")
        await _type(pilot, "okx >8M")
        await pilot.press("enter")
        await _until(pilot, lambda: "/okx >8M · 0 in 24h" in _rows(app, "liquidations")[0])
        await pilot.press("space")
        before = len(source.asked)
        dashboard = app.screen
        assert isinstance(dashboard, Dashboard)
        for _ in range(5):
            dashboard.frame()
        assert len(source.asked) == before
        await pilot.press("space")
        await _until(pilot, lambda: len(source.asked) > before)


async def test_what_is_on_the_tape_and_was_found_too_is_shown_once() -> None:
    tape = rich_board().assets["BTC"].liquidations.tape
    source = Finding(tape)
    app = _app(source)
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.press("slash")
        await _type(pilot, "okx")
        await pilot.press("enter")
        expected = sum(each.venue == "okx" for each in tape)
        await _until(pilot, lambda: f"/okx · {expected} in 24h" in _rows(app, "liquidations")[0])
        assert len(_tape(app)) <= expected


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_scrolled_tape_stays_where_it_is(size: tuple[int, int]) -> None:
    source = ScriptedSource(rich_board())
    app = _app(source)
    async with app.run_test(size=size) as pilot:
        await pilot.press("l", "ctrl+d")
        await pilot.pause()
        before = _tape(app)
        source.board = _with_new(rich_board(), 3)
        await _until(pilot, lambda: "3 new above" in _rows(app, "liquidations")[0])
        assert _tape(app) == before
        source.board = _with_new(rich_board(), 4)
        await _until(pilot, lambda: "4 new above" in _rows(app, "liquidations")[0])
        assert _tape(app) == before
        await pilot.press("g")
        await pilot.pause()
        assert "new above" not in _rows(app, "liquidations")[0]
        assert _tape(app)[0].startswith("17:45:31 BYB")


async def test_a_tape_at_its_top_follows() -> None:
    source = ScriptedSource(rich_board())
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("l")
        source.board = _with_new(rich_board(), 3)
        await _until(pilot, lambda: _tape(app)[0].startswith("17:45:30 BYB"))
        assert "new above" not in _rows(app, "liquidations")[0]


async def test_another_asset_or_filter_shows_its_tape_from_the_top() -> None:
    source = ScriptedSource(rich_board())
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("l", "ctrl+d", "2")
        await pilot.pause()
        assert _tape(app)[0].startswith("17:45:27 BIN")
        await pilot.press("ctrl+d", "slash")
        await _type(pilot, "bin")
        await pilot.press("enter")
        await pilot.pause()
        assert _tape(app)[0].startswith("17:45:27 BIN")
