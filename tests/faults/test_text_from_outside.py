"""Text from outside on the screen: it never steers the terminal, never breaks a column, and is never markup."""

import ast
import unicodedata

import msgspec
import pytest

from tests.boards import rich_board
from tests.faults.conftest import StartPane
from tests.faults.hostile import AWKWARD, MARKUP, STEERING, rotations, told
from tests.faults.served import ServedBoards
from tests.faults.terminal import ROOT, PtyProcess
from tui.domain.board import Alert
from tui.domain.clock import SystemClock
from tui.domain.text import clean

_RIGHT_EDGE = set("│╮╯┤")


def has_straight_edges(pane: PtyProcess) -> bool:
    """Whether the frame's right edge stands in the last column of every row between the bars."""
    return all(row[-1][0] in _RIGHT_EDGE for row in pane.screen.cells[1:-1])


def quits(pane: PtyProcess) -> None:
    pane.type("q")
    assert pane.exit_code() == 0
    assert pane.is_restored


@pytest.mark.fault(72)
def test_awkward_text_breaks_no_column(pane: PtyProcess, served: ServedBoards) -> None:
    for texts in (*rotations([clean(text) for text in AWKWARD.values()]), *rotations([*AWKWARD.values()])):
        board = told(rich_board(), texts)
        served.serve(board)
        served.until_newer(pane)
        assert has_straight_edges(pane), pane.shown
        assert "error" not in pane.shown
    quits(pane)


@pytest.mark.fault(72)
@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_text_is_cleaned_at_the_door(name: str) -> None:
    found = clean(AWKWARD[name])
    assert len(found) <= 48
    assert not any(unicodedata.bidirectional(char) in ("R", "AL") for char in found)
    assert not any(unicodedata.category(char) in ("Cf", "Co", "Cn") for char in found)


@pytest.mark.fault(73)
@pytest.mark.control("markup")
def test_markup_is_shown_as_it_is(pane: PtyProcess, served: ServedBoards) -> None:
    seen = set()
    for texts in rotations(MARKUP, len(MARKUP)):
        served.serve(told(rich_board(), texts))
        served.until_newer(pane)
        assert "error" not in pane.shown
        seen |= {text for text in MARKUP if text[:7] in pane.shown}
    assert seen == set(MARKUP)
    # A live action would have quit by now.
    assert pane.process.poll() is None
    quits(pane)


@pytest.mark.fault(73)
@pytest.mark.control("markup")
def test_no_widget_is_ever_given_text_to_read_as_markup() -> None:
    """Every panel draws its own cells; Textual's text widgets, its toasts and Rich's markup are not used."""
    readers = {"Static", "Label", "DataTable", "RichLog", "Markdown", "from_markup", "render_markup", "notify"}
    for folder in (ROOT / "tui" / "screens", ROOT / "widgets"):
        for path in (*folder.rglob("*.py"), ROOT / "tui" / "app.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    assert name not in readers, f"{path}:{node.lineno}"


@pytest.mark.control("terminal escapes")
def test_a_steering_text_never_reaches_the_terminal(pane: PtyProcess, served: ServedBoards) -> None:
    """The screen's own door: a Board that nobody cleaned. The terminal of this test refuses every other sequence."""
    for texts in rotations([*STEERING.values()], 5):
        served.serve(told(rich_board(), texts))
        served.until_newer(pane)
        assert has_straight_edges(pane), pane.shown
        assert "error" not in pane.shown
    quits(pane)
    assert "\x1b]" not in pane.output


@pytest.mark.control("terminal escapes")
def test_an_alert_s_text_never_steers_the_terminal(start_pane: StartPane, served: ServedBoards) -> None:
    pane = start_pane(env={"TERM": "linux"})
    pane.until_shown("104,2", "quit")
    words = "<here>" + "".join(text[:40] for text in STEERING.values())
    at_ms = SystemClock().now_ms()
    while "<here>" not in pane.shown:
        # What is there at its first look is old news to a pane, so one more fires until one is new.
        at_ms += 1
        alert = Alert(at_ms=at_ms, rule=words, severity="toast", text=words, acknowledged=False)
        served.serve(msgspec.structs.replace(rich_board(), alerts=(alert,)))
        served.until_newer(pane)
    quits(pane)
    assert "\x1b]" not in pane.output
