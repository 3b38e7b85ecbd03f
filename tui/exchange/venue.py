"""The interface of a venue: a name, and feeds that bring Events."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Protocol

from tui.domain.events import Completeness, Event, FeedKind

if TYPE_CHECKING:
    # Whoever runs feeds need not load ccxt for it.
    from tui.exchange.client import Client

Emit = Callable[[Event], None]
"""Takes one Event, at once and without blocking."""

PRICE_STALE_S = 12.0
"""Silence of a spot price stream after which it is dead. Tickers come every second or at every trade; the market counts
a streamed price for 15 s, and by then REST must have stood in, or the price would be missing for a while."""


def nothing() -> None:
    """No remark, and nothing to doubt."""


def always() -> bool:
    """Whatever the moment."""
    return True


def never() -> bool:
    """Whatever the moment, it is not so."""
    return False


@dataclass(frozen=True)
class PollFeed:
    """Asked for again and again. `fetch` returns every Event of one answer, or raises VenueError."""

    venue: str
    kind: FeedKind
    part: str
    """Tells feeds of one kind apart: an asset, an instrument type, or ""."""
    every_s: float
    fetch: Callable[[], Awaitable[Sequence[Event]]]
    _: KW_ONLY
    stands_in_for: FeedKind | None = None
    """Asked only while this venue's stream of that kind is not live (REST fallback)."""
    remark: Callable[[], str | None] = nothing
    """What a person must know of the feed although it works, clean: a market that was delisted."""


@dataclass(frozen=True, kw_only=True)
class StreamFeed:
    """Pushed by the venue. `run` subscribes, emits each Event as its frame arrives, and returns only by raising:
    VenueError when the connection or subscription is lost. It is cancelled to stop it."""

    venue: str
    kind: FeedKind
    part: str
    run: Callable[[Emit], Awaitable[None]]
    stale_after_s: float | None
    """Silence longer than this is a dead stream; None where silence is legal (liquidations)."""
    completeness: Completeness | None = None
    """What a liquidation stream shows of the venue's forced orders; None for other kinds."""
    every_asset: Callable[[], bool] = always
    """Whether a liquidation stream carries every asset of the venue now, and not the configured ones alone."""
    is_whole: Callable[[], bool] = always
    """Whether the venue refused nothing of what was subscribed to."""
    last_frame_s: Callable[[], float | None]
    """Monotonic second of the last frame of any kind on its socket, canary included; None before the first."""
    remark: Callable[[], str | None] = nothing
    """As PollFeed.remark."""
    doubt: Callable[[], None] = nothing
    """Called when one market fell silent among live ones, before all are subscribed to anew: is it still listed?"""


Feed = PollFeed | StreamFeed


class Venue(Protocol):
    """One venue. Markets are loaded on first use, and again when they are old; nothing is contacted before."""

    name: str

    @property
    def clients(self) -> "Sequence[Client]":
        """Its connections, which count what of their traffic could not be used."""
        ...

    def feeds(self) -> Sequence[Feed]:
        """The same feeds for the venue's whole life."""
        ...

    async def probe(self) -> float | None:
        """Asks the cheapest public endpoint; returns the venue's clock minus ours in seconds (None where it tells no
        time), or raises VenueError. For `doctor`."""
        ...

    async def close(self) -> None:
        """Closes every connection within five seconds."""
        ...
