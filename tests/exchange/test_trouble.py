"""What went wrong, on a loopback venue that goes wrong in every way that venues do."""

import asyncio
import socket
from collections.abc import Callable

import aiohttp
import pytest
from aiohttp import web

from tests.exchange.loopback import loopback
from tui.config.model import NetworkConfig
from tui.domain.clock import SystemClock
from tui.domain.errors import Trouble, VenueError
from tui.exchange import guard
from tui.exchange.client import Client
from tui.exchange.door import errors
from tui.exchange.trouble import answer_trouble, told_wait_s, trouble_of

_NOW_MS = 1_762_300_800_000
_RESTRICTED = '{"code":0,"msg":"Service unavailable from a restricted location according to \'b. Eligibility\'"}'
_CLOUDFRONT = "<html>The Amazon CloudFront distribution is configured to block access from your country.</html>"
_BANNED = f'{{"code":-1003,"msg":"Way too much request weight used; IP banned until {_NOW_MS + 90_000}."}}'


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(status=status, text=text, content_type="text/html")


def _json(text: str, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(status=status, text=text, content_type="application/json", headers=headers)


async def _failure(ccxt_id: str, method: str, answer: Callable[[], web.Response]) -> VenueError:
    async def serve(_: web.Request) -> web.StreamResponse:
        return answer()

    async with loopback(serve) as server:
        client = Client(ccxt_id, venue=ccxt_id, network=server.network, clock=SystemClock())
        try:
            with pytest.raises(VenueError) as caught:
                await client.call(method)
        finally:
            await client.close()
    return caught.value


@pytest.mark.parametrize(
    ("ccxt_id", "answer", "trouble", "after_s", "words"),
    [
        ("binance", lambda: _json(_RESTRICTED, 451), Trouble.BLOCKED, None, "region (HTTP 451)"),
        ("binance", lambda: _json(_RESTRICTED, 403), Trouble.BLOCKED, None, "region (HTTP 403)"),
        ("bybit", lambda: _html(_CLOUDFRONT, 403), Trouble.BLOCKED, None, "region (HTTP 403)"),
        ("bybit", lambda: _json('{"m":"access too frequent"}', 403), Trouble.RATE_LIMITED, 600.0, "too often"),
        ("binance", lambda: _json(_BANNED, 418, {"Retry-After": "120"}), Trouble.BANNED, 120.0, "banned"),
        ("binance", lambda: _json("{}", 429, {"Retry-After": "7"}), Trouble.RATE_LIMITED, 7.0, "too often"),
        (
            "okx",
            lambda: _json('{"code":"50011","msg":"Too Many Requests"}', 429),
            Trouble.RATE_LIMITED,
            None,
            "too often",
        ),
        (
            "okx",
            lambda: _json('{"code":"50001","msg":"Service temporarily unavailable"}', 503),
            Trouble.MAINTENANCE,
            None,
            "503",
        ),
        ("deribit", lambda: _html("<h1>System maintenance</h1>", 503), Trouble.MAINTENANCE, None, "maintenance"),
        ("kraken", lambda: _html("bad gateway", 502), Trouble.UNAVAILABLE, None, "HTTP 502"),
        ("kraken", lambda: _html("<html>login</html>"), Trouble.BAD_RESPONSE, None, "captive portal"),
        ("bybit", lambda: _json('{"symbols":[{"symbol":"BTCU'), Trouble.BAD_RESPONSE, None, "truncated"),
        ("bybit", lambda: _json('{"retCode":0,"result":{"list":[{"a":1}'), Trouble.BAD_RESPONSE, None, "broken JSON"),
        ("bybit", lambda: _json(""), Trouble.BAD_RESPONSE, None, "empty answer"),
        ("bybit", lambda: _json("hello"), Trouble.BAD_RESPONSE, None, "not JSON"),
        ("bybit", lambda: _json("{]}"), Trouble.BAD_RESPONSE, None, "broken JSON"),
        ("bybit", lambda: _html("not found", 404), Trouble.UNSUPPORTED, None, "HTTP 404"),
        ("bybit", lambda: _html("teapot", 400), Trouble.BAD_RESPONSE, None, "HTTP 400"),
        ("bybit", lambda: _html("who", 407), Trouble.PROXY, None, "proxy"),
        (
            "bybit",
            lambda: _json('{"retCode":10006,"retMsg":"Too many visits!"}'),
            Trouble.RATE_LIMITED,
            None,
            "Too many visits",
        ),
        (
            "bybit",
            lambda: _json('{"retCode":10001,"retMsg":"Bad \\u001b[31m thing"}'),
            Trouble.BAD_RESPONSE,
            None,
            "Bad ?[31m thing",
        ),
    ],
)
async def test_an_answer_and_what_it_means(
    ccxt_id: str, answer: Callable[[], web.Response], trouble: Trouble, after_s: float | None, words: str
) -> None:
    methods = {
        "binance": "fapiPublicGetPremiumIndex",
        "bybit": "publicGetV5MarketTime",
        "okx": "publicGetPublicTime",
        "deribit": "publicGetGetTime",
        "kraken": "publicGetTime",
    }
    error = await _failure(ccxt_id, methods[ccxt_id], answer)
    assert (error.trouble, error.retry_after_s) == (trouble, after_s)
    assert words in error.reason
    assert error.venue == ccxt_id


async def test_a_venue_that_knows_no_such_symbol_is_unsupported() -> None:
    error = await _failure(
        "binance", "fapiPublicGetPremiumIndex", lambda: _json('{"code":-1121,"msg":"Invalid symbol."}', 400)
    )
    assert error.trouble is Trouble.UNSUPPORTED
    assert "Invalid symbol." in error.reason


async def test_a_hang_ends_at_the_timeout() -> None:
    never = asyncio.Event()

    async def hang(_: web.Request) -> web.StreamResponse:
        await never.wait()
        return web.Response()

    async with loopback(hang) as server:
        network = NetworkConfig(gateway=server.url, timeout_s=1)
        error = await _asked_of(network)
        never.set()
    assert error.trouble is Trouble.TIMEOUT


async def test_a_connection_cut_within_an_answer() -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"retCode":')
        assert request.transport is not None
        request.transport.close()
        return response

    async with loopback(cut) as server:
        error = await _asked_of(server.network)
    assert error.trouble is Trouble.BAD_RESPONSE


async def test_a_connection_cut_before_an_answer() -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    async with loopback(cut) as server:
        error = await _asked_of(server.network)
    assert error.trouble is Trouble.DISCONNECTED


async def test_nobody_listens() -> None:
    assert (await _asked_of(NetworkConfig(gateway=f"http://127.0.0.1:{_free_port()}"))).trouble is Trouble.REFUSED


async def test_a_name_that_does_not_exist() -> None:
    assert (await _asked_of(NetworkConfig(gateway="http://floorline.invalid"))).trouble is Trouble.DNS


async def test_tls_with_a_server_that_speaks_none() -> None:
    async with loopback() as server:
        error = await _asked_of(NetworkConfig(gateway=server.url.replace("http", "https")))
    assert error.trouble is Trouble.TLS


async def test_a_proxy_that_is_not_there() -> None:
    network = NetworkConfig(gateway="http://floorline.invalid", proxy=f"http://127.0.0.1:{_free_port()}")
    assert (await _asked_of(network)).trouble is Trouble.PROXY


async def test_an_endless_answer_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "BODY_LIMIT", 100_000)
    error = await _failure("bybit", "publicGetV5MarketTime", lambda: _json("[" + "1," * 200_000 + "1]"))
    assert error.trouble is Trouble.BAD_RESPONSE


@pytest.mark.parametrize(
    ("headers", "body", "expected_s"),
    [
        ({"Retry-After": "5"}, "", 5.0),
        ({"retry-after": " 5 "}, "", 5.0),
        ({"Retry-After": "Wed, 05 Nov 2025 00:02:00 GMT"}, "", 120.0),
        ({"Retry-After": "Wed, 05 Nov 2025 00:00:00 GMT"}, "", 0.0),
        ({"Retry-After": "soon"}, "", None),
        ({"Retry-After": "²"}, "", None),
        ({"Retry-After": "-5"}, "", None),
        ({}, _BANNED, 90.0),
        ({}, "", None),
    ],
)
def test_how_long_to_stay_away(headers: dict[str, str], body: str, expected_s: float | None) -> None:
    assert told_wait_s(headers, body, _NOW_MS) == expected_s


def test_json_of_a_client_error_is_left_to_ccxt_which_knows_the_codes() -> None:
    assert answer_trouble("binance", 400, {}, '{"code":-1121}', _NOW_MS) is None
    assert answer_trouble("binance", 200, {}, " [1] \n", _NOW_MS) is None


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (errors.NetworkError("Connection closed by remote server, closing code 1006"), Trouble.DISCONNECTED),
        (errors.RequestTimeout("no pong"), Trouble.TIMEOUT),
        (errors.OnMaintenance("x"), Trouble.MAINTENANCE),
        (errors.BadSymbol("x"), Trouble.UNSUPPORTED),
        (errors.NotSupported("x"), Trouble.UNSUPPORTED),
        (errors.RestrictedLocation("x"), Trouble.BLOCKED),
        (errors.PermissionDenied("not available in your region"), Trouble.BLOCKED),
        (errors.DDoSProtection("x"), Trouble.RATE_LIMITED),
        (errors.ExchangeError("what"), Trouble.BAD_RESPONSE),
        (errors.NetworkError(ConnectionRefusedError(111, "refused")), Trouble.REFUSED),
        (errors.NetworkError(ConnectionResetError(104, "reset")), Trouble.DISCONNECTED),
        (AttributeError("'str' object has no attribute 'keys'"), Trouble.BAD_RESPONSE),
        (aiohttp.ClientPayloadError("short"), Trouble.BAD_RESPONSE),
    ],
)
def test_what_ccxt_raises_and_what_it_means(error: Exception, trouble: Trouble) -> None:
    found = trouble_of("venue", error, _NOW_MS)
    assert found.trouble is trouble
    assert found.reason


def test_an_exception_that_refers_to_itself_is_read_once() -> None:
    error = errors.ExchangeError("loop")
    error.__context__ = other = ValueError("other")
    other.__context__ = error
    assert trouble_of("venue", error, _NOW_MS).trouble is Trouble.BAD_RESPONSE


async def _asked_of(network: NetworkConfig) -> VenueError:
    client = Client("bybit", venue="bybit", network=network, clock=SystemClock())
    try:
        with pytest.raises(VenueError) as caught:
            await client.call("publicGetV5MarketTime")
    finally:
        await client.close()
    return caught.value


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
