"""Liquidations of the last day in minute buckets: cheap to add to, exact whatever the order of arrival."""

import math
from bisect import insort
from dataclasses import dataclass

from tui.analytics.liquidation_minute import MICRO, MinuteBucket, Sums, Tally, tally_of
from tui.domain.board import Print
from tui.domain.clock import DAY_MS, MINUTE_MS
from tui.domain.events import Completeness, Liquidation, Side

WINDOWS_S = (3_600, 14_400, 86_400)
HORIZON_MIN = WINDOWS_S[-1] // 60
TAPE_LENGTH = 50


@dataclass(frozen=True)
class MinuteSums:
    """One minute of one asset."""

    minute: int
    """Since the epoch."""
    sums: Sums
    sampled_seconds: int = 0
    """Seconds of it in which a venue that tells at most one order a second told one."""


class RollingLiquidations:
    """Sums over the trailing 1, 4 and 24 hours per asset and venue, the largest print and the newest tape.

    Windows move by whole UTC minutes: a window of N minutes holds the running minute and the N - 1 before it, so an
    event leaves it up to 59 s early and never late. Events may come in any order; one with a key seen before, older
    than the longest window, or without a positive finite size changes nothing. Memory is bounded by what 24 hours
    bring: 8 bytes an event and one tally for each minute, asset and venue.
    """

    def __init__(self, tape_length: int = TAPE_LENGTH) -> None:
        self._tape_length = tape_length
        self._minute = 0
        self._buckets: dict[int, MinuteBucket] = {}
        self._sums: dict[int, dict[str, dict[str, Tally]]] = {window_s: {} for window_s in WINDOWS_S}
        """Window -> asset -> venue -> its sums: a question about one asset looks at no other."""
        self._minutes: dict[str, dict[int, Tally]] = {}
        """Asset -> minute -> its sums over all venues."""
        self._top: dict[str, Print] = {}
        """Asset -> its largest print, while that is known; found again once it is too old."""
        self._tapes: dict[str, list[tuple[int, int, Print]]] = {}
        self._added = 0

    def add(self, event: Liquidation) -> bool:
        """Takes one event in; False where it changes nothing."""
        if not (math.isfinite(event.usd) and event.usd > 0):
            return False
        # A venue's clock a minute ahead of ours is believed no further than our own time of receipt.
        at_ms = event.at_ms if event.at_ms <= event.recv_ms + MINUTE_MS else event.recv_ms
        minute = at_ms // MINUTE_MS
        if minute <= self._minute - HORIZON_MIN:
            return False
        bucket = keyed = self._bucket(minute)
        if at_ms != event.at_ms < event.recv_ms + DAY_MS:
            # Read back once our clock has come that far, it will stand under its own time: its key is kept there.
            keyed = self._bucket(event.at_ms // MINUTE_MS)
        if not keyed.keys.add(hash((event.venue, event.symbol, event.key))):
            return False
        micro, is_long = round(event.usd * MICRO), event.hurt is Side.LONG
        tally_of(bucket.tallies, (event.asset, event.venue)).add_event(micro, is_long)
        self._minutes.setdefault(event.asset, {}).setdefault(minute, Tally()).add_event(micro, is_long)
        for window_s, sums in self._sums.items():
            if minute > self._minute - window_s // 60:
                tally_of(sums.setdefault(event.asset, {}), event.venue).add_event(micro, is_long)
        if event.completeness is Completeness.SAMPLED:
            second = 1 << (at_ms // 1000 % 60)
            bucket.sampled_seconds[event.asset] = bucket.sampled_seconds.get(event.asset, 0) | second
        self._remember(bucket, event, at_ms)
        return True

    def advance(self, now_ms: int) -> None:
        """Moves every window to `now_ms` and forgets what no window holds; the queries below do it themselves."""
        minute = now_ms // MINUTE_MS
        if minute == self._minute:
            return
        steps = minute - self._minute
        before, self._minute = self._minute, minute
        if 0 < steps <= HORIZON_MIN:
            for window_s, sums in self._sums.items():
                span = window_s // 60
                for gone in range(before - span + 1, minute - span + 1):
                    self._take_away(gone, sums)
        for old in [key for key in self._buckets if key <= minute - HORIZON_MIN]:
            self._forget_minute(old, self._buckets.pop(old))
        if not 0 < steps <= HORIZON_MIN:
            self._rebuild()
        for key, bucket in self._buckets.items():
            if key < minute - 2:
                bucket.keys.freeze()
        self._forget_old_prints(minute)

    def sums(self, now_ms: int, window_s: int, asset: str | None = None, venue: str | None = None) -> Sums:
        """Dollars and events of one of WINDOWS_S, of one asset, one venue, or all."""
        self.advance(now_ms)
        total = Tally()
        sums = self._sums[window_s]
        for tallies in sums.values() if asset is None else (sums.get(asset, {}),):
            for of_venue, tally in tallies.items():
                if venue in (None, of_venue):
                    total.add(tally)
        return total.sums()

    def by_asset(self, now_ms: int, window_s: int) -> dict[str, Sums]:
        """Sums of each asset with at least one event, largest first."""
        self.advance(now_ms)
        groups: dict[str, Tally] = {}
        for asset, tallies in self._sums[window_s].items():
            for tally in tallies.values():
                tally_of(groups, asset).add(tally)
        return _ranked(groups)

    def by_venue(self, now_ms: int, window_s: int, asset: str | None = None) -> dict[str, Sums]:
        """Sums of each venue with at least one event, largest first."""
        self.advance(now_ms)
        sums = self._sums[window_s]
        groups: dict[str, Tally] = {}
        for tallies in sums.values() if asset is None else (sums.get(asset, {}),):
            for venue, tally in tallies.items():
                tally_of(groups, venue).add(tally)
        return _ranked(groups)

    def largest(self, now_ms: int, asset: str | None = None) -> Print | None:
        """The largest print of the last 24 hours; of equals the newest minute's."""
        self.advance(now_ms)
        assets = self._minutes if asset is None else (asset,)
        prints = (print_ for name in assets if (print_ := self._largest_of(name)) is not None)
        return max(prints, key=_rank, default=None)

    def since(self, now_ms: int, since_ms: int, asset: str | None = None) -> tuple[int, Sums, Print | None]:
        """From when on it counts, the sums, and the largest print: the UTC minute of `since_ms` and all after it, a
        day back at most."""
        self.advance(now_ms)
        first = max(since_ms // MINUTE_MS, self._minute - HORIZON_MIN + 1)
        total, largest = Tally(), None
        for name in self._minutes if asset is None else (asset,):
            for minute, tally in self._minutes.get(name, {}).items():
                if minute >= first:
                    total.add(tally)
                    print_ = self._buckets[minute].largest[name]
                    largest = print_ if largest is None or _rank(print_) > _rank(largest) else largest
        return first * MINUTE_MS, total.sums(), largest

    def minutes(self, now_ms: int, asset: str) -> list[MinuteSums]:
        """Every minute of the last 24 hours with at least one event of the asset, oldest first."""
        self.advance(now_ms)
        return [
            MinuteSums(
                minute=minute,
                sums=tally.sums(),
                sampled_seconds=self._buckets[minute].sampled_seconds.get(asset, 0).bit_count(),
            )
            for minute, tally in sorted(self._minutes.get(asset, {}).items())
        ]

    def tape(self, now_ms: int, asset: str | None = None, count: int = TAPE_LENGTH) -> tuple[Print, ...]:
        """The newest prints of the last 24 hours, newest first, at most the length the tape was made with."""
        self.advance(now_ms)
        entries = (
            self._tapes.get(asset, [])
            if asset is not None
            else sorted((entry for tape in self._tapes.values() for entry in tape), key=lambda entry: entry[:2])
        )
        return tuple(print_ for _, _, print_ in reversed(entries[-count:] if count > 0 else []))

    def _bucket(self, minute: int) -> MinuteBucket:
        bucket = self._buckets.get(minute)
        if bucket is None:
            bucket = self._buckets[minute] = MinuteBucket()
        return bucket

    def _take_away(self, minute: int, sums: dict[str, dict[str, Tally]]) -> None:
        bucket = self._buckets.get(minute)
        if bucket is None:
            return
        for (asset, venue), tally in bucket.tallies.items():
            left = sums[asset][venue]
            left.add(tally, -1)
            if left.count == 0:
                del sums[asset][venue]
            if not sums[asset]:
                del sums[asset]

    def _rebuild(self) -> None:
        """After a clock that stepped back or far ahead."""
        for window_s, sums in self._sums.items():
            sums.clear()
            for minute, bucket in self._buckets.items():
                if minute > self._minute - window_s // 60:
                    for (asset, venue), tally in bucket.tallies.items():
                        tally_of(sums.setdefault(asset, {}), venue).add(tally)

    def _remember(self, bucket: MinuteBucket, event: Liquidation, at_ms: int) -> None:
        tape = self._tapes.setdefault(event.asset, [])
        largest = bucket.largest.get(event.asset)
        is_largest = largest is None or event.usd > largest.usd
        is_new = len(tape) < self._tape_length or at_ms >= tape[0][0]
        if not (is_largest or is_new):
            return
        print_ = to_print(event, at_ms)
        if is_largest:
            bucket.largest[event.asset] = print_
            top = self._top.get(event.asset)
            if top is not None and _rank(print_) > _rank(top):
                self._top[event.asset] = print_
        if is_new:
            self._added += 1
            insort(tape, (at_ms, self._added, print_), key=lambda entry: entry[:2])
            if len(tape) > self._tape_length:
                del tape[0]

    def _largest_of(self, asset: str) -> Print | None:
        top = self._top.get(asset)
        if top is None and asset in self._minutes:
            prints = [self._buckets[minute].largest[asset] for minute in self._minutes[asset]]
            top = self._top[asset] = max(prints, key=_rank)
        return top

    def _forget_minute(self, minute: int, bucket: MinuteBucket) -> None:
        for asset, print_ in bucket.largest.items():
            minutes = self._minutes[asset]
            del minutes[minute]
            if not minutes:
                del self._minutes[asset]
            if self._top.get(asset) is print_:
                del self._top[asset]

    def _forget_old_prints(self, minute: int) -> None:
        oldest_ms = (minute - HORIZON_MIN + 1) * MINUTE_MS
        for asset in [name for name, tape in self._tapes.items() if tape[0][0] < oldest_ms]:
            kept = [entry for entry in self._tapes[asset] if entry[0] >= oldest_ms]
            if kept:
                self._tapes[asset] = kept
            else:
                del self._tapes[asset]


def to_print(event: Liquidation, at_ms: int | None = None) -> Print:
    """A liquidation as the tape shows it."""
    return Print(
        at_ms=event.at_ms if at_ms is None else at_ms,
        venue=event.venue,
        symbol=event.symbol,
        asset=event.asset,
        hurt=event.hurt.value,
        usd=event.usd,
        price_usd=event.price_usd,
    )


def _ranked(groups: dict[str, Tally]) -> dict[str, Sums]:
    ranked = sorted(groups.items(), key=lambda item: (-(item[1].long + item[1].short), item[0]))
    return {name: tally.sums() for name, tally in ranked}


def _rank(print_: Print) -> tuple[float, int]:
    return print_.usd, print_.at_ms
