"""A venue on 127.0.0.1 that says what a test tells it to; reached through the gateway setting."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tui.config.model import NetworkConfig

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Say = Callable[[web.WebSocketResponse, str], Awaitable[None]]


async def _nothing(_: web.WebSocketResponse, __: str) -> None:
    return


async def _not_found(_: web.Request) -> web.StreamResponse:
    return web.Response(status=404)


@dataclass
class Loopback:
    """`answer` serves requests and refuses handshakes; `say` reacts to each text frame of a client."""

    answer: Answer = _not_found
    say: Say = _nothing
    refuse_handshake: web.Response | None = None
    before_handshake: asyncio.Event | None = None
    """Handshakes are answered once it is set."""
    asked: list[str] = field(default_factory=list)
    """Path and query of each request."""
    heard: list[str] = field(default_factory=list)
    """Each text frame that came from a client."""
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def network(self) -> NetworkConfig:
        return NetworkConfig(gateway=self.url, timeout_s=2.0)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() != "websocket":
            self.asked.append(request.path_qs)
            return await self.answer(request)
        self.dialled.append(request.path)
        if self.before_handshake is not None:
            await self.before_handshake.wait()
        if self.refuse_handshake is not None:
            return self.refuse_handshake
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.heard.append(message.data)
                await self.say(socket, message.data)
        return socket


@asynccontextmanager
async def loopback(answer: Answer = _not_found, say: Say = _nothing) -> AsyncIterator[Loopback]:
    """Serves for as long as the block lasts."""
    server = Loopback(answer=answer, say=say)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await asyncio.gather(*(socket.close() for socket in server.sockets))
        await runner.cleanup()
