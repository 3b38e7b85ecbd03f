"""The real Kraken Futures venue against the paper one, through the gateway: every feed, by value."""

from collections.abc import AsyncIterator

import pytest

from tests.clocks import until
from tests.exchange.paper_rig import Rig, rigged, running
from tests.paper.faults import Where
from tui.domain.clock import HOUR_MS
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Completeness, FeedKind, FundingRate, Liquidation, OpenInterest, Side
from tui.exchange.kraken_futures import KrakenFutures
from tui.paper.contract import Contract
from tui.paper.venues.krakenfutures import open_venue

API = "/derivatives/api/v3/"
SOCKET = Where(path="/ws/v1")


@pytest.fixture
async def rig() -> AsyncIterator[Rig[KrakenFutures]]:
    async with rigged(KrakenFutures, open_venue) as made:
        yield made


def contracts(rig: Rig[KrakenFutures]) -> dict[str, Contract]:
    listed = [*rig.world.contracts("krakenfutures", "perpetual"), *rig.world.contracts("krakenfutures", "future")]
    return {one.id: one for one in listed if one.asset in ("BTC", "ETH")}


async def test_open_interest_is_the_worlds_in_both_units(rig: Rig[KrakenFutures]) -> None:
    events = await rig.poll(FeedKind.OPEN_INTEREST).fetch()
    found = {event.symbol: event for event in events if isinstance(event, OpenInterest)}
    assert found.keys() == contracts(rig).keys()
    assert {contract.inverse for contract in contracts(rig).values()} == {True, False}
    for symbol, contract in contracts(rig).items():
        state = rig.world.state(contract)
        assert found[symbol].coin == pytest.approx(state.open_interest_coin, rel=1e-6)
        assert found[symbol].usd == pytest.approx(state.open_interest_usd, rel=1e-6)
        assert found[symbol].at_ms == rig.clock.now_ms()


async def test_open_interest_of_a_venue_whose_clock_is_far_from_ours_is_no_history(rig: Rig[KrakenFutures]) -> None:
    rig.world.offset_ms = -20 * 60_000
    events = await rig.poll(FeedKind.OPEN_INTEREST).fetch()
    assert {event.recv_ms - event.at_ms for event in events if isinstance(event, OpenInterest)} == {0}


async def test_funding_is_the_worlds_a_fraction_for_one_hour(rig: Rig[KrakenFutures]) -> None:
    events = await rig.poll(FeedKind.FUNDING).fetch()
    found = {event.symbol: event for event in events if isinstance(event, FundingRate)}
    perpetuals = {symbol: one for symbol, one in contracts(rig).items() if one.kind == "perpetual"}
    assert found.keys() == perpetuals.keys()
    for symbol, contract in perpetuals.items():
        event = found[symbol]
        assert event.rate * 8760 * 100 == pytest.approx(rig.world.state(contract).funding_apr_pct, rel=1e-6)
        assert (event.interval_h, event.next_ms) == (1, rig.clock.now_ms() // HOUR_MS * HOUR_MS + HOUR_MS)


async def test_both_feeds_share_one_answer_while_it_is_fresh(rig: Rig[KrakenFutures]) -> None:
    await rig.poll(FeedKind.OPEN_INTEREST).fetch()
    await rig.poll(FeedKind.FUNDING).fetch()
    assert len(rig.requests(f"{API}tickers")) == 1
    await rig.clock.advance(15)
    await rig.poll(FeedKind.FUNDING).fetch()
    assert len(rig.requests(f"{API}tickers")) == 2


@pytest.mark.fault(40)
async def test_forced_trades_stream_with_side_and_dollars(rig: Rig[KrakenFutures]) -> None:
    since_ms = rig.clock.now_ms()
    feed = rig.stream(FeedKind.LIQUIDATIONS)
    assert feed.last_frame_s() is None

    async with running(feed) as (events, _):
        await rig.passing(lambda: sum(isinstance(e, Liquidation) and e.at_ms > since_ms for e in events) >= 6)
        assert feed.last_frame_s() is not None
    found = [event for event in events if isinstance(event, Liquidation)]
    truth = {
        (order.at_ms, order.contract.id, Side.LONG if order.hurt_long else Side.SHORT, round(order.usd, 2))
        for order in rig.world.forced_orders("krakenfutures", 0)
        if order.contract.id in contracts(rig)
    }
    assert {(event.at_ms, event.symbol, event.hurt, round(event.usd, 2)) for event in found} <= truth
    assert {event.completeness for event in found} == {Completeness.FULL}
    live = [event.key for event in found if event.at_ms > since_ms]
    assert len(set(live)) == len(live)


async def test_trades_asked_for_stand_in_and_have_the_streams_keys(rig: Rig[KrakenFutures]) -> None:
    feed = rig.poll(FeedKind.LIQUIDATIONS)
    assert feed.stands_in_for is FeedKind.LIQUIDATIONS
    asked = {event.key for event in await feed.fetch() if isinstance(event, Liquidation)}
    async with running(rig.stream(FeedKind.LIQUIDATIONS)) as (events, _):
        await rig.passing(lambda: bool(events))
        keys = {event.key for event in events if isinstance(event, Liquidation)}
    assert asked
    assert asked & keys
    assert len(rig.requests(f"{API}history")) == len(contracts(rig))


async def test_a_contract_without_trades_costs_itself_and_none_at_all_is_a_failure(rig: Rig[KrakenFutures]) -> None:
    feed = rig.poll(FeedKind.LIQUIDATIONS)
    rig.server.faults.answer(Where(path=f"{API}history"), status=404, body="")
    with pytest.raises(VenueError) as caught:
        await feed.fetch()
    assert caught.value.trouble is Trouble.BAD_RESPONSE


async def test_a_quiet_market_is_known_to_be_alive_by_its_canary(rig: Rig[KrakenFutures]) -> None:
    feed = rig.stream(FeedKind.LIQUIDATIONS)
    assert feed.stale_after_s is None
    async with running(feed):
        await rig.passing(lambda: feed.last_frame_s() is not None)
        first_s = feed.last_frame_s()
        await rig.passing(lambda: feed.last_frame_s() != first_s)


async def test_a_subscription_that_is_never_acknowledged_is_a_loss(
    rig: Rig[KrakenFutures], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.paper.venues.krakenfutures.latest", lambda *_: [])
    whole = type(rig.venue._forced)._tap

    def deaf(forced: object, url: str, text: str) -> bool:
        return '"trade' in text or whole(forced, url, text)  # type: ignore[arg-type]

    rig.venue._client.tap = lambda url, text: deaf(rig.venue._forced, url, text)
    async with running(rig.stream(FeedKind.LIQUIDATIONS)) as (_, task):
        await rig.passing(task.done)
        with pytest.raises(VenueError, match="not acknowledged"):
            await task


async def test_a_refused_product_ends_the_run_with_its_reason(rig: Rig[KrakenFutures]) -> None:
    async with running(rig.stream(FeedKind.LIQUIDATIONS)) as (events, task):
        await rig.passing(lambda: bool(events))
        await rig.server.send_raw(SOCKET, '{"event":"error","message":"Invalid product id"}')
        await rig.passing(task.done)
        with pytest.raises(VenueError, match="Invalid product id"):
            await task


async def test_a_lost_connection_ends_the_stream_and_the_next_run_dials_again(rig: Rig[KrakenFutures]) -> None:
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


@pytest.mark.parametrize("frame", ["null", "[]", "{", '{"feed":"trade","type":"liquidation","product_id":7}'])
async def test_a_poisonous_frame_costs_itself(rig: Rig[KrakenFutures], frame: str) -> None:
    async with running(rig.stream(FeedKind.LIQUIDATIONS)) as (events, _):
        await rig.passing(lambda: bool(events))
        count = len(events)
        await rig.server.send_raw(SOCKET, frame)
        await rig.passing(lambda: len(events) > count)
    assert rig.venue._client.counts["bad frames"] == 1


@pytest.mark.parametrize("body", ['{"result":"success","tickers":[]}', "[]", "<html>", ""])
async def test_an_answer_without_tickers_is_a_failure_and_not_kept(rig: Rig[KrakenFutures], body: str) -> None:
    here = Where(path=f"{API}tickers")
    rig.server.faults.answer(here, status=200, body=body)
    with pytest.raises(VenueError) as caught:
        await rig.poll(FeedKind.FUNDING).fetch()
    assert caught.value.trouble is Trouble.BAD_RESPONSE
    rig.server.faults.clear(here)
    assert await rig.poll(FeedKind.FUNDING).fetch()


async def test_an_asset_without_a_contract_is_unsupported() -> None:
    async with rigged(KrakenFutures, open_venue, ("NOSUCH",)) as rig:
        with pytest.raises(VenueError) as caught:
            await rig.poll(FeedKind.OPEN_INTEREST).fetch()
        assert caught.value.trouble is Trouble.UNSUPPORTED
        with pytest.raises(VenueError):
            await rig.stream(FeedKind.LIQUIDATIONS).run(lambda _: None)


async def test_the_probe_measures_the_venues_clock(rig: Rig[KrakenFutures]) -> None:
    rig.world.offset_ms = 2_000
    assert await rig.venue.probe() == pytest.approx(2.0, abs=0.3)
