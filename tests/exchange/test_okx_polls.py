"""What OKX is asked, end to end: the real venue through the gateway to a paper OKX, against the world's truth."""

import itertools
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from tests.exchange.okx_rig import Rig, rigged
from tests.paper.faults import Where
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import (
    Candle,
    Completeness,
    Coverage,
    FeedKind,
    FundingRate,
    FuturesQuote,
    Liquidation,
    OpenInterest,
    OptionBook,
    Quote,
    Side,
)
from tui.paper.venue import Request, Response
from tui.paper.venues import okx as paper
from tui.paper.venues.okx_payload import refusal
from tui.paper.world import World


class Refusing(paper.Okx):
    """A paper OKX that refuses every request with one of these parameters."""

    def __init__(self, world: World, **parameters: str) -> None:
        super().__init__(world)
        self._refused = parameters

    async def rest(self, request: Request) -> Response:
        if any(request.query.get(name) == value for name, value in self._refused.items()):
            return Response(body=refusal("51000", "Parameter error"))
        return await super().rest(request)


class Dollarless(paper.Okx):
    """A paper OKX as it was before it told open interest in dollars."""

    def _open_interest(self, query: Mapping[str, str]) -> list[Any]:
        return [{**row, "oiUsd": ""} for row in super()._open_interest(query)]


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with rigged() as made:
        yield made


async def test_prices_by_rest_are_those_of_the_stream(rig: Rig) -> None:
    feed = rig.poll(FeedKind.PRICE)
    assert feed.stands_in_for is FeedKind.PRICE
    quotes = [event for event in await feed.fetch() if isinstance(event, Quote)]
    assert {quote.symbol for quote in quotes} == {"BTC-USDT", "BTC-USDC", "ETH-USDT", "ETH-USDC"}


async def test_candles_are_utc_days_enough_for_sixty_weeks_and_then_only_the_newest(rig: Rig) -> None:
    feed = rig.poll(FeedKind.CANDLES, "BTC")
    loaded = [event for event in await feed.fetch() if isinstance(event, Candle)]
    days = [candle for candle in loaded if candle.timeframe == "1d"]
    hours = [candle for candle in loaded if candle.timeframe == "1h"]
    assert (len(days), len(hours)) == (500, 500)
    assert all(later.open_ms - earlier.open_ms == DAY_MS for earlier, later in itertools.pairwise(days))
    assert all(candle.open_ms % DAY_MS == 0 for candle in days)
    contract = rig.world.contract("okx", "BTC-USDT")
    assert contract is not None
    for bar, candle in zip(rig.world.candles(contract, DAY_MS, limit=500), days, strict=True):
        assert (candle.open_ms, candle.open_usd, candle.close_usd) == (bar.open_ms, bar.open_usd, bar.close_usd)
        assert (candle.high_usd, candle.low_usd) == (bar.high_usd, bar.low_usd)
        assert candle.volume_coin == pytest.approx(bar.volume_coin, abs=1e-6)
    asked = len(rig.server.seen)
    await rig.clock.advance(60)
    again = [event for event in await feed.fetch() if isinstance(event, Candle)]
    assert [candle.open_ms for candle in again if candle.timeframe == "1d"] == [c.open_ms for c in days[-3:]]
    assert len(rig.server.seen) == asked + 2
    await rig.clock.advance(5 * 3600)
    later = [event for event in await feed.fetch() if isinstance(event, Candle) and event.timeframe == "1h"]
    assert later[0].open_ms <= hours[-1].open_ms
    assert later[-1].open_ms == hours[-1].open_ms + 5 * HOUR_MS


async def test_candles_without_the_older_pages_are_those_there_are(rig: Rig) -> None:
    rig.server.faults.answer(Where(path="/api/v5/market/history-candles"), status=404)
    feed = rig.poll(FeedKind.CANDLES, "BTC")
    assert len([c for c in await feed.fetch() if isinstance(c, Candle) and c.timeframe == "1d"]) == 300
    rig.server.faults.clear()
    assert len([c for c in await feed.fetch() if isinstance(c, Candle) and c.timeframe == "1d"]) == 500


@pytest.mark.parametrize(("part", "kind"), [("swap", "perpetual"), ("future", "future")])
async def test_open_interest_in_coin_and_dollars(rig: Rig, part: str, kind: str) -> None:
    events = [
        event for event in await rig.poll(FeedKind.OPEN_INTEREST, part).fetch() if isinstance(event, OpenInterest)
    ]
    wanted = [c for c in rig.world.contracts("okx") if c.kind == kind and c.asset in ("BTC", "ETH")]
    assert {event.symbol for event in events} == {contract.id for contract in wanted}
    for event in events:
        contract = rig.world.contract("okx", event.symbol)
        assert contract is not None
        state = rig.world.state(contract)
        assert event.coin == pytest.approx(state.open_interest_coin)
        assert event.usd == pytest.approx(state.open_interest_usd)


async def test_open_interest_without_dollars_is_valued_at_the_mark() -> None:
    async with rigged(paper=Dollarless) as rig:
        for event in await rig.poll(FeedKind.OPEN_INTEREST, "swap").fetch():
            assert isinstance(event, OpenInterest)
            contract = rig.world.contract("okx", event.symbol)
            assert contract is not None
            assert event.usd == pytest.approx(rig.world.state(contract).open_interest_usd)


async def test_open_interest_history_reaches_24_hours_back(rig: Rig) -> None:
    found = await rig.poll(FeedKind.OPEN_INTEREST, "history").fetch()
    events = [event for event in found if isinstance(event, OpenInterest) and event.symbol == "BTC-USD-SWAP"]
    contract = rig.world.contract("okx", "BTC-USD-SWAP")
    assert contract is not None
    now_ms = rig.clock.now_ms()
    assert min(event.at_ms for event in events) <= now_ms - DAY_MS
    for event in events:
        truth = rig.world.open_interest_at(contract, event.at_ms)
        assert event.coin == pytest.approx(truth.coin)
        assert event.usd == pytest.approx(truth.usd)
    assert {event.asset for event in found if isinstance(event, OpenInterest)} == {"BTC", "ETH"}


async def test_a_missing_history_does_not_cost_live_open_interest(rig: Rig) -> None:
    rig.server.faults.answer(Where(path="/api/v5/rubik"), status=404)
    with pytest.raises(VenueError):
        await rig.poll(FeedKind.OPEN_INTEREST, "history").fetch()
    assert await rig.poll(FeedKind.OPEN_INTEREST, "swap").fetch()


async def test_funding_with_its_true_interval(rig: Rig) -> None:
    events = [event for event in await rig.poll(FeedKind.FUNDING).fetch() if isinstance(event, FundingRate)]
    assert {event.symbol for event in events} == {"BTC-USDT-SWAP", "BTC-USD-SWAP", "ETH-USDT-SWAP", "ETH-USD-SWAP"}
    for event in events:
        contract = rig.world.contract("okx", event.symbol)
        assert contract is not None
        state = rig.world.state(contract)
        assert event.rate == pytest.approx(state.funding_rate, abs=1e-12)
        assert (event.interval_h, event.next_ms) == (contract.funding_interval_h, state.funding_next_ms)
        assert event.rate * 8760 / (event.interval_h or 0) * 100 == pytest.approx(state.funding_apr_pct, abs=1e-6)
    assert rig.requests("public/funding-rate") == ["instId=ANY"]


async def test_funding_is_asked_one_by_one_where_it_is_not_told_for_all() -> None:
    async with rigged(paper=lambda world: Refusing(world, instId="ANY")) as rig:
        feed = rig.poll(FeedKind.FUNDING)
        assert len(await feed.fetch()) == 4
        assert len(await feed.fetch()) == 4
        # The question for all is not asked again once it was refused.
        assert [query for query in rig.requests("public/funding-rate") if "ANY" in query] == ["instId=ANY"]


async def test_dated_futures_beside_their_own_index(rig: Rig) -> None:
    events = [event for event in await rig.poll(FeedKind.FUTURES).fetch() if isinstance(event, FuturesQuote)]
    wanted = {c.id for c in rig.world.contracts("okx", "future") if c.asset in ("BTC", "ETH")}
    # The X-Perp that OKX lists among its futures is not one of them.
    assert {event.symbol for event in events} == wanted
    for event in events:
        contract = rig.world.contract("okx", event.symbol)
        assert contract is not None
        state = rig.world.state(contract)
        assert event.mark_usd == pytest.approx(state.mark_usd)
        assert event.index_usd == pytest.approx(state.index_usd)
        assert (event.bid_usd, event.ask_usd, event.expiry_ms) == (state.bid_usd, state.ask_usd, contract.expiry_ms)


async def test_futures_without_an_index_endpoint_have_no_index(rig: Rig) -> None:
    rig.server.faults.answer(Where(path="/api/v5/market/index-tickers"), status=404)
    events = [event for event in await rig.poll(FeedKind.FUTURES).fetch() if isinstance(event, FuturesQuote)]
    assert events
    assert {event.index_usd for event in events} == {None}


async def test_the_option_chain(rig: Rig) -> None:
    [book] = await rig.poll(FeedKind.OPTIONS, "BTC").fetch()
    assert isinstance(book, OptionBook)
    truth = {state.contract.id: state for state in rig.world.option_chain("okx", "BTC")}
    assert {quote.symbol for quote in book.quotes} == truth.keys()
    for quote in book.quotes:
        state = truth[quote.symbol]
        assert (quote.strike_usd, quote.expiry_ms, quote.is_call) == (
            state.contract.strike_usd,
            state.contract.expiry_ms,
            state.contract.is_call,
        )
        assert quote.mark_vol == pytest.approx(state.mark_vol)
        assert quote.underlying_usd == pytest.approx(state.underlying_usd)
        assert quote.open_interest_coin == pytest.approx(state.open_interest_coin)
        assert quote.volume_24h_coin == pytest.approx(state.volume_24h_coin)
        assert quote.delta == pytest.approx(state.delta, abs=1e-9)
        assert quote.mark_coin == pytest.approx(state.mark_coin, abs=1e-12) or state.mark_coin < 1e-12


async def test_a_chain_without_marks_has_its_volatilities(rig: Rig) -> None:
    rig.server.faults.answer(Where(path="/api/v5/public/mark-price"), status=404)
    [book] = await rig.poll(FeedKind.OPTIONS, "BTC").fetch()
    assert isinstance(book, OptionBook)
    assert {quote.mark_coin for quote in book.quotes} == {None}
    assert all(quote.mark_vol for quote in book.quotes)


@pytest.mark.parametrize("path", ["public/open-interest", "market/tickers", "public/opt-summary"])
async def test_a_chain_without_positions_or_volume_is_not_passed_off_as_empty(rig: Rig, path: str) -> None:
    rig.server.faults.answer(Where(path=f"/api/v5/{path}"), status=404)
    with pytest.raises(VenueError):
        await rig.poll(FeedKind.OPTIONS, "BTC").fetch()


async def test_an_asset_without_options_is_unsupported() -> None:
    async with rigged(["SOL"]) as rig:
        with pytest.raises(VenueError) as caught:
            await rig.poll(FeedKind.OPTIONS, "SOL").fetch()
        assert caught.value.trouble is Trouble.UNSUPPORTED


async def test_an_asset_that_okx_does_not_list_is_unsupported() -> None:
    async with rigged(["NOSUCH"]) as rig:
        for feed in (rig.poll(FeedKind.CANDLES, "NOSUCH"), rig.poll(FeedKind.FUNDING), rig.poll(FeedKind.FUTURES)):
            with pytest.raises(VenueError) as caught:
                await feed.fetch()
            assert caught.value.trouble is Trouble.UNSUPPORTED


async def test_past_liquidations_are_paged_and_then_only_followed(rig: Rig) -> None:
    feed = rig.poll(FeedKind.LIQUIDATIONS, "backfill")
    found = [event for event in await feed.fetch() if isinstance(event, Liquidation)]
    truth = [
        order
        for order in rig.world.forced_orders("okx", rig.clock.now_ms() - DAY_MS)
        if order.contract.asset in ("BTC", "ETH")
    ]
    assert len(found) == len(truth)
    assert sum(event.usd for event in found) == pytest.approx(
        sum(order.contract.usd(order.contracts, order.bankruptcy_usd) for order in truth)
    )
    assert {event.completeness for event in found} == {Completeness.BACKFILL}
    assert len({event.key for event in found}) == len(found)
    asked = len(rig.requests("public/liquidation-orders"))
    await rig.clock.advance(60)
    again = await feed.fetch()
    # The second stretch begins at the newest order known, less what OKX may still publish.
    [stretch] = [event for event in again if isinstance(event, Coverage)]
    assert stretch.from_ms > rig.clock.now_ms() - DAY_MS
    assert stretch.until_ms == rig.clock.now_ms()
    later = rig.requests("public/liquidation-orders")[asked:]
    # One page for each of the four underlyings.
    assert len([query for query in later if "instType=SWAP" in query]) == 4


async def test_the_day_that_was_read_back_is_told(rig: Rig) -> None:
    [stretch] = [
        event for event in await rig.poll(FeedKind.LIQUIDATIONS, "backfill").fetch() if isinstance(event, Coverage)
    ]
    now_ms = rig.clock.now_ms()
    assert (stretch.venue, stretch.kind, stretch.part) == ("okx", FeedKind.LIQUIDATIONS, "backfill")
    # The paper venue's orders begin with the day.
    assert now_ms - DAY_MS <= stretch.from_ms < now_ms - DAY_MS + HOUR_MS
    assert stretch.until_ms == now_ms


async def test_only_what_the_pages_reached_is_told(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.exchange.okx_past._PAGES", 1)
    monkeypatch.setattr("tui.exchange.okx_past._ORDERS_A_PAGE", 20)
    events = await rig.poll(FeedKind.LIQUIDATIONS, "backfill").fetch()
    [stretch] = [event for event in events if isinstance(event, Coverage)]
    oldest: dict[str, int] = {}
    for event in events:
        if isinstance(event, Liquidation):
            underlying = event.symbol.removesuffix("-SWAP")
            oldest[underlying] = min(event.at_ms, oldest.get(underlying, event.at_ms))
    assert stretch.from_ms == max(oldest.values())
    assert stretch.from_ms > rig.clock.now_ms() - DAY_MS


class Forgetful(paper.Okx):
    """A paper OKX that holds forced orders of the last hours only."""

    def __init__(self, world: World, held_ms: int) -> None:
        super().__init__(world)
        self._held_ms = held_ms

    async def rest(self, request: Request) -> Response:
        answer = await super().rest(request)
        if "liquidation-orders" in request.path:
            since_ms = self._world.now_ms() - self._held_ms
            for row in answer.body["data"]:
                row["details"] = [one for one in row["details"] if int(one["ts"]) >= since_ms]
        return answer


class Quarterly(paper.Okx):
    """A paper OKX on which a long of the first dated future of each underlying was closed by force an hour ago."""

    def _liquidations(self, query: Mapping[str, str]) -> list[Any]:
        contract = next((one for one in self._contracts(query) if one.id.startswith(query["uly"] + "-")), None)
        if query["instType"] != "FUTURES" or contract is None:
            return super()._liquidations(query)
        at_ms = self._world.now_ms() - HOUR_MS
        if int(query.get("after") or at_ms + 1) <= at_ms:
            return []
        order = {"sz": "3", "bkPx": "100000", "ts": str(at_ms), "side": "sell", "posSide": "long"}
        return [{"instId": contract.id, "instType": "FUTURES", "details": [order]}]


async def test_dated_futures_are_read_back_too_and_do_not_shorten_the_stretch() -> None:
    async with rigged(paper=Quarterly) as rig:
        events = await rig.poll(FeedKind.LIQUIDATIONS, "backfill").fetch()
        found = [e for e in events if isinstance(e, Liquidation) and not e.symbol.endswith("-SWAP")]
        inverse = [event for event in found if "-USD-" in event.symbol]
        assert {(event.hurt, event.at_ms) for event in found} == {(Side.LONG, rig.clock.now_ms() - HOUR_MS)}
        # Contracts on Bitcoin are of 100 dollars, those on Ether of 10.
        assert sorted(event.usd for event in inverse) == [30.0, 300.0]
        [stretch] = [event for event in events if isinstance(event, Coverage)]
        assert stretch.from_ms < rig.clock.now_ms() - DAY_MS + HOUR_MS


async def test_no_stretch_is_told_where_dated_futures_are_refused() -> None:
    async with rigged(paper=lambda world: Refusing(world, instType="FUTURES")) as rig:
        events = await rig.poll(FeedKind.LIQUIDATIONS, "backfill").fetch()
        assert {type(event) for event in events} == {Liquidation}
        assert {event.symbol.endswith("-SWAP") for event in events if isinstance(event, Liquidation)} == {True}


async def test_nothing_is_told_of_what_the_venue_has_forgotten() -> None:
    async with rigged(paper=lambda world: Forgetful(world, 14 * HOUR_MS)) as rig:
        events = await rig.poll(FeedKind.LIQUIDATIONS, "backfill").fetch()
        [stretch] = [event for event in events if isinstance(event, Coverage)]
        oldest_ms = min(event.at_ms for event in events if isinstance(event, Liquidation))
        assert stretch.from_ms >= oldest_ms >= rig.clock.now_ms() - 14 * HOUR_MS


async def test_an_answer_without_orders_tells_of_no_stretch() -> None:
    async with rigged(paper=lambda world: Forgetful(world, -1)) as rig:
        assert await rig.poll(FeedKind.LIQUIDATIONS, "backfill").fetch() == []


@pytest.mark.parametrize("status", [400, 404])
async def test_a_backfill_that_is_not_offered_is_switched_off_and_nothing_else(rig: Rig, status: int) -> None:
    body = {"code": "51000", "msg": "Parameter error", "data": []} if status == 400 else "not found"
    rig.server.faults.answer(Where(path="/api/v5/public/liquidation-orders"), status=status, body=body)
    with pytest.raises(VenueError) as caught:
        await rig.poll(FeedKind.LIQUIDATIONS, "backfill").fetch()
    assert caught.value.trouble is Trouble.UNSUPPORTED
    assert await rig.poll(FeedKind.OPEN_INTEREST, "swap").fetch()


async def test_one_failing_market_type_hides_no_other() -> None:
    async with rigged(paper=lambda world: Refusing(world, instType="FUTURES")) as rig:
        assert await rig.poll(FeedKind.FUNDING).fetch()
        assert await rig.poll(FeedKind.OPEN_INTEREST, "swap").fetch()
        assert await rig.poll(FeedKind.OPEN_INTEREST, "history").fetch()
        with pytest.raises(VenueError):
            await rig.poll(FeedKind.FUTURES).fetch()


async def test_a_region_block_is_told_as_such(rig: Rig) -> None:
    rig.server.faults.answer(Where(), status=451, body={"code": "0", "msg": "restricted location"})
    for feed in (rig.poll(FeedKind.FUNDING), rig.poll(FeedKind.LIQUIDATIONS, "backfill")):
        with pytest.raises(VenueError) as caught:
            await feed.fetch()
        assert caught.value.trouble is Trouble.BLOCKED


async def test_the_probe_measures_the_venues_clock(rig: Rig) -> None:
    rig.world.offset_ms = 3_000
    assert await rig.venue.probe() == pytest.approx(3.0, abs=0.2)


async def test_feeds_are_the_same_for_life_and_told_apart(rig: Rig) -> None:
    feeds = rig.venue.feeds()
    assert list(feeds) == list(rig.venue.feeds())
    names = [(type(feed), feed.kind, feed.part) for feed in feeds]
    assert len(set(names)) == len(names)
    assert not rig.server.seen
