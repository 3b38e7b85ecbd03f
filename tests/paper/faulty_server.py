"""A paper server that goes wrong when a test says so, and remembers what it was asked."""

import asyncio
import socket
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from tests.paper.faults import Faults, Where
from tui.paper.server import Connection, PaperServer, sent
from tui.paper.venue import PaperVenue, Response
from tui.paper.world import World

_SEEN_KEPT = 10_000


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


class FaultyServer(PaperServer):
    """`faults` says what goes wrong."""

    def __init__(
        self, world: World, venues: Sequence[PaperVenue], port: int | socket.socket = 0, *, tick_s: float = 0.2
    ) -> None:
        super().__init__(world, venues, port, tick_s=tick_s)
        self.faults = Faults()
        self.seen: deque[Seen] = deque(maxlen=_SEEN_KEPT)
        """The last requests, oldest first."""

    async def __aexit__(self, *error: object) -> None:
        self.faults.clear()
        await super().__aexit__(*error)

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

    async def rest(self, request: web.Request, venue: PaperVenue, host: str, path: str) -> Response:
        self._note(request, venue, host, path, request.method)
        await self.faults.delay(venue.name, host, path)
        fault = self.faults.answer_for(venue.name, host, path)
        return fault if fault is not None else await super().rest(request, venue, host, path)

    async def serve_socket(self, request: web.Request, venue: PaperVenue, host: str, path: str) -> web.StreamResponse:
        self._note(request, venue, host, path, "DIAL")
        refusal = self.faults.refusal_for(venue.name, host, path)
        if refusal is not None:
            return sent(refusal)
        if self.faults.drops(venue.name, host, path):
            dropped = web.WebSocketResponse()
            await dropped.prepare(request)
            await dropped.close(code=1001)
            return dropped
        return await super().serve_socket(request, venue, host, path)

    def is_pushed(self, connection: Connection) -> bool:
        return not self.faults.is_quiet(connection.venue, connection.host, connection.path)

    async def readable(self, connection: Connection) -> None:
        await self.faults.thaw(connection.venue, connection.host, connection.path)

    def _at(self, where: Where) -> list[Connection]:
        return [each for each in self.connections if where.matches(each.venue, each.host, each.path)]

    def _note(self, request: web.Request, venue: PaperVenue, host: str, path: str, method: str) -> None:
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
