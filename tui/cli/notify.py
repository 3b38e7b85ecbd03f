"""`floorline notify test`: walks the delivery chain with a test alert and says which tier it reached."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tui.alerts.announcer import Announcer, Outcome
from tui.alerts.delivery import Delivery, DeliveryError
from tui.alerts.hook import CommandHook
from tui.alerts.tiers import Tier
from tui.alerts.webhooks import Webhook
from tui.cli.settings import configuration, paths
from tui.config.model import AlertsConfig
from tui.domain.board import Alert, Board
from tui.domain.clock import Clock, SystemClock
from tui.link.once import one_board
from tui.link.wire import Command, LinkError

TIMEOUT_S = 3.0
TEST_TEXT = "test: this is how an alert of Floorline arrives"


def run(options: argparse.Namespace) -> int:
    """0, whatever arrived: what did not says why."""
    config, _ = configuration(options)
    clock = SystemClock()
    alert = Alert(at_ms=clock.now_ms(), rule="test", severity="push", text=TEST_TEXT, acknowledged=False)
    outcomes = [_screens(paths(options, config).socket, clock)]
    outcomes += asyncio.run(_walk(config.alerts, alert, clock))
    sys.stdout.writelines(f"{each.tier:<10} {each.fate:<9} {each.detail}\n" for each in outcomes)
    return 0


async def _walk(alerts: AlertsConfig, alert: Alert, clock: Clock) -> list[Outcome]:
    """Every tier in turn; one that fails keeps none of the others back."""
    outcomes = await _here(alerts, alert, clock)
    if alerts.command:
        outcomes.append(await _tried(CommandHook(alerts.command, alerts.command_timeout_s, os.environ), alert))
    else:
        outcomes.append(Outcome(Tier.COMMAND, "off", "[alerts] command is empty"))
    if not alerts.webhooks:
        outcomes.append(Outcome(Tier.WEBHOOKS, "off", "[alerts] webhooks is empty"))
    return outcomes + await asyncio.gather(
        *(_webhook(address, number, alert) for number, address in enumerate(alerts.webhooks, start=1))
    )


async def _here(alerts: AlertsConfig, alert: Alert, clock: Clock) -> list[Outcome]:
    """Bell and notification of the terminal that this command runs in, and a message of its tmux."""
    is_terminal = sys.stdout.isatty()

    def write(sequence: str) -> None:
        if is_terminal:
            sys.stdout.write(sequence)
            sys.stdout.flush()

    bell, terminal, tmux = await Announcer(alerts, clock, write, os.environ).announce([alert])
    if not is_terminal:
        bell, terminal = (Outcome(each.tier, "not sent", "standard output is no terminal") for each in (bell, terminal))
    return [bell, terminal, tmux]


async def _webhook(address: str, number: int, alert: Alert) -> Outcome:
    try:
        return await _tried(Webhook(address, number), alert)
    except DeliveryError as error:
        return Outcome(Tier.WEBHOOKS, "failed", f"webhook {number}: {error}")


async def _tried(delivery: Delivery, alert: Alert) -> Outcome:
    try:
        return Outcome(delivery.tier, "arrived", f"{delivery.name}: {await delivery.send(alert)}")
    except DeliveryError as error:
        return Outcome(delivery.tier, "failed", f"{delivery.name}: {error}")
    except Exception as error:  # the boundary: the others are tried all the same; its words may be secret
        return Outcome(delivery.tier, "failed", f"{delivery.name}: {type(error).__name__}")


def _screens(socket: Path, clock: Clock) -> Outcome:
    """Has the running collector put a test alert on its Boards, where every attached pane shows it."""
    asked_ms = clock.now_ms()
    deadline_s = clock.monotonic_s() + TIMEOUT_S
    command: Command | None = Command(verb="test")
    try:
        while clock.monotonic_s() < deadline_s:
            board = one_board(socket, TIMEOUT_S, clock=clock, command=command)
            if _has_test(board, asked_ms):
                return Outcome(Tier.TOAST, "arrived", "on the collector's Board; every attached pane shows it")
            command = None
    except LinkError as error:
        return Outcome(Tier.TOAST, "not sent", str(error))
    return Outcome(Tier.TOAST, "failed", "the collector did not take it")


def _has_test(board: Board, asked_ms: int) -> bool:
    alerts: Sequence[Alert] = board.alerts
    return any(alert.rule == "test" and alert.at_ms >= asked_ms for alert in alerts)
