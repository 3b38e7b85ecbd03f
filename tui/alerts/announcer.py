"""What a pane does where its person may be looking elsewhere: bell, terminal notification, tmux message."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec

from tui.alerts.delivery import DeliveryError
from tui.alerts.terminal import BEL, BellLimit, for_tmux, osc_9, osc_777, why_no_osc
from tui.alerts.tiers import TIERS, Tier
from tui.alerts.tmux import TmuxMessage, tmux_pane
from tui.config.model import AlertsConfig
from tui.domain.board import Alert
from tui.domain.clock import Clock

Fate = Literal["arrived", "sent", "off", "not sent", "failed"]
"""arrived is confirmed by whoever took it; sent is out of our hands; not sent could not have arrived."""


class Outcome(msgspec.Struct, frozen=True):
    """What became of an alert on one tier."""

    tier: Tier
    fate: Fate
    detail: str


class Announcer:
    """One terminal's."""

    def __init__(
        self, config: AlertsConfig, clock: Clock, write: Callable[[str], None], environ: Mapping[str, str]
    ) -> None:
        """`write` puts control characters on the terminal, whole."""
        self._config = config
        self._write = write
        self._environ = environ
        self._limit = BellLimit(clock)

    async def announce(self, alerts: Sequence[Alert]) -> list[Outcome]:
        """Tells of the newest alert that asks for it, and of how many there are; what fails keeps nothing else back."""
        loud = [alert for alert in alerts if Tier.BELL in TIERS[alert.severity]]
        if not loud:
            return []
        newest = loud[-1]
        if len(loud) > 1:
            newest = msgspec.structs.replace(newest, text=f"{newest.text} (and {len(loud) - 1} more)")
        return [self._ring(), await self._show(newest), await self._message(newest)]

    def _ring(self) -> Outcome:
        if not self._config.bell:
            return Outcome(Tier.BELL, "off", "[alerts] bell = false")
        if not self._limit.may_ring():
            return Outcome(Tier.BELL, "not sent", "it rang less than 10 s ago")
        self._write(BEL)
        return Outcome(Tier.BELL, "sent", "BEL" + (" to tmux, which marks the window" if self._in_tmux else ""))

    async def _show(self, alert: Alert) -> Outcome:
        if self._config.terminal == "off":
            return Outcome(Tier.TERMINAL, "off", '[alerts] terminal = "off"')
        reason = why_no_osc(self._environ)
        if reason is None and self._in_tmux:
            pane = await tmux_pane(self._environ)
            reason = "tmux does not answer" if pane is None else pane.why_no_osc
        if reason is not None:
            return Outcome(Tier.TERMINAL, "not sent", reason)
        sequence = osc_9(alert.text) if self._config.terminal == "osc9" else osc_777("Floorline", alert.text)
        self._write(for_tmux(sequence) if self._in_tmux else sequence)
        return Outcome(
            Tier.TERMINAL, "sent", f"{self._config.terminal}; a terminal that does not know it shows nothing"
        )

    async def _message(self, alert: Alert) -> Outcome:
        if not self._config.tmux:
            return Outcome(Tier.TMUX, "off", "[alerts] tmux = false")
        if not self._in_tmux:
            return Outcome(Tier.TMUX, "not sent", "not in tmux")
        try:
            return Outcome(Tier.TMUX, "arrived", await TmuxMessage(self._environ).send(alert))
        except DeliveryError as error:
            return Outcome(Tier.TMUX, "failed", str(error))

    @property
    def _in_tmux(self) -> bool:
        return bool(self._environ.get("TMUX"))
