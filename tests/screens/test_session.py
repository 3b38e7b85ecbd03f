"""Where the numbers come from is said on every page, in what is copied, and by an alert of a recording."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from tests.boards import rich_board
from tests.clocks import ManualClock
from tests.link.recording.tapes import HEADER, START_MS, small_board, write
from tests.screens.editable import Editable
from tests.screens.spoken import level, said
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import AlertsConfig, ScreenConfig
from tui.domain.board import Alert, Board
from tui.domain.clock import SystemClock
from tui.link.recording.layout import Header
from tui.link.recording.replay import ReplaySource
from tui.link.recording.tape import Tape, open_tape
from tui.link.source import LinkState
from tui.screens.arrivals import Arrivals
from widgets.draw.lines import plain
from widgets.line_panel import LinePanel
from widgets.pane import Pane


def _app(source: ScriptedSource | ReplaySource) -> FloorlineApp:
    quiet = AlertsConfig(bell=False, terminal="off", tmux=False)
    return FloorlineApp(source, ScreenConfig(fps=10, glyphs="braille"), {}, SystemClock(), None, quiet)


def _demo() -> Board:
    return msgspec.structs.replace(rich_board(), mode="demo")


def _title(app: FloorlineApp) -> str:
    return plain(app.screen.query_one(Pane).lines[0])


@pytest.fixture
def tapes() -> Iterator[list[Tape]]:
    opened: list[Tape] = []
    yield opened
    for tape in opened:
        tape.close()


def _replay(tapes: list[Tape], path: Path, boards: Sequence[Board], mode: str) -> tuple[ReplaySource, ManualClock]:
    header: Header = msgspec.structs.replace(HEADER, mode=mode)
    tapes.append(open_tape(write(path / "any.flrec", list(boards), header=header)))
    clock = ManualClock()
    return ReplaySource(tapes[-1], clock), clock


@pytest.mark.parametrize("size", [(200, 60), (80, 24), (40, 14), (20, 5)])
@pytest.mark.parametrize("key", ["b", "d", "A", "n", "question_mark", "colon", "enter"])
async def test_every_page_of_a_demo_says_so(key: str, size: tuple[int, int]) -> None:
    app = _app(ScriptedSource(_demo()))
    async with app.run_test(size=size) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert " DEMO " in _title(app)


@pytest.mark.parametrize("keys", ["e", "a", "c", "ea"])
async def test_every_page_that_edits_says_so(keys: str, tmp_path: Path) -> None:
    app = _app(Editable(tmp_path / "edits.toml", _demo()))
    async with app.run_test(size=(80, 24)) as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        assert " DEMO " in _title(app)


async def test_a_page_from_before_the_first_board_learns_of_it() -> None:
    source = ScriptedSource(None)
    app = _app(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert "DEMO" not in _title(app)
        source.board = _demo()
        app._look_for_news()
        assert " DEMO " in _title(app)


async def test_the_panes_of_the_dashboard_leave_it_to_the_line_above_them() -> None:
    app = _app(ScriptedSource(_demo()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert not any("DEMO" in plain(pane.lines[0]) for pane in app.screen.query(Pane))
        assert " DEMO " in plain(app.screen.query_one("#scan", LinePanel).lines[0])


async def test_the_card_says_it() -> None:
    app = _app(ScriptedSource(_demo()))
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        assert plain(app.screen.query_one("#card", LinePanel).lines[0]).startswith(" DEMO  BTC 104,212")


async def test_copied_text_says_from_when_it_is_and_that_it_is_a_demo() -> None:
    app = _app(ScriptedSource(_demo()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "l", "z", "y")
        stamp, head, *_ = app.clipboard.splitlines()
        assert stamp == "Floorline DEMO · 2025-11-08 17:45:27 UTC"
        assert head.startswith("ETH LIQUIDATIONS · ")
        await pilot.press("b", "y")
        assert app.clipboard.startswith(f"{stamp}\nBitcoin is at ")


async def test_pages_of_a_replay_say_what_was_recorded(tapes: list[Tape], tmp_path: Path) -> None:
    boards = [small_board(START_MS), small_board(START_MS + 60_000)]
    source, _ = _replay(tapes, tmp_path, boards, "demo")
    app = _app(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await pilot.pause()
        assert " REPLAY DEMO " in _title(app)


@pytest.mark.parametrize(("key", "head"), [(None, "REPLAY ALERT"), ("right_parenthesis", "")])
async def test_an_alert_of_a_recording_is_called_one_and_jumping_past_it_shows_none(
    tapes: list[Tape], tmp_path: Path, key: str | None, head: str
) -> None:
    fired = Alert(at_ms=START_MS + 5_000, rule="any", severity="bell", text="it fell", acknowledged=False)
    boards = [small_board(START_MS + each) for each in range(0, 1_800_000, 60_000)]
    boards = [boards[0], *(msgspec.structs.replace(board, alerts=(fired,)) for board in boards[1:])]
    source, clock = _replay(tapes, tmp_path, boards, "live")
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app._look_for_alerts()
        if key is None:
            clock.tick(61)
        else:
            await pilot.press(key)
        app._look_for_alerts()
        await pilot.pause()
        assert level(app) == head


def test_what_lies_between_two_moments_has_not_just_happened() -> None:
    fired = Alert(at_ms=1, rule="any", severity="bell", text="it fell", acknowledged=False)
    arrivals, board = Arrivals(), rich_board()
    arrivals.take(msgspec.structs.replace(board, alerts=()), 0)
    assert arrivals.take(msgspec.structs.replace(board, alerts=(fired,)), 1) == []
    later: Alert = msgspec.structs.replace(fired, at_ms=2)
    assert arrivals.take(msgspec.structs.replace(board, alerts=(later, fired)), 1) == [later]


async def test_a_lost_collector_is_told_of_once_and_so_is_the_next() -> None:
    source = ScriptedSource(rich_board())
    app = _app(source)
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.pause()
        source.link, source.seconds = LinkState.LOST, 3.0
        app._look_for_news()
        assert (level(app), said(app).startswith("the collector is gone")) == ("warning", True)
        app.say("something else")
        app._look_for_news()
        assert said(app) == "something else"
        source.link, source.seconds = LinkState.ATTACHED, 0.0
        app._look_for_news()
        assert said(app) == "a collector answers again; 0s were not seen"
