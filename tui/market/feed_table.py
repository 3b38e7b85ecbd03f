"""How every feed stands, as rows for the Board and as reasons for what is missing."""

from collections.abc import Collection, Sequence

import msgspec

from tui.domain.board import Feed
from tui.domain.events import FeedKind, FeedState, FeedStatus

_DEFAULT_EVERY_S = 60.0
_MISSED_TICKS = 3
_LEAST_LIMIT_S = 45.0

# The state of a row with several parts is the first of these that one of them is in.
_WORST_FIRST = (
    FeedState.BLOCKED,
    FeedState.BACKOFF,
    FeedState.STALE,
    FeedState.CONNECTING,
    FeedState.LIVE,
    FeedState.OFF,
)
_KIND_ORDER = {kind: order for order, kind in enumerate(FeedKind)}
_WORDS = {
    FeedKind.PRICE: "prices",
    FeedKind.CANDLES: "candles",
    FeedKind.LIQUIDATIONS: "liquidations",
    FeedKind.OPEN_INTEREST: "open interest",
    FeedKind.FUNDING: "funding rates",
    FeedKind.FUTURES: "dated futures",
    FeedKind.OPTIONS: "options",
    FeedKind.VOLATILITY_INDEX: "volatility index",
    FeedKind.MARKET_CAP: "",
    FeedKind.ETF_FLOWS: "",
    FeedKind.DEPTH: "order books",
    FeedKind.ALTCOINS: "altcoins",
}
"""What a kind brings; nothing where the feed's name says it."""
_PAST = "history"
_BY_PLATFORM = frozenset({FeedKind.OPEN_INTEREST, FeedKind.FUNDING, FeedKind.FUTURES})
"""Their parts are a venue's platforms, each with contracts of its own; others' are one for each asset."""
_ANY_COINS = "USDC"
_Row = tuple[str, FeedKind]


class FeedTable:
    """The newest state of each part of each feed, when it last brought data, and how often it is asked."""

    def __init__(self, venues: Sequence[str]) -> None:
        self._order = {venue: order for order, venue in enumerate(venues)}
        self._parts: dict[_Row, dict[str, FeedStatus]] = {}
        self._ordered: list[_Row] = []
        self._ageless: dict[_Row, Feed] = {}
        """Rows as they stand since their last change of state."""
        self._data_s: dict[_Row, float] = {}
        self._every_s: dict[_Row, float] = {}

    def expect(self, venue: str, kind: FeedKind, every_s: float) -> None:
        """Notes a feed's cadence; of several parts, the shortest."""
        row = (venue, kind)
        self._every_s[row] = min(every_s, self._every_s.get(row, every_s))

    def note(self, status: FeedStatus) -> None:
        row = (status.venue, status.kind)
        if row not in self._parts:
            self._parts[row] = {}
            self._ordered = sorted(
                self._parts, key=lambda row: (self._order.get(row[0], len(self._order)), row[0], _KIND_ORDER[row[1]])
            )
        self._parts[row][status.part] = status
        self._ageless.pop(row, None)

    def brought(self, venue: str, kind: FeedKind, now_s: float) -> None:
        """The feed delivered an event."""
        self._data_s[venue, kind] = now_s

    def limit_s(self, venue: str, kind: FeedKind) -> float:
        """How old this venue's data may be before it leaves an aggregate: three cadences, at least 45 s."""
        return max(_LEAST_LIMIT_S, _MISSED_TICKS * self._every_s.get((venue, kind), _DEFAULT_EVERY_S))

    def streams(self, venue: str, kind: FeedKind) -> bool:
        """Whether a stream of this kind is live at the venue."""
        parts = self._parts.get((venue, kind), {})
        return any(status.pushed and status.state is FeedState.LIVE for status in parts.values())

    def without_part(self, kind: FeedKind, part: str) -> frozenset[str]:
        """The venues of this kind that have no feed whose part begins so."""
        return frozenset(
            venue
            for (venue, of_kind), parts in self._parts.items()
            if of_kind is kind and not any(each.startswith(part) for each in parts)
        )

    def rows(self, now_s: float) -> tuple[Feed, ...]:
        """One row per venue and kind, ordered by both, in the state of its worst part."""
        return tuple(self._row(row, now_s) for row in self._ordered)

    def missing(self, kind: FeedKind, have: Collection[str], asset: str = "") -> str | None:
        """Who should bring this kind, does not, and why; None where nobody is missing.

        Of those who do bring it, the parts that speak of this asset and are not live: a sum may lack theirs.
        """
        absent: list[str] = []
        lame: list[str] = []
        for (venue, of_kind), all_parts in self._parts.items():
            if of_kind is not kind:
                continue
            # What reads back the past says nothing of now.
            parts = {part: status for part, status in all_parts.items() if not part.startswith(_PAST)}
            if venue not in have:
                if not self._is_live(parts) and not self._is_off(parts):
                    absent.append(self._why(self._worst(parts)))
            elif kind in _BY_PLATFORM:
                lame += [
                    self._why(status, part)
                    for part, status in parts.items()
                    if status.state not in (FeedState.LIVE, FeedState.OFF) and _speaks_of(part, asset)
                ]
        told = (("missing", absent), ("not live", lame))
        return "; ".join(f"{words}: {', '.join(names)}" for words, names in told if names) or None

    def why_none(self, kind: FeedKind, asset: str) -> str:
        """Why there is nothing at all of this kind."""
        rows = {venue: parts for (venue, of_kind), parts in self._parts.items() if of_kind is kind}
        words = _WORDS[kind]
        if not self._parts:
            return "no feed has started yet"
        if not rows:
            return f"no enabled venue brings {words}" if words else "not asked yet"
        connecting = [venue for venue, parts in rows.items() if self._worst(parts).state is FeedState.CONNECTING]
        if connecting:
            return f"waiting for {', '.join(connecting)} {words}".rstrip()
        failed = [self._why(self._worst(parts)) for parts in rows.values() if not self._is_live(parts)]
        if failed:
            return f"no {'venue' if words else 'source'} answered: {', '.join(failed)}"
        return f"{', '.join(rows)} brought " + (f"no {words} of {asset}" if words else "nothing")

    def _row(self, row: _Row, now_s: float) -> Feed:
        feed = self._ageless.get(row)
        if feed is None:
            feed = self._ageless[row] = self._without_age(row)
        data_s = self._data_s.get(row)
        return feed if data_s is None else msgspec.structs.replace(feed, age_s=round(now_s - data_s, 3))

    def _without_age(self, row: _Row) -> Feed:
        parts = self._parts[row]
        worst = self._worst(parts)
        reason = worst.reason
        if reason and worst.part and any(status.reason != reason for status in parts.values()):
            reason = f"{worst.part}: {reason}"
        return Feed(venue=row[0], kind=row[1].value, state=worst.state.value, reason=reason, retries=worst.retries)

    @staticmethod
    def _worst(parts: dict[str, FeedStatus]) -> FeedStatus:
        return min(parts.values(), key=lambda status: _WORST_FIRST.index(status.state))

    @staticmethod
    def _is_live(parts: dict[str, FeedStatus]) -> bool:
        return any(status.state is FeedState.LIVE for status in parts.values())

    @staticmethod
    def _is_off(parts: dict[str, FeedStatus]) -> bool:
        """Off by choice (it stands by, or the venue has no such thing): it is not missed."""
        return all(status.state is FeedState.OFF for status in parts.values())

    @staticmethod
    def _why(status: FeedStatus, part: str = "") -> str:
        name = f"{status.venue} {part}" if part else status.venue
        return f"{name} {status.state.value}" + (f" ({status.reason})" if status.reason else "")


def _speaks_of(part: str, asset: str) -> bool:
    """Whether a part may hold contracts of the asset: Deribit's are named by the coin that settles them."""
    return part in (asset, _ANY_COINS) or not (part.isalpha() and part.isupper())
