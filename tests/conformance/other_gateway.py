"""A gateway that knows nothing of the paper venues: another market, written from the exchanges' documentation alone.

It answers what one would serve who follows ccxt's unified calls, and nothing else: an address without an entry is a
plain 404. Prices, sizes, strikes and rates are constants, so that what a Board must say can be reckoned by hand.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.conformance.other_binance import binance_coinm, binance_usdm
from tests.conformance.other_derivatives import bybit, deribit, hyperliquid, okx
from tests.conformance.other_frames import frames
from tests.conformance.other_spot import binance_spot, coinbase, kraken, okx_spot

Ask = Mapping[str, str]
Answers = Mapping[str, Callable[[Ask], Any]]


@dataclass
class OtherGateway:
    """`now_ms` is the moment the market stands still at. `without` are beginnings of addresses that are not served;
    a WebSocket address among them refuses its handshake."""

    now_ms: int
    without: tuple[str, ...] = ()
    url: str = ""
    unserved: set[str] = field(default_factory=set)
    """Addresses that were asked for in vain."""
    served: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        parts = (binance_spot, okx_spot, coinbase, kraken, binance_usdm, binance_coinm, bybit, okx, deribit)
        self._answers: dict[str, Callable[[Ask], Any]] = {}
        for part in (*parts, hyperliquid):
            for address, answer in part(self.now_ms).items():
                self._answers[address] = answer

    async def handle(self, request: web.Request) -> web.StreamResponse:
        address = request.path.lstrip("/")
        is_socket = request.headers.get("Upgrade", "").lower() == "websocket"
        answer = self._answers.get(address)
        if address.startswith(self.without) or (answer is None and not is_socket):
            self.unserved.add(address)
            return web.Response(status=404, text="404: Not Found")
        self.served.add(address)
        if is_socket:
            return await self._push(request, address)
        ask = dict(request.query)
        if request.method == "POST":
            ask |= {name: str(value) for name, value in (await request.json()).items()}
        found = answer(ask) if answer is not None else None
        if found is None:
            return web.json_response({"code": -1, "msg": "unknown"}, status=400)
        return web.json_response(found)

    async def _push(self, request: web.Request, address: str) -> web.WebSocketResponse:
        """Each subscription is answered with its acknowledgement and its frames, once, and then with silence."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            if message.data == "ping":
                await socket.send_str("pong")
                continue
            for frame in frames(address, json.loads(message.data), self.now_ms):
                await socket.send_str(frame if isinstance(frame, str) else json.dumps(frame))
        return socket


@asynccontextmanager
async def other_gateway(now_ms: int, without: tuple[str, ...] = ()) -> AsyncIterator[OtherGateway]:
    """Serves for as long as the block lasts."""
    gateway = OtherGateway(now_ms, without)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", gateway.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    gateway.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield gateway
    finally:
        await runner.cleanup()
        await asyncio.sleep(0)
