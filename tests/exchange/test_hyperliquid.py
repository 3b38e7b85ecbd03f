"""Hyperliquid from end to end: the real venue through the gateway to a paper one, against the world's truth."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from tests.clocks import ManualClock
from tests.paper.faults import Where
from tests.paper.faulty_server import FaultyServer
from tui.config.model import NetworkConfig
from tui.domain.clock import HOUR_MS
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import FeedKind, FundingRate, OpenInterest
from tui.exchange.hyperliquid import Hyperliquid
from tui.exchange.venue import PollFeed
from tui.paper.scenarios import SCENARIOS
from tui.paper.venues.hyperliquid import open_venue
from tui.paper.world import World


@dataclass
class Rig:
    clock: ManualClock
    world: World
    server: FaultyServer
    open_interest: PollFeed
    funding: PollFeed
    venue: Hyperliquid


@asynccontextmanager
async def rigged(*assets: str) -> AsyncIterator[Rig]:
    clock = ManualClock()
    world = World(SCENARIOS["brief"], 5, clock)
    async with FaultyServer(world, [open_venue(world)]) as server:
        venue = Hyperliquid(assets, NetworkConfig(gateway=server.url), clock)
        polls = {feed.kind: feed for feed in venue.feeds() if isinstance(feed, PollFeed)}
        try:
            yield Rig(clock, world, server, polls[FeedKind.OPEN_INTEREST], polls[FeedKind.FUNDING], venue)
        finally:
            await venue.close()


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with rigged("BTC", "ETH") as made:
        yield made


async def test_open_interest_is_the_worlds(rig: Rig) -> None:
    events = [event for event in await rig.open_interest.fetch() if isinstance(event, OpenInterest)]
    assert [event.asset for event in events] == ["BTC", "ETH"]
    for event in events:
        contract = rig.world.contract("hyperliquid", event.symbol)
        assert contract is not None
        state = rig.world.state(contract)
        assert event.coin == pytest.approx(state.open_interest_coin)
        assert event.usd == pytest.approx(state.open_interest_usd)
        assert event.at_ms == rig.clock.now_ms()


async def test_funding_is_hourly_and_the_worlds(rig: Rig) -> None:
    events = [event for event in await rig.funding.fetch() if isinstance(event, FundingRate)]
    assert [event.asset for event in events] == ["BTC", "ETH"]
    for event in events:
        contract = rig.world.contract("hyperliquid", event.symbol)
        assert contract is not None
        state = rig.world.state(contract)
        assert event.rate * 8760 * 100 == pytest.approx(state.funding_apr_pct, abs=1e-4)
        assert (event.interval_h, event.next_ms) == (1, rig.clock.now_ms() // HOUR_MS * HOUR_MS + HOUR_MS)


async def test_both_feeds_share_one_answer_while_it_is_fresh(rig: Rig) -> None:
    await rig.open_interest.fetch()
    await rig.funding.fetch()
    assert len(rig.server.seen) == 1
    await rig.clock.advance(20)
    await rig.open_interest.fetch()
    assert len(rig.server.seen) == 2


async def test_there_is_no_liquidation_feed_to_promise(rig: Rig) -> None:
    assert {feed.kind for feed in rig.venue.feeds()} == {FeedKind.OPEN_INTEREST, FeedKind.FUNDING}
    assert list(rig.venue.feeds()) == list(rig.venue.feeds())


async def test_an_asset_without_a_perpetual_is_unsupported() -> None:
    async with rigged("NOSUCH") as rig:
        with pytest.raises(VenueError) as caught:
            await rig.open_interest.fetch()
        assert caught.value.trouble is Trouble.UNSUPPORTED


async def test_a_delisted_coin_is_not_delivered() -> None:
    async with rigged("MATIC", "ETH") as rig:
        events = await rig.open_interest.fetch()
        assert [event.asset for event in events if isinstance(event, OpenInterest)] == ["ETH"]


@pytest.mark.parametrize("body", ["[]", "{}", '[{"universe":[]},[]]', "<html>", ""])
async def test_an_answer_without_perpetuals_is_a_failure_and_not_kept(rig: Rig, body: str) -> None:
    rig.server.faults.answer(Where(), status=200, body=body)
    with pytest.raises(VenueError) as caught:
        await rig.funding.fetch()
    assert caught.value.trouble is Trouble.BAD_RESPONSE
    rig.server.faults.clear()
    assert await rig.funding.fetch()


async def test_the_probe_measures_the_venues_clock(rig: Rig) -> None:
    rig.world.offset_ms = -4_000
    assert await rig.venue.probe() == pytest.approx(-4.0, abs=0.3)


async def test_a_probe_that_is_told_no_time_has_failed(rig: Rig) -> None:
    rig.server.faults.answer(Where(), status=200, body={})
    with pytest.raises(VenueError, match="an answer without the time"):
        await rig.venue.probe()
