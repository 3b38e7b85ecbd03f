"""The paper Kraken Futures: coin or dollars by family, funding in money an hour, and flagged trades."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.clocks import ManualClock
from tui.paper.scenarios import SCENARIOS
from tui.paper.venue import Request, Response
from tui.paper.venues.krakenfutures import KrakenFutures, KrakenFuturesSession, open_venue
from tui.paper.world import World

API = "/derivatives/api/v3/"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def world(clock: ManualClock) -> World:
    return World(SCENARIOS["cascade"], 3, clock)


@pytest.fixture
def kraken(world: World) -> KrakenFutures:
    return open_venue(world)


async def asked(kraken: KrakenFutures, path: str, **query: str) -> Response:
    return await kraken.rest(Request(method="GET", host="futures.kraken.com", path=API + path, query=query))


async def answer(kraken: KrakenFutures, path: str, **query: str) -> Any:
    response = await asked(kraken, path, **query)
    body = json.loads(response.encoded())
    assert (response.status, body["result"]) == (200, "success")
    return body


def session(kraken: KrakenFutures) -> KrakenFuturesSession:
    opened = kraken.open("futures.kraken.com", "/ws/v1", {})
    assert opened is not None
    return opened


def sent(to: KrakenFuturesSession, feed: str, *products: str, event: str = "subscribe") -> list[Any]:
    return [
        json.loads(text) for text in to.on_text(json.dumps({"event": event, "feed": feed, "product_ids": products}))
    ]


async def test_tickers_have_the_documented_fields(captures: Path, kraken: KrakenFutures) -> None:
    with gzip.open(captures / "doc_examples" / "exchange_docs_examples.jsonl.gz", "rt") as lines:
        [example] = [
            record["example"]
            for record in map(json.loads, lines)
            if record["doc"] == "kraken/futures-api/trading/get-ticker.md"
        ]
    documented = json.loads(example)["ticker"]
    rows = {row["symbol"]: row for row in (await answer(kraken, "tickers"))["tickers"]}
    assert documented.keys() <= rows["PI_XBTUSD"].keys()
    assert rows["PI_XBTUSD"]["pair"] == documented["pair"]
    assert documented.keys() - rows["FI_XBTUSD_251226"].keys() == {"fundingRate", "fundingRatePrediction"}


async def test_open_interest_and_funding_are_in_the_familys_own_units(kraken: KrakenFutures, world: World) -> None:
    rows = {row["symbol"]: row for row in (await answer(kraken, "tickers"))["tickers"]}
    linear, inverse = world.contract("krakenfutures", "PF_XBTUSD"), world.contract("krakenfutures", "PI_XBTUSD")
    assert linear is not None
    assert inverse is not None
    of_linear, of_inverse = world.state(linear), world.state(inverse)
    assert rows["PF_XBTUSD"]["openInterest"] == pytest.approx(of_linear.open_interest_coin, rel=1e-4)
    assert rows["PI_XBTUSD"]["openInterest"] == pytest.approx(of_inverse.open_interest_usd, rel=1e-4)
    assert of_linear.funding_rate is not None
    assert of_inverse.funding_rate is not None
    assert rows["PF_XBTUSD"]["fundingRate"] == pytest.approx(of_linear.funding_rate * of_linear.mark_usd)
    assert rows["PI_XBTUSD"]["fundingRate"] == pytest.approx(of_inverse.funding_rate / of_inverse.mark_usd)


async def test_indexes_are_listed_among_the_contracts(kraken: KrakenFutures) -> None:
    listed = (await answer(kraken, "instruments"))["instruments"]
    assert {row["type"] for row in listed} == {"futures_inverse", "flexible_futures", "spot index"}
    dated = [row for row in listed if row["symbol"].startswith("FI_")]
    assert dated
    assert all(row["lastTradingTime"].endswith("T08:00:00.000Z") for row in dated)
    assert len({row["symbol"] for row in listed}) == len(listed)


async def test_history_has_the_last_hundred_trades_newest_first(kraken: KrakenFutures) -> None:
    rows = (await answer(kraken, "history", symbol="pf_xbtusd"))["history"]
    assert len(rows) == 100
    assert [row["time"] for row in rows] == sorted((row["time"] for row in rows), reverse=True)
    assert len({row["uid"] for row in rows}) == 100


@pytest.mark.parametrize(("path", "query", "status"), [("history", {"symbol": "NO"}, 400), ("nothing", {}, 404)])
async def test_what_is_not_there_is_refused(
    kraken: KrakenFutures, path: str, query: dict[str, str], status: int
) -> None:
    response = await asked(kraken, path, **query)
    assert (response.status, response.body["result"]) == (status, "error")


async def test_forced_trades_are_flagged_and_sold_by_longs(clock: ManualClock) -> None:
    world = World(SCENARIOS["brief"], 3, clock)
    socket = session(open_venue(world))
    contracts = world.contracts("krakenfutures", "perpetual")
    replies = sent(socket, "trade", *(contract.id for contract in contracts))
    assert [reply["event"] for reply in replies if "event" in reply] == ["subscribed"] * len(contracts)
    assert sum(reply.get("feed") == "trade_snapshot" for reply in replies) == len(contracts)
    since_ms = world.now_ms()
    clock.tick(1_500)
    trades = [json.loads(text) for text in socket.frames(world.now_ms())]
    forced = {row["uid"]: row for row in trades if row.get("type") == "liquidation"}
    listed = {contract.id for contract in contracts}
    truth = [order for order in world.forced_orders("krakenfutures", since_ms) if order.contract.id in listed]
    assert len(forced) == len(truth) > 5
    assert sum(row["side"] == "sell" for row in forced.values()) == sum(order.hurt_long for order in truth)
    assert any(row.get("type") == "fill" for row in trades)


def test_the_socket_greets_acknowledges_and_refuses(kraken: KrakenFutures, world: World) -> None:
    socket = session(kraken)
    assert json.loads(socket.frames(world.now_ms())[0]) == {"event": "info", "version": 1}
    assert sent(socket, "ticker", "pi_xbtusd") == [
        {"event": "subscribed", "feed": "ticker", "product_ids": ["PI_XBTUSD"]}
    ]
    [frame] = socket.frames(world.now_ms())
    assert json.loads(frame)["product_id"] == "PI_XBTUSD"
    assert sent(socket, "ticker", "NO")[0] == {"event": "error", "message": "Invalid product id"}
    assert sent(socket, "nothing", "PI_XBTUSD")[0]["event"] == "error"
    assert json.loads(socket.on_text("{")[0])["event"] == "error"
    assert sent(socket, "ticker", "PI_XBTUSD", event="unsubscribe")[0]["event"] == "unsubscribed"
    assert list(socket.frames(world.now_ms() + 10_000)) == []
    assert kraken.open("futures.kraken.com", "/ws/v2", {}) is None
