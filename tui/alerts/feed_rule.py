"""The built-in rule: a venue whose feeds were live and are down."""

from collections.abc import Collection

from tui.alerts.rules import Verdict
from tui.alerts.words import LONGEST
from tui.config.model import Severity
from tui.domain.board import Board, Feed
from tui.domain.text import clean

_COOLDOWN_S = 900.0
_MOST_KINDS = 4


class FeedRule:
    """One venue. A feed that was never live does not count: the feeds' own rows say why it does not start."""

    def __init__(self, venue: str, severity: Severity, hold_s: float) -> None:
        self.name = f"feeds of {venue}"
        self.condition = "feeds"
        self.severity = severity
        self.cooldown_s = _COOLDOWN_S
        self.hold_s = hold_s
        self.once = False
        self._venue = venue
        self._lived: set[str] = set()

    def look(self, board: Board, now_s: float) -> Verdict:
        del now_s
        self._lived |= {feed.kind for feed in board.feeds if feed.venue == self._venue and feed.state == "live"}
        dead = bool(self._dead(board))
        return Verdict(dead, not dead)

    def words(self, board: Board) -> str:
        dead = self._dead(board)
        kinds = ", ".join(feed.kind.replace("_", " ") for feed in dead[:_MOST_KINDS])
        more = f" and {len(dead) - _MOST_KINDS} more" if len(dead) > _MOST_KINDS else ""
        reason = next((feed.reason for feed in dead if feed.reason), dead[0].state if dead else "")
        return clean(f"{self._venue} stopped: {kinds}{more}" + (f" ({reason})" if reason else ""), LONGEST)

    @property
    def armed(self) -> tuple[str, ...]:
        """It has no crossings."""
        return ()

    def arm(self, crossings: Collection[str]) -> None:
        """It has no crossings."""

    def wake(self) -> None:
        """Feeds are connected anew after a sleep, and say so themselves."""

    def _dead(self, board: Board) -> list[Feed]:
        """Feeds that were live and are neither live nor off by choice; one that connects again is not back yet."""
        return [
            feed
            for feed in board.feeds
            if feed.venue == self._venue and feed.kind in self._lived and feed.state not in ("live", "off")
        ]
