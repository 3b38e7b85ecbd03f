"""The recent past of one value, in bounded memory."""

from collections import deque
from dataclasses import dataclass

BUCKETS = 240
"""A window is kept in that many steps: an hour to 15 seconds."""


@dataclass
class _Bucket:
    start_s: float
    first: float
    low: float
    high: float


class Series:
    """One value over the last `window_s` seconds."""

    def __init__(self, window_s: float) -> None:
        self._window_s = window_s
        self._step_s = window_s / BUCKETS
        self._buckets: deque[_Bucket] = deque()

    def __len__(self) -> int:
        return len(self._buckets)

    def add(self, value: float, now_s: float) -> None:
        """Takes the value of this moment; moments come in order."""
        buckets = self._buckets
        if buckets and now_s - buckets[-1].start_s < self._step_s:
            newest = buckets[-1]
            newest.low, newest.high = min(newest.low, value), max(newest.high, value)
        else:
            buckets.append(_Bucket(now_s, value, value, value))
        # The bucket that holds the value of one window ago stays.
        while len(buckets) > 1 and buckets[1].start_s <= now_s - self._window_s:
            buckets.popleft()

    def window_ago(self, now_s: float) -> float | None:
        """The value one window ago; None where nothing was known then."""
        if not self._buckets:
            return None
        oldest = self._buckets[0]
        late_s = now_s - self._window_s - oldest.start_s
        # Collectors look once a second at least; a longer silence there means that the value was not known.
        return oldest.first if 0 <= late_s <= max(3 * self._step_s, 5.0) else None

    def lowest(self, now_s: float) -> float | None:
        """The lowest value of the window."""
        return min((bucket.low for bucket in self._inside(now_s)), default=None)

    def highest(self, now_s: float) -> float | None:
        """The highest value of the window."""
        return max((bucket.high for bucket in self._inside(now_s)), default=None)

    def _inside(self, now_s: float) -> list[_Bucket]:
        return [bucket for bucket in self._buckets if bucket.start_s >= now_s - self._window_s]
