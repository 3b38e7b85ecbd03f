"""The alert log: what fired, newest first, with one row chosen."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from tui.domain.board import Alert
from tui.link.source import BoardSource
from tui.present.alerts import present_alerts
from tui.screens.lighting import present_on
from tui.screens.overlay import HELP_BINDING, Overlay, close_binding
from widgets.draw.alerts import draw_alerts
from widgets.draw.glyphs import Glyphs
from widgets.pane import Pane


class AlertPane(Pane, inherit_bindings=False):
    """Keys that scroll other panes choose a row of this one."""

    BINDINGS: ClassVar[list[BindingType]] = Pane.BINDINGS

    def action_scroll_list(self, rows: int) -> None:
        screen = self.screen
        if isinstance(screen, AlertLog):
            screen.choose(rows)


class AlertLog(Overlay[None], inherit_bindings=False):
    """Shows the log of the newest Board."""

    BINDINGS: ClassVar[list[BindingType]] = [close_binding("A", "alerts"), HELP_BINDING]
    ALSO = ("alerts.acknowledge", "alerts.snooze")

    def __init__(self, source: BoardSource, glyphs: Glyphs) -> None:
        super().__init__(glyphs, id="alert_log")
        self._source = source
        self._chosen: Alert | None = None

    def body(self) -> ComposeResult:
        yield AlertPane(id="alerts_page", letter="A", title="ALERTS", drawing=draw_alerts, glyphs=self.glyphs)

    def on_mount(self) -> None:
        self.query_one(Pane).focus()

    @property
    def chosen(self) -> Alert | None:
        """The alert in the chosen row; it stays chosen when newer ones push it down."""
        alerts = self._alerts()
        return alerts[self._place(alerts)] if alerts else None

    def choose(self, rows: int) -> None:
        """Moves the choice down by that many rows."""
        alerts = self._alerts()
        if alerts:
            self._chosen = alerts[min(max(self._place(alerts) + rows, 0), len(alerts) - 1)]
            self.show()

    def show(self) -> None:
        """Draws the log of the newest Board."""
        board = self._source.latest()
        alerts = self._alerts()
        now_ms = 0 if board is None else board.as_of_ms
        present_on(self.query_one(Pane), present_alerts, alerts, self._place(alerts), now_ms)

    def _alerts(self) -> tuple[Alert, ...]:
        board = self._source.latest()
        return () if board is None else board.alerts

    def _place(self, alerts: tuple[Alert, ...]) -> int:
        if self._chosen is None:
            return 0
        key = (self._chosen.at_ms, self._chosen.rule)
        return next((place for place, alert in enumerate(alerts) if (alert.at_ms, alert.rule) == key), 0)
