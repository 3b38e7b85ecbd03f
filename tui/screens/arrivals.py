"""Which alerts are new to this screen, how it shows them, and which one its keys mean."""

from collections.abc import Sequence

from tui.alerts.tiers import TIERS, Tier
from tui.domain.board import Alert, Board
from tui.screens.speaking import SpeakingApp
from widgets.view.text import Tone

_SHOWN_S = 12.0


class Arrivals:
    """Sees the alerts of every Board; what was there at first is old news."""

    def __init__(self) -> None:
        self._seen: frozenset[tuple[int, str]] | None = None
        self._jumps = 0

    def take(self, board: Board | None, jumps: int = 0) -> list[Alert]:
        """The alerts that no Board before this one had, oldest first; none where the person has moved to another
        moment of a recording, `jumps` being how often: what lies between has not just happened."""
        if board is None:
            return []
        before = self._seen
        self._seen = frozenset((alert.at_ms, alert.rule) for alert in board.alerts)
        moved, self._jumps = jumps != self._jumps, jumps
        if before is None or moved:
            return []
        return [alert for alert in reversed(board.alerts) if (alert.at_ms, alert.rule) not in before]


def say_newest(app: SpeakingApp, new: Sequence[Alert], badge: str) -> None:
    """Says the newest of them, and how many came with it; `badge` says which kind of session they belong to."""
    shown = [alert for alert in new if Tier.TOAST in TIERS[alert.severity]]
    if shown:
        more = f"(and {len(shown) - 1} more) " if len(shown) > 1 else ""
        head = f"{badge} ALERT".strip()
        app.say_as((f" {head} ", Tone.CRITICAL), f"{more}{shown[-1].text}", _SHOWN_S)


def meant(alerts: Sequence[Alert]) -> Alert | None:
    """The alert that a key outside the log means: the newest not acknowledged, else the newest of all."""
    return next((alert for alert in alerts if not alert.acknowledged), alerts[0] if alerts else None)
