"""The real Bybit venue against the paper one, through the gateway: every feed, by value."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from tests.clocks import OffsetClock, until
from tests.paper.faults import Where
from tests.paper.faulty_server import FaultyServer
from tui.config.model import NetworkConfig
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import (
    Completeness,
    Event,
    FeedKind,
    FundingKind,
    FundingRate,
    FuturesQuote,
    Liquidation,
    OpenInterest,
    OptionBook,
    Quote,
    Side,
)
from tui.exchange.bybit import Bybit
from tui.exchange.venue import PollFeed, StreamFeed
from tui.paper.contract import Contract, Kind
from tui.paper.scenarios import BRIEF
from tui.paper.venues.bybit import open_venue
from tui.paper.world import World

START_MS = 1_762_300_800_000
ASSETS = ("BTC", "ETH")
BUSY = replace(BRIEF, liquidations=replace(BRIEF.liquidations, per_s=((0.0, 60.0),)))


@dataclass
class Market:
    """A paper market, and the venue that looks at it."""

    world: World
    server: FaultyServer
    venue: Bybit

    def poll(self, kind: FeedKind, part: str) -> PollFeed:
        return next(
            feed for feed in self.venue.feeds() if isinstance(feed, PollFeed) and (feed.kind, feed.part) == (kind, part)
        )

    def stream(self, kind: FeedKind, part: str = "") -> StreamFeed:
        return next(
            feed
            for feed in self.venue.feeds()
            if isinstance(feed, StreamFeed) and (feed.kind, feed.part) == (kind, part)
        )

    def contracts(self, *kinds: Kind, inverse: bool) -> list[Contract]:
        listed = [contract for kind in kinds for contract in self.world.contracts("bybit", kind)]
        return [contract for contract in listed if contract.asset in ASSETS and contract.inverse == inverse]

    def asked(self, path: str) -> list[str]:
        return [seen.query for seen in self.server.seen if seen.path == path]

    @asynccontextmanager
    async def streaming(
        self, kind: FeedKind, part: str = ""
    ) -> AsyncIterator[tuple[list[Event], "asyncio.Task[None]"]]:
        events: list[Event] = []
        task = asyncio.ensure_future(self.stream(kind, part).run(events.append))
        try:
            yield events, task
        finally:
            task.cancel()
            await asyncio.wait({task})


@asynccontextmanager
async def opened(assets: tuple[str, ...] = ASSETS) -> AsyncIterator[Market]:
    clock = OffsetClock(START_MS)
    world = World(BUSY, 11, clock)
    async with FaultyServer(world, [open_venue(world)], tick_s=0.05) as server:
        venue = Bybit(assets, NetworkConfig(gateway=server.url, timeout_s=5), clock)
        try:
            yield Market(world, server, venue)
        finally:
            await venue.close()


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    async with opened() as found:
        yield found


async def test_spot_prices_stream_as_last_trades_with_a_rolling_change(market: Market) -> None:
    async with market.streaming(FeedKind.PRICE) as (events, _):
        await until(lambda: len({event.symbol for event in events if isinstance(event, Quote)}) == 4)
    quotes = {event.symbol: event for event in events if isinstance(event, Quote)}
    assert quotes.keys() == {"BTCUSDT", "BTCUSDC", "ETHUSDT", "ETHUSDC"}
    spot = market.world.contract("bybit", "BTCUSDT", "spot")
    assert spot is not None
    state = market.world.state(spot)
    assert quotes["BTCUSDT"].bid_usd is None
    assert quotes["BTCUSDT"].mid_usd == pytest.approx(state.last_usd, rel=1e-3)
    assert quotes["BTCUSDT"].change_24h_pct == pytest.approx(state.change_24h_pct, abs=0.1)
    assert {seen.path for seen in market.server.seen if seen.method == "DIAL"} == {"/v5/public/spot"}


@pytest.mark.fault(24)
async def test_a_stream_that_has_ended_takes_no_late_frame(market: Market) -> None:
    async with market.streaming(FeedKind.PRICE) as (events, _):
        await until(lambda: bool(events))
    late = '{"topic":"tickers.BTCUSDT","type":"snapshot","ts":1762300800000,"data":{"symbol":"BTCUSDT"}}'
    tap = market.venue._client.tap
    assert tap is not None
    assert not tap("wss://stream.bybit.com/v5/public/spot", late)


async def test_more_markets_than_one_request_may_have_are_asked_for_in_several() -> None:
    assets = ("BTC", "ETH", "SOL", "XRP", "DOGE", "AVAX", "LINK")
    async with opened(assets) as market, market.streaming(FeedKind.PRICE) as (events, _):
        await until(lambda: len({event.symbol for event in events if isinstance(event, Quote)}) == 14)


async def test_spot_prices_by_rest_have_the_book_and_stand_in_for_the_stream(market: Market) -> None:
    feed = market.poll(FeedKind.PRICE, "")
    assert feed.stands_in_for is FeedKind.PRICE
    quotes = [event for event in await feed.fetch() if isinstance(event, Quote)]
    assert {quote.symbol for quote in quotes} == {"BTCUSDT", "BTCUSDC", "ETHUSDT", "ETHUSDC"}
    assert all(quote.bid_usd is not None and quote.ask_usd is not None for quote in quotes)


@pytest.mark.fault(40)
@pytest.mark.parametrize("category", ["linear", "inverse"])
async def test_liquidations_are_complete_with_side_and_dollars(market: Market, category: str) -> None:
    since_ms = market.world.now_ms()
    async with market.streaming(FeedKind.LIQUIDATIONS, category) as (events, _):
        await until(lambda: len(events) >= 6, patience_s=20)
    found = [event for event in events if isinstance(event, Liquidation)]
    truth = [
        (
            order.at_ms,
            order.contract.id,
            Side.LONG if order.hurt_long else Side.SHORT,
            round(order.contract.usd(order.contracts, order.bankruptcy_usd), 2),
        )
        for order in market.world.forced_orders("bybit", since_ms)
        if order.contract in market.contracts("perpetual", inverse=category == "inverse")
    ]
    heard = [(event.at_ms, event.symbol, event.hurt, round(event.usd, 2)) for event in found]
    assert set(heard) <= set(truth)
    # Half a second of each contract may still be on its way.
    over_ms = max(event.at_ms for event in found) - 1000
    assert {order for order in truth if min(heard)[0] <= order[0] <= over_ms} <= set(heard)
    assert {event.completeness for event in found} == {Completeness.FULL}
    assert len({event.key for event in found}) == len(found)


async def test_a_quiet_market_is_known_to_be_alive_by_its_canary(market: Market) -> None:
    feed = market.stream(FeedKind.LIQUIDATIONS, "inverse")
    assert feed.stale_after_s is None
    assert feed.last_frame_s() is None
    async with market.streaming(FeedKind.LIQUIDATIONS, "inverse"):
        await until(lambda: feed.last_frame_s() is not None)
        first_s = feed.last_frame_s()
        await until(lambda: feed.last_frame_s() != first_s)
        assert market.stream(FeedKind.LIQUIDATIONS, "linear").last_frame_s() is None


async def test_a_stream_that_is_cut_ends_and_begins_again(market: Market) -> None:
    where = Where(path="/v5/public/linear")
    async with market.streaming(FeedKind.LIQUIDATIONS, "linear") as (events, task):
        await until(lambda: bool(events))
        market.server.abort_sockets(where)
        with pytest.raises(VenueError) as caught:
            await task
        assert caught.value.trouble is Trouble.DISCONNECTED
    async with market.streaming(FeedKind.LIQUIDATIONS, "linear") as (events, _):
        await until(lambda: bool(events))
    await until(lambda: market.server.open_sockets(where) == 0)


async def test_streams_of_one_venue_end_alone(market: Market) -> None:
    async with market.streaming(FeedKind.PRICE) as (_, price):
        async with market.streaming(FeedKind.LIQUIDATIONS, "linear") as (events, _):
            await until(lambda: bool(events))
        assert not price.done()


@pytest.mark.parametrize("category", ["linear", "inverse"])
async def test_open_interest_is_one_side_in_coin_and_dollars(market: Market, category: str) -> None:
    events = await market.poll(FeedKind.OPEN_INTEREST, category).fetch()
    found = {event.symbol: event for event in events if isinstance(event, OpenInterest)}
    contracts = market.contracts("perpetual", "future", inverse=category == "inverse")
    assert found.keys() == {contract.id for contract in contracts}
    for contract in contracts:
        state = market.world.state(contract)
        assert found[contract.id].coin == pytest.approx(state.open_interest_coin, rel=2e-3)
        assert found[contract.id].usd == pytest.approx(state.open_interest_usd, rel=2e-3)


@pytest.mark.parametrize("category", ["linear", "inverse"])
async def test_funding_has_the_true_interval_and_time(market: Market, category: str) -> None:
    events = await market.poll(FeedKind.FUNDING, category).fetch()
    found = {event.symbol: event for event in events if isinstance(event, FundingRate)}
    contracts = market.contracts("perpetual", inverse=category == "inverse")
    assert found.keys() == {contract.id for contract in contracts}
    for contract in contracts:
        state, event = market.world.state(contract), found[contract.id]
        assert (event.interval_h, event.kind) == (contract.funding_interval_h, FundingKind.PREDICTED)
        assert event.next_ms == state.funding_next_ms
        assert event.rate == pytest.approx(state.funding_rate, abs=1e-6)


@pytest.mark.parametrize("category", ["linear", "inverse"])
async def test_dated_futures_beside_their_index(market: Market, category: str) -> None:
    events = await market.poll(FeedKind.FUTURES, category).fetch()
    found = {event.symbol: event for event in events if isinstance(event, FuturesQuote)}
    contracts = market.contracts("future", inverse=category == "inverse")
    assert found.keys() == {contract.id for contract in contracts}
    for contract in contracts:
        state, event = market.world.state(contract), found[contract.id]
        assert event.expiry_ms == contract.expiry_ms
        assert event.mark_usd == pytest.approx(state.mark_usd, rel=1e-3)
        assert event.index_usd == pytest.approx(state.index_usd, rel=1e-3)


async def test_the_three_readers_of_one_ticker_list_share_one_request(market: Market) -> None:
    kinds = (FeedKind.OPEN_INTEREST, FeedKind.FUNDING, FeedKind.FUTURES)
    await asyncio.gather(*(market.poll(kind, "linear").fetch() for kind in kinds))
    assert market.asked("/v5/market/tickers") == ["category=linear"]


async def test_open_interest_a_day_ago(market: Market) -> None:
    for category in ("linear", "inverse"):
        feed = market.poll(FeedKind.OPEN_INTEREST, f"history {category}")
        week = await feed.fetch()
        events = await feed.fetch()
        for contract in market.contracts("perpetual", "future", inverse=category == "inverse"):
            past = [event for event in events if isinstance(event, OpenInterest) and event.symbol == contract.id]
            at_ms = START_MS - DAY_MS
            assert len(past) == 26
            assert sum(isinstance(event, OpenInterest) and event.symbol == contract.id for event in week) == 200
            assert all(event.at_ms % HOUR_MS == 0 for event in past)
            (yesterday,) = (event for event in past if event.at_ms == at_ms)
            truth = market.world.open_interest_at(contract, at_ms)
            assert (yesterday.coin, yesterday.usd) == pytest.approx((truth.coin, truth.usd), rel=1e-4)


async def test_an_option_chain_with_strikes_volatilities_and_open_interest(market: Market) -> None:
    (book,) = await market.poll(FeedKind.OPTIONS, "BTC").fetch()
    assert isinstance(book, OptionBook)
    truth = {state.contract.id: state for state in market.world.option_chain("bybit", "BTC")}
    assert {quote.symbol for quote in book.quotes} == truth.keys()
    for quote in book.quotes:
        state = truth[quote.symbol]
        contract = state.contract
        assert (quote.expiry_ms, quote.strike_usd, quote.is_call) == (
            contract.expiry_ms,
            contract.strike_usd,
            contract.is_call,
        )
        assert quote.mark_vol == pytest.approx(state.mark_vol, rel=2e-3)
        assert quote.open_interest_coin == pytest.approx(state.open_interest_coin)
        assert quote.volume_24h_coin == pytest.approx(state.volume_24h_coin)
        assert quote.mark_coin == pytest.approx(state.mark_coin, abs=2e-4)
        assert quote.delta == pytest.approx(state.delta, abs=5e-3)


async def test_a_missing_endpoint_costs_only_its_own_feed(market: Market) -> None:
    market.server.faults.answer(Where(path="/v5/market/mark-price-kline"), status=404, body="404 page not found")
    with pytest.raises(VenueError) as caught:
        await market.poll(FeedKind.OPEN_INTEREST, "history linear").fetch()
    assert caught.value.trouble is Trouble.UNSUPPORTED
    assert await market.poll(FeedKind.OPEN_INTEREST, "linear").fetch()


async def test_a_rate_limit_is_one(market: Market) -> None:
    body = {"retCode": 10006, "retMsg": "Too many visits. Exceeded the API Rate Limit."}
    market.server.faults.answer(Where(path="/v5/market/tickers"), status=200, body=body)
    with pytest.raises(VenueError) as caught:
        await market.poll(FeedKind.FUNDING, "linear").fetch()
    assert caught.value.trouble is Trouble.RATE_LIMITED


async def test_assets_that_bybit_does_not_have_are_said_to_be_missing() -> None:
    async with opened(("SOL",)) as market:
        for kind, part in ((FeedKind.FUNDING, "inverse"), (FeedKind.FUTURES, "linear")):
            with pytest.raises(VenueError) as caught:
                await market.poll(kind, part).fetch()
            assert caught.value.trouble is Trouble.UNSUPPORTED
        with pytest.raises(VenueError) as caught:
            await market.stream(FeedKind.LIQUIDATIONS, "inverse").run(lambda _: None)
        assert caught.value.trouble is Trouble.UNSUPPORTED


async def test_the_probe_tells_how_far_the_clocks_are_apart(market: Market) -> None:
    assert await market.venue.probe() == pytest.approx(0.0, abs=1.0)
    market.world.offset_ms = 60_000
    assert await market.venue.probe() == pytest.approx(60.0, abs=1.0)


async def test_every_feed_has_an_identity_of_its_own(market: Market) -> None:
    feeds = [feed for feed in market.venue.feeds() if not (isinstance(feed, PollFeed) and feed.stands_in_for)]
    assert len({(feed.venue, feed.kind, feed.part) for feed in feeds}) == len(feeds)
    assert market.server.seen.maxlen is not None
    assert not market.server.seen
