"""What a failure means for a feed: the state to show, and how long to leave the venue alone."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tui.domain.errors import Trouble, VenueError
from tui.domain.events import FeedState
from tui.domain.text import clean

BLOCKED_S = 6 * 3600.0
"""A region block is not asked again sooner."""

_BAN_S = 300.0
_LONGEST_BAN_S = 3 * 86_400.0
_UNSUPPORTED_S = 3600.0
_RATE_LIMIT_S = 10.0
_MAINTENANCE_S = 60.0
_ANNOUNCED_S = 60.0
_ORDERED_S = 5.0
"""A pause that the venue asked for is announced from here on."""
_TO_THE_SECOND_S = 600.0

# Nothing was reached, so it is the user's network; the venue can't be hurt by trying again.
DIAL_TROUBLES = frozenset({Trouble.DNS, Trouble.REFUSED, Trouble.TLS, Trouble.PROXY, Trouble.TIMEOUT})


@dataclass(frozen=True)
class Verdict:
    state: FeedState
    wait_s: float
    reason: str
    bans_venue: bool = False
    is_ordered: bool = False
    """The venue asked for the pause, so that nothing may cut it short."""


def judge(error: VenueError, backoff_s: float, now_ms: int) -> Verdict:
    """The verdict on `error` when plain backoff would wait `backoff_s`."""
    told_s = min(max(error.retry_after_s or 0.0, 0.0), _LONGEST_BAN_S)
    match error.trouble:
        case Trouble.BLOCKED:
            state, wait_s = FeedState.BLOCKED, max(BLOCKED_S, told_s)
        case Trouble.BANNED:
            state, wait_s = FeedState.BLOCKED, told_s or _BAN_S
        case Trouble.UNSUPPORTED:
            state, wait_s = FeedState.OFF, _UNSUPPORTED_S
        case Trouble.RATE_LIMITED:
            state, wait_s = FeedState.BACKOFF, max(told_s, _RATE_LIMIT_S, backoff_s)
        case Trouble.MAINTENANCE:
            state, wait_s = FeedState.BACKOFF, max(told_s, _MAINTENANCE_S)
        case _:
            state, wait_s = FeedState.BACKOFF, max(told_s, backoff_s)
    reason = reason_until(error.reason, wait_s, now_ms, _ORDERED_S if told_s else _ANNOUNCED_S)
    is_ordered = error.trouble in (Trouble.BANNED, Trouble.RATE_LIMITED)
    return Verdict(state, wait_s, reason, error.trouble is Trouble.BANNED, is_ordered)


def reason_until(reason: str, wait_s: float, now_ms: int, announced_s: float = _ANNOUNCED_S) -> str:
    """The reason, with the time of the next attempt where that is at least `announced_s` away."""
    reason = clean(reason, 120)
    if wait_s < announced_s:
        return reason
    again = datetime.fromtimestamp(now_ms / 1000 + wait_s, UTC)
    hour = f"{again:%H:%M:%S}" if wait_s < _TO_THE_SECOND_S else f"{again:%H:%M}"
    return f"{reason}; again at {hour} UTC"
