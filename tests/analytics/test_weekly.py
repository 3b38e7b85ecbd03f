"""The 50-week average, and the trigger as its fixed point."""

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.captured import ms, rows
from tests.analytics.made import MONDAY_MS, bar, bars
from tests.analytics.test_bars import candle
from tui.analytics.weekly import sma50_series, weekly
from tui.domain.board import CandleRow
from tui.domain.clock import DAY_MS, WEEK_MS

WEDNESDAY_MS = MONDAY_MS + 2 * DAY_MS + 12 * 3_600_000
prices = st.floats(10, 1e6)


def sundays(closes: list[float]) -> list[CandleRow]:
    return [bar(MONDAY_MS - (len(closes) - i - 1) * WEEK_MS - DAY_MS, close) for i, close in enumerate(closes)]


def finished(closes: list[float]) -> list[CandleRow]:
    """The Sundays with the Monday after them, by which the last close is final."""
    return [*sundays(closes), bar(MONDAY_MS, closes[-1])]


@given(st.lists(prices, min_size=50, max_size=60), prices)
def test_the_trigger_is_the_fixed_point_of_the_running_average(closes: list[float], price: float) -> None:
    board = weekly(finished(closes), price, None, WEDNESDAY_MS)
    assert board.trigger_usd is not None
    assert board.sma50_running_usd is not None
    at_trigger = weekly(finished(closes), board.trigger_usd, None, WEDNESDAY_MS)
    assert at_trigger.sma50_running_usd == pytest.approx(board.trigger_usd)
    if abs(price / board.trigger_usd - 1) > 1e-9:
        assert (price < board.sma50_running_usd) == (price < board.trigger_usd)


@given(st.lists(prices, min_size=50, max_size=50), prices, prices)
def test_the_trigger_and_the_completed_average_stand_still_all_week(
    closes: list[float], early: float, late: float
) -> None:
    first = weekly([*sundays(closes), bar(MONDAY_MS, early)], early, None, MONDAY_MS)
    last = weekly([*sundays(closes), bar(MONDAY_MS + 6 * DAY_MS, late)], late, None, MONDAY_MS + WEEK_MS - 1)
    assert first.trigger_usd == last.trigger_usd
    assert first.sma50_completed_usd == last.sma50_completed_usd


def test_figures_by_hand() -> None:
    board = weekly(finished([90.0] + [100.0] * 49), 95.0, 60.0, WEDNESDAY_MS)
    assert board.sma50_completed_usd == pytest.approx(99.8)
    assert board.trigger_usd == pytest.approx(100)
    assert board.sma50_running_usd == pytest.approx((4900 + 95) / 50)
    assert board.distance_pct == pytest.approx(-5)
    assert board.weeks == 50
    assert board.closes_at_ms == MONDAY_MS + WEEK_MS
    assert board.closes_in_s == 4.5 * 86_400
    deviation = 0.6 * math.sqrt(4.5 / 365)
    assert board.sigma == pytest.approx(math.log(0.95) / deviation)
    d2 = (math.log(95 / 100) - deviation**2 / 2) / deviation
    assert board.close_below_share == pytest.approx(0.5 * math.erfc(d2 / math.sqrt(2)))
    assert board.notes["close_below_share"] == "zero-drift lognormal at 60.0 v"


@given(prices, prices, st.floats(1, 300), st.integers(0, WEEK_MS - 1))
def test_the_probability_is_one_and_falls_with_the_price(low: float, high: float, vol: float, after: int) -> None:
    low, high = sorted((low, high))
    weeks = finished([1000.0] * 50)
    below, above = (weekly(weeks, price, vol, MONDAY_MS + after) for price in (low, high))
    assert below.close_below_share is not None
    assert above.close_below_share is not None
    assert 0 <= above.close_below_share <= below.close_below_share <= 1


def test_49_weeks_give_a_trigger_and_no_completed_average() -> None:
    board = weekly(finished([100.0] * 49), 100.0, 50.0, WEDNESDAY_MS)
    assert board.trigger_usd == 100
    assert board.sma50_completed_usd is None
    assert board.notes["sma50_completed_usd"] == "49 of 50 finished weeks known"


def test_the_week_that_just_ended_counts_once_a_later_bar_shows_that_its_close_is_final() -> None:
    board = weekly(sundays([100.0] * 51), 100.0, 50.0, MONDAY_MS + 20_000)
    assert (board.sma50_completed_usd, board.trigger_usd) == (None, None)
    assert board.notes["trigger_usd"] == "the week of 2025-11-03 has no final close yet"
    assert weekly(finished([100.0] * 51), 100.0, 50.0, MONDAY_MS + 20_000).trigger_usd == 100.0


def test_an_absent_week_makes_the_averages_none_with_its_date() -> None:
    closes = finished([100.0] * 52)
    del closes[-5]
    board = weekly(closes, 100.0, 50.0, WEDNESDAY_MS)
    assert board.sma50_completed_usd is None
    assert board.trigger_usd is None
    assert board.close_below_share is None
    assert board.notes["trigger_usd"] == "the week of 2025-10-13 has no final close yet"


def test_no_price_and_no_volatility_are_said() -> None:
    board = weekly(finished([100.0] * 50), None, 50.0, WEDNESDAY_MS)
    assert (board.trigger_usd, board.distance_pct, board.sigma) == (100, None, None)
    assert board.notes["distance_pct"] == "no price"
    assert weekly(finished([100.0] * 50), 100.0, None, WEDNESDAY_MS).notes["sigma"] == "no volatility is known"
    assert weekly([], 100.0, None, WEDNESDAY_MS).notes["trigger_usd"] == "0 of 49 finished weeks known"


def test_recorded_weeks_equal_an_independent_computation(captures: Path) -> None:
    recorded = rows(captures / "ohlcv/binance_spot_BTCUSDT_1d_20240727_20251130.csv.gz")
    now_ms = ms("2025-11-12T15:00:00")
    daily = [candle(row) for row in recorded if int(row["open_time"]) <= now_ms]
    days = pd.DatetimeIndex(pd.to_datetime([row.open_ms for row in daily], unit="ms"))
    closes = pd.Series([row.close_usd for row in daily], days)
    weeks = closes.groupby(days.to_period("W-SUN")).last()
    board = weekly(daily, closes.iloc[-1], 45.0, now_ms)
    assert board.sma50_completed_usd == pytest.approx(weeks.iloc[-51:-1].mean())
    assert board.trigger_usd == pytest.approx(weeks.iloc[-50:-1].mean())
    assert board.sma50_running_usd == pytest.approx(weeks.iloc[-50:].mean())
    series = sma50_series(daily)
    expected = weeks.rolling(50).mean().dropna()
    assert [value for _, value in series] == pytest.approx(expected.tolist())
    assert [open_ms for open_ms, _ in series[-2:]] == [MONDAY_MS - WEEK_MS, MONDAY_MS]
    assert series[-2][1] == pytest.approx(board.sma50_completed_usd)
    assert series[-1][1] == pytest.approx(board.sma50_running_usd)


def test_the_chart_s_average_leaves_out_what_an_absent_week_touches() -> None:
    closes = sundays([100.0] * 120)
    assert len(sma50_series(closes)) == 71
    del closes[60]
    opens = [open_ms for open_ms, _ in sma50_series(closes)]
    assert opens == [MONDAY_MS - (120 - i) * WEEK_MS for i in [*range(49, 60), *range(110, 120)]]
    assert sma50_series([]) == ()
    assert sma50_series(bars([1.0, 2.0], MONDAY_MS)) == ()
