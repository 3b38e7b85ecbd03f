"""Which alerts are new to this screen, how it shows them, and which one its keys mean."""

from collections.abc import Sequence
from typing import Any

from textual.app import App

from tui.alerts.tiers import TIERS, Tier
from tui.domain.board import Alert, Board

_MOST_TOASTS = 3
_TOAST_S = 12.0


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


def show_toasts(app: App[Any], new: Sequence[Alert], badge: str) -> None:
    """Shows the newest of them for a while; `badge` says which kind of session they belong to."""
    shown = [alert for alert in new if Tier.TOAST in TIERS[alert.severity]]
    title = f"{badge} ALERT".strip()
    for alert in shown[-_MOST_TOASTS:]:
        app.notify(alert.text, title=title, severity="warning", timeout=_TOAST_S, markup=False)
    if len(shown) > _MOST_TOASTS:
        words = f"and {len(shown) - _MOST_TOASTS} more: A opens the log"
        app.notify(words, title=badge, timeout=_TOAST_S, markup=False)


def meant(alerts: Sequence[Alert]) -> Alert | None:
    """The alert that a key outside the log means: the newest not acknowledged, else the newest of all."""
    return next((alert for alert in alerts if not alert.acknowledged), alerts[0] if alerts else None)
