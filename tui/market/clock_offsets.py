"""How far the venues' clocks are from ours, seen in the times of what they send."""

from collections import deque
from statistics import median

TOLD_S = 2.0
"""A smaller difference is the way that a message takes."""
_SAMPLES = 31
_FORGOTTEN_S = 120.0
_MAJORITY = 3


class ClockOffsets:
    """The median of receipt minus the venue's own time, for each venue. Freshness never depends on it: ages are
    counted from receipt by the monotonic clock."""

    def __init__(self) -> None:
        self._behind_ms: dict[str, deque[int]] = {}
        self._heard_s: dict[str, float] = {}

    def note(self, venue: str, at_ms: int, recv_ms: int, now_s: float) -> None:
        """Takes one message's times; one without a time of its own (it has ours) says nothing."""
        if at_ms != recv_ms:
            self._behind_ms.setdefault(venue, deque(maxlen=_SAMPLES)).append(recv_ms - at_ms)
            self._heard_s[venue] = now_s

    def behind_s(self, now_s: float) -> dict[str, float]:
        """Venue -> seconds that its clock is behind ours; negative where it is ahead."""
        return {
            venue: median(samples) / 1000
            for venue, samples in self._behind_ms.items()
            if now_s - self._heard_s[venue] < _FORGOTTEN_S
        }

    def ours_ahead_s(self, now_s: float) -> float:
        """Seconds that this machine's clock is ahead of most venues'; 0 while they don't agree that it is wrong."""
        behind_s = self.behind_s(now_s)
        off_s = [seconds for seconds in behind_s.values() if abs(seconds) > TOLD_S]
        is_ours = len(off_s) >= _MAJORITY and len(off_s) > len(behind_s) / 2 and len({s > 0 for s in off_s}) == 1
        return median(off_s) if is_ours else 0.0

    def own_words(self, now_s: float) -> str | None:
        """By how much this machine's clock is wrong; None while it isn't."""
        ahead_s = self.ours_ahead_s(now_s)
        if not ahead_s:
            return None
        words = f"this machine's clock is {_apart(ahead_s, ('ahead of', 'behind'))} the venues'"
        return f"{words}; closes are counted by theirs"

    def venues_words(self, now_s: float) -> str | None:
        """Which venues' clocks are wrong; None while all agree with ours, or ours is the wrong one."""
        off_s = {venue: seconds for venue, seconds in self.behind_s(now_s).items() if abs(seconds) > TOLD_S}
        if not off_s or self.ours_ahead_s(now_s):
            return None
        return ", ".join(
            f"{venue}'s clock is {_apart(seconds, ('behind', 'ahead of'))} ours" for venue, seconds in off_s.items()
        )


def _apart(seconds: float, words: tuple[str, str]) -> str:
    return f"{abs(seconds):.1f} s {words[0] if seconds > 0 else words[1]}"
