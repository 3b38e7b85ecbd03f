"""Drawdown counts from a named high."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.made import MONDAY_MS, bar
from tui.analytics.drawdown import drawdown, highest
from tui.domain.clock import DAY_MS


def test_the_brief_s_drawdown() -> None:
    board = drawdown(105_000, 126_000, "2025-10-06 (yours)")
    assert board.pct == pytest.approx(-16.6667, abs=1e-4)
    assert board.high_on == "2025-10-06 (yours)"
    assert board.notes == {}


def test_what_is_missing_is_none_with_a_reason() -> None:
    assert drawdown(None, 126_000, "x").notes == {"pct": "no price"}
    assert drawdown(100, None, None).notes.keys() == {"high_usd", "pct"}
    assert drawdown(130, 126, "x").notes == {"pct": "price is above the named high"}


@given(st.floats(1, 1e7), st.floats(1, 1e7))
def test_the_percentage_leads_back_to_the_price(price: float, high: float) -> None:
    pct = drawdown(price, high, "x").pct
    assert pct is not None
    assert high * (1 + pct / 100) == pytest.approx(price)


def test_highest_names_the_earliest_of_equals() -> None:
    rows = [
        bar(MONDAY_MS, 90, high=120),
        bar(MONDAY_MS + DAY_MS, 100, high=126),
        bar(MONDAY_MS + 2 * DAY_MS, 99, high=126),
    ]
    assert highest(rows) == (126, MONDAY_MS + DAY_MS)
    assert highest([]) is None
