from tui.analytics.funding_percentile import payments, with_percentile
from tui.domain.board import FundingBoard, FundingContract
from tui.domain.clock import DAY_MS

NOW_MS = 1_762_300_800_000
PAID = {
    ("binance", "BTCUSDT"): payments((NOW_MS - day * DAY_MS, float(day)) for day in range(1, 101)),
    ("bybit", "BTCUSDT"): payments([(NOW_MS - DAY_MS, 1.0)]),
}


def contract(venue: str, apr_pct: float | None, oi_usd: float | None) -> FundingContract:
    return FundingContract(
        venue=venue,
        symbol="BTCUSDT",
        rate=0.0001,
        interval_h=8.0,
        apr_pct=apr_pct,
        kind="predicted",
        next_ms=None,
        oi_usd=oi_usd,
        age_s=1.0,
    )


def test_a_rate_stands_among_its_own_contract_s_payments() -> None:
    board = FundingBoard(contracts=(contract("binance", 26.0, 5.0), contract("bybit", 1.0, 9.0)))
    found = with_percentile(board, PAID, NOW_MS)
    # Bybit's is larger, but one payment is no history.
    assert (found.percentile_contract, found.percentile_share, found.percentile_days) == ("binance BTCUSDT", 0.25, 100)


def test_without_a_history_the_reason_is_said() -> None:
    found = with_percentile(FundingBoard(contracts=(contract("binance", None, 5.0),)), PAID, NOW_MS)
    assert found.percentile_share is None
    assert found.notes["percentile_share"] == "no contract has a history of settled payments"
