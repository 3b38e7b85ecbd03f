"""What the screen says when somebody wants the feeds asked again."""

from collections.abc import Sequence

from tui.domain.board import DOWN, Board, Feed
from tui.domain.clock import Clock
from tui.link.wire import RECONNECT_S
from tui.present import figures

_MOST_NAMES = 3


class Reconnecting:
    """Remembers when this screen asked, until the collector's Board says when anybody did."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asked_ms = 0

    def words(self, board: Board | None) -> tuple[str, bool]:
        """What to say, and whether to ask."""
        if board is None:
            return "no Board has come yet: a collector is looked for by itself", False
        if board.mode == "replay":
            return "this is a recording: it has no feeds to ask", False
        down = [feed for feed in board.feeds if feed.state in DOWN]
        if not down:
            return "no feed is lost", False
        now_ms = self._clock.now_ms()
        ago_s = (now_ms - max(self._asked_ms, board.collector.asked_again_ms or 0)) / 1000
        if 0 <= ago_s < RECONNECT_S:
            return f"asked {ago_s:.0f} s ago; again in {RECONNECT_S - ago_s:.0f} s", False
        self._asked_ms = now_ms
        return _asking(down), True


def _asking(down: Sequence[Feed]) -> str:
    venues = list(dict.fromkeys(figures.venue_name(feed.venue) for feed in down))
    names = ", ".join(venues[:_MOST_NAMES]) + (f" and {len(venues) - _MOST_NAMES} more" if venues[_MOST_NAMES:] else "")
    return f"asking again: {names}. A pause that a venue ordered is waited out"
