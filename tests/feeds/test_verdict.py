import pytest

from tui.domain.clock import HOUR_MS
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import FeedState
from tui.feeds.verdict import judge

NOON_MS = 1_762_344_000_000


@pytest.mark.parametrize(
    ("trouble", "retry_after_s", "state", "wait_s"),
    [
        (Trouble.BLOCKED, None, FeedState.BLOCKED, 6 * 3600),
        (Trouble.BANNED, 125.0, FeedState.BLOCKED, 125),
        (Trouble.BANNED, None, FeedState.BLOCKED, 300),
        (Trouble.BANNED, 1e9, FeedState.BLOCKED, 3 * 86_400),
        (Trouble.RATE_LIMITED, 30.0, FeedState.BACKOFF, 30),
        (Trouble.RATE_LIMITED, None, FeedState.BACKOFF, 10),
        (Trouble.MAINTENANCE, None, FeedState.BACKOFF, 60),
        (Trouble.UNSUPPORTED, None, FeedState.OFF, 3600),
        (Trouble.DNS, None, FeedState.BACKOFF, 2.5),
        (Trouble.TIMEOUT, -5.0, FeedState.BACKOFF, 2.5),
        (Trouble.BAD_RESPONSE, None, FeedState.BACKOFF, 2.5),
    ],
)
def test_every_trouble_has_its_state_and_its_pause(
    trouble: Trouble, retry_after_s: float | None, state: FeedState, wait_s: float
) -> None:
    verdict = judge(VenueError("okx", trouble, "why", retry_after_s), 2.5, NOON_MS)
    assert (verdict.state, verdict.wait_s) == (state, wait_s)
    assert verdict.bans_venue is (trouble is Trouble.BANNED)


def test_a_long_pause_says_when_it_ends() -> None:
    assert (
        judge(VenueError("okx", Trouble.BLOCKED, "451 region"), 1.0, NOON_MS).reason == "451 region; again at 18:00 UTC"
    )
    assert judge(VenueError("okx", Trouble.DNS, "no such host"), 1.0, NOON_MS + HOUR_MS).reason == "no such host"


def test_a_reason_is_cleaned_once_more() -> None:
    assert judge(VenueError("okx", Trouble.DNS, "a\x1b[2Jb"), 1.0, NOON_MS).reason == "a?[2Jb"
