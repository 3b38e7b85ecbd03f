"""Paper Binance answers as the real one documents: units, shapes, errors, routes and sampling."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.clocks import ManualClock
from tui.paper.contract import ForcedOrder
from tui.paper.scenarios import BRIEF
from tui.paper.venue import Request, Session
from tui.paper.venues.binance import BinanceVenue, open_venue
from tui.paper.venues.binance_stream import sampled
from tui.paper.world import World


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def world(clock: ManualClock) -> World:
    # Many forced orders, so that a few seconds hold some of every kind.
    busy = replace(BRIEF, liquidations=replace(BRIEF.liquidations, per_s=((0.0, 60.0),)))
    return World(busy, 7, clock)


@pytest.fixture
def venue(world: World) -> BinanceVenue:
    return open_venue(world)


async def ask(venue: BinanceVenue, host: str, path: str, query: Mapping[str, str] | None = None) -> Any:
    response = await venue.rest(Request(method="GET", host=f"{host}.binance.com", path=path, query=query or {}))
    return json.loads(response.encoded())


def session(venue: BinanceVenue, host: str, path: str, query: Mapping[str, str] | None = None) -> Session:
    opened = venue.open(f"{host}.binance.com", path, query or {})
    assert opened is not None
    return opened


def subscribe(to: Session, *streams: str) -> Any:
    (reply,) = to.on_text(json.dumps({"method": "SUBSCRIBE", "params": streams, "id": 7}))
    return json.loads(reply)


async def test_coinm_lists_contract_sizes_and_usdm_none(venue: BinanceVenue) -> None:
    coinm = {row["symbol"]: row for row in (await ask(venue, "dapi", "/dapi/v1/exchangeInfo"))["symbols"]}
    usdm = {row["symbol"]: row for row in (await ask(venue, "fapi", "/fapi/v1/exchangeInfo"))["symbols"]}
    assert coinm["BTCUSD_PERP"]["contractSize"] == 100
    assert coinm["ETHUSD_PERP"]["contractSize"] == 10
    assert coinm["BTCUSD_PERP"]["contractStatus"] == usdm["BTCUSDT"]["status"] == "TRADING"
    assert "contractSize" not in usdm["BTCUSDT"]
    assert {row["contractType"] for row in usdm.values()} == {"PERPETUAL", "CURRENT_QUARTER", "NEXT_QUARTER"}


async def test_dated_rows_of_the_premium_index_have_no_rate_and_no_time(venue: BinanceVenue) -> None:
    rows = {row["symbol"]: row for row in await ask(venue, "dapi", "/dapi/v1/premiumIndex", {"pair": "BTCUSD"})}
    assert len(rows) == 3
    dated = next(row for symbol, row in rows.items() if symbol != "BTCUSD_PERP")
    assert (dated["lastFundingRate"], dated["nextFundingTime"]) == ("", 0)
    assert float(rows["BTCUSD_PERP"]["lastFundingRate"]) != 0
    one = await ask(venue, "fapi", "/fapi/v1/premiumIndex", {"symbol": "BTCUSDT"})
    assert one["symbol"] == "BTCUSDT"


async def test_open_interest_is_coin_or_contracts(venue: BinanceVenue, world: World) -> None:
    linear, inverse = world.contract("binance", "BTCUSDT", "perpetual"), world.contract("binance", "BTCUSD_PERP")
    assert linear is not None
    assert inverse is not None
    usdm = await ask(venue, "fapi", "/fapi/v1/openInterest", {"symbol": "BTCUSDT"})
    coinm = await ask(venue, "dapi", "/dapi/v1/openInterest", {"symbol": "BTCUSD_PERP"})
    assert float(usdm["openInterest"]) == pytest.approx(world.state(linear).open_interest_coin, rel=1e-6)
    assert float(coinm["openInterest"]) * 100 == pytest.approx(world.state(inverse).open_interest_usd, rel=1e-4)
    assert coinm["contractType"] == "PERPETUAL"


async def test_history_of_coinm_is_contracts_and_coin_by_series(venue: BinanceVenue, world: World) -> None:
    query = {"pair": "BTCUSD", "contractType": "CURRENT_QUARTER", "period": "1h", "limit": "30"}
    rows = await ask(venue, "dapi", "/futures/data/openInterestHist", query)
    assert len(rows) == 30
    price = float(rows[-1]["sumOpenInterest"]) * 100 / float(rows[-1]["sumOpenInterestValue"])
    assert price == pytest.approx(world.price_usd("BTC"), rel=0.02)
    wrong = await ask(venue, "dapi", "/futures/data/openInterestHist", query | {"contractType": "WEEK"})
    assert wrong["code"] == -1130


@pytest.mark.parametrize(
    ("host", "path", "query", "code"),
    [
        ("api", "/api/v3/klines", {"symbol": "NOPE", "interval": "1d"}, -1121),
        ("api", "/api/v3/klines", {"symbol": "BTCUSDT", "interval": "1y"}, -1120),
        ("api", "/api/v3/ticker/24hr", {"symbols": '["BTCUSDT","NOPE"]'}, -1121),
        ("api", "/api/v3/ticker/24hr", {"symbols": "BTCUSDT"}, -1100),
        ("fapi", "/fapi/v1/openInterest", {}, -1102),
        ("fapi", "/fapi/v1/nothing", {}, -5000),
    ],
)
async def test_errors_have_the_venues_codes(
    venue: BinanceVenue, host: str, path: str, query: dict[str, str], code: int
) -> None:
    assert (await ask(venue, host, path, query))["code"] == code


async def test_used_weight_is_told_and_shared_by_the_futures_platforms(venue: BinanceVenue) -> None:
    async def used(host: str, path: str) -> int:
        response = await venue.rest(Request(method="GET", host=f"{host}.binance.com", path=path, query={}))
        return int(response.headers["X-MBX-USED-WEIGHT-1M"])

    assert [await used("fapi", "/fapi/v1/time"), await used("dapi", "/dapi/v1/premiumIndex")] == [1, 11]
    assert await used("api", "/api/v3/time") == 1


def test_subscriptions_are_acknowledged_by_number_and_pushed_at_their_pace(venue: BinanceVenue, world: World) -> None:
    spot = session(venue, "stream", "/ws/0")
    assert subscribe(spot, "btcusdt@ticker") == {"result": None, "id": 7}
    now = world.now_ms()
    (first,) = spot.frames(now)
    assert json.loads(first)["e"] == "24hrTicker"
    assert list(spot.frames(now + 999)) == []
    assert len(spot.frames(now + 1000)) == 1
    spot.on_text('{"method":"UNSUBSCRIBE","params":["btcusdt@ticker"],"id":8}')
    assert list(spot.frames(now + 3000)) == []
    assert "error" in json.loads(spot.on_text('{"method":"WATCH","id":9}')[0])


@pytest.mark.parametrize(("path", "carried"), [("/market/ws/0", True), ("/public/ws/0", False), ("/ws/0", False)])
def test_usdm_carries_marks_on_its_market_route_only(
    venue: BinanceVenue, world: World, path: str, carried: bool
) -> None:
    futures = session(venue, "fstream", path)
    assert subscribe(futures, "btcusdt@markPrice@1s")["result"] is None
    assert bool(futures.frames(world.now_ms())) is carried


def test_the_stream_address_wraps_and_names_its_streams(venue: BinanceVenue, world: World) -> None:
    wrapped = session(venue, "fstream", "/market/stream", {"streams": "btcusdt@markPrice@1s"})
    (frame,) = wrapped.frames(world.now_ms())
    assert json.loads(frame)["stream"] == "btcusdt@markPrice@1s"
    assert json.loads(frame)["data"]["st"] == 1


async def test_forced_orders_of_both_platforms_come_merged_and_sampled(
    venue: BinanceVenue, world: World, clock: ManualClock
) -> None:
    sockets = [session(venue, "fstream", "/market/ws/0"), session(venue, "dstream", "/ws/0")]
    for socket in sockets:
        subscribe(socket, "!forceOrder@arr")
    clock.tick(60)
    both = [[json.loads(frame) for frame in socket.frames(world.now_ms())] for socket in sockets]
    assert both[0] == both[1]
    orders = [event["o"] for event in both[0]]
    assert {order["st"] for order in orders} == {1, 2}
    seconds = [(order["s"], -(-order["T"] // 1000)) for order in orders]
    assert len(seconds) == len(set(seconds))
    assert len(orders) < len(world.forced_orders("binance", world.timeline.start_ms))


def test_the_sample_is_the_largest_of_each_symbol_and_second(world: World) -> None:
    contract = world.contracts("binance", "perpetual", "BTC")[0]
    base = {
        "contract": contract,
        "hurt_long": True,
        "contracts": 1.0,
        "coin": 1.0,
        "fill_usd": 1.0,
        "bankruptcy_usd": 1.0,
    }

    def forced(number: int, at_ms: int, usd: float) -> ForcedOrder:
        return ForcedOrder(id=number, at_ms=at_ms, usd=usd, **base)  # type: ignore[arg-type]

    orders = [forced(1, 1_000, 5.0), forced(2, 1_001, 1.0), forced(3, 2_000, 9.0), forced(4, 2_001, 3.0)]
    assert [order.id for order in sampled(orders)] == [1, 3, 4]
