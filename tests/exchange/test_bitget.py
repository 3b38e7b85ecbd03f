"""The real Bitget venue against the paper one, through the gateway: every product type, by value."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from tests.exchange.paper_rig import Rig, rigged
from tests.paper.faults import Where
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import FeedKind, FundingRate, OpenInterest
from tui.exchange.bitget import Bitget
from tui.paper.contract import Contract
from tui.paper.venues import bitget as paper

MARKET = "/api/v2/mix/market/"
QUOTES = {"USDT-FUTURES": "USDT", "USDC-FUTURES": "USDC", "COIN-FUTURES": "USD"}


@pytest.fixture
async def rig() -> AsyncIterator[Rig[Bitget]]:
    async with rigged(Bitget, paper.open_venue) as made:
        yield made


def contracts(rig: Rig[Bitget], product: str) -> dict[str, Contract]:
    listed = [*rig.world.contracts("bitget", "perpetual"), *rig.world.contracts("bitget", "future")]
    return {one.id: one for one in listed if one.quote == QUOTES[product] and one.asset in ("BTC", "ETH")}


@pytest.mark.parametrize("product", QUOTES)
async def test_open_interest_is_the_worlds(rig: Rig[Bitget], product: str) -> None:
    events = await rig.poll(FeedKind.OPEN_INTEREST, product).fetch()
    found = {event.symbol: event for event in events if isinstance(event, OpenInterest)}
    assert found.keys() == contracts(rig, product).keys()
    for symbol, contract in contracts(rig, product).items():
        state = rig.world.state(contract)
        assert found[symbol].coin == pytest.approx(state.open_interest_coin, rel=1e-6)
        assert found[symbol].usd == pytest.approx(state.open_interest_usd, rel=1e-6)


@pytest.mark.parametrize("product", QUOTES)
async def test_funding_is_the_worlds(rig: Rig[Bitget], product: str) -> None:
    events = await rig.poll(FeedKind.FUNDING, product).fetch()
    found = {event.symbol: event for event in events if isinstance(event, FundingRate)}
    perpetuals = {symbol: one for symbol, one in contracts(rig, product).items() if one.kind == "perpetual"}
    assert found.keys() == perpetuals.keys()
    for symbol, contract in perpetuals.items():
        state, event = rig.world.state(contract), found[symbol]
        assert event.interval_h is not None
        assert event.interval_h == contract.funding_interval_h
        assert event.rate * 8760 / event.interval_h * 100 == pytest.approx(state.funding_apr_pct, abs=1e-4)
        assert event.next_ms == state.funding_next_ms


async def test_contracts_of_one_product_may_pay_at_different_intervals() -> None:
    async with rigged(Bitget, paper.open_venue, ("BTC", "DOGE")) as rig:
        events = await rig.poll(FeedKind.FUNDING, "USDT-FUTURES").fetch()
        told = {event.symbol: event.interval_h for event in events if isinstance(event, FundingRate)}
        assert told == {"BTCUSDT": 8, "DOGEUSDT": 4}


async def test_practice_contracts_are_never_asked_for(rig: Rig[Bitget]) -> None:
    for product in QUOTES:
        await rig.poll(FeedKind.OPEN_INTEREST, product).fetch()
    assert sorted(rig.requests(f"{MARKET}contracts")) == sorted(f"productType={product}" for product in QUOTES)


async def test_where_each_contract_must_be_named_each_is(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = paper.Bitget._funding

    def named(venue: paper.Bitget, query: Mapping[str, str]) -> list[dict[str, Any]]:
        if "symbol" not in query:
            raise paper.RefusedError("400172", "Parameter verification failed symbol")
        return whole(venue, query)

    monkeypatch.setattr(paper.Bitget, "_funding", named)
    async with rigged(Bitget, paper.open_venue) as rig:
        events = await rig.poll(FeedKind.FUNDING, "USDT-FUTURES").fetch()
        told = {event.symbol: event.interval_h for event in events if isinstance(event, FundingRate)}
        assert told == {"BTCUSDT": 8, "ETHUSDT": 8}


async def test_without_that_endpoint_the_tickers_rate_and_the_lists_interval_do() -> None:
    async with rigged(Bitget, paper.open_venue, ("DOGE",)) as rig:
        rig.server.faults.answer(Where(path=f"{MARKET}current-fund-rate"), status=404, body="")
        [event] = await rig.poll(FeedKind.FUNDING, "USDT-FUTURES").fetch()
        assert isinstance(event, FundingRate)
        assert (event.symbol, event.interval_h, event.next_ms) == ("DOGEUSDT", 4, None)


async def test_a_contract_that_goes_off_is_remarked(rig: Rig[Bitget], monkeypatch: pytest.MonkeyPatch) -> None:
    feed = rig.poll(FeedKind.OPEN_INTEREST, "USDT-FUTURES")
    await feed.fetch()
    assert feed.remark() is None
    whole = paper._contract

    def row(contract: Contract) -> dict[str, Any]:
        return whole(contract) | ({"symbolStatus": "off"} if contract.id == "ETHUSDT" else {})

    monkeypatch.setattr(paper, "_contract", row)
    await rig.clock.advance(3_700)
    await feed.fetch()
    assert feed.remark() == "ETHUSDT delisted"


async def test_one_product_that_fails_costs_itself(rig: Rig[Bitget]) -> None:
    first = rig.poll(FeedKind.OPEN_INTEREST, "USDT-FUTURES")
    await first.fetch()
    rig.server.faults.answer(Where(path=f"{MARKET}contracts"), status=404, body="")
    assert await first.fetch()
    with pytest.raises(VenueError) as caught:
        await rig.poll(FeedKind.OPEN_INTEREST, "COIN-FUTURES").fetch()
    assert caught.value.trouble is Trouble.UNSUPPORTED


@pytest.mark.parametrize("body", ['{"code":"00000","msg":"success","data":[]}', "<html>", "", '{"code":"40808"}'])
async def test_an_answer_without_our_contracts_is_a_failure(rig: Rig[Bitget], body: str) -> None:
    feed = rig.poll(FeedKind.OPEN_INTEREST, "USDT-FUTURES")
    await feed.fetch()
    rig.server.faults.answer(Where(path=f"{MARKET}tickers"), status=200, body=body)
    with pytest.raises(VenueError) as caught:
        await feed.fetch()
    assert caught.value.trouble is Trouble.BAD_RESPONSE


async def test_a_region_block_is_told_as_one_by_every_feed(rig: Rig[Bitget]) -> None:
    rig.server.faults.answer(Where(), status=451, body={"msg": "restricted location"})
    for kind in (FeedKind.FUNDING, FeedKind.OPEN_INTEREST):
        with pytest.raises(VenueError) as caught:
            await rig.poll(kind, "USDC-FUTURES").fetch()
        assert caught.value.trouble is Trouble.BLOCKED


async def test_an_asset_without_a_contract_is_unsupported() -> None:
    async with rigged(Bitget, paper.open_venue, ("NOSUCH",)) as rig:
        with pytest.raises(VenueError) as caught:
            await rig.poll(FeedKind.FUNDING, "USDT-FUTURES").fetch()
        assert caught.value.trouble is Trouble.UNSUPPORTED


async def test_there_is_no_liquidation_feed_to_promise(rig: Rig[Bitget]) -> None:
    assert {feed.kind for feed in rig.venue.feeds()} == {FeedKind.OPEN_INTEREST, FeedKind.FUNDING}


async def test_the_probe_measures_the_venues_clock(rig: Rig[Bitget]) -> None:
    rig.world.offset_ms = -5_000
    assert await rig.venue.probe() == pytest.approx(-5.0, abs=0.3)
