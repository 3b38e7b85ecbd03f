"""Hot frames through Floorline's tap beside the plain ccxt watch loop, a burst of them, and the market's apply."""

import asyncio
from collections.abc import Iterator

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.analytics.made import liquidation, quote
from tests.bench.frames import HOT_FRAMES, HotFrame, bursts
from tests.bench.watch_loops import FRAMES, CcxtLoop, FloorlineTap
from tests.clocks import ManualClock
from tui.config.model import Config
from tui.domain.events import Event
from tui.market.market import Market

_IDS = [f"{hot.venue}-{hot.kind}" for hot in HOT_FRAMES]
_EVENTS = 1_000


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    asyncio.set_event_loop(made)
    yield made
    asyncio.set_event_loop(None)
    made.close()


@pytest.mark.parametrize("hot", HOT_FRAMES, ids=_IDS)
def test_frames_by_floorline(benchmark: BenchmarkFixture, hot: HotFrame, loop: asyncio.AbstractEventLoop) -> None:
    reader = FloorlineTap(hot, loop)
    assert benchmark(reader.read) == FRAMES
    reader.close()


@pytest.mark.parametrize("hot", HOT_FRAMES, ids=_IDS)
def test_frames_by_ccxt(benchmark: BenchmarkFixture, hot: HotFrame, loop: asyncio.AbstractEventLoop) -> None:
    reader = CcxtLoop(hot, loop)
    assert benchmark(reader.read) == FRAMES
    reader.close()


@pytest.mark.parametrize("hot", bursts(1_000), ids=lambda hot: hot.venue)
def test_every_event_of_a_burst_is_seen(hot: HotFrame, loop: asyncio.AbstractEventLoop) -> None:
    tap, watcher = FloorlineTap(hot, loop), CcxtLoop(hot, loop)
    assert tap.burst(hot.burst) == len(hot.burst)
    # Why the tap is there: the watch loop's own return values are some of them.
    assert watcher.burst(hot.burst) < len(hot.burst)
    tap.close()
    watcher.close()


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
