"""The paper server routes by host, and has exactly the faults that it is told to have."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager

import aiohttp
import pytest

from tests.paper.faults import EVERYWHERE, Quiet, Where
from tests.paper.faulty_server import FaultyServer
from tests.paper.market import make_world
from tui.domain.errors import FloorlineError
from tui.paper.venue import Pace, Request, Response


class EchoSession:
    def __init__(self) -> None:
        self.pace = Pace()

    def on_text(self, text: str) -> Sequence[str]:
        return [f"echo {text}"]

    def frames(self, now_ms: int) -> Sequence[str]:
        return ["tick"] if self.pace.due("tick", now_ms, 1) else []


class EchoVenue:
    def __init__(self, name: str, hosts: frozenset[str]) -> None:
        self.name = name
        self.hosts = hosts

    async def rest(self, request: Request) -> Response:
        if request.path == "/text":
            return Response(body="<p>text</p>", content_type="text/html", status=203, headers={"X-One": "1"})
        return Response(
            body={"path": request.path, "query": dict(request.query), "method": request.method, "at": request.host}
            | ({"body": request.json()} if request.body else {})
        )

    def open(self, host: str, path: str, query: Mapping[str, str]) -> EchoSession | None:
        return EchoSession() if path.startswith("/ws") else None


ONE = Where(venue="one")


@pytest.fixture
async def server() -> AsyncIterator[FaultyServer]:
    venues = [
        EchoVenue("one", frozenset({"api.one.com", "stream.one.com"})),
        EchoVenue("two", frozenset({"api.two.com"})),
    ]
    world = make_world()
    async with FaultyServer(world, venues, tick_s=0.01) as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_requests_reach_the_venue_of_their_host(server: FaultyServer, client: aiohttp.ClientSession) -> None:
    async with client.get(f"{server.url}/api.one.com/v5/market?category=linear&x=a%20b") as reply:
        assert reply.status == 200
        assert reply.content_type == "application/json"
        assert await reply.json() == {
            "path": "/v5/market",
            "query": {"category": "linear", "x": "a b"},
            "method": "GET",
            "at": "api.one.com",
        }
    async with client.post(f"{server.url}/api.two.com/info", json={"type": "meta"}) as reply:
        assert (await reply.json())["body"] == {"type": "meta"}
    assert [(seen.venue, seen.method, seen.path) for seen in server.seen] == [
        ("one", "GET", "/v5/market"),
        ("two", "POST", "/info"),
    ]


async def test_text_status_and_headers_go_out_as_they_are(server: FaultyServer, client: aiohttp.ClientSession) -> None:
    async with client.get(f"{server.url}/api.one.com/text") as reply:
        assert (reply.status, reply.content_type, reply.headers["X-One"]) == (203, "text/html", "1")
        assert await reply.text() == "<p>text</p>"


@pytest.mark.parametrize("path", ["", "/", "/api.three.com/v1", "/api.three.com"])
async def test_an_unknown_host_is_not_found(server: FaultyServer, client: aiohttp.ClientSession, path: str) -> None:
    async with client.get(server.url + path) as reply:
        assert reply.status == 404
        assert "error" in await reply.json()


async def test_a_socket_answers_and_pushes(server: FaultyServer, client: aiohttp.ClientSession) -> None:
    async with dial(client, server, "ws/1") as socket:
        assert await socket.receive_str() == "tick"
        await socket.send_str("hello")
        assert await socket.receive_str() == "echo hello"
        assert server.open_sockets(ONE) == 1
    await until(lambda: server.open_sockets(EVERYWHERE) == 0)


async def test_no_socket_at_other_paths(server: FaultyServer, client: aiohttp.ClientSession) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await dial(client, server, "other").__aenter__()
    assert refused.value.status == 404


async def test_answers_are_replaced_by_prefix_until_cleared(
    server: FaultyServer, client: aiohttp.ClientSession
) -> None:
    geo = Where(host="api.one.com", path="/v5")
    server.faults.answer(geo, status=451, body={"code": 0}, headers={"Retry-After": "7"})
    async with client.get(f"{server.url}/api.one.com/v5/x") as reply:
        assert (reply.status, reply.headers["Retry-After"], await reply.json()) == (451, "7", {"code": 0})
    async with client.get(f"{server.url}/api.one.com/v3/x") as reply:
        assert reply.status == 200
    async with client.get(f"{server.url}/api.two.com/v5/x") as reply:
        assert reply.status == 200
    server.faults.clear(geo)
    async with client.get(f"{server.url}/api.one.com/v5/x") as reply:
        assert reply.status == 200


async def test_a_hanging_request_goes_on_when_cleared(server: FaultyServer, client: aiohttp.ClientSession) -> None:
    server.faults.hang(ONE)
    waiting = asyncio.create_task(client.get(f"{server.url}/api.one.com/v5"))
    await until(lambda: len(server.seen) == 1)
    assert not waiting.done()
    server.faults.clear()
    async with await waiting as reply:
        assert reply.status == 200


async def test_handshakes_are_refused_or_dropped(server: FaultyServer, client: aiohttp.ClientSession) -> None:
    server.faults.refuse_sockets(ONE, status=429, headers={"Retry-After": "3"})
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await dial(client, server).__aenter__()
    assert refused.value.status == 429
    server.faults.clear()
    server.faults.drop_on_open(ONE)
    async with dial(client, server) as socket:
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    assert [seen.method for seen in server.seen] == ["DIAL", "DIAL"]


async def test_sockets_close_with_a_code_or_are_cut(server: FaultyServer, client: aiohttp.ClientSession) -> None:
    async with dial(client, server) as socket:
        await socket.receive_str()
        closing = asyncio.create_task(server.close_sockets(ONE, code=1008))
        message = await socket.receive()
        assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1008)
        assert await closing == 1
    async with dial(client, server) as socket:
        await socket.receive_str()
        assert server.abort_sockets(Where(venue="two")) == 0
        assert server.abort_sockets(ONE) == 1
        while not socket.closed:
            await socket.receive()
        assert socket.close_code == 1006


async def test_a_silent_connection_still_answers(server: FaultyServer, client: aiohttp.ClientSession) -> None:
    server.faults.silence(ONE)
    async with dial(client, server, autoping=False) as socket:
        await socket.ping(b"1")
        assert (await socket.receive()).type is aiohttp.WSMsgType.PONG
        await socket.send_str("x")
        assert await socket.receive_str() == "echo x"
        server.faults.clear()
        server.world.offset_ms += 1_000
        assert await socket.receive_str() == "tick"


async def test_a_frozen_connection_answers_nothing_until_it_thaws(
    server: FaultyServer, client: aiohttp.ClientSession
) -> None:
    server.faults.silence(ONE, Quiet.FROZEN)
    async with dial(client, server, autoping=False) as socket:
        await socket.ping(b"1")
        await socket.send_str("x")
        answer = asyncio.create_task(socket.receive())
        # A round trip on another host shows that the server had time to answer.
        async with client.get(f"{server.url}/api.two.com/x"):
            assert not answer.done()
        server.faults.clear()
        assert (await answer).type is aiohttp.WSMsgType.PONG


async def test_raw_frames_go_out_as_they_are(server: FaultyServer, client: aiohttp.ClientSession) -> None:
    server.faults.silence(ONE)
    async with dial(client, server) as socket:
        await until(lambda: server.open_sockets(ONE) == 1)
        assert await server.send_raw(ONE, '{"e":') == 1
        assert await socket.receive_str() == '{"e":'
        assert await server.send_raw(ONE, b"\xff\x00") == 1
        assert await socket.receive_bytes() == b"\xff\x00"


async def test_a_taken_port_is_said_in_one_line(server: FaultyServer) -> None:
    port = int(server.url.rpartition(":")[2])
    with pytest.raises(FloorlineError, match=f"port {port} of 127.0.0.1 can't be opened: Address already in use"):
        async with FaultyServer(make_world(), [], port):
            pass


def test_a_host_has_one_venue() -> None:
    venues = [EchoVenue("one", frozenset({"same.com"})), EchoVenue("two", frozenset({"same.com"}))]
    with pytest.raises(ValueError, match=r"same\.com belongs to one and to two"):
        FaultyServer(make_world(), venues)


def test_pace_is_due_at_once_then_every_so_often() -> None:
    pace = Pace()
    assert [pace.due("a", at, 100) for at in (0, 50, 100, 150, 199, 200)] == [True, False, True, False, False, True]
    assert pace.due("b", 60, 100)
    pace.forget("a")
    assert pace.due("a", 201, 100)


async def until(condition: Callable[[], bool]) -> None:
    """Returns when the condition holds; fails after five seconds."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for belongs to the server and has no event
            await asyncio.sleep(0.005)


def dial(
    client: aiohttp.ClientSession, server: FaultyServer, path: str = "ws", *, autoping: bool = True
) -> AbstractAsyncContextManager[aiohttp.ClientWebSocketResponse]:
    """A connection that fails rather than waits longer than five seconds."""
    timeout = aiohttp.ClientWSTimeout(ws_receive=5, ws_close=1)
    return client.ws_connect(f"{server.url}/stream.one.com/{path}", autoping=autoping, timeout=timeout)
