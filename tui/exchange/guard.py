"""The layer between ccxt and the network: gateway addresses, bounded answers, and frames that can't end a connection.

`guarded` puts a layer over a ccxt.pro class without changing it: ccxt builds every address and owns every socket,
and each address, answer and frame passes here on its way.
"""

import logging
import ssl
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from typing import Any, Protocol

import aiohttp

from tui.domain.errors import Trouble, VenueError
from tui.domain.text import clean
from tui.exchange.door import errors, exchange_class
from tui.exchange.gateway import Gateway

log = logging.getLogger("floorline.exchange")

_NEXT_ADDRESS_S = 0.25
"""RFC 8305: how long one address of a host may be silent before the next is tried beside it."""

BODY_LIMIT = 64 * 1024 * 1024
"""Bytes in one answer, unpacked; the largest market lists are a quarter of it. Frames end at ccxt's own 10 MiB."""

SOCKETS: ContextVar[set[Any] | None] = ContextVar("sockets", default=None)
"""Collects the ccxt WebSocket clients that one subscription uses."""


class Owner(Protocol):
    """Who the guarded exchange reports to."""

    venue: str
    gateway: Gateway

    def on_answer(self, status: int, headers: dict[str, str], body: str, url: str) -> VenueError | None:
        """What is wrong with a REST answer, if anything is."""
        ...

    def on_frame(self, url: str, frame: Any) -> bool:
        """Sees every frame (an aiohttp WSMessage) first; True keeps it from ccxt."""
        ...

    def on_bad_frame(self, url: str, frame: Any, error: Exception) -> None:
        """A frame that broke a parser, ours or ccxt's."""
        ...

    def on_dial(self, url: str) -> None:
        """A WebSocket connection is wanted; raises VenueError where there must not be one now."""
        ...

    def on_failed_dial(self, url: str, error: Exception) -> None:
        """It was not established."""
        ...

    def on_dialled(self, url: str, socket: Any) -> None:
        """It is being established: `socket` is ccxt's WebSocket client."""
        ...


class BoundedResponse(aiohttp.ClientResponse):
    """An answer that is read up to BODY_LIMIT and no further."""

    async def text(self, encoding: str | None = None, errors: str = "strict") -> str:
        """The body as text: UTF-8, which is what JSON is."""
        body = bytearray()
        async for chunk in self.content.iter_any():
            body += chunk
            if len(body) > BODY_LIMIT:
                self.close()
                raise aiohttp.ClientPayloadError(f"longer than {BODY_LIMIT >> 20} MiB")
        return body.decode(encoding or "utf-8", errors)


class _Guard:
    """The layer itself; `owner` is given to each instance by `guarded`."""

    owner: Owner
    session: Any
    clients: dict[str, Any] | None
    cafile: str
    ssl_context: ssl.SSLContext | None

    async def fetch(self, url: str, method: str = "GET", headers: Any = None, body: Any = None) -> Any:
        return await super().fetch(self.owner.gateway.route(url), method, headers, body)  # type: ignore[misc]

    def on_rest_response(
        self, code: int, _reason: str, url: str, _method: str, response_headers: dict[str, str], body: str, *_: Any
    ) -> str:
        """ccxt's own hook for every answer, before it is parsed: here the status and the body are still together."""
        trouble = self.owner.on_answer(code, response_headers, body, url)
        if trouble is not None:
            raise trouble
        return body.strip()

    def parse_json(self, http_response: str) -> Any:
        # ccxt hands broken JSON on as text, and its parsers then fail in ways that say nothing.
        parsed = super().parse_json(http_response)  # type: ignore[misc]
        if parsed is None:
            raise VenueError(self.owner.venue, Trouble.BAD_RESPONSE, "an answer of broken JSON")
        return parsed

    def open(self, lazy: bool = False) -> None:
        if self.ssl_context is None:
            self.ssl_context = _ssl_context(self.cafile)
        super().open(lazy)  # type: ignore[misc]
        if self.session is None:
            # A delay of 0, which ccxt takes, means one address after the other: a silent one would use up the time.
            connector = aiohttp.TCPConnector(
                ssl=self.ssl_context,
                happy_eyeballs_delay=_NEXT_ADDRESS_S,
            )
            self.session = aiohttp.ClientSession(connector=connector, response_class=BoundedResponse)

    async def close(self, clean_instance_data: bool = False) -> None:
        session = self.session
        await super().close(clean_instance_data)  # type: ignore[misc]
        if session is not None:
            await session.close()

    async def load_markets(self, *_: Any, **__: Any) -> Any:
        """Never contacts anyone: markets are loaded by tui.exchange.markets, each type by itself."""
        return self.markets or {}  # type: ignore[attr-defined]

    def ws_dial_delay(self, _url: str) -> float:
        """None: tui.feeds waits between dials, with jitter and for every kind of failure."""
        return 0.0

    def on_close(self, socket: Any, error: Any) -> None:
        # ccxt forgets whatever socket has this address by now, which may be its successor.
        if (self.clients or {}).get(socket.url) is socket:
            super().on_close(socket, error)  # type: ignore[misc]

    def on_error(self, socket: Any, error: Any) -> None:
        if (self.clients or {}).get(socket.url) is socket:
            super().on_error(socket, error)  # type: ignore[misc]

    def client(self, url: str) -> Any:
        """ccxt's WebSocket client for `url`, at the gateway's address and with the frame guard in place."""
        routed = self.owner.gateway.route(url)
        is_new = routed not in (self.clients or {})
        if is_new:
            self.owner.on_dial(url)
        socket = super().client(routed)  # type: ignore[misc]
        if is_new:
            _guard_frames(socket, url, self.owner)
            _watch_dial(socket, url, self.owner)
        used = SOCKETS.get()
        if used is not None:
            used.add(socket)
        return socket


@cache
def _ssl_context(cafile: str) -> ssl.SSLContext:
    """The one that ccxt would make for each exchange by itself: reading the authorities' certificates takes 16 ms,
    and each copy of them holds 0.7 MiB."""
    return ssl.create_default_context(cafile=cafile)


def _guard_frames(socket: Any, url: str, owner: Owner) -> None:
    """One exception out of ccxt's handler would end its receive loop without a word, so none gets out."""
    inner: Callable[[Any], None] = socket.handle_message
    is_ours = owner.on_frame

    def handle(frame: Any) -> None:
        try:
            if not is_ours(url, frame):
                inner(frame)
        except errors.ExchangeError as error:
            owner.on_bad_frame(url, frame, error)
            if not isinstance(error, errors.NotSupported):
                # The venue refused something: whoever waits on this socket must hear of it.
                socket.reject(error)
        except Exception as error:  # the boundary to a library: one bad frame costs one frame
            owner.on_bad_frame(url, frame, error)

    socket.handle_message = handle


def _watch_dial(socket: Any, url: str, owner: Owner) -> None:
    """Tells the owner of a dial that fails."""
    inner: Callable[[Any, Exception], None] = socket.on_error_callback

    def tell(failed: Any, error: Exception) -> None:
        if failed.dial_failed:
            owner.on_failed_dial(url, error)
        inner(failed, error)

    socket.on_error_callback = tell
    owner.on_dialled(url, socket)


def guarded(ccxt_id: str, owner: Owner, settings: dict[str, Any]) -> Any:
    """A ccxt.pro exchange under guard. `settings` are ccxt's; the session is ours, so that answers are bounded."""
    kind = type(f"Guarded{ccxt_id.capitalize()}", (_Guard, exchange_class(ccxt_id)), {"owner": owner})
    exchange = kind({"session": None, **settings})
    if exchange.verbose:
        raise ValueError(clean(f"{ccxt_id}: verbose output would go to the terminal"))
    return exchange
