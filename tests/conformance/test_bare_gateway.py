"""The same gateway with parts of it missing: each costs what only it could tell, and nothing beside."""

import asyncio
import json
import math
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.other_gateway import other_gateway
from tests.conformance.other_spot import TOKEN_USD
from tests.conformance.snapshots import NOW_MS, feed, snapshot_without, without_ages
from tui.domain.board import Board
from tui.domain.clock import DAY_MS, HOUR_MS, SystemClock

SOCKETS = (
    "stream.binance.com",
    "fstream.binance.com",
    "stream.bybit.com",
    "ws.okx.com",
    "www.deribit.com/ws",
    "advanced-trade-ws.coinbase.com",
    "ws.kraken.com",
)


def near(value: float | dict[str, float]) -> Any:
    return pytest.approx(value, rel=1e-9)


def test_without_any_socket_prices_are_asked_for(tmp_path: Path) -> None:
    board = snapshot_without(tmp_path, *SOCKETS)
    price = board.assets["BTC"].price
    assert {one.venue: one.usd for one in price.venues} == near(
        {
            "binance": 87_654.0 * TOKEN_USD,
            "bybit": 87_651.0 * TOKEN_USD,  # (87650.5 + 87651.5) / 2
            "coinbase": 87_640.0,
            "kraken": 87_662.0,
            "okx": 87_656.0 * TOKEN_USD,
        }
    )
    liquidations = board.assets["BTC"].liquidations
    assert (liquidations.total_usd, liquidations.count) == (None, 0)
    assert "binance" in liquidations.notes["total_usd"]
    assert str(feed(board, "coinbase", "price").reason).endswith("REST stands in")
    assert board.assets["BTC"].open_interest.usd is not None


def test_without_the_extras_the_rest_stands(tmp_path: Path) -> None:
    """No books, no lists of intervals, no marks beside OKX's tickers, no index, no DVOL, no past, no pairs' list."""
    board = snapshot_without(
        tmp_path,
        "fapi.binance.com/fapi/v1/fundingInfo",
        "fapi.binance.com/fapi/v1/ticker",
        "fapi.binance.com/futures/data",
        "www.okx.com/api/v5/public/mark-price",
        "www.okx.com/api/v5/market/index-tickers",
        "www.okx.com/api/v5/public/opt-summary",
        "www.deribit.com/api/v2/public/get_volatility_index_data",
        "api.kraken.com",
    )
    btc = board.assets["BTC"]
    # Four are left: 87,640, 87,651, 87,654 and 87,656.
    assert btc.price.usd == near((87_651 + 87_654) / 2)
    intervals_h = {(one.venue, one.symbol): one.interval_h for one in btc.funding.contracts}
    assert intervals_h["binance", "BTCUSDT"] == 8
    # ETHUSDT is paid at 12:00, where nothing is that is paid every eight hours: its interval is not guessed.
    [eth] = [one for one in board.assets["ETH"].funding.contracts if one.venue == "binance"]
    assert (eth.interval_h, eth.apr_pct, eth.next_ms) == (None, None, NOW_MS + 4 * HOUR_MS)
    assert "binance ETHUSDT (interval unknown)" in board.assets["ETH"].funding.notes["apr_pct"]
    # OKX tells no marks of its perpetuals; dated futures and inverse dollars need the tickers' price or none.
    aprs = {(point.venue, point.days): point for point in btc.basis.curve}
    assert aprs["binance", 121.0].spread_pct is None
    low, high = math.log(87_990 / 87_640), math.log(89_000 / 87_640)
    binance = (math.exp(low + (high - low) * 60 / 91) - 1) * 365 / 90 * 100
    low, high = math.log(88_010 / 87_648), math.log(89_060 / 87_648)
    deribit = (math.exp(low + (high - low) * 60 / 91) - 1) * 365 / 90 * 100
    assert btc.basis.apr_pct == near((binance + deribit) / 2)
    assert all(point.apr_pct is None for point in btc.basis.curve if point.venue == "okx")
    assert btc.options.venues == ("deribit",)
    assert btc.options.put_oi_share == near(0.4)
    assert (btc.options.dvol_vol, btc.options.dvol_percentile_share) == (None, None)
    # Without DVOL the odds of the weekly close are reckoned with the seven-day volatility.
    at_7 = math.sqrt((60**2 * 5 + (55**2 * 20 - 60**2 * 5) * 2 / 15) / 7)
    assert btc.weekly.notes["close_below_share"] == f"zero-drift lognormal at {at_7:.1f} v"
    assert (btc.open_interest.change_24h_pct, btc.open_interest.deleveraging) == (None, "unknown")


def test_open_interest_without_marks_is_worth_the_last_trade(tmp_path: Path) -> None:
    """Binance's marks and OKX's: the one falls back on books, the other on tickers, and what neither prices is left
    out alone."""
    board = snapshot_without(tmp_path, "fapi.binance.com/fapi/v1/premiumIndex", "www.okx.com/api/v5/public/mark-price")
    interest = {row.venue: row for row in board.assets["BTC"].open_interest.venues}
    # Only the far quarterly has a book, 88,990 to 89,010; COIN-M has its marks.
    assert interest["binance"].usd == near(1_000 * 89_000 + 500_000_000)
    # The tickers list the dated futures: 10,000,000 and 5,000,000 dollars; the perpetuals have no price at all.
    assert interest["okx"].usd == near(15_000_000)
    assert feed(board, "okx", "open_interest").state == "backoff"


def test_candles_of_one_venue_after_another(tmp_path: Path) -> None:
    """Binance's hours gone, its days stay; its klines gone, OKX's come; both gone, Coinbase's, for Kraken has none."""
    whole = snapshot_without(tmp_path)
    for without, venue in (
        (("api.binance.com/api/v3/klines",), "okx"),
        (("api.binance.com/api/v3/klines", "www.okx.com/api/v5/market"), "coinbase"),
    ):
        board = snapshot_without(tmp_path, *without)
        assert board.assets["BTC"].chart.venue == venue
        weekly, expected = board.assets["BTC"].weekly, whole.assets["BTC"].weekly
        assert (weekly.trigger_usd, weekly.weeks) == (expected.trigger_usd, expected.weeks)


def test_two_snapshots_of_a_market_that_stands_still_agree(tmp_path: Path) -> None:
    first, second = (snapshot_without(tmp_path).assets["BTC"] for _ in range(2))
    for section in ("price", "levels", "liquidations", "open_interest", "funding", "basis", "options"):
        assert without_ages(getattr(first, section)) == without_ages(getattr(second, section)), section


async def test_the_command_prints_the_same_numbers(tmp_path: Path) -> None:
    """`floorline snapshot --json` in a process of its own, at the machine's own time."""
    now_ms = SystemClock().now_ms()
    at_eight_ms = now_ms - (now_ms - 8 * HOUR_MS) % DAY_MS
    async with other_gateway(at_eight_ms) as gateway:
        command = str(Path(sys.executable).parent / "floorline")
        process = await asyncio.create_subprocess_exec(
            command, "snapshot", "--json", "--wait", "30", "--data-dir", str(tmp_path),
            env=os.environ | {"FLOORLINE_GATEWAY": gateway.url},
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        async with asyncio.timeout(60):
            told, complaints = await process.communicate()
    assert process.returncode == 0, complaints.decode()
    assert complaints == b""
    board = json.loads(told)
    btc = board["assets"]["BTC"]
    assert (board["mode"], btc["price"]["usd"]) == ("live", near(87_654.0 * TOKEN_USD))
    assert btc["open_interest"]["usd"] == near(17_367_836_300.0)
    assert btc["liquidations"]["total_usd"] == near(448_980.0)
    assert btc["options"]["put_oi_share"] == near(403 / 1_008)
    aprs = {(one["venue"], one["symbol"]): one["apr_pct"] for one in btc["funding"]["contracts"]}
    assert aprs["bybit", "BTCUSDT"] == near(0.0000125 * 8_760 * 100)
    assert aprs["okx", "BTC-USD-SWAP"] == near(0.00002 * 8_760 / 4 * 100)
    assert btc["drawdown"]["high_usd"] == 126_000
    assert {one["venue"] for one in btc["price"]["venues"]} == {"binance", "bybit", "coinbase", "kraken", "okx"}


def test_nothing_at_all_is_said_with_reasons(tmp_path: Path) -> None:
    board: Board = snapshot_without(tmp_path, "")
    btc = board.assets["BTC"]
    assert (btc.price.usd, btc.open_interest.usd, btc.funding.apr_pct, btc.basis.apr_pct) == (None,) * 4
    for section in (btc.price, btc.open_interest, btc.funding, btc.basis, btc.options, btc.weekly):
        assert section.notes
    assert all(row.state != "live" and row.reason for row in board.feeds)
