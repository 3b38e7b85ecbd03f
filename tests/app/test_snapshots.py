"""What the variants of theme and glyphs look like, drawn as pictures; every state is kept as text in test_pictures."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.boards import rich_board
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.board import Board
from tui.domain.clock import SystemClock
from tui.screens.dashboard import Dashboard

Compare = Callable[..., bool]


def _app(board: Board, **screen: Any) -> FloorlineApp:
    return FloorlineApp(ScriptedSource(board), ScreenConfig(calm=True, **screen), {}, SystemClock())


async def _settle(pilot: Pilot[None]) -> None:
    """Draws what the layout turned out to have room for."""
    for _ in range(3):
        await pilot.pause()
        assert isinstance(pilot.app.screen, Dashboard)
        pilot.app.screen.frame()
    await pilot.pause()


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)


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
    assert snap_compare(_app(rich_board(), **screen), terminal_size=(120, 40), run_before=_settle)
