import pytest

from tests.clocks import ManualClock
from tests.feeds.scripted import ScriptedPoll, ScriptedStream, quote, supervised, trouble
from tui.domain.errors import Trouble
from tui.domain.events import FeedKind, FeedState

LIQUIDATIONS = FeedKind.LIQUIDATIONS


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


async def test_a_stream_is_live_with_its_first_event(clock: ManualClock) -> None:
    stream = ScriptedStream(clock)
    async with supervised(clock, stream.feed) as (supervisor, watcher):
        await clock.advance(2)
        assert watcher.states() == [FeedState.CONNECTING]
        assert supervisor.unanswered() == ("okx price",)
        stream.send(quote(clock))
        assert watcher.states() == [FeedState.CONNECTING, FeedState.LIVE]
        assert all(status.pushed for status in watcher.statuses())
        assert supervisor.unanswered() == ()


async def test_a_stream_that_may_be_silent_is_live_with_its_first_frame(clock: ManualClock) -> None:
    stream = ScriptedStream(clock, kind=LIQUIDATIONS, stale_after_s=None)
    async with supervised(clock, stream.feed) as (_, watcher):
        stream.canary()
        await clock.advance(1)
        assert watcher.states()[-1] is FeedState.LIVE
        for _ in range(30):
            stream.canary()
            await clock.advance(20)
        assert watcher.states() == [FeedState.CONNECTING, FeedState.LIVE]


async def test_a_dead_socket_is_stale_within_45_seconds_and_the_gap_begins_at_its_last_frame(
    clock: ManualClock,
) -> None:
    stream = ScriptedStream(clock, kind=LIQUIDATIONS, stale_after_s=None)
    async with supervised(clock, stream.feed) as (_, watcher):
        stream.canary()
        await clock.advance(10)
        stream.canary()
        last_ms = clock.now_ms()
        await clock.advance(43)
        assert watcher.states()[-1] is FeedState.LIVE
        await clock.advance(2)
        stale = next(status for status in watcher.statuses() if status.state is FeedState.STALE)
        assert stale.at_ms == last_ms
        assert stale.reason is not None
        assert stale.reason.startswith("no frame for 44 s")
        await clock.advance(3)
        assert len(stream.dialled_s) == 2
        stream.canary()
        await clock.advance(1)
        assert watcher.states()[-1] is FeedState.LIVE


async def test_a_stream_that_goes_quiet_is_stale_and_redialled(clock: ManualClock) -> None:
    stream = ScriptedStream(clock, stale_after_s=10.0)
    async with supervised(clock, stream.feed) as (_, watcher):
        stream.send(quote(clock))
        for _ in range(5):
            await clock.advance(2)
            stream.canary()
        await clock.advance(1)
        assert FeedState.STALE in watcher.states()
        await clock.advance(2)
        assert len(stream.dialled_s) == 2
        stream.send(quote(clock))
        assert watcher.states()[-1] is FeedState.LIVE


async def test_a_stream_without_first_data_is_given_up(clock: ManualClock) -> None:
    stream = ScriptedStream(clock, stale_after_s=10.0)
    async with supervised(clock, stream.feed) as (_, watcher):
        await clock.advance(32)
    assert watcher.statuses()[1].state is FeedState.STALE
    assert watcher.statuses()[1].reason == "no first data for 30 s"


async def test_a_lost_stream_says_why_and_comes_back(clock: ManualClock) -> None:
    stream = ScriptedStream(clock, kind=LIQUIDATIONS, stale_after_s=None)
    async with supervised(clock, stream.feed) as (_, watcher):
        stream.canary()
        await clock.advance(7)
        stream.lose(trouble(Trouble.DISCONNECTED))
        await clock.advance(0)
        lost = watcher.statuses()[-1]
        assert (lost.state, lost.reason, lost.retries) == (FeedState.BACKOFF, "it is disconnected", 1)
        assert lost.at_ms == clock.now_ms() - 7000
        await clock.advance(1.5)
        stream.canary()
        await clock.advance(1)
        assert watcher.statuses()[-1].state is FeedState.LIVE


async def test_a_connection_cancelled_underneath_is_a_lost_one(clock: ManualClock) -> None:
    stream = ScriptedStream(clock)
    async with supervised(clock, stream.feed) as (_, watcher):
        stream.send(quote(clock))
        stream.drop_underneath()
        await clock.advance(2)
        assert watcher.statuses()[-1].reason == "the connection was dropped underneath"
        assert len(stream.dialled_s) == 2


async def test_a_stream_that_returns_or_breaks_is_restarted(clock: ManualClock) -> None:
    stream = ScriptedStream(clock)
    async with supervised(clock, stream.feed) as (supervisor, watcher):
        stream.send(quote(clock))
        stream.lose(TypeError("a fault of ours"))
        await clock.advance(2)
        assert watcher.statuses()[-1].reason == "internal error: TypeError"
        assert supervisor.counts["unexpected"] == 1
        assert stream.connected


async def test_accept_then_close_opens_the_breaker(clock: ManualClock) -> None:
    stream = ScriptedStream(clock)
    stream.refusal = trouble(Trouble.DISCONNECTED)
    async with supervised(clock, stream.feed) as (_, watcher):
        await clock.advance(300)
        assert len(stream.dialled_s) <= 10
        assert (watcher.statuses()[-1].reason or "").startswith("closes at once: it is disconnected; again at ")
        await clock.advance(3600)
        assert len(stream.dialled_s) <= 40


async def test_an_unreachable_venue_is_tried_at_least_every_minute(clock: ManualClock) -> None:
    stream = ScriptedStream(clock)
    stream.refusal = trouble(Trouble.DNS)
    async with supervised(clock, stream.feed):
        await clock.advance(3600)
        assert 60 <= len(stream.dialled_s) <= 240


async def test_thirty_seconds_of_data_reset_the_backoff_and_less_does_not(clock: ManualClock) -> None:
    stream = ScriptedStream(clock, stale_after_s=60.0)
    async with supervised(clock, stream.feed) as (_, watcher):
        for good_s, retries in ((1, 1), (1, 2), (31, 1)):
            stream.send(quote(clock))
            await clock.advance(good_s)
            stream.send(quote(clock))
            stream.lose(trouble(Trouble.DISCONNECTED))
            await clock.advance(0)
            assert watcher.statuses()[-1].retries == retries
            await clock.advance(4)


async def test_rest_stands_in_at_once_and_only_while_the_stream_is_not_live(clock: ManualClock) -> None:
    stream = ScriptedStream(clock, stale_after_s=3600.0)
    poll = ScriptedPoll(clock, [quote(clock)], kind=FeedKind.PRICE, every_s=10.0, stands_in_for=FeedKind.PRICE)
    async with supervised(clock, stream.feed, poll.feed) as (supervisor, watcher):
        assert len(poll.asked_s) == 1
        assert supervisor.unanswered() == ()
        assert watcher.statuses()[-1].reason == "REST stands in"
        stream.send(quote(clock))
        await clock.advance(100)
        assert len(poll.asked_s) == 1
        stream.refusal = trouble(Trouble.REFUSED)
        stream.lose(trouble(Trouble.DISCONNECTED))
        await clock.advance(100)
        assert 9 <= len(poll.asked_s) <= 13
        assert watcher.statuses()[-1].reason == "it is connection refused; REST stands in"
        stream.refusal = None
        await clock.advance(61)
        stream.send(quote(clock))
        asked = len(poll.asked_s)
        await clock.advance(100)
        assert len(poll.asked_s) == asked
        assert watcher.statuses()[-1] == watcher.statuses()[-1]
        assert (watcher.statuses()[-1].state, watcher.statuses()[-1].reason) == (FeedState.LIVE, None)


async def test_a_stand_in_covers_its_own_part_alone(clock: ManualClock) -> None:
    first, second = (ScriptedStream(clock, part=part, stale_after_s=3600.0) for part in ("BTC", "ETH"))
    poll = ScriptedPoll(clock, [], kind=FeedKind.PRICE, part="BTC", every_s=10.0, stands_in_for=FeedKind.PRICE)
    async with supervised(clock, first.feed, second.feed, poll.feed):
        first.send(quote(clock))
        await clock.advance(60)
        assert len(poll.asked_s) == 1


async def test_a_machine_that_slept_redials_everything(clock: ManualClock) -> None:
    stream = ScriptedStream(clock, stale_after_s=3600.0)
    poll = ScriptedPoll(clock, [], every_s=900.0)
    async with supervised(clock, stream.feed, poll.feed) as (supervisor, watcher):
        stream.send(quote(clock))
        await clock.advance(10)
        clock.step_wall(3600)
        await clock.advance(1)
        assert len(stream.dialled_s) == 2
        assert len(poll.asked_s) == 2
        assert supervisor.counts["recycled"] == 1
        assert "the machine slept" in [status.reason for status in watcher.statuses()]


async def test_stopping_leaves_nothing_running(clock: ManualClock) -> None:
    stream = ScriptedStream(clock)
    poll = ScriptedPoll(clock, 1e6)
    async with supervised(clock, stream.feed, poll.feed):
        assert stream.connected
        assert poll.in_flight == 1
    assert not stream.connected
    assert poll.in_flight == 0


async def test_a_normal_stop_is_no_restart(clock: ManualClock) -> None:
    stream = ScriptedStream(clock)
    async with supervised(clock, stream.feed) as (supervisor, _):
        stream.send(quote(clock))
        await clock.advance(1)
    assert supervisor.counts["restarts"] == 0


async def test_a_lost_stream_is_dialled_at_once_when_told_to_and_a_live_one_left_alone(clock: ManualClock) -> None:
    lost = ScriptedStream(clock)
    lost.refusal = trouble(Trouble.BLOCKED)
    async with supervised(clock, lost.feed) as (supervisor, watcher):
        await clock.advance(60)
        assert len(lost.dialled_s) == 1
        lost.refusal = None
        supervisor.reconnect()
        await clock.advance(0)
        assert len(lost.dialled_s) == 2
        lost.send(quote(clock))
        supervisor.reconnect()
        await clock.advance(1)
        assert len(lost.dialled_s) == 2
        assert watcher.states()[-1] is FeedState.LIVE
        assert supervisor.counts["restarts"] == 1
