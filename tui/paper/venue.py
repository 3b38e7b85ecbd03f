"""What a paper venue is to the server: the hosts it answers for, REST, and one session for each WebSocket connection.

A source that is not an exchange (market cap, ETF flows) is a paper venue too: one whose `open` returns None.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec


@dataclass(frozen=True, kw_only=True)
class Request:
    """One REST request, as it reached the gateway."""

    method: str
    """GET or POST."""
    host: str
    """The real host, for example api.bybit.com."""
    path: str
    """Starts with a slash: /v5/market/tickers."""
    query: Mapping[str, str]
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""

    def json(self) -> Any:
        """The body decoded; raises msgspec.DecodeError when it is not JSON."""
        return msgspec.json.decode(self.body)


@dataclass(frozen=True, kw_only=True)
class Response:
    """One REST answer. A `body` of str or bytes goes out as it is; anything else as JSON."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"

    def encoded(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, str):
            return self.body.encode()
        return msgspec.json.encode(self.body)


class Session(Protocol):
    """One WebSocket connection, from its opening to its close."""

    def on_text(self, text: str) -> Sequence[str]:
        """What the venue answers to a message at once: an acknowledgement, a pong, an error, a first snapshot."""
        ...

    def frames(self, now_ms: int) -> Sequence[str]:
        """What the venue pushes now: called a few times a second, from the opening on. Only subscribed topics, and of
        them only what is due or new (see `Pace` and `World.forced_orders`)."""
        ...


class PaperVenue(Protocol):
    """One venue's own wire format over the paper world."""

    name: str
    hosts: frozenset[str]
    """Every host it answers for, REST and WebSocket."""

    async def rest(self, request: Request) -> Response:
        """The venue's answer; for a path it doesn't know, what the venue itself says then (mostly 404)."""
        ...

    def open(self, host: str, path: str, query: Mapping[str, str]) -> Session | None:
        """A session for a WebSocket handshake; None where there is no socket at that path."""
        ...


class Pace:
    """Says when a topic is due again, so that a session emits at the venue's natural rate."""

    def __init__(self) -> None:
        self._due_ms: dict[str, int] = {}

    def due(self, topic: str, now_ms: int, every_ms: int) -> bool:
        """Whether `every_ms` passed since it was last due; the first time it is due at once."""
        if now_ms < self._due_ms.get(topic, 0):
            return False
        self._due_ms[topic] = now_ms + every_ms
        return True

    def forget(self, topic: str) -> None:
        """After an unsubscription: the next time it is due at once."""
        self._due_ms.pop(topic, None)
