"""Every pane in every state at the three sizes, in the default look, without colour and in ASCII."""

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from tests.app.pictures import PictureExtension, picture
from tests.boards import blocked_board, empty_board, partial_board, quiet_board, rich_board, silent_board, stale_board
from tests.clocks import ManualClock
from tests.link.recording.tapes import HEADER, write
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.board import Alert, Board
from tui.domain.clock import SystemClock
from tui.link.recording.replay import ReplaySource
from tui.link.recording.tape import open_tape
from tui.screens.dashboard import Dashboard
from tui.screens.panes import PANES

_SIZES = ((80, 24), (120, 40), (200, 60))
_LOOKS: dict[str, dict[str, Any]] = {"default": {}, "mono": {}, "ascii": {"glyphs": "ascii"}}


def _live_board() -> Board:
    return msgspec.structs.replace(rich_board(), mode="live")


_STATES: dict[str, Callable[[], Board]] = {
    "live": _live_board,
    "demo": rich_board,
    "partial": partial_board,
    "stale": stale_board,
    "blocked": blocked_board,
    "silent": silent_board,
    "empty": quiet_board,
    "loading": empty_board,
}


def _app(board: Board, look: str, monkeypatch: pytest.MonkeyPatch) -> FloorlineApp:
    return FloorlineApp(ScriptedSource(board), _look(look, monkeypatch), {}, SystemClock())


def _look(look: str, monkeypatch: pytest.MonkeyPatch) -> ScreenConfig:
    if look == "mono":
        monkeypatch.setenv("NO_COLOR", "1")
    else:
        monkeypatch.delenv("NO_COLOR", raising=False)
    return ScreenConfig(**{"glyphs": "braille", "calm": True, **_LOOKS[look]})


async def _pictures(app: FloorlineApp, keys: Sequence[str] = (), sizes: Sequence[tuple[int, int]] = _SIZES) -> str:
    """The screen at each size; where the market has no room of its own, also with its key pressed."""
    shown: list[str] = []
    async with app.run_test(size=sizes[0]) as pilot:
        await pilot.press(*keys)
        for size in sizes:
            await pilot.resize_terminal(*size)
            await _settle(pilot)
            shown.append(picture(app, "x".join(map(str, size))))
            if not keys and size == (80, 24):
                await pilot.press("m")
                await _settle(pilot)
                shown.append(picture(app, "80x24, m"))
                await pilot.press("minus")
    return "\n".join(shown)


async def _settle(pilot: Pilot[None]) -> None:
    """Until frames after the layout have drawn what it has room for."""
    for _ in range(3):
        await pilot.pause()
        screen = pilot.app.screen
        if isinstance(screen, Dashboard):
            screen.frame()
    await pilot.pause()


@pytest.mark.parametrize("look", list(_LOOKS))
@pytest.mark.parametrize("state", list(_STATES))
async def test_states(state: str, look: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = await _pictures(_app(_STATES[state](), look, monkeypatch))
    assert shown == snapshot(extension_class=PictureExtension)


@pytest.mark.parametrize("look", list(_LOOKS))
async def test_replay(look: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    board = _live_board()
    boards = [msgspec.structs.replace(board, as_of_ms=board.as_of_ms + each) for each in (0, 10_000, 20_000)]
    with closing(open_tape(write(tmp_path / "any.flrec", boards, header=HEADER))) as tape:
        app = FloorlineApp(ReplaySource(tape, ManualClock()), _look(look, monkeypatch), {}, SystemClock())
        assert await _pictures(app) == snapshot(extension_class=PictureExtension)


@pytest.mark.parametrize("name", list(PANES))
async def test_zoomed(name: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = await _pictures(_app(_live_board(), "default", monkeypatch), (PANES[name].letter, "z"))
    assert shown == snapshot(extension_class=PictureExtension)


@pytest.mark.parametrize("look", list(_LOOKS))
async def test_cursor(look: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = await _pictures(_app(_live_board(), look, monkeypatch), ("j", "right"))
    assert shown == snapshot(extension_class=PictureExtension)


@pytest.mark.parametrize(
    "keys",
    [("question_mark",), ("enter",), ("v", "j", "j", "enter"), ("b",), ("colon", "z"), ("2",), ("n",)],
    ids="-".join,
)
async def test_pages(keys: tuple[str, ...], snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = await _pictures(_app(_live_board(), "default", monkeypatch), keys, _SIZES[:2])
    assert shown == snapshot(extension_class=PictureExtension)


async def test_alert_log(snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words of any length are there in whole."""
    board = _live_board()
    texts = (
        "IV7 > IV30 by 5.7v",
        "BTC left the zone 105,000-107,500 downward, at 104,212: " + "and so on, " * 9 + "end",
    )
    alerts = tuple(
        Alert(
            at_ms=board.as_of_ms - 60_000 * index, rule=f"rule {index}", severity="bell", text=text,
            acknowledged=bool(index),
        )
        for index, text in enumerate(texts * 2)
    )  # fmt: skip
    app = _app(msgspec.structs.replace(board, alerts=alerts), "default", monkeypatch)
    shown = await _pictures(app, ("A", "j"), _SIZES[:2])
    assert shown.count("end") == 4
    assert shown == snapshot(extension_class=PictureExtension)


async def test_little_room(snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = ((50, 44), (80, 16), (38, 6), (20, 5))
    shown = await _pictures(_app(_live_board(), "default", monkeypatch), ("p",), sizes)
    assert shown == snapshot(extension_class=PictureExtension)


async def test_states_differ_in_every_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a snapshot records is told apart without colour too."""
    for look in ("mono", "ascii"):
        seen: dict[str, str] = {}
        for state, make in _STATES.items():
            seen[state] = await _pictures(_app(make(), look, monkeypatch), ("p",), _SIZES[:1])
        assert len(set(seen.values())) == len(seen)
