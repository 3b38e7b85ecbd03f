"""The lines of the market brief, as the default rules see them."""

from typing import Any

import msgspec
import pytest

from tests.boards import AS_OF_MS, CLOSES_MS, rich_board
from tests.clocks import ManualClock
from tui.alerts.engine import AlertEngine
from tui.alerts.rules import configured_rules
from tui.config.model import Config
from tui.domain import board as b
from tui.domain.board import Alert, Board
from tui.domain.clock import WEEK_MS


def calm() -> Board:
    """Nothing of the brief has come to pass."""
    board = changed(rich_board(), "ETH", "price", usd=3412.4)
    board = changed(board, "BTC", "options", backwardation="none")
    weeks = tuple(b.CandleRow(CLOSES_MS - n * WEEK_MS, 110_000.0, 111_000.0, 104_000.0, 108_000.0) for n in (2, 1))
    board = changed(board, "BTC", "chart", bars={"1w": weeks})
    return liquidated(board, 0.4e9, 0.6)


def changed(board: Board, asset: str, section: str, **values: Any) -> Board:
    part = board.assets[asset]
    section_now = msgspec.structs.replace(getattr(part, section), **values)
    return msgspec.structs.replace(
        board, assets=board.assets | {asset: msgspec.structs.replace(part, **{section: section_now})}
    )


def liquidated(board: Board, usd: float | None, long_share: float | None) -> Board:
    section = b.Market(liquidations=b.MarketLiquidations(total_usd=usd, long_share=long_share))
    return msgspec.structs.replace(board, market=section)


def weekly_closed(usd: float) -> Board:
    """A minute after the week's close."""
    bars = (
        b.CandleRow(CLOSES_MS - WEEK_MS, 110_000.0, 111_000.0, 104_000.0, usd),
        b.CandleRow(CLOSES_MS, usd, usd, usd, usd),
    )
    board = changed(calm(), "BTC", "chart", bars={"1w": bars})
    return msgspec.structs.replace(board, as_of_ms=CLOSES_MS + 60_000)


def fired(board: Board, seconds: int = 400) -> list[Alert]:
    """What fires when the market is calm and then stays like `board`."""
    clock = ManualClock(AS_OF_MS)
    engine = AlertEngine(configured_rules(Config()), clock)
    found = []
    for each in [calm()] + [board] * (seconds // 10):
        found += engine.step(each)
        clock.tick(10)
    return found


@pytest.mark.parametrize(
    ("board", "severity", "text"),
    [
        (weekly_closed(106_412.0), "push", "BTC weekly close below 107,000: BTC weekly close of 2025-11-09 $106,412"),
        (changed(calm(), "ETH", "price", usd=3098.2), "push", "ETH below 3,100: ETH price $3,098.20"),
        (
            changed(calm(), "BTC", "options", backwardation="short"),
            "toast",
            "BTC volatility in backwardation: BTC options backwardation short",
        ),
        (
            liquidated(calm(), 1.7e9, 0.76),
            "bell",
            "liquidations above $1B, mostly longs: market liquidations total $1.70B, market liquidations long 76%",
        ),
        (
            changed(calm(), "BTC", "funding", apr_pct=21.4),
            "toast",
            "BTC funding above 20% APR: BTC funding apr +21.40%",
        ),
        (
            changed(calm(), "BTC", "open_interest", coin_change_24h_pct=-5.3, deleveraging="yes"),
            "bell",
            "BTC coin open interest down 5% in 24 h: BTC open interest coin change 24h -5.30%, BTC open interest"
            " deleveraging yes",
        ),
    ],
)
def test_each_line_of_the_brief_fires_once(board: Board, severity: str, text: str) -> None:
    assert [(alert.severity, alert.text) for alert in fired(board)] == [(severity, text)]


@pytest.mark.parametrize(
    "board",
    [
        calm(),
        weekly_closed(107_000.0),
        changed(calm(), "ETH", "price", usd=3100.0),
        changed(calm(), "ETH", "price", usd=None),
        changed(calm(), "BTC", "options", backwardation=None),
        liquidated(calm(), 1.7e9, 0.6),
        liquidated(calm(), 0.9e9, 0.9),
        liquidated(calm(), 1.7e9, None),
        changed(calm(), "BTC", "funding", apr_pct=19.9),
        changed(calm(), "BTC", "open_interest", coin_change_24h_pct=-4.9, deleveraging="yes"),
        # A change of too small a part of it to speak for all.
        changed(calm(), "BTC", "open_interest", coin_change_24h_pct=-9.0, deleveraging="unknown"),
        # The dollars fell with the price: no coin was closed.
        changed(calm(), "BTC", "open_interest", coin_change_24h_pct=0.1, change_24h_pct=-9.0),
    ],
)
def test_what_is_not_over_the_line_does_not(board: Board) -> None:
    assert fired(board) == []


def test_a_moment_of_partial_data_fires_nothing_that_must_hold() -> None:
    fallen = changed(calm(), "BTC", "open_interest", coin_change_24h_pct=-9.0, deleveraging="yes")
    for board in (liquidated(calm(), 1.7e9, 0.76), fallen):
        assert fired(board, seconds=40) == []
