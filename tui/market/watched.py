"""When liquidations were observed, watched live or read back whole: a rolling total knows what it did not see."""

from collections import deque
from collections.abc import Iterable, Sequence

from tui.domain.clock import DAY_MS
from tui.domain.events import Coverage, FeedState, FeedStatus
from tui.history.observation import Observation

_KEPT_STRETCHES = 5_000


class _Venue:
    """The liquidation streams of one venue; it is watched while all of them are live."""

    def __init__(self) -> None:
        self.live: dict[str, bool] = {}
        self.since_ms: int | None = None
        self.past: deque[tuple[int, int]] = deque(maxlen=_KEPT_STRETCHES)
        self.ended: list[tuple[int, int]] = []
        """Stretches whose end nobody has been told yet: it may lie far before an end that was told."""
        self.read_back: list[tuple[int, int]] = []
        """Stretches that a backfill fetched, apart from each other, oldest first."""
        self.read_back_whole: list[tuple[int, int]] = []
        """Those of them that hold every asset of the venue."""

    def stretches(self, now_ms: int, *, every_asset: bool = False) -> list[tuple[int, int]]:
        running = [] if self.since_ms is None or now_ms <= self.since_ms else [(self.since_ms, now_ms)]
        return [*self.past, *(self.read_back_whole if every_asset else self.read_back), *running]

    def cover(self, from_ms: int, until_ms: int, *, every_asset: bool = False) -> None:
        self.read_back = _joined(self.read_back, from_ms, until_ms)
        if every_asset:
            self.read_back_whole = _joined(self.read_back_whole, from_ms, until_ms)


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

    def __init__(self) -> None:
        self._venues: dict[str, _Venue] = {}

    def restore(self, observations: Iterable[Observation]) -> None:
        """Adds stretches watched by an earlier process."""
        for seen in sorted(observations, key=lambda seen: seen.start_ms, reverse=True):
            self._venues.setdefault(seen.venue, _Venue()).past.appendleft((seen.start_ms, seen.end_ms))

    def note(self, status: FeedStatus) -> None:
        """Takes a stream's state; a stretch ends at the moment that the state began."""
        venue = self._venues.setdefault(status.venue, _Venue())
        venue.live[status.part] = status.state is FeedState.LIVE
        if all(venue.live.values()):
            if venue.since_ms is None:
                venue.since_ms = status.at_ms
        elif venue.since_ms is not None:
            # Kept even where nothing is left of it, so that a longer stretch already stored is put right.
            stretch = (venue.since_ms, max(status.at_ms, venue.since_ms))
            venue.past.append(stretch)
            venue.ended = [*venue.ended, stretch][-_KEPT_STRETCHES:]
            venue.since_ms = None

    def cover(self, stretch: Coverage, now_ms: int) -> None:
        """Takes what a backfill read; what lies more than a day back or ahead of now is cut off."""
        from_ms, until_ms = max(stretch.from_ms, now_ms - DAY_MS), min(stretch.until_ms, now_ms)
        if from_ms < until_ms:
            self._venues.setdefault(stretch.venue, _Venue()).cover(from_ms, until_ms, every_asset=stretch.every_asset)

    def observations(self, now_ms: int, since_ms: int) -> list[Observation]:
        """Stretches that reach past `since_ms`, the running ones up to now, and those that ended since the last call:
        what a history must keep."""
        found: list[Observation] = []
        for name, venue in self._venues.items():
            recent = [stretch for stretch in venue.stretches(now_ms) if stretch[1] >= since_ms]
            told = dict.fromkeys((*venue.ended, *recent))
            venue.ended = []
            found += (Observation(venue=name, start_ms=start_ms, end_ms=end_ms) for start_ms, end_ms in told)
        return found

    def seconds(self, now_ms: int, window_ms: int = DAY_MS, *, every_asset: bool = False) -> dict[str, float]:
        """Venue -> seconds of the trailing window in which it was observed. `every_asset`: without what a backfill read
        of the configured assets alone, which says nothing of the whole market."""
        return {
            name: covered_s(venue.stretches(now_ms, every_asset=every_asset), now_ms - window_ms, now_ms)
            for name, venue in self._venues.items()
        }

    def any_s(self, now_ms: int, window_ms: int = DAY_MS, *, every_asset: bool = False) -> float:
        """Seconds of the trailing window in which at least one venue was observed; `every_asset` as in `seconds`."""
        stretches = [
            stretch for venue in self._venues.values() for stretch in venue.stretches(now_ms, every_asset=every_asset)
        ]
        return covered_s(stretches, now_ms - window_ms, now_ms)

    def prune(self, now_ms: int) -> None:
        for venue in self._venues.values():
            while venue.past and venue.past[0][1] < now_ms - DAY_MS:
                venue.past.popleft()
            venue.read_back = [stretch for stretch in venue.read_back if stretch[1] >= now_ms - DAY_MS]
            venue.read_back_whole = [stretch for stretch in venue.read_back_whole if stretch[1] >= now_ms - DAY_MS]


def covered_s(stretches: Sequence[tuple[int, int]], from_ms: int, to_ms: int) -> float:
    """Seconds between the two moments that at least one stretch covers."""
    covered_ms, reached_ms = 0, from_ms
    for start_ms, end_ms in sorted(stretches):
        begin_ms, stop_ms = max(start_ms, reached_ms), min(end_ms, to_ms)
        if stop_ms > begin_ms:
            covered_ms += stop_ms - begin_ms
            reached_ms = stop_ms
    return covered_ms / 1000
