import logging

import pytest

from tui.collector.journal import Journal
from tui.domain.events import FeedKind, FeedState, FeedStatus

LIVE, BACKOFF, CONNECTING, OFF = FeedState.LIVE, FeedState.BACKOFF, FeedState.CONNECTING, FeedState.OFF


def status(kind: FeedKind, state: FeedState, reason: str | None = None) -> FeedStatus:
    return FeedStatus(venue="okx", kind=kind, part="", state=state, reason=reason, retries=0, at_ms=0)


PRICE, FUNDING = FeedKind.PRICE, FeedKind.FUNDING


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([(PRICE, CONNECTING), (PRICE, LIVE), (FUNDING, LIVE)], ["okx live"]),
        ([(PRICE, LIVE), (FUNDING, LIVE), (PRICE, BACKOFF)], ["okx live"]),
        ([(PRICE, LIVE), (PRICE, BACKOFF), (PRICE, BACKOFF)], ["okx live", "okx lost: it is dns"]),
        ([(PRICE, LIVE), (PRICE, BACKOFF), (PRICE, LIVE)], ["okx live", "okx lost: it is dns", "okx live"]),
        ([(PRICE, CONNECTING), (FUNDING, CONNECTING), (PRICE, BACKOFF)], []),
        ([(FUNDING, CONNECTING), (PRICE, BACKOFF), (FUNDING, BACKOFF)], ["okx not reached: it is dns"]),
        ([(PRICE, OFF)], []),
    ],
)
def test_a_venue_s_coming_and_going_is_one_line(
    told: list[tuple[FeedKind, FeedState]], expected: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal()
    with caplog.at_level(logging.INFO, "floorline.collector"):
        for kind, state in told:
            journal.note(status(kind, state, "it is dns" if state is BACKOFF else None))
    assert [record.getMessage() for record in caplog.records] == expected
    assert journal.live == (1 if expected and expected[-1] == "okx live" else 0)
