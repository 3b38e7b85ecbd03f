"""Weeks are Monday to Monday in UTC, whatever the calendar does around them."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.clock import DAY_MS, WEEK_MS, SystemClock, day_start_ms, week_close_ms, week_start_ms


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("moment", "start"),
    [
        ("2025-11-09T23:59:59.999", "2025-11-03"),
        ("2025-11-10T00:00:00", "2025-11-10"),
        ("2024-02-29T12:00:00", "2024-02-26"),
        ("2026-01-01T00:00:00", "2025-12-29"),
        ("2021-01-03T10:00:00", "2020-12-28"),
    ],
)
def test_week_start(moment: str, start: str) -> None:
    assert week_start_ms(ms(moment)) == ms(start)
    assert week_close_ms(ms(moment)) == ms(start) + WEEK_MS


@given(st.integers(min_value=0, max_value=4_102_444_800_000))
def test_a_week_holds_its_moment_and_starts_on_monday(at_ms: int) -> None:
    start = week_start_ms(at_ms)
    assert start <= at_ms < start + WEEK_MS
    assert datetime.fromtimestamp(start / 1000, UTC).weekday() == 0
    assert day_start_ms(start) == start
    assert day_start_ms(at_ms) <= at_ms < day_start_ms(at_ms) + DAY_MS


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="Linux alone has a clock that counts sleep")
def test_ages_grow_while_the_machine_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    asleep = {time.CLOCK_BOOTTIME: 8 * 3600.0, time.CLOCK_MONOTONIC: 0.0}
    monkeypatch.setattr(time, "clock_gettime", asleep.__getitem__)
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    assert SystemClock().monotonic_s() == 8 * 3600
