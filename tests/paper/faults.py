"""Faults that a paper server can be told to have: what a venue may do wrong, by venue, host and path."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum

from tui.paper.venue import Response


@dataclass(frozen=True, kw_only=True)
class Where:
    """Which requests or connections are meant; what is left out matches all."""

    venue: str | None = None
    host: str | None = None
    path: str = ""
    """How the path begins."""

    def matches(self, venue: str, host: str, path: str) -> bool:
        return self.venue in (None, venue) and self.host in (None, host) and path.startswith(self.path)


EVERYWHERE = Where()


class Quiet(Enum):
    """How a connection can be dead while it is open."""

    SILENT = "nothing is pushed, but messages and pings are answered"
    FROZEN = "nothing is pushed or read: no pongs, no answers"


@dataclass(frozen=True, kw_only=True)
class _Delay:
    where: Where
    seconds: float | None
    """None is for good."""
    over: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, kw_only=True)
class _Silence:
    where: Where
    quiet: Quiet
    over: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, kw_only=True)
class _Answer:
    where: Where
    response: Response


class Faults:
    """The faults in force: of two for one place the later wins. `clear` ends them."""

    def __init__(self) -> None:
        self._answers: list[_Answer] = []
        self._refusals: list[_Answer] = []
        self._delays: list[_Delay] = []
        self._silences: list[_Silence] = []
        self._drops: list[Where] = []

    def answer(
        self,
        where: Where,
        *,
        status: int,
        body: object = "",
        headers: Mapping[str, str] | None = None,
        content_type: str = "application/json",
    ) -> None:
        """REST requests get this instead of the venue's answer."""
        response = Response(body=body, status=status, headers=headers or {}, content_type=content_type)
        self._answers.append(_Answer(where=where, response=response))

    def refuse_sockets(
        self, where: Where, *, status: int, body: object = "", headers: Mapping[str, str] | None = None
    ) -> None:
        """WebSocket handshakes get this answer."""
        response = Response(body=body, status=status, headers=headers or {})
        self._refusals.append(_Answer(where=where, response=response))

    def hang(self, where: Where, seconds: float | None = None) -> None:
        """REST requests are answered so much later, or not until `clear`."""
        self._delays.append(_Delay(where=where, seconds=seconds))

    def silence(self, where: Where, quiet: Quiet = Quiet.SILENT) -> None:
        """Open and future connections go quiet; what would have been pushed is lost."""
        self._silences.append(_Silence(where=where, quiet=quiet))

    def drop_on_open(self, where: Where) -> None:
        """WebSocket handshakes succeed and the connection is closed at once."""
        self._drops.append(where)

    def clear(self, where: Where | None = None) -> None:
        """Ends the faults that were set with exactly this `where`, or all; what hangs goes on."""
        held: tuple[_Delay | _Silence, ...] = (*self._delays, *self._silences)
        for waiting in held:
            if where in (None, waiting.where):
                waiting.over.set()
        self._answers = [fault for fault in self._answers if where not in (None, fault.where)]
        self._refusals = [fault for fault in self._refusals if where not in (None, fault.where)]
        self._delays = [fault for fault in self._delays if where not in (None, fault.where)]
        self._silences = [fault for fault in self._silences if where not in (None, fault.where)]
        self._drops = [place for place in self._drops if where not in (None, place)]

    def answer_for(self, venue: str, host: str, path: str) -> Response | None:
        """What a REST request gets instead; None where nothing is wrong."""
        return _latest(self._answers, venue, host, path)

    def refusal_for(self, venue: str, host: str, path: str) -> Response | None:
        """What a handshake gets instead."""
        return _latest(self._refusals, venue, host, path)

    def drops(self, venue: str, host: str, path: str) -> bool:
        return any(where.matches(venue, host, path) for where in self._drops)

    def is_quiet(self, venue: str, host: str, path: str) -> bool:
        return any(fault.where.matches(venue, host, path) for fault in self._silences)

    async def delay(self, venue: str, host: str, path: str) -> None:
        """Returns when such a REST request is to be answered."""
        fault = next((fault for fault in reversed(self._delays) if fault.where.matches(venue, host, path)), None)
        if fault is None:
            return
        # The delay running out is the ordinary end of it.
        with suppress(TimeoutError):
            await asyncio.wait_for(fault.over.wait(), fault.seconds)

    async def thaw(self, venue: str, host: str, path: str) -> None:
        """Returns when such a connection is not frozen any more."""
        for fault in self._silences:
            if fault.quiet is Quiet.FROZEN and fault.where.matches(venue, host, path):
                await fault.over.wait()


def _latest(answers: Sequence[_Answer], venue: str, host: str, path: str) -> Response | None:
    return next((fault.response for fault in reversed(answers) if fault.where.matches(venue, host, path)), None)
