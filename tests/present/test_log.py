"""The log pane: alerts, bursts and troubled venues in one order, told apart without colour."""

import msgspec

from tests.boards import AS_OF_MS, partial_board, quiet_board, rich_board
from tui.domain.board import Alert, Board
from tui.domain.clock import DAY_MS, MINUTE_MS
from tui.present.log import present_log
from tui.present.reading import Reading
from widgets.draw.frame import Canvas, Scroll
from widgets.draw.glyphs import BRAILLE
from widgets.draw.lines import plain
from widgets.draw.log import draw_log
from widgets.view.log import LogView
from widgets.view.text import Tone


def _alert(at_ms: int, severity: str, *, acknowledged: bool = False) -> Alert:
    return Alert(at_ms=at_ms, rule="r", severity=severity, text=f"fell {severity}", acknowledged=acknowledged)  # type: ignore[arg-type]  # a parameter of these tests


def _view(board: Board, *alerts: Alert) -> LogView:
    return present_log(Reading(board=msgspec.structs.replace(board, alerts=alerts), asset="BTC"))


def _drawn(view: LogView, width: int, height: int) -> list[str]:
    canvas = Canvas(width=width, height=height, glyphs=BRAILLE, scroll=Scroll())
    return [plain(line).rstrip() for line in draw_log(view, canvas)]


def test_newest_first_with_marks_days_and_the_unread_counted() -> None:
    view = _view(
        rich_board(),
        _alert(AS_OF_MS - MINUTE_MS, "bell"),
        _alert(AS_OF_MS - 2 * MINUTE_MS, "toast"),
        _alert(AS_OF_MS - 2 * DAY_MS, "push", acknowledged=True),
    )
    assert view.title.venues == "2 unread"
    rows = [(row.time[0], row.mark[0], row.words[0]) for row in view.rows]
    assert rows[:3] == [
        ("17:44", "!!", "fell bell"),
        ("17:43", "!", "fell toast"),
        ("16:15", "", "BTC burst $249M long 94%"),
    ]
    assert rows[-1] == ("06Nov", "!!", "fell push")
    assert view.rows[-1].words[1] is Tone.DIM


def test_venues_in_trouble_come_last_with_their_reason() -> None:
    words = [row.words[0] for row in _view(partial_board()).rows]
    assert words[-2:] == [
        "OKX blocked (price, liquidations and more): 403: region",
        "Hyperliquid backoff (open interest, funding): timeout",
    ]


def test_an_entry_goes_on_under_itself_and_what_is_left_out_shows() -> None:
    alert = msgspec.structs.replace(_alert(AS_OF_MS, "bell"), text="one two three four five six")
    view = _view(quiet_board(), alert)
    assert _drawn(view, 22, 2) == ["17:45 !! one two three", "         four five six"][:2]
    assert _drawn(view, 19, 2) == ["17:45 !! one two", "         three fou…"]
    assert _drawn(view, 60, 3) == ["17:45 !! one two three four five six"]


def test_an_empty_log_says_so() -> None:
    assert _drawn(_view(quiet_board()), 60, 3) == ["no alert and no burst of liquidations yet"]
