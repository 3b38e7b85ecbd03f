"""What the screens look like on which levels, rules and conventions are edited."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.screens.editable import Editable
from tui.app import FloorlineApp
from tui.config.edits import Change, DropLevel, LevelKey, PutLevel, PutRule, SetConvention
from tui.config.model import AlertRuleConfig, LevelConfig, ScreenConfig
from tui.domain.clock import SystemClock

Compare = Callable[..., bool]

_EDITED: tuple[Change, ...] = (
    PutLevel(asset="BTC", level=LevelConfig(price=98_400, to=97_000, kind="resistance", label="mine", then=(90_000,))),
    PutLevel(
        asset="BTC", level=LevelConfig(price=105_000, to=107_500, label="wide zone"),
        before=LevelKey(price=105_000, to=107_500),
    ),
    DropLevel(asset="BTC", key=LevelKey(price=103_000)),
    PutRule(rule=AlertRuleConfig(name="mine", when="crosses_below(BTC.price.usd, 105000)", severity="bell")),
    SetConvention(name="skew", value="normalised"),
)  # fmt: skip

_SCREENS = {
    "levels": ("e", "G", "k"),
    "new level": ("e", "a", "x", "tab", "tab", "right"),
    "rules": ("a", "G"),
    "new rule": ("f", "a", "a", "tab", "tab"),
    "wrong rule": ("a", "a", "ctrl+u", "B", "T"),
    "conventions": ("c", "j"),
}


@pytest.fixture
def source(tmp_path: Path) -> Editable:
    found = Editable(tmp_path / "edits.json")

    async def edit() -> None:
        for change in _EDITED:
            assert (await found.edit(change)).accepted

    asyncio.run(edit())
    return found


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize("name", list(_SCREENS))
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_editing(snap_compare: Compare, source: Editable, size: tuple[int, int], name: str) -> None:
    app = FloorlineApp(source, ScreenConfig(), {}, SystemClock())
    assert snap_compare(app, terminal_size=size, press=_SCREENS[name])


@pytest.mark.parametrize("name", ["levels", "new level"])
def test_editing_without_colour(snap_compare: Compare, source: Editable, name: str) -> None:
    screen = ScreenConfig(direction_colours="mono", glyphs="ascii")
    app = FloorlineApp(source, screen, {}, SystemClock())
    assert snap_compare(app, terminal_size=(80, 24), press=_SCREENS[name])
