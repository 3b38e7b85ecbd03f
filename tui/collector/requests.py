"""Routes the commands of panes: to the alerts, or to the feeds."""

import logging
from collections.abc import Callable

from tui.domain.clock import Clock
from tui.link.wire import RECONNECT_S, Command

log = logging.getLogger("floorline.collector")


class Requests:
    """Limits reconnecting for all panes together; every other command is for the alerts."""

    def __init__(self, obey_alerts: Callable[[Command], None], reconnect: Callable[[], None], clock: Clock) -> None:
        self._obey_alerts = obey_alerts
        self._reconnect = reconnect
        self._clock = clock
        self._reconnected_s: float | None = None

    def obey(self, command: Command) -> None:
        """Does it, or nothing where it was just done."""
        if command.verb != "reconnect":
            self._obey_alerts(command)
            return
        now_s = self._clock.monotonic_s()
        if self._reconnected_s is not None and now_s - self._reconnected_s < RECONNECT_S:
            return
        self._reconnected_s = now_s
        log.info("asked to reconnect what is not live")
        self._reconnect()
