"""The real Gate venue against the paper one, through the gateway: every feed, by value, and what goes wrong."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise

import pytest

from tests.clocks import until
from tests.exchange.paper_rig import Rig, rigged, running
from tests.paper.faults import Where
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Completeness, Coverage, Event, FeedKind, FundingRate, Liquidation, OpenInterest, Side
from tui.exchange.gate import Gate
from tui.paper.contract import Contract, ForcedOrder
from tui.paper.venues.gate import open_venue

PAST = "/api/v4/futures/usdt/liq_orders"
SOCKET = Where(host="fx-ws.gateio.ws")


@pytest.fixture
async def rig() -> AsyncIterator[Rig[Gate]]:
    async with rigged(Gate, open_venue) as made:
        yield made


def contracts(rig: Rig[Gate], settle: str) -> list[Contract]:
    listed = [one for asset in ("BTC", "ETH") for one in rig.world.contracts("gate", "perpetual", asset)]
    return [one for one in listed if one.settle.lower() == settle]


def forced(rig: Rig[Gate], since_ms: int, settle: str = "usdt") -> list[ForcedOrder]:
    return [order for order in rig.world.forced_orders("gate", since_ms) if order.contract.settle.lower() == settle]


def told(order: ForcedOrder) -> tuple[int, str, Side, float]:
    """What either door tells of an order."""
    side = Side.LONG if order.hurt_long else Side.SHORT
    return order.at_ms // 1000, order.contract.id, side, round(order.coin, 6)


def heard(events: Sequence[Event]) -> list[tuple[int, str, Side, float]]:
    found = [event for event in events if isinstance(event, Liquidation)]
    return sorted((event.at_ms // 1000, event.symbol, event.hurt, round(event.coin, 6)) for event in found)


def coverage(events: Sequence[Event]) -> list[tuple[int, int]]:
    """The stretches that were read whole, in milliseconds, oldest first."""
    return sorted((event.from_ms, event.until_ms) for event in events if isinstance(event, Coverage))


@pytest.mark.parametrize("settle", ["usdt", "btc"])
async def test_open_interest_is_the_worlds(rig: Rig[Gate], settle: str) -> None:
    events = await rig.poll(FeedKind.OPEN_INTEREST, settle).fetch()
    found = {event.symbol: event for event in events if isinstance(event, OpenInterest)}
    assert found.keys() == {contract.id for contract in contracts(rig, settle)}
    for contract in contracts(rig, settle):
        state = rig.world.state(contract)
        assert found[contract.id].coin == pytest.approx(state.open_interest_coin, rel=1e-5)
        assert found[contract.id].usd == pytest.approx(state.open_interest_usd, rel=1e-5)


@pytest.mark.parametrize("settle", ["usdt", "btc"])
async def test_open_interest_of_a_day_ago_is_the_worlds(rig: Rig[Gate], settle: str) -> None:
    events = await rig.poll(FeedKind.OPEN_INTEREST, f"history {settle}").fetch()
    day_ago_ms = rig.clock.now_ms() - DAY_MS
    for contract in contracts(rig, settle):
        points = [event for event in events if isinstance(event, OpenInterest) and event.symbol == contract.id]
        assert len(points) == 26
        [then] = [point for point in points if point.at_ms == day_ago_ms]
        truth = rig.world.open_interest_at(contract, day_ago_ms)
        assert (then.coin, then.usd) == pytest.approx((truth.coin, truth.usd), rel=1e-5)


async def test_funding_has_the_contracts_own_interval() -> None:
    async with rigged(Gate, open_venue, ("BTC", "DOGE")) as rig:
        events = await rig.poll(FeedKind.FUNDING, "usdt").fetch()
        found = {event.symbol: event for event in events if isinstance(event, FundingRate)}
        assert {symbol: event.interval_h for symbol, event in found.items()} == {"BTC_USDT": 8, "DOGE_USDT": 4}
        for event in found.values():
            contract = rig.world.contract("gate", event.symbol)
            assert contract is not None
            state = rig.world.state(contract)
            assert event.interval_h is not None
            assert event.rate * 8760 / event.interval_h * 100 == pytest.approx(state.funding_apr_pct, abs=1e-4)
            assert event.next_ms == state.funding_next_ms


@pytest.mark.fault(40)
async def test_liquidations_stream_of_every_contract_with_side_and_size(rig: Rig[Gate]) -> None:
    since_ms = rig.clock.now_ms()
    feed = rig.stream(FeedKind.LIQUIDATIONS)
    assert feed.last_frame_s() is None
    async with running(feed) as (events, _):
        await rig.passing(lambda: len(events) >= 12)
        assert feed.last_frame_s() is not None
    truth = [told(order) for order in forced(rig, since_ms)]
    assert set(heard(events)) <= set(truth)
    assert len({event.symbol for event in events if isinstance(event, Liquidation)} - {"BTC_USDT", "ETH_USDT"}) > 0
    assert {event.completeness for event in events if isinstance(event, Liquidation)} == {Completeness.SAMPLED}


async def test_the_past_day_is_read_an_hour_at_a_time(rig: Rig[Gate]) -> None:
    day_ago_ms = rig.clock.now_ms() - DAY_MS
    events = await rig.poll(FeedKind.LIQUIDATIONS, "past usdt").fetch()
    assert sorted(set(heard(events))) == sorted({told(order) for order in forced(rig, day_ago_ms)})
    unique = {event.key: event for event in events if isinstance(event, Liquidation)}
    assert sum(event.usd for event in unique.values()) == pytest.approx(
        sum(order.usd for order in forced(rig, day_ago_ms)), rel=1e-6
    )
    assert {event.completeness for event in unique.values()} == {Completeness.BACKFILL}
    stretches = coverage(events)
    assert (stretches[0][0], stretches[-1][1]) == (day_ago_ms, rig.clock.now_ms())
    assert all(after[0] <= before[1] for before, after in pairwise(stretches))
    ranges = [dict(part.split("=") for part in query.split("&")) for query in rig.requests(PAST)]
    assert len(ranges) == 25
    assert all(int(asked["to"]) - int(asked["from"]) <= 3600 for asked in ranges)


async def test_later_only_what_is_new_is_asked_for(rig: Rig[Gate]) -> None:
    feed = rig.poll(FeedKind.LIQUIDATIONS, "past usdt")
    await feed.fetch()
    asked = len(rig.requests(PAST))
    since_ms = rig.clock.now_ms()
    await rig.clock.advance(90)
    events = await feed.fetch()
    assert len(rig.requests(PAST)) == asked + 1
    assert {told(order) for order in forced(rig, since_ms)} <= set(heard(events))


async def test_a_clock_that_is_ahead_leaves_nothing_unread(rig: Rig[Gate]) -> None:
    rig.world.offset_ms = -10 * 60_000
    feed = rig.poll(FeedKind.LIQUIDATIONS, "past usdt")
    since_ms = rig.world.now_ms()
    events = list(await feed.fetch())
    for _ in range(5):
        await rig.clock.advance(60)
        events += await feed.fetch()
    truth = {told(order) for order in forced(rig, since_ms) if order.at_ms <= rig.world.now_ms()}
    assert truth
    assert truth <= set(heard(events))
    assert max(until_ms for _, until_ms in coverage(events)) <= rig.world.now_ms() + 999


async def test_the_poll_and_the_stream_count_an_order_once(rig: Rig[Gate]) -> None:
    since_ms = rig.clock.now_ms()
    async with running(rig.stream(FeedKind.LIQUIDATIONS)) as (live, _):
        await rig.passing(lambda: len(live) >= 10)
    past = await rig.poll(FeedKind.LIQUIDATIONS, "past usdt").fetch()
    live_keys = [event.key for event in live if isinstance(event, Liquidation)]
    new = {event.key for event in past if isinstance(event, Liquidation) and event.at_ms >= since_ms - 1000}
    assert len(set(live_keys)) == len(live_keys)
    assert set(live_keys) <= new


async def test_an_hour_that_is_cut_short_is_halved_until_it_is_not(rig: Rig[Gate]) -> None:
    feed = rig.poll(FeedKind.LIQUIDATIONS, "past usdt")
    await feed.fetch()
    asked = len(rig.requests(PAST))
    row = {"time": rig.clock.now_ms() // 1000, "contract": "BTC_USDT", "size": "1", "order_size": "-1"}
    full = [row | {"order_price": str(number + 1), "fill_price": "1", "left": "0"} for number in range(1000)]
    here = Where(path=PAST)
    rig.server.faults.answer(here, status=200, body=full)
    await rig.clock.advance(600)
    first = await feed.fetch()
    assert len(first) == 26 * 1000
    assert coverage(first) == []
    rig.server.faults.clear(here)
    await feed.fetch()
    asked_for = [dict(part.split("=") for part in text.split("&")) for text in rig.requests(PAST)[asked:]]
    spans_s = [int(query["to"]) - int(query["from"]) for query in asked_for]
    assert spans_s[:3] == [660, 329, 164]
    # A full second can't be halved: it is taken as it is.
    assert min(spans_s) == 0


async def test_a_failure_half_way_keeps_what_came_and_asks_for_the_rest_again(rig: Rig[Gate]) -> None:
    feed = rig.poll(FeedKind.LIQUIDATIONS, "past usdt")
    here = Where(path=PAST)
    await rig.venue._client.instruments("usdt")
    answers = 0
    call = rig.venue._client.call

    async def failing(method: str, params: object = None) -> object:
        nonlocal answers
        answers += method == "publicFuturesGetSettleLiqOrders"
        if answers == 4:
            rig.server.faults.answer(here, status=503, body="")
        return await call(method, params)  # type: ignore[arg-type]

    rig.venue._client.call = failing  # type: ignore[method-assign]
    first = await feed.fetch()
    assert answers == 4
    assert rig.clock.now_ms() - coverage(first)[0][0] == (24 + 2 * 3599) * 1000
    with pytest.raises(VenueError) as caught:
        await feed.fetch()
    assert caught.value.trouble is Trouble.UNAVAILABLE
    rig.server.faults.clear()
    day_ago_ms = rig.clock.now_ms() - DAY_MS
    rest = await feed.fetch()
    assert set(heard([*first, *rest])) == {told(order) for order in forced(rig, day_ago_ms)}


async def test_a_quiet_market_is_an_answer_and_a_web_page_is_not(rig: Rig[Gate]) -> None:
    feed = rig.poll(FeedKind.LIQUIDATIONS, "past btc")
    here = Where(path="/api/v4/futures/btc/liq_orders")
    rig.server.faults.answer(here, status=200, body=[])
    assert await feed.fetch() == []
    rig.server.faults.answer(here, status=200, body={"message": "busy"})
    with pytest.raises(VenueError) as caught:
        await feed.fetch()
    assert caught.value.trouble is Trouble.BAD_RESPONSE


async def test_where_all_contracts_are_refused_the_assets_own_are_asked_for(
    rig: Rig[Gate], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.paper.venues.gate_session._ALL", "!every")
    feed = rig.stream(FeedKind.LIQUIDATIONS)
    with pytest.raises(VenueError, match="unknown contract"):
        async with asyncio.timeout(10):
            await feed.run(lambda _: None)
    async with running(feed) as (events, _):
        await rig.passing(lambda: len(events) >= 3)
    assert {event.symbol for event in events if isinstance(event, Liquidation)} <= {"BTC_USDT", "ETH_USDT"}


async def test_a_subscription_that_is_never_acknowledged_is_a_loss(
    rig: Rig[Gate], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.paper.venues.gate_session._LIQUIDATIONS", "futures.unheard")
    monkeypatch.setattr("tui.paper.venues.gate_session.GateSession._refused", lambda *_: '{"channel":"noise"}')
    async with running(rig.stream(FeedKind.LIQUIDATIONS)) as (_, task):
        await rig.passing(task.done)
        with pytest.raises(VenueError, match="not acknowledged"):
            await task


async def test_a_lost_connection_ends_the_stream_and_the_next_run_dials_again(rig: Rig[Gate]) -> None:
    feed = rig.stream(FeedKind.LIQUIDATIONS)
    async with running(feed) as (events, task):
        await rig.passing(lambda: bool(events))
        rig.server.abort_sockets(SOCKET)
        with pytest.raises(VenueError) as caught:
            await task
        assert caught.value.trouble is Trouble.DISCONNECTED
    async with running(feed) as (events, _):
        await rig.passing(lambda: bool(events))
    await until(lambda: rig.server.open_sockets(SOCKET) == 0)


@pytest.mark.parametrize("frame", ["null", "[]", "{", '{"channel":"futures.public_liquidates","event":"update"}'])
async def test_a_poisonous_frame_costs_itself(rig: Rig[Gate], frame: str) -> None:
    async with running(rig.stream(FeedKind.LIQUIDATIONS)) as (events, _):
        await rig.passing(lambda: bool(events))
        count = len(events)
        await rig.server.send_raw(SOCKET, frame)
        await rig.passing(lambda: len(events) > count)
    assert rig.venue._client.counts["bad frames"] == 1


async def test_one_settlement_currency_that_fails_costs_itself(rig: Rig[Gate]) -> None:
    rig.server.faults.answer(Where(path="/api/v4/futures/btc"), status=404, body="")
    assert await rig.poll(FeedKind.FUNDING, "usdt").fetch()
    with pytest.raises(VenueError) as caught:
        await rig.poll(FeedKind.FUNDING, "btc").fetch()
    assert caught.value.trouble is Trouble.UNSUPPORTED


async def test_history_that_is_missing_does_not_cost_what_is_open_now(rig: Rig[Gate]) -> None:
    rig.server.faults.answer(Where(path="/api/v4/futures/usdt/contract_stats"), status=404, body="")
    assert await rig.poll(FeedKind.OPEN_INTEREST, "usdt").fetch()
    with pytest.raises(VenueError):
        await rig.poll(FeedKind.OPEN_INTEREST, "history usdt").fetch()


async def test_an_asset_without_a_contract_is_unsupported() -> None:
    async with rigged(Gate, open_venue, ("NOSUCH",)) as rig:
        for feed in (rig.poll(FeedKind.OPEN_INTEREST, "usdt"), rig.poll(FeedKind.FUNDING, "btc")):
            with pytest.raises(VenueError) as caught:
                await feed.fetch()
            assert caught.value.trouble is Trouble.UNSUPPORTED
        with pytest.raises(VenueError):
            await rig.stream(FeedKind.LIQUIDATIONS).run(lambda _: None)
        # The market's total needs every contract's, whatever is watched.
        assert await rig.poll(FeedKind.LIQUIDATIONS, "past usdt").fetch()


async def test_the_probe_measures_the_venues_clock(rig: Rig[Gate]) -> None:
    rig.world.offset_ms = 3_000
    assert await rig.venue.probe() == pytest.approx(3.0, abs=0.3)


async def test_the_venue_sleeps_through_a_night_and_reads_it_afterwards(rig: Rig[Gate]) -> None:
    feed = rig.poll(FeedKind.LIQUIDATIONS, "past usdt")
    await feed.fetch()
    since_ms = rig.clock.now_ms()
    rig.clock.tick(3 * HOUR_MS / 1000)
    # Busier hours than this are rare: several answers are cut short, which takes more requests than one turn has.
    events = [event for _ in range(2) for event in await feed.fetch()]
    assert {told(order) for order in forced(rig, since_ms)} <= set(heard(events))


async def test_a_clock_set_back_loses_nothing(rig: Rig[Gate]) -> None:
    feed = rig.poll(FeedKind.LIQUIDATIONS, "past usdt")
    await feed.fetch()
    rig.clock.step_wall(-1800)
    assert isinstance(await feed.fetch(), list)
    assert rig.venue._client.counts["quarantined"] == 0
