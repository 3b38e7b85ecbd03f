"""Bars that may pass: on the grid, of one spacing, consistent."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.events import Candle
from tui.exchange.instrument import Instrument
from tui.exchange.wire.candle_rows import Bar, candles

KNOWN = Instrument(id="BTC-USD", asset="BTC", quote="USD", kind="spot")
START_MS = 1_794_960_000_000
assert START_MS % DAY_MS == 0


def bar(open_ms: int | None = START_MS, **changes: Any) -> Bar:
    return Bar(open_ms, "100.0", "110.0", "90.0", "105.0", "12.5")._replace(**changes)


def checked(*bars: Bar, timeframe: str = "1h") -> list[Candle]:
    return candles(bars, venue="coinbase", symbol="BTC-USD", known=KNOWN, timeframe=timeframe, recv_ms=START_MS)


def test_a_bar_by_value() -> None:
    [candle] = checked(bar())
    assert (candle.open_usd, candle.high_usd, candle.low_usd, candle.close_usd) == (100.0, 110.0, 90.0, 105.0)
    assert (candle.venue, candle.symbol, candle.timeframe, candle.volume_coin) == ("coinbase", "BTC-USD", "1h", 12.5)


@pytest.mark.parametrize(
    "bad",
    [
        bar(None),
        bar(START_MS + 1),
        bar(high="80"),
        bar(low="107"),
        bar(close="111"),
        bar(open=None),
        bar(close="0"),
        bar(low="-1"),
        bar(volume_coin="NaN"),
        bar(volume_coin=None),
    ],
)
def test_a_bad_bar_costs_one_bar(bad: Bar) -> None:
    assert [candle.open_ms for candle in checked(bad, bar(START_MS + HOUR_MS))] == [START_MS + HOUR_MS]


def test_oldest_first_and_the_later_of_two_wins() -> None:
    found = checked(bar(START_MS + HOUR_MS), bar(START_MS), bar(START_MS, close="99"))
    assert [candle.open_ms for candle in found] == [START_MS, START_MS + HOUR_MS]
    assert found[0].close_usd == 99.0


def test_bars_of_another_timeframe_are_refused() -> None:
    assert checked(bar(START_MS), bar(START_MS + DAY_MS)) == []
    assert len(checked(bar(START_MS), bar(START_MS + DAY_MS), timeframe="1d")) == 2
    assert checked(*(bar(START_MS + minute * 60_000) for minute in range(180))) == []


def test_hours_without_a_trade_are_no_fault() -> None:
    assert len(checked(bar(START_MS), bar(START_MS + HOUR_MS), bar(START_MS + 5 * HOUR_MS))) == 3


@given(st.lists(st.tuples(*[st.floats(allow_nan=True, allow_infinity=True)] * 5), max_size=8))
def test_whatever_passes_is_consistent(rows: list[tuple[float, ...]]) -> None:
    bars = [Bar(START_MS + index * HOUR_MS, *row) for index, row in enumerate(rows)]
    for candle in checked(*bars):
        assert 0 < candle.low_usd <= candle.open_usd <= candle.high_usd
        assert candle.low_usd <= candle.close_usd <= candle.high_usd
        assert candle.volume_coin >= 0
