"""What every page over the dashboard has: the scan line, its keys below, the way out, and what the program says."""

from pathlib import Path

import msgspec
import pytest

from tests.boards import rich_board
from tests.clocks import ManualClock, until
from tests.screens.editable import Editable
from tests.screens.spoken import level, said
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import AlertsConfig, ScreenConfig
from tui.domain.clock import SystemClock
from tui.link.source import LinkState
from tui.screens.dashboard import Dashboard
from widgets.draw.lines import plain
from widgets.line_panel import LinePanel

PAGES = ["b", "d", "A", "n", "question_mark", "enter", "e", "a", "c"]


def app_on(source: ScriptedSource) -> FloorlineApp:
    quiet = AlertsConfig(bell=False, terminal="off", tmux=False)
    return FloorlineApp(source, ScreenConfig(fps=10, glyphs="braille"), {}, SystemClock(), None, quiet)


def row(app: FloorlineApp, name: str) -> str:
    return plain(app.screen.query_one(f"#{name}", LinePanel).lines[0])


def rows(app: FloorlineApp) -> list[str]:
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


@pytest.mark.parametrize("size", [(200, 60), (120, 40), (80, 24), (50, 20)])
@pytest.mark.parametrize("key", PAGES)
async def test_the_scan_line_and_the_way_out_are_on_every_page(key: str, size: tuple[int, int], tmp_path: Path) -> None:
    source = Editable(tmp_path / "edits.toml")
    app = app_on(source)
    async with app.run_test(size=size) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert not isinstance(app.screen, Dashboard)
        first, last = rows(app)[0], rows(app)[-1]
        assert first.split()[:2] == ["BTC", "104,212"]
        assert last.startswith(" esc close  ? help" if key != "question_mark" else " esc close")
        assert "j k move" in last or size[0] < 80
        board = source.board
        assert board is not None
        part = msgspec.structs.replace(board.assets["BTC"].price, usd=99_999.0)
        moved = msgspec.structs.replace(board.assets["BTC"], price=part)
        source.board = msgspec.structs.replace(board, assets={**board.assets, "BTC": moved})
        await until(lambda: rows(app)[0].split()[:2] == ["BTC", "99,999"])
        await pilot.press("q")
        assert isinstance(app.screen, Dashboard), "q leaves the page, not the program"


async def test_the_scan_line_of_a_page_says_that_the_collector_is_lost() -> None:
    source = ScriptedSource(rich_board())
    app = app_on(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("b")
        source.link, source.seconds = LinkState.LOST, 7.0
        await until(lambda: " LOST 7s " in row(app, "scan"))


async def test_where_a_page_has_no_room_it_has_all_of_it() -> None:
    app = app_on(ScriptedSource(rich_board()))
    async with app.run_test(size=(30, 8)) as pilot:
        await pilot.press("b")
        await pilot.pause()
        assert not app.screen.query_one("#scan").display
        assert "BRIEF" in rows(app)[0]


async def test_pages_that_are_typed_into_say_their_keys() -> None:
    app = app_on(ScriptedSource(rich_board()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("colon", "q")
        await pilot.pause()
        assert rows(app)[-1].strip() == "esc close  enter run  ↑ ↓ choose"
        assert rows(app)[-2].startswith(" : q"), "a letter is typed, and leaves nothing"
        assert rows(app)[0].split()[:2] == ["BTC", "104,212"]


@pytest.mark.parametrize(
    ("key", "keys"),
    [("A", "x acknowledge  s snooze"), ("n", "r reconnect  y copy"), ("enter", "y copy"), ("d", "t span"), ("b", "y")],
)
async def test_the_keys_of_a_page_are_named_below_it(key: str, keys: str) -> None:
    app = app_on(ScriptedSource(rich_board()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert keys in row(app, "keys")


async def test_what_is_said_goes_by_itself_and_the_keys_come_back() -> None:
    clock = ManualClock()
    source = ScriptedSource(rich_board())
    app = FloorlineApp(source, ScreenConfig(fps=10), {}, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("T")
        assert (level(app), said(app)) == ("note", "theme: light")
        assert row(app, "keys").startswith(" note theme: light  ")
        assert "? help" in row(app, "keys"), "what room it leaves is for the keys"
        clock.tick(7)
        await until(lambda: "theme" not in row(app, "keys"))
        assert app.said == ()


async def test_a_line_longer_than_the_row_is_cut_at_its_end_and_covers_nothing() -> None:
    app = app_on(ScriptedSource(rich_board()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = rows(app)[:-1]
        app.say("word " * 40, "warning")
        await until(lambda: rows(app)[-1].startswith(" warning word"))
        assert rows(app)[-1].rstrip().endswith("…")
        assert [line for line in rows(app)[:-1] if "word" in line] == []
        assert len(before) == len(rows(app)) - 1


async def test_a_fault_in_the_row_of_keys_leaves_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no keys")

    monkeypatch.setattr("tui.screens.key_row.KeyRow.page_view", broken)
    app = app_on(ScriptedSource(rich_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("b")
        await pilot.pause()
        assert app.failure is None
        assert not isinstance(app.screen, Dashboard)
        assert "BRIEF" in "\n".join(rows(app))
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, Dashboard)
