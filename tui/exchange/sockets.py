"""Subscriptions kept alive on ccxt's sockets, and the sockets let go of when one ends."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.exchange.door import errors
from tui.exchange.guard import SOCKETS
from tui.exchange.trouble import trouble_of

_CLOSE_S = 5.0
_FIRST_FRAME_S = 10.0
"""A connection that brings nothing for so long, not even an acknowledgement, has lost its subscription."""


class Sockets:
    """The sockets of one ccxt exchange."""

    def __init__(self, venue: str, exchange: Any, clock: Clock) -> None:
        self.closed = False
        """Nothing is subscribed to any more: ccxt would silently open a new session."""
        self._venue = venue
        self._exchange = exchange
        self._clock = clock
        self._closing: set[asyncio.Task[None]] = set()
        self._expecting: dict[Any, asyncio.Task[None]] = {}

    async def hold(self, watch: Callable[[], Awaitable[Any]]) -> NoReturn:
        """See Client.hold."""
        used: set[Any] = set()
        token = SOCKETS.set(used)
        try:
            while not self.closed:
                await watch()
            raise VenueError(self._venue, Trouble.DISCONNECTED, "closed")
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            # ccxt cancels its futures when it closes; seen from here that is a lost connection.
            raise VenueError(self._venue, Trouble.DISCONNECTED, "the connection was closed") from None
        except VenueError:
            raise
        except Exception as error:  # the boundary to a library: it raises far more than its own classes
            raise trouble_of(self._venue, error, self._clock.now_ms()) from error
        finally:
            SOCKETS.reset(token)
            for socket in used:
                self._drop(socket)

    def expect_frame(self, socket: Any, last_frame_s: Callable[[], float | None]) -> None:
        """Ends a new connection with TIMEOUT where no frame comes within ten seconds of its opening."""
        self._expecting[socket] = asyncio.create_task(self._expect_frame(socket, last_frame_s))

    def abandon(self) -> None:
        """Stops waiting for sockets to close or to speak: their session is closed already."""
        for waiting in (*self._closing, *self._expecting.values()):
            waiting.cancel()

    async def _expect_frame(self, socket: Any, last_frame_s: Callable[[], float | None]) -> None:
        # A dial that fails ends what waits for it, and with that this task.
        await asyncio.wait({socket.connected})
        opened_s = self._clock.monotonic_s()
        await self._clock.sleep(_FIRST_FRAME_S)
        heard_s = last_frame_s()
        if not socket.error and (heard_s is None or heard_s < opened_s):
            words = f"the subscription was not acknowledged within {_FIRST_FRAME_S:.0f} s"
            socket.reject(VenueError(self._venue, Trouble.TIMEOUT, words))

    def _drop(self, socket: Any) -> None:
        """Forgets a ccxt WebSocket client, tells who else waits on it, and closes it in the background."""
        expecting = self._expecting.pop(socket, None)
        if expecting is not None:
            expecting.cancel()
        clients: dict[str, Any] = self._exchange.clients or {}
        address: str = socket.url
        if clients.get(address) is socket:
            del clients[address]
        is_dialling = socket.connecting and not socket.error
        socket.error = socket.error or errors.NetworkError("the connection was dropped")
        socket.reject(socket.error)
        task = asyncio.create_task(_close(socket, is_dialling))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


async def _close(socket: Any, is_dialling: bool) -> None:
    """Closes a connection; one that is still being dialled is closed as soon as it stands."""
    if is_dialling:
        await asyncio.wait({socket.connected}, timeout=socket.connectionTimeout / 1000 + 1)
    with contextlib.suppress(TimeoutError, OSError):
        async with asyncio.timeout(_CLOSE_S):
            await socket.aiohttp_close()
