"""A key that can do nothing says why, in the row of keys."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from tests.boards import rich_board
from tests.clocks import ManualClock
from tests.link.recording.tapes import HEADER, START_MS, small_board, write
from tests.screens.spoken import said
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import AlertsConfig, ScreenConfig
from tui.domain.board import Alert, Board
from tui.domain.clock import SystemClock
from tui.link.recording.replay import ReplaySource
from tui.link.recording.tape import open_tape
from tui.link.source import BoardSource, LinkState
from tui.screens.dashboard import Dashboard

SIZE = (120, 40)


def app_on(source: BoardSource, keys: dict[str, str] | None = None) -> FloorlineApp:
    quiet = AlertsConfig(bell=False, terminal="off", tmux=False)
    return FloorlineApp(source, ScreenConfig(fps=10, glyphs="braille"), keys or {}, SystemClock(), None, quiet)


def alerted(*, acknowledged: bool) -> Board:
    alert = Alert(at_ms=1, rule="a rule", severity="silent", text="it fell", acknowledged=acknowledged)
    return msgspec.structs.replace(rich_board(), alerts=(alert,))


def one_asset() -> Board:
    board = rich_board()
    return msgspec.structs.replace(board, assets={"BTC": board.assets["BTC"]})


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (["less_than_sign"] * 20, "no earlier expiry"),
        (["greater_than_sign"] * 20, "no later expiry"),
        (["greater_than_sign"], "smile of 27 Dec, 49d: v, then z shows it whole"),
        (["v", "z", "greater_than_sign"], "smile of 27 Dec, 49d"),
        (["minus"], "no view before this one"),
        (["escape"], "no figure is chosen and the tape has no filter"),
        (["o", "z", "t"], "no chart is on the screen: the price pane has no room for it, or no candles"),
        (["7"], "no asset 7: assets in config.toml are BTC, ETH"),
        (["comma"], "step: this is no recording"),
        (["right_curly_bracket"], "minute: this is no recording"),
        (["x"], "no alert has fired: nothing to acknowledge"),
        (["s"], "no alert has fired: no rule to silence"),
        (["r"], "no feed is lost"),
        (["b", "z"], "zoom: not on this page; esc closes it"),
        (["A", "less_than_sign"], "earlier expiry: not on this page; esc closes it"),
        (["question_mark", "y"], ""),
    ],
    ids=lambda value: "-".join(value[:3]) if isinstance(value, list) else None,
)
async def test_on_a_live_market(keys: Sequence[str], words: str) -> None:
    board = msgspec.structs.replace(rich_board(), alerts=())
    app = app_on(ScriptedSource(board))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*keys)
        assert said(app) == words or (words == "" and "clipboard" in said(app))


@pytest.mark.parametrize(
    ("board", "keys", "words"),
    [
        (one_asset(), "[", "BTC is the only asset"),
        (alerted(acknowledged=True), "x", "every alert is acknowledged"),
        (alerted(acknowledged=True), "Ax", "it is acknowledged already"),
        (alerted(acknowledged=False), "x", "no collector is attached to do that"),
    ],
)
async def test_on_a_board_where_there_is_nothing_to_do(board: Board, keys: str, words: str) -> None:
    app = app_on(ScriptedSource(board))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*("left_square_bracket" if key == "[" else key for key in keys))
        assert said(app) == words


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("space", "nothing to hold still yet"),
        ("1", "no asset is known yet"),
        ("r", "no Board has come yet: a collector is looked for by itself"),
        ("e", "no collector is attached: nothing can be edited"),
    ],
)
async def test_before_the_first_board(key: str, words: str) -> None:
    app = app_on(ScriptedSource(None, LinkState.CONNECTING))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(key)
        assert said(app) == words


async def test_a_rebound_key_is_known_by_what_it_is_now() -> None:
    app = app_on(ScriptedSource(rich_board()), {"replay.step": "w"})
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("full_stop")
        assert said(app) == ""
        await pilot.press("w")
        assert said(app) == "step: this is no recording"


async def test_a_request_that_another_pane_has_just_made_is_told_of_and_not_made_again() -> None:
    clock = ManualClock()
    board = rich_board()
    collector = msgspec.structs.replace(board.collector, asked_again_ms=clock.now_ms() - 4_000)
    feeds = tuple(msgspec.structs.replace(feed, state="backoff") for feed in board.feeds)
    source = ScriptedSource(msgspec.structs.replace(board, collector=collector, feeds=feeds))
    app = FloorlineApp(source, ScreenConfig(fps=10), {}, clock)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("r")
        assert said(app) == "asked 4 s ago; again in 26 s"


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[FloorlineApp]:
    boards = [small_board(START_MS + each) for each in range(0, 600_000, 10_000)]
    tape = open_tape(write(tmp_path / "any.flrec", boards, header=HEADER))
    yield app_on(ReplaySource(tape, ManualClock()))
    tape.close()


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (["comma"], "the recording begins here"),
        (["left_parenthesis"], "the recording begins here"),
        (["right_parenthesis"], "the recording ends here"),
        (["full_stop"], ""),
        (["underscore"] * 12, "0.1× is the lowest speed"),
        (["plus"] * 12, "3600× is the highest speed"),
        (["r"], "this is a recording: it has no feeds to ask"),
        (["e"], "this is a recording: nothing in it can be edited"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
async def test_in_a_replay(replay: FloorlineApp, keys: Sequence[str], words: str) -> None:
    async with replay.run_test(size=SIZE) as pilot:
        await pilot.press(*keys)
        assert said(replay) == words


async def test_news_after_the_screens_are_gone_are_no_fault() -> None:
    """Timers of the program go on for a moment after its screens."""
    app = app_on(ScriptedSource(rich_board()))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, Dashboard)
    app._look_for_news()
    app._look_for_alerts()
    app.say("too late")
    assert app.failure is None
