"""The gateway to the paper venues: HTTP and WebSocket on the loopback, with the host as the first path segment."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from os import strerror
from typing import Self

from aiohttp import WSMsgType, web

from tui.domain.errors import FloorlineError
from tui.paper.venue import PaperVenue, Request, Response, Session
from tui.paper.world import World

_LOOPBACK = "127.0.0.1"
_CLOSE_S = 1.0
_LARGEST_MESSAGE = 4 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, eq=False)
class Connection:
    """One open WebSocket."""

    venue: str
    host: str
    path: str
    session: Session
    socket: web.WebSocketResponse
    request: web.Request


class PaperServer:
    """Serves paper venues from `async with` on until its end."""

    def __init__(
        self, world: World, venues: Sequence[PaperVenue], port: int | socket.socket = 0, *, tick_s: float = 0.2
    ) -> None:
        """`port` 0 takes any free one, and a socket is served as it is; every `tick_s` each connection's session is
        asked for frames."""
        self.world = world
        self._listening = port if isinstance(port, socket.socket) else None
        self._port = 0 if isinstance(port, socket.socket) else port
        self._tick_s = tick_s
        self.connections: set[Connection] = set()
        """Those that are open."""
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
        await asyncio.gather(*(each.socket.close(code=1001, drain=False) for each in self.connections))
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        host, _, tail = request.path.lstrip("/").partition("/")
        path = f"/{tail}"
        venue = self._by_host.get(host)
        if venue is None:
            return sent(Response(body={"error": f"no paper venue answers for {host!r}"}, status=404))
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self.serve_socket(request, venue, host, path)
        return sent(await self.rest(request, venue, host, path))

    async def rest(self, request: web.Request, venue: PaperVenue, host: str, path: str) -> Response:
        """The venue's answer."""
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

    async def serve_socket(self, request: web.Request, venue: PaperVenue, host: str, path: str) -> web.StreamResponse:
        """Serves one WebSocket until it is gone."""
        session = venue.open(host, path, dict(request.query))
        if session is None:
            return sent(Response(body={"error": f"{venue.name} has no socket at {path}"}, status=404))
        # Pings are answered with what else is read, so that a connection that is not read leaves them unanswered.
        socket = web.WebSocketResponse(autoping=False, compress=False, max_msg_size=_LARGEST_MESSAGE, timeout=_CLOSE_S)
        try:
            await socket.prepare(request)
        except ConnectionError:
            # The one who dialled has gone again.
            return socket
        connection = Connection(venue=venue.name, host=host, path=path, session=session, socket=socket, request=request)
        self.connections.add(connection)
        try:
            async with asyncio.TaskGroup() as both:
                pump = both.create_task(self._push(connection))
                await self._listen(connection)
                pump.cancel()
        finally:
            self.connections.discard(connection)
        return socket

    async def _push(self, connection: Connection) -> None:
        """Sends what the session has, tick by tick, until the connection is gone."""
        while not connection.socket.closed:
            frames = connection.session.frames(self.world.now_ms())
            if self.is_pushed(connection):
                try:
                    for frame in frames:
                        await connection.socket.send_str(frame)
                except ConnectionError:
                    return
            await asyncio.sleep(self._tick_s)

    def is_pushed(self, connection: Connection) -> bool:
        """Whether what is due is sent on that connection."""
        return not connection.socket.closed

    async def readable(self, connection: Connection) -> None:
        """Returns once a message that came on that connection may be read."""

    async def _listen(self, connection: Connection) -> None:
        """Answers what the client sends, until the connection is gone."""
        socket = connection.socket
        while True:
            message = await socket.receive()
            await self.readable(connection)
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


def sent(response: Response) -> web.Response:
    """The answer as aiohttp sends it."""
    return web.Response(
        body=response.encoded(),
        status=response.status,
        headers=dict(response.headers),
        content_type=response.content_type,
    )
