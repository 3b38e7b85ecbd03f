"""A Board's way from the market to the screen: built, encoded, decoded, presented."""

import msgspec
from pytest_benchmark.fixture import BenchmarkFixture

from tests.analytics.made import book, liquidation, option, quote
from tests.boards import rich_board
from tests.clocks import ManualClock
from tui.config.model import Config
from tui.domain.board import Board
from tui.link.wire import HEADER_BYTES, Kind, as_board, pack
from tui.market.market import Market
from tui.present.bars import present_scan
from tui.present.reading import Reading
from tui.screens.panes import PANES

_FRAME_MS = 250


def test_build(benchmark: BenchmarkFixture) -> None:
    """At four Boards a second: a market with prices, a thousand liquidations and a chain, one new quote before each."""
    clock = ManualClock()
    market = Market(Config(), clock, "demo", "0")
    now_ms = clock.now_ms()
    for i in range(1_000):
        market.apply(liquidation(1_000.0 + i, now_ms - i * 60_000, key=str(i)))
    quotes = [option(30, 50_000.0 + 100 * i, is_call, 50.0) for i in range(500) for is_call in (True, False)]
    market.apply(msgspec.structs.replace(book(quotes), at_ms=now_ms, recv_ms=now_ms))

    def next_frame() -> tuple[tuple[()], dict[str, object]]:
        clock.tick(_FRAME_MS / 1000)
        at_ms = clock.now_ms()
        market.apply(quote("binance", 100_000.0, symbol="BTCUSDT", currency="USDT", at_ms=at_ms, recv_ms=at_ms))
        return (), {}

    made = benchmark.pedantic(  # type: ignore[no-untyped-call]
        market.board, setup=next_frame, rounds=200
    )
    assert made.assets["BTC"].liquidations.total_usd


def test_encode(benchmark: BenchmarkFixture) -> None:
    assert len(benchmark(pack, rich_board())) > HEADER_BYTES


def test_decode(benchmark: BenchmarkFixture) -> None:
    payload = pack(rich_board())[HEADER_BYTES:]
    assert benchmark(as_board, Kind.BOARD, payload).assets["BTC"].price.usd


def test_present(benchmark: BenchmarkFixture) -> None:
    """All six panes and the top line."""

    def present(board: Board) -> int:
        reading = Reading(board=board, asset="BTC")
        present_scan(reading, None)
        return len([part.present(reading) for part in PANES.values()])

    assert benchmark(present, rich_board()) == len(PANES)
