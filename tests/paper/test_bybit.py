"""The paper Bybit: its rows have the documented fields and units, and its sockets Bybit's manners."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.paper.market import START_MS, StandingClock, make_world
from tui.domain.clock import HOUR_MS
from tui.paper.venue import Request, Response
from tui.paper.venues.bybit import Bybit, open_venue
from tui.paper.venues.bybit_session import BybitSession


@pytest.fixture(scope="module")
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture(scope="module")
def bybit(clock: StandingClock) -> Bybit:
    return open_venue(make_world("cascade", clock=clock))


async def asked(bybit: Bybit, path: str, **query: str) -> Response:
    return await bybit.rest(Request(method="GET", host="api.bybit.com", path=f"/v5/market/{path}", query=query))


async def rows(bybit: Bybit, path: str, **query: str) -> list[Any]:
    response = await asked(bybit, path, **query)
    assert response.body["retCode"] == 0, response.body
    found: list[Any] = response.body["result"]["list"]
    return found


def session(bybit: Bybit, category: str) -> BybitSession:
    found = bybit.open("stream.bybit.com", f"/v5/public/{category}", {})
    assert found is not None
    return found


def subscribed(bybit: Bybit, category: str, *topics: str) -> tuple[BybitSession, Mapping[str, Any]]:
    found = session(bybit, category)
    (reply,) = found.on_text(json.dumps({"op": "subscribe", "req_id": "1", "args": topics}))
    return found, json.loads(reply)


def pushed(found: BybitSession, now_ms: int) -> list[Any]:
    return [json.loads(text) for text in found.frames(now_ms)]


DOCUMENTED = {
    "spot": (
        "symbol bid1Price bid1Size ask1Price ask1Size lastPrice prevPrice24h price24hPcnt highPrice24h lowPrice24h "
        "turnover24h volume24h usdIndexPrice"
    ),
    "linear": (
        "symbol lastPrice indexPrice markPrice prevPrice24h price24hPcnt highPrice24h lowPrice24h prevPrice1h "
        "openInterest openInterestValue turnover24h volume24h fundingRate nextFundingTime predictedDeliveryPrice "
        "basisRate deliveryFeeRate deliveryTime ask1Size bid1Price ask1Price bid1Size"
    ),
    "option": (
        "symbol bid1Price bid1Size bid1Iv ask1Price ask1Size ask1Iv lastPrice highPrice24h lowPrice24h markPrice "
        "indexPrice markIv underlyingPrice openInterest turnover24h volume24h totalVolume totalTurnover delta gamma "
        "vega theta predictedDeliveryPrice change24h"
    ),
}


@pytest.mark.parametrize("category", DOCUMENTED)
async def test_tickers_have_the_documented_fields_as_strings(bybit: Bybit, category: str) -> None:
    found = await rows(bybit, "tickers", category=category, baseCoin="BTC")
    assert found
    for row in found:
        assert set(DOCUMENTED[category].split()) <= row.keys()
        assert all(isinstance(value, str) for value in row.values())
        assert not any("e" in value.lower() for name, value in row.items() if name != "symbol")


async def test_open_interest_is_said_of_both_sides_and_of_one_in_the_categorys_unit(bybit: Bybit) -> None:
    linear = next(row for row in await rows(bybit, "tickers", category="linear") if row["symbol"] == "BTCUSDT")
    inverse = next(row for row in await rows(bybit, "tickers", category="inverse") if row["symbol"] == "BTCUSD")
    for row in (linear, inverse):
        assert float(row["openInterest"]) == pytest.approx(2 * float(row["singleOpenInterest"]))
    assert float(linear["openInterestValue"]) > float(linear["openInterest"])
    assert float(inverse["openInterestValue"]) < float(inverse["openInterest"])


async def test_only_dated_futures_have_a_delivery_time(bybit: Bybit) -> None:
    found = await rows(bybit, "tickers", category="linear")
    dated = {row["symbol"] for row in found if row["deliveryTime"] != "0"}
    assert dated
    assert all("-" in symbol for symbol in dated)
    assert {row["symbol"] for row in found if row["fundingRate"] == ""} == dated


async def test_what_is_not_there_is_refused_as_bybit_does(bybit: Bybit) -> None:
    for path, query in (
        ("tickers", {"category": "swap"}),
        ("tickers", {"category": "option"}),
        ("tickers", {"category": "linear", "symbol": "NOPE"}),
        ("open-interest", {"category": "linear", "symbol": "BTCUSDT", "intervalTime": "7h"}),
        ("open-interest", {"category": "spot", "symbol": "BTCUSDT", "intervalTime": "1h"}),
        ("mark-price-kline", {"category": "linear", "symbol": "BTCUSDT", "interval": "7"}),
    ):
        response = await asked(bybit, path, **query)
        assert (response.status, response.body["retCode"]) == (200, 10001)
    assert (await asked(bybit, "index-price-kline", category="linear")).status == 404
    assert await rows(bybit, "tickers", category="option", baseCoin="DOGE") == []
    assert await rows(bybit, "instruments-info", category="linear", status="PreLaunch") == []


async def test_history_is_newest_first_and_stands_on_whole_hours(bybit: Bybit) -> None:
    query = {"category": "linear", "symbol": "BTCUSDT", "limit": "3"}
    sizes = await rows(bybit, "open-interest", intervalTime="1h", **query)
    marks = await rows(bybit, "mark-price-kline", interval="60", **query)
    newest = START_MS - START_MS % HOUR_MS
    expected = [str(newest - HOUR_MS * number) for number in range(3)]
    assert [row["timestamp"] for row in sizes] == expected
    assert [row[0] for row in marks] == expected
    for _, opened, high, low, closed in (map(float, row) for row in marks):
        assert low <= min(opened, closed) <= max(opened, closed) <= high


def test_a_contract_ticker_is_whole_once_and_then_only_what_changed(bybit: Bybit, clock: StandingClock) -> None:
    found, reply = subscribed(bybit, "linear", "tickers.BTCUSDT")
    assert (reply["success"], reply["ret_msg"], reply["req_id"]) == (True, "", "1")
    (whole,) = pushed(found, clock.now_ms())
    assert (whole["type"], whole["topic"]) == ("snapshot", "tickers.BTCUSDT")
    assert pushed(found, clock.now_ms()) == []
    (changed,) = pushed(found, clock.now_ms() + 100)
    assert (changed["type"], changed["data"]) == ("delta", {"symbol": "BTCUSDT"})


def test_a_spot_ticker_is_always_whole_and_has_no_book(bybit: Bybit, clock: StandingClock) -> None:
    found, _ = subscribed(bybit, "spot", "tickers.BTCUSDT")
    for now_ms in (clock.now_ms(), clock.now_ms() + 100):
        (frame,) = pushed(found, now_ms)
        assert frame["type"] == "snapshot"
        assert {"lastPrice", "prevPrice24h"} <= frame["data"].keys()
        assert "bid1Price" not in frame["data"]


@pytest.mark.parametrize(
    ("category", "topics", "words"),
    [
        ("spot", [f"tickers.{number}" for number in range(11)], "args size >10"),
        ("spot", ["allLiquidation.BTCUSDT"], "error:handler not found,topic:allLiquidation.BTCUSDT"),
        ("linear", ["tickers.BTCUSDT", "allLiquidation.BTCUSD"], "error:handler not found,topic:allLiquidation.BTCUSD"),
        ("linear", ["trades.BTCUSDT"], "error:handler not found,topic:trades.BTCUSDT"),
    ],
)
def test_one_wrong_topic_refuses_them_all(
    bybit: Bybit, clock: StandingClock, category: str, topics: list[str], words: str
) -> None:
    found, reply = subscribed(bybit, category, *topics)
    assert (reply["success"], reply["ret_msg"]) == (False, words)
    assert pushed(found, clock.now_ms()) == []


def test_pings_are_answered_and_nonsense_is_refused(bybit: Bybit) -> None:
    found = session(bybit, "linear")
    assert json.loads(found.on_text('{"op":"ping","req_id":7}')[0])["ret_msg"] == "pong"
    for nonsense in ("ping", "[]", '{"op":"order.create"}', '{"op":"subscribe","args":[1]}'):
        assert json.loads(found.on_text(nonsense)[0])["success"] is False
    assert bybit.open("stream.bybit.com", "/v5/private", {}) is None
    assert bybit.open("api.bybit.com", "/v5/public/linear", {}) is None


def test_liquidations_say_the_side_of_the_position_and_none_is_lost() -> None:
    clock = StandingClock()
    world = make_world("cascade", clock=clock)
    symbols = [contract.id for contract in world.contracts("bybit", "perpetual") if not contract.inverse]
    found, reply = subscribed(open_venue(world), "linear", *(f"allLiquidation.{symbol}" for symbol in symbols))
    assert reply["success"]
    frames: list[Any] = []
    for _ in range(600):
        clock.at_ms += 200
        frames += pushed(found, world.now_ms())
    clock.at_ms += 1_000
    frames += pushed(found, world.now_ms())
    heard = [(entry["T"], entry["s"], entry["S"], float(entry["v"])) for frame in frames for entry in frame["data"]]
    truth = [
        (order.at_ms, order.contract.id, "Buy" if order.hurt_long else "Sell", order.contracts)
        for order in world.forced_orders("bybit", START_MS)
        if order.contract.id in symbols and order.contract.kind == "perpetual"
    ]
    assert len(truth) > 10
    assert sorted(heard) == sorted(truth)
    assert any(len(frame["data"]) > 1 for frame in frames)
    assert all(frame["topic"] == f"allLiquidation.{entry['s']}" for frame in frames for entry in frame["data"])
