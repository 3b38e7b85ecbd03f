"""What was paid last, apart from what is estimated."""

import pytest

from tests.analytics.made import MONDAY_MS, funding, open_interest
from tui.analytics.funding import funding_board
from tui.analytics.funding_percentile import payments
from tui.analytics.settled_funding import with_settled
from tui.domain.board import FundingBoard
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.events import FundingKind


def board() -> FundingBoard:
    rates = [
        funding("binance", 0.0001),
        funding("okx", 0.0002),
        funding("deribit", 0.00004, kind=FundingKind.CONTINUOUS, next_ms=None),
    ]
    weights = [open_interest(venue, 1.0, usd) for venue, usd in (("binance", 3e6), ("okx", 1e6), ("deribit", 4e6))]
    return funding_board(rates, weights, now_ms=MONDAY_MS)


def test_the_three_kinds_have_means_of_their_own() -> None:
    history = {
        ("binance", "PERP"): payments([(MONDAY_MS - 9 * HOUR_MS, 9.0), (MONDAY_MS - HOUR_MS, 3.0)]),
        ("okx", "PERP"): payments([(MONDAY_MS - HOUR_MS, 7.0)]),
    }
    found = with_settled(board(), history, MONDAY_MS)
    assert found.predicted_apr_pct == pytest.approx((10.95 * 3 + 21.9) / 4)
    assert found.continuous_apr_pct == pytest.approx(4.38)
    assert found.settled_apr_pct == pytest.approx((3.0 * 3 + 7.0) / 4)
    binance, deribit, _ = found.contracts
    assert (binance.settled_apr_pct, binance.settled_ms) == (3.0, MONDAY_MS - HOUR_MS)
    assert binance.apr_pct == pytest.approx(10.95)
    assert deribit.settled_apr_pct is None
    assert found.notes["settled_apr_pct"] == "payments are known of binance, okx alone"


def test_a_payment_of_the_day_before_yesterday_is_not_the_last() -> None:
    history = {("binance", "PERP"): payments([(MONDAY_MS - DAY_MS - 1, 9.0)])}
    found = with_settled(board(), history, MONDAY_MS)
    assert found.settled_apr_pct is None
    assert found.notes["settled_apr_pct"] == "no contract's last payment is known"


def test_no_estimate_and_nothing_continuous_are_said() -> None:
    found = funding_board([funding("okx", 0.0002)], [], now_ms=MONDAY_MS)
    assert (found.predicted_apr_pct, found.continuous_apr_pct) == (None, None)
    assert {"predicted_apr_pct", "continuous_apr_pct"} <= found.notes.keys()
