"""Strips share the chart's bars: sums of one set of contracts, rates where they accrued, and gaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.analytics.bars import Step, resample
from tui.analytics.strips import BARS, STEPS, accrued, like_for_like, opens, strip
from tui.domain.board import CandleRow
from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS, week_start_ms

MONDAY_MS = 1_762_732_800_000


@given(st.integers(MONDAY_MS, MONDAY_MS + 3 * WEEK_MS), st.sampled_from(list(STEPS)))
def test_bars_open_where_the_chart_s_candles_do(now_ms: int, step: Step) -> None:
    candle = resample([CandleRow(now_ms - now_ms % HOUR_MS, 1, 1, 1, 1)], step)[0]
    bars = opens(step, now_ms)
    assert len(bars) == BARS
    assert bars[-1] == candle.open_ms
    assert bars[-1] <= now_ms < bars[-1] + STEPS[step]
    assert step != "1w" or all(week_start_ms(open_ms) == open_ms for open_ms in bars)


def test_a_strip_begins_with_its_first_known_bar_and_keeps_its_gaps() -> None:
    found = strip(MONDAY_MS, "4h", [None, None, 1.0, None, 3.0])
    assert found is not None
    assert (found.first_ms, found.values) == (MONDAY_MS + 8 * HOUR_MS, (1.0, None, 3.0))
    assert strip(MONDAY_MS, "4h", [None, 1.0]) is None


def test_sums_are_of_one_set_of_contracts_in_every_bar() -> None:
    sums, chosen = like_for_like({"old": [5.0, 6.0, None, 6.0], "new": [None, None, 4.0, 4.0]})
    assert (sums, chosen) == ([5.0, 6.0, None, 6.0], ("old",))


def test_contracts_with_less_than_half_of_the_whole_do_not_speak_for_it() -> None:
    sums, chosen = like_for_like({"small": [1.0, 1.0, 1.0], "large": [None, 9.0, 8.0]})
    assert set(chosen) == {"small", "large"}
    assert sums == [None, 10.0, 9.0]


def test_the_bar_before_counts_as_now_until_the_running_one_has_a_value() -> None:
    assert like_for_like({"a": [5.0, 6.0, None]}) == ([5.0, 6.0, None], ("a",))
    assert like_for_like({"gone": [5.0, None, None]}) == ([], ())


def test_a_payment_covers_the_interval_that_it_ends() -> None:
    now_ms = MONDAY_MS + 20 * HOUR_MS
    paid = [(MONDAY_MS + 8 * HOUR_MS, 5.0), (MONDAY_MS + 16 * HOUR_MS, 9.0)]
    hours = accrued(paid, 8 * HOUR_MS, "1h", now_ms)
    assert hours[-22:] == [None, *[5.0] * 8, *[9.0] * 8, *[None] * 5]
    assert accrued(paid, 8 * HOUR_MS, "4h", now_ms)[-6:] == [5.0, 5.0, 9.0, 9.0, None, None]
    assert accrued(paid, 8 * HOUR_MS, "1d", now_ms)[-2:] == [None, pytest.approx(7.0)]


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=30), st.sampled_from(list(STEPS)), st.integers(0, WEEK_MS))
def test_a_mean_rate_lies_between_what_was_paid(aprs: list[float], step: Step, later_ms: int) -> None:
    paid = [(MONDAY_MS + index * 8 * HOUR_MS, apr) for index, apr in enumerate(aprs)]
    found = [value for value in accrued(paid, 8 * HOUR_MS, step, paid[-1][0] + later_ms % DAY_MS) if value is not None]
    assert found
    assert all(min(aprs) - 1e-9 <= value <= max(aprs) + 1e-9 for value in found)
