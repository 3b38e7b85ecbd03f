"""Which alerts are new to this screen, and which one its keys mean."""

from collections.abc import Sequence

from tui.domain.board import Alert, Board


class Arrivals:
    """Sees the alerts of every Board; what was there at first is old news."""

    def __init__(self) -> None:
        self._seen: frozenset[tuple[int, str]] | None = None

    def take(self, board: Board | None) -> list[Alert]:
        """The alerts that no Board before this one had, oldest first."""
        if board is None:
            return []
        before = self._seen
        self._seen = frozenset((alert.at_ms, alert.rule) for alert in board.alerts)
        if before is None:
            return []
        return [alert for alert in reversed(board.alerts) if (alert.at_ms, alert.rule) not in before]


def meant(alerts: Sequence[Alert]) -> Alert | None:
    """The alert that a key outside the log means: the newest not acknowledged, else the newest of all."""
    return next((alert for alert in alerts if not alert.acknowledged), alerts[0] if alerts else None)
