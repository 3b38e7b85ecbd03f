"""How a feed reports itself: states as Events, faults as log lines, counts."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tui.domain.clock import Clock
from tui.domain.errors import VenueError
from tui.domain.events import Event, FeedState, FeedStatus
from tui.domain.text import clean
from tui.exchange.venue import Feed, StreamFeed

log = logging.getLogger("floorline.feeds")

_QUIET_S = 60.0


class TroubleLog:
    """One line per venue and class of trouble a minute; what was held back is said with the next line."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines: dict[tuple[str, str], tuple[float, int]] = {}

    def write(self, venue: str, name: str, error: Exception) -> None:
        """Logs what happened to the feed called `name`; an unexpected exception gets its traceback."""
        expected = isinstance(error, VenueError)
        trouble = error.trouble.value if isinstance(error, VenueError) else type(error).__name__
        now_s = self._clock.monotonic_s()
        last_s, held = self._lines.get((venue, trouble), (now_s - _QUIET_S, 0))
        if now_s - last_s < _QUIET_S:
            self._lines[venue, trouble] = (last_s, held + 1)
            return
        self._lines[venue, trouble] = (now_s, 0)
        more = f" (and {held} more like it)" if held else ""
        words = clean(error.reason if isinstance(error, VenueError) else f"{trouble}: {error}", 200)
        log.log(
            logging.WARNING if expected else logging.ERROR,
            "%s: %s%s",
            name,
            words,
            more,
            exc_info=None if expected else error,
        )


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the loops of all feeds share."""

    clock: Clock
    random: Random
    emit: Callable[[Event], None]
    log: TroubleLog
    counts: Counter[str] = field(default_factory=Counter)
    """Answers, failures, restarts and unexpected exceptions, by word."""


class Standing:
    """The state of one feed; each change is emitted once."""

    def __init__(self, around: Surroundings, feed: Feed) -> None:
        self._around = around
        self._feed = feed
        self._told: FeedStatus | None = None

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self._feed.venue, self._feed.kind.value, self._feed.part)))

    @property
    def state(self) -> FeedState | None:
        return None if self._told is None else self._told.state

    @property
    def answered(self) -> bool:
        """It has brought data or failed at least once."""
        return self._told is not None and self._told.state is not FeedState.CONNECTING

    def tell(self, state: FeedState, reason: str | None = None, retries: int = 0, since_ms: int | None = None) -> None:
        """Emits the state if anything in it is new; `since_ms` is when it began, where that is not now."""
        told = self._told
        if told is not None and (told.state, told.reason, told.retries) == (state, reason, retries):
            return
        self._told = FeedStatus(
            venue=self._feed.venue,
            kind=self._feed.kind,
            part=self._feed.part,
            state=state,
            reason=reason,
            retries=retries,
            pushed=isinstance(self._feed, StreamFeed),
            every_asset=not isinstance(self._feed, StreamFeed) or self._feed.every_asset(),
            is_whole=not isinstance(self._feed, StreamFeed) or self._feed.is_whole(),
            at_ms=self._around.clock.now_ms() if since_ms is None else since_ms,
        )
        self._around.emit(self._told)
