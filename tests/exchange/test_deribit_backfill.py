"""Deribit's past liquidations: a day back, every gap since, bounded, and with the stream's own keys."""

from bisect import bisect_left, bisect_right
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, cast

import pytest

from tests.clocks import ManualClock
from tests.exchange.deribit_samples import reply, trade
from tests.exchange.paper_rig import Rig, rigged, running
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Completeness, Coverage, Event, FeedKind, Liquidation, Side
from tui.exchange.client import Client
from tui.exchange.deribit import Deribit
from tui.exchange.deribit_backfill import Backfill
from tui.paper.venues import deribit as paper


class Tape:
    """Stands for the client: trades at given moments, paged as Deribit pages them."""

    def __init__(self, times_ms: Sequence[int], liquidation: str | None = "T") -> None:
        self.times_ms = sorted(times_ms)
        self.liquidation = liquidation
        self.asked: list[Mapping[str, Any]] = []
        self.counts: dict[str, int] = {"quarantined": 0, "rejected": 0}
        self.fails_after: int | None = None
        self.answer: object = None
        self.now_ms: int | None = None
        """Deribit's own time, where it tells it: what is later has not happened yet."""

    async def call(self, _method: str, asked: Mapping[str, Any]) -> object:
        if self.fails_after is not None and len(self.asked) >= self.fails_after:
            raise VenueError("deribit", Trouble.TIMEOUT, "no answer in time")
        self.asked.append(asked)
        if self.answer is not None:
            return self.answer
        first_ms, last_ms, count = asked["start_timestamp"], asked["end_timestamp"], asked["count"]
        last_ms = last_ms if self.now_ms is None else min(last_ms, self.now_ms)
        first, end = bisect_left(self.times_ms, first_ms), bisect_right(self.times_ms, last_ms)
        page = self.times_ms[max(first, end - count) : end][::-1]
        rows = [trade(timestamp=at_ms, trade_id=str(at_ms), liquidation=self.liquidation) for at_ms in page]
        said = {} if self.now_ms is None else {"usOut": self.now_ms * 1000}
        return {**reply({"trades": rows, "has_more": end - first > count}), **said}


def keys(events: Sequence[Event]) -> set[str]:
    return {event.key for event in events if isinstance(event, Liquidation)}


def backfill(tape: Tape, clock: ManualClock) -> Backfill:
    return Backfill(cast(Client, tape), clock, ("BTC",))


def wanted(times_ms: Sequence[int]) -> set[str]:
    return {f"BTC-PERPETUAL:{at_ms}:T" for at_ms in times_ms}


async def test_a_day_back_over_pages_and_then_only_what_is_new() -> None:
    clock = ManualClock()
    now_ms = clock.now_ms()
    times_ms = [now_ms - DAY_MS + 20_000 * number for number in range(4_320)]
    tape = Tape([*times_ms, now_ms - DAY_MS - 1, now_ms + 30_000])
    reading = backfill(tape, clock)
    assert keys(await reading.fetch()) == wanted(times_ms)
    assert len(tape.asked) == 5
    assert {event.completeness for event in await reading.fetch() if isinstance(event, Liquidation)} <= {
        Completeness.BACKFILL
    }
    clock.tick(60)
    assert keys(await reading.fetch()) == wanted([now_ms + 30_000])


async def test_a_clock_that_is_ahead_leaves_nothing_unread() -> None:
    clock = ManualClock()
    start_ms = clock.now_ms() - 10 * 60_000
    times_ms = [start_ms + 20_000 * number for number in range(-10, 40)]
    tape = Tape(times_ms)
    reading = backfill(tape, clock)
    found: set[str] = set()
    for minute in range(10):
        tape.now_ms = start_ms + minute * 60_000
        events = await reading.fetch()
        found |= keys(events)
        [stretch] = [event for event in events if isinstance(event, Coverage)]
        assert stretch.until_ms == tape.now_ms, "what has not happened yet was not observed"
        clock.tick(60)
    assert found == wanted([at_ms for at_ms in times_ms if at_ms <= start_ms + 9 * 60_000])


async def test_a_page_of_one_millisecond_is_stepped_over() -> None:
    clock = ManualClock()
    now_ms = clock.now_ms()
    tape = Tape([*[now_ms - 5_000] * 2_500, now_ms - HOUR_MS])
    assert keys(await backfill(tape, clock).fetch()) == wanted([now_ms - 5_000, now_ms - HOUR_MS])
    assert len(tape.asked) < 6


async def test_a_failure_keeps_what_came_and_goes_on_there_next_time() -> None:
    clock = ManualClock()
    now_ms = clock.now_ms()
    times_ms = [now_ms - 10_000 * number for number in range(2_500)]
    tape = Tape(times_ms)
    tape.fails_after = 1
    reading = backfill(tape, clock)
    first = keys(await reading.fetch())
    assert len(first) == 1_000
    with pytest.raises(VenueError):
        await reading.fetch()
    tape.fails_after = None
    assert first | keys(await reading.fetch()) == wanted(times_ms)


async def test_history_is_read_in_bounded_steps_and_not_for_ever() -> None:
    clock = ManualClock()
    now_ms = clock.now_ms()
    tape = Tape([now_ms - 200 * number for number in range(400_000)], liquidation=None)
    reading = backfill(tape, clock)
    await reading.fetch()
    assert len(tape.asked) == 20
    for _ in range(30):
        await reading.fetch()
    # Three hundred pages of history, and one look at the newest seconds each time.
    assert 300 <= len(tape.asked) <= 300 + 31


def stretches(events: Sequence[Event]) -> list[tuple[int, int]]:
    return [(event.from_ms, event.until_ms) for event in events if isinstance(event, Coverage)]


async def test_what_was_read_back_is_told_and_what_was_not_is_not() -> None:
    clock = ManualClock()
    now_ms = clock.now_ms()
    tape = Tape([now_ms - 10_000 * number for number in range(2_500)])
    tape.fails_after = 1
    reading = backfill(tape, clock)
    assert stretches(await reading.fetch()) == [(now_ms - 9_990_000, now_ms)]
    tape.fails_after = None
    clock.tick(60)
    assert stretches(await reading.fetch()) == [(now_ms + 60_000 - DAY_MS, now_ms + 60_000)]


async def test_history_that_was_given_up_is_never_told() -> None:
    clock = ManualClock()
    now_ms = clock.now_ms()
    reading = backfill(Tape([now_ms - 200 * number for number in range(400_000)], liquidation=None), clock)
    told = [stretch for _ in range(30) for stretch in stretches(await reading.fetch())]
    # Three hundred pages of a thousand trades, less the looks at the newest moment, reach back so far.
    assert min(since_ms for since_ms, _ in told) == pytest.approx(now_ms - 285 * 200_000, abs=300_000)
    assert min(since_ms for since_ms, _ in told) > now_ms - DAY_MS


async def test_a_gap_of_the_machine_s_sleep_is_read_when_it_wakes() -> None:
    clock = ManualClock()
    start_ms = clock.now_ms()
    times_ms = [start_ms + 60_000 * number for number in range(1, 300)]
    tape = Tape(times_ms)
    reading = backfill(tape, clock)
    await reading.fetch()
    clock.tick(6 * 3600)
    assert keys(await reading.fetch()) == wanted(times_ms)


async def test_an_answer_without_trades_is_a_failure() -> None:
    tape = Tape([])
    tape.answer = reply({"nothing": []})
    with pytest.raises(VenueError) as caught:
        await backfill(tape, ManualClock()).fetch()
    assert caught.value.trouble is Trouble.BAD_RESPONSE


@pytest.fixture
async def rig() -> AsyncIterator[Rig[Deribit]]:
    async with rigged(Deribit, paper.Deribit) as made:
        yield made


async def test_the_past_day_of_the_paper_market(rig: Rig[Deribit]) -> None:
    feed = rig.poll(FeedKind.LIQUIDATIONS, "backfill")
    now_ms = rig.world.now_ms()
    found: dict[str, Liquidation] = {}
    for _ in range(3):
        found |= {event.key: event for event in await feed.fetch() if isinstance(event, Liquidation)}
    orders = rig.world.forced_orders("deribit", now_ms - DAY_MS)
    assert len(orders) > 100
    assert len(found) == len(orders)
    assert sum(event.usd for event in found.values()) == pytest.approx(sum(order.usd for order in orders))
    longs = sum(event.usd for event in found.values() if event.hurt is Side.LONG)
    assert longs == pytest.approx(sum(order.usd for order in orders if order.hurt_long))
    assert {event.completeness for event in found.values()} == {Completeness.BACKFILL}


async def test_past_and_present_share_their_keys(rig: Rig[Deribit]) -> None:
    async with running(rig.stream(FeedKind.LIQUIDATIONS)) as (streamed, _):
        await rig.passing(lambda: len(streamed) >= 5)
        live = keys(streamed)
    asked = await rig.poll(FeedKind.LIQUIDATIONS, "backfill").fetch()
    assert live <= keys(asked)
