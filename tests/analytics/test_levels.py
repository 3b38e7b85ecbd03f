"""Lines and zones: states by closes, touches by entering after leaving, episodes since the last safe close."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.made import MONDAY_MS, bar, bars, hours
from tui.analytics.levels import LevelLine, level_history, levels_now
from tui.domain.board import CandleRow, Level, LevelState
from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS

NOW_MS = MONDAY_MS + 6 * HOUR_MS
SUPPORT = LevelLine(price_usd=100.0)
ZONE = LevelLine(price_usd=107.5, to_usd=105.0)
RESISTANCE = LevelLine(price_usd=100.0, kind="resistance")
WEEKLY = LevelLine(price_usd=100.0, kind="weekly_close", closes="weekly", then_usd=(98.4, 72.0))


def level(
    line: LevelLine, price: float | None, daily: Sequence[CandleRow] = (), hourly: Sequence[CandleRow] = ()
) -> Level:
    """With today's bar, by which yesterday's close is final, where none is given."""
    if daily and price is not None and daily[-1].open_ms < MONDAY_MS:
        daily = [*daily, bar(MONDAY_MS, price)]
    (found,) = levels_now([line], price, level_history(hourly, daily, NOW_MS), NOW_MS)
    return found


def day(back: int, close: float, *, low: float | None = None, high: float | None = None) -> CandleRow:
    return bar(MONDAY_MS - back * DAY_MS, close, low=low, high=high)


@pytest.mark.parametrize(
    ("line", "price", "pct"),
    [
        (SUPPORT, 105.0, 5.0),
        (SUPPORT, 95.0, -5.0),
        (RESISTANCE, 95.0, -5.0),
        (ZONE, 106.0, 0.0),
        (ZONE, 105.0, 0.0),
        (ZONE, 103.95, -1.0),
        (ZONE, 108.575, 1.0),
    ],
)
def test_distance_is_from_the_nearer_edge(line: LevelLine, price: float, pct: float) -> None:
    assert level(line, price).distance_pct == pytest.approx(pct)


@pytest.mark.parametrize(
    ("daily", "price", "state", "deepest"),
    [
        ([day(2, 103), day(1, 104, low=101)], 103, "armed", None),
        ([day(2, 103), day(1, 104)], 99, "wick", 99),
        ([day(2, 103), day(1, 104), day(0, 99, low=97)], 101, "wick", 97),
        ([day(2, 103), day(1, 104, low=98)], 103, "rejected", 98),
        ([day(2, 103, low=90), day(1, 104, low=98)], 103, "rejected", 98),
        ([day(2, 103), day(1, 104, low=98)], 99, "wick", 99),
        ([day(2, 103), day(1, 99)], 101, "confirmed", 99),
        ([day(3, 103), day(2, 99, low=91), day(1, 98, low=95)], 97, "confirmed", 91),
        ([day(3, 103), day(2, 99, low=91), day(1, 101, low=95)], 102, "rejected", 91),
        ([day(3, 99, low=91), day(2, 101, low=95), day(1, 104)], 102, "armed", None),
    ],
)
def test_states_of_a_support(daily: list[CandleRow], price: float, state: LevelState, deepest: float | None) -> None:
    found = level(SUPPORT, price, daily)
    assert (found.state, found.deepest_usd) == (state, deepest)
    mirrored = [
        CandleRow(b.open_ms, 200 - b.open_usd, 200 - b.low_usd, 200 - b.high_usd, 200 - b.close_usd) for b in daily
    ]
    above = level(RESISTANCE, 200 - price, mirrored)
    assert (above.state, above.deepest_usd) == (state, None if deepest is None else 200 - deepest)


def test_a_close_on_the_line_does_not_break_it() -> None:
    assert level(SUPPORT, 100.0, [day(1, 100)]).state == "armed"


def test_a_zone_breaks_at_its_far_edge() -> None:
    assert level(ZONE, 106, [day(1, 106)]).state == "armed"
    assert level(ZONE, 104, [day(1, 106)]).state == "wick"
    assert level(ZONE, 104, [day(1, 104.9)]).state == "confirmed"


def test_a_weekly_line_waits_for_sunday() -> None:
    week = [bar(MONDAY_MS - WEEK_MS + i * DAY_MS, 98) for i in range(6)]
    before = bar(MONDAY_MS - WEEK_MS - DAY_MS, 105)
    sunday = MONDAY_MS - 1
    (open_week,) = levels_now([WEEKLY], 99, level_history((), [before, *week], sunday), sunday)
    assert open_week.state == "wick"
    assert open_week.then_usd == (98.4, 72.0)
    closed = [before, *week, bar(MONDAY_MS - DAY_MS, 99)]
    assert level(WEEKLY, 101, closed).state == "confirmed"
    assert level(WEEKLY, 101, [*closed[:-1], bar(MONDAY_MS - DAY_MS, 101)]).state == "rejected"


def test_a_close_that_is_not_final_decides_nothing() -> None:
    """Just after the boundary the old bar may have been read a minute before its close."""
    (early,) = levels_now([SUPPORT], 101, level_history((), [day(2, 103), day(1, 99)], NOW_MS), NOW_MS)
    assert (early.state, early.deepest_usd) == ("wick", 99)
    assert early.notes["state"] == "newest daily close known is that of 2025-11-08"
    closed = level_history((), [day(2, 103), day(1, 101, low=99), day(0, 101)], NOW_MS)
    (final,) = levels_now([SUPPORT], 101, closed, NOW_MS)
    assert (final.state, final.notes) == ("rejected", {})


def test_what_is_not_known_is_none_with_a_reason() -> None:
    nothing = level(SUPPORT, None)
    assert (nothing.distance_pct, nothing.state, nothing.touches) == (None, None, None)
    assert nothing.notes == {
        "distance_pct": "no price",
        "state": "no finished daily close is known",
        "touches": "no candle is known",
    }
    old = level(SUPPORT, 101, [day(3, 99)])
    assert old.state == "confirmed"
    assert old.notes["state"] == "newest daily close known is that of 2025-11-07"


def test_a_touch_is_entering_after_leaving_by_half_a_percent() -> None:
    path = [103, 100.2, 99.9, 100.3, 99.9, 100.6, 99.8, 103]
    assert level(SUPPORT, None, hourly=hours(path, MONDAY_MS)).touches == 2


def test_a_zone_counts_once_however_long_price_stays_inside() -> None:
    path = [110, 107, 106, 105.5, 107.4, 106, 110, 104, 110]
    assert level(ZONE, None, hourly=hours(path, MONDAY_MS)).touches == 3


def test_the_price_now_counts_as_a_touch() -> None:
    assert level(SUPPORT, 100.0, hourly=hours([103.0, 102.0], MONDAY_MS)).touches == 1
    assert level(SUPPORT, 102.0, hourly=hours([103.0, 102.0], MONDAY_MS)).touches == 0


def test_bars_that_begin_inside_are_no_entry() -> None:
    assert level(SUPPORT, None, hourly=hours([100.0, 100.1, 99.9], MONDAY_MS)).touches == 0


def test_daily_bars_stand_in_where_there_are_no_hours() -> None:
    assert level(SUPPORT, None, bars([103.0, 99.0, 103.0], MONDAY_MS)).touches == 2


def by_walking(line: LevelLine, path: list[float]) -> int:
    """Touches by walking from close to close, one step at a time."""
    touches, has_left = 0, False
    for before, now in zip([path[0], *path], path, strict=False):
        entered = min(before, now) <= line.high_usd and max(before, now) >= line.low_usd
        if entered and has_left:
            touches += 1
            has_left = False
        if now >= line.high_usd * 1.005 or now <= line.low_usd * 0.995:
            has_left = True
    return touches


@given(st.lists(st.floats(90, 120), min_size=1, max_size=80), st.sampled_from([SUPPORT, ZONE, RESISTANCE]))
def test_touches_equal_walking_the_path(path: list[float], line: LevelLine) -> None:
    assert level(line, None, hourly=hours(path, MONDAY_MS)).touches == by_walking(line, path)


@given(st.lists(st.tuples(st.floats(50, 150), st.floats(0, 20)), min_size=1, max_size=12), st.floats(50, 150))
def test_a_state_always_agrees_with_its_closes(days: list[tuple[float, float]], price: float) -> None:
    daily = [day(len(days) - i, close, low=close - wick) for i, (close, wick) in enumerate(days)]
    found = level(SUPPORT, price, daily)
    assert (found.state == "confirmed") == (daily[-1].close_usd < 100)
    assert (found.state == "armed") == (daily[-1].low_usd >= 100 and price >= 100)
    assert (found.deepest_usd is None) == (found.state == "armed")
    if found.deepest_usd is not None:
        assert found.deepest_usd < 100
        assert found.deepest_usd >= min(price, *(bar_.low_usd for bar_ in daily))


def test_lines_keep_their_order() -> None:
    board = levels_now([RESISTANCE, SUPPORT, ZONE], 101, level_history((), (), NOW_MS), NOW_MS)
    assert [(found.kind, found.price_usd, found.to_usd) for found in board] == [
        ("resistance", 100, None),
        ("support", 100, None),
        ("support", 107.5, 105),
    ]
