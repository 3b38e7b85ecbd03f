"""What the polls of every venue have in common: answers that may be missing, hold nothing, or serve several feeds."""

import asyncio
import math
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Event
from tui.exchange.client import Client

T = TypeVar("T")

REFUSALS = frozenset({Trouble.UNSUPPORTED, Trouble.BAD_RESPONSE})
"""The endpoint or instrument is not there: it costs its own part. Anything else is about the venue as a whole."""


def some(venue: str, events: Sequence[Event], what: str) -> Sequence[Event]:
    """The events; an answer that holds none of ours is a failure, and never "there is none"."""
    if not events:
        raise VenueError(venue, Trouble.BAD_RESPONSE, f"an answer without {what}")
    return events


async def part(client: Client, method: str, params: Mapping[str, Any]) -> Any:
    """One answer of several, as Client.call; None where it is refused."""
    try:
        return await client.call(method, params)
    except VenueError as error:
        if error.trouble not in REFUSALS:
            raise
        return None


async def clock_offset_s(
    client: Client, clock: Clock, asked: Awaitable[Any], read: Callable[[Any], int | None]
) -> float:
    """The venue's clock minus ours, against the middle between question and answer; `read` finds its time (epoch
    milliseconds) in the answer. VenueError where there is none."""
    before_ms = clock.now_ms()
    told_ms = read(await asked)
    if told_ms is None:
        raise VenueError(client.venue, Trouble.BAD_RESPONSE, "an answer without the time")
    return (told_ms - (before_ms + clock.now_ms()) / 2) / 1000


class Answer(NamedTuple, Generic[T]):
    """One answer and when it came."""

    payload: T
    at_s: float
    """Monotonic second."""
    recv_ms: int


class SharedAnswers(Generic[T]):
    """Answers that several feeds read: each question is asked once for all of them."""

    def __init__(self, clock: Clock, fresh_s: float) -> None:
        """An answer serves for `fresh_s`."""
        self._clock = clock
        self._fresh_s = fresh_s
        self._kept: dict[str, Answer[T]] = {}
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, question: str, ask: Callable[[], Awaitable[T]], fresh_s: float = math.inf) -> Answer[T]:
        """The newest answer, asked for where there is none as fresh, or none of the last `fresh_s`; a failure is raised
        and not kept."""
        async with self._turns[question]:
            now_s = self._clock.monotonic_s()
            # Before asking: an option chain is megabytes, and the old one would stay beside the new.
            self._kept = {asked: each for asked, each in self._kept.items() if now_s - each.at_s < self._fresh_s}
            kept = self._kept.get(question)
            if kept is None or now_s - kept.at_s >= fresh_s:
                payload = await ask()
                kept = Answer(payload, self._clock.monotonic_s(), self._clock.now_ms())
                self._kept[question] = kept
            return kept
