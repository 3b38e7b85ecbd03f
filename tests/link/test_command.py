"""What a pane may ask of the collector, over a real socket."""

import asyncio
import contextlib
import math
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from tests.clocks import ManualClock, until
from tests.link.boards import board
from tui.domain.board import Print
from tui.domain.clock import SystemClock
from tui.domain.digest import Digest
from tui.domain.tape_filter import Bound, TapeFilter
from tui.link.client import SocketSource
from tui.link.once import one_board
from tui.link.server import BoardServer
from tui.link.source import CommandSink, FindingSource, LinkState
from tui.link.wire import Command, Find, Found, Hello, Kind, LinkError, as_request, pack, unpack_header

SNOOZE = Command(verb="snooze", rule="ETH below 3,100", for_s=600)


@contextlib.asynccontextmanager
async def serving(path: Path, asked: list[Command]) -> AsyncIterator[BoardServer]:
    server = BoardServer(path, SystemClock(), "1.0", asked.append)
    await server.start()
    server.publish(board())
    try:
        yield server
    finally:
        await server.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run" / "collector.sock"


async def test_a_pane_s_command_reaches_the_collector(path: Path) -> None:
    asked: list[Command] = []
    source = SocketSource(path, SystemClock(), "1.0")
    assert isinstance(source, CommandSink)
    assert not source.command(SNOOZE)
    async with serving(path, asked):
        pane = asyncio.create_task(source.run())
        await until(lambda: source.state is LinkState.ATTACHED)
        assert source.command(SNOOZE)
        await until(lambda: asked == [SNOOZE])
        assert source.state is LinkState.ATTACHED
        pane.cancel()


async def test_a_script_s_command_is_done_before_the_board_that_answers_it(path: Path) -> None:
    asked: list[Command] = []
    async with serving(path, asked) as server:

        async def go_on() -> None:
            while True:
                await asyncio.sleep(0.05)
                server.publish(board(2 if asked else 1))

        publishing = asyncio.create_task(go_on())
        found = await asyncio.to_thread(one_board, path, 5.0, command=Command(verb="test"))
        publishing.cancel()
        assert asked == [Command(verb="test")]
        assert found.as_of_ms in (1, 2)


async def test_a_command_before_the_greeting_is_refused(path: Path) -> None:
    asked: list[Command] = []
    async with serving(path, asked):

        def knock() -> bytes:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(5)
                connection.connect(str(path))
                connection.sendall(pack(SNOOZE))
                return connection.recv(1)

        assert await asyncio.to_thread(knock) == b""
    assert asked == []


@pytest.mark.parametrize(
    "payload",
    [b"", b"\xc1", b"\x80", b"\x81\xa4verb\xa6delete", pack(Command(verb="snooze", rule="x" * 200))[5:]],
)
def test_a_command_that_is_none_is_a_link_error(payload: bytes) -> None:
    with pytest.raises(LinkError, match="can't be read"):
        as_request(Kind.COMMAND, payload)


@pytest.mark.parametrize("for_s", [-1.0, 1e9, float("nan")])
def test_a_snooze_has_bounds(for_s: float) -> None:
    with pytest.raises(LinkError):
        as_request(Kind.COMMAND, pack(Command(verb="snooze", for_s=for_s))[5:])


@pytest.mark.parametrize("fps", [math.nan, math.inf, -math.inf, -1.0])
def test_a_pace_that_is_none_is_a_link_error(fps: float) -> None:
    payload = msgspec.msgpack.encode({"version": "1.0", "fps": fps})
    with pytest.raises(LinkError, match="hello"):
        as_request(Kind.HELLO, payload)


async def test_a_pane_that_asks_for_digests_without_end_gets_one_a_second_and_the_newest(path: Path) -> None:
    clock = ManualClock()
    made: list[int] = []

    def tell(since_ms: int) -> Digest:
        made.append(since_ms)
        return Digest(asked_ms=since_ms, from_ms=since_ms, to_ms=since_ms)

    server = BoardServer(path, clock, "1.0", tell=tell)
    await server.start()
    source = SocketSource(path, SystemClock(), "1.0")
    pane = asyncio.create_task(source.run())
    await until(lambda: server.attached == 1 and source.ask_since(1))
    await until(lambda: made == [1])
    for since_ms in range(2, 51):
        assert source.ask_since(since_ms)
    await until(lambda: clock.sleepers == 1)
    await asyncio.sleep(0.1)
    assert made == [1]
    await clock.advance(1.0)
    await until(lambda: (told := source.digest()) is not None and told.asked_ms == 50)
    assert made == [1, 50]
    pane.cancel()
    await server.close()


def test_a_later_hello_is_still_a_hello() -> None:
    message = pack(Hello(version="1.0", fps=2.0))
    length, kind = unpack_header(message[:5])
    assert as_request(kind, message[5 : 5 + length]) == Hello(version="1.0", fps=2.0)


async def test_a_pane_has_liquidations_looked_for_and_the_newest_question_is_answered(path: Path) -> None:
    one = Print(
        at_ms=1, venue="okx", symbol="BTC-USDT-SWAP", asset="BTC", hurt="long", usd=2e6, price_usd=100_000.0
    )  # fmt: skip
    wanted = TapeFilter(words="okx >1M", venues=frozenset({"okx"}), bounds=(Bound(">", 1e6),))

    async def find(request: Find) -> Found:
        return Found(asset=request.asset, tape=request.tape, prints=(one,), count=7)

    server = BoardServer(path, SystemClock(), "1.0", find=find)
    source = SocketSource(path, SystemClock(), "1.0")
    assert isinstance(source, FindingSource)
    assert not source.ask_find("BTC", wanted)
    await server.start()
    server.publish(board())
    pane = asyncio.create_task(source.run())
    try:
        await until(lambda: source.state is LinkState.ATTACHED)
        assert source.ask_find("BTC", wanted)
        await until(lambda: source.found() is not None)
        assert source.found() == Found(asset="BTC", tape=wanted, prints=(one,), count=7)
        assert source.state is LinkState.ATTACHED
    finally:
        pane.cancel()
        await server.close()


async def test_a_collector_that_can_not_look_is_not_asked(path: Path) -> None:
    """One of an earlier version would take the question for nonsense and close."""
    source = SocketSource(path, SystemClock(), "1.0")
    async with serving(path, []):
        pane = asyncio.create_task(source.run())
        await until(lambda: source.state is LinkState.ATTACHED)
        assert not source.ask_find("BTC", TapeFilter(words="long"))
        pane.cancel()


@pytest.mark.parametrize(
    "tape",
    [
        {"bounds": [("> 0 OR 1 =", 1.0)]},
        {"venues": [f"venue {number}" for number in range(1_000)]},
        {"words": "w" * 1_000},
    ],
)
def test_a_filter_that_nobody_could_type_is_refused(tape: dict[str, object]) -> None:
    payload = msgspec.msgpack.encode({"asset": "BTC", "tape": tape})
    with pytest.raises(LinkError):
        as_request(Kind.FIND, payload)
