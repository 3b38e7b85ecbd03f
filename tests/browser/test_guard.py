"""Who is answered: the page at the printed address, and no page of anybody else's."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from urllib.parse import urljoin, urlsplit

import pytest
from aiohttp import ClientSession, WSServerHandshakeError, web

from tui.browser.server import MOST_PAGES, serving
from tui.domain.errors import FloorlineError

NOTHING = ["true"]
"""A monitor that ends at once: its page stays open."""


@pytest.fixture
async def address() -> AsyncIterator[str]:
    async with serving(NOTHING, 0) as address:
        yield address


@pytest.fixture
async def browser() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def origin_of(address: str) -> str:
    return f"http://{urlsplit(address).netloc}"


async def test_only_the_printed_address_is_answered(address: str, browser: ClientSession) -> None:
    async with browser.get(address) as page:
        assert page.status == 200
    for guess in ("/", "/ws", "/static/js/textual.js", "/guess/"):
        async with browser.get(urljoin(address, guess)) as refused:
            assert refused.status == 404


async def test_a_name_that_was_pointed_at_this_machine_is_refused(address: str, browser: ClientSession) -> None:
    port = urlsplit(address).port
    for host, status in (("localhost", 200), ("rebound.example", 403)):
        async with browser.get(address, headers={"Host": f"{host}:{port}"}) as answer:
            assert answer.status == status
    async with browser.get(address, headers={"Host": "127.0.0.1:1"}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://127.0.0.1:1"])
async def test_no_other_page_presses_keys(address: str, browser: ClientSession, origin: str | None) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await browser.ws_connect(urljoin(address, "ws"), origin=origin)
    assert refused.value.status == 403


async def test_the_page_loads_nothing_from_elsewhere(address: str, browser: ClientSession) -> None:
    async with browser.get(address) as page:
        policy, text = page.headers["Content-Security-Policy"], await page.text()
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in re.findall(r"script-src [^;]*", policy)[0]
    own = urlsplit(address).netloc
    assert {urlsplit(url).netloc for url in re.findall(r"(?:https?|wss?)://[^\"' )]+", text)} == {own}
    loaded = re.findall(r"(?:src|href)=\"([^\"#]+)\"|url\(\"([^\"]+)\"\)", text)
    for url in filter(None, (first or second for first, second in loaded)):
        if not url.startswith("data:"):
            async with browser.get(urljoin(address, url)) as part:
                assert part.status == 200, url


async def test_there_is_a_limit_to_open_pages(address: str, browser: ClientSession) -> None:
    socket = urljoin(address, "ws")
    async with AsyncExitStack() as pages:
        for _ in range(MOST_PAGES):
            await pages.enter_async_context(browser.ws_connect(socket, origin=origin_of(address)))
        with pytest.raises(WSServerHandshakeError) as refused:
            await browser.ws_connect(socket, origin=origin_of(address))
        assert refused.value.status == 503


async def test_a_page_that_is_closed_makes_room_for_another(
    address: str, browser: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.browser.server.MOST_PAGES", 1)
    page, origin = urljoin(address, "ws"), origin_of(address)
    first = await browser.ws_connect(page, origin=origin)
    with pytest.raises(WSServerHandshakeError):
        await browser.ws_connect(page, origin=origin)
    await first.close()
    async with asyncio.timeout(10):
        while True:
            try:
                second = await browser.ws_connect(page, origin=origin)
                break
            except WSServerHandshakeError:
                # The server hears of the close a moment after this side.
                await asyncio.sleep(0)
    await second.close()


async def test_a_server_that_cannot_start_gives_its_port_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_: web.SockSite) -> None:
        raise RuntimeError("no loop")

    monkeypatch.setattr(web.SockSite, "start", broken)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(RuntimeError, match="no loop"):
        async with serving(NOTHING, port):
            pytest.fail("it does not serve")
    socket.create_server(("127.0.0.1", port)).close()


async def test_a_pane_that_does_not_end_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    cleanup = web.AppRunner.cleanup

    async def slow(runner: web.AppRunner) -> None:
        await cleanup(runner)
        await asyncio.Event().wait()

    monkeypatch.setattr("tui.browser.server._STOP_S", 0.01)
    monkeypatch.setattr(web.AppRunner, "cleanup", slow)
    async with asyncio.timeout(5), serving(NOTHING, 0):
        pass


async def test_a_port_that_is_taken_is_named(address: str) -> None:
    port = urlsplit(address).port
    assert port is not None
    with pytest.raises(FloorlineError, match=rf"port {port} can't be had"):
        async with serving(NOTHING, port):
            pass
