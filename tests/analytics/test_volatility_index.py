"""DVOL's percentile and rank against an independent computation."""

from pathlib import Path

import numpy as np
import pytest

from tests.analytics.captured import ms, rows
from tests.analytics.made import MONDAY_MS
from tui.analytics.volatility_index import IndexStanding, index_standing
from tui.domain.clock import DAY_MS, HOUR_MS


def test_a_recorded_year_equals_numpy(captures: Path) -> None:
    recorded = [
        (ms(row["date"]), float(row["dvol"]))
        for row in rows(captures / "series/deribit_btc_dvol_daily_20230823_20251130.csv.gz")
    ]
    found = index_standing(recorded, recorded[-1][0] + 12 * HOUR_MS)
    year = np.array([vol for _, vol in recorded[-366:-1]])
    now = recorded[-1][1]
    assert recorded[-1][0] - recorded[-366][0] == 365 * DAY_MS
    assert found.days == 365
    assert found.vol == now
    assert found.percentile_share == pytest.approx((year < now).mean())
    low, high = min(year.min(), now), max(year.max(), now)
    assert found.rank_share == pytest.approx((now - low) / (high - low))


def test_a_day_closes_with_its_last_value_and_today_is_not_compared() -> None:
    days = [(MONDAY_MS - back * DAY_MS + 23 * HOUR_MS, 50.0 + back) for back in range(1, 41)]
    noise = [(at - HOUR_MS, 999.0) for at, _ in days]
    found = index_standing([*noise, *days, (MONDAY_MS, 1.0), (MONDAY_MS + HOUR_MS, 70.5)], MONDAY_MS + HOUR_MS)
    assert found == IndexStanding(70.5, 20 / 40, 19.5 / 39, 40)


def test_too_little_or_too_old_is_none() -> None:
    assert index_standing([], MONDAY_MS) == IndexStanding()
    assert index_standing([(MONDAY_MS - 2 * DAY_MS - 1, 50.0)], MONDAY_MS) == IndexStanding()
    assert index_standing([(MONDAY_MS + 1, 50.0)], MONDAY_MS) == IndexStanding()
    few = [(MONDAY_MS - back * DAY_MS, 50.0) for back in range(30)]
    assert index_standing(few, MONDAY_MS) == IndexStanding(vol=50.0, days=29)


def test_a_still_index_has_no_rank() -> None:
    still = [(MONDAY_MS - back * DAY_MS, 50.0) for back in range(40)]
    assert index_standing(still, MONDAY_MS) == IndexStanding(50.0, 0.0, None, 39)
