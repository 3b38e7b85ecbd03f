"""What the screens look like: each layout in each state, and the variants of theme and glyphs."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.boards import blocked_board, empty_board, partial_board, quiet_board, rich_board, stale_board
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.board import Board
from tui.domain.clock import SystemClock

Compare = Callable[..., bool]

_STATES: dict[str, Callable[[], Board]] = {
    "live": rich_board,
    "partial": partial_board,
    "stale": stale_board,
    "blocked": blocked_board,
    "loading": empty_board,
}


def _app(board: Board, **screen: Any) -> FloorlineApp:
    return FloorlineApp(ScriptedSource(board), ScreenConfig(**screen), {}, SystemClock())


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize("state", list(_STATES))
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_states(snap_compare: Compare, size: tuple[int, int], state: str) -> None:
    assert snap_compare(_app(_STATES[state]()), terminal_size=size)


def test_everything_at_200x60(snap_compare: Compare) -> None:
    assert snap_compare(_app(rich_board()), terminal_size=(200, 60))


def test_missing_venues_at_200x60(snap_compare: Compare) -> None:
    assert snap_compare(_app(partial_board()), terminal_size=(200, 60))


def test_nothing_listed(snap_compare: Compare) -> None:
    assert snap_compare(_app(quiet_board()), terminal_size=(120, 40))


def test_narrow_column(snap_compare: Compare) -> None:
    assert snap_compare(_app(rich_board()), terminal_size=(50, 44))


def test_card(snap_compare: Compare) -> None:
    assert snap_compare(_app(rich_board()), terminal_size=(38, 6))


@pytest.mark.parametrize(
    "keys",
    [("l", "z"), ("f", "z"), ("v", "z"), ("m", "z"), ("2",), ("question_mark",), ("enter",), ("m", "enter"), ("b",)],
    ids="-".join,
)
def test_keys(snap_compare: Compare, keys: tuple[str, ...]) -> None:
    assert snap_compare(_app(rich_board()), terminal_size=(120, 40), press=list(keys))


@pytest.mark.parametrize("keys", [("m",), ("f", "enter"), ("b",)], ids="-".join)
@pytest.mark.parametrize("size", [(80, 24), (50, 44)], ids=["80x24", "50x44"])
def test_keys_in_little_room(snap_compare: Compare, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    assert snap_compare(_app(rich_board()), terminal_size=size, press=list(keys))


@pytest.mark.parametrize(
    "screen",
    [
        {"theme": "light", "direction_colours": "blue-orange"},
        {"theme": "terminal"},
        {"direction_colours": "mono", "glyphs": "ascii"},
        {"glyphs": "block"},
    ],
    ids=["light", "terminal", "mono-ascii", "block"],
)
def test_looks(snap_compare: Compare, screen: dict[str, Any]) -> None:
    assert snap_compare(_app(rich_board(), **screen), terminal_size=(120, 40))
