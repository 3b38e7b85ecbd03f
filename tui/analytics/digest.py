"""Marks into longer marks, and marks into a digest."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import msgspec

from tui.domain.clock import MINUTE_MS
from tui.domain.digest import AssetDigest, AssetMark, Digest, LiquidationDigest, Mark, Point

GAP_MS = 10_000
"""Boards farther apart than this have a gap between them."""

_MOST_MOVES = 24
_SOON = 3
"""Marks within which everything that answers has answered."""
_FRESH_MS = MINUTE_MS + GAP_MS
"""How long before the moment asked for a mark may have ended, and still say how things stood then."""

Liquidated = Callable[[str | None, int], LiquidationDigest | None]
"""What was liquidated of an asset, or of all, since a moment."""


def merged(first: Mark, second: Mark) -> Mark:
    """Both as one: `second` follows `first` without a gap."""
    names = dict.fromkeys((*first.assets, *second.assets))
    return Mark(
        from_ms=first.from_ms,
        to_ms=second.to_ms,
        assets={name: _merged(first.assets.get(name), second.assets.get(name)) for name in names},
        down={
            feed: first.down.get(feed, 0.0) + second.down.get(feed, 0.0)
            for feed in dict.fromkeys((*first.down, *second.down))
        },
    )


def _merged(first: AssetMark | None, second: AssetMark | None) -> AssetMark:
    if first is None or second is None:
        return first or second or AssetMark()
    return msgspec.structs.replace(
        second,
        opened_usd=first.usd if first.opened_usd is None else first.opened_usd,
        low=lowest((first.low, second.low)),
        high=highest((first.high, second.high)),
        moves=(*first.moves, *second.moves)[-_MOST_MOVES:],
        shifts=(*first.shifts, *second.shifts)[-_MOST_MOVES:],
    )


def lowest(points: Iterable[Point | None]) -> Point | None:
    """The first of the lowest."""
    return min((point for point in points if point is not None), key=lambda point: point[1], default=None)


def highest(points: Iterable[Point | None]) -> Point | None:
    """The first of the highest."""
    return max((point for point in points if point is not None), key=lambda point: point[1], default=None)


def digest_of(marks: Sequence[Mark], since_ms: int, now_ms: int, liquidated: Liquidated) -> Digest:
    """What `marks` (oldest first, apart from each other) say of the time since `since_ms`."""
    inside = [mark for mark in marks if mark.to_ms > since_ms]
    before = next((mark for mark in reversed(marks) if mark.to_ms <= since_ms), None)
    if before is not None and since_ms - before.to_ms > _FRESH_MS:
        before = None
    if not inside:
        return Digest(asked_ms=since_ms, from_ms=since_ms, to_ms=now_ms, unseen=((since_ms, now_ms),))
    from_ms = min(inside[0].from_ms, since_ms)
    # A mark that ended a moment before closes what would look like a gap.
    begins_ms = since_ms if before is None else before.to_ms
    seen = [(begins_ms, begins_ms), *((mark.from_ms, mark.to_ms) for mark in inside), (now_ms, now_ms)]
    unseen = tuple(
        (max(earlier[1], since_ms), later[0]) for earlier, later in pairwise(seen) if later[0] - earlier[1] > GAP_MS
    )
    down: dict[str, float] = {}
    for mark in inside:
        for feed, seconds in mark.down.items():
            down[feed] = down.get(feed, 0.0) + seconds
    names = dict.fromkeys(name for mark in inside for name in mark.assets)
    return Digest(
        asked_ms=since_ms,
        from_ms=from_ms,
        to_ms=now_ms,
        unseen=unseen,
        assets={name: _asset(name, before, inside, liquidated(name, from_ms)) for name in names},
        liquidations=liquidated(None, from_ms),
        down=dict(sorted(down.items(), key=lambda item: -item[1])),
    )


def _asset(name: str, before: Mark | None, inside: Sequence[Mark], forced: LiquidationDigest | None) -> AssetDigest:
    marks = [mark.assets[name] for mark in inside if name in mark.assets]
    held = before.assets.get(name) if before is not None else None
    path = marks if held is None else [held, *marks]
    last = marks[-1]
    # A collector that has just begun learns one venue after the other.
    first = held or max(path[:_SOON], key=lambda mark: len(mark.interest.keys() & last.interest.keys()))
    both = tuple(venue for venue in first.interest if venue in last.interest)

    def interest(mark: AssetMark, part: int) -> float | None:
        return sum(mark.interest[venue][part] for venue in both) if both else None

    return AssetDigest(
        from_usd=_known((None if held is None else held.usd, *(mark.opened_usd or mark.usd for mark in marks))),
        to_usd=last.usd,
        low=lowest(mark.low for mark in marks),
        high=highest(mark.high for mark in marks),
        moves=tuple(move for mark in marks for move in mark.moves)[-_MOST_MOVES:],
        liquidations=forced,
        oi_venues=both,
        oi_from_usd=interest(first, 0),
        oi_to_usd=interest(last, 0),
        oi_from_coin=interest(first, 1),
        oi_to_coin=interest(last, 1),
        funding_from_apr_pct=_known(mark.funding_apr_pct for mark in path),
        funding_to_apr_pct=last.funding_apr_pct,
        atm7_from_vol=_known(mark.atm7_vol for mark in path),
        atm7_to_vol=last.atm7_vol,
        atm30_from_vol=_known(mark.atm30_vol for mark in path),
        atm30_to_vol=last.atm30_vol,
        backwardation=last.backwardation,
        shifts=tuple(shift for mark in marks for shift in mark.shifts)[-_MOST_MOVES:],
    )


def _known(values: Iterable[float | None]) -> float | None:
    """The first that is known."""
    return next((value for value in values if value is not None), None)
