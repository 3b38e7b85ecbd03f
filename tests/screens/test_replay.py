"""The replay screen by its keys: the dashboard, with a row that says where the tape is."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import pytest
from textual.binding import Binding

from tests.clocks import ManualClock
from tests.link.recording.tapes import HEADER, START_MS, small_board, write
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.board import Alert
from tui.domain.clock import SystemClock
from tui.link.recording.layout import Header
from tui.link.recording.replay import ReplaySource
from tui.link.recording.tape import Tape, open_tape
from tui.screens.bindings import APP_BINDINGS
from tui.screens.dashboard import Dashboard
from tui.screens.help import HelpScreen
from tui.screens.replay import ReplayDashboard
from widgets.draw.lines import plain
from widgets.line_panel import LinePanel
from widgets.pane import Pane

Open = Callable[..., tuple[FloorlineApp, ReplaySource, ManualClock]]


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Open]:
    tapes: list[Tape] = []

    def opened(
        times: Sequence[int] = range(0, 1_800_000, 10_000), header: Header = HEADER
    ) -> tuple[FloorlineApp, ReplaySource, ManualClock]:
        path = write(tmp_path / "any.flrec", [small_board(START_MS + each) for each in times], header=header)
        tapes.append(open_tape(path))
        clock = ManualClock()
        source = ReplaySource(tapes[-1], clock)
        return FloorlineApp(source, ScreenConfig(fps=10), {}, SystemClock()), source, clock

    yield opened
    for tape in tapes:
        tape.close()


def _text(app: FloorlineApp, name: str) -> str:
    return "\n".join(plain(line) for line in app.screen.query_one(f"#{name}", LinePanel).lines)


def _frame(app: FloorlineApp) -> None:
    assert isinstance(app.screen, Dashboard)
    app.screen.frame()


async def test_the_same_screen_says_that_it_is_a_replay(replay: Open) -> None:
    app, _, clock = replay()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, ReplayDashboard)
        assert "REPLAY" in _text(app, "scan")
        row = _text(app, "replay")
        for words in (" REPLAY ", " ▶ PLAY ", "2025-11-08 14:00:00 UTC", "1×", "14:29:50"):
            assert words in row
        clock.tick(75)
        _frame(app)
        assert "14:01:15 UTC" in _text(app, "replay")
        assert [pane.failure for pane in app.screen.query(Pane)] == [None] * len(app.screen.query(Pane))


async def test_countdowns_read_as_they_were(replay: Open) -> None:
    app, _, clock = replay()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "WEEK CLOSE 1d10:00:00" in _text(app, "scan")
        clock.tick(75)
        _frame(app)
        assert "WEEK CLOSE 1d09:58:45" in _text(app, "scan")


async def test_every_key_moves_the_tape(replay: Open) -> None:
    app, source, _ = replay()
    expected = [
        ("space", 0), ("full_stop", 10), ("full_stop", 20), ("comma", 10), ("right_curly_bracket", 70),
        ("left_curly_bracket", 10), ("right_parenthesis", 610), ("left_parenthesis", 10),
    ]  # fmt: skip
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for key, seconds in expected:
            await pilot.press(key)
            assert source.position_ms - START_MS == seconds * 1000, key
            assert f"14:{seconds // 60:02}:{seconds % 60:02} UTC" in _text(app, "replay")
        assert " PAUSED " in _text(app, "replay")
        for key, speed in (("plus", 2.0), ("equals_sign", 5.0), ("underscore", 2.0)):
            await pilot.press(key)
            assert source.speed == speed
        assert "2×" in _text(app, "replay")
        await pilot.press("space")
        assert not source.is_paused


async def test_figures_follow_the_tape(replay: Open) -> None:
    app, source, _ = replay()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space", "right_parenthesis")
        board = source.latest()
        assert board is not None
        usd = board.assets["BTC"].price.usd
        assert usd is not None
        assert f"{usd:,.0f}" in _text(app, "scan")
        assert usd != small_board(START_MS).assets["BTC"].price.usd


def test_no_key_of_a_replay_is_bound_twice() -> None:
    bindings = [
        each for each in (*ReplayDashboard.BINDINGS, *APP_BINDINGS, *Pane.BINDINGS) if isinstance(each, Binding)
    ]
    keys = [key for binding in bindings for key in binding.key.split(",")]
    assert len(keys) == len(set(keys))
    assert len({binding.id for binding in bindings}) == len(bindings)


async def test_the_end_is_said_and_space_plays_again(replay: Open) -> None:
    app, source, clock = replay()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        clock.tick(10_000)
        _frame(app)
        assert "  END   " in _text(app, "replay")
        await pilot.press("space")
        assert (source.position_ms, source.is_paused) == (START_MS, False)


async def test_a_demo_that_was_recorded_is_called_one(replay: Open) -> None:
    app, _, _ = replay(header=Header(version="1", mode="demo"))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert " REPLAY   DEMO " in _text(app, "replay")


@pytest.mark.parametrize("size", [(200, 60), (120, 40), (80, 24), (60, 60), (40, 15), (30, 10), (12, 2), (1, 1)])
async def test_every_size_says_replay(replay: Open, size: tuple[int, int]) -> None:
    app, _, _ = replay()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        row = app.screen.query_one("#replay", LinePanel)
        assert (row.size.height, row.size.width) == (1, size[0])
        assert row.region.bottom == size[1]
        if size[0] >= 12:
            assert " REPLAY " in _text(app, "replay")


async def test_help_shows_the_keys_of_a_replay_only_there(replay: Open) -> None:
    app, _, _ = replay()
    async with app.run_test(size=(120, 70)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        text = _text(app, "keys_page")
        assert "Replay: the next Board" in text
        assert "Hold the recording, and go on" in text
        assert "the feeds go on" not in text


async def test_alerts_of_the_recording_are_marked_and_pages_say_how_it_moves(tmp_path: Path) -> None:
    fired = tuple(
        Alert(at_ms=START_MS + each, rule=f"{each}", severity="bell", text="it fell", acknowledged=False)
        for each in (900_000, 300_000, -60_000)
    )
    boards = [small_board(START_MS), msgspec.structs.replace(small_board(START_MS + 1_800_000), alerts=fired)]
    tape = open_tape(write(tmp_path / "any.flrec", boards, header=HEADER))
    source = ReplaySource(tape, ManualClock())
    app = FloorlineApp(source, ScreenConfig(fps=10), {}, SystemClock())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert source.alerts_ms == (START_MS + 300_000, START_MS + 900_000)
        assert _text(app, "replay").count("!") == 2
        await pilot.press("plus", "b")
        await pilot.pause()
        assert " REPLAY   2× " in _text(app, "scan")
        await pilot.press("q", "space", "b")
        await pilot.pause()
        assert " PAUSED " in _text(app, "scan")
    tape.close()
