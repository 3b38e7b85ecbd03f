"""Gate's forced orders of the past day, and of every moment since: `liq_orders`, an hour at a time."""

from collections.abc import Sequence
from typing import NamedTuple

from tui.domain.clock import DAY_MS, Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Coverage, Event, FeedKind
from tui.exchange.client import Client
from tui.exchange.polling import part
from tui.exchange.wire.gate import server_ms
from tui.exchange.wire.gate_liquidations import past_liquidations

_DAY_S = DAY_MS // 1000
_LONGEST_S = 3599
"""Gate refuses more than an hour; both ends are asked for."""
_OVERLAP_S = 60
"""An order may be listed some time after it was made."""
_ROWS = 1000
_ROWS_UNASKED = 100
"""What a server gives that does not heed `limit`."""
_REQUESTS_AT_ONCE = 26
"""A day; Gate allows an address two hundred in ten seconds, of which ccxt's pace takes half at most."""


class _Window(NamedTuple):
    """A stretch of time in epoch seconds, both ends included."""

    from_s: int
    to_s: int


class PastLiquidations:
    """All contracts of one settlement currency, newest first, until nothing of the day is left unread."""

    def __init__(self, client: Client, settle: str, part: str, clock: Clock, *, covers: bool) -> None:
        """`part` is the feed's. `covers`: what is read counts as observed of Gate, which one feed may say for it."""
        self._client = client
        self._settle = settle
        self._part = part
        self._clock = clock
        self._covers = covers
        self._unread: list[_Window] = []
        """The newest last."""
        self._read_until_s: int | None = None

    async def fetch(self) -> Sequence[Event]:
        """The orders of the windows that were due, each window's Coverage after them. VenueError where not even one was
        answered."""
        await self._client.instruments(self._settle)
        self._open_windows(await self._now_ms() // 1000)
        events: list[Event] = []
        for number in range(_REQUESTS_AT_ONCE):
            if not self._unread:
                break
            try:
                events += await self._read(self._unread[-1])
            except VenueError:
                # What was read is kept; the window is still there for the next time.
                if number == 0:
                    raise
                break
        return events

    async def _now_ms(self) -> int:
        """Our time, or Gate's where ours is ahead: what has not happened yet would pass for read."""
        told_ms = server_ms(await part(self._client, "publicSpotGetTime", {}))
        now_ms = self._clock.now_ms()
        return now_ms if told_ms is None else min(now_ms, told_ms)

    def _open_windows(self, now_s: int) -> None:
        """The time since the last look, cut into hours; what is older than a day is let go."""
        day_ago_s = now_s - _DAY_S
        since_s = day_ago_s
        if self._read_until_s is not None:
            # A clock that was set back opens the overlap at least.
            since_s = max(day_ago_s, min(self._read_until_s, now_s) - _OVERLAP_S)
        self._unread = [window for window in self._unread if window.to_s > day_ago_s]
        for from_s in range(since_s, now_s, _LONGEST_S):
            self._unread.append(_Window(from_s, min(from_s + _LONGEST_S, now_s)))
        self._read_until_s = now_s

    async def _read(self, window: _Window) -> Sequence[Event]:
        """The newest window: read, or halved where the answer was cut short."""
        asked = {"settle": self._settle, "from": window.from_s, "to": window.to_s, "limit": _ROWS}
        payload = await self._client.call("publicFuturesGetSettleLiqOrders", asked)
        batch = past_liquidations(payload, self._client.known(self._settle), self._clock.now_ms())
        if batch is None or not isinstance(payload, list):
            raise VenueError("gate", Trouble.BAD_RESPONSE, "an answer without liquidations")
        self._client.refuse(self._settle, batch)
        self._unread.remove(window)
        if len(payload) == _ROWS_UNASKED or len(payload) >= _ROWS:
            if window.to_s > window.from_s:
                middle_s = (window.from_s + window.to_s) // 2
                self._unread += [_Window(window.from_s, middle_s), _Window(middle_s + 1, window.to_s)]
            return batch.events
        return [*batch.events, *self._coverage(window)]

    def _coverage(self, window: _Window) -> Sequence[Coverage]:
        if not self._covers:
            return ()
        # The running second is not over yet.
        until_ms = min(window.to_s * 1000 + 999, self._clock.now_ms())
        kind = FeedKind.LIQUIDATIONS
        from_ms = window.from_s * 1000
        return (
            Coverage(venue="gate", kind=kind, part=self._part, from_ms=from_ms, until_ms=until_ms, every_asset=True),
        )
