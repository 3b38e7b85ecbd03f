"""The paper Bitget: its envelope, coin in every product type, and what it refuses."""

import json
from typing import Any

import pytest

from tests.clocks import ManualClock
from tui.paper.scenarios import SCENARIOS
from tui.paper.venue import Request, Response
from tui.paper.venues.bitget import Bitget, open_venue
from tui.paper.world import World

MARKET = "/api/v2/mix/market/"


@pytest.fixture(scope="module")
def world() -> World:
    return World(SCENARIOS["brief"], 3, ManualClock())


@pytest.fixture(scope="module")
def bitget(world: World) -> Bitget:
    return open_venue(world)


async def asked(bitget: Bitget, path: str, **query: str) -> Response:
    return await bitget.rest(Request(method="GET", host="api.bitget.com", path=path, query=query))


async def data(bitget: Bitget, path: str, **query: str) -> Any:
    response = await asked(bitget, path, **query)
    body = json.loads(response.encoded())
    assert (response.status, body["code"], body["msg"]) == (200, "00000", "success")
    return body["data"]


async def test_every_product_type_counts_coin(bitget: Bitget, world: World) -> None:
    for product, symbol in (("USDT-FUTURES", "BTCUSDT"), ("USDC-FUTURES", "BTCPERP"), ("COIN-FUTURES", "BTCUSD")):
        rows = {row["symbol"]: row for row in await data(bitget, f"{MARKET}tickers", productType=product)}
        contract = world.contract("bitget", symbol)
        assert contract is not None
        state = world.state(contract)
        assert float(rows[symbol]["holdingAmount"]) == pytest.approx(state.open_interest_coin, rel=1e-6)
        one = await data(bitget, f"{MARKET}open-interest", productType=product, symbol=symbol)
        assert one["openInterestList"] == [{"symbol": symbol, "size": rows[symbol]["holdingAmount"]}]


async def test_contracts_tell_their_interval_and_dated_ones_their_delivery(bitget: Bitget) -> None:
    linear = {row["symbol"]: row for row in await data(bitget, f"{MARKET}contracts", productType="USDT-FUTURES")}
    assert (linear["BTCUSDT"]["fundInterval"], linear["DOGEUSDT"]["fundInterval"]) == ("8", "4")
    in_coin = await data(bitget, f"{MARKET}contracts", productType="COIN-FUTURES")
    assert {row["symbolType"] for row in in_coin} == {"perpetual", "delivery"}
    for row in in_coin:
        assert bool(row["deliveryTime"]) == (row["symbolType"] == "delivery")
        assert row["baseCoin"] in row["supportMarginCoins"]


async def test_funding_is_of_one_contract_or_of_all(bitget: Bitget) -> None:
    every = await data(bitget, f"{MARKET}current-fund-rate", productType="USDT-FUTURES")
    one = await data(bitget, f"{MARKET}current-fund-rate", productType="USDT-FUTURES", symbol="DOGEUSDT")
    assert len(every) == 7
    assert [row for row in every if row["symbol"] == "DOGEUSDT"] == one
    assert one[0]["fundingRateInterval"] == "4"


async def test_practice_products_are_empty(bitget: Bitget) -> None:
    assert await data(bitget, f"{MARKET}contracts", productType="SUSDT-FUTURES") == []


async def test_the_time_is_text(bitget: Bitget, world: World) -> None:
    assert await data(bitget, "/api/v2/public/time") == {"serverTime": str(world.now_ms())}


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        (f"{MARKET}tickers", {}, 400, "400172"),
        (f"{MARKET}ticker", {"productType": "USDT-FUTURES", "symbol": "NOPE"}, 400, "40034"),
        (f"{MARKET}nothing", {}, 404, "40404"),
    ],
)
async def test_refusals_have_bitgets_codes(
    bitget: Bitget, path: str, query: dict[str, str], status: int, code: str
) -> None:
    response = await asked(bitget, path, **query)
    assert (response.status, response.body["code"], response.body["data"]) == (status, code, None)


def test_it_has_no_socket(bitget: Bitget) -> None:
    assert bitget.open("ws.bitget.com", "/v2/ws/public", {}) is None
