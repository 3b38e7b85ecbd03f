"""Webhooks through Apprise, against servers on loopback that answer well, badly, slowly or not at all."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from tests.alerts.test_delivery import alert
from tui.alerts.delivery import DeliveryError
from tui.alerts.webhooks import Webhook, webhook_faults

SECRET = "sEcReTtOkEn"


class Receiver:
    """Keeps what it was sent."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.requests: list[tuple[str, Any]] = []
        self.port = 0

    async def take(self, request: web.Request) -> web.Response:
        self.requests.append((request.path, await request.json()))
        return web.json_response({}, status=self.status)


@asynccontextmanager
async def serving(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[int]:
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


async def test_json_takes_title_and_text() -> None:
    receiver = Receiver()
    async with serving(receiver.take) as port:
        webhook = Webhook(f"json://127.0.0.1:{port}/hooks/{SECRET}", 1)
        assert webhook.name == "webhook 1 (JSON)"
        await webhook.send(alert())
    ((path, body),) = receiver.requests
    assert path == f"/hooks/{SECRET}"
    assert body["title"] == "Floorline"
    assert body["message"] == "ETH below 3,100: ETH price $3,098.20 · 1970-01-01T00:00:00Z"


async def test_ntfy_takes_it_on_its_topic() -> None:
    receiver = Receiver()
    async with serving(receiver.take) as port:
        webhook = Webhook(f"ntfy://127.0.0.1:{port}/floor", 2)
        assert webhook.name == "webhook 2 (ntfy)"
        await webhook.send(alert())
    ((_, body),) = receiver.requests
    assert (body["topic"], body["title"]) == ("floor", "Floorline")
    assert "ETH below 3,100" in body["message"]


@pytest.mark.parametrize(
    "address",
    [
        "tgram://123456789:AAabcdefghijklmnopqrstuvwxyz012345678/12345",
        "discord://1234567890/abcdefghijklmnopqrstuvwxyz",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#floor",
        "ntfy://floor",
    ],
)
def test_the_services_of_the_documentation_are_known(address: str) -> None:
    assert webhook_faults([address]) == []


def test_an_address_that_no_service_has_is_refused_without_being_repeated() -> None:
    addresses = ["ntfy://floor", f"tgramm://{SECRET}", f"discord://{SECRET}"]
    found = webhook_faults(addresses)
    assert [key for key, _ in found] == ["alerts.webhooks[1]", "alerts.webhooks[2]"]
    assert SECRET not in str(found)
    with pytest.raises(DeliveryError) as caught:
        Webhook(addresses[1], 1)
    assert SECRET not in str(caught.value)


async def test_what_is_refused_or_gone_is_said_and_the_address_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        gone = Webhook(f"json://127.0.0.1:{unused.getsockname()[1]}/{SECRET}", 1)
        with pytest.raises(DeliveryError, match="did not take it") as first:
            await gone.send(alert())
    receiver = Receiver(status=500)
    async with serving(receiver.take) as port:
        with pytest.raises(DeliveryError, match="did not take it") as second:
            await Webhook(f"json://127.0.0.1:{port}/{SECRET}", 1).send(alert())
    assert receiver.requests
    assert SECRET not in caplog.text + str(first.value) + str(second.value)


async def test_one_that_never_answers_is_left_behind_and_then_refused() -> None:
    async def hang(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        raise AssertionError

    async with serving(hang) as port:
        webhook = Webhook(f"json://127.0.0.1:{port}/?cto=1&rto=1", 1, timeout_s=0.05)
        for _ in range(3):
            with pytest.raises(DeliveryError, match="no answer within"):
                await webhook.send(alert())
        with pytest.raises(DeliveryError, match="still hang"):
            await webhook.send(alert())
