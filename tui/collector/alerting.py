"""Alerts in the collector: rules see every Board, so they fire with no pane open; what fires is stored and sent out."""

import logging
import os
from collections.abc import Mapping
from typing import Literal

import msgspec

from tui.alerts.delivery import Deliveries, Delivery, DeliveryError
from tui.alerts.engine import LOG_LENGTH, AlertEngine
from tui.alerts.hook import CommandHook
from tui.alerts.rules import configured_rules
from tui.alerts.tmux import TmuxMessage
from tui.alerts.webhooks import Webhook
from tui.config.model import AlertsConfig, Config
from tui.domain.board import Alert, Board
from tui.domain.clock import DAY_MS, Clock
from tui.feeds.report import TroubleLog
from tui.history.history import History
from tui.history.rule_memory import RuleMemory
from tui.link.wire import Command

log = logging.getLogger("floorline.alerts")

Mode = Literal["live", "demo"]


class Alerting:
    """Steps the rules, keeps the log, and hands what fires to the deliveries; never raises and never waits."""

    def __init__(
        self, config: Config, clock: Clock, mode: Mode, history: History, environ: Mapping[str, str] = os.environ
    ) -> None:
        alerts = config.alerts
        self._clock = clock
        self._history = history
        self._retention_ms = config.history.retention_days * DAY_MS
        self._trouble = TroubleLog(clock)
        self._rules = configured_rules(config)
        self._engine = AlertEngine(
            self._rules,
            clock,
            feeds=None if alerts.feeds == "off" else alerts.feeds,
            feeds_hold_s=alerts.feeds_hold_s,
        )
        self._refused: list[str] = []
        self._outward = Deliveries(self._outward_deliveries(alerts, mode, environ), clock)
        self._tmux = Deliveries([TmuxMessage(environ)] if alerts.tmux and environ.get("TMUX") else [], clock)
        self._restored = False

    @property
    def deliveries(self) -> tuple[str, ...]:
        """Names of the deliveries that leave this machine: command and webhooks."""
        return self._outward.names

    @property
    def note(self) -> str | None:
        """Which deliveries fail, and why; None when none does."""
        return "; ".join(filter(None, (*self._refused, self._outward.note))) or None

    async def restore(self) -> None:
        """Takes the log and the rules' memory of the collector before this one; no rule steps before that."""
        since_ms = self._clock.now_ms() - self._retention_ms
        memories = [memory async for page in self._history.read(RuleMemory, 0) for memory in page]
        alerts = [alert async for page in self._history.read(Alert, since_ms) for alert in page]
        self._engine.restore(alerts[-LOG_LENGTH:], memories)
        self._restored = True

    async def run_outward(self) -> None:
        """Delivers by command and webhooks until cancelled."""
        await self._outward.run()

    async def run_tmux(self) -> None:
        """Delivers by tmux until cancelled."""
        await self._tmux.run()

    def step(self, board: Board, *, attached: bool, is_whole: bool = True) -> Board:
        """The Board with its alerts; those that it triggers are stored and queued for delivery.

        Attached panes that show it do so in their own tmux, which they know. `is_whole`: the past has been
        read back. No rule sees a Board before: a sum that grows by it crosses lines that it crossed long ago.
        """
        if not self._restored:
            return board
        if not is_whole:
            return msgspec.structs.replace(board, alerts=self._engine.log)
        try:
            for alert in self._engine.step(board):
                log.info("%s: %s", alert.severity, alert.text)
                self._outward.post(alert)
                if not attached:
                    self._tmux.post(alert)
            for name, error in self._engine.drain_faults():
                self._trouble.write("alerts", f"rule {name}", error)
            self._store()
        except Exception as error:  # the boundary: a rule's fault must not cost the Board
            self._trouble.write("alerts", "rules", error)
        return msgspec.structs.replace(board, alerts=self._engine.log)

    def use(self, config: Config) -> None:
        """Uses the rules of that configuration from the next Board on."""
        self._rules = configured_rules(config, self._rules)
        self._engine.use(self._rules)

    def obey(self, command: Command) -> None:
        """Carries out a pane's command: acknowledge, snooze or test."""
        if command.verb == "acknowledge":
            self._engine.acknowledge(command.rule, command.at_ms)
        elif command.verb == "snooze":
            self._engine.snooze(command.rule, command.for_s)
        else:
            self._engine.test()
        self._store()

    def _store(self) -> None:
        for change in self._engine.drain_changes():
            self._history.record(change)

    def _outward_deliveries(self, alerts: AlertsConfig, mode: Mode, environ: Mapping[str, str]) -> list[Delivery]:
        """The command and the webhooks; none in a demo, which sends nothing out."""
        if mode == "demo":
            return []
        found: list[Delivery] = []
        if alerts.command:
            found.append(CommandHook(alerts.command, alerts.command_timeout_s, environ))
        for number, address in enumerate(alerts.webhooks, start=1):
            try:
                found.append(Webhook(address, number))
            except DeliveryError as error:
                self._refused.append(f"webhook {number}: {error}")
                log.error("webhook %d: %s", number, error)
        return found
