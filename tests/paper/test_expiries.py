"""Contracts expire at 08:00 UTC on real days."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.clock import DAY_MS
from tui.paper.expiries import dailies, day_code, month_letter_code, monthlies, number_code, quarterlies, weeklies

MOMENTS = st.integers(min_value=1_500_000_000_000, max_value=2_500_000_000_000)


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def days(moments: list[int]) -> list[str]:
    return [datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d") for at in moments]


def test_real_days() -> None:
    now = ms("2025-11-05T12:00")
    assert days(dailies(now, 3)) == ["2025-11-06", "2025-11-07", "2025-11-08"]
    assert days(weeklies(now, 2)) == ["2025-11-07", "2025-11-14"]
    assert days(monthlies(now, 3)) == ["2025-11-28", "2025-12-26", "2026-01-30"]
    assert days(quarterlies(now, 4)) == ["2025-12-26", "2026-03-27", "2026-06-26", "2026-09-25"]


@pytest.mark.parametrize(
    ("moment", "next_quarter"),
    [
        ("2025-12-26T07:59:59", "2025-12-26"),
        ("2025-12-26T08:00:00", "2026-03-27"),
        ("2025-12-31T23:00:00", "2026-03-27"),
        ("2028-02-29T12:00:00", "2028-03-31"),
    ],
)
def test_a_contract_is_gone_at_the_moment_it_expires(moment: str, next_quarter: str) -> None:
    assert days(quarterlies(ms(moment), 1)) == [next_quarter]


@given(MOMENTS)
def test_expiries_are_in_the_future_at_eight(now: int) -> None:
    for moments in (dailies(now, 4), weeklies(now, 4), monthlies(now, 4), quarterlies(now, 4)):
        assert moments == sorted(set(moments))
        assert all(at > now and at % DAY_MS == 8 * 3_600_000 for at in moments)
    assert dailies(now, 1)[0] - now <= DAY_MS
    for at in (*weeklies(now, 3), *monthlies(now, 3)):
        assert datetime.fromtimestamp(at / 1000, UTC).weekday() == 4
    for at in monthlies(now, 3):
        following = datetime.fromtimestamp((at + 7 * DAY_MS) / 1000, UTC)
        assert following.day <= 7
    assert set(quarterlies(now, 1)) <= set(monthlies(now, 3))


def test_codes() -> None:
    december, march = ms("2025-12-26T08:00"), ms("2026-03-06T08:00")
    assert (day_code(december), day_code(march)) == ("26DEC25", "6MAR26")
    assert (number_code(december), number_code(march)) == ("251226", "260306")
    assert (month_letter_code(december), month_letter_code(march)) == ("Z25", "H26")
