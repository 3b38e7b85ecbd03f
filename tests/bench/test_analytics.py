"""An option chain of a thousand strikes, and a day of a million liquidations."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.analytics.made import MONDAY_MS, book, liquidation, option
from tui.analytics.options import options_board
from tui.analytics.rolling_liquidations import WINDOWS_S, RollingLiquidations
from tui.domain.clock import DAY_MS, MINUTE_MS
from tui.domain.events import OptionBook

_ASSETS = ("BTC", "ETH", "SOL", "XRP")
_SPREAD_MS = DAY_MS - MINUTE_MS
"""The longest window begins with a whole minute, at most so long ago."""
_VENUES = ("binance", "bybit", "okx")


def _chain(strikes: int) -> OptionBook:
    """`strikes` strikes over ten expiries, a call and a put of each."""
    days = (1, 2, 3, 7, 14, 28, 56, 84, 175, 266)
    per_expiry = strikes // len(days)
    # Held, traded and priced, so that gamma, max pain and the premium cost what they cost on a real chain.
    traded = {"volume_24h_coin": 1.0, "mark_coin": 0.01}
    return book(
        [
            option(
                day,
                50_000 + 100_000 * i / per_expiry,
                is_call,
                45 + abs(i - per_expiry / 2) / 4 + day / 50,
                open_interest_coin=5.0 if is_call else 3.0,
                **traded,
            )
            for day in days
            for i in range(per_expiry)
            for is_call in (True, False)
        ]
    )


@pytest.mark.parametrize("strikes", [100, 1_000, 5_000])
def test_options_board(benchmark: BenchmarkFixture, strikes: int) -> None:
    books = (_chain(strikes),)
    found = benchmark(lambda: options_board(books, now_ms=MONDAY_MS))
    assert len(found.expiries) == 10


@pytest.fixture(scope="module", params=[10_000, 1_000_000])
def day(request: pytest.FixtureRequest) -> tuple[int, RollingLiquidations]:
    """A day with so many liquidations, which is said with it."""
    # Without timing nobody reads the figure, and the million takes long to make.
    timed = not request.config.getoption("benchmark_disable") or request.config.getoption("benchmark_enable")
    count = request.param if timed else 1_000
    rolling = RollingLiquidations()
    rolling.advance(MONDAY_MS)
    for i in range(count):
        at_ms = MONDAY_MS - (i * _SPREAD_MS) // count
        rolling.add(liquidation(1_000.0, at_ms, key=str(i), venue=_VENUES[i % 3], asset=_ASSETS[i % 4]))
    return count, rolling


def test_windows_of_a_board(benchmark: BenchmarkFixture, day: tuple[int, RollingLiquidations]) -> None:
    """All that a Board asks of a day: each window by asset and by venue, the largest prints and the tape."""
    count, rolling = day
    now_ms = MONDAY_MS

    def ask() -> int:
        for asset in (None, *_ASSETS[:2]):
            for window_s in WINDOWS_S:
                rolling.by_venue(now_ms, window_s, asset)
            rolling.largest(now_ms, asset)
            rolling.tape(now_ms, asset)
        return sum(sums.count for sums in rolling.by_asset(now_ms, DAY_MS // 1000).values())

    assert benchmark(ask) == count
