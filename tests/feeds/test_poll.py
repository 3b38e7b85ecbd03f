import logging
from itertools import pairwise

import pytest

from tests.clocks import ManualClock
from tests.feeds.scripted import ScriptedPoll, quote, supervised, trouble
from tui.domain.errors import Trouble
from tui.domain.events import FeedKind, FeedState
from tui.feeds.poll import next_tick_s


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


async def test_a_poll_is_asked_at_its_pace_jittered_by_a_tenth(clock: ManualClock) -> None:
    poll = ScriptedPoll(clock, [quote(clock)], every_s=60.0)
    async with supervised(clock, poll.feed) as (_, watcher):
        assert poll.asked_s == [1000.0]
        await clock.advance(3600)
    gaps = [later - earlier for earlier, later in pairwise(poll.asked_s)]
    assert 55 <= len(gaps) <= 65
    assert all(54 <= gap <= 66 for gap in gaps)
    assert max(gaps) - min(gaps) > 5
    assert watcher.states() == [FeedState.CONNECTING, FeedState.LIVE]
    assert len(watcher.data) == len(poll.asked_s)


async def test_a_slow_answer_drops_ticks_and_never_piles_up(clock: ManualClock) -> None:
    poll = ScriptedPoll(clock, 25.0, every_s=10.0)
    async with supervised(clock, poll.feed):
        await clock.advance(300)
    assert poll.most_in_flight == 1
    assert 8 <= len(poll.asked_s) <= 11


@pytest.mark.parametrize(("period_s", "took_s", "wait_s"), [(10, 0, 10), (10, 3, 7), (10, 25, 5), (10, 10, 10)])
def test_ticks_that_were_missed_are_dropped(period_s: float, took_s: float, wait_s: float) -> None:
    assert next_tick_s(period_s, took_s) == wait_s


async def test_a_failure_is_said_and_asked_again_with_backoff(clock: ManualClock) -> None:
    poll = ScriptedPoll(clock, trouble(Trouble.DNS), trouble(Trouble.DNS), [quote(clock)])
    async with supervised(clock, poll.feed) as (_, watcher):
        await clock.advance(5)
    assert watcher.states() == [FeedState.CONNECTING, FeedState.BACKOFF, FeedState.BACKOFF, FeedState.LIVE]
    assert [(status.reason, status.retries) for status in watcher.statuses()] == [
        (None, 0),
        ("it is dns", 1),
        ("it is dns", 2),
        (None, 0),
    ]
    first, second, third = poll.asked_s[:3]
    assert second - first <= 1
    assert third - second <= 2


async def test_an_answer_that_never_comes_is_given_up(clock: ManualClock) -> None:
    poll = ScriptedPoll(clock, 1e6, [quote(clock)])
    async with supervised(clock, poll.feed) as (_, watcher):
        await clock.advance(119)
        assert watcher.states() == [FeedState.CONNECTING]
        await clock.advance(5)
    assert watcher.statuses()[1].reason == "no answer within 120 s"
    assert watcher.states()[-1] is FeedState.LIVE
    assert poll.in_flight == 0


async def test_an_unexpected_exception_is_logged_counted_and_survived(
    clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    poll = ScriptedPoll(clock, KeyError("\x1b[2J"), ZeroDivisionError(), [quote(clock)])
    with caplog.at_level(logging.WARNING):
        async with supervised(clock, poll.feed) as (supervisor, watcher):
            await clock.advance(5)
            assert supervisor.counts["unexpected"] == 2
    assert watcher.statuses()[1].reason == "internal error: KeyError"
    assert watcher.states()[-1] is FeedState.LIVE
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert not any("\x1b" in record.getMessage() for record in caplog.records)


async def test_one_class_of_trouble_is_logged_once_a_minute(
    clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    poll = ScriptedPoll(clock, trouble(Trouble.TIMEOUT), every_s=1.0)
    with caplog.at_level(logging.WARNING):
        async with supervised(clock, poll.feed):
            await clock.advance(600)
    assert 5 <= len(caplog.records) <= 11
    assert "more like it" in caplog.records[-1].getMessage()


async def test_a_rate_limit_halves_the_pace_until_the_venue_is_content(clock: ManualClock) -> None:
    poll = ScriptedPoll(clock, trouble(Trouble.RATE_LIMITED, 30.0), [quote(clock)], every_s=10.0)
    async with supervised(clock, poll.feed):
        await clock.advance(1000)
    gaps = [later - earlier for earlier, later in pairwise(poll.asked_s)]
    assert 30 <= gaps[0] <= 31
    assert all(18 <= gap <= 22 for gap in gaps[1:9])
    assert all(9 <= gap <= 11 for gap in gaps[12:])


async def test_a_region_block_is_not_asked_again_for_six_hours(clock: ManualClock) -> None:
    poll = ScriptedPoll(clock, trouble(Trouble.BLOCKED))
    async with supervised(clock, poll.feed) as (_, watcher):
        await clock.advance(6 * 3600 - 1)
        assert len(poll.asked_s) == 1
        assert watcher.states()[-1] is FeedState.BLOCKED
        await clock.advance(2)
        assert len(poll.asked_s) == 2


async def test_a_ban_stops_the_whole_venue_until_it_ends(clock: ManualClock) -> None:
    banned = ScriptedPoll(clock, trouble(Trouble.BANNED, 120.0), [quote(clock)], part="banned")
    sibling = ScriptedPoll(clock, [quote(clock)], part="sibling", every_s=10.0)
    other = ScriptedPoll(clock, [quote(clock)], venue="kraken", every_s=10.0)
    async with supervised(clock, sibling.feed, banned.feed, other.feed) as (_, watcher):
        await clock.advance(119)
        assert len(sibling.asked_s) == 1
        assert len(banned.asked_s) == 1
        assert len(other.asked_s) > 9
        blocked = [status for status in watcher.statuses() if status.state is FeedState.BLOCKED]
        assert {status.part for status in blocked} == {"banned", "sibling"}
        assert all("again at" in (status.reason or "") for status in blocked)
        await clock.advance(15)
        assert len(banned.asked_s) > 1
        assert len(sibling.asked_s) > 1


async def test_what_waits_is_asked_at_once_when_told_to(clock: ManualClock) -> None:
    poll = ScriptedPoll(clock, trouble(Trouble.BLOCKED), [quote(clock)], kind=FeedKind.OPTIONS)
    async with supervised(clock, poll.feed) as (supervisor, watcher):
        supervisor.reconnect()
        await clock.advance(0)
        assert watcher.states()[-1] is FeedState.LIVE
        supervisor.reconnect()
        await clock.advance(0)
        assert len(poll.asked_s) == 2, "what is live is left alone"


@pytest.mark.parametrize("kind", [Trouble.BANNED, Trouble.RATE_LIMITED])
async def test_a_pause_that_the_venue_ordered_can_t_be_cut_short(clock: ManualClock, kind: Trouble) -> None:
    poll = ScriptedPoll(clock, trouble(kind, 120.0), [quote(clock)], kind=FeedKind.OPTIONS)
    async with supervised(clock, poll.feed) as (supervisor, watcher):
        for _ in range(10):
            await clock.advance(10)
            supervisor.reconnect()
        assert len(poll.asked_s) == 1
        assert "again at" in (watcher.statuses()[-1].reason or "")
        await clock.advance(21)
        assert watcher.states()[-1] is FeedState.LIVE


async def test_what_has_neither_answered_nor_failed_is_known(clock: ManualClock) -> None:
    slow = ScriptedPoll(clock, 5.0, kind=FeedKind.OPTIONS)
    failing = ScriptedPoll(clock, trouble(Trouble.DNS), kind=FeedKind.FUTURES)
    async with supervised(clock, slow.feed, failing.feed) as (supervisor, _):
        assert supervisor.unanswered() == ("okx options",)
        await clock.advance(6)
        assert supervisor.unanswered() == ()
