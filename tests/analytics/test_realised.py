"""Realised volatility against an independent computation."""

from pathlib import Path

import numpy as np
import pytest

from tests.analytics.captured import rows
from tests.analytics.made import MONDAY_MS, bar, bars
from tests.analytics.test_bars import candle
from tui.analytics.realised import realised_vol, with_realised
from tui.domain.board import CandleRow, Options
from tui.domain.clock import DAY_MS


def test_recorded_days_equal_numpy(captures: Path) -> None:
    daily = [candle(row) for row in rows(captures / "ohlcv/binance_spot_BTCUSDT_1d_20240727_20251130.csv.gz")]
    now_ms = daily[-1].open_ms + DAY_MS // 2
    closes = np.array([row.close_usd for row in daily[-32:-1]])
    expected = np.log(closes[1:] / closes[:-1]).std(ddof=1) * np.sqrt(365) * 100
    assert realised_vol(daily, now_ms) == pytest.approx(expected)


def finished(closes: list[float]) -> list[CandleRow]:
    """Days of these closes up to Monday, and Monday's running bar."""
    return [*bars(closes, MONDAY_MS), bar(MONDAY_MS, 101)]


def test_the_running_day_does_not_count() -> None:
    closes = [100.0 + i % 3 for i in range(31)]
    calm = realised_vol(finished(closes), MONDAY_MS)
    assert calm is not None
    assert realised_vol([*bars(closes, MONDAY_MS), bar(MONDAY_MS, 900)], MONDAY_MS + 1) == calm


def test_a_day_that_its_feed_did_not_live_to_see_the_end_of_has_no_close() -> None:
    daily = finished([100.0 + i % 3 for i in range(31)])
    # Monday's bar stopped at 180 in the evening: on Tuesday it is no close.
    died = [*daily[:-1], bar(MONDAY_MS, 180)]
    assert realised_vol(died, MONDAY_MS + DAY_MS + 5_000) == realised_vol(daily, MONDAY_MS)
    assert realised_vol(died, MONDAY_MS + 2 * DAY_MS) is None
    assert realised_vol([], MONDAY_MS) is None


def test_a_missing_day_is_no_volatility() -> None:
    daily = finished([100.0 + i % 3 for i in range(31)])
    assert realised_vol(daily[1:], MONDAY_MS) is None
    assert realised_vol(daily[:10] + daily[11:], MONDAY_MS) is None
    assert realised_vol(daily, MONDAY_MS, days=1) is None


def test_a_still_price_has_none_of_it() -> None:
    assert realised_vol(finished([100.0] * 31), MONDAY_MS) == 0


def test_what_options_cost_beyond_what_was_moved() -> None:
    daily = finished([100.0 + i % 3 for i in range(95)])
    options = Options(atm={"7": 60.0, "30": None, "90": 50.0})
    found = with_realised(options, daily, MONDAY_MS)
    assert found.realised_vol["7"] == realised_vol(daily, MONDAY_MS, 7)
    assert found.implied_less_realised_vol["7"] == pytest.approx(60 - (found.realised_vol["7"] or 0.0))
    assert found.implied_less_realised_vol["90"] == pytest.approx(50 - (found.realised_vol["90"] or 0.0))
    assert (found.realised_vol["180"], found.implied_less_realised_vol["30"]) == (None, None)
    assert found.notes["realised_vol"].startswith("no 180 d: ")
    assert found.notes["implied_less_realised_vol"].startswith("no 30, 180 d: ")
