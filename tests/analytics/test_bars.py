"""Bars of longer steps equal what a person would add up by hand; weeks are Monday to Monday."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.captured import ms, rows
from tests.analytics.made import MONDAY_MS, bar, bars
from tui.analytics.bars import Step, resample, sma, weekly_closes
from tui.domain.board import CandleRow
from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS, week_start_ms

STEP_MS: dict[Step, int] = {"1h": HOUR_MS, "4h": 4 * HOUR_MS, "1d": DAY_MS, "1w": WEEK_MS}


def by_hand(candles: list[CandleRow], step: Step) -> tuple[CandleRow, ...]:
    groups: dict[int, list[CandleRow]] = {}
    for row in sorted(candles, key=lambda row: row.open_ms):
        start = week_start_ms(row.open_ms) if step == "1w" else row.open_ms - row.open_ms % STEP_MS[step]
        groups.setdefault(start, []).append(row)
    return tuple(
        CandleRow(
            start,
            group[0].open_usd,
            max(row.high_usd for row in group),
            min(row.low_usd for row in group),
            group[-1].close_usd,
        )
        for start, group in groups.items()
    )


@given(
    st.dictionaries(
        st.integers(0, 900), st.tuples(st.floats(1, 1e6), st.floats(1, 1e6), st.floats(0, 10)), min_size=1, max_size=60
    ),
    st.sampled_from(["4h", "1d", "1w"]),
    st.randoms(use_true_random=False),
)
def test_resampling_equals_adding_up_by_hand(
    at: dict[int, tuple[float, float, float]], step: Step, random: Random
) -> None:
    candles = [
        bar(MONDAY_MS + i * HOUR_MS, close, open_=open_, high=max(open_, close) + wick)
        for i, (open_, close, wick) in at.items()
    ]
    random.shuffle(candles)
    assert resample(candles, step) == by_hand(candles, step)


def test_a_repeated_row_counts_as_it_was_given_last() -> None:
    rows_ = [bar(MONDAY_MS, 100), bar(MONDAY_MS, 101, open_=100)]
    assert resample(rows_, "1d") == (CandleRow(MONDAY_MS, 100, 101, 100, 101),)
    assert resample([], "1w") == ()


def test_4h_bars_equal_the_exchange_s_own(captures: Path) -> None:
    quarters = [
        CandleRow(ms(row["Open_Time"]), *(float(row[name]) for name in ("Open", "High", "Low", "Close")))
        for row in rows(captures / "ohlcv/binance_spot_BTCUSDT_15m_20250329_20251115.csv.gz")
    ]
    whole = {row.open_ms - row.open_ms % (4 * HOUR_MS) for row in quarters if row.open_ms % (4 * HOUR_MS) == 0}
    ours = {row.open_ms: row for row in resample(quarters, "4h") if row.open_ms in whole}
    theirs = [candle(row) for row in rows(captures / "ohlcv/binance_spot_BTCUSDT_4h_20250726_20251231.csv.gz")]
    both = [row for row in theirs if row.open_ms in ours][:-1]
    assert len(both) > 500
    assert [ours[row.open_ms] for row in both] == both


def test_weeks_of_recorded_days_open_on_monday_and_close_with_sunday(captures: Path) -> None:
    daily = [candle(row) for row in rows(captures / "ohlcv/binance_spot_BTCUSDT_1d_20240727_20251130.csv.gz")]
    closes = {row.open_ms: row.close_usd for row in daily}
    weeks = resample(daily, "1w")
    for week in weeks[1:]:
        assert week_start_ms(week.open_ms) == week.open_ms
        assert week.close_usd == closes[week.open_ms + 6 * DAY_MS]


def candle(row: dict[str, str]) -> CandleRow:
    start = int(row["open_time"])
    return CandleRow(start, float(row["open"]), float(row["high"]), float(row["low"]), float(row["close"]))


def test_a_week_needs_its_sunday_and_nothing_else() -> None:
    days = [bar(MONDAY_MS - WEEK_MS + i * DAY_MS, 100 + i) for i in range(8)]
    assert weekly_closes(days, MONDAY_MS).finished == [(MONDAY_MS - WEEK_MS, 106)]
    assert weekly_closes(days[6:], MONDAY_MS).finished == [(MONDAY_MS - WEEK_MS, 106)]
    assert weekly_closes([*days[:6], days[7]], MONDAY_MS).finished == []


def test_a_week_is_finished_when_it_is_over_and_a_later_bar_has_come() -> None:
    days = bars([100.0, 101.0], MONDAY_MS)
    assert weekly_closes(days, MONDAY_MS - 1).finished == []
    assert weekly_closes(days, MONDAY_MS).finished == []
    days.append(bar(MONDAY_MS, 102))
    assert weekly_closes(days, MONDAY_MS).finished == [(MONDAY_MS - WEEK_MS, 101)]
    assert weekly_closes(days, MONDAY_MS - 1).finished == []


def test_weeks_must_be_consecutive_for_an_average() -> None:
    days = [bar(MONDAY_MS - back * WEEK_MS - DAY_MS, 100 + back) for back in (0, 1, 3)]
    days.append(bar(MONDAY_MS, 99))
    weeks = weekly_closes(days, MONDAY_MS)
    assert weeks.last(2) == [101, 100]
    assert weeks.last(3) is None
    assert weeks.first_absent_ms(3) == MONDAY_MS - 3 * WEEK_MS


def test_the_200_week_average_of_nine_years(captures: Path) -> None:
    daily = [
        CandleRow(ms(row["Date"]), *(float(row[name]) for name in ("Open", "High", "Low", "Close")))
        for row in rows(captures / "ohlcv/yahoo_BTCUSD_1d_20140917_20231231.csv.gz")
    ]
    expected = rows(captures / "oracle/btc_weekly_close_and_200wma_to_2023.csv.gz")
    after = bar(ms("2024-01-01"), daily[-1].close_usd)
    finished = weekly_closes([*daily, after], ms("2024-01-01")).finished
    assert len(finished) == len(expected)
    averages = 0
    for count, ((open_ms, close), row) in enumerate(zip(finished, expected, strict=True), 1):
        assert open_ms + 6 * DAY_MS == ms(row["week_ending_sunday"])
        assert close == pytest.approx(float(row["close"]), abs=0.00501)
        average = sma([value for _, value in finished[:count]], 200)
        assert (average is None) == (row["wma200"] == "")
        if average is not None:
            averages += 1
            assert average == pytest.approx(float(row["wma200"]), abs=0.00501)
    assert averages == len(expected) - 199


def test_sma_needs_its_whole_window() -> None:
    assert sma([1, 2, 3, 4], 2) == 3.5
    assert sma([1.0], 2) is None
    assert sma([1.0], 0) is None
