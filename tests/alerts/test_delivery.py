"""Deliveries: one that fails or hangs holds up nobody, and what comes too fast is bounded."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.clocks import ManualClock, settle
from tui.alerts.delivery import Deliveries, DeliveryError
from tui.alerts.tiers import TIERS, Tier
from tui.alerts.webhooks import Webhook
from tui.config.model import Severity
from tui.domain.board import Alert


def alert(text: str = "ETH below 3,100: ETH price $3,098.20", severity: Severity = "push", at_ms: int = 0) -> Alert:
    return Alert(at_ms=at_ms, rule="ETH below 3,100", severity=severity, text=text, acknowledged=False)


class Scripted:
    """Does what the test says, and remembers what it was given."""

    def __init__(self, tier: Tier = Tier.COMMAND, *fates: Exception | None, retries_s: tuple[float, ...] = ()) -> None:
        self.tier = tier
        self.name = f"scripted {tier}"
        self.retries_s = retries_s
        self.sent: list[str] = []
        self._fates = list(fates)
        self.gate = asyncio.Event()
        self.gate.set()

    async def send(self, alert: Alert) -> str:
        await self.gate.wait()
        self.sent.append(alert.text)
        fate = self._fates.pop(0) if self._fates else None
        if fate is not None:
            raise fate
        return "taken"


@asynccontextmanager
async def at_work(deliveries: Deliveries) -> AsyncIterator[None]:
    task = asyncio.create_task(deliveries.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()


async def test_one_that_fails_and_one_that_hangs_hold_up_nobody() -> None:
    failing = Scripted(
        Tier.COMMAND, DeliveryError("exit code 1"), OSError("/secret/path"), DeliveryError("exit code 2")
    )
    hanging, sound = Scripted(Tier.WEBHOOKS), Scripted(Tier.WEBHOOKS)
    hanging.gate.clear()
    deliveries = Deliveries([failing, hanging, sound], ManualClock())
    async with at_work(deliveries):
        for text in ("one", "two", "three"):
            deliveries.post(alert(text))
            await settle()
        assert sound.sent == failing.sent == ["one", "two", "three"]
        assert hanging.sent == []
        assert deliveries.note == "not delivered: scripted command exit code 2"
        deliveries.post(alert("four"))
        await settle()
        assert deliveries.note is None


async def test_the_words_of_an_unforeseen_error_are_not_told() -> None:
    deliveries = Deliveries([Scripted(Tier.COMMAND, OSError("https://hooks.example/SECRET"))], ManualClock())
    async with at_work(deliveries):
        deliveries.post(alert())
        await settle()
        assert deliveries.note == "not delivered: scripted command OSError"


async def test_a_failed_webhook_is_tried_again_later() -> None:
    clock = ManualClock()
    webhook = Scripted(Tier.WEBHOOKS, DeliveryError("503"), DeliveryError("503"), retries_s=(5, 30))
    deliveries = Deliveries([webhook], clock)
    async with at_work(deliveries):
        deliveries.post(alert("one"))
        await settle()
        await clock.advance(4.9)
        assert webhook.sent == ["one"]
        await clock.advance(0.2)
        assert webhook.sent == ["one", "one"]
        await clock.advance(31)
        assert webhook.sent == ["one", "one", "one"]
        assert deliveries.note is None


async def test_an_outage_of_minutes_costs_no_push() -> None:
    clock = ManualClock()
    down_s = clock.monotonic_s() + 300

    class Network(Scripted):
        async def send(self, alert: Alert) -> str:
            if clock.monotonic_s() < down_s:
                raise DeliveryError("no answer")
            return await super().send(alert)

    webhook = Network(Tier.WEBHOOKS, retries_s=Webhook.retries_s)
    deliveries = Deliveries([webhook], clock)
    async with at_work(deliveries):
        deliveries.post(alert("one"))
        for _ in range(60):
            await settle()
            await clock.advance(10)
        assert (webhook.sent, deliveries.note) == (["one"], None)


async def test_of_a_flood_the_newest_are_kept() -> None:
    slow = Scripted()
    slow.gate.clear()
    deliveries = Deliveries([slow], ManualClock())
    async with at_work(deliveries):
        for number in range(100):
            deliveries.post(alert(str(number)))
        slow.gate.set()
        await settle()
        assert slow.sent == [str(number) for number in range(80, 100)]


@pytest.mark.parametrize(
    ("severity", "tiers"),
    [
        ("silent", {"log"}),
        ("toast", {"log", "toast"}),
        ("bell", {"log", "toast", "bell", "terminal", "tmux"}),
        ("push", {"log", "toast", "bell", "terminal", "tmux", "command", "webhooks"}),
    ],
)
async def test_the_severity_decides_how_far_an_alert_goes(severity: Severity, tiers: set[str]) -> None:
    assert TIERS[severity] == tiers
    ways = [Scripted(tier) for tier in (Tier.TMUX, Tier.COMMAND, Tier.WEBHOOKS)]
    deliveries = Deliveries(ways, ManualClock())
    async with at_work(deliveries):
        deliveries.post(alert(severity=severity))
        await settle()
        assert {way.tier for way in ways if way.sent} == tiers & {"tmux", "command", "webhooks"}
