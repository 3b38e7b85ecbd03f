"""The gateway to the paper venues: HTTP and WebSocket on the loopback, with the host as the first path segment."""

import asyncio
import socket
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from os import strerror
from typing import Self

from aiohttp import WSMsgType, web

from tui.domain.errors import FloorlineError
from tui.paper.faults import Faults, Where
from tui.paper.venue import PaperVenue, Request, Response, Session
from tui.paper.world import World

_LOOPBACK = "127.0.0.1"
_SEEN_KEPT = 10_000
_CLOSE_S = 1.0
_LARGEST_MESSAGE = 4 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One request that reached the server."""

    venue: str
    method: str
    """GET or POST; DIAL for a WebSocket handshake."""
    host: str
    path: str
    query: str
    at_ms: int


@dataclass(frozen=True, kw_only=True, eq=False)
class _Connection:
    venue: str
    host: str
    path: str
    session: Session
    socket: web.WebSocketResponse
    request: web.Request

    def is_at(self, where: Where) -> bool:
        return where.matches(self.venue, self.host, self.path)


class PaperServer:
    """Serves paper venues from `async with` on until its end. `faults` says what goes wrong meanwhile."""

    def __init__(
        self, world: World, venues: Sequence[PaperVenue], port: int | socket.socket = 0, *, tick_s: float = 0.2
    ) -> None:
        """`port` 0 takes any free one, and a socket is served as it is; every `tick_s` each connection's session is
        asked for frames."""
        self.world = world
        self.faults = Faults()
        self.seen: deque[Seen] = deque(maxlen=_SEEN_KEPT)
        """The last requests, oldest first."""
        self._listening = port if isinstance(port, socket.socket) else None
        self._port = 0 if isinstance(port, socket.socket) else port
        self._tick_s = tick_s
        self._connections: set[_Connection] = set()
        self._by_host: dict[str, PaperVenue] = {}
        for venue in venues:
            for host in venue.hosts:
                if host in self._by_host:
                    raise ValueError(f"{host} belongs to {self._by_host[host].name} and to {venue.name}")
                self._by_host[host] = venue
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """What the gateway setting is to be: http://127.0.0.1:PORT."""
        return f"http://{_LOOPBACK}:{self._port}"

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_route("*", "/{tail:.*}", self._handle)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=_CLOSE_S)
        await runner.setup()
        try:
            if self._listening is not None:
                await web.SockSite(runner, self._listening).start()
            else:
                await web.TCPSite(runner, _LOOPBACK, self._port).start()
        except OSError as error:
            await runner.cleanup()
            reason = strerror(error.errno) if error.errno else str(error)
            raise FloorlineError(f"port {self._port} of {_LOOPBACK} can't be opened: {reason}") from error
        self._port = runner.addresses[0][1]
        self._runner = runner
        return self

    async def __aexit__(self, *_: object) -> None:
        self.faults.clear()
        await self.close_sockets(Where())
        if self._runner is not None:
            await self._runner.cleanup()

    async def close_sockets(self, where: Where, code: int = 1001) -> int:
        """Closes the matching connections with that code; returns how many there were."""
        matching = self._at(where)
        await asyncio.gather(*(connection.socket.close(code=code, drain=False) for connection in matching))
        return len(matching)

    def abort_sockets(self, where: Where) -> int:
        """Cuts the matching connections without a close frame, as a lost network does."""
        matching = self._at(where)
        for connection in matching:
            if connection.request.transport is not None:
                connection.request.transport.abort()
        return len(matching)

    async def send_raw(self, where: Where, frame: str | bytes) -> int:
        """Sends one frame as it is on the matching connections."""
        matching = self._at(where)
        for connection in matching:
            if isinstance(frame, str):
                await connection.socket.send_str(frame)
            else:
                await connection.socket.send_bytes(frame)
        return len(matching)

    def open_sockets(self, where: Where) -> int:
        """How many connections are open there."""
        return len(self._at(where))

    def _at(self, where: Where) -> list[_Connection]:
        return [connection for connection in self._connections if connection.is_at(where)]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        host, _, tail = request.path.lstrip("/").partition("/")
        path = f"/{tail}"
        venue = self._by_host.get(host)
        if venue is None:
            return _sent(Response(body={"error": f"no paper venue answers for {host!r}"}, status=404))
        is_socket = request.headers.get("Upgrade", "").lower() == "websocket"
        method = "DIAL" if is_socket else request.method
        self.seen.append(
            Seen(
                venue=venue.name,
                method=method,
                host=host,
                path=path,
                query=request.query_string,
                at_ms=self.world.now_ms(),
            )
        )
        if is_socket:
            return await self._serve_socket(request, venue, host, path)
        return _sent(await self._rest(request, venue, host, path))

    async def _rest(self, request: web.Request, venue: PaperVenue, host: str, path: str) -> Response:
        await self.faults.delay(venue.name, host, path)
        fault = self.faults.answer_for(venue.name, host, path)
        if fault is not None:
            return fault
        return await venue.rest(
            Request(
                method=request.method,
                host=host,
                path=path,
                query=dict(request.query),
                body=await request.read(),
                headers={name.lower(): value for name, value in request.headers.items()},
            )
        )

    async def _serve_socket(self, request: web.Request, venue: PaperVenue, host: str, path: str) -> web.StreamResponse:
        refusal = self.faults.refusal_for(venue.name, host, path)
        if refusal is not None:
            return _sent(refusal)
        session = venue.open(host, path, dict(request.query))
        if session is None:
            return _sent(Response(body={"error": f"{venue.name} has no socket at {path}"}, status=404))
        # Pings are answered by hand, so that a frozen connection can leave them unanswered.
        socket = web.WebSocketResponse(autoping=False, compress=False, max_msg_size=_LARGEST_MESSAGE, timeout=_CLOSE_S)
        try:
            await socket.prepare(request)
        except ConnectionError:
            # The one who dialled has gone again.
            return socket
        if self.faults.drops(venue.name, host, path):
            await socket.close(code=1001)
            return socket
        connection = _Connection(
            venue=venue.name, host=host, path=path, session=session, socket=socket, request=request
        )
        self._connections.add(connection)
        try:
            async with asyncio.TaskGroup() as both:
                pump = both.create_task(self._push(connection))
                await self._listen(connection)
                pump.cancel()
        finally:
            self._connections.discard(connection)
        return socket

    async def _push(self, connection: _Connection) -> None:
        """Sends what the session has, tick by tick, until the connection is gone."""
        while not connection.socket.closed:
            frames = connection.session.frames(self.world.now_ms())
            if not self.faults.is_quiet(connection.venue, connection.host, connection.path):
                try:
                    for frame in frames:
                        await connection.socket.send_str(frame)
                except ConnectionError:
                    return
            await asyncio.sleep(self._tick_s)

    async def _listen(self, connection: _Connection) -> None:
        """Answers what the client sends, until the connection is gone."""
        socket = connection.socket
        while True:
            message = await socket.receive()
            await self.faults.thaw(connection.venue, connection.host, connection.path)
            try:
                if message.type is WSMsgType.TEXT:
                    for reply in connection.session.on_text(message.data):
                        await socket.send_str(reply)
                elif message.type is WSMsgType.PING:
                    await socket.pong(message.data)
                elif message.type not in (WSMsgType.BINARY, WSMsgType.PONG):
                    return
            except ConnectionError:
                return


def _sent(response: Response) -> web.Response:
    return web.Response(
        body=response.encoded(),
        status=response.status,
        headers=dict(response.headers),
        content_type=response.content_type,
    )
