"""Venues that answer and refuse: limits, bans, blocks, maintenance, portals, proxies and certificates."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.clocks import until
from tests.exchange.loopback import loopback
from tests.faults.certificates import certificate
from tests.faults.chain import Chain, chained, paper_chained
from tests.paper.faults import Where
from tui.config.model import NetworkConfig
from tui.domain.events import FeedKind

PRICE, LIQUIDATIONS, FUNDING = FeedKind.PRICE, FeedKind.LIQUIDATIONS, FeedKind.FUNDING
CLOUDFRONT = (
    "<html><head><title>ERROR</title></head><body>The Amazon CloudFront distribution is configured to block access"
    " from your country.</body></html>"
)
RESTRICTED = {"code": 0, "msg": "Service unavailable from a restricted location according to 'b. Eligibility'."}


@pytest.mark.fault(10)
async def test_a_handshake_that_is_told_to_wait_waits_and_says_until_when() -> None:
    async with paper_chained("binance", kinds={LIQUIDATIONS}) as chain:
        chain.server.faults.refuse_sockets(Where(), status=429, headers={"Retry-After": "50"})
        await chain.passing(lambda: chain.feed(LIQUIDATIONS).state == "backoff")
        assert chain.reason(LIQUIDATIONS).startswith("asked too often (HTTP 429); again at 00:00:5")
        chain.server.faults.clear()
        assert chain.dials() == 1
        await chain.lasting(44)
        assert chain.dials() == 1
        await chain.passing(lambda: chain.is_live(LIQUIDATIONS))


@pytest.mark.fault(11)
@pytest.mark.parametrize(("status", "name"), [(451, "binance"), (403, "bybit"), (403, "kraken")])
async def test_a_handshake_that_is_blocked_is_not_repeated_for_six_hours(status: int, name: str) -> None:
    async with paper_chained(name, kinds={PRICE}) as chain:
        chain.server.faults.refuse_sockets(Where(), status=status, body=CLOUDFRONT)
        await chain.passing(lambda: chain.feed().state == "blocked")
        assert chain.reason().startswith(("blocked in this region", "access refused"))
        assert "; again at 06:00 UTC" in chain.reason()
        dials = chain.dials()
        await chain.lasting(600, step_s=10)
        assert chain.dials() == dials
        assert chain.feed().state == "blocked"
        assert chain.board().assets["BTC"].price.usd is not None, "REST is asked as long as it answers"


@pytest.mark.fault(12)
async def test_a_rate_limit_halves_the_pace_and_is_waited_out() -> None:
    async with paper_chained("bybit", kinds={FUNDING}, assets=["BTC"]) as chain:
        await chain.passing(lambda: chain.is_live(FUNDING))
        asked = _count(chain, "/v5/market/tickers")
        await chain.lasting(120, step_s=5)
        usual = asked() // 2
        chain.server.faults.answer(Where(), status=429, headers={"Retry-After": "30"}, body={"retCode": 10006})
        await chain.passing(lambda: chain.feed(FUNDING).state == "backoff")
        assert "asked too often (HTTP 429); again at " in chain.reason(FUNDING)
        before = asked()
        await chain.lasting(25, step_s=1)
        assert asked() - before <= 1, "what both platforms wait for"
        chain.server.faults.clear()
        await chain.passing(lambda: chain.is_live(FUNDING))
        before = asked()
        await chain.lasting(60, step_s=5)
        assert 0 < asked() - before <= usual * 0.7, "at half the pace until ten answers were good"


@pytest.mark.fault(13)
async def test_a_ban_stops_the_whole_venue_until_it_ends_sockets_included() -> None:
    async with paper_chained("binance", kinds={PRICE, FUNDING}) as chain:
        await chain.passing(lambda: chain.is_live(PRICE, FUNDING))
        until_ms = chain.clock.now_ms() + 200_000
        banned = {"code": -1003, "msg": f"Way too much request weight used; IP banned until {until_ms}."}
        chain.server.faults.answer(Where(), status=418, body=banned, headers={"Retry-After": "200"})
        await chain.passing(lambda: chain.feed(FUNDING).state == "blocked")
        assert "banned" in chain.reason(FUNDING)
        assert "again at 00:0" in chain.reason(FUNDING)
        await chain.server.close_sockets(Where())
        await chain.passing(lambda: chain.feed().state != "live")
        reached = len(chain.server.seen)
        await chain.lasting(120, step_s=2)
        assert len(chain.server.seen) == reached, "nobody is asked, and nobody is dialled"
        assert chain.feed().state == "blocked"
        chain.server.faults.clear()
        await chain.passing(lambda: chain.is_live(PRICE, FUNDING), step_s=2)


@pytest.mark.fault(14)
async def test_a_block_by_the_network_before_the_venue_is_told_by_its_page() -> None:
    async with paper_chained("bybit", kinds={FUNDING}) as chain:
        chain.server.faults.answer(Where(), status=403, body=CLOUDFRONT, content_type="text/html")
        await chain.passing(lambda: chain.feed(FUNDING).state == "blocked")
        assert chain.reason(FUNDING) == "blocked in this region (HTTP 403); again at 06:00 UTC"


@pytest.mark.fault(15)
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<html>Sign in to the network</html>", "captive portal"),
        ("", "an empty answer"),
        ('{"retCode":0,"result":{"list":[{"sym', "truncated"),
        ('{"retCode":0,"result":{"list":[{"sym"}', "broken JSON"),
    ],
    ids=["portal", "empty", "truncated", "broken"],
)
async def test_an_answer_that_is_none_is_said_and_asked_for_again(body: str, words: str) -> None:
    async with paper_chained("bybit", kinds={FUNDING}) as chain:
        chain.server.faults.answer(Where(), status=200, body=body, content_type="text/html")
        await chain.passing(lambda: chain.feed(FUNDING).state == "backoff")
        assert words in chain.reason(FUNDING)
        chain.server.faults.clear()
        await chain.passing(lambda: chain.is_live(FUNDING))


@pytest.mark.fault(16)
async def test_a_slow_answer_is_given_up_and_questions_do_not_pile_up() -> None:
    async with paper_chained("deribit", kinds={FUNDING}) as chain:
        await chain.passing(lambda: chain.is_live(FUNDING))
        chain.client.exchange.timeout = 300
        here = Where(path="/api/v2/public/get_book_summary_by_currency")
        chain.server.faults.hang(here)
        asked = _count(chain, "/api/v2/public/get_book_summary_by_currency")
        before = asked()
        await chain.lasting(65, step_s=5)
        await until(lambda: asked() > before)
        hung = asked() - before
        await chain.lasting(20, step_s=1)
        assert asked() - before == hung <= 3, "one question of a kind at a time"
        await chain.passing(lambda: chain.feed(FUNDING).state == "backoff", step_s=0.1)
        assert "no answer in time" in chain.reason(FUNDING)
        chain.server.faults.clear()
        await chain.passing(lambda: chain.is_live(FUNDING))


@pytest.mark.fault(17)
@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        ("okx", 200, {"code": "50001", "msg": "Service temporarily unavailable. Try again later.", "data": []}),
        ("okx", 503, {"code": "50001", "msg": "Service temporarily unavailable. Try again later."}),
        ("deribit", 400, {"jsonrpc": "2.0", "error": {"code": 11051, "message": "system_maintenance"}}),
        ("binance", 503, {"code": -1, "msg": "System is under maintenance."}),
    ],
)
async def test_maintenance_is_called_so_and_asked_about_every_minute(name: str, status: int, body: object) -> None:
    async with paper_chained(name, kinds={FUNDING}, assets=["BTC"]) as chain:
        chain.server.faults.answer(Where(), status=status, body=body)
        await chain.passing(lambda: chain.feed(FUNDING).state == "backoff")
        told = chain.statuses(FUNDING)[-1]
        assert "again at 00:01:0" in (told.reason or ""), "in a minute"
        assert any(word in chain.reason(FUNDING).lower() for word in ("maintenance", "temporarily unavailable"))
        chain.server.faults.clear()
        assert await chain.passing(lambda: chain.is_live(FUNDING), step_s=2) <= 64


@pytest.mark.fault(31)
@pytest.mark.fault(55)
@pytest.mark.parametrize(
    ("host", "valid_days", "is_trusted", "words"),
    [
        ("127.0.0.1", (-1, 3650), False, "unable to get local issuer certificate"),
        ("127.0.0.1", (-30, -1), True, "certificate has expired; is this machine's clock right?"),
        ("127.0.0.1", (36000, 36500), True, "certificate is not yet valid; is this machine's clock right?"),
        ("stream.example", (-1, 3650), True, "IP address mismatch"),
    ],
    ids=["unknown issuer", "expired", "not yet valid", "of another host"],
)
async def test_a_certificate_with_a_fault_is_never_taken_and_its_fault_is_named(
    tmp_path: Path, host: str, valid_days: tuple[int, int], is_trusted: bool, words: str
) -> None:
    """A clock that is wrong by years finds every certificate expired or not yet valid."""
    made = certificate(tmp_path, host, valid_days=valid_days)
    served: list[str] = []

    async def serve(request: web.Request) -> web.StreamResponse:
        served.append(request.path)
        return web.json_response({})

    async with _serving(serve, ssl_context=made.server) as port:
        network = NetworkConfig(gateway=f"https://127.0.0.1:{port}", timeout_s=2.0)
        async with chained("bybit", network, kinds={PRICE, FUNDING}) as chain:
            assert chain.client.exchange.verify is True
            if is_trusted:
                chain.client.exchange.cafile = str(made.issuer)
            await chain.passing(lambda: "certificate" in chain.reason(FUNDING))
            assert words in chain.reason(FUNDING)
            await chain.passing(lambda: "certificate" in chain.reason(PRICE))
    assert served == []


@pytest.mark.fault(32)
async def test_a_proxy_that_is_down_or_wants_a_password_is_the_users_own_setting() -> None:
    heard: list[str] = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append((await reader.readline()).decode())
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n")
        await writer.drain()
        writer.close()

    proxy = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = proxy.sockets[0].getsockname()[1]
    async with proxy:
        for address, words in (
            (f"http://127.0.0.1:{port}", "the proxy refused the connection (HTTP 407)"),
            ("http://127.0.0.1:1", "the proxy can't be reached"),
        ):
            async with chained("kraken", NetworkConfig(proxy=address, timeout_s=2.0), kinds={PRICE}) as chain:
                await chain.passing(lambda: "proxy" in chain.reason())
                assert chain.reason().removesuffix("; REST stands in") == words
    assert heard
    assert all(line.startswith("CONNECT ") for line in heard), "nothing goes out in the clear"


@pytest.mark.fault(33)
async def test_an_address_that_swallows_connections_does_not_hold_up_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The name has an IPv6 address where nobody ever answers, and an IPv4 address that works."""
    loop = asyncio.get_running_loop()
    async with loopback(_bybit_time) as server, _black_hole(int(server.url.rpartition(":")[2])) as port:

        async def both(host: Any, *_: Any, **__: Any) -> list[Any]:
            if host != "venue.example":
                found: list[Any] = await resolve(host, *_, **__)
                return found
            stream = socket.SOCK_STREAM, socket.IPPROTO_TCP, ""
            return [
                (socket.AF_INET6, *stream, ("::1", port, 0, 0)),
                (socket.AF_INET, *stream, ("127.0.0.1", port)),
            ]

        resolve: Any = loop.getaddrinfo
        monkeypatch.setattr(loop, "getaddrinfo", both)
        network = NetworkConfig(gateway=f"http://venue.example:{port}", timeout_s=5.0)
        async with chained("bybit", network, kinds=()) as chain, asyncio.timeout(3):
            await chain.venue.probe()


async def _bybit_time(_: web.Request) -> web.StreamResponse:
    return web.json_response({"retCode": 0, "retMsg": "OK", "result": {}, "time": 1_762_300_800_000})


@asynccontextmanager
async def _black_hole(port: int) -> AsyncIterator[int]:
    """That port of ::1, where the queue of connections is full: one more is never answered."""
    with socket.socket(socket.AF_INET6) as listening:
        listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind(("::1", port))
        listening.listen(0)
        waiting = []
        for _ in range(4):
            client = socket.socket(socket.AF_INET6)
            client.setblocking(False)
            client.connect_ex(("::1", port))
            waiting.append(client)
        await asyncio.sleep(0.05)
        try:
            yield port
        finally:
            for client in waiting:
                client.close()


@asynccontextmanager
async def _serving(handle: Any, **options: Any) -> AsyncIterator[int]:
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, **options).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _count(chain: Chain, path: str) -> Any:
    seen: Any = chain.server.seen  # type: ignore[attr-defined]
    return lambda: sum(one.path == path for one in seen)
