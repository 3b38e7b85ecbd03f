"""Paper Deribit answers as the real one documents: units, combos, pages, errors, heartbeats; and ccxt can read it."""

import json
from typing import Any

import pytest

from tests.clocks import ManualClock
from tests.paper.faulty_server import FaultyServer
from tui.config.model import NetworkConfig
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.exchange.client import Client
from tui.paper.scenarios import BRIEF
from tui.paper.venue import Request
from tui.paper.venues.deribit import Deribit, open_venue
from tui.paper.venues.deribit_session import DeribitSession
from tui.paper.world import World


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def world(clock: ManualClock) -> World:
    return World(BRIEF, 7, clock)


@pytest.fixture
def venue(world: World) -> Deribit:
    return open_venue(world)


async def asked(venue: Deribit, method: str, status: int = 200, **query: object) -> Any:
    words = {name: str(value) for name, value in query.items()}
    path = f"/api/v2/public/{method}"
    response = await venue.rest(Request(method="GET", host="www.deribit.com", path=path, query=words))
    assert response.status == status
    body = json.loads(response.encoded())
    return body["result"] if status == 200 else body["error"]


def said(session: DeribitSession, method: str, **params: object) -> Any:
    request = {"jsonrpc": "2.0", "id": 5, "method": f"public/{method}", "params": params}
    [reply] = session.on_text(json.dumps(request))
    answer = json.loads(reply)
    assert answer["id"] == 5
    return answer.get("result", answer.get("error"))


async def test_open_interest_is_dollars_or_coin(venue: Deribit, world: World) -> None:
    inverse = {
        row["instrument_name"]: row
        for row in await asked(venue, "get_book_summary_by_currency", currency="BTC", kind="future")
    }
    linear = {
        row["instrument_name"]: row
        for row in await asked(venue, "get_book_summary_by_currency", currency="USDC", kind="future")
    }
    for rows, name, field in (
        (inverse, "BTC-PERPETUAL", "open_interest_usd"),
        (linear, "BTC_USDC-PERPETUAL", "open_interest_coin"),
    ):
        contract = world.contract("deribit", name)
        assert contract is not None
        assert rows[name]["open_interest"] == pytest.approx(getattr(world.state(contract), field), rel=1e-6)
    assert "funding_8h" in inverse["BTC-PERPETUAL"]
    assert all("funding_8h" not in row for name, row in inverse.items() if not name.endswith("PERPETUAL"))


async def test_combos_are_listed_under_their_own_kind(venue: Deribit) -> None:
    everything = await asked(venue, "get_book_summary_by_currency", currency="BTC")
    futures = await asked(venue, "get_book_summary_by_currency", currency="BTC", kind="future")
    assert any("-FS-" in row["instrument_name"] for row in everything)
    assert not any("-FS-" in row["instrument_name"] for row in futures)


async def test_option_rows_are_in_coin_and_percent(venue: Deribit) -> None:
    rows = await asked(venue, "get_book_summary_by_currency", currency="ETH", kind="option")
    assert len(rows) > 200
    for row in rows:
        assert row["mark_iv"] > 5
        assert row["mark_price"] < 5
        assert row["quote_currency"] == "ETH"
    assert await asked(venue, "get_book_summary_by_currency", currency="USDC", kind="option") == []


async def test_past_trades_come_in_pages_from_the_newest(venue: Deribit, world: World) -> None:
    now_ms = world.now_ms()
    window: dict[str, Any] = {"currency": "BTC", "start_timestamp": now_ms - DAY_MS, "end_timestamp": now_ms}
    first = await asked(venue, "get_last_trades_by_currency_and_time", count=100, sorting="desc", **window)
    assert first["has_more"] is True
    times = [row["timestamp"] for row in first["trades"]]
    assert len(times) == 100
    assert times == sorted(times, reverse=True)
    whole = await asked(venue, "get_last_trades_by_currency_and_time", count=5000, sorting="asc", **window)
    assert len(whole["trades"]) == 1000
    short: dict[str, Any] = window | {"start_timestamp": now_ms - HOUR_MS}
    hour = await asked(venue, "get_last_trades_by_currency_and_time", count=1000, **short)
    assert hour["has_more"] is False
    assert all(now_ms - HOUR_MS <= row["timestamp"] <= now_ms for row in hour["trades"])


@pytest.mark.parametrize(
    ("method", "query", "status", "code"),
    [
        ("get_nothing", {}, 404, -32601),
        ("get_book_summary_by_currency", {"currency": "XYZ"}, 400, -32602),
        ("get_book_summary_by_currency", {}, 400, -32602),
        ("ticker", {"instrument_name": "BTC-1JAN20"}, 400, -32602),
        ("get_volatility_index_data", {"currency": "BTC", "start_timestamp": 1, "end_timestamp": 2}, 400, -32602),
        ("get_last_trades_by_currency_and_time", {"currency": "BTC", "start_timestamp": "x"}, 400, -32602),
    ],
)
async def test_errors(venue: Deribit, method: str, query: dict[str, Any], status: int, code: int) -> None:
    assert (await asked(venue, method, status, **query))["code"] == code


async def test_unknown_channels_are_left_out_and_raw_ones_refused(world: World) -> None:
    session = DeribitSession(world)
    known = ["trades.future.any.100ms", "ticker.BTC-PERPETUAL.100ms"]
    assert said(session, "subscribe", channels=[*known, "trades.future.DOGE.100ms", "nonsense"]) == known
    assert said(session, "subscribe", channels=["trades.future.any.raw"])["code"] == 13778
    assert said(session, "nonsense")["code"] == -32601
    assert json.loads(session.on_text("{")[0])["error"]["code"] == -32700


async def test_trades_are_pushed_once_and_tickers_at_their_pace(world: World, clock: ManualClock) -> None:
    session = DeribitSession(world)
    said(session, "subscribe", channels=["trades.future.any.100ms", "ticker.BTC-PERPETUAL.100ms"])
    seen: list[str] = []
    tickers = 0
    for _ in range(60):
        clock.tick(1)
        for text in session.frames(world.now_ms()):
            params = json.loads(text)["params"]
            if params["channel"].startswith("ticker."):
                tickers += 1
            else:
                seen += [f"{row['instrument_name']}:{row['trade_id']}" for row in params["data"]]
    assert tickers == 60
    assert len(seen) == len(set(seen)) >= 12
    said(session, "unsubscribe", channels=["ticker.BTC-PERPETUAL.100ms", "trades.future.any.100ms"])
    clock.tick(60)
    assert session.frames(world.now_ms()) == []


async def test_heartbeats_ask_a_silent_client_for_a_sign(world: World, clock: ManualClock) -> None:
    session = DeribitSession(world)
    assert said(session, "set_heartbeat", interval=5)["code"] == -32602
    assert said(session, "set_heartbeat", interval=10) == "ok"

    def kinds() -> list[str]:
        return [json.loads(text)["params"]["type"] for text in session.frames(world.now_ms())]

    clock.tick(9)
    assert kinds() == []
    clock.tick(1)
    assert kinds() == ["heartbeat", "test_request"]
    clock.tick(5)
    assert said(session, "test") == {"version": "1.2.26"}
    clock.tick(5)
    assert kinds() == ["heartbeat"]


async def test_ccxt_reads_its_market_list(world: World, venue: Deribit) -> None:
    async with FaultyServer(world, [venue]) as server:
        client = Client("deribit", venue="deribit", network=NetworkConfig(gateway=server.url), clock=ManualClock())
        try:
            markets = {market["id"]: market for market in await client.exchange.fetch_markets()}
        finally:
            await client.close()
    assert set(markets) >= {contract.id for contract in world.contracts("deribit")}
    assert (markets["BTC-PERPETUAL"]["inverse"], markets["BTC-PERPETUAL"]["contractSize"]) == (True, 10)
    assert markets["ETH-PERPETUAL"]["contractSize"] == 1
    assert (markets["SOL_USDC-PERPETUAL"]["linear"], markets["SOL_USDC-PERPETUAL"]["type"]) == (True, "swap")
