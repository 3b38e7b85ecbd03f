"""The scenario `odd`: venues that set every trap at once, and a Board that says what is true of their world."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.clocks import OffsetClock
from tests.conformance.snapshots import NOW_MS
from tests.paper.faulty_server import FaultyServer
from tui.collector.collector import Collector
from tui.config.model import AssetConfig, Config, NetworkConfig, SourcesConfig
from tui.domain.board import AssetBoard, Board
from tui.domain.clock import DAY_MS
from tui.domain.events import Event, Liquidation, Side
from tui.link.paths import data_paths
from tui.paper.contract import Contract, ForcedOrder
from tui.paper.odd_frames import BOTH_USD
from tui.paper.registry import open_venues
from tui.paper.scenarios import ODD
from tui.paper.world import World

ASSETS = ("BTC", "ETH")
MOVED = 4e-3
"""How far prices and positions may have gone between an answer and the world's state that it is held against."""


@dataclass(frozen=True)
class Run:
    """What one collector took of the world, and the world."""

    board: Board
    world: World
    events: list[Event]
    rejected: Counter[str]

    def asset(self, name: str) -> AssetBoard:
        return self.board.assets[name]

    def contracts(self, asset: str, kind: str) -> Iterator[Contract]:
        for venue in ("binance", "bybit", "okx", "deribit", "hyperliquid", "krakenfutures", "bitget", "gate"):
            yield from (one for one in self.world.contracts(venue, None, asset) if one.kind == kind)


async def taken(directory: Path) -> Run:
    clock = OffsetClock(NOW_MS)
    world = World(ODD, 5, clock)
    async with FaultyServer(world, open_venues(world), tick_s=0.1) as server:
        config = Config(
            assets={name: AssetConfig() for name in ASSETS},
            network=NetworkConfig(gateway=server.url),
            sources=SourcesConfig(market_cap=(), etf_csv_url=""),
        )
        collector = Collector(config, clock, data_paths(directory), "live", "0")
        events: list[Event] = []
        apply = collector.market.apply

        def noted(event: Event) -> bool:
            is_new = apply(event)
            if is_new:
                events.append(event)
            return is_new

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(collector.market, "apply", noted)
            board = await collector.until_answered(40.0)
        return Run(board, world, events, collector.market.rejected)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return asyncio.run(taken(tmp_path_factory.mktemp("data")))


def about(value: float, rel: float = MOVED) -> Any:
    return pytest.approx(value, rel=rel)


@pytest.mark.parametrize("asset", ASSETS)
def test_price(run: Run, asset: str) -> None:
    price = run.asset(asset).price
    assert {one.venue for one in price.venues} == {"binance", "bybit", "coinbase", "kraken", "okx"}
    # Late tickers are 30 % cheaper: no venue's price came from one.
    for one in price.venues:
        assert one.usd == about(run.world.price_usd(asset)), one.venue
    assert price.usd == about(median(one.usd for one in price.venues), rel=1e-9)
    assert not price.divergent


@pytest.mark.parametrize("asset", ASSETS)
def test_open_interest(run: Run, asset: str) -> None:
    """Contracts, coins and dollars; sizes told once or twice; values left empty; nothing expired or combined."""
    usd: Counter[str] = Counter()
    coin: Counter[str] = Counter()
    for kind in ("perpetual", "future"):
        for contract in run.contracts(asset, kind):
            state = run.world.state(contract)
            usd[contract.venue] += state.open_interest_usd  # type: ignore[assignment]
            coin[contract.venue] += state.open_interest_coin  # type: ignore[assignment]
    interest = run.asset(asset).open_interest
    assert {row.venue for row in interest.venues} == set(usd)
    for row in interest.venues:
        assert (row.usd, row.coin) == (about(usd[row.venue]), about(coin[row.venue])), row.venue
    assert interest.usd == about(sum(usd.values()))
    now, then = 0.0, 0.0
    for kind in ("perpetual", "future"):
        for contract in run.contracts(asset, kind):
            if contract.venue in interest.change_venues:
                now += run.world.state(contract).open_interest_coin
                then += run.world.open_interest_at(contract, run.world.now_ms() - DAY_MS).coin
    assert interest.coin_change_24h_pct == pytest.approx((now / then - 1) * 100, abs=0.3)


@pytest.mark.parametrize("asset", ASSETS)
def test_funding(run: Run, asset: str) -> None:
    """One, four and eight hours, continuous and absolute rates, negative ones; X-Perps and dated futures have none."""
    truth = {(one.venue, one.id): run.world.state(one) for one in run.contracts(asset, "perpetual")}
    funding = run.asset(asset).funding
    found = {(one.venue, one.symbol): one for one in funding.contracts if "XPERP" not in one.symbol}
    assert found.keys() == truth.keys()
    for key, one in found.items():
        state = truth[key]
        interval_h = state.contract.funding_interval_h or 8
        assert one.interval_h == interval_h, key
        assert state.funding_rate is not None
        assert one.rate == pytest.approx(state.funding_rate, abs=2e-6 * interval_h), key
        assert one.apr_pct == pytest.approx(state.funding_apr_pct, abs=2.0), key
        assert one.next_ms == state.funding_next_ms, key
    assert {found[key].interval_h for key in found} == {1, 4, 8}
    weights = {key: state.open_interest_usd for key, state in truth.items()}
    mean = sum((truth[key].funding_apr_pct or 0.0) * usd for key, usd in weights.items()) / sum(weights.values())
    assert funding.apr_pct == pytest.approx(mean, abs=0.5)
    assert (funding.apr_min_venue, funding.apr_min_pct is not None and funding.apr_min_pct < 0) == ("deribit", True)


@pytest.mark.parametrize("asset", ASSETS)
def test_dated_futures(run: Run, asset: str) -> None:
    """Every future that is one, and no X-Perp, premarket, combination or contract of 2024."""
    venues = ("binance", "bybit", "okx", "deribit")
    truth = {(one.venue, one.id): one for one in run.contracts(asset, "future") if one.venue in venues}
    curve = {(point.venue, point.symbol): point for point in run.asset(asset).basis.curve if point.venue in venues}
    assert curve.keys() == truth.keys()
    for key, point in curve.items():
        state, contract = run.world.state(truth[key]), truth[key]
        assert point.expiry_ms == contract.expiry_ms, key
        days = (point.expiry_ms - run.world.now_ms()) / DAY_MS
        assert point.days == pytest.approx(days, abs=0.01), key
        if days > 20:
            apr = (state.mark_usd / state.index_usd - 1) * 365 / days * 100
            assert point.apr_pct == pytest.approx(apr, abs=1.0), key


@pytest.mark.parametrize("asset", ASSETS)
def test_options(run: Run, asset: str) -> None:
    """Percent and fractions, coins and contracts, volatilities untold or absurd, expired and combined options."""
    options = run.asset(asset).options
    chains = {venue: run.world.option_chain(venue, asset) for venue in ("deribit", "okx", "bybit")}
    assert set(options.venues) == set(chains)
    sums: Counter[tuple[str, bool]] = Counter()
    for chain in chains.values():
        for state in chain:
            sums["oi", bool(state.contract.is_call)] += state.open_interest_coin  # type: ignore[assignment]
            sums["volume", bool(state.contract.is_call)] += state.volume_24h_coin  # type: ignore[assignment]
    assert options.put_oi_share == about(sums["oi", False] / (sums["oi", False] + sums["oi", True]))
    assert options.put_volume_share == about(sums["volume", False] / (sums["volume", False] + sums["volume", True]))
    expiries = {state.contract.expiry_ms for state in chains["deribit"]}
    assert {row.expiry_ms for row in options.expiries} == expiries
    for row in options.expiries:
        states = [state for state in chains["deribit"] if state.contract.expiry_ms == row.expiry_ms]
        nearest = min(states, key=lambda state: abs((state.contract.strike_usd or 0.0) - state.underlying_usd))
        assert row.atm_vol == pytest.approx(nearest.mark_vol, abs=1.0)
        assert row.oi_coin == about(sum(state.open_interest_coin for state in states))
        assert row.forward_usd == about(nearest.underlying_usd)


def told_ms(venue: str, at_ms: int) -> int:
    """Gate's answers about the past tell whole seconds."""
    return at_ms - at_ms % 1000 if venue == "gate" else at_ms


def test_liquidations(run: Run) -> None:
    """Each is one of the world's, once, with its side and size, though every frame came at least twice; orders of
    nothing, of nobody, and without a price are not there."""
    truth: dict[tuple[str, str, int, bool], list[ForcedOrder]] = {}
    for venue in ("binance", "bybit", "okx", "deribit", "gate", "krakenfutures"):
        for order in run.world.forced_orders(venue, NOW_MS - 2 * DAY_MS):
            truth.setdefault((venue, order.contract.id, told_ms(venue, order.at_ms), order.hurt_long), []).append(order)
    found = [event for event in run.events if isinstance(event, Liquidation)]
    both = [event for event in found if event.venue == "deribit" and event.usd == BOTH_USD]
    assert {event.hurt for event in both} == {Side.LONG, Side.SHORT}
    assert len(both) == 2
    seen: Counter[tuple[str, str, int, bool]] = Counter()
    for event in (event for event in found if event not in both):
        key = (event.venue, event.symbol, told_ms(event.venue, event.at_ms), event.hurt is Side.LONG)
        assert key in truth, event
        matching = [
            order
            for order in truth[key]
            if (event.usd if order.contract.inverse else event.coin)
            == about(order.usd if order.contract.inverse else order.coin, rel=1e-6)
        ]
        assert matching, (event, truth[key])
        assert event.price_usd == about(matching[0].fill_usd, rel=0.02)
        seen[key] += 1
    assert all(count <= len(truth[key]) for key, count in seen.items())
    assert {key[0] for key in seen} >= {"binance", "bybit", "okx", "deribit", "gate"}
    # COIN-M's orders on USD-M's socket, in dollars.
    assert any(key[1].endswith("USD_PERP") for key in seen)
    per_venue = {row.venue: row.total_usd for row in run.asset("BTC").liquidations.venues}
    for venue, total_usd in per_venue.items():
        mine = [event for event in found if (event.venue, event.asset) == (venue, "BTC")]
        # The section may be a second old: what came in that second is in it or not.
        surely = sum(event.usd for event in mine if event.recv_ms <= run.board.as_of_ms - 1_500)
        assert surely * (1 - 1e-9) <= total_usd <= sum(event.usd for event in mine) * (1 + 1e-9), venue


def test_nothing_impossible_reached_the_market(run: Run) -> None:
    """What makes no sense is left out where it is read, not by the last sieve."""
    assert run.rejected.total() <= len(ASSETS), run.rejected
    for row in run.board.feeds:
        assert row.state in ("live", "off"), row
