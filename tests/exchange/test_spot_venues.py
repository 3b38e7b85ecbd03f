"""Coinbase and Kraken, end to end: the real venues through the gateway to their paper counterparts."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest

from tests.clocks import until
from tests.exchange.paper_rig import Rig, rigged, running
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Candle, Event, FeedKind, Quote
from tui.exchange.coinbase import Coinbase
from tui.exchange.kraken import Kraken
from tui.paper.venues import coinbase as paper_coinbase
from tui.paper.venues import kraken as paper_kraken

Spot = Rig[Coinbase] | Rig[Kraken]

MARKETS = {
    "coinbase": {"BTC-USD": "BTC-USD", "ETH-USD": "ETH-USD"},
    "kraken": {"BTC/USD": "XXBTZUSD", "BTC/USDT": "XBTUSDT", "ETH/USD": "XETHZUSD", "ETH/USDT": "ETHUSDT"},
}
"""Symbol on Events -> the paper world's id; Coinbase's USDC products are other names for the dollar ones."""
CANDLES = {"coinbase": "/api/v3/brokerage/market/products/BTC-USD/candles", "kraken": "/0/public/OHLC"}


@pytest.fixture(params=["coinbase", "kraken"])
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Spot]:
    if request.param == "coinbase":
        async with rigged(Coinbase, paper_coinbase.Coinbase) as coinbase:
            yield coinbase
    else:
        async with rigged(Kraken, paper_kraken.Kraken) as kraken:
            yield kraken


def quotes(events: Sequence[Event]) -> dict[str, Quote]:
    return {event.symbol: event for event in events if isinstance(event, Quote)}


def candles(events: Sequence[Event], timeframe: str) -> list[Candle]:
    return [event for event in events if isinstance(event, Candle) and event.timeframe == timeframe]


async def test_prices_stream_from_every_book_once(rig: Spot) -> None:
    markets = MARKETS[rig.venue.name]
    async with running(rig.stream(FeedKind.PRICE)) as (events, _):
        await until(lambda: len(quotes(events)) == len(markets))
        assert rig.server.open_sockets(rig.here) == 1
    found = quotes(events)
    assert found.keys() == markets.keys()
    for symbol, quote in found.items():
        contract = rig.world.contract(rig.venue.name, markets[symbol])
        assert contract is not None
        state = rig.world.state(contract)
        assert (quote.asset, quote.quote) == (contract.asset, contract.quote)
        assert (quote.bid_usd, quote.ask_usd, quote.last_usd) == (state.bid_usd, state.ask_usd, state.last_usd)
        assert quote.change_24h_pct == pytest.approx(state.change_24h_pct, abs=0.01)
        assert quote.at_ms == rig.world.now_ms()


async def test_prices_follow_the_market(rig: Spot) -> None:
    async with running(rig.stream(FeedKind.PRICE)) as (events, _):
        await rig.passing(lambda: len({quote.last_usd for quote in events if isinstance(quote, Quote)}) > 20)


async def test_prices_by_rest_while_the_stream_is_away(rig: Spot) -> None:
    feed = rig.poll(FeedKind.PRICE)
    assert feed.stands_in_for is FeedKind.PRICE
    found = quotes(await feed.fetch())
    assert found.keys() == MARKETS[rig.venue.name].keys()
    for symbol, quote in found.items():
        contract = rig.world.contract(rig.venue.name, MARKETS[rig.venue.name][symbol])
        assert contract is not None
        state = rig.world.state(contract)
        assert quote.last_usd == pytest.approx(state.last_usd)
        if rig.venue.name == "kraken":
            assert (quote.bid_usd, quote.ask_usd, quote.change_24h_pct) == (state.bid_usd, state.ask_usd, None)
        else:
            assert (quote.bid_usd, quote.ask_usd) == (None, None)
            assert quote.change_24h_pct == pytest.approx(state.change_24h_pct, abs=0.01)


async def test_candles_are_the_market_s_own(rig: Spot) -> None:
    events = await rig.poll(FeedKind.CANDLES, "BTC").fetch()
    contract = rig.world.contract(rig.venue.name, {"coinbase": "BTC-USD", "kraken": "XXBTZUSD"}[rig.venue.name])
    assert contract is not None
    for timeframe, span_ms in (("1d", DAY_MS), ("1h", HOUR_MS)):
        found = candles(events, timeframe)
        truth = {bar.open_ms: bar for bar in rig.world.candles(contract, span_ms, limit=500)}
        assert [candle.open_ms for candle in found] == sorted(truth)
        assert {candle.symbol for candle in found} == {{"coinbase": "BTC-USD", "kraken": "BTC/USD"}[rig.venue.name]}
        for candle in found:
            bar = truth[candle.open_ms]
            assert candle.close_usd == pytest.approx(bar.close_usd, abs=1e-6)
            assert candle.high_usd == pytest.approx(bar.high_usd, abs=1e-6)
            assert candle.volume_coin == pytest.approx(bar.volume_coin, abs=1e-6)


async def test_later_only_the_last_candles_are_asked_for(rig: Spot) -> None:
    feed = rig.poll(FeedKind.CANDLES, "BTC")
    await feed.fetch()
    asked = len(rig.requests(CANDLES[rig.venue.name]))
    await rig.clock.advance(60)
    again = await feed.fetch()
    assert (len(candles(again, "1d")), len(candles(again, "1h"))) == (10, 10)
    assert len(rig.requests(CANDLES[rig.venue.name])) == asked + 2
    await rig.clock.advance(30 * 3600)
    later = await feed.fetch()
    assert (len(candles(later, "1d")), len(candles(later, "1h"))) == (11, 40)


async def test_an_asset_that_is_not_listed_says_so() -> None:
    async with rigged(Kraken, paper_kraken.Kraken, ("BTC", "NOPE")) as rig:
        with pytest.raises(VenueError) as caught:
            await rig.poll(FeedKind.CANDLES, "NOPE").fetch()
        assert caught.value.trouble is Trouble.UNSUPPORTED
        assert quotes(await rig.poll(FeedKind.PRICE).fetch()).keys() == {"BTC/USD", "BTC/USDT"}


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [(451, "", Trouble.BLOCKED), (200, "<html>", Trouble.BAD_RESPONSE), (429, "", Trouble.RATE_LIMITED)],
)
async def test_failures_by_their_cause(rig: Spot, status: int, body: object, trouble: Trouble) -> None:
    rig.server.faults.answer(rig.here, status=status, body=body)
    for feed in (rig.poll(FeedKind.PRICE), rig.poll(FeedKind.CANDLES, "BTC")):
        with pytest.raises(VenueError) as caught:
            await feed.fetch()
        assert caught.value.trouble is trouble


async def test_candles_of_another_timeframe_are_a_failure(rig: Spot) -> None:
    await rig.poll(FeedKind.PRICE).fetch()
    start_s = rig.clock.now_ms() // DAY_MS * 86_400
    if rig.venue.name == "kraken":
        rows = [[start_s - 60 * age, "1", "1", "1", "1", "1", "1", 1] for age in range(120)]
        body: object = {"error": [], "result": {"XXBTZUSD": rows, "last": 0}}
    else:
        row = dict.fromkeys(("open", "high", "low", "close", "volume"), "1")
        body = {"candles": [row | {"start": str(start_s - 60 * age)} for age in range(120)]}
    rig.server.faults.answer(rig.here, status=200, body=body)
    with pytest.raises(VenueError) as caught:
        await rig.poll(FeedKind.CANDLES, "BTC").fetch()
    assert caught.value.trouble is Trouble.BAD_RESPONSE


async def test_poison_costs_one_frame(rig: Spot) -> None:
    feed = rig.stream(FeedKind.PRICE)
    async with running(feed) as (events, task):
        await until(lambda: len(events) > 0)
        for poison in ("{", "[null]", "[]", b"\xff\x00", '{"channel": 5}', "[" * 2000):
            await rig.server.send_raw(rig.here, poison)
        await until(lambda: rig.venue._client.counts["bad frames"] == 6)
        seen = len(events)
        await rig.passing(lambda: len(events) > seen)
        assert not task.done()


async def test_a_lost_connection_is_told_and_dialled_again(rig: Spot) -> None:
    feed = rig.stream(FeedKind.PRICE)
    async with running(feed) as (events, task):
        await until(lambda: len(events) > 0)
        rig.server.abort_sockets(rig.here)
        with pytest.raises(VenueError) as caught:
            await task
        assert caught.value.trouble is Trouble.DISCONNECTED
    async with running(feed) as (events, _):
        await rig.passing(lambda: len(events) > 0)


async def test_the_probe_tells_how_far_the_clocks_are_apart(rig: Spot) -> None:
    rig.world.offset_ms = -9_000
    assert await rig.venue.probe() == pytest.approx(-9.0, abs=0.5)


async def test_a_probe_without_a_time_is_a_failure(rig: Spot) -> None:
    rig.server.faults.answer(rig.here, status=200, body={"error": [], "result": {}})
    with pytest.raises(VenueError) as caught:
        await rig.venue.probe()
    assert caught.value.trouble is Trouble.BAD_RESPONSE


class RefusingSession(paper_coinbase.CoinbaseSession):
    """Refuses what is asked of it."""

    def on_text(self, text: str) -> Sequence[str]:
        return [json.dumps({"type": "error", "message": "rate limit exceeded"})]


class Refusing(paper_coinbase.Coinbase):
    def open(self, host: str, path: str, query: Mapping[str, str]) -> RefusingSession:
        return RefusingSession(self._world)


async def test_an_error_of_coinbase_ends_the_stream() -> None:
    async with rigged(Coinbase, Refusing) as rig, running(rig.stream(FeedKind.PRICE)) as (_, task):
        with pytest.raises(VenueError) as caught:
            await task
        assert "rate limit exceeded" in caught.value.reason


class FussySession(paper_kraken.KrakenSession):
    """No longer knows the markets in tethers."""

    def on_text(self, text: str) -> Sequence[str]:
        request: dict[str, Any] = json.loads(text)
        if request["method"] == "subscribe":
            request["params"]["symbol"] = [name.replace("USDT", "GONE") for name in request["params"]["symbol"]]
        return super().on_text(json.dumps(request))


class Fussy(paper_kraken.Kraken):
    def open(self, host: str, path: str, query: Mapping[str, str]) -> FussySession:
        return FussySession(self._world)


@pytest.mark.fault(23)
async def test_a_market_that_kraken_refuses_costs_that_market() -> None:
    async with rigged(Kraken, Fussy) as rig, running(rig.stream(FeedKind.PRICE)) as (events, task):
        await until(lambda: quotes(events).keys() == {"BTC/USD", "ETH/USD"})
        assert rig.venue._client.counts["refused"] == 2
        assert not task.done()
