"""The cascade model's terms, one by one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.analytics.cascade import (
    LEVERAGE_TIERS,
    bids_within_usd,
    coverage,
    downside_beta,
    forced_usd,
    implied_move_pct,
    risk,
)


@given(st.floats(0.2, 3.0), st.lists(st.floats(-0.02, 0.02), min_size=80, max_size=100))
def test_an_asset_that_falls_in_proportion_has_that_beta(beta: float, returns: list[float]) -> None:
    leader, asset = [100.0], [100.0]
    for move in returns:
        leader.append(leader[-1] * (1 + move))
        # What happens on the way up must not count.
        asset.append(asset[-1] * (1 + (beta if move < 0 else 7) * move))
    falls = sum(later < earlier for earlier, later in pairwise(leader))
    found = downside_beta(asset, leader)
    if falls < 30:
        assert found is None
    elif sum(min(move, 0) ** 2 for move in returns) > 1e-8:
        assert found == pytest.approx(beta, rel=1e-4)


def test_the_move_when_the_leader_reaches_its_support() -> None:
    assert implied_move_pct(1.5, 107_000, 103_000) == pytest.approx(-1.5 * 4 / 107 * 100)
    assert implied_move_pct(1.5, 100_000, 103_000) == 0
    assert implied_move_pct(40, 100_000, 90_000) == -100


def test_a_fall_wipes_out_the_tiers_whose_margin_it_uses_up() -> None:
    assert sum(share for _, share in LEVERAGE_TIERS) == pytest.approx(1)
    assert forced_usd(1000, -1.9) == 0
    assert forced_usd(1000, -2.0) == pytest.approx(100)
    assert forced_usd(1000, -10.0) == pytest.approx(550)
    assert forced_usd(1000, -100) == pytest.approx(1000)
    assert forced_usd(1000, 5.0) == 0


@given(st.floats(-100, 0), st.floats(-100, 0))
def test_a_deeper_fall_never_forces_less(a: float, b: float) -> None:
    assert forced_usd(1000, min(a, b)) >= forced_usd(1000, max(a, b))


def test_bids_count_down_to_the_edge() -> None:
    bids = [(99.0, 1.0), (95.0, 2.0), (94.99, 100.0)]
    assert bids_within_usd(bids, 100.0, -5.0) == 289


def test_coverage_and_its_verdicts() -> None:
    assert coverage(50, 100) == 0.5
    assert coverage(50, 0) is None
    assert [risk(c, 100, 5) for c in (0.49, 0.5, 0.99, 1.0)] == ["high", "medium", "medium", "low"]
    assert risk(None, 0, 5) == "low"
    assert risk(0.1, 100, 60.1) == "unknown"
    assert risk(0.1, 100, None) == "unknown"
    assert risk(None, None, 1) == "unknown"
