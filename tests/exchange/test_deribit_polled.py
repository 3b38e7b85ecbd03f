"""What is asked of Deribit, end to end: the real venue through the gateway to a paper Deribit, against its world."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from tests.exchange.deribit_samples import reply
from tests.exchange.paper_rig import Rig, rigged
from tests.paper.faults import Where
from tests.paper.market import index_vol_now
from tui.domain.clock import DAY_MS, day_start_ms
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import (
    Event,
    FeedKind,
    FundingKind,
    FundingRate,
    FuturesQuote,
    OpenInterest,
    OptionBook,
    VolatilityIndex,
)
from tui.exchange.deribit import Deribit
from tui.paper.contract import ContractState
from tui.paper.venue import Request, Response
from tui.paper.venues import deribit as paper

SUMMARY = "/api/v2/public/get_book_summary_by_currency"
VOLATILITY = "/api/v2/public/get_volatility_index_data"


class WithDollarOptions(paper.Deribit):
    """Lists one option that settles in USDC, and summaries without funding."""

    async def rest(self, request: Request) -> Response:
        response = await super().rest(request)
        if request.path != SUMMARY:
            return response
        body: dict[str, Any] = json.loads(response.encoded())
        for row in body["result"]:
            row.pop("funding_8h", None)
        if request.query["currency"] == "USDC" and request.query["kind"] == "option":
            row = {"mark_iv": 60.0, "mark_price": 5_000.0, "underlying_price": 100_000.0, "open_interest": 2.0}
            body["result"].append(row | {"instrument_name": "BTC_USDC-25DEC26-90000-C", "volume": 0.5})
        return Response(body=body)


@pytest.fixture
async def rig() -> AsyncIterator[Rig[Deribit]]:
    async with rigged(Deribit, paper.Deribit) as made:
        yield made


def state_of(rig: Rig[Deribit], symbol: str) -> ContractState:
    contract = rig.world.contract("deribit", symbol)
    assert contract is not None
    return rig.world.state(contract)


def listed(rig: Rig[Deribit], settle: str, *kinds: str) -> set[str]:
    found = rig.world.contracts("deribit")
    return {c.id for c in found if c.settle == settle and c.kind in kinds and c.asset in ("BTC", "ETH")}


async def fetched(rig: Rig[Deribit], kind: FeedKind, part: str) -> Sequence[Event]:
    return await rig.poll(kind, part).fetch()


@pytest.mark.parametrize("currency", ["BTC", "ETH", "USDC"])
async def test_open_interest(rig: Rig[Deribit], currency: str) -> None:
    events = [e for e in await fetched(rig, FeedKind.OPEN_INTEREST, currency) if isinstance(e, OpenInterest)]
    assert {event.symbol for event in events} == listed(rig, currency, "perpetual", "future")
    for event in events:
        state = state_of(rig, event.symbol)
        assert event.usd == pytest.approx(state.open_interest_usd, rel=1e-6)
        assert event.coin == pytest.approx(state.open_interest_coin, rel=1e-6)
        assert event.at_ms == rig.world.now_ms()


@pytest.mark.parametrize("currency", ["BTC", "ETH", "USDC"])
async def test_funding(rig: Rig[Deribit], currency: str) -> None:
    events = [e for e in await fetched(rig, FeedKind.FUNDING, currency) if isinstance(e, FundingRate)]
    assert {event.symbol for event in events} == listed(rig, currency, "perpetual")
    for event in events:
        assert (event.kind, event.interval_h, event.next_ms) == (FundingKind.CONTINUOUS, 8.0, None)
        assert event.rate * 3 * 365 * 100 == pytest.approx(state_of(rig, event.symbol).funding_apr_pct, abs=1e-3)


@pytest.mark.parametrize("currency", ["BTC", "ETH"])
async def test_dated_futures(rig: Rig[Deribit], currency: str) -> None:
    events = [e for e in await fetched(rig, FeedKind.FUTURES, currency) if isinstance(e, FuturesQuote)]
    assert {event.symbol for event in events} == listed(rig, currency, "future")
    for event in events:
        state = state_of(rig, event.symbol)
        assert (event.bid_usd, event.ask_usd) == (state.bid_usd, state.ask_usd)
        assert event.mark_usd == pytest.approx(state.mark_usd, abs=1e-3)
        assert event.index_usd == pytest.approx(state.index_usd, abs=1e-3)
        assert event.expiry_ms == state.contract.expiry_ms


async def test_there_need_be_no_dated_futures_in_dollars(rig: Rig[Deribit]) -> None:
    assert await fetched(rig, FeedKind.FUTURES, "USDC") == []


@pytest.mark.parametrize("asset", ["BTC", "ETH"])
async def test_the_option_chain(rig: Rig[Deribit], asset: str) -> None:
    [book] = await fetched(rig, FeedKind.OPTIONS, asset)
    assert isinstance(book, OptionBook)
    chain = {state.contract.id: state for state in rig.world.option_chain("deribit", asset)}
    assert {quote.symbol for quote in book.quotes} == chain.keys()
    for quote in book.quotes:
        state = chain[quote.symbol]
        contract = state.contract
        assert (quote.strike_usd, quote.is_call) == (contract.strike_usd, contract.is_call)
        assert quote.expiry_ms == contract.expiry_ms
        assert quote.mark_vol == pytest.approx(state.mark_vol, abs=0.01)
        assert quote.mark_coin == pytest.approx(state.mark_coin, abs=1e-7)
        assert quote.underlying_usd == pytest.approx(state.underlying_usd, abs=1e-3)
        assert quote.open_interest_coin == pytest.approx(state.open_interest_coin, abs=1e-3)
        assert quote.volume_24h_coin == pytest.approx(state.volume_24h_coin, abs=1e-3)


async def test_dollar_settled_options_join_the_chain_and_funding_comes_from_the_ticker_where_it_must() -> None:
    async with rigged(Deribit, WithDollarOptions) as rig:
        [book] = await fetched(rig, FeedKind.OPTIONS, "BTC")
        assert isinstance(book, OptionBook)
        [linear] = [quote for quote in book.quotes if quote.symbol.startswith("BTC_USDC")]
        assert linear.mark_coin == pytest.approx(0.05)
        assert (linear.mark_vol, linear.open_interest_coin) == (60.0, 2.0)
        [event] = await fetched(rig, FeedKind.FUNDING, "BTC")
        assert isinstance(event, FundingRate)
        assert event.rate == pytest.approx(state_of(rig, "BTC-PERPETUAL").funding_rate, abs=1e-7)
        assert rig.requests("/api/v2/public/ticker") == ["instrument_name=BTC-PERPETUAL"]


async def test_feeds_that_ask_the_same_share_an_answer(rig: Rig[Deribit]) -> None:
    for kind in (FeedKind.OPEN_INTEREST, FeedKind.FUTURES, FeedKind.FUNDING):
        await fetched(rig, kind, "BTC")
    assert len(rig.requests(SUMMARY)) == 1
    await rig.clock.advance(10)
    await fetched(rig, FeedKind.OPEN_INTEREST, "BTC")
    assert len(rig.requests(SUMMARY)) == 2


async def test_a_year_of_the_volatility_index_and_then_its_newest_close(rig: Rig[Deribit]) -> None:
    events = [e for e in await fetched(rig, FeedKind.VOLATILITY_INDEX, "BTC") if isinstance(e, VolatilityIndex)]
    days = {day_start_ms(event.at_ms) for event in events}
    today_ms = day_start_ms(rig.world.now_ms())
    # The paper index is a year old; none of its days is missing.
    assert days >= {today_ms - DAY_MS * age for age in range(365)}
    assert events[-1].close_vol == pytest.approx(index_vol_now(rig.world, "BTC"), abs=0.01)
    assert events[-1].at_ms == rig.world.now_ms()
    assert len(rig.requests(VOLATILITY)) == 2
    await rig.clock.advance(60)
    [newest] = [e for e in await fetched(rig, FeedKind.VOLATILITY_INDEX, "BTC") if isinstance(e, VolatilityIndex)]
    assert newest.at_ms > events[-1].at_ms
    assert len(rig.requests(VOLATILITY)) == 3
    await rig.clock.advance(DAY_MS / 1000)
    later = [e for e in await fetched(rig, FeedKind.VOLATILITY_INDEX, "BTC") if isinstance(e, VolatilityIndex)]
    assert {day_start_ms(event.at_ms) for event in later} == {today_ms - DAY_MS, today_ms, today_ms + DAY_MS}


async def test_a_missing_endpoint_costs_its_own_feed(rig: Rig[Deribit]) -> None:
    rig.server.faults.answer(Where(venue="deribit", path=VOLATILITY), status=404, body="<html>")
    with pytest.raises(VenueError) as caught:
        await fetched(rig, FeedKind.VOLATILITY_INDEX, "BTC")
    assert caught.value.trouble is Trouble.UNSUPPORTED
    assert await fetched(rig, FeedKind.OPEN_INTEREST, "BTC")


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (451, "", Trouble.BLOCKED),
        (200, "<html>login</html>", Trouble.BAD_RESPONSE),
        (200, "", Trouble.BAD_RESPONSE),
        (200, reply(None), Trouble.BAD_RESPONSE),
        (200, reply([]), Trouble.BAD_RESPONSE),
        (200, {"jsonrpc": "2.0", "error": {"code": 10028, "message": "too_many_requests"}}, Trouble.RATE_LIMITED),
        (400, {"jsonrpc": "2.0", "error": {"code": -32602, "message": "Invalid params"}}, Trouble.BAD_RESPONSE),
        (503, "down for maintenance", Trouble.MAINTENANCE),
    ],
)
async def test_failures_by_their_cause(rig: Rig[Deribit], status: int, body: object, trouble: Trouble) -> None:
    rig.server.faults.answer(rig.here, status=status, body=body)
    with pytest.raises(VenueError) as caught:
        await fetched(rig, FeedKind.OPEN_INTEREST, "BTC")
    assert caught.value.trouble is trouble


async def test_an_asset_without_options_says_so() -> None:
    async with rigged(Deribit, paper.Deribit, ("SOL",)) as rig:
        with pytest.raises(VenueError) as caught:
            await fetched(rig, FeedKind.OPTIONS, "SOL")
        assert caught.value.trouble is Trouble.UNSUPPORTED
        [interest] = await fetched(rig, FeedKind.OPEN_INTEREST, "USDC")
        assert isinstance(interest, OpenInterest)
        assert interest.symbol == "SOL_USDC-PERPETUAL"
        assert not [feed for feed in rig.venue.feeds() if feed.kind is FeedKind.VOLATILITY_INDEX]


async def test_the_probe_tells_how_far_the_clocks_are_apart(rig: Rig[Deribit]) -> None:
    rig.world.offset_ms = 4_000
    assert await rig.venue.probe() == pytest.approx(4.0)
