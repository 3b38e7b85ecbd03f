"""The collector's end of the socket: gives every attached pane the newest Board at the pane's own pace."""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

from tui.domain.board import SCHEMA, Board
from tui.domain.clock import Clock
from tui.domain.digest import Digest
from tui.domain.text import clean
from tui.link.parts import PartedBoard
from tui.link.paths import private_directory
from tui.link.peer import bind_private, clear_stale_socket, is_own_peer
from tui.link.wire import (
    Answer,
    Command,
    ComposeLine,
    Edit,
    Find,
    Found,
    Hello,
    Kind,
    LineRequest,
    LinkError,
    Refusal,
    Since,
    Welcome,
    as_hello,
    as_line_request,
    as_request,
    pack,
    pack_changes,
    pack_line,
    read_message,
)

MAX_CLIENTS = 64
_HELLO_TIMEOUT_S = 5.0
_CLOSE_TIMEOUT_S = 2.0
_SLOWEST_FPS = 0.2
_FASTEST_FPS = 10.0
_DIGEST_PACE_S = 1.0
_STUCK_S = 15.0
"""The slowest pane takes a Board every five seconds."""
_A_STAY = 4
"""Boards sent, from which on a client is a pane that stays, and no script that asks once."""

log = logging.getLogger("floorline.link")


class BoardServer:
    """Latest wins per client: a slow pane holds one message in flight and delays nobody."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        version: str,
        on_command: Callable[[Command], None] | None = None,
        compose: ComposeLine | None = None,
        on_edit: Callable[[Edit], Awaitable[Answer]] | None = None,
        tell: Callable[[int], Digest] | None = None,
        find: Callable[[Find], Awaitable[Found]] | None = None,
    ) -> None:
        """`on_command` does what attached panes ask for, `compose` writes a status bar's line, `on_edit` answers
        what panes want changed, `tell` says what happened since a moment, `find` looks for liquidations; none may
        raise.

        Without them nothing is done, no line given, every change refused, and nothing told or found.
        """
        self._tell = tell
        self._find = find
        self._on_edit = on_edit
        self._on_command = on_command
        self._compose = compose
        self._path = path
        self._clock = clock
        self._version = version
        self._server: asyncio.Server | None = None
        self._clients: set[_Client] = set()
        self._latest: Board | None = None
        self._packed: bytes | None = None
        self._parted: PartedBoard | None = None
        self.someone = asyncio.Event()
        """Set while a pane is attached."""
        self.nobody = asyncio.Event()
        """Set while none is."""
        self.nobody.set()

    @property
    def attached(self) -> int:
        """Panes that get Boards now."""
        return sum(1 for client in self._clients if client.greeted)

    @property
    def showing(self) -> int:
        """Panes that stay and take their Boards: what is new on one, they show. A script that asks once does not, nor
        does a pane whose terminal stopped reading."""
        return sum(1 for client in self._clients if client.is_showing)

    async def start(self) -> None:
        """Listens; raises LinkError where another collector answers, OSError where no socket can be made."""
        private_directory(self._path.parent)
        clear_stale_socket(self._path)
        self._server = await asyncio.start_unix_server(self._serve, sock=bind_private(self._path))

    def publish(self, board: Board) -> None:
        """Makes `board` the newest; it is encoded once, and only if someone is attached."""
        self._latest = board
        self._packed = None
        for client in self._clients:
            client.wake()

    async def close(self) -> None:
        """Disconnects every pane, after the answers that are due, and removes the socket."""
        if self._server is None:
            return
        self._server.close()
        self._path.unlink(missing_ok=True)
        leaving = [client.leave() for client in tuple(self._clients)]
        await asyncio.gather(*leaving)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._server.wait_closed(), _CLOSE_TIMEOUT_S)
        self._server = None

    def count_panes(self) -> None:
        """A pane came or went."""
        here, gone = (self.someone, self.nobody) if self.attached else (self.nobody, self.someone)
        here.set()
        gone.clear()

    def obey(self, command: Command) -> None:
        """Does what a pane asks for."""
        if self._on_command is not None:
            self._on_command(command)

    def line(self, request: LineRequest) -> str:
        """The line for a status bar; empty where there is none."""
        return "" if self._compose is None else self._compose(request, self._latest)

    def digest(self, since_ms: int) -> Digest | None:
        """What happened since then; None where nobody keeps it, or it can't be told."""
        try:
            return None if self._tell is None else self._tell(since_ms)
        except Exception as error:  # the boundary: a digest that can't be made must not cost the pane its Boards
            log.error("no digest: %s", clean(f"{type(error).__name__}: {error}", 200), exc_info=error)
            return None

    @property
    def finds(self) -> bool:
        """Whether it can look for liquidations."""
        return self._find is not None

    async def find(self, request: Find) -> Found:
        """What passes the filter of the request."""
        none = Found(asset=request.asset, tape=request.tape)
        return none if self._find is None else await self._find(request)

    async def answer(self, edit: Edit) -> Answer:
        """The answer to a change that a pane asks for."""
        if self._on_edit is None:
            return Answer(ticket=edit.ticket, accepted=False, faults=(("", "this collector changes nothing"),))
        return await self._on_edit(edit)

    def newest(self) -> bytes | None:
        """The newest Board as it goes over the socket; None before the first."""
        if self._packed is None and self._latest is not None:
            self._packed = pack(self._latest)
        return self._packed

    def parted(self) -> PartedBoard | None:
        """The newest Board in parts; None before the first."""
        if self._latest is not None and (self._parted is None or self._parted.board is not self._latest):
            self._parted = PartedBoard(self._latest, self._parted)
        return self._parted

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        client = _Client(self, reader, writer, self._clock, self._version)
        try:
            if isinstance(connection, socket.socket) and not is_own_peer(connection):
                raise LinkError("another user tried to attach")
            if len(self._clients) >= MAX_CLIENTS:
                writer.write(pack(Refusal(reason=f"{MAX_CLIENTS} panes are attached already")))
                raise LinkError("too many panes")
            self._clients.add(client)
            await client.run()
        except* (LinkError, OSError, TimeoutError) as errors:
            log.debug("a pane left: %s", errors.exceptions)
        finally:
            self._clients.discard(client)
            self.count_panes()
            writer.close()


class _Client:
    """One attached pane."""

    def __init__(
        self,
        server: BoardServer,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        clock: Clock,
        version: str,
    ) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._clock = clock
        self._version = version
        self._fresh = asyncio.Event()
        self._fps = _SLOWEST_FPS
        self._answered = asyncio.Event()
        """Clear while a change that was asked for has no answer yet."""
        self._answered.set()
        self._wanted: Since | None = None
        self._telling: asyncio.Task[None] | None = None
        self._told_s: float | None = None
        self._sought: Find | None = None
        self._finding: asyncio.Task[None] | None = None
        self._sent = 0
        self._sent_s = clock.monotonic_s()
        self._in_parts = False
        self._held: PartedBoard | None = None
        self.greeted = False
        # Nothing waits in our memory behind a pane that stopped reading: drain() returns only once all is sent.
        writer.transport.set_write_buffer_limits(high=0)

    def wake(self) -> None:
        self._fresh.set()

    @property
    def is_showing(self) -> bool:
        return self._sent >= _A_STAY and self._clock.monotonic_s() - self._sent_s < _STUCK_S

    async def leave(self) -> None:
        """Ends the connection; waits up to two seconds for an answer that is due."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_TIMEOUT_S):
                await self._answered.wait()
        self._writer.transport.abort()

    async def run(self) -> None:
        async with asyncio.timeout(_HELLO_TIMEOUT_S):
            kind, payload = await read_message(self._reader)
        if kind == Kind.LINE:
            self._writer.write(pack_line(self._server.line(as_line_request(payload))))
            await self._writer.drain()
            return
        hello = as_hello(kind, payload)
        self._take(hello)
        self._writer.write(pack(Welcome(version=self._version, pid=os.getpid(), finds=self._server.finds)))
        await self._writer.drain()
        if hello.schema != SCHEMA:
            return
        self.greeted = True
        self._server.count_panes()
        try:
            # Whatever ends reading or sending ends the other too: a pane is never left attached without Boards.
            async with asyncio.TaskGroup() as group:
                group.create_task(self._send_boards())
                while True:
                    await self._do(as_request(*await read_message(self._reader)), group)
        finally:
            if self._sent >= _A_STAY:
                log.info("a pane left; %d attached", self._server.attached - 1)

    async def _do(self, request: Hello | Command | Edit | Since | Find, group: asyncio.TaskGroup) -> None:
        match request:
            case Command():
                self._server.obey(request)
            case Edit():
                self._answered.clear()
                try:
                    self._writer.write(pack(await self._server.answer(request)))
                    await self._writer.drain()
                finally:
                    self._answered.set()
            case Since():
                self._wanted = request
                # Of requests that come faster than one a second, the newest is answered.
                if self._telling is None or self._telling.done():
                    self._telling = group.create_task(self._send_digest())
            case Find():
                self._sought = request
                if self._finding is None or self._finding.done():
                    self._finding = group.create_task(self._send_found())
            case _:
                self._take(request)

    def _take(self, hello: Hello) -> None:
        self._fps = min(max(hello.fps, _SLOWEST_FPS), _FASTEST_FPS)
        self._in_parts = hello.in_parts

    async def _send_digest(self) -> None:
        while self._wanted is not None:
            # A digest takes milliseconds that every other pane waits for.
            if self._told_s is not None:
                await self._clock.sleep(self._told_s + _DIGEST_PACE_S - self._clock.monotonic_s())
            digest = self._server.digest(self._wanted.since_ms)
            self._wanted, self._told_s = None, self._clock.monotonic_s()
            if digest is not None:
                self._writer.write(pack(digest))
                await self._writer.drain()

    async def _send_found(self) -> None:
        """Answers the newest request, one after the other, and no faster than digests."""
        while self._sought is not None:
            request, self._sought = self._sought, None
            self._writer.write(pack(await self._server.find(request)))
            await self._writer.drain()
            await self._clock.sleep(_DIGEST_PACE_S)

    def _next(self) -> bytes | None:
        """The newest Board as this pane takes it."""
        if not self._in_parts:
            return self._server.newest()
        parted = self._server.parted()
        if parted is None:
            return None
        held, self._held = self._held, parted
        return pack_changes(parted.changes(held))

    async def _send_boards(self) -> None:
        while True:
            message = self._next()
            self._fresh.clear()
            if message is not None:
                self._writer.write(message)
                await self._writer.drain()
                self._sent += 1
                self._sent_s = self._clock.monotonic_s()
                if self._sent == _A_STAY:
                    log.info("a pane attached; %d attached", self._server.attached)
                await self._clock.sleep(1 / self._fps)
            await self._fresh.wait()
