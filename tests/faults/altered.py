"""A paper venue whose wire is tampered with: frames changed or kept back, questions changed or swallowed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from tui.paper.registry import open_venues
from tui.paper.venue import PaperVenue, Request, Response, Session
from tui.paper.world import World

Alter = Callable[[str], Sequence[str]]
"""What goes out in place of a frame: none, one or several."""


async def at_once(_: Request) -> None:
    return


def unchanged(text: str) -> Sequence[str]:
    return [text]


class Tampering:
    """What is done to the wire; the test changes it while the venue runs."""

    def __init__(self) -> None:
        self.push: Alter = unchanged
        """For each frame pushed."""
        self.reply: Alter = unchanged
        """For each frame that answers a message."""
        self.hear: Alter = unchanged
        """For each message of the client, before the venue reads it."""
        self.answer: Callable[[Request, Response], Response] = lambda _, response: response
        """For each REST answer."""
        self.under_way: Callable[[Request], Awaitable[None]] = at_once
        """Returns when an answer that is made already may arrive."""
        self.heard: list[str] = []
        """What clients said."""
        self.pushed: list[str] = []
        """What went out, replies aside."""

    def venue(self, name: str) -> Callable[[World], PaperVenue]:
        """Makes the paper venue of that name with this done to it."""
        return lambda world: _Altered(open_venues(world, [name])[0], self)


class _Altered:
    def __init__(self, inner: PaperVenue, tampering: Tampering) -> None:
        self.name = inner.name
        self.hosts = inner.hosts
        self._inner = inner
        self._tampering = tampering

    async def rest(self, request: Request) -> Response:
        response = self._tampering.answer(request, await self._inner.rest(request))
        await self._tampering.under_way(request)
        return response

    def open(self, host: str, path: str, query: Mapping[str, str]) -> Session | None:
        session = self._inner.open(host, path, query)
        return None if session is None else _AlteredSession(session, self._tampering)


class _AlteredSession:
    def __init__(self, inner: Session, tampering: Tampering) -> None:
        self._inner = inner
        self._tampering = tampering

    def on_text(self, text: str) -> Sequence[str]:
        self._tampering.heard.append(text)
        replies = [reply for said in self._tampering.hear(text) for reply in self._inner.on_text(said)]
        return [sent for reply in replies for sent in self._tampering.reply(reply)]

    def frames(self, now_ms: int) -> Sequence[str]:
        frames = [sent for frame in self._inner.frames(now_ms) for sent in self._tampering.push(frame)]
        self._tampering.pushed += frames
        return frames


def nothing(_: str) -> Sequence[str]:
    return []
