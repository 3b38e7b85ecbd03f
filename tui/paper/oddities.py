"""The scenario `odd`: paper venues that combine everything a client may fail on, and keep every true value.

What a venue says about the world's own contracts stays right. Around it come rows that mean nothing (null, zero, empty,
expired, combined, before their market), figures told in the venue's older or sparser form, and frames that are broken,
doubled, late, or of several venues' habits in one.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from tui.paper.odd_answers import ANSWERS
from tui.paper.odd_frames import FRAMES
from tui.paper.venue import PaperVenue, Request, Response, Session

POISON = ("[null]", "[]", "{}", '{"e":"forceOrder"', '"\\u001b[31m"', "17")
"""Frames that no venue should send, and that kill a receive loop which trusts them."""


class OddVenue:
    """A paper venue with oddities. See tui.paper.venue.PaperVenue."""

    def __init__(self, venue: PaperVenue) -> None:
        self.name = venue.name
        self.hosts = venue.hosts
        self._venue = venue

    async def rest(self, request: Request) -> Response:
        response = await self._venue.rest(request)
        answer = ANSWERS.get(self.name)
        if answer is None or response.status != 200 or isinstance(response.body, str | bytes):
            return response
        # The venue may hand out rows that it keeps.
        return Response(
            body=answer(request, copy.deepcopy(response.body)),
            headers=response.headers,
            content_type=response.content_type,
        )

    def open(self, host: str, path: str, query: Mapping[str, str]) -> Session | None:
        session = self._venue.open(host, path, query)
        frames = FRAMES.get(self.name)
        return session if session is None or frames is None else OddSession(session, frames)


class OddSession:
    """A connection whose first frames are malformed, with odd frames beside every other. See tui.paper.venue.Session"""

    def __init__(self, session: Session, company: Callable[[Any], Sequence[Any]]) -> None:
        self._session = session
        self._company = company
        self._is_poisoned = False

    def on_text(self, text: str) -> Sequence[str]:
        return self._session.on_text(text)

    def frames(self, now_ms: int) -> Sequence[str]:
        pushed = self._session.frames(now_ms)
        if not pushed:
            return ()
        poison = () if self._is_poisoned else POISON
        self._is_poisoned = True
        odd = [msgspec.json.encode(one).decode() for frame in pushed for one in self._company(_decoded(frame))]
        # Newer before older, and the newest once more at the end.
        return [*poison, *reversed(odd), *odd[:1]]


def _decoded(frame: str) -> Any:
    try:
        return msgspec.json.decode(frame)
    except msgspec.DecodeError:
        return frame
