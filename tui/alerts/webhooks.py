"""Alerts to ntfy, Telegram, Discord, Slack and others, by Apprise. Addresses are secrets and are never repeated."""

import asyncio
import logging
import threading
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from tui.alerts.delivery import DeliveryError, stamp
from tui.alerts.tiers import Tier
from tui.alerts.words import LONGEST
from tui.domain.board import Alert
from tui.domain.text import clean

if TYPE_CHECKING:
    from apprise import NotifyBase

_TIMEOUT_S = 15.0
_MOST_ABANDONED = 3
# These libraries write addresses into their lines.
_TALKATIVE = ("apprise", "urllib3", "requests_oauthlib", "oauthlib", "markdown")


class Webhook:
    """One Apprise address. It is sent to directly, whatever `[network]` says of gateway and proxy."""

    tier = Tier.WEBHOOKS
    # A network that is down for minutes must not cost the alert that fires meanwhile.
    retries_s: tuple[float, ...] = (5.0, 30.0, 90.0, 240.0)

    def __init__(self, address: str, number: int, timeout_s: float = _TIMEOUT_S) -> None:
        """`number` is its place in the configuration, from 1. Raises DeliveryError where no service has such an
        address."""
        self._service = _service(address)
        self._timeout_s = timeout_s
        self._abandoned: set[asyncio.Future[bool]] = set()
        scheme = clean(str(self._service.service_name), 24)
        self.name = f"webhook {number} ({scheme})"

    async def send(self, alert: Alert) -> str:
        """Raises DeliveryError where the service does not take it in time."""
        if len(self._abandoned) >= _MOST_ABANDONED:
            raise DeliveryError("earlier alerts still hang there")
        sending = self._in_thread(alert)
        done, _ = await asyncio.wait({sending}, timeout=self._timeout_s)
        if not done:
            self._abandoned.add(sending)
            sending.add_done_callback(self._abandoned.discard)
            raise DeliveryError(f"no answer within {self._timeout_s:g} s")
        if not sending.result():
            raise DeliveryError("the service did not take it")
        return "the service took it"

    def _in_thread(self, alert: Alert) -> "asyncio.Future[bool]":
        """Apprise blocks: a thread of its own, that nobody waits for when the process ends."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[bool] = loop.create_future()

        def settle(arrived: bool) -> None:
            if not answer.done():
                answer.set_result(arrived)

        def work() -> None:
            try:
                arrived = bool(self._service.notify(title="Floorline", body=_body(alert), body_format="text"))
            except Exception:  # a thread's last boundary; what the library raises may hold the address
                arrived = False
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, arrived)

        threading.Thread(target=work, daemon=True, name="webhook").start()
        return answer


def webhook_faults(addresses: Sequence[str]) -> list[tuple[str, str]]:
    """(dotted key, what is wrong) for each address that no service understands; the address is not repeated."""
    found = []
    for index, address in enumerate(addresses):
        try:
            _service(address)
        except DeliveryError as error:
            found.append((f"alerts.webhooks[{index}]", str(error)))
    return found


def _service(address: str) -> "NotifyBase":
    """Raises DeliveryError."""
    apprise = _apprise()
    asset = apprise.AppriseAsset(app_id="Floorline", app_desc="Floorline", app_url="", async_mode=False)
    service = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if service is None:
        raise DeliveryError("no service of Apprise has such an address")
    return cast("NotifyBase", service)


@cache
def _apprise() -> Any:
    """The library, loaded for whoever has configured an address, and silenced."""
    import apprise

    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
    return apprise


def _body(alert: Alert) -> str:
    return f"{clean(alert.text, LONGEST)} · {stamp(alert.at_ms)}"
