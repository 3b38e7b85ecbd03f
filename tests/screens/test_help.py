"""Help and bindings: one list, and all of it on the page."""

import pytest
from textual.binding import Binding, BindingType

from tests.boards import rich_board
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.clock import SystemClock
from tui.screens.bindings import all_bindings
from tui.screens.dashboard import Dashboard
from tui.screens.editing import list_bindings
from tui.screens.help import HelpScreen
from tui.screens.replay import ReplayDashboard
from widgets.draw.lines import plain
from widgets.figure_pane import FigurePane
from widgets.pane import Pane


def _bindings() -> list[Binding]:
    """Everything that any screen binds, wherever it is declared."""
    found = [*FloorlineApp.BINDINGS, *Dashboard.BINDINGS, *FigurePane.BINDINGS, *HelpScreen.BINDINGS]
    bindings = [binding for binding in found if isinstance(binding, Binding)]
    assert len(bindings) == len(found)
    return bindings


def _keys_of(binding: BindingType) -> list[str]:
    assert isinstance(binding, Binding)
    return binding.key.split(",")


def test_the_list_of_all_bindings_is_complete() -> None:
    replay = {binding.id for binding in ReplayDashboard.BINDINGS if isinstance(binding, Binding)}
    declared = {binding.id for binding in _bindings()} - {"help.close"} | replay
    assert {binding.id for binding in all_bindings()} == declared


def test_every_binding_has_an_id_a_name_and_a_meaning() -> None:
    bindings = _bindings()
    assert all(binding.id and binding.description and binding.tooltip for binding in bindings)
    ids = [binding.id for binding in bindings]
    assert len(ids) == len(set(ids))


def test_no_key_is_bound_twice() -> None:
    keys = [key for binding in _bindings() if binding.id != "help.close" for key in binding.key.split(",")]
    assert len(keys) == len(set(keys))


def test_keys_that_tmux_or_the_terminal_want_are_left_alone() -> None:
    keys = {key for binding in _bindings() for key in binding.key.split(",")}
    assert not keys & {"ctrl+b", "ctrl+a", "ctrl+s", "ctrl+q"}
    assert not [key for key in keys if key.startswith(("alt+", "f1", "f2"))]


def test_enter_has_one_name_on_every_screen() -> None:
    app = FloorlineApp(ScriptedSource(rich_board()), ScreenConfig(), {}, SystemClock())
    keys = [Binding(key, "", "") for binding in (*all_bindings(), *list_bindings("e")) for key in _keys_of(binding)]
    assert {app.get_key_display(key) for key in keys if key.key == "enter"} == {"enter"}


async def test_help_lists_every_binding_and_closes() -> None:
    app = FloorlineApp(ScriptedSource(rich_board()), ScreenConfig(), {"pane.zoom": "w"}, SystemClock())
    async with app.run_test(size=(320, 60)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        text = "\n".join(plain(line) for line in app.screen.query_one(Pane).lines)
        for binding in _bindings():
            if binding.id in {f"asset.{digit}" for digit in range(3, 10)}:
                assert f" {binding.id} " not in text, "there are two assets"
            elif binding.id != "help.close":
                assert f" {binding.id} " in text
                assert str(binding.tooltip) in text
        assert "w " in next(line for line in text.split("\n") if "pane.zoom " in line)
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, Dashboard)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40), (200, 60)])
async def test_nothing_of_help_is_cut_and_wide_ones_have_two_columns(size: tuple[int, int]) -> None:
    app = FloorlineApp(ScriptedSource(rich_board()), ScreenConfig(glyphs="braille"), {}, SystemClock())
    async with app.run_test(size=size) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        pane = app.screen.query_one(Pane)
        whole, shown = pane.text(whole=True), [plain(line).strip("│ ") for line in pane.lines]
    assert "…" not in whole
    words = " ".join(whole.split())
    assert "The alert log: what fired, newest" in words
    # Side by side, the first group's heading shares its row with another's.
    assert not [line for line in shown if "…" in line]
    headed = next(line for line in shown if line.startswith("ASSETS"))
    assert (len(headed.split()) > 1) == (size[0] >= 100)


async def test_help_scrolls_where_it_does_not_fit() -> None:
    app = FloorlineApp(ScriptedSource(rich_board()), ScreenConfig(), {}, SystemClock())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark", "G")
        await pilot.pause()
        assert "config.toml" in "\n".join(plain(line) for line in app.screen.query_one(Pane).lines)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, Dashboard)
