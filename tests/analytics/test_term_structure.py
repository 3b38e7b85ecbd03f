"""Volatility across expiries: no calendar arbitrage from interpolation, and a verdict that does not flicker."""

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tui.analytics.term_structure import (
    CLEAR_AFTER_MS,
    Node,
    Verdict,
    backwardation,
    constant_maturity,
    forward_vol,
    linear,
    slope_noise_vol,
    slope_threshold_vol,
)

variances = st.lists(st.tuples(st.floats(0.5, 60), st.floats(0, 5e5)), min_size=2, max_size=10)


def rising(steps: list[tuple[float, float]]) -> list[Node]:
    """Expiries whose total variance never falls."""
    nodes, days, variance = [], 0.0, 100.0
    for gap, growth in steps:
        days, variance = days + gap, variance + growth
        nodes.append(Node(days, math.sqrt(variance / days)))
    return nodes


@given(variances, st.floats(0, 1), st.floats(0, 1))
def test_total_variance_has_no_calendar_arbitrage(steps: list[tuple[float, float]], a: float, b: float) -> None:
    nodes = rising(steps)
    first, last = nodes[0].days, nodes[-1].days
    near, far = sorted(first + (last - first) * share for share in (a, b))
    vols = [constant_maturity(nodes, days, "total_variance") for days in (near, far)]
    # Rounding may make a flat stretch of variance fall by its last digit.
    assume(None not in vols)
    near_vol, far_vol = (vol or 0.0 for vol in vols)
    assert near_vol**2 * near <= far_vol**2 * far * (1 + 1e-9)


@given(variances)
def test_a_listed_expiry_keeps_its_own_volatility(steps: list[tuple[float, float]]) -> None:
    nodes = rising(steps)
    for near, far in pairwise(nodes):
        assume(forward_vol(near, far) is not None)
    for node in nodes:
        for rule in ("total_variance", "linear_vol"):
            assert constant_maturity(nodes, node.days, rule) == pytest.approx(node.vol)


@given(variances, st.floats(0.01, 500))
def test_nothing_is_known_outside_the_listed_range(steps: list[tuple[float, float]], off: float) -> None:
    nodes = rising(steps)
    assert constant_maturity(nodes, nodes[-1].days + off, "total_variance") is None
    assert constant_maturity(nodes, nodes[0].days * 0.99, "linear_vol") is None
    assert linear(nodes, nodes[-1].days + off) is None


def test_the_two_rules_by_hand() -> None:
    nodes = [Node(20, 60), Node(40, 50)]
    assert constant_maturity(nodes, 30, "linear_vol") == 55
    assert constant_maturity(nodes, 30, "total_variance") == pytest.approx(
        math.sqrt((60**2 * 20 + 50**2 * 40) / 2 / 30)
    )
    assert linear([Node(20, -4), Node(40, -2)], 30) == -3
    assert constant_maturity([Node(30, 55)], 30, "total_variance") == 55
    assert constant_maturity([], 30, "total_variance") is None


def test_forward_volatility_is_the_event_premium() -> None:
    assert forward_vol(Node(7, 50), Node(14, 60)) == pytest.approx(math.sqrt((3600 * 14 - 2500 * 7) / 7))
    assert forward_vol(Node(7, 90), Node(14, 60)) is None


def test_falling_total_variance_is_a_fault_and_gives_no_volatility() -> None:
    nodes = [Node(5, 100), Node(10, 60), Node(40, 60)]
    assert constant_maturity(nodes, 7, "total_variance") is None
    assert constant_maturity(nodes, 30, "total_variance") == pytest.approx(60)


@pytest.mark.parametrize(
    ("iv7", "iv30", "iv90", "state"),
    [
        (50, 50, 50, "none"),
        (50.5, 50, 55, "none"),
        (50.6, 50, 55, "short"),
        (62, 56, 52, "full"),
        (62, 56, None, "short"),
        (50.1, 50, 49, "none"),
    ],
)
def test_states(iv7: float, iv30: float, iv90: float | None, state: str) -> None:
    assert backwardation(iv7, iv30, iv90, now_ms=0).state == state


def test_noise_raises_the_threshold() -> None:
    assert slope_threshold_vol(None) == 0.5
    assert slope_threshold_vol(0.1) == 0.5
    assert slope_threshold_vol(0.6) == 1.2
    assert slope_noise_vol([1.0, 2.0]) is None
    assert slope_noise_vol([1.0, 2.0, 3.0]) == pytest.approx(math.sqrt(2 / 3))
    assert backwardation(51, 50, 52, now_ms=0, threshold_vol=1.2).state == "none"


def test_it_clears_at_half_the_threshold_after_ten_minutes_only() -> None:
    verdict = backwardation(51, 50, 52, now_ms=0)
    verdict = backwardation(50.3, 50, 52, now_ms=1_000, before=verdict)
    assert verdict == Verdict("short")
    verdict = backwardation(50.2, 50, 52, now_ms=2_000, before=verdict)
    assert verdict == Verdict("short", 2_000)
    verdict = backwardation(49, 50, 52, now_ms=2_000 + CLEAR_AFTER_MS - 1, before=verdict)
    assert verdict == Verdict("short", 2_000)
    assert backwardation(49, 50, 52, now_ms=2_000 + CLEAR_AFTER_MS, before=verdict) == Verdict("none")
    assert backwardation(50.3, 50, 52, now_ms=9_000, before=verdict) == Verdict("short")


def test_it_does_not_begin_between_half_and_the_whole_threshold() -> None:
    assert backwardation(50.4, 50, 40, now_ms=0, before=Verdict("none")) == Verdict("none")


def test_a_full_inversion_needs_more_than_noise_on_both_sides_and_ends_later_than_it_began() -> None:
    assert backwardation(60, 52, 51.6, now_ms=0) == Verdict("short")
    assert backwardation(60, 52, 51.4, now_ms=0) == Verdict("full")
    assert backwardation(60, 52, 51.7, now_ms=0, before=Verdict("full")) == Verdict("full")
    assert backwardation(60, 52, 51.8, now_ms=0, before=Verdict("full")) == Verdict("short")
    assert backwardation(60, 52, 51.4, now_ms=0, threshold_vol=0.8) == Verdict("short")
