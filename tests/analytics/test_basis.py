"""Basis: annualised by days, constant maturity between expiries, nothing extrapolated."""

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.captured import futures_20240114, oracle
from tests.analytics.made import MONDAY_MS, future
from tui.analytics.basis import annualised_pct, basis_board
from tui.domain.board import Basis
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.events import FuturesQuote


def board(*quotes: FuturesQuote, **values: Any) -> Basis:
    return basis_board(quotes, now_ms=MONDAY_MS, **values)


def test_the_recorded_curve(captures: Path) -> None:
    quotes = futures_20240114(captures)
    found = basis_board(quotes, now_ms=quotes[0].at_ms)
    curve = {point.symbol: point for point in found.curve}
    expected = [row for row in oracle(captures, "futures_basis_deribit_btc_20240114")["rows"] if "days" in row]
    assert len(curve) == len(expected)
    for row in expected:
        assert curve[row["instrument"]].days == pytest.approx(row["days"], abs=1e-3)
        assert curve[row["instrument"]].apr_pct == pytest.approx(row["annualised_simple_pct"], abs=0.01)
    near, far = curve["BTC-29MAR24"], curve["BTC-28JUN24"]
    logs = [math.log1p(p.apr_pct / 100 * p.days / 365) for p in (near, far) if p.apr_pct is not None]
    at_90 = logs[0] + (logs[1] - logs[0]) * (90 - near.days) / (far.days - near.days)
    assert (found.rule, found.days) == ("cm90", 90)
    assert found.apr_pct == pytest.approx(math.expm1(at_90) * 365 / 90 * 100)


def test_the_two_conventions() -> None:
    log_basis = math.log(103_900 / 103_000)
    assert annualised_pct(log_basis, 88, "simple") == pytest.approx(3.62, abs=0.005)
    assert annualised_pct(log_basis, 88, "continuous") == pytest.approx(3.61, abs=0.005)
    quotes = [future("okx", 30, 100_300), future("okx", 120, 101_200)]
    continuous = basis_board(quotes, now_ms=MONDAY_MS, convention="continuous")
    assert continuous.curve[0].apr_pct == pytest.approx(math.log(1.003) * 365 / 30 * 100)
    assert continuous.notes["apr_pct"].startswith("continuous; ")


@given(st.floats(-0.2, 0.4), st.floats(1, 89), st.floats(91, 300))
def test_a_curve_of_one_growth_rate_has_that_rate_at_90_days(rate: float, near: float, far: float) -> None:
    quotes = [future("okx", days, 100_000 * math.exp(rate * days / 365)) for days in (near, far)]
    found = basis_board(quotes, now_ms=MONDAY_MS, convention="continuous")
    assert found.apr_pct == pytest.approx(rate * 100, abs=1e-4)


def test_a_sane_book_leads_over_the_mark() -> None:
    books = {"bid_usd": 100_990.0, "ask_usd": 101_010.0}
    found = board(future("okx", 90, 150_000, **books))
    assert found.curve[0].apr_pct == pytest.approx(0.01 * 365 / 90 * 100)
    assert found.curve[0].spread_pct == pytest.approx(20 / 101_000 * 100)
    assert (found.rule, found.apr_pct) == ("cm90", found.curve[0].apr_pct)


@pytest.mark.parametrize(("bid", "ask"), [(None, 99.0), (0.0, 99.0), (102_000.0, 101_000.0)])
def test_a_book_without_sense_gives_way_to_the_mark(bid: float | None, ask: float | None) -> None:
    found = board(future("okx", 90, 101_000, bid_usd=bid, ask_usd=ask))
    assert found.curve[0].apr_pct == pytest.approx(0.01 * 365 / 90 * 100)
    assert found.curve[0].spread_pct is None


def test_a_wide_book_stays_out_of_the_headline_and_is_named() -> None:
    wide = future("okx", 100, 101_000, bid_usd=100_000.0, ask_usd=101_000.0)
    found = board(wide)
    assert found.apr_pct is None
    assert found.curve[0].spread_pct == pytest.approx(0.995, abs=0.001)
    assert found.notes["curve"] == "left out of the headline: okx BTC-100 (wide book)"


def test_no_index_is_no_basis() -> None:
    found = board(future("okx", 100, 101_000, None))
    assert found.curve[0].apr_pct is None
    assert found.apr_pct is None
    assert found.notes["curve"] == "left out of the headline: okx BTC-100 (no index or price)"


def test_old_quotes_stay_out_of_the_headline() -> None:
    found = board(future("okx", 100, 101_000, recv_ms=MONDAY_MS - 300_001))
    assert found.apr_pct is None
    assert found.notes["curve"] == "left out of the headline: okx BTC-100 (300 s old)"


def test_venues_are_interpolated_one_by_one_and_their_median_counts() -> None:
    def venue(name: str, apr: float) -> list[FuturesQuote]:
        return [future(name, days, 100_000 * math.exp(apr * days / 365)) for days in (60, 150)]

    found = basis_board(
        [*venue("a", 0.03), *venue("b", 0.04), *venue("c", 0.40)], now_ms=MONDAY_MS, convention="continuous"
    )
    assert found.apr_pct == pytest.approx(4)
    assert found.notes["apr_pct"] == "continuous; median of a 3.00%, b 4.00%, c 40.00%"


def test_linear_and_inverse_contracts_of_one_expiry_are_averaged() -> None:
    quotes = [
        future("okx", 60, 101_000, symbol="A"),
        future("okx", 60, 103_000, symbol="B"),
        future("okx", 120, 102_000),
    ]
    found = basis_board(quotes, now_ms=MONDAY_MS, convention="continuous")
    near = (math.log(1.01) + math.log(1.03)) / 2
    assert found.apr_pct == pytest.approx((near + math.log(1.02)) / 2 * 365 / 90 * 100)


def test_without_expiries_on_both_sides_the_nearest_is_reported_with_its_days() -> None:
    found = board(future("okx", 112, 101_000), future("bybit", 112, 101_200), future("okx", 140, 109_000))
    assert (found.rule, found.days) == ("nearest", 112)
    assert found.apr_pct == pytest.approx(0.011 * 365 / 112 * 100, rel=1e-4)


def test_one_venue_short_of_90_days_and_another_beyond_are_not_mixed() -> None:
    found = board(future("okx", 60, 100_500), future("bybit", 121, 103_000))
    assert (found.rule, found.days) == ("nearest", 60)


@pytest.mark.parametrize("days", [(44.9,), (150.1,), (10, 30), (151, 400)])
def test_nothing_is_extrapolated(days: tuple[float, ...]) -> None:
    found = board(*(future("okx", at, 101_000) for at in days))
    assert (found.apr_pct, found.rule) == (None, None)
    assert found.notes["apr_pct"] == "no usable future expires in 45 to 150 days"


def test_the_last_hour_stays_finite_and_the_past_is_gone() -> None:
    soon = board(future("okx", 1 / 1440, 100_010), future("okx", -1, 99_000))
    assert len(soon.curve) == 1
    assert soon.curve[0].apr_pct == pytest.approx(0.0001 * 365 * 24 * 100)
    assert soon.curve[0].expiry_ms - MONDAY_MS == DAY_MS / 1440
    assert soon.curve[0].days < HOUR_MS / DAY_MS


def test_net_of_the_bill() -> None:
    found = board(future("okx", 90, 101_000), bill_pct=4.0)
    assert found.net_of_bill_pct == pytest.approx(0.01 * 365 / 90 * 100 - 4)
    assert board(future("okx", 90, 101_000)).notes["net_of_bill_pct"] == "no T-bill yield is configured"
    assert board().notes["apr_pct"] == "no dated future is known yet"
