"""View models of the alert log."""

from widgets.view.pane import PaneView, View


class AlertRow(View, frozen=True, kw_only=True):
    at: str
    severity: str
    words: str
    is_unread: bool
    """Nobody has acknowledged it."""
    snoozed: str = ""
    """For how long its rule is silent."""


class AlertsView(PaneView, frozen=True, kw_only=True):
    rows: tuple[AlertRow, ...] = ()
    """Newest first."""
    chosen: int = 0
    """The row that the keys mean."""
