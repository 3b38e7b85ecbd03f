"""The slope's noise: of the last hour, one value a chain."""

from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clocks import ManualClock
from tests.market.events import Maker
from tui.config.model import Config
from tui.domain.board import Options
from tui.domain.clock import HOUR_MS, MINUTE_MS
from tui.market.market import Market
from tui.market.slope_history import SlopeHistory

NOW_MS = 1_762_732_800_000
DERIBIT = ("deribit", "total variance")


@given(st.lists(st.tuples(st.integers(0, 30 * MINUTE_MS), st.floats(-20, 20)), max_size=60))
def test_it_is_the_deviation_of_the_hour_s_values(steps: list[tuple[int, float]]) -> None:
    history, at_ms = SlopeHistory(), NOW_MS
    held: list[tuple[int, float]] = []
    for gap_ms, slope in steps:
        at_ms += gap_ms
        if not held or at_ms > held[-1][0]:
            held.append((at_ms, slope))
        history.put(DERIBIT, at_ms, slope)
    recent = [slope for ms, slope in held if ms > at_ms - HOUR_MS]
    expected = pstdev(recent) if len(recent) >= 3 else None
    assert history.noise_vol(at_ms) == (None if expected is None else pytest.approx(expected, abs=1e-9))


def test_a_chain_read_twice_and_one_without_a_slope_add_nothing() -> None:
    history = SlopeHistory()
    for at_ms, slope in ((1, 1.0), (1, 5.0), (2, None), (3, 2.0)):
        history.put(DERIBIT, NOW_MS + at_ms, slope)
    assert history.noise_vol(NOW_MS + 3) is None
    history.put(DERIBIT, NOW_MS + 4, 3.0)
    assert history.noise_vol(NOW_MS + 4) == pytest.approx(pstdev([1.0, 2.0, 3.0]))


def test_another_chain_or_rule_begins_anew() -> None:
    for other in (("okx", "total variance"), ("deribit", "linear vol")):
        history = SlopeHistory()
        for step in range(5):
            history.put(DERIBIT, NOW_MS + step, float(step))
        history.put(other, NOW_MS + 5, 9.0)
        assert history.noise_vol(NOW_MS + 5) is None


def options_after(slopes_vol: list[float | None]) -> Options:
    """The section after a chain a minute whose 7-day volatility stands so far above a flat 50; None is a chain without
    the near expiry."""
    clock = ManualClock()
    make = Maker(clock)
    market = Market(Config(), clock, "live", "1.2.3")
    for slope in slopes_vol:
        chain = tuple(
            make.option(strike, is_call, days, mark_vol=50.0 + ((slope or 0.0) if days == 7.0 else 0.0))
            for days in ((7.0, 30.0, 100.0) if slope is not None else (30.0, 100.0))
            for strike in range(70_000, 131_000, 10_000)
            for is_call in (True, False)
        )
        market.apply(make.option_book(quotes=chain))
        found = market.board().assets["BTC"].options
        assert found.slope_7_30_vol == (None if slope is None else pytest.approx(slope, abs=1e-6))
        clock.tick(60)
    return found


def test_a_noisy_slope_needs_more_to_be_backwardation() -> None:
    calm = options_after([0.2, 0.2, 0.2, 0.2, 0.9])
    assert calm.slope_noise_vol == pytest.approx(0, abs=1e-6)
    assert (calm.slope_threshold_vol, calm.backwardation) == (0.5, "short")
    noisy = options_after([-0.7, 0.4, -0.7, 0.4, 0.9])
    assert noisy.slope_noise_vol == pytest.approx(0.55)
    assert noisy.slope_threshold_vol == pytest.approx(1.1)
    assert noisy.backwardation == "none"
    assert "above 1.10 v (noise 0.55 v), ends after ten minutes below 0.55 v" in noisy.notes["backwardation"]


def test_noise_is_not_guessed_from_two_chains() -> None:
    found = options_after([0.2, 0.9])
    assert (found.slope_noise_vol, found.slope_threshold_vol, found.backwardation) == (None, 0.5, "short")
    assert found.notes["slope_noise_vol"] == "fewer than three chains in the last hour"


def test_a_chain_that_cannot_be_judged_ends_no_backwardation() -> None:
    assert options_after([0.9, 0.9, None]).backwardation is None
    # Above half the threshold it lasts, where it could not begin.
    assert options_after([0.9, 0.9, None, 0.3]).backwardation == "short"
    assert options_after([None, 0.3]).backwardation == "none"
