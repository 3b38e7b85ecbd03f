"""How long to wait after a failure, and when to stop trying for a while."""

from collections import deque
from random import Random

from tui.domain.clock import Clock

GOOD_DATA_S = 30.0
"""A connection that brought data for this long has proved itself; a shorter one is an early close."""

_BASE_S = 1.0
_FACTOR = 2.0
_CAP_S = 60.0
_EARLY_CLOSES = 5
_WINDOW_S = 60.0
_OPEN_S = 300.0


class Backoff:
    """Exponential with full jitter: uniform(0, min(cap, base x 2^n)); only good data resets n."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._failures = 0

    @property
    def failures(self) -> int:
        """Failures since the last reset."""
        return self._failures

    def next_delay_s(self) -> float:
        ceiling_s = min(_CAP_S, _BASE_S * _FACTOR ** min(self._failures, 10))
        self._failures += 1
        return self._random.uniform(0, ceiling_s)

    def reset(self) -> None:
        self._failures = 0


class Breaker:
    """Opens for five minutes after five early closes within one minute; then one attempt decides again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._closes_s: deque[float] = deque(maxlen=_EARLY_CLOSES)

    def early_close(self) -> float:
        """Counts one; returns how long the breaker opens, 0.0 while it stays closed."""
        now_s = self._clock.monotonic_s()
        self._closes_s.append(now_s)
        if len(self._closes_s) < _EARLY_CLOSES or now_s - self._closes_s[0] > _WINDOW_S:
            return 0.0
        # All but one are kept, so that a single early close after the pause opens the breaker again.
        self._closes_s.clear()
        self._closes_s.extend([now_s + _OPEN_S] * (_EARLY_CLOSES - 1))
        return _OPEN_S

    def reset(self) -> None:
        self._closes_s.clear()


class VenueGate:
    """Shut while the venue has banned this address, or for one feed while it was told to slow down."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until_s = 0.0
        self._reason = ""

    def shut(self, seconds: float, reason: str) -> None:
        self._until_s = max(self._until_s, self._clock.monotonic_s() + seconds)
        self._reason = reason

    @property
    def reason(self) -> str:
        return self._reason

    def remaining_s(self) -> float:
        """Seconds until the venue may be asked again; 0.0 when it may be asked now."""
        return max(0.0, self._until_s - self._clock.monotonic_s())
