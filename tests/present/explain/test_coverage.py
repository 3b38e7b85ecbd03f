"""Every figure that a pane shows can be explained, with what went into it."""

import re
from collections.abc import Callable, Iterator

import pytest

from tests.boards import blocked_board, partial_board, quiet_board, rich_board, stale_board
from tui.domain.board import Board
from tui.present.explain.panes import explain_figure, find_figure
from tui.present.reading import Reading
from tui.screens.panes import PANES
from widgets.draw.frame import Canvas, Scroll
from widgets.draw.glyphs import BRAILLE
from widgets.view.explain import Figure
from widgets.view.text import Line, Tone, figure_of

_SIZES = ((76, 8), (40, 30), (80, 20), (116, 30), (196, 56))
_BOARDS: dict[str, Callable[[], Board]] = {"live": rich_board, "partial": partial_board, "stale": stale_board}

_AGE = re.compile(r"\d+[smhd]")


def _drawn(pane: str, reading: Reading) -> Iterator[Line]:
    """Every row that the pane draws in any of the sizes, also what is scrolled out of sight."""
    view = PANES[pane].present(reading)
    if not view.state.has_data:
        return
    for width, height in (*_SIZES, (196, 400)):
        yield from PANES[pane].draw(view, Canvas(width=width, height=height, glyphs=BRAILLE, scroll=Scroll()))


def _named(pane: str, reading: Reading) -> dict[str, str]:
    """Figure -> a text that it shows."""
    return {name: span[0] for line in _drawn(pane, reading) for span in line if (name := figure_of(span)) is not None}


def _explained(pane: str, name: str, reading: Reading) -> Figure:
    found = find_figure(pane, name, reading)
    assert found is not None, f"{pane}: nothing explains {name}"
    return found


@pytest.mark.parametrize("pane", list(PANES))
@pytest.mark.parametrize("state", list(_BOARDS))
@pytest.mark.parametrize("asset", ["BTC", "ETH"])
def test_every_figure_has_its_own_explanation(pane: str, state: str, asset: str) -> None:
    reading = Reading(board=_BOARDS[state](), asset=asset)
    shown = _named(pane, reading)
    assert shown
    for name in shown:
        figure = _explained(pane, name, reading)
        assert figure.formula or figure.filled, f"{pane}: {name} has no formula"
        assert figure.inputs or figure.notes, f"{pane}: {name} has no input and no reason"
        assert not any("None" in text for text in (figure.value[0], *figure.filled))


@pytest.mark.parametrize("pane", list(PANES))
def test_every_input_says_where_it_came_from_and_when(pane: str) -> None:
    reading = Reading(board=rich_board(), asset="BTC")
    for name in _named(pane, reading):
        for row in _explained(pane, name, reading).inputs:
            assert row.venue[0], f"{pane}: {name} has an input without a name"
            assert row.endpoint[0], f"{pane}: {name} has an input of {row.venue[0]} without its endpoint"
            assert row.age[0], f"{pane}: {name} has an input of {row.venue[0]} without its age"


@pytest.mark.parametrize("pane", list(PANES))
def test_what_reads_as_a_figure_is_one(pane: str) -> None:
    """Digits in a tone of values belong to a figure; labels, times and axes are in quieter tones."""
    reading = Reading(board=rich_board(), asset="BTC")
    loud = {Tone.TEXT, Tone.VALUE, Tone.UP, Tone.DOWN, Tone.WARN, Tone.CRITICAL}
    unnamed = {
        span[0].strip()
        for line in _drawn(pane, reading)
        for span in line
        if span[1] in loud and any(char.isdigit() for char in span[0]) and figure_of(span) is None
    }
    assert not [text for text in unnamed if not _AGE.fullmatch(text)]


@pytest.mark.parametrize("pane", list(PANES))
@pytest.mark.parametrize("make", [quiet_board, blocked_board], ids=lambda make: make.__name__)
def test_a_figure_that_has_gone_leaves_the_whole_pane_explained(pane: str, make: Callable[[], Board]) -> None:
    reading = Reading(board=make(), asset="BTC")
    for name in _named(pane, Reading(board=rich_board(), asset="BTC")):
        assert explain_figure(pane, name, reading).figures
