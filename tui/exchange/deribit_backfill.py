"""Deribit's liquidations of the past day, and of every gap since: found by reading back through its trades."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tui.domain.clock import DAY_MS, Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Coverage, Event, FeedKind
from tui.exchange.client import Client
from tui.exchange.wire.deribit_reply import answered_ms
from tui.exchange.wire.deribit_trades import Page, past_liquidations

_PAGE_TRADES = 1000
_PAGES_AT_ONCE = 20
"""Ten thousand of Deribit's fifty thousand credits, which refill within a second."""
_PAGES_OF_HISTORY = 300
"""No more is read back of the time before the start: a wild day has more trades than are worth the download."""
_OVERLAP_MS = 5_000


@dataclass
class _Gap:
    """A stretch of time whose trades were not read yet, both ends included."""

    since_ms: int
    until_ms: int


@dataclass
class _Reading:
    """What is left to read of one currency, the newest gap last."""

    currency: str
    gaps: list[_Gap] = field(default_factory=list)
    given_up_ms: int = 0
    """Up to here nothing will be read: history that was too long."""

    def read_since_ms(self, first_ms: int) -> int:
        """Since when, up to the last look, everything was read; `first_ms` where nothing is left unread."""
        return max(first_ms, self.given_up_ms, self.gaps[-1].until_ms if self.gaps else 0)


class Backfill:
    """Reads newest first, a bounded number of pages each time, until no gap is left."""

    def __init__(self, client: Client, clock: Clock, currencies: Sequence[str]) -> None:
        self._client = client
        self._clock = clock
        self._readings = [_Reading(currency) for currency in currencies]
        self._read_until_ms: int | None = None
        self._started_ms = 0
        self._history_left = _PAGES_OF_HISTORY

    async def fetch(self) -> Sequence[Event]:
        """The forced trades of the pages that were due, last their Coverage. VenueError where not even one page
        came."""
        now_ms = self._clock.now_ms()
        self._open_gaps(now_ms)
        events: list[Event] = []
        for page_number in range(_PAGES_AT_ONCE):
            reading = max((r for r in self._readings if r.gaps), key=lambda r: r.gaps[-1].until_ms, default=None)
            if reading is None:
                break
            try:
                events += await self._read(reading)
            except VenueError:
                # What was read is kept; the gap is still there for the next time.
                if page_number == 0:
                    raise
                break
        return [*events, *self._coverage(now_ms, self._read_until_ms or now_ms)]

    def _coverage(self, now_ms: int, until_ms: int) -> list[Coverage]:
        """The newest stretch that every currency has been read for; older ones were told when they were newest."""
        since_ms = max(reading.read_since_ms(now_ms - DAY_MS) for reading in self._readings)
        if since_ms >= until_ms:
            return []
        kind = FeedKind.LIQUIDATIONS
        return [Coverage(venue="deribit", kind=kind, part="backfill", from_ms=since_ms, until_ms=until_ms)]

    def _reach(self, told_ms: int | None) -> None:
        """What is later than Deribit's own time was asked for by a clock that is ahead, and has not happened yet."""
        if told_ms is not None and self._read_until_ms is not None:
            self._read_until_ms = min(self._read_until_ms, told_ms)

    def _open_gaps(self, now_ms: int) -> None:
        """The time since the last look is a gap; what is older than a day no longer is."""
        if self._read_until_ms is None:
            self._started_ms = now_ms
            since_ms = now_ms - DAY_MS
        else:
            since_ms = max(self._read_until_ms - _OVERLAP_MS, now_ms - DAY_MS)
        self._read_until_ms = now_ms
        for reading in self._readings:
            reading.gaps.append(_Gap(since_ms, now_ms))
            reading.gaps = [gap for gap in reading.gaps if gap.until_ms > now_ms - DAY_MS]

    async def _read(self, reading: _Reading) -> Sequence[Event]:
        """One page: the newest trades of the newest gap."""
        gap = reading.gaps[-1]
        is_history = gap.until_ms <= self._started_ms
        if is_history and self._history_left <= 0:
            reading.given_up_ms = reading.gaps.pop().until_ms
            return ()
        payload = await self._client.call(
            "publicGetGetLastTradesByCurrencyAndTime",
            {
                "currency": reading.currency,
                "kind": "future",
                "start_timestamp": gap.since_ms,
                "end_timestamp": gap.until_ms,
                "count": _PAGE_TRADES,
                "sorting": "desc",
            },
        )
        self._reach(answered_ms(payload))
        page = past_liquidations(payload, self._clock.now_ms())
        if page is None:
            raise VenueError("deribit", Trouble.BAD_RESPONSE, "an answer without trades")
        self._history_left -= is_history
        self._client.counts["quarantined"] += len(page.batch.unknown)
        self._client.counts["rejected"] += page.batch.rejected
        if not _shrink(gap, page):
            reading.gaps.remove(gap)
        return page.batch.events


def _shrink(gap: _Gap, page: Page) -> bool:
    """Takes the page off the gap's newer end; False when nothing is left of it."""
    if not page.has_more or page.oldest_ms is None:
        return False
    # The oldest millisecond is read again, for it may go on; a whole page of one millisecond is stepped over.
    gap.until_ms = page.oldest_ms if page.oldest_ms < gap.until_ms else gap.until_ms - 1
    return gap.until_ms >= gap.since_ms
