"""Limits how often a host is dialled, so that one which drops every connection is not redialled endlessly."""

from collections import defaultdict, deque
from urllib.parse import urlsplit

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError

MOST_DIALS = 10
WINDOW_S = 300.0


class Dials:
    """At most MOST_DIALS of one host within WINDOW_S, whatever the reasons; shared by all clients of a venue."""

    def __init__(self, venue: str, clock: Clock) -> None:
        self._venue = venue
        self._clock = clock
        self._dialled_s: dict[str, deque[float]] = defaultdict(deque)

    def spend(self, url: str) -> None:
        """Counts a dial of that address; VenueError where its host was dialled too often."""
        now_s = self._clock.monotonic_s()
        dialled_s = self._dialled_s[_host(url)]
        while dialled_s and now_s - dialled_s[0] >= WINDOW_S:
            dialled_s.popleft()
        if len(dialled_s) >= MOST_DIALS:
            words = f"dialled {MOST_DIALS} times in {WINDOW_S / 60:.0f} minutes"
            wait_s = dialled_s[0] + WINDOW_S - now_s
            raise VenueError(self._venue, Trouble.RATE_LIMITED, words, retry_after_s=wait_s)
        dialled_s.append(now_s)

    def give_back(self, url: str) -> None:
        """The last dial did not reach the host and does not count."""
        dialled_s = self._dialled_s[_host(url)]
        if dialled_s:
            dialled_s.pop()


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
