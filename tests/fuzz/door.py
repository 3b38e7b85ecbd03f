"""The gateway boundary under fuzzing: answers, statuses and frames as they pass between ccxt and the parsers."""

import random
from typing import Any

import aiohttp

from tests.clocks import ManualClock
from tests.fuzz.mutation import NUMBERS, TEXTS
from tui.config.model import NetworkConfig
from tui.exchange.client import Client
from tui.exchange.wire.binance_frames import frame_events

# Port 9 discards: whatever ccxt might dial because of a frame reaches nobody.
_NETWORK = NetworkConfig(gateway="http://127.0.0.1:9")
_URL = "https://api.binance.com/api/v3/time"
_SOCKETS = {
    "binance": "wss://stream.binance.com:9443/ws",
    "bybit": "wss://stream.bybit.com/v5/public/linear",
    "okx": "wss://ws.okx.com:8443/ws/v5/public",
    "deribit": "wss://www.deribit.com/ws/api/v2",
}
_STATUSES = (200, 200, 200, 201, 204, 302, 400, 403, 404, 407, 418, 429, 451, 500, 502, 503, 520)
_WAITS = ("5", "-1", "9" * 40, "Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 99 Foo 99999 07:28:00", "1e9", "nan", "٣", "")


class Door:
    """Real Clients, whose answers and frames come from the fuzzer instead of the network."""

    def __init__(self, now_ms: int) -> None:
        """Wants a running loop, as ccxt does."""
        clock = ManualClock(now_ms)
        self._clients = {name: Client(name, venue=name, network=_NETWORK, clock=clock) for name in _SOCKETS}
        self._sockets = {name: client.exchange.client(_SOCKETS[name]) for name, client in self._clients.items()}
        self._asked = self._clients["binance"]
        self._asked.exchange.fetch2 = self._fetch2
        self._answer: tuple[int, dict[str, str], bytes] = (200, {}, b"")

    async def answer(self, body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Any:
        """The decoded answer; VenueError where the boundary refuses it."""
        self._answer = (status, headers or {}, body)
        return await self._asked.get("time")

    async def refusal(self, body: bytes, rng: random.Random) -> None:
        """The same for any status, and with headers that cannot be trusted; what was decoded is not looked at."""
        name = rng.choice(("Retry-After", "retry-after", "X-Other"))
        wait = rng.choice((*_WAITS, *map(str, NUMBERS[:-1]), *TEXTS))
        await self.answer(body, rng.choice(_STATUSES), {name: wait})

    def frame(self, body: bytes, rng: random.Random) -> list[str]:
        """Puts a frame through the guard, into our tap or into ccxt's own handler; what is kept of it for a person."""
        name = rng.choice(tuple(_SOCKETS))
        client = self._clients[name]
        client.tap = (lambda _, text: bool(list(frame_events(text)))) if rng.random() < 0.5 else None
        kind = rng.choice((aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY))
        data: str | bytes = body.decode("utf-8", "replace") if kind is aiohttp.WSMsgType.TEXT else body
        self._sockets[name].handle_message(aiohttp.WSMessage(kind, data, None))
        return [client.bad_frame or ""]

    async def close(self) -> None:
        """Closes the clients."""
        for client in self._clients.values():
            await client.close()

    async def _fetch2(self, *_: Any) -> Any:
        """What ccxt does with an answer that came: the hook first, then its decoder."""
        status, headers, body = self._answer
        exchange = self._asked.exchange
        text = exchange.on_rest_response(status, "", _URL, "GET", headers, body.decode("utf-8", "strict"))
        return exchange.parse_json(text)
