"""The alert log in words."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tui.domain.board import Alert
from tui.present.bars import unread
from tui.present.figures import short_countdown
from widgets.view.alerts import AlertRow, AlertsView
from widgets.view.pane import State, Title

_NOTHING = "nothing has fired yet; a on the dashboard lists what is watched"


def present_alerts(alerts: Sequence[Alert], chosen: int, now_ms: int) -> AlertsView:
    """Newest first, as they come."""
    title = Title(
        name="ALERTS",
        venues=f"{unread(alerts)} of {len(alerts)} unread" if alerts else "",
    )
    if not alerts:
        return AlertsView(title=title, state=State(kind="empty", words=_NOTHING))
    return AlertsView(title=title, rows=tuple(_row(alert, now_ms) for alert in alerts), chosen=chosen)


def _row(alert: Alert, now_ms: int) -> AlertRow:
    snoozed_ms = (alert.snoozed_until_ms or 0) - now_ms
    return AlertRow(
        at=datetime.fromtimestamp(alert.at_ms / 1000, UTC).strftime("%m-%d %H:%M:%S"),
        severity=alert.severity,
        words=alert.text,
        is_unread=not alert.acknowledged,
        snoozed=f"snoozed {short_countdown(snoozed_ms / 1000)}" if snoozed_ms > 0 else "",
    )
