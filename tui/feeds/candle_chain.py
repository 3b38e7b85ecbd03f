"""Candles of one asset from the first venue that gives them, and what cascades need of an altcoin likewise; the others
are asked only when it fails."""

import asyncio
from collections.abc import Sequence

from tui.domain.clock import HOUR_MS
from tui.domain.events import FeedKind, FeedState
from tui.feeds.poll import Asker, next_tick_s
from tui.feeds.report import Standing, Surroundings
from tui.feeds.verdict import Verdict
from tui.feeds.waiting import pause

CANDLE_VENUES = ("binance", "okx", "kraken", "coinbase")
"""In the order in which they are asked; other venues come after."""

CHAINED = {FeedKind.CANDLES: "candles", FeedKind.DEPTH: "order books", FeedKind.ALTCOINS: "altcoins"}
"""Kinds that one venue's word is enough of, by what they bring."""

_DEMOTED_S = 600.0
"""A venue that failed is not preferred again sooner, so that bars don't swing between two markets."""

_FINAL_MS = 6_000
"""So long after its end a bar is final at every venue."""

_LENIENT = frozenset({FeedKind.DEPTH, FeedKind.ALTCOINS})
"""Kinds whose venue is demoted from the second failure in a row on: an altcoin's parts belong together, so that one
request which failed must not take one of them to another venue for long."""


class _Link:
    """One venue of the chain."""

    def __init__(self, asker: Asker, around: Surroundings) -> None:
        self.asker = asker
        self.standing = Standing(around, asker.feed)
        self.retry_s = 0.0
        self.demoted_s = 0.0
        self.fault: str | None = None
        """Why it failed the last time, unless it has answered since."""


class CandleChain:
    """The loop over the PollFeeds of one kind and part (an asset), one per venue."""

    def __init__(self, askers: Sequence[Asker], around: Surroundings, first: str | None = None) -> None:
        """`first` is the venue that leads whatever the order."""
        order = {venue: rank for rank, venue in enumerate((first, *CANDLE_VENUES)) if venue != first or rank == 0}
        ranked = sorted(askers, key=lambda asker: order.get(asker.feed.venue, len(order)))
        self._links = [_Link(asker, around) for asker in ranked]
        self._around = around
        self._hurry = asyncio.Event()
        self._answered = False

    @property
    def name(self) -> str:
        feed = self._links[0].asker.feed
        return f"{CHAINED[feed.kind]} {feed.part}".rstrip()

    @property
    def answered(self) -> bool:
        """One venue has answered, or all have failed."""
        return self._answered or all(link.standing.answered for link in self._links)

    def retry_now(self) -> None:
        for link in self._links:
            link.retry_s = link.demoted_s = 0.0
        self._hurry.set()

    def reconnect(self) -> None:
        if any(link.fault or link.standing.state not in (FeedState.LIVE, FeedState.OFF) for link in self._links):
            self.retry_now()

    async def run(self) -> None:
        self._links[0].standing.tell(FeedState.CONNECTING)
        while True:
            self._hurry.clear()
            await pause(self._around.clock, await self._round(), self._hurry)

    async def _round(self) -> float:
        """Asks venues in turn until one answers; returns the seconds until the next round."""
        clock = self._around.clock
        started_s = clock.monotonic_s()
        for link in sorted(self._links, key=lambda link: link.demoted_s > started_s):
            if link.retry_s > clock.monotonic_s():
                continue
            verdict = await link.asker.ask()
            if verdict is None:
                self._answered = True
                self._lead(link)
                tick_s = next_tick_s(link.asker.period_s(), clock.monotonic_s() - started_s)
                return min(tick_s, self._until_a_close_s()) if link.asker.feed.kind is FeedKind.CANDLES else tick_s
            self._fail(link, verdict)
        # Shorter than a tick's worth of rounding would spin when every venue may be asked again at once.
        return max(0.1, min(link.retry_s for link in self._links) - clock.monotonic_s())

    def _until_a_close_s(self) -> float:
        """Seconds until the close of the running hour, which may be a day's and a week's too, can be asked for."""
        return (HOUR_MS - (self._around.clock.now_ms() - _FINAL_MS) % HOUR_MS) / 1000

    def _lead(self, leader: _Link) -> None:
        leader.fault = None
        leader.standing.tell(FeedState.LIVE)
        words = f"stands by: {CHAINED[leader.asker.feed.kind]} come from {leader.asker.feed.venue}"
        for link in self._links:
            if link is leader:
                continue
            if link.standing.state is FeedState.BACKOFF and link.fault:
                # Nothing is missing while another venue answers: it is no failure to be told of until the next round.
                link.standing.tell(FeedState.OFF, f"{words} ({link.fault})")
            elif link.retry_s <= self._around.clock.monotonic_s():
                link.standing.tell(FeedState.OFF, words)

    def _fail(self, link: _Link, verdict: Verdict) -> None:
        now_s = self._around.clock.monotonic_s()
        link.retry_s = now_s + verdict.wait_s
        link.fault = verdict.reason
        if link.asker.feed.kind not in _LENIENT or link.asker.retries > 1 or verdict.state is not FeedState.BACKOFF:
            link.demoted_s = now_s + _DEMOTED_S
        link.standing.tell(verdict.state, verdict.reason, link.asker.retries)
