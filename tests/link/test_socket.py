"""Server and source over a real socket."""

import asyncio
import contextlib
import socket
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from tests.clocks import ManualClock, until
from tests.link.boards import board
from tui.domain.board import Board
from tui.domain.clock import SystemClock
from tui.link.client import SocketSource
from tui.link.once import one_board
from tui.link.peer import answers, clear_stale_socket
from tui.link.server import BoardServer
from tui.link.source import LinkState, PacedSource
from tui.link.wire import Hello, LinkError, pack, read_message

PATIENCE_S = 5.0


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@contextlib.asynccontextmanager
async def serving(path: Path) -> AsyncIterator[BoardServer]:
    server = BoardServer(path, SystemClock(), "1.0")
    await server.start()
    try:
        yield server
    finally:
        await server.close()


@contextlib.asynccontextmanager
async def attached(path: Path, fps: float = 10.0) -> AsyncIterator[SocketSource]:
    source = SocketSource(path, SystemClock(), "1.0", fps=fps)
    task = asyncio.create_task(source.run())
    try:
        yield source
    finally:
        task.cancel()
        await asyncio.wait({task})


def as_of(source: SocketSource) -> int | None:
    latest: Board | None = source.latest()
    return None if latest is None else latest.as_of_ms


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run" / "collector.sock"


async def test_a_pane_that_attaches_gets_a_board_at_once_and_then_the_newest(path: Path) -> None:
    async with serving(path) as server:
        server.publish(board(1))
        async with attached(path) as source:
            assert source.state is LinkState.CONNECTING
            await until(lambda: as_of(source) == 1)
            assert (source.state, source.reason) == (LinkState.ATTACHED, None)
            server.publish(board(2))
            server.publish(board(3))
            await until(lambda: as_of(source) == 3)
            assert server.attached == 1
            age_s = source.age_s()
            assert age_s is not None
            assert 0 <= age_s < PATIENCE_S
        await until(lambda: server.attached == 0)


async def test_a_script_that_asks_once_shows_no_alert_and_a_pane_that_stays_does(path: Path) -> None:
    async with serving(path) as server:
        server.publish(board(1))
        await asyncio.to_thread(one_board, path, PATIENCE_S)
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(pack(Hello(version="1.0")))
        await read_message(reader)
        await until(lambda: server.attached == 1)
        assert server.showing == 0
        writer.close()
        async with attached(path) as source:
            for number in range(2, 6):
                server.publish(board(number))
                await until(lambda number=number: as_of(source) == number)  # type: ignore[misc]
            assert server.showing == 1


async def test_a_pane_that_stopped_reading_shows_no_alert(path: Path) -> None:
    clock = ManualClock()
    server = BoardServer(path, clock, "1.0")
    await server.start()
    try:
        async with attached(path) as source:
            for number in range(1, 6):
                server.publish(board(number))
                await until(lambda number=number: as_of(source) == number)  # type: ignore[misc]
                await clock.advance(1)
            assert server.showing == 1
            clock.tick(60)
            assert server.showing == 0
    finally:
        await server.close()


async def test_the_socket_is_for_its_owner_alone(path: Path) -> None:
    async with serving(path):
        assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert not answers(path)
    assert path not in set(path.parent.iterdir())


async def test_a_lost_collector_is_waited_for(path: Path) -> None:
    async with attached(path) as source:
        await until(lambda: source.reason == "no collector answers yet")
        async with serving(path) as server:
            server.publish(board(1))
            await until(lambda: as_of(source) == 1)
        await until(lambda: source.state is LinkState.LOST)
        assert source.reason == "collector gone, waiting"
        assert as_of(source) == 1
        async with serving(path) as server:
            server.publish(board(2))
            await until(lambda: as_of(source) == 2)
            assert source.state is LinkState.ATTACHED


async def test_a_dead_collectors_socket_is_replaced_and_a_live_one_never(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dead:
        dead.bind(str(path))
    assert not answers(path)
    async with serving(path) as server:
        second = BoardServer(path, SystemClock(), "1.0")
        with pytest.raises(LinkError, match="already answers"):
            await second.start()
        server.publish(board(4))
        assert (await asyncio.to_thread(one_board, path, PATIENCE_S)).as_of_ms == 4


def test_a_file_in_the_way_is_left_alone(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.write_text("mine")
    with pytest.raises(LinkError, match="not a socket"):
        clear_stale_socket(path)
    assert path.read_text() == "mine"


async def test_a_pane_that_stops_reading_delays_nobody_and_holds_one_message(path: Path) -> None:
    large = {str(n): "x" * 1000 for n in range(2000)}
    async with serving(path) as server, attached(path) as brisk:
        reader, writer = await asyncio.open_unix_connection(str(path), limit=1024)
        writer.write(pack(Hello(version="1.0", fps=10.0)))
        await read_message(reader)
        cast(asyncio.Transport, writer.transport).pause_reading()
        await until(lambda: server.attached == 2)
        for number in range(1, 40):
            server.publish(board(number, notes=large))
            await asyncio.sleep(0.01)
        await until(lambda: as_of(brisk) == 39)
        stalled = [client for client in server._clients if client._writer.transport.get_write_buffer_size() > 0]
        assert len(stalled) == 1
        assert stalled[0]._writer.transport.get_write_buffer_size() <= 2_500_000
        writer.transport.abort()


async def test_a_pane_whose_boards_cannot_be_sent_is_let_go_and_the_fault_is_reported(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context.get("exception")))

    def broken(_: BoardServer) -> bytes:
        raise RuntimeError("this Board can't be packed")

    monkeypatch.setattr(BoardServer, "newest", broken)
    async with serving(path) as server:
        reader, writer = await asyncio.open_unix_connection(str(path))
        writer.write(pack(Hello(version="1.0")))
        await read_message(reader)
        with pytest.raises(LinkError, match="the other side closed the connection"):
            async with asyncio.timeout(PATIENCE_S):
                await read_message(reader)
        assert server.attached == 0
        writer.close()
    assert "this Board can't be packed" in repr(reported)


async def test_whether_anyone_is_attached_is_told_at_once(path: Path) -> None:
    async with serving(path) as server:
        assert (server.someone.is_set(), server.nobody.is_set()) == (False, True)
        async with attached(path), asyncio.timeout(PATIENCE_S):
            await server.someone.wait()
            assert not server.nobody.is_set()
        async with asyncio.timeout(PATIENCE_S):
            await server.nobody.wait()
        assert not server.someone.is_set()


async def test_a_pane_gets_boards_at_the_pace_it_asked_for(path: Path) -> None:
    async with serving(path) as server, attached(path, fps=0.2) as source:
        server.publish(board(1))
        await until(lambda: as_of(source) == 1)
        server.publish(board(2))
        await asyncio.sleep(0.1)
        assert as_of(source) == 1


async def test_a_pane_may_ask_for_another_pace(path: Path) -> None:
    async with serving(path) as server, attached(path, fps=10.0) as source:
        assert isinstance(source, PacedSource)
        await until(lambda: server.attached == 1)
        client = next(iter(server._clients))
        assert client._fps == 10.0
        source.want_fps(1.0)
        await until(lambda: client._fps == 1.0)


async def test_a_peer_that_is_no_collector_is_named(path: Path) -> None:
    path.parent.mkdir(mode=0o700)

    async def stranger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"\x00\x00\x00\x02\x63ok")
        await reader.read(1)
        writer.close()

    listener = await asyncio.start_unix_server(stranger, str(path))
    async with attached(path) as source:
        await until(lambda: source.reason == "what answers there is not a Floorline collector")
    listener.close()


async def test_a_silent_client_without_a_hello_gets_nothing(path: Path) -> None:
    async with serving(path) as server:
        server.publish(board(1))
        _reader, writer = await asyncio.open_unix_connection(str(path))
        await until(lambda: len(server._clients) == 1)
        assert server.attached == 0
        writer.close()


async def test_one_board_says_in_words_that_no_collector_runs(path: Path) -> None:
    with pytest.raises(LinkError, match="floorline collect"):
        one_board(path, 0.5)


async def test_one_board_does_not_wait_longer_than_told(path: Path) -> None:
    async with serving(path):
        with pytest.raises(LinkError, match=r"within 0\.2 s"):
            await asyncio.to_thread(one_board, path, 0.2)
