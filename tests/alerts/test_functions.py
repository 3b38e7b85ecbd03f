"""What a rule's functions say over a walk of Boards."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alerts.moving import engine, fires_at, priced, rule, walk, with_part
from tests.alerts.small_board import board
from tests.clocks import ManualClock
from tui.alerts.series import BUCKETS, Series
from tui.domain import board as b
from tui.domain.board import Board
from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS

P = "BTC.price.usd"


def test_a_crossing_needs_the_other_side_first() -> None:
    assert fires_at(f"crosses_below({P}, 100)", [90, 95, 90, 100, 99, 98, 101, 99]) == [4, 7]
    assert fires_at(f"crosses_above({P}, 100)", [110, 100, 101, 102, 90, 101]) == [2, 5]
    assert fires_at(f"{P} < 100", [90, 95, 100, 99]) == [0, 3]


def test_an_unknown_price_neither_crosses_nor_forgets() -> None:
    assert fires_at(f"crosses_below({P}, 100)", [110, None, None, 99]) == [3]
    assert fires_at(f"crosses_below({P}, 100)", [99, None, 98]) == []


def test_a_crossing_can_be_part_of_a_compound_and_be_held() -> None:
    assert fires_at(f"crosses_below({P}, 100) and BTC.funding.apr_pct > 5", [110, 99]) == [1]
    assert fires_at(f"crosses_below({P}, 100) and BTC.funding.apr_pct > 6", [110, 99]) == []
    assert fires_at(f"stays(crosses_below({P}, 100), '3s')", [110, 99, 99, 110, 99, 99, 99, 99]) == [7]


def test_every_call_sees_every_board_whatever_the_rest_says() -> None:
    # The crossing at place 1 happens while the first part is false.
    assert fires_at(f"{P} < 95 and crosses_below({P}, 100)", [110, 99, 94]) == [2]


@pytest.mark.parametrize(
    ("when", "prices", "places"),
    [
        (f"change({P}, '3s') >= 10", [100, 100, 105, 109, 110, 112, 118], [4]),
        (f"change_pct({P}, '3s') <= -10", [100, 99, 95, 91, 89], [4]),
        # A fall counts from the highest of the window, a rise from its lowest.
        (f"fall_pct({P}, '10s') >= 10", [100, 120, 109, 108], [3]),
        (f"fall({P}, '2s') >= 10", [100, 95, 94, 89], []),
        (f"rise({P}, '10s') >= 10", [100, 95, 104, 105], [3]),
        (f"rise_pct({P}, 10) >= 10", [100, 95, 104, 104.6], [3]),
    ],
)
def test_changes_within_a_window(when: str, prices: list[float], places: list[int]) -> None:
    assert fires_at(when, prices) == places


def test_a_change_is_not_known_before_the_window_is_full_nor_after_a_gap() -> None:
    assert fires_at(f"change({P}, '5s') > -1", [100, 100, 100, 100]) == []
    assert fires_at(f"change({P}, '5s') > -1", [100] * 6) == [5]
    gap = [100.0, *([None] * 30), 150.0]
    assert fires_at(f"change({P}, '10s') > 10", gap) == []


def test_a_window_does_not_reach_back_over_a_sleep_of_the_machine() -> None:
    clock = ManualClock()
    subject = engine(clock, rule(f"fall_pct({P}, '1h') > 5 or change_pct({P}, '10s') < -5"))
    assert walk(subject, clock, map(priced, [100] * 20)) == []
    # Monotonic time stands still while a machine sleeps.
    clock.step_wall(8 * 3600)
    assert walk(subject, clock, map(priced, [90] * 5)) == []
    assert len(walk(subject, clock, map(priced, [85] * 5))) == 1


def test_a_percentage_of_nothing_is_not_known() -> None:
    part = board().assets["BTC"]
    flat = [with_part(msgspec.structs.replace(part, funding=b.FundingBoard(apr_pct=pct))) for pct in (0.0, 1.0, 9.0)]
    clock = ManualClock()
    assert walk(engine(clock, rule("rise_pct(BTC.funding.apr_pct, '1m') > 1")), clock, flat) == []


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=400), st.floats(0.1, 60.0))
def test_a_series_is_bounded_and_agrees_with_the_whole_past(values: list[float], step_s: float) -> None:
    series, window_s = Series(1000.0), 1000.0
    for place, value in enumerate(values):
        series.add(value, place * step_s)
    now_s = (len(values) - 1) * step_s
    bucket_s = window_s / BUCKETS
    assert len(series) <= BUCKETS + 2

    def within(seconds: float) -> list[float]:
        return [value for place, value in enumerate(values) if place * step_s >= now_s - seconds]

    highest, lowest = series.highest(now_s), series.lowest(now_s)
    assert highest is not None
    assert lowest is not None
    # Exact but for the one bucket that the window's edge may cut.
    assert max(within(window_s - 2 * bucket_s)) <= highest <= max(within(window_s))
    assert min(within(window_s)) <= lowest <= min(within(window_s - 2 * bucket_s))


def closed(as_of_ms: int, *closes: tuple[int, float], timeframe: str = "1w") -> Board:
    """A Board whose chart has bars of these (open, close)."""
    bars = tuple(b.CandleRow(open_ms, usd, usd, usd, usd) for open_ms, usd in closes)
    part = msgspec.structs.replace(board().assets["BTC"], chart=b.Chart(bars={timeframe: bars}))
    return msgspec.structs.replace(with_part(part), as_of_ms=as_of_ms)


MONDAY = 1_762_732_800_000
"""2025-11-10 00:00 UTC."""


def test_a_weekly_close_is_decided_at_the_boundary_and_not_before_the_candle_is_final() -> None:
    clock = ManualClock()
    subject = engine(clock, rule("closes_below(BTC, 107000, 'weekly')"))
    weeks = ((MONDAY - 2 * WEEK_MS, 110_000.0), (MONDAY - WEEK_MS, 106_000.0))
    boards = [
        closed(MONDAY - 60_000, *weeks),  # below the line all Sunday: the week is not over
        closed(MONDAY + 1_000, *weeks),  # over, but its last trades may still be missing
        closed(MONDAY + 61_000, *weeks[:1], (MONDAY - WEEK_MS, 106_412.0), (MONDAY, 106_500.0)),
        closed(MONDAY + HOUR_MS, *weeks[:1], (MONDAY - WEEK_MS, 106_412.0), (MONDAY, 120_000.0)),
    ]
    fired = [[alert.text for alert in walk(subject, clock, [each])] for each in boards]
    assert fired == [[], [], ["test rule: BTC weekly close of 2025-11-09 $106,412"], []]


def test_a_close_on_the_line_is_not_beyond_it() -> None:
    clock = ManualClock()
    subject = engine(clock, rule("closes_below(BTC, 107000, 'weekly') or closes_above(BTC, 107000, 'weekly')"))
    assert walk(subject, clock, [closed(MONDAY + 1, (MONDAY - WEEK_MS, 107_000.0), (MONDAY, 1.0))]) == []


@pytest.mark.parametrize(("period", "timeframe", "step_ms"), [("hourly", "1h", HOUR_MS), ("daily", "1d", DAY_MS)])
def test_hourly_and_daily_closes(period: str, timeframe: str, step_ms: int) -> None:
    clock = ManualClock()
    subject = engine(clock, rule(f"closes_above(BTC, 100, '{period}')"))
    first = closed(MONDAY + 5_000, (MONDAY - step_ms, 101.0), (MONDAY, 90.0), timeframe=timeframe)
    back = closed(MONDAY + step_ms + 5_000, (MONDAY, 99.0), (MONDAY + step_ms, 120.0), timeframe=timeframe)
    late = closed(MONDAY + 3 * step_ms, (MONDAY, 150.0), (MONDAY + step_ms, 120.0), timeframe=timeframe)
    again = closed(
        MONDAY + 2 * step_ms + 5_000, (MONDAY + step_ms, 130.0), (MONDAY + 2 * step_ms, 1.0), timeframe=timeframe
    )
    assert [len(walk(subject, clock, [each])) for each in (first, back, late, again)] == [1, 0, 0, 1]


def test_a_hold_counts_no_time_in_which_nobody_looked() -> None:
    clock = ManualClock()
    subject = engine(clock, rule(f"{P} < 100", hold_s=60), rule(f"stays({P} < 100, '1m')", name="stays"))
    assert walk(subject, clock, [priced(99)]) == []
    clock.tick(3600)
    assert walk(subject, clock, map(priced, [99] * 59)) == []
    assert len(walk(subject, clock, map(priced, [99] * 3))) == 2


def test_a_hold_counts_known_time_only() -> None:
    prices: list[float | None] = [99, 99, None, None, None, None, 99, 99, 99]
    assert fires_at(f"{P} < 100", prices, hold_s=3) == [8]
    assert fires_at(f"stays({P} < 100, '3s')", prices) == [8]
    assert fires_at(f"{P} < 100", [99, 99, 101, 99, 99, 99, 99], hold_s=3) == [6]


def test_what_is_not_a_number_at_run_time_is_not_known() -> None:
    assert priced(None).assets["BTC"].price.usd is None
    assert fires_at(f"{P} / 0 > 1", [1, 2]) == []
