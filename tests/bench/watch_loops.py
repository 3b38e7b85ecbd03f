"""Frames handed to a ccxt connection: behind it the plain watch loop, or Floorline's tap.

The network is left out on both sides and everything after it is theirs: ccxt's connection object, its parser, its
futures and the watch loop, which gets its turns until it waits again; or ccxt's connection under Floorline's guard,
the tap and the decoder, until the Events are there.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import ccxt.pro
from aiohttp import WSMessage, WSMsgType

from tests.bench.frames import HotFrame
from tui.config.model import NetworkConfig
from tui.domain.clock import SystemClock
from tui.exchange.client import Client

FRAMES = 100
"""So many are handed over in one call of a reader."""
_PATIENCE_TURNS = 100


class _Silent:
    """A connection that takes what is sent and brings nothing by itself."""

    closed = False

    async def send_str(self, _text: str) -> None:
        return


class CcxtLoop:
    """`while True: await exchange.watch_…(symbol)`, fed with one frame again and again."""

    def __init__(self, hot: HotFrame, loop: asyncio.AbstractEventLoop) -> None:
        self._hot = hot
        self._loop = loop
        self._socket: Any = None
        self._seen = 0
        self._entries = 0
        self._exchange = getattr(ccxt.pro, hot.venue)({"asyncio_loop": loop, "enableRateLimit": False})
        self._exchange.set_markets([self._exchange.safe_market_structure(hot.market)])
        self._dial = self._exchange.client
        self._exchange.client = self._client
        self._message = WSMessage(WSMsgType.TEXT, hot.text, None)
        self._watching = loop.create_task(self._watch())
        loop.run_until_complete(self._until_waiting())

    def read(self) -> int:
        """How often the watch loop woke."""
        before = self._seen
        self._loop.run_until_complete(self._feed())
        return self._seen - before

    def burst(self, texts: Sequence[str]) -> int:
        """How many entries the watch loop is given of frames that came together."""
        before = self._entries
        for text in texts:
            self._socket.handle_message(WSMessage(WSMsgType.TEXT, text, None))
        self._loop.run_until_complete(self._turns())
        return self._entries - before

    def close(self) -> None:
        self._watching.cancel()
        self._loop.run_until_complete(asyncio.wait({self._watching}))
        self._socket.connection = None
        self._loop.run_until_complete(self._exchange.close())

    def _client(self, url: str) -> Any:
        socket = self._dial(url)
        if socket.connection is None:
            socket.connection = _Silent()
            socket.connected.resolve(url)
            self._socket = socket
        return socket

    async def _watch(self) -> None:
        watch = getattr(self._exchange, self._hot.watch)
        while True:
            found = await watch(self._hot.market["symbol"], params=dict(self._hot.parameters))
            self._seen += 1
            self._entries += len(found) if isinstance(found, list) else 1

    async def _until_waiting(self) -> None:
        while self._socket is None or not self._socket.futures:
            if self._watching.done():
                self._watching.result()
            await asyncio.sleep(0)

    async def _turns(self) -> None:
        for _ in range(_PATIENCE_TURNS):
            await asyncio.sleep(0)

    async def _feed(self) -> None:
        handle, futures = self._socket.handle_message, self._socket.futures
        for _ in range(FRAMES):
            seen = self._seen
            handle(self._message)
            for _turn in range(_PATIENCE_TURNS):
                if self._seen > seen and futures:
                    break
                await asyncio.sleep(0)


class FloorlineTap:
    """The same connection under guard, with the tap that a venue's module sets."""

    def __init__(self, hot: HotFrame, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._events = 0
        self._client = Client(hot.venue, venue=hot.venue, network=NetworkConfig(), clock=SystemClock())
        self._client.tap = self._take
        self._decode = hot.read
        self._message = WSMessage(WSMsgType.TEXT, hot.text, None)
        self._socket = loop.run_until_complete(self._dialled(hot.url))

    def read(self) -> int:
        """How many Events came out."""
        before = self._events
        handle = self._socket.handle_message
        for _ in range(FRAMES):
            handle(self._message)
        return self._events - before

    def burst(self, texts: Sequence[str]) -> int:
        """How many Events came out of frames that came together."""
        before = self._events
        for text in texts:
            self._socket.handle_message(WSMessage(WSMsgType.TEXT, text, None))
        return self._events - before

    def close(self) -> None:
        self._loop.run_until_complete(self._client.close())

    def _take(self, _url: str, text: str) -> bool:
        self._events += self._decode(text)
        return True

    async def _dialled(self, url: str) -> Any:
        return self._client.exchange.client(url)
