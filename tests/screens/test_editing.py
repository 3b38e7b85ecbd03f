"""Levels, alert rules and conventions edited from the keyboard, on a small screen."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.boards import rich_board
from tests.link.recording.tapes import START_MS, small_board, write
from tests.screens.editable import Editable
from tests.screens.spoken import said
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.edit_file import read
from tui.config.edits import DropLevel, LevelKey, PutLevel
from tui.config.model import LevelConfig, ScreenConfig
from tui.domain.clock import SystemClock
from tui.link.recording.replay import ReplaySource
from tui.link.recording.tape import open_tape
from tui.link.source import BoardSource, LinkState
from tui.screens.convention_page import ConventionPage
from tui.screens.dashboard import Dashboard
from tui.screens.edit_form import EditForm
from tui.screens.level_page import LevelPage
from tui.screens.rule_page import RulePage
from widgets.draw.lines import plain
from widgets.form import Form
from widgets.pane import Pane

SMALL = (80, 24)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "edits.json"


@pytest.fixture
def source(path: Path) -> Editable:
    return Editable(path)


def app_on(source: BoardSource) -> FloorlineApp:
    return FloorlineApp(source, ScreenConfig(fps=10, glyphs="braille"), {}, SystemClock())


def text(app: FloorlineApp) -> str:
    return "\n".join(plain(line).rstrip() for line in app.screen.query_one(Pane).lines)


def rows(app: FloorlineApp) -> list[str]:
    """Of a list, without its frame."""
    return [row[1:] for row in text(app).splitlines()[2:]]


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    async def poll() -> None:
        while not condition():
            await pilot.pause()

    await asyncio.wait_for(poll(), 5)


async def typed(pilot: Pilot[None], words: str) -> None:
    """As from a keyboard, into the place of what was there."""
    await pilot.press("ctrl+e", "ctrl+u")
    for char in words:
        await pilot.press("space" if char == " " else char)


async def test_a_level_is_added_edited_and_removed_from_the_keyboard(source: Editable, path: Path) -> None:
    app = app_on(source)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e")
        assert isinstance(app.screen, LevelPage)
        assert "BTC LEVELS" in text(app)
        assert [row[1:].split()[0] for row in rows(app)[:3]] == ["105,000-107,500", "107,000", "103,000"]
        await pilot.press("a")
        assert isinstance(app.screen, EditForm)
        await typed(pilot, "98,400")
        await pilot.press("tab", "tab", "right", "right", "tab")
        await typed(pilot, "my line")
        await pilot.press("tab", "tab")
        await typed(pilot, "90k 72,000")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LevelPage) and "my line" in text(app))
        wanted = LevelConfig(price=98_400, kind="weekly_close", label="my line", then=(90_000, 72_000))
        assert source.changes == [PutLevel(asset="BTC", level=wanted)]
        chosen = next(row for row in rows(app) if row.startswith(">"))
        assert "98,400 weekly close my line" in chosen
        assert chosen.rstrip().endswith("added")
        assert "added my line 98,400" in text(app)

        await pilot.press("enter")
        assert app.screen.query_one(Form).texts == ("98,400", "", "weekly_close", "my line", "usual", "90,000 72,000")
        await typed(pilot, "98000")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LevelPage) and "changed my line 98000" in text(app))
        assert [level.price for level in read(path).assets["BTC"].put] == [98_000]
        await pilot.press("d")
        await until(pilot, lambda: "removed my line 98,000" in text(app))
        assert source.changes[-1] == DropLevel(asset="BTC", key=LevelKey(price=98_000, kind="weekly_close"))
        await pilot.press("e")
        assert isinstance(app.screen, Dashboard)


async def test_a_configured_level_is_removed_shown_so_and_restored(source: Editable) -> None:
    app = app_on(source)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "j", "j", "u")
        await until(pilot, lambda: "nothing to restore" in text(app))
        await pilot.press("d")
        await until(pilot, lambda: "removed 50-week area 103,000" in text(app))
        assert rows(app)[2].rstrip().endswith("removed")
        assert "2 of 32" in text(app)
        await pilot.press("enter", "d")
        assert isinstance(app.screen, LevelPage)
        assert len(source.changes) == 1
        await pilot.press("u")
        await until(pilot, lambda: "restored 50-week area 103,000" in text(app))
        assert "3 of 32" in text(app)


async def test_digits_and_brackets_switch_the_asset_here_as_everywhere(source: Editable) -> None:
    app = app_on(source)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "2")
        assert "ETH LEVELS" in text(app)
        await pilot.press("d")
        await until(pilot, lambda: "removed threshold 3,100" in text(app))
        assert source.changes == [DropLevel(asset="ETH", key=LevelKey(price=3_100))]
        await pilot.press("right_square_bracket")
        assert "BTC LEVELS" in text(app)
        await pilot.press("2", "e")
        assert isinstance(app.screen, Dashboard)
        assert app.screen.look.asset == "ETH"


async def test_what_is_wrong_stands_under_its_field_and_nothing_is_sent(source: Editable) -> None:
    app = app_on(source)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "a", "enter")
        assert "! is missing" in text(app)
        await typed(pilot, "abc")
        await until(pilot, lambda: '! expected a number above 0, got "abc"' in text(app))
        await typed(pilot, "5")
        await pilot.press("tab")
        await typed(pilot, "5")
        await pilot.press("enter")
        assert "! a zone needs two different edges" in text(app)
        assert source.changes == []
        await pilot.press("escape")
        assert isinstance(app.screen, LevelPage)


async def test_what_the_collector_refuses_stands_under_its_field_and_the_form_stays(source: Editable) -> None:
    app = app_on(source)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "a")
        await typed(pilot, "103000")
        await pilot.press("enter")
        await until(pilot, lambda: "! this line is there already" in text(app))
        assert isinstance(app.screen, EditForm)
        source.gone = "the collector does not answer"
        await typed(pilot, "103001")
        await pilot.press("enter")
        await until(pilot, lambda: "! not changed: the collector does not answer" in text(app))
        source.gone = None
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LevelPage))


async def test_enter_twice_asks_once(source: Editable) -> None:
    app = app_on(source)
    async with app.run_test(size=SMALL) as pilot:
        source.hold = asyncio.Event()
        await pilot.press("e", "a")
        await typed(pilot, "98000")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "asking the collector" in text(app))
        source.hold.set()
        await until(pilot, lambda: isinstance(app.screen, LevelPage))
        assert len(source.changes) == 1


async def test_an_edit_that_could_not_be_kept_says_so(source: Editable, path: Path) -> None:
    app = app_on(source)
    await asyncio.to_thread(path.mkdir)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "d")
        await until(pilot, lambda: "! holds until the collector ends: can't be written" in " ".join(text(app).split()))
        assert "2 of 32" in text(app)


async def test_the_choice_stays_on_its_level_when_another_pane_adds_one(source: Editable) -> None:
    app = app_on(source)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "j", "j")
        await source.edit(PutLevel(asset="BTC", level=LevelConfig(price=120_000)))
        await until(pilot, lambda: "120,000" in text(app))
        await pilot.press("d")
        await until(pilot, lambda: "removed 50-week area 103,000" in text(app))


async def test_a_rule_is_added_for_what_the_keyboard_is_on(source: Editable, path: Path) -> None:
    app = app_on(source)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f", "a")
        assert isinstance(app.screen, RulePage)
        await pilot.press("a")
        when = app.screen.query_one(Form).texts[0]
        assert when.startswith("BTC.funding.apr_pct > ")
        await typed(pilot, "BTC.prise.usd < 1")
        await until(pilot, lambda: "! no 'prise' here; did you mean price?" in text(app))
        await pilot.press("enter")
        assert isinstance(app.screen, EditForm)
        await typed(pilot, "crosses_below(BTC.price.usd, 105000)")
        await until(pilot, lambda: "sound; " in text(app))
        await pilot.press("tab")
        await typed(pilot, "mine")
        await pilot.press("tab", "b", "tab", "tab")
        await typed(pilot, "soon")
        await pilot.press("enter")
        assert "! expected a number" in text(app)
        await typed(pilot, "2h")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RulePage) and "added mine" in text(app))
        (rule,) = read(path).rules.put
        assert (rule.name, rule.severity, rule.cooldown_s) == ("mine", "bell", 7200)
        await pilot.press("enter", "tab")
        await typed(pilot, "ETH below 3,100")
        await pilot.press("enter")
        await until(pilot, lambda: "! another rule has this name already" in text(app))
        await pilot.press("escape", "d")
        await until(pilot, lambda: "removed mine" in text(app))
        assert read(path).rules.put == ()


async def test_a_new_rule_is_about_the_figure_under_the_cursor(source: Editable) -> None:
    app = app_on(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("v", "j", "a", "a")
        assert app.screen.query_one(Form).texts[0].startswith("BTC.options.atm['7'] > ")


@pytest.mark.parametrize("pane", list("plofvm"))
async def test_every_pane_suggests_a_sound_condition(source: Editable, pane: str) -> None:
    app = app_on(source)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(pane, "a", "a")
        assert "sound; " in text(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RulePage))


async def test_conventions_are_switched_by_key_and_by_command(source: Editable, path: Path) -> None:
    app = app_on(source)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("c")
        assert isinstance(app.screen, ConventionPage)
        await pilot.press("j", "enter")
        await until(pilot, lambda: "25-delta skew: over ATM" in text(app))
        assert read(path).conventions.skew == "normalised"
        await pilot.press("u")
        await until(pilot, lambda: "25-delta skew: in points" in text(app))
        assert read(path).conventions.skew is None
        await pilot.press("c", "colon")
        for char in "convention continuous":
            await pilot.press("space" if char == " " else char)
        await pilot.press("enter")
        await until(pilot, lambda: said(app) == "basis annualised: continuous")
        assert read(path).conventions.basis == "continuous"


@pytest.mark.parametrize("key", ["e", "a", "c"])
async def test_without_a_collector_the_keys_say_so(key: str) -> None:
    app = app_on(ScriptedSource(rich_board(), LinkState.LOST))
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "the collector is gone" in said(app))
        await pilot.press(key)
        assert isinstance(app.screen, Dashboard)
        assert said(app) == "no collector is attached: nothing can be edited"


@pytest.mark.parametrize("key", ["e", "a", "c"])
async def test_a_recording_is_not_edited(tmp_path: Path, key: str) -> None:
    with contextlib.closing(open_tape(write(tmp_path / "any.flrec", [small_board(START_MS)]))) as tape:
        app = app_on(ReplaySource(tape, SystemClock()))
        async with app.run_test(size=SMALL) as pilot:
            await pilot.press(key)
            assert isinstance(app.screen, Dashboard)
            assert said(app) == "this is a recording: nothing in it can be edited"
            await pilot.press("colon")
            assert "Convention:" not in text(app)


@pytest.mark.parametrize("size", [(40, 14), (50, 44), (80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("keys", [("e",), ("e", "a"), ("a",), ("a", "a"), ("c",)])
async def test_every_size_shows_the_chosen_row(source: Editable, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    app = app_on(source)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        pane = app.screen.query_one(Pane)
        assert pane.failure is None
        for _ in range(8):
            assert ">" in text(app)
            await pilot.press("down")
        for y in range(pane.size.height):
            assert pane.render_line(y).cell_length == pane.size.width
