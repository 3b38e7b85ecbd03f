"""The whole chain below the screen: paper venues, ccxt, feeds, market, link; compared with the paper world's truth."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median

import pytest

from tests.clocks import until
from tests.paper.faults import Where
from tests.paper.faulty_server import FaultyServer
from tui.collector.collector import Collector
from tui.config.model import Config, NetworkConfig
from tui.domain.board import Board
from tui.domain.clock import DAY_MS, HOUR_MS, SystemClock
from tui.link.client import SocketSource
from tui.link.paths import DataPaths, data_paths
from tui.link.source import LinkState
from tui.market.whole import SOURCE_OF
from tui.paper.registry import open_venues
from tui.paper.scenarios import SCENARIOS
from tui.paper.world import World

CHAIN_S = 60.0
"""Far more than it takes: the machine may be busy."""
VENUES = {*Config().enabled_venues, "krakenfutures"}
DERIVATIVE_VENUES = {"binance", "bybit", "okx", "deribit", "hyperliquid", "krakenfutures", "bitget", "gate"}


@pytest.fixture
async def server() -> AsyncIterator[FaultyServer]:
    world = World(SCENARIOS["brief"], 7, SystemClock())
    async with FaultyServer(world, open_venues(world)) as running:
        yield running


def collector(server: FaultyServer, folder: Path) -> tuple[Collector, DataPaths]:
    paths = data_paths(folder, environ={})
    config = Config(network=NetworkConfig(gateway=server.url))
    return Collector(config, SystemClock(), paths, "demo", "1.2.3"), paths


@contextlib.asynccontextmanager
async def attached(server: FaultyServer, folder: Path) -> AsyncIterator[SocketSource]:
    """A running collector and a pane's source on it."""
    subject, paths = collector(server, folder)
    over = asyncio.Event()
    source = SocketSource(paths.socket, SystemClock(), "1.2.3")
    pane = asyncio.create_task(source.run())
    work = asyncio.create_task(subject.run(over))
    try:
        yield source
    finally:
        pane.cancel()
        over.set()
        async with asyncio.timeout(15):
            await work


async def test_one_board_agrees_with_the_world(server: FaultyServer, tmp_path: Path) -> None:
    board = await collector(server, tmp_path)[0].until_answered(CHAIN_S)
    world = server.world
    assert board.mode == "demo"
    assert {feed.state for feed in board.feeds} <= {"live", "off"}
    assert {feed.venue for feed in board.feeds} == VENUES | set(SOURCE_OF.values())
    for name in ("BTC", "ETH"):
        asset = board.assets[name]
        usd = world.price_usd(name)
        assert asset.price.usd == pytest.approx(usd, rel=0.003)
        assert len(asset.price.venues) == 5
        contracts = [
            contract
            for venue in sorted(VENUES)
            for kind in ("perpetual", "future")
            for contract in world.contracts(venue, kind, name)
        ]
        now_ms = board.as_of_ms
        true_coin = sum(world.open_interest_at(contract, now_ms).coin for contract in contracts)
        assert asset.open_interest.coin == pytest.approx(true_coin, rel=0.01)
        covered = [contract for contract in contracts if contract.venue in asset.open_interest.change_venues]
        now_coin, then_coin = (
            sum(world.open_interest_at(contract, at_ms).coin for contract in covered)
            for at_ms in (now_ms, now_ms - DAY_MS)
        )
        assert asset.open_interest.coin_change_24h_pct == pytest.approx((now_coin / then_coin - 1) * 100, abs=0.3)
        assert {row.venue for row in asset.open_interest.venues} == DERIVATIVE_VENUES
        rates = {(row.venue, row.symbol): row for row in asset.funding.contracts}
        assert {row.venue for row in rates.values()} == DERIVATIVE_VENUES
        assert asset.basis.rule == "cm90"
        assert set(asset.options.venues) == {"deribit", "bybit", "okx"}
        assert asset.options.atm["30"] is not None
        assert asset.weekly.weeks >= 60
        assert asset.weekly.trigger_usd is not None
        assert asset.chart.venue == "binance"
        assert asset.liquidations.total_usd is not None
    assert board.market is not None
    assert board.market.liquidations is not None
    assert median(level.price_usd for level in board.assets["BTC"].levels) == 105_000
    assert server.open_sockets(Where()) == 0


async def test_strips_show_what_the_venues_tell_of_the_past(server: FaultyServer, tmp_path: Path) -> None:
    board = await collector(server, tmp_path)[0].until_answered(CHAIN_S)
    world = server.world
    for name in ("BTC", "ETH"):
        past = board.assets[name].past
        strip = past.open_interest_coin["1h"]
        assert {"binance", "bybit"} <= set(past.open_interest_venues["1h"])
        contracts = [
            contract
            for venue in past.open_interest_venues["1h"]
            for kind in ("perpetual", "future")
            for contract in world.contracts(venue, kind, name)
        ]
        for back in (2, 20, 90):
            open_ms = strip.first_ms + (len(strip.values) - 1 - back) * HOUR_MS
            truth = sum(world.open_interest_at(contract, open_ms).coin for contract in contracts)
            assert strip.values[-1 - back] == pytest.approx(truth, rel=0.02)
        venue, symbol = (past.funding_contract or "").split()
        (paid,) = (each for each in world.contracts(venue, "perpetual", name) if each.id == symbol)
        rate = world.funding_history(paid, 5)[0].rate
        assert any(
            value == pytest.approx(rate * 8760 / (paid.funding_interval_h or 1) * 100, abs=0.01)
            for value in past.funding_apr_pct["1h"].values
            if value is not None
        )


async def test_a_pane_sees_it_move_and_a_restart_keeps_the_tape(server: FaultyServer, tmp_path: Path) -> None:
    async with attached(server, tmp_path) as source:

        def board() -> Board | None:
            return source.latest()

        def total() -> float:
            latest = board()
            return latest.assets["BTC"].liquidations.total_usd or 0.0 if latest else 0.0

        await until(lambda: total() > 0, CHAIN_S)
        first = board()
        assert first is not None
        await until(lambda: (now := board()) is not None and now.as_of_ms > first.as_of_ms, CHAIN_S)
        await asyncio.sleep(1.5)
        before = total()
    assert source.state is LinkState.ATTACHED
    server.faults.answer(Where(), status=503, body="maintenance")
    async with attached(server, tmp_path) as source:
        await until(lambda: total() > 0, CHAIN_S)
        await asyncio.sleep(1.2)
        assert total() >= before * 0.999


async def test_a_blocked_venue_costs_only_itself(server: FaultyServer, tmp_path: Path) -> None:
    here = Where(venue="binance")
    server.faults.answer(here, status=451, body={"code": 0, "msg": "Service unavailable from a restricted location"})
    server.faults.refuse_sockets(here, status=451)
    board = await collector(server, tmp_path)[0].until_answered(CHAIN_S)
    states = {feed.kind: feed.state for feed in board.feeds if feed.venue == "binance"}
    assert set(states.values()) == {"blocked"}, states
    asset = board.assets["BTC"]
    assert asset.chart.venue == "okx"
    assert asset.price.usd is not None
    assert len(asset.price.venues) == 4
    assert "binance blocked" in asset.open_interest.notes["venues"]
    assert asset.weekly.trigger_usd is not None


async def test_without_any_answer_every_gap_has_its_reason(server: FaultyServer, tmp_path: Path) -> None:
    server.faults.answer(Where(), status=200, body="<html>Sign in to the network</html>", content_type="text/html")
    server.faults.refuse_sockets(Where(), status=403, body="<html></html>")
    board = await collector(server, tmp_path)[0].until_answered(CHAIN_S)
    assert not {feed.state for feed in board.feeds} & {"live", "connecting"}
    asset = board.assets["BTC"]
    for notes in (asset.price.notes["usd"], asset.weekly.notes["trigger_usd"], asset.options.notes["atm"]):
        assert notes.startswith("no venue answered: "), notes
