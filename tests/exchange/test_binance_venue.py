"""The real Binance venue against the paper one, through the gateway: every feed, by value."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from tests.clocks import OffsetClock, until
from tests.paper.faults import Quiet, Where
from tests.paper.faulty_server import FaultyServer
from tui.config.model import NetworkConfig
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import (
    Candle,
    Completeness,
    Event,
    FeedKind,
    FundingKind,
    FundingRate,
    FuturesQuote,
    Liquidation,
    OpenInterest,
    Quote,
    Side,
)
from tui.exchange.binance import Binance
from tui.exchange.venue import PollFeed, StreamFeed
from tui.paper.contract import Contract, Kind
from tui.paper.scenarios import BRIEF
from tui.paper.venues.binance import open_venue
from tui.paper.world import World

START_MS = 1_762_300_800_000
ASSETS = ("BTC", "ETH")
REFUSAL = '{"error":{"code":2,"msg":"Invalid request: invalid stream"},"id":1}'
BUSY = replace(BRIEF, liquidations=replace(BRIEF.liquidations, per_s=((0.0, 40.0),)))


@dataclass
class Market:
    """A paper market, and the venue that looks at it."""

    world: World
    server: FaultyServer
    venue: Binance

    def poll(self, kind: FeedKind, part: str) -> PollFeed:
        return next(
            feed for feed in self.venue.feeds() if isinstance(feed, PollFeed) and (feed.kind, feed.part) == (kind, part)
        )

    def stream(self, kind: FeedKind) -> StreamFeed:
        return next(feed for feed in self.venue.feeds() if isinstance(feed, StreamFeed) and feed.kind == kind)

    def contract(self, symbol: str, kind: Kind | None = None) -> Contract:
        found = self.world.contract("binance", symbol, kind)
        assert found is not None
        return found

    def asked(self, path: str) -> int:
        return sum(seen.path == path for seen in self.server.seen)

    @asynccontextmanager
    async def streaming(self, kind: FeedKind) -> AsyncIterator[tuple[list[Event], "asyncio.Task[None]"]]:
        events: list[Event] = []
        task = asyncio.ensure_future(self.stream(kind).run(events.append))
        try:
            yield events, task
        finally:
            task.cancel()
            await asyncio.wait({task})


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    clock = OffsetClock(START_MS)
    world = World(BUSY, 11, clock)
    async with FaultyServer(world, [open_venue(world)], tick_s=0.05) as server:
        venue = Binance(ASSETS, NetworkConfig(gateway=server.url, timeout_s=5), clock)
        try:
            yield Market(world, server, venue)
        finally:
            await venue.close()


async def test_spot_prices_stream_with_book_and_rolling_change(market: Market) -> None:
    async with market.streaming(FeedKind.PRICE) as (events, _):
        await until(lambda: len({event.symbol for event in events if isinstance(event, Quote)}) == 4)
    quotes = {event.symbol: event for event in events if isinstance(event, Quote)}
    assert quotes.keys() == {"BTCUSDT", "BTCUSDC", "ETHUSDT", "ETHUSDC"}
    state = market.world.state(market.contract("BTCUSDT", "spot"))
    bitcoin = quotes["BTCUSDT"]
    assert bitcoin.mid_usd == pytest.approx((state.bid_usd + state.ask_usd) / 2, rel=1e-3)
    assert bitcoin.change_24h_pct == pytest.approx(state.change_24h_pct, abs=0.1)
    assert (bitcoin.quote, quotes["BTCUSDC"].quote) == ("USDT", "USDC")


async def test_spot_prices_by_rest_stand_in_for_the_stream(market: Market) -> None:
    feed = market.poll(FeedKind.PRICE, "")
    assert feed.stands_in_for is FeedKind.PRICE
    quotes = [event for event in await feed.fetch() if isinstance(event, Quote)]
    assert {quote.symbol for quote in quotes} == {"BTCUSDT", "BTCUSDC", "ETHUSDT", "ETHUSDC"}
    assert market.asked("/api/v3/ticker/24hr") == 1


async def test_candles_are_complete_at_first_and_then_the_newest(market: Market) -> None:
    feed = market.poll(FeedKind.CANDLES, "ETH")
    bars = [event for event in await feed.fetch() if isinstance(event, Candle)]
    daily = [bar for bar in bars if bar.timeframe == "1d"]
    hourly = [bar for bar in bars if bar.timeframe == "1h"]
    assert (len(daily), len(hourly)) == (500, 500)
    assert {bar.symbol for bar in bars} == {"ETHUSDT"}
    assert daily[-1].open_ms == START_MS
    for series, step_ms in ((daily, DAY_MS), (hourly, HOUR_MS)):
        assert [bar.open_ms - series[0].open_ms for bar in series] == [step_ms * place for place in range(500)]
    truth = market.world.candles(market.contract("ETHUSDT", "spot"), DAY_MS, limit=2)[0]
    assert (daily[-2].open_usd, daily[-2].close_usd) == (truth.open_usd, truth.close_usd)
    assert daily[-2].volume_coin == pytest.approx(truth.volume_coin)
    assert len(await feed.fetch()) == 6


async def test_open_interest_of_both_platforms_in_coin_and_dollars(market: Market) -> None:
    for part in ("USD-M", "COIN-M"):
        events = await market.poll(FeedKind.OPEN_INTEREST, part).fetch()
        contracts = [
            contract
            for kind in ("perpetual", "future")
            for contract in market.world.contracts("binance", kind)
            if contract.asset in ASSETS and contract.inverse == (part == "COIN-M")
        ]
        found = {event.symbol: event for event in events if isinstance(event, OpenInterest)}
        assert found.keys() == {contract.id for contract in contracts}
        for contract in contracts:
            state = market.world.state(contract)
            assert found[contract.id].usd == pytest.approx(state.open_interest_usd, rel=2e-3)
            assert found[contract.id].coin == pytest.approx(state.open_interest_coin, rel=2e-3)


async def test_open_interest_of_a_day_ago(market: Market) -> None:
    events = await market.poll(FeedKind.OPEN_INTEREST, "history BTC").fetch()
    past = [event for event in events if isinstance(event, OpenInterest) and event.at_ms == START_MS - DAY_MS]
    contracts = [
        contract for kind in ("perpetual", "future") for contract in market.world.contracts("binance", kind, "BTC")
    ]
    assert {event.symbol for event in past} == {contract.id for contract in contracts}
    for event in past:
        truth = market.world.open_interest_at(market.contract(event.symbol, _kind(event.symbol)), event.at_ms)
        assert event.coin == pytest.approx(truth.coin, rel=1e-4)
        assert event.usd == pytest.approx(truth.usd, rel=1e-4)


async def test_funding_is_predicted_with_its_interval_and_next_payment(market: Market) -> None:
    for part, symbol in (("USD-M", "BTCUSDT"), ("COIN-M", "BTCUSD_PERP")):
        events = await market.poll(FeedKind.FUNDING, part).fetch()
        rates = {event.symbol: event for event in events if isinstance(event, FundingRate)}
        assert all("_2" not in name for name in rates)
        rate, state = rates[symbol], market.world.state(market.contract(symbol, "perpetual"))
        assert rate.rate == pytest.approx(state.funding_rate, abs=1e-6)
        assert (rate.kind, rate.interval_h, rate.next_ms) == (FundingKind.PREDICTED, 8.0, state.funding_next_ms)


async def test_with_funding_info_out_of_order_the_interval_is_unknown(market: Market) -> None:
    market.server.faults.answer(Where(path="/fapi/v1/fundingInfo"), status=500, body="")
    events = await market.poll(FeedKind.FUNDING, "USD-M").fetch()
    assert events
    assert {event.interval_h for event in events if isinstance(event, FundingRate)} == {None}


async def test_without_funding_info_the_past_tells_the_interval(market: Market) -> None:
    """A relay that lacks the list: what lay between the last payments, or the usual where the past is missing too."""
    market.server.faults.answer(Where(path="/fapi/v1/fundingInfo"), status=404, body="")
    past = [{"symbol": "ETHUSDT", "fundingTime": 1_762_000_000_000 + 4 * hours * 3_600_000} for hours in (0, 1, 2)]
    where = Where(path="/fapi/v1/fundingRate")
    market.server.faults.answer(where, status=200, body=json.dumps(past))
    events = await market.poll(FeedKind.FUNDING, "USD-M").fetch()
    intervals_h = {event.symbol: event.interval_h for event in events if isinstance(event, FundingRate)}
    assert (intervals_h["ETHUSDT"], intervals_h["BTCUSDT"]) == (4.0, 8.0)


async def test_days_are_worth_having_without_hours(market: Market) -> None:
    """A relay that answers every interval with days."""
    pair = market.contract("BTCUSDT", "spot")
    bars = market.world.candles(pair, 86_400_000, limit=5)
    rows = [[bar.open_ms, *["100.0"] * 4, "1", bar.open_ms + 86_399_999] for bar in bars]
    market.server.faults.answer(Where(path="/api/v3/klines"), status=200, body=json.dumps(rows))
    events = await market.poll(FeedKind.CANDLES, "BTC").fetch()
    assert {event.timeframe for event in events if isinstance(event, Candle)} == {"1d"}
    assert len(events) == 5


async def test_marks_that_are_missing_are_the_middle_of_the_books(market: Market) -> None:
    market.server.faults.answer(Where(path="/fapi/v1/premiumIndex"), status=404, body="")
    events = await market.poll(FeedKind.OPEN_INTEREST, "USD-M").fetch()
    held = {event.symbol: event for event in events if isinstance(event, OpenInterest)}
    state = market.world.state(market.contract("BTCUSDT", "perpetual"))
    assert held["BTCUSDT"].usd == pytest.approx(held["BTCUSDT"].coin * (state.bid_usd + state.ask_usd) / 2, rel=1e-3)


async def test_dated_futures_beside_their_index(market: Market) -> None:
    for part in ("USD-M", "COIN-M"):
        events = await market.poll(FeedKind.FUTURES, part).fetch()
        quotes = [event for event in events if isinstance(event, FuturesQuote)]
        assert len(quotes) == 4
        for quote in quotes:
            contract = market.contract(quote.symbol, "future")
            state = market.world.state(contract)
            assert quote.expiry_ms == contract.expiry_ms
            assert quote.mark_usd == pytest.approx(state.mark_usd, rel=1e-3)
            assert quote.index_usd == pytest.approx(state.index_usd, rel=1e-3)
            assert quote.bid_usd == pytest.approx(state.bid_usd, rel=1e-3)
            assert quote.bid_usd is not None
            assert quote.ask_usd is not None
            assert quote.bid_usd < quote.ask_usd


async def test_a_missing_book_costs_the_book_only(market: Market) -> None:
    market.server.faults.answer(Where(path="/dapi/v1/ticker/bookTicker"), status=404, body="")
    quotes = [
        event for event in await market.poll(FeedKind.FUTURES, "COIN-M").fetch() if isinstance(event, FuturesQuote)
    ]
    assert [quote.bid_usd for quote in quotes] == [None] * 4
    assert all(quote.mark_usd for quote in quotes)


@pytest.mark.fault(40)
@pytest.mark.fault(41)
async def test_liquidations_of_both_platforms_once_each_with_side_and_dollars(market: Market) -> None:
    async with market.streaming(FeedKind.LIQUIDATIONS) as (events, _):
        await until(lambda: sum(event.symbol.endswith("_PERP") for event in _liquidations(events)) >= 3, 20)
    found = _liquidations(events)
    # Of the second in which the stream began, only what came after its start is sampled: so all orders are looked up.
    orders = {
        (order.contract.id, order.at_ms): order
        for order in sorted(market.world.forced_orders("binance", 0), key=lambda order: order.usd)
    }
    assert len({event.key for event in found}) == len(found)
    for event in found:
        order = orders[event.symbol, event.at_ms]
        assert event.hurt is (Side.LONG if order.hurt_long else Side.SHORT)
        assert event.usd == pytest.approx(order.usd, rel=1e-6)
        assert event.coin == pytest.approx(order.coin, rel=1e-6)
        assert event.price_usd == pytest.approx(order.fill_usd)
        assert event.completeness is Completeness.SAMPLED
    assert {event.asset for event in found} - set(ASSETS), "every instrument counts, watched or not"


async def test_liquidations_and_their_canary_share_one_socket(market: Market) -> None:
    async with market.streaming(FeedKind.LIQUIDATIONS):
        feed = market.stream(FeedKind.LIQUIDATIONS)
        await until(lambda: feed.last_frame_s() is not None)
        dials = [seen.path for seen in market.server.seen if seen.method == "DIAL"]
        assert dials == ["/market/ws/0"]
        assert feed.stale_after_s is None


async def test_acknowledgements_on_a_silent_socket_are_no_sign_of_life(market: Market) -> None:
    where = Where(host="fstream.binance.com")
    feed = market.stream(FeedKind.LIQUIDATIONS)
    order = {"s": "LINKUSDT", "S": "BUY", "z": "7", "ap": "15", "T": START_MS + 77, "st": 1}
    async with market.streaming(FeedKind.LIQUIDATIONS) as (events, task):
        await until(lambda: feed.last_frame_s() is not None)
        market.server.faults.silence(where, Quiet.SILENT)
        await market.server.send_raw(where, json.dumps({"e": "forceOrder", "E": START_MS, "o": order}))
        await until(lambda: any(event.at_ms == START_MS + 77 for event in _liquidations(events)))
        last_data_s = feed.last_frame_s()
        await market.server.send_raw(where, '{"result":null,"id":99}')
        # Frames keep their order, so the refusal is read after the acknowledgement.
        await market.server.send_raw(where, REFUSAL)
        with pytest.raises(VenueError):
            await task
    assert feed.last_frame_s() == last_data_s


async def test_usdm_liquidations_come_while_coinms_market_list_does_not(market: Market) -> None:
    market.server.faults.answer(Where(path="/dapi/v1/exchangeInfo"), status=503, body="")
    async with market.streaming(FeedKind.LIQUIDATIONS) as (events, _):
        await until(lambda: bool(_liquidations(events)), 20)
    assert not any(event.symbol.endswith("_PERP") for event in _liquidations(events))


async def test_a_lost_socket_and_a_refused_subscription_end_the_stream_with_a_reason(market: Market) -> None:
    where = Where(host="fstream.binance.com")
    async with market.streaming(FeedKind.LIQUIDATIONS) as (_, task):
        await until(lambda: market.stream(FeedKind.LIQUIDATIONS).last_frame_s() is not None)
        await market.server.close_sockets(where)
        with pytest.raises(VenueError) as lost:
            await task
    assert lost.value.trouble is Trouble.DISCONNECTED
    async with market.streaming(FeedKind.LIQUIDATIONS) as (_, task):
        await until(lambda: market.server.open_sockets(where) == 1)
        await market.server.send_raw(where, REFUSAL)
        with pytest.raises(VenueError, match="invalid stream"):
            await task


async def test_bad_frames_cost_themselves(market: Market) -> None:
    where = Where(host="stream.binance.com")
    async with market.streaming(FeedKind.PRICE) as (events, task):
        await until(lambda: bool(events))
        for poison in (
            "{",
            "[null]",
            "[]",
            "\x00",
            '{"e":"24hrTicker"}',
            '{"e":"24hrTicker","s":"\x1b[2J","c":1}',
            "5",
        ):
            await market.server.send_raw(where, poison)
        seen = len(events)
        await until(lambda: len(events) > seen)
        assert not task.done()


async def test_a_blocked_region_and_a_ban_are_told_apart(market: Market) -> None:
    market.server.faults.answer(
        Where(host="fapi.binance.com"), status=451, body={"code": 0, "msg": "restricted location"}
    )
    with pytest.raises(VenueError) as blocked:
        await market.poll(FeedKind.FUNDING, "USD-M").fetch()
    assert blocked.value.trouble is Trouble.BLOCKED
    assert await market.poll(FeedKind.FUNDING, "COIN-M").fetch()
    market.server.faults.answer(
        Where(host="dapi.binance.com"),
        status=418,
        body={"code": -1003, "msg": "banned"},
        headers={"Retry-After": "120"},
    )
    with pytest.raises(VenueError) as banned:
        await market.poll(FeedKind.OPEN_INTEREST, "COIN-M").fetch()
    assert (banned.value.trouble, banned.value.retry_after_s) == (Trouble.BANNED, 120)


async def test_one_symbol_that_fails_costs_one_symbol(market: Market) -> None:
    market.server.faults.answer(
        Where(path="/futures/data/openInterestHist", host="dapi.binance.com"), status=404, body=""
    )
    events = await market.poll(FeedKind.OPEN_INTEREST, "history BTC").fetch()
    assert {event.symbol for event in events if isinstance(event, OpenInterest)} >= {"BTCUSDT", "BTCUSDC"}
    assert not any("USD_" in event.symbol for event in events if isinstance(event, OpenInterest))


async def test_an_asset_that_is_not_listed_is_unsupported_and_costs_no_request(market: Market) -> None:
    venue = Binance(("NOSUCH",), NetworkConfig(gateway=market.server.url), OffsetClock(START_MS))
    try:
        for feed in venue.feeds():
            if isinstance(feed, PollFeed):
                with pytest.raises(VenueError) as refused:
                    await feed.fetch()
                assert refused.value.trouble is Trouble.UNSUPPORTED
    finally:
        await venue.close()
    assert {seen.path.rpartition("/")[2] for seen in market.server.seen} == {"exchangeInfo"}


async def test_spot_lists_come_without_permission_groups_and_closed_pairs(market: Market) -> None:
    await market.poll(FeedKind.PRICE, "").fetch()
    assert any(seen.query == "showPermissionSets=false&symbolStatus=TRADING" for seen in market.server.seen)


async def test_the_three_rest_users_of_a_platform_share_one_premium_index(market: Market) -> None:
    kinds = (FeedKind.FUNDING, FeedKind.FUTURES, FeedKind.OPEN_INTEREST)
    await asyncio.gather(*(market.poll(kind, "USD-M").fetch() for kind in kinds))
    assert market.asked("/fapi/v1/premiumIndex") == 1


async def test_the_index_of_dated_futures_is_no_older_than_their_books(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.exchange.binance_polls._INDEX_FRESH_S", 0.0)
    await market.poll(FeedKind.FUNDING, "COIN-M").fetch()
    await market.poll(FeedKind.FUTURES, "COIN-M").fetch()
    paths = [seen.path for seen in market.server.seen]
    assert paths[-2:] == ["/dapi/v1/premiumIndex", "/dapi/v1/ticker/bookTicker"]
    # What is asked for the books serves the others.
    await market.poll(FeedKind.FUNDING, "COIN-M").fetch()
    assert market.asked("/dapi/v1/premiumIndex") == 2


async def test_weight_that_others_used_up_is_respected(market: Market) -> None:
    market.server.faults.answer(
        Where(path="/fapi/v1/premiumIndex"), status=200, body=[], headers={"X-MBX-USED-WEIGHT-1M": "2300"}
    )
    with pytest.raises(VenueError, match="an answer without funding"):
        await market.poll(FeedKind.FUNDING, "USD-M").fetch()
    with pytest.raises(VenueError) as refused:
        await market.poll(FeedKind.FUTURES, "COIN-M").fetch()
    assert refused.value.trouble is Trouble.RATE_LIMITED
    assert await market.poll(FeedKind.PRICE, "").fetch()


async def test_the_probe_tells_the_venues_clock(market: Market) -> None:
    assert abs(await market.venue.probe()) < 2
    market.world.offset_ms = 30_000
    assert await market.venue.probe() == pytest.approx(30, abs=2)


def _liquidations(events: Sequence[Event]) -> list[Liquidation]:
    return [event for event in events if isinstance(event, Liquidation)]


def _kind(symbol: str) -> Kind:
    return "future" if symbol[-1].isdigit() else "perpetual"
