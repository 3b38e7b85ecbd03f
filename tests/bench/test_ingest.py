"""Hot frames by Floorline's decoder beside the handler of the plain ccxt watch loop, and the market's apply."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.analytics.made import liquidation, quote
from tests.bench.frames import HOT_FRAMES, HotFrame
from tests.clocks import ManualClock
from tui.config.model import Config
from tui.domain.events import Event
from tui.market.market import Market

_IDS = [f"{hot.venue}-{hot.kind}" for hot in HOT_FRAMES]
_EVENTS = 1_000


@pytest.mark.parametrize("hot", HOT_FRAMES, ids=_IDS)
def test_frame_by_floorline(benchmark: BenchmarkFixture, hot: HotFrame) -> None:
    assert benchmark(hot.read, hot.text) == 1


@pytest.mark.parametrize("hot", HOT_FRAMES, ids=_IDS)
def test_frame_by_ccxt(benchmark: BenchmarkFixture, hot: HotFrame) -> None:
    assert benchmark(hot.ccxt_reader()) >= 1


@pytest.mark.parametrize("kind", ["quotes", "liquidations"])
def test_market_apply(benchmark: BenchmarkFixture, kind: str) -> None:
    """A thousand events into a market of two assets."""

    def fresh() -> tuple[tuple[Market, list[Event]], dict[str, object]]:
        clock = ManualClock()
        now_ms = clock.now_ms()
        quotes: list[Event] = [
            quote("binance", 100_000.0 + i, symbol="BTCUSDT", currency="USDT", at_ms=now_ms + i, recv_ms=now_ms + i)
            for i in range(_EVENTS)
        ]
        forced: list[Event] = [liquidation(1_000.0 + i, now_ms - i, key=str(i)) for i in range(_EVENTS)]
        return (Market(Config(), clock, "demo", "0"), quotes if kind == "quotes" else forced), {}

    def apply(market: Market, events: list[Event]) -> int:
        return sum(market.apply(event) for event in events)

    assert (
        benchmark.pedantic(  # type: ignore[no-untyped-call]
            apply, setup=fresh, rounds=20
        )
        == _EVENTS
    )
