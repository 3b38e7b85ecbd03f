"""Funding: annual rates that do not depend on how an interval is cut, weighted by open interest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.made import MONDAY_MS, funding, open_interest
from tui.analytics.funding import BASELINE_APR_PCT, apr_pct, funding_board
from tui.domain.board import FundingBoard
from tui.domain.events import FundingKind, FundingRate, OpenInterest


def board(rates: list[FundingRate], held: list[OpenInterest]) -> FundingBoard:
    return funding_board(rates, held, now_ms=MONDAY_MS)


@pytest.mark.parametrize(
    ("rate", "hours", "apr"), [(0.0001, 8, 10.95), (0.0001, 4, 21.9), (0.0000125, 1, 10.95), (-0.0001, 8, -10.95)]
)
def test_known_conversions(rate: float, hours: float, apr: float) -> None:
    assert apr_pct(rate, hours) == pytest.approx(apr)
    assert apr_pct(0.0001, 8) == pytest.approx(BASELINE_APR_PCT)


@given(st.floats(-0.02, 0.02), st.sampled_from([1.0, 2.0, 4.0, 8.0, 16.0, 24.0]), st.integers(1, 24))
def test_an_annual_rate_does_not_depend_on_how_the_interval_is_cut(rate: float, hours: float, parts: int) -> None:
    assert apr_pct(rate / parts, hours / parts) == pytest.approx(apr_pct(rate, hours), abs=1e-9)


@pytest.mark.parametrize("hours", [None, 0.0, -8.0])
def test_an_unknown_interval_has_no_annual_rate(hours: float | None) -> None:
    assert apr_pct(0.0001, hours) is None


def test_the_mean_is_weighted_and_venues_have_names() -> None:
    rates = [funding("binance", 0.0001), funding("bybit", 0.0002), funding("okx", 0.00005, 4.0)]
    held = [open_interest("binance", 1, 600), open_interest("bybit", 1, 300), open_interest("okx", 1, 100)]
    found = board(rates, held)
    assert found.apr_pct == pytest.approx(0.6 * 10.95 + 0.3 * 21.9 + 0.1 * 10.95)
    assert found.apr_max_venue == "bybit"
    assert found.apr_max_pct == pytest.approx(21.9)
    assert found.apr_min_pct == pytest.approx(10.95)
    assert found.paid_next_usd == pytest.approx(0.06 + 0.06 + 0.005)
    assert found.notes == {"continuous_apr_pct": "no contract with open interest pays continuously"}


def test_a_venue_s_rate_weighs_its_own_contracts_first() -> None:
    rates = [funding("binance", 0.0001), funding("binance", 0.0003, symbol="COINM"), funding("okx", 0.00014)]
    held = [open_interest("binance", 1, 900), open_interest("binance", 1, 100, symbol="COINM")]
    found = board(rates, held)
    assert found.apr_min_pct == pytest.approx(0.00012 * 3 * 365 * 100)
    assert (found.apr_min_venue, found.apr_max_venue) == ("binance", "okx")
    assert found.notes["apr_pct"] == "left out of the mean: okx PERP (open interest unknown)"


def test_an_unknown_interval_stays_in_the_list_and_out_of_the_mean() -> None:
    rates = [funding("binance", 0.0001), funding("okx", 0.5, None)]
    held = [open_interest("binance", 1, 100), open_interest("okx", 1, 9_900)]
    found = board(rates, held)
    assert found.apr_pct == pytest.approx(10.95)
    assert [contract.apr_pct for contract in found.contracts] == [pytest.approx(10.95), None]
    assert found.notes["apr_pct"] == "left out of the mean: okx PERP (interval unknown)"
    assert found.apr_max_venue == "binance"


def test_longs_are_paid_when_rates_are_negative() -> None:
    found = board([funding("okx", -0.001)], [open_interest("okx", 1, 1_000_000)])
    assert found.paid_next_usd == -1000


def test_continuous_funding_and_a_payment_that_is_over_have_no_next_payment() -> None:
    rates = [
        funding("deribit", 0.0001, kind=FundingKind.CONTINUOUS, next_ms=None),
        funding("bybit", 0.0001, next_ms=MONDAY_MS),
    ]
    found = board(rates, [open_interest(venue, 1, 100) for venue in ("deribit", "bybit")])
    assert found.paid_next_usd is None
    assert found.notes["paid_next_usd"] == ("bybit PERP has no estimate of its next payment; deribit pays continuously")
    assert found.apr_pct == pytest.approx(10.95)


def test_the_newest_estimate_counts_and_no_settled_rate() -> None:
    rates = [
        funding("okx", 0.0001, at_ms=MONDAY_MS - 50),
        funding("okx", 0.0009, kind=FundingKind.SETTLED),
        funding("okx", 0.0007, at_ms=MONDAY_MS - 99),
    ]
    (contract,) = board(rates, []).contracts
    assert (contract.kind, contract.rate) == ("predicted", 0.0001)
    assert board(rates[1:2], []).contracts == ()


def test_nothing_known_is_none() -> None:
    assert board([], []).notes["apr_pct"] == "no funding rate is known yet"
    lonely = board([funding("okx", 0.0001)], [])
    assert lonely.apr_pct is None
    assert lonely.notes["apr_pct"] == "no contract has both an interval and open interest"
    assert lonely.apr_max_pct == pytest.approx(10.95)
    no_interval = board([funding("okx", 0.0001, None)], [open_interest("okx", 1, 1)])
    assert no_interval.apr_min_pct is None
    assert no_interval.notes["apr_min_pct"] == "no contract has a known interval"


@given(st.lists(st.tuples(st.floats(-0.01, 0.01), st.floats(1, 1e9)), min_size=1, max_size=8))
def test_the_mean_lies_between_the_lowest_and_the_highest_venue(made: list[tuple[float, float]]) -> None:
    rates = [funding(f"v{i}", rate) for i, (rate, _) in enumerate(made)]
    found = board(rates, [open_interest(f"v{i}", 1, usd) for i, (_, usd) in enumerate(made)])
    assert found.apr_pct is not None
    assert found.apr_min_pct is not None
    assert found.apr_max_pct is not None
    assert found.apr_min_pct - 1e-9 <= found.apr_pct <= found.apr_max_pct + 1e-9
