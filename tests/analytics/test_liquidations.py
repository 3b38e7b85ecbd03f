"""The liquidation sections: totals that say how much of the window they cover."""

import pytest

from tests.analytics.made import MONDAY_MS, liquidation
from tui.analytics.liquidations import liquidation_board, market_liquidations
from tui.analytics.rolling_liquidations import RollingLiquidations
from tui.domain.clock import HOUR_MS
from tui.domain.events import Completeness

MODES = {"bybit": Completeness.FULL, "binance": Completeness.SAMPLED, "okx": Completeness.SAMPLED}


def filled() -> RollingLiquidations:
    rolling = RollingLiquidations()
    rolling.add(liquidation(760.0, MONDAY_MS - 5, venue="binance"))
    rolling.add(liquidation(200.0, MONDAY_MS - 2 * HOUR_MS, long=False))
    rolling.add(liquidation(40.0, MONDAY_MS - 5 * HOUR_MS, long=False))
    rolling.add(liquidation(500.0, MONDAY_MS - 3, asset="ETH", symbol="ETHUSDT"))
    return rolling


def test_the_section_of_one_asset() -> None:
    board = liquidation_board(
        filled(), "BTC", now_ms=MONDAY_MS, observed_s={"bybit": 63_600, "binance": 9e9, "okx": 10}, completeness=MODES
    )
    assert (board.total_usd, board.long_usd, board.short_usd, board.count) == (1000, 760, 240, 3)
    assert board.long_share == 0.76
    assert board.observed_s == 86_400
    assert [(v.venue, v.total_usd, v.long_share, v.completeness) for v in board.venues] == [
        ("binance", 760, 1.0, "sampled"),
        ("bybit", 240, 0.0, "full"),
        ("okx", 0, None, "sampled"),
    ]
    assert [(w.window_s, w.total_usd, w.count) for w in board.windows] == [
        (3_600, 760, 1),
        (14_400, 960, 2),
        (86_400, 1000, 3),
    ]
    assert board.largest is not None
    assert (board.largest.usd, board.largest.hurt, board.largest.venue) == (760, "long", "binance")
    assert [print_.usd for print_ in board.tape] == [760, 200, 40]
    assert board.notes["total_usd"] == "a floor: sampled: binance, okx"


def test_a_short_watch_says_its_hours() -> None:
    board = liquidation_board(
        filled(),
        "BTC",
        now_ms=MONDAY_MS,
        observed_s={"bybit": 17 * 3600 + 40 * 60},
        completeness={"bybit": MODES["bybit"]},
    )
    assert board.notes["total_usd"].startswith("a floor: 17 h 40 m of 24 h observed")


def test_nothing_watched_is_none_and_a_quiet_market_is_zero() -> None:
    unwatched = liquidation_board(RollingLiquidations(), "BTC", now_ms=MONDAY_MS, observed_s={}, completeness={})
    assert unwatched.total_usd is None
    assert unwatched.notes["total_usd"] == "no liquidation feed has been watched yet"
    quiet = liquidation_board(
        RollingLiquidations(), "BTC", now_ms=MONDAY_MS, observed_s={"bybit": 60.0}, completeness=MODES
    )
    assert (quiet.total_usd, quiet.long_share, quiet.largest) == (0, None, None)
    assert quiet.notes["long_share"] == "nothing was liquidated in the time watched"


def test_the_market_names_the_largest_assets() -> None:
    watched = {"binance": 86_400.0, "kraken": 600.0}
    market = market_liquidations(
        filled(), now_ms=MONDAY_MS, observed_any_s=86_400, observed_s=watched, completeness=MODES, assets=1
    )
    assert market.total_usd == 1500
    assert market.long_share == pytest.approx(1260 / 1500)
    assert [(row.asset, row.usd) for row in market.by_asset] == [("BTC", 1000)]
    assert sum(row.total_usd for row in market.venues) == 1500
    assert {row.venue: row.observed_s for row in market.venues}["kraken"] == 600.0, (
        "no venue is said to be watched longer"
    )
    nothing = market_liquidations(
        RollingLiquidations(), now_ms=MONDAY_MS, observed_any_s=0, observed_s={}, completeness={}
    )
    assert nothing.total_usd is None


def test_the_market_s_total_says_why_it_is_a_floor() -> None:
    market = market_liquidations(
        filled(), now_ms=MONDAY_MS, observed_any_s=7_200, observed_s={"binance": 7_200.0, "bybit": 0.0},
        completeness={"binance": Completeness.SAMPLED, "bybit": Completeness.FULL, "okx": Completeness.FULL},
        configured_only={"bybit"},
    )  # fmt: skip
    assert market.notes["total_usd"] == (
        "a floor: 2 h 00 m of 24 h observed; sampled: binance; of bybit the watched assets alone"
    )
    assert {row.venue: row.every_asset for row in market.venues}["bybit"] is False
