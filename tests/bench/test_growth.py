"""What a Board costs as assets, venues and attached panes grow; linear or better is what is wanted."""

import msgspec
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.analytics.made import funding, liquidation, open_interest, quote
from tests.boards import rich_board
from tests.clocks import ManualClock
from tui.config.model import AssetConfig, Config
from tui.link.parts import PartedBoard
from tui.market.market import Market

_VENUES = ("binance", "bybit", "okx", "deribit", "hyperliquid", "coinbase", "kraken", "bitget", "gate")
_LIQUIDATIONS = 20


def _market(assets: int, venues: int) -> tuple[Market, ManualClock]:
    clock = ManualClock()
    names = ["BTC", "ETH", *(f"C{index}" for index in range(assets - 2))][:assets]
    market = Market(Config(assets={name: AssetConfig() for name in names}), clock, "demo", "0")
    now_ms = clock.now_ms()
    for name in names:
        for venue in _VENUES[:venues]:
            market.apply(quote(venue, 100_000.0, asset=name, symbol=name, at_ms=now_ms, recv_ms=now_ms))
            held = open_interest(venue, 10_000.0, 1e9, at_ms=now_ms)
            market.apply(msgspec.structs.replace(held, asset=name, recv_ms=now_ms))
            rate = funding(venue, 0.0001, at_ms=now_ms, recv_ms=now_ms)
            market.apply(msgspec.structs.replace(rate, asset=name))
            for index in range(_LIQUIDATIONS):
                key = f"{venue}{name}{index}"
                market.apply(liquidation(1e4, now_ms - index * 1_000, key=key, venue=venue, asset=name))
    return market, clock


def tick(clock: ManualClock) -> None:
    clock.tick(1.0)


def _frames(benchmark: BenchmarkFixture, assets: int, venues: int) -> None:
    """Boards a second apart, when every section is due: the dearest there are."""
    market, clock = _market(assets, venues)
    made = benchmark.pedantic(  # type: ignore[no-untyped-call]
        market.board, setup=lambda: tick(clock), rounds=30
    )
    assert len(made.assets) == assets
    assert len(next(iter(made.assets.values())).price.venues) == venues


@pytest.mark.parametrize("assets", [2, 10, 50])
def test_board_by_assets(benchmark: BenchmarkFixture, assets: int) -> None:
    _frames(benchmark, assets, 5)


@pytest.mark.parametrize("venues", [1, 3, 9])
def test_board_by_venues(benchmark: BenchmarkFixture, venues: int) -> None:
    _frames(benchmark, 2, venues)


@pytest.mark.parametrize("panes", [1, 10, 50])
def test_board_by_panes(benchmark: BenchmarkFixture, panes: int) -> None:
    """One Board cut into parts, and what changed packed for each of the panes."""
    board = rich_board()
    before = PartedBoard(board)
    price = msgspec.structs.replace(board.assets["BTC"].price, usd=1.0)
    changed = msgspec.structs.replace(board.assets["BTC"], price=price)
    later = msgspec.structs.replace(board, as_of_ms=board.as_of_ms + 250, assets={**board.assets, "BTC": changed})

    def send() -> int:
        parted = PartedBoard(later, before)
        return sum(len(parted.changes(before)) for _ in range(panes))

    assert benchmark(send) > panes
