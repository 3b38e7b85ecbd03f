"""Delivery of alerts out of the collector: each has its own short queue, so that none delays another."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from tui.alerts.tiers import TIERS, Tier
from tui.domain.board import Alert
from tui.domain.clock import Clock
from tui.domain.errors import FloorlineError
from tui.domain.text import clean

log = logging.getLogger("floorline.alerts")

_WAITING = 20
"""Alerts that may wait for one delivery; of more, the oldest are given up."""


class DeliveryError(FloorlineError):
    """An alert that did not arrive, and why, in words that hold no secret."""


class Delivery(Protocol):
    """One kind of delivery."""

    tier: Tier
    name: str
    """For the log and the Board; never an address."""
    retries_s: tuple[float, ...]
    """How long is waited before each further attempt."""

    async def send(self, alert: Alert) -> str:
        """Returns what is known of its arrival; raises DeliveryError where it did not arrive."""
        ...


class Deliveries:
    """Takes alerts at once, and delivers them while `run` runs."""

    def __init__(self, deliveries: Sequence[Delivery], clock: Clock) -> None:
        self._clock = clock
        self._lanes = [_Lane(delivery, clock) for delivery in deliveries]

    @property
    def names(self) -> tuple[str, ...]:
        """What every delivery calls itself."""
        return tuple(lane.name for lane in self._lanes)

    @property
    def note(self) -> str | None:
        """What fails, for the person; None when everything arrives."""
        failures = [f"{lane.name} {lane.failure}" for lane in self._lanes if lane.failure]
        return clean("not delivered: " + "; ".join(failures), 200) if failures else None

    def post(self, alert: Alert) -> None:
        """Hands the alert to every delivery of its severity; never waits."""
        for lane in self._lanes:
            if lane.tier in TIERS[alert.severity]:
                lane.post(alert)

    async def run(self) -> None:
        """Until cancelled; what waits then is given up."""
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(lane.run())


class _Lane:
    """One delivery and what waits for it."""

    def __init__(self, delivery: Delivery, clock: Clock) -> None:
        self.name = delivery.name
        self.tier = delivery.tier
        self.failure: str | None = None
        self._delivery = delivery
        self._clock = clock
        self._waiting: deque[Alert] = deque(maxlen=_WAITING)
        self._came = asyncio.Event()

    def post(self, alert: Alert) -> None:
        if len(self._waiting) == _WAITING:
            log.warning("%s: an alert was given up, %d others wait", self.name, _WAITING)
        self._waiting.append(alert)
        self._came.set()

    async def run(self) -> None:
        while True:
            await self._came.wait()
            self._came.clear()
            while self._waiting:
                await self._deliver(self._waiting.popleft())

    async def _deliver(self, alert: Alert) -> None:
        for wait_s in (*self._delivery.retries_s, None):
            try:
                await self._delivery.send(alert)
            except Exception as error:  # the boundary: whatever a delivery does, the next alert and the others go out
                known = isinstance(error, DeliveryError)
                # The words of an unforeseen error may hold an address; its kind does not.
                self.failure = clean(str(error) if known else type(error).__name__, 120)
                log.warning("%s: %s", self.name, self.failure)
            else:
                self.failure = None
                return
            if wait_s is not None:
                await self._clock.sleep(wait_s)


def stamp(at_ms: int) -> str:
    """A moment for messages that are read elsewhere: ISO 8601 in UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
