"""Which kind of session this is, and from when its numbers are: for every page and for what leaves the screen."""

from datetime import UTC, datetime

from tui.domain.board import Board
from tui.link.source import BoardSource, RecordedSource
from tui.present.reading import Reading


def session_badge(source: BoardSource) -> str:
    """DEMO, REPLAY, or REPLAY DEMO for a demo that was recorded; empty for a live market and before the first Board."""
    board = source.latest()
    if isinstance(source, RecordedSource) and source.recorded_mode == "demo":
        return "REPLAY DEMO"
    return "" if board is None else mode_badge(board)


def mode_badge(board: Board) -> str:
    """The same by the Board alone."""
    return "" if board.mode == "live" else board.mode.upper()


def stamp(reading: Reading | None, badge: str) -> str:
    """The first line of copied text: "Floorline DEMO · 2026-11-08 17:00:05 UTC", the moment as the screen shows it."""
    head = f"Floorline {badge}".strip()
    if reading is None:
        return head
    return f"{head} · {datetime.fromtimestamp(reading.now_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
