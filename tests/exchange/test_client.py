"""The client against a loopback venue: addresses, bad frames, lost and refused subscriptions, closing, market lists."""

import asyncio
import contextlib
import gc
import json
import ssl
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web

from tests.clocks import ManualClock, until
from tests.exchange.loopback import Loopback, loopback
from tui.config.model import NetworkConfig
from tui.domain.clock import SystemClock
from tui.domain.errors import Trouble, VenueError
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument

_SYMBOL = "BTC/USDT:USDT"
_TICKER = json.dumps({"topic": "tickers.BTCUSDT", "type": "snapshot", "ts": 1, "data": {"symbol": "BTCUSDT"}})


def _perpetual(symbol: str = "BTCUSDT") -> dict[str, Any]:
    return {
        "symbol": symbol,
        "contractType": "LinearPerpetual",
        "status": "Trading",
        "baseCoin": symbol.removesuffix("USDT"),
        "quoteCoin": "USDT",
        "settleCoin": "USDT",
        "launchTime": "1585526400000",
        "deliveryTime": "0",
        "fundingInterval": 480,
        "priceFilter": {"tickSize": "0.10"},
        "lotSizeFilter": {"qtyStep": "0.001", "minOrderQty": "0.001", "maxOrderQty": "100"},
        "leverageFilter": {"minLeverage": "1", "maxLeverage": "100"},
    }


async def _bybit(request: web.Request) -> web.StreamResponse:
    if request.path.endswith("/v5/market/instruments-info"):
        if request.query.get("category") != "linear":
            return web.Response(status=404, text="<html>not here</html>", content_type="text/html")
        rows = [] if request.query.get("status") == "PreLaunch" else [_perpetual(), _perpetual("ETHUSDT")]
        return web.json_response({"retCode": 0, "retMsg": "OK", "result": {"category": "linear", "list": rows}})
    return web.json_response({"retCode": 0, "retMsg": "OK", "result": {"timeSecond": "1700000000"}, "time": 1})


async def _acknowledge(socket: web.WebSocketResponse, text: str) -> None:
    message = json.loads(text)
    if message["op"] == "ping":
        await socket.send_json({"success": True, "ret_msg": "pong", "op": "ping"})
        return
    await socket.send_json({"success": True, "ret_msg": "", "op": "subscribe"})
    await socket.send_str(_TICKER)


def _client(server: Loopback, clock: SystemClock | ManualClock | None = None, ccxt_id: str = "bybit") -> Client:
    return Client(ccxt_id, venue=ccxt_id, network=server.network, clock=clock or SystemClock())


async def _hold(client: Client, symbol: str = _SYMBOL) -> None:
    await client.hold(lambda: client.exchange.watch_ticker(symbol))


@contextlib.asynccontextmanager
async def _holding(client: Client, symbol: str = _SYMBOL) -> Any:
    task = asyncio.create_task(_hold(client, symbol))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, VenueError):
            await task


async def test_requests_go_to_the_gateway_with_host_and_query() -> None:
    async with loopback(_bybit) as server:
        client = _client(server)
        answer = await client.call("publicGetV5MarketTime", {"a": "1"})
        await client.close()
    assert answer["result"]["timeSecond"] == "1700000000"
    assert server.asked == ["/api.bybit.com/v5/market/time?a=1"]


async def test_one_question_is_in_flight_once_and_one_impatient_asker_spoils_it_for_nobody() -> None:
    gate = asyncio.Event()

    async def slow(request: web.Request) -> web.StreamResponse:
        await gate.wait()
        return await _bybit(request)

    async with loopback(slow) as server:
        client = _client(server)
        first = asyncio.create_task(client.call("publicGetV5MarketTime"))
        second = asyncio.create_task(client.call("publicGetV5MarketTime"))
        await until(lambda: bool(server.asked))
        first.cancel()
        gate.set()
        assert (await second)["retCode"] == 0
        assert first.cancelled() or first.cancelling()
        await client.call("publicGetV5MarketTime")
        await client.close()
    assert len(server.asked) == 2


async def test_the_authorities_certificates_are_read_once_for_all_exchanges() -> None:
    async with loopback(_bybit) as server:
        first, second = _client(server), _client(server)
        for client in (first, second):
            await client.call("publicGetV5MarketTime")
        contexts = [client.exchange.ssl_context for client in (first, second)]
        await first.close()
        await second.close()
    assert contexts[0] is contexts[1]
    assert contexts[0].verify_mode is ssl.CERT_REQUIRED
    assert contexts[0].check_hostname


async def test_a_market_type_that_is_missing_costs_only_itself() -> None:
    async with loopback(_bybit) as server:
        client = _client(server)
        linear, inverse = await asyncio.gather(
            client.instruments("linear"), client.instruments("inverse"), return_exceptions=True
        )
        await client.close()
    assert isinstance(linear, Mapping)
    assert linear["BTCUSDT"] == Instrument(id="BTCUSDT", asset="BTC", quote="USDT", kind="perpetual")
    assert isinstance(inverse, VenueError)
    assert inverse.trouble is Trouble.UNSUPPORTED


async def test_market_lists_are_kept_for_an_hour_and_survive_a_failed_renewal() -> None:
    clock = ManualClock()
    async with loopback(_bybit) as server:
        client = _client(server, clock)
        before = await client.instruments("linear")
        loaded = len(server.asked)
        clock.tick(3_000)
        await client.instruments("linear")
        assert len(server.asked) == loaded

        async def down(_: web.Request) -> web.StreamResponse:
            return web.Response(status=503)

        server.answer = down
        clock.tick(700)
        assert await client.instruments("linear") is before
        failed = len(server.asked)
        assert failed > loaded
        assert await client.instruments("linear") is before
        assert len(server.asked) == failed
        server.answer = _bybit
        clock.tick(301)
        assert await client.instruments("linear") == before
        assert client.known("linear") is not before
        await client.close()


async def test_market_lists_are_renewed_after_the_daily_expiry() -> None:
    clock = ManualClock()
    clock.tick(7.8 * 3600)
    async with loopback(_bybit) as server:
        client = _client(server, clock)
        before = await client.instruments("linear")
        clock.tick(0.25 * 3600)
        assert await client.instruments("linear") is not before
        await client.close()


@pytest.mark.fault(44)
async def test_an_unlisted_symbol_is_counted_and_renews_the_list_once_in_five_minutes() -> None:
    clock = ManualClock()
    async with loopback(_bybit) as server:
        client = _client(server, clock)
        before = await client.instruments("linear")
        client.quarantine("linear", ["NEWUSDT"])
        assert await client.instruments("linear") is before
        clock.tick(301)
        client.quarantine("linear", ["NEWUSDT", "OTHERUSDT"])
        assert await client.instruments("linear") is not before
        assert client.counts["quarantined"] == 3
        await client.close()


async def test_frames_reach_the_tap_before_ccxt_with_the_venues_own_address() -> None:
    seen: list[tuple[str, str]] = []

    def tap(url: str, text: str) -> bool:
        seen.append((url, text))
        return text.startswith('{"topic"')

    async with loopback(_bybit, _acknowledge) as server:
        client = _client(server)
        client.tap = tap
        await client.instruments("linear")
        assert client.last_frame_s() is None
        async with _holding(client):
            await until(lambda: len(seen) == 2)
        assert server.dialled == ["/stream.bybit.com/v5/public/linear"]
        assert seen[1] == ("wss://stream.bybit.com/v5/public/linear", _TICKER)
        assert client.last_data_s("/linear") == client.last_frame_s("/linear")
        assert client.last_frame_s("/spot") is None
        assert client.exchange.tickers == {}
        await client.close()


@pytest.mark.parametrize(
    "bad",
    ['{"topic": "tickers.BTC', "[null]", "[]", "[" * 2000 + "]" * 2000, "\x1b[2J", "null", "7", b"\xff\xfe\x00"],
)
async def test_a_malformed_frame_costs_only_itself(bad: str | bytes) -> None:
    good: list[str] = []

    def tap(_: str, text: str) -> bool:
        if text.startswith('{"topic":'):
            good.append(text)
        return False

    async with loopback(_bybit, _acknowledge) as server:
        client = _client(server)
        client.tap = tap
        await client.instruments("linear")
        async with _holding(client) as task:
            await until(lambda: bool(server.sockets))
            await (server.sockets[0].send_bytes(bad) if isinstance(bad, bytes) else server.sockets[0].send_str(bad))
            before = len(good)
            await server.sockets[0].send_str(_TICKER.replace('"topic": ', '"topic":'))
            await until(lambda: len(good) > before)
            assert not task.done()
        assert len(server.dialled) == 1
        assert client.bad_frame is None or "\x1b" not in client.bad_frame
        await client.close()


async def test_a_tap_that_raises_is_counted_and_never_ends_the_connection() -> None:
    def tap(_: str, __: str) -> bool:
        raise ZeroDivisionError("ours")

    async with loopback(_bybit, _acknowledge) as server:
        client = _client(server)
        client.tap = tap
        await client.instruments("linear")
        async with _holding(client) as task:
            await until(lambda: client.counts["bad frames"] == 2)
            assert not task.done()
        assert client.bad_frame is not None
        await client.close()


async def test_a_lost_connection_ends_the_hold_and_the_next_one_dials_and_subscribes_afresh() -> None:
    async with loopback(_bybit, _acknowledge) as server:
        client = _client(server)
        client.tap = lambda _, __: False
        await client.instruments("linear")
        task = asyncio.create_task(_hold(client))
        await until(lambda: client.last_frame_s() is not None)
        await server.sockets[0].close(code=1001)
        with pytest.raises(VenueError) as caught:
            await task
        assert caught.value.trouble is Trouble.DISCONNECTED
        async with _holding(client):
            await until(lambda: len(server.sockets) == 2 and sum("subscribe" in text for text in server.heard) == 2)
        await client.close()


async def test_a_cancelled_hold_drops_its_socket_so_that_a_silent_subscription_is_made_again() -> None:
    async with loopback(_bybit, _acknowledge) as server:
        client = _client(server)
        await client.instruments("linear")
        async with _holding(client):
            await until(lambda: len(server.heard) == 1)
        await until(lambda: server.sockets[0].closed)
        assert client.exchange.clients == {}
        async with _holding(client) as task:
            await until(lambda: len(server.heard) == 2)
            # The first socket's end must not take the second one with it.
            assert list(client.exchange.clients) == [f"{server.url.replace('http', 'ws')}{server.dialled[0]}"]
            assert not task.done()
        await client.close()


async def test_lost_cancelled_and_refused_holds_leave_nothing_for_asyncio_to_complain_about(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with loopback(_bybit, _acknowledge) as server:
        client = _client(server)
        client.tap = lambda _, __: True
        await client.instruments("linear")
        async with _holding(client), _holding(client, "ETH/USDT:USDT"):
            await until(lambda: len(server.heard) == 2)
        lost = [asyncio.create_task(_hold(client, symbol)) for symbol in (_SYMBOL, "ETH/USDT:USDT")]
        await until(lambda: len(server.heard) == 4)
        await server.sockets[-1].close(code=1001)
        await asyncio.wait(lost)
        server.refuse_handshake = web.Response(status=503)
        lost += [asyncio.create_task(_hold(client, symbol)) for symbol in (_SYMBOL, "ETH/USDT:USDT")]
        await asyncio.wait(lost)
        await client.close()
    assert all(isinstance(task.exception(), VenueError) for task in lost)
    del lost
    gc.collect()
    await asyncio.sleep(0)
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


@pytest.mark.paced
async def test_a_dial_that_is_cancelled_does_not_leave_a_connection_behind() -> None:
    gate = asyncio.Event()

    async with loopback(_bybit, _acknowledge) as server:
        server.before_handshake = gate
        client = _client(server)
        await client.instruments("linear")
        async with _holding(client):
            await until(lambda: len(server.dialled) == 1)
        gate.set()
        await until(lambda: len(server.sockets) == 1)
        await until(lambda: server.sockets[0].closed)
        assert server.heard == []
        await client.close()


async def test_a_refused_subscription_is_an_error_and_not_a_hang_the_second_time() -> None:
    async def refuse(socket: web.WebSocketResponse, text: str) -> None:
        words = "error:handler not found,topic:tickers.BTCUSDT"
        await socket.send_json({"success": False, "ret_msg": words, "request": {"op": "subscribe"}})

    async with loopback(_bybit, refuse) as server:
        client = _client(server)
        await client.instruments("linear")
        for _ in range(2):
            with pytest.raises(VenueError, match="handler not found"):
                await asyncio.wait_for(_hold(client), 5)
        assert len(server.dialled) == 2
        await client.close()


async def test_an_error_that_ccxt_raises_in_its_handler_reaches_whoever_waits() -> None:
    async def refuse(socket: web.WebSocketResponse, text: str) -> None:
        error = {"code": 13020, "message": "not_found"}
        await socket.send_json({"jsonrpc": "2.0", "id": json.loads(text)["id"], "error": error})

    async with loopback(say=refuse) as server:
        client = _client(server, ccxt_id="deribit")
        request = {"jsonrpc": "2.0", "method": "public/subscribe", "id": 1, "params": {"channels": ["x"]}}
        url = client.exchange.urls["api"]["ws"]
        with pytest.raises(VenueError, match="not_found"):
            await asyncio.wait_for(client.hold(lambda: client.exchange.watch(url, "x", request, "x")), 5)
        await client.close()


@pytest.mark.parametrize(
    ("status", "headers", "trouble", "retry_after_s"),
    [
        (451, {}, Trouble.BLOCKED, None),
        (403, {}, Trouble.BLOCKED, None),
        (429, {"Retry-After": "7"}, Trouble.RATE_LIMITED, 7.0),
        (418, {"Retry-After": "120"}, Trouble.BANNED, 120.0),
        (503, {}, Trouble.UNAVAILABLE, None),
        (404, {}, Trouble.UNSUPPORTED, None),
    ],
)
async def test_a_refused_handshake_is_classified_by_its_status(
    status: int, headers: dict[str, str], trouble: Trouble, retry_after_s: float | None
) -> None:
    async with loopback(_bybit) as server:
        server.refuse_handshake = web.Response(status=status, headers=headers)
        client = _client(server)
        await client.instruments("linear")
        with pytest.raises(VenueError) as caught:
            await asyncio.wait_for(_hold(client), 5)
        await client.close()
    assert (caught.value.trouble, caught.value.retry_after_s) == (trouble, retry_after_s)


async def test_closing_is_told_from_being_cancelled_and_nothing_is_asked_afterwards() -> None:
    async with loopback(_bybit, _acknowledge) as server:
        client = _client(server)
        await client.instruments("linear")
        held = asyncio.create_task(_hold(client))
        await until(lambda: len(server.heard) == 1)
        async with asyncio.timeout(5):
            await client.close()
        with pytest.raises(VenueError) as caught:
            await held
        assert caught.value.trouble is Trouble.DISCONNECTED
        for asking in (client.call("publicGetV5MarketTime"), client.instruments("linear"), _hold(client)):
            with pytest.raises(VenueError, match="closed"):
                await asking
        assert len(server.dialled) == 1


async def test_closing_while_a_request_hangs_takes_less_than_five_seconds() -> None:
    never = asyncio.Event()

    async def hang(_: web.Request) -> web.StreamResponse:
        await never.wait()
        return web.Response()

    async with loopback(hang) as server:
        client = Client(
            "bybit", venue="bybit", network=NetworkConfig(gateway=server.url, timeout_s=30), clock=SystemClock()
        )
        asking = asyncio.create_task(client.call("publicGetV5MarketTime"))
        await until(lambda: bool(server.asked))
        async with asyncio.timeout(4):
            await client.close()
        with pytest.raises(VenueError, match="closed"):
            await asking
        never.set()


async def test_the_proxy_setting_reaches_ccxt() -> None:
    url = "http://127.0.0.1:3128"
    client = Client("bybit", venue="bybit", network=NetworkConfig(proxy=url), clock=SystemClock())
    names = ("http_proxy", "https_proxy", "socks_proxy", "ws_proxy", "wss_proxy", "ws_socks_proxy")
    set_names = {name: getattr(client.exchange, name) for name in names if getattr(client.exchange, name)}
    await client.close()
    assert set_names == {"https_proxy": url, "wss_proxy": url}


async def test_a_request_goes_through_an_http_proxy() -> None:
    async with loopback(_bybit) as proxy:
        network = NetworkConfig(gateway="http://gateway.invalid", proxy=proxy.url, timeout_s=2)
        client = Client("bybit", venue="bybit", network=network, clock=SystemClock())
        await client.call("publicGetV5MarketTime")
        await client.close()
    assert proxy.asked == ["/api.bybit.com/v5/market/time"]


@pytest.mark.paced
async def test_nothing_of_ccxt_is_verbose_or_keeps_answers() -> None:
    client = Client("binance", venue="binance", network=NetworkConfig(), clock=SystemClock())
    exchange = client.exchange
    await client.close()
    assert (exchange.verbose, exchange.enableLastHttpResponse, exchange.enableRateLimit) == (False, False, True)
    assert exchange.streaming["keepAlive"] == 15_000


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("wss://fstream.binance.com/market/ws/3", "/fstream.binance.com/market/ws/3"),
        ("wss://stream.binance.com:9443/ws/1", "/stream.binance.com/ws/1"),
    ],
)
async def test_binance_keeps_its_routes_and_its_spot_detection_behind_the_gateway(url: str, path: str) -> None:
    async with loopback() as server:
        client = _client(server, ccxt_id="binance")
        socket = client.exchange.client(url)
        assert socket.url == f"{server.url.replace('http', 'ws')}{path}"
        assert client.exchange.client(socket.url) is socket
        assert client.exchange.is_spot_url(socket) is ("9443" in url)
        await client.close()


async def test_binance_usd_margined_streams_take_the_market_route_through_the_gateway() -> None:
    async with loopback() as server:
        client = _client(server, ccxt_id="binance")
        socket = client.exchange.client(client.exchange.get_ws_url("linear", "market") + "/0")
        assert socket.url.endswith("/fstream.binance.com/market/ws/0")
        await client.close()
