"""Paper Coinbase and Kraken answer as the real ones document: names, strings, pages, errors, acknowledgements."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from tests.clocks import ManualClock
from tui.domain.clock import DAY_MS, HOUR_MS, day_start_ms
from tui.paper.scenarios import BRIEF
from tui.paper.venue import Request
from tui.paper.venues.coinbase import Coinbase, CoinbaseSession
from tui.paper.venues.kraken import Kraken, KrakenSession
from tui.paper.world import World


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def world(clock: ManualClock) -> World:
    return World(BRIEF, 7, clock)


async def coinbase(world: World, path: str, status: int = 200, **query: object) -> Any:
    words = {name: str(value) for name, value in query.items()}
    request = Request(method="GET", host="api.coinbase.com", path=f"/api/v3/brokerage/{path}", query=words)
    response = await Coinbase(world).rest(request)
    assert response.status == status
    return json.loads(response.encoded())


async def kraken(world: World, method: str, **query: object) -> Any:
    words = {name: str(value) for name, value in query.items()}
    request = Request(method="GET", host="api.kraken.com", path=f"/0/public/{method}", query=words)
    return json.loads((await Kraken(world).rest(request)).encoded())


def decoded(texts: Sequence[str]) -> list[Any]:
    return [json.loads(text) for text in texts]


async def test_coinbase_s_usdc_products_are_other_names_of_the_dollar_book(world: World) -> None:
    products = {row["product_id"]: row for row in (await coinbase(world, "market/products"))["products"]}
    assert products["BTC-USDC"]["alias"] == "BTC-USD"
    assert products["BTC-USD"]["alias_to"] == ["BTC-USDC"]
    assert products["BTC-USDC"]["price"] == products["BTC-USD"]["price"]
    assert (products["BTC-USD"]["best_bid_price"], products["BTC-USD"]["mid_market_price"]) == ("", "")
    assert (await coinbase(world, "market/products", product_type="FUTURE"))["products"] == []


async def test_coinbase_s_candles_come_newest_first_and_bounded(world: World) -> None:
    end = day_start_ms(world.now_ms())
    asked: dict[str, Any] = {"granularity": "ONE_DAY", "start": (end - 9 * DAY_MS) // 1000, "end": end // 1000}
    rows = (await coinbase(world, "market/products/BTC-USD/candles", **asked))["candles"]
    starts = [int(row["start"]) * 1000 for row in rows]
    assert starts == [end - DAY_MS * age for age in range(10)]
    assert all(isinstance(value, str) for row in rows for value in row.values())
    too_many: dict[str, Any] = {"granularity": "ONE_HOUR", "start": (end - 400 * HOUR_MS) // 1000, "end": end // 1000}
    assert (await coinbase(world, "market/products/BTC-USD/candles", 400, **too_many))["error"] == "INVALID_ARGUMENT"
    assert (await coinbase(world, "market/products/NO-USD/candles", 404, **asked))["error"] == "NOT_FOUND"


async def test_coinbase_s_socket(world: World, clock: ManualClock) -> None:
    session = CoinbaseSession(world)
    [refused] = decoded(session.on_text(json.dumps({"type": "subscribe", "channel": "secrets", "product_ids": []})))
    assert refused["type"] == "error"
    asked = {"type": "subscribe", "channel": "ticker", "product_ids": ["BTC-USD", "NO-USD"]}
    [reply] = decoded(session.on_text(json.dumps(asked)))
    assert (reply["channel"], reply["events"]) == ("subscriptions", [{"subscriptions": {"ticker": ["BTC-USD"]}}])
    [first] = decoded(session.frames(world.now_ms()))
    clock.tick(1)
    [second] = decoded(session.frames(world.now_ms()))
    assert [first["events"][0]["type"], second["events"][0]["type"]] == ["snapshot", "update"]
    assert second["sequence_num"] == first["sequence_num"] + 1
    assert second["timestamp"].endswith("Z")
    assert first["events"][0]["tickers"][0]["product_id"] == "BTC-USD"
    [left] = decoded(session.on_text(json.dumps(asked | {"type": "unsubscribe"})))
    assert left["events"] == [{"subscriptions": {}}]
    clock.tick(1)
    assert session.frames(world.now_ms()) == []


async def test_kraken_s_three_names(world: World) -> None:
    pairs = (await kraken(world, "AssetPairs"))["result"]
    row = pairs["XXBTZUSD"]
    assert (row["altname"], row["wsname"], row["base"], row["quote"]) == ("XBTUSD", "XBT/USD", "XXBT", "ZUSD")
    assert (pairs["XBTUSDT"]["base"], pairs["SOLUSD"]["base"]) == ("XXBT", "SOL")
    answer = await kraken(world, "Ticker", pair="XBTUSD,ETHUSDT")
    assert set(answer["result"]) == {"XXBTZUSD", "ETHUSDT"}
    assert (await kraken(world, "Ticker", pair="NOPE"))["error"] == ["EQuery:Unknown asset pair"]


async def test_kraken_s_open_is_midnight_s(world: World) -> None:
    contract = world.contract("kraken", "XXBTZUSD")
    assert contract is not None
    [today] = world.candles(contract, DAY_MS, limit=1)
    row = (await kraken(world, "Ticker", pair="XXBTZUSD"))["result"]["XXBTZUSD"]
    assert float(row["o"]) == pytest.approx(today.open_usd)
    assert float(row["o"]) != pytest.approx(world.state(contract).open_24h_usd)


async def test_kraken_s_candles(world: World) -> None:
    since = world.now_ms() // 1000 - 10 * 86_400
    result = (await kraken(world, "OHLC", pair="XBTUSD", interval=1440, since=since))["result"]
    rows = result["XXBTZUSD"]
    assert len(rows) == 10
    assert result["last"] == rows[-2][0]
    assert all(row[0] > since and len(row) == 8 for row in rows)
    assert len((await kraken(world, "OHLC", pair="XXBTZUSD", interval=60))["result"]["XXBTZUSD"]) == 720
    assert (await kraken(world, "OHLC", pair="XXBTZUSD", interval=7))["error"] == ["EGeneral:Invalid arguments"]


async def test_kraken_s_socket(world: World, clock: ManualClock) -> None:
    session = KrakenSession(world)
    [status] = decoded(session.frames(world.now_ms()))
    assert (status["channel"], status["data"][0]["system"]) == ("status", "online")
    request = {"method": "subscribe", "params": {"channel": "ticker", "symbol": ["BTC/USD", "BTC/NO"]}, "req_id": 3}
    accepted, refused = decoded(session.on_text(json.dumps(request)))
    assert (accepted["success"], accepted["result"]["symbol"], accepted["req_id"]) == (True, "BTC/USD", 3)
    assert (refused["success"], refused["error"]) == (False, "Currency pair not supported BTC/NO")
    assert decoded(session.on_text('{"method":"ping","req_id":9}'))[0]["method"] == "pong"
    assert decoded(session.on_text("{"))[0]["success"] is False
    first = decoded(session.frames(world.now_ms()))
    clock.tick(1)
    second = decoded(session.frames(world.now_ms()))
    assert [frame["channel"] for frame in first] == ["ticker", "heartbeat"]
    assert [first[0]["type"], second[0]["type"]] == ["snapshot", "update"]
    assert isinstance(first[0]["data"][0]["bid"], float)
