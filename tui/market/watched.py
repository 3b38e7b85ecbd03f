"""When liquidations were observed, watched live or read back whole: a rolling total knows what it did not see."""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tui.domain.clock import DAY_MS
from tui.domain.events import Coverage, FeedState, FeedStatus
from tui.history.observation import EVERY_ASSET, Observation, named

_KEPT_STRETCHES = 5_000


class _Stretch(NamedTuple):
    start_ms: int
    end_ms: int
    assets: str
    """As in Observation."""


class _Venue:
    """The liquidation streams of one venue; it is watched while all of them that it has are live and whole."""

    def __init__(self) -> None:
        self.live: dict[str, bool] = {}
        self.narrow: set[str] = set()
        """Parts whose streams carry the configured assets alone."""
        self.since_ms: int | None = None
        self.since_assets = EVERY_ASSET
        self.past: deque[_Stretch] = deque(maxlen=_KEPT_STRETCHES)
        self.ended: list[_Stretch] = []
        """Stretches whose end nobody has been told yet: it may lie far before an end that was told."""
        self.read_back: dict[str, list[tuple[int, int]]] = {}
        """Assets -> stretches that a backfill fetched of them, apart from each other, oldest first."""

    def stretches(self, now_ms: int) -> list[_Stretch]:
        found = [*self.past]
        for assets, stretches in self.read_back.items():
            found += (_Stretch(start_ms, end_ms, assets) for start_ms, end_ms in stretches)
        if self.since_ms is not None and now_ms > self.since_ms:
            found.append(_Stretch(self.since_ms, now_ms, self.since_assets))
        return found

    def covering(self, now_ms: int, asset: str | None) -> list[tuple[int, int]]:
        """Stretches that speak of that asset; of all of the venue's for None."""
        stretches = self.stretches(now_ms)
        fit = {assets for assets in {stretch.assets for stretch in stretches} if named(assets, asset)}
        return [stretch[:2] for stretch in stretches if stretch.assets in fit]

    def cover(self, from_ms: int, until_ms: int, assets: str) -> None:
        self.read_back[assets] = _joined(self.read_back.get(assets, ()), from_ms, until_ms)


def _joined(stretches: Sequence[tuple[int, int]], from_ms: int, until_ms: int) -> list[tuple[int, int]]:
    """The stretches with one more, joined with those that it touches: each look back overlaps the one before."""
    apart = []
    for start_ms, end_ms in stretches:
        if end_ms < from_ms or start_ms > until_ms:
            apart.append((start_ms, end_ms))
        else:
            from_ms, until_ms = min(from_ms, start_ms), max(until_ms, end_ms)
    return sorted([*apart, (from_ms, until_ms)])[-_KEPT_STRETCHES:]


class Watched:
    """Stretches observed per venue: while its streams were live, where its backfill read everything, and from the
    history what an earlier process observed. A stretch counts once, however often it was seen."""

    def __init__(self, assets: Iterable[str]) -> None:
        """`assets` are the configured ones, which a feed that doesn't carry every asset reads."""
        self._assets = ",".join(sorted(assets))
        self._venues: dict[str, _Venue] = {}

    def restore(self, observations: Iterable[Observation]) -> None:
        """Adds stretches watched by an earlier process."""
        for seen in sorted(observations, key=lambda seen: seen.start_ms, reverse=True):
            past = self._venues.setdefault(seen.venue, _Venue()).past
            past.appendleft(_Stretch(seen.start_ms, seen.end_ms, seen.assets))

    def note(self, status: FeedStatus) -> None:
        """Takes a stream's state; a stretch ends at the moment that the state began."""
        venue = self._venues.setdefault(status.venue, _Venue())
        if status.state is FeedState.OFF:
            # The venue has no such thing for the configured assets, so nothing of it is missed.
            venue.live.pop(status.part, None)
            venue.narrow.discard(status.part)
        else:
            venue.live[status.part] = status.state is FeedState.LIVE and status.is_whole
            (venue.narrow.discard if status.every_asset else venue.narrow.add)(status.part)
        is_live = bool(venue.live) and all(venue.live.values())
        assets = self._assets if venue.narrow else EVERY_ASSET
        if venue.since_ms is not None and not (is_live and assets == venue.since_assets):
            # Kept even where nothing is left of it, so that a longer stretch already stored is put right.
            stretch = _Stretch(venue.since_ms, max(status.at_ms, venue.since_ms), venue.since_assets)
            venue.past.append(stretch)
            venue.ended = [*venue.ended, stretch][-_KEPT_STRETCHES:]
            venue.since_ms = None
        if is_live and venue.since_ms is None:
            venue.since_ms, venue.since_assets = status.at_ms, assets

    def cover(self, stretch: Coverage, now_ms: int) -> None:
        """Takes what a backfill read; what lies more than a day back or ahead of now is cut off."""
        from_ms, until_ms = max(stretch.from_ms, now_ms - DAY_MS), min(stretch.until_ms, now_ms)
        if from_ms < until_ms:
            assets = EVERY_ASSET if stretch.every_asset else self._assets
            self._venues.setdefault(stretch.venue, _Venue()).cover(from_ms, until_ms, assets)

    def observations(self, now_ms: int, since_ms: int) -> list[Observation]:
        """Stretches that reach past `since_ms`, the running ones up to now, and those that ended since the last call:
        what a history must keep."""
        found: list[Observation] = []
        for name, venue in self._venues.items():
            recent = [stretch for stretch in venue.stretches(now_ms) if stretch.end_ms >= since_ms]
            told = dict.fromkeys((*venue.ended, *recent))
            venue.ended = []
            found += (
                Observation(venue=name, start_ms=start_ms, end_ms=end_ms, assets=assets)
                for start_ms, end_ms, assets in told
            )
        return found

    def seconds(self, now_ms: int, asset: str | None, window_ms: int = DAY_MS) -> dict[str, float]:
        """Venue -> seconds of the trailing window in which its liquidations of that asset were observed; those of every
        asset that it has, for None."""
        return {
            name: covered_s(venue.covering(now_ms, asset), now_ms - window_ms, now_ms)
            for name, venue in self._venues.items()
        }

    def any_s(self, now_ms: int, asset: str | None, window_ms: int = DAY_MS) -> float:
        """Seconds of the trailing window in which at least one venue was observed; `asset` as in `seconds`."""
        return self.windows_s(now_ms, asset, (window_ms,))[window_ms]

    def windows_s(self, now_ms: int, asset: str | None, windows_ms: Iterable[int]) -> dict[int, float]:
        """The same of several windows, by their milliseconds."""
        stretches = [stretch for venue in self._venues.values() for stretch in venue.covering(now_ms, asset)]
        return {window_ms: covered_s(stretches, now_ms - window_ms, now_ms) for window_ms in windows_ms}

    def configured_only(self) -> frozenset[str]:
        """Venues with a stream that carries the configured assets alone."""
        return frozenset(name for name, venue in self._venues.items() if venue.narrow)

    def prune(self, now_ms: int) -> None:
        for venue in self._venues.values():
            while venue.past and venue.past[0].end_ms < now_ms - DAY_MS:
                venue.past.popleft()
            for assets, stretches in venue.read_back.items():
                venue.read_back[assets] = [stretch for stretch in stretches if stretch[1] >= now_ms - DAY_MS]


def covered_s(stretches: Sequence[tuple[int, int]], from_ms: int, to_ms: int) -> float:
    """Seconds between the two moments that at least one stretch covers."""
    covered_ms, reached_ms = 0, from_ms
    for start_ms, end_ms in sorted(stretches):
        begin_ms, stop_ms = max(start_ms, reached_ms), min(end_ms, to_ms)
        if stop_ms > begin_ms:
            covered_ms += stop_ms - begin_ms
            reached_ms = stop_ms
    return covered_ms / 1000
