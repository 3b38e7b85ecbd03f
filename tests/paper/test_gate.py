"""The paper Gate: rows with the documented fields, opposite signs by REST and on the socket, ranges of an hour."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.clocks import ManualClock
from tui.domain.clock import HOUR_MS
from tui.paper.scenarios import SCENARIOS
from tui.paper.venue import Request, Response
from tui.paper.venues.gate import Gate, open_venue
from tui.paper.venues.gate_session import GateSession
from tui.paper.world import World

FUTURES = "/api/v4/futures/usdt/"


@pytest.fixture(scope="module")
def market() -> tuple[ManualClock, World, Gate]:
    clock = ManualClock()
    world = World(SCENARIOS["cascade"], 3, clock)
    return clock, world, open_venue(world)


@pytest.fixture
def world(market: tuple[ManualClock, World, Gate]) -> World:
    return market[1]


@pytest.fixture
def gate(market: tuple[ManualClock, World, Gate]) -> Gate:
    return market[2]


async def asked(gate: Gate, path: str, **query: str) -> Response:
    return await gate.rest(Request(method="GET", host="api.gateio.ws", path=path, query=query))


async def rows(gate: Gate, path: str, **query: str) -> list[Any]:
    response = await asked(gate, path, **query)
    assert response.status == 200, response.body
    found: list[Any] = json.loads(response.encoded())
    return found


def session(gate: Gate, settle: str = "usdt") -> GateSession:
    opened = gate.open("fx-ws.gateio.ws", f"/v4/ws/{settle}", {})
    assert opened is not None
    return opened


def subscribe(to: GateSession, channel: str, *names: str, event: str = "subscribe") -> Any:
    [reply] = to.on_text(json.dumps({"id": 3, "time": 1, "channel": channel, "event": event, "payload": names}))
    return json.loads(reply)


DOCUMENTED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("quanto_multiplier", "contracts", {}),
    ("highest_bid", "tickers", {}),
    ("lsr_taker", "contract_stats", {"contract": "BTC_USDT", "interval": "1h"}),
    ("order_size", "liq_orders", {}),
)
OPTIONAL = {
    "volume_24h_btc", "volume_24h_usd", "delisting_time", "delisted_time", "market_order_slip_ratio",
    "market_order_size_max", "funding_rate_limit", "contract_type", "enable_circuit_breaker",
}  # fmt: skip


@pytest.mark.parametrize(("field", "path", "query"), DOCUMENTED, ids=[path for _, path, _ in DOCUMENTED])
async def test_rows_have_the_documented_fields(
    captures: Path, gate: Gate, field: str, path: str, query: Mapping[str, str]
) -> None:
    with gzip.open(captures / "doc_examples" / "exchange_docs_examples.jsonl.gz", "rt") as lines:
        examples = [
            json.loads(record["example"])
            for record in map(json.loads, lines)
            if record["doc"] == "gateio/apiv4/en/futures.md" and f'"{field}"' in record["example"]
        ]
    [documented, *_] = [example[0] for example in examples if isinstance(example, list)]
    row = (await rows(gate, FUTURES + path, **query))[0]
    assert documented.keys() - row.keys() <= OPTIONAL
    for name in documented.keys() & row.keys():
        # Sizes became text in 2026, and marks in statistics come as either.
        if name not in ("mark_price", "order_size_min"):
            assert isinstance(row[name], str) == isinstance(documented[name], str), name


async def test_contracts_are_sized_by_their_multiplier_or_are_a_dollar(gate: Gate) -> None:
    linear = {row["name"]: row for row in await rows(gate, f"{FUTURES}contracts")}
    [inverse] = await rows(gate, "/api/v4/futures/btc/contracts")
    assert (linear["BTC_USDT"]["quanto_multiplier"], inverse["quanto_multiplier"]) == ("0.0001", "0")
    assert (linear["BTC_USDT"]["funding_interval"], linear["DOGE_USDT"]["funding_interval"]) == (28_800, 14_400)
    assert linear["BTC_USDT"]["funding_next_apply"] % 28_800 == 0


async def test_sizes_are_contracts(gate: Gate, world: World) -> None:
    [row] = await rows(gate, f"{FUTURES}tickers", contract="ETH_USDT")
    contract = world.contract("gate", "ETH_USDT")
    assert contract is not None
    assert float(row["total_size"]) * 0.01 == pytest.approx(world.state(contract).open_interest_coin, rel=1e-5)


async def test_by_rest_a_long_is_above_zero_and_on_the_socket_below(
    gate: Gate, world: World, market: tuple[ManualClock, World, Gate]
) -> None:
    socket = session(gate)
    assert subscribe(socket, "futures.public_liquidates", "!all")["result"] == {"status": "success"}
    since_ms = world.now_ms()
    market[0].tick(60)
    pushed = [row for text in socket.frames(world.now_ms()) for row in json.loads(text)["result"]]
    now_s = world.now_ms() // 1000
    listed = await rows(gate, f"{FUTURES}liq_orders", **{"from": str(since_ms // 1000), "to": str(now_s)})
    truth = [order for order in world.forced_orders("gate", since_ms) if order.contract.settle == "USDT"]
    assert len(pushed) == len(truth) > 10
    by_rest = {(row["contract"], row["time"], row["order_price"]): float(row["size"]) for row in listed}
    for row in pushed:
        assert by_rest[row["contract"], row["time_ms"] // 1000, row["price"]] == -float(row["size"])
    longs = sum(order.hurt_long for order in truth)
    assert sum(float(row["size"]) < 0 for row in pushed) == longs


async def test_more_than_an_hour_is_refused(gate: Gate, world: World) -> None:
    now_s = world.now_ms() // 1000
    response = await asked(gate, f"{FUTURES}liq_orders", **{"from": str(now_s - 3601), "to": str(now_s)})
    assert (response.status, response.body["label"]) == (400, "INVALID_PARAM_VALUE")
    within = await rows(gate, f"{FUTURES}liq_orders", **{"from": str(now_s - 3600), "to": str(now_s)})
    assert all(now_s - 3600 <= row["time"] <= now_s for row in within)


async def test_a_page_has_the_newest_hundred_unless_more_are_asked_for(gate: Gate, world: World) -> None:
    burst_s = (world.now_ms() - 3 * HOUR_MS) // 1000
    span = {"from": str(burst_s - 1800), "to": str(burst_s + 1799)}
    page = await rows(gate, f"{FUTURES}liq_orders", **span)
    whole = await rows(gate, f"{FUTURES}liq_orders", **span, limit="1000")
    assert page == whole[:100]
    assert [row["time"] for row in whole] == sorted((row["time"] for row in whole), reverse=True)


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        (f"{FUTURES}nothing", {}, 404),
        ("/api/v4/futures/doge/tickers", {}, 404),
        (f"{FUTURES}tickers", {"contract": "NO_USDT"}, 400),
        (f"{FUTURES}contracts/NO_USDT", {}, 400),
        (f"{FUTURES}contract_stats", {}, 400),
    ],
)
async def test_what_is_not_there_is_refused(gate: Gate, path: str, query: dict[str, str], status: int) -> None:
    assert (await asked(gate, path, **query)).status == status


async def test_one_contract_may_be_asked_for_by_its_path(gate: Gate) -> None:
    assert (await asked(gate, f"{FUTURES}contracts/BTC_USDT")).body["name"] == "BTC_USDT"


def test_unknown_contracts_and_channels_are_refused_by_the_socket(gate: Gate) -> None:
    socket = session(gate)
    assert subscribe(socket, "futures.tickers", "NO_USDT")["error"]["code"] == 2
    assert subscribe(socket, "futures.tickers", "!all")["error"]["code"] == 2
    assert subscribe(socket, "futures.nothing", "BTC_USDT")["result"] == {"status": "fail"}
    assert json.loads(socket.on_text('{"channel":"futures.ping"}')[0])["channel"] == "futures.pong"
    assert "error" in json.loads(socket.on_text("{")[0])
    assert gate.open("fx-ws.gateio.ws", "/v4/ws/doge", {}) is None


def test_tickers_are_pushed_at_their_pace_until_unsubscribed(gate: Gate, world: World) -> None:
    socket = session(gate)
    subscribe(socket, "futures.tickers", "BTC_USDT")
    now_ms = world.now_ms()
    assert len(socket.frames(now_ms)) == 1
    assert list(socket.frames(now_ms + 499)) == []
    assert len(socket.frames(now_ms + 500)) == 1
    subscribe(socket, "futures.tickers", "BTC_USDT", event="unsubscribe")
    assert list(socket.frames(now_ms + 5_000)) == []
