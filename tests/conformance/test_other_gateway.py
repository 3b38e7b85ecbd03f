"""A Board from a gateway that Floorline was not made for, against arithmetic written out by hand.

The constants are those of `other_spot`, `other_derivatives`, `other_options` and `other_frames`; every expected value
is reckoned here from them, by nothing of Floorline's own.
"""

import math
from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

import pytest

from tests.conformance.other_options import FORWARD, SMILES
from tests.conformance.other_spot import TOKEN_USD
from tests.conformance.snapshots import NOW_MS, WEEK_CLOSE_MS, feed, snapshot_without
from tui.domain.board import AssetBoard, Board
from tui.domain.clock import DAY_MS, HOUR_MS

N = NormalDist()
BINANCE = 87_654.0
"""In tethers, as its candles are."""
PRICE = BINANCE * TOKEN_USD
"""The middle one of all in dollars: Binance's."""


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Board:
    return snapshot_without(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def btc(board: Board) -> AssetBoard:
    return board.assets["BTC"]


@pytest.fixture(scope="module")
def eth(board: Board) -> AssetBoard:
    return board.assets["ETH"]


def near(value: float | dict[str, float]) -> Any:
    return pytest.approx(value, rel=1e-9)


def test_price(btc: AssetBoard, eth: AssetBoard) -> None:
    price = btc.price
    assert price.dollars_a_token == near({"USDT": TOKEN_USD})
    assert {one.venue: one.usd for one in price.venues} == near(
        {
            # (87653.50 + 87654.50) / 2, by REST: its stream has only mini tickers
            "binance": BINANCE * TOKEN_USD,
            "bybit": 87_651.0 * TOKEN_USD,  # last, the stream has no book
            "coinbase": 87_640.0,  # last, likewise
            "kraken": 87_662.0,  # (87660 + 87664) / 2
            "okx": 87_656.0 * TOKEN_USD,  # (87655.5 + 87656.5) / 2
        }
    )
    assert price.usd == near(PRICE)
    assert price.spread_pct == near((87_662 - 87_640) / PRICE * 100)
    assert not price.divergent
    # Every hour of Binance opened and closed at 88,500, that of 24 hours ago too: its own price against its own.
    assert price.change_24h_pct == near((BINANCE / 88_500 - 1) * 100)
    # (2871.4 + 2871.6) / 2 on Binance and (2872 + 2873) / 2 on Kraken.
    assert eth.price.usd == near((2_871.5 * TOKEN_USD + 2_872.5) / 2)
    assert eth.price.change_24h_pct == near((2_871.5 / 2_900 - 1) * 100)
    assert eth.price.notes["usd"] == "only 2 live venues"


def test_drawdown_from_the_highest_candle(btc: AssetBoard) -> None:
    # 300 days ago was 2026-01-29, in the 43rd week before this one: 90,000 + 43 x 100 + 9,000.
    assert btc.drawdown.high_usd == near(103_300)
    assert btc.drawdown.high_on == "2026-01-29 (binance high)"
    assert btc.drawdown.pct == near((PRICE / 103_300 - 1) * 100)


def test_levels(btc: AssetBoard) -> None:
    floor, zone, week, ceiling = btc.levels
    # Yesterday closed at 90,000, and today's price there is below the line: traded through, not closed.
    assert (floor.state, floor.deepest_usd) == ("wick", near(BINANCE))
    assert floor.distance_pct == near((PRICE / 89_800 - 1) * 100)
    # From 88,500, which is 0.57 % above the zone, into it: one touch.
    assert (zone.state, zone.distance_pct, zone.touches, zone.deepest_usd) == ("armed", 0.0, 1, None)
    # The last finished week closed at 90,100.
    assert (week.state, week.closes, week.then_usd, week.deepest_usd) == ("wick", "weekly", (85_000,), near(BINANCE))
    assert (ceiling.state, ceiling.touches) == ("armed", 0)


def test_weekly_close(btc: AssetBoard, eth: AssetBoard) -> None:
    weekly = btc.weekly
    assert weekly.price_usd == near(BINANCE)
    # Week k before this one closed at 90,000 + 100 k: the mean of k = 1..50 is 25.5, of k = 1..49 it is 25.
    assert weekly.sma50_completed_usd == near(92_550)
    assert weekly.trigger_usd == near(92_500)
    assert weekly.sma50_running_usd == near((49 * 92_500 + BINANCE) / 50)
    assert weekly.distance_pct == near((BINANCE / 92_500 - 1) * 100)
    assert weekly.closes_at_ms == WEEK_CLOSE_MS
    # 500 days back from Wednesday are 71 finished weeks, the oldest without its first days.
    assert weekly.weeks == 71
    deviation = 0.51 * math.sqrt((WEEK_CLOSE_MS - NOW_MS) / (365 * DAY_MS))
    assert weekly.sigma == pytest.approx(math.log(BINANCE / 92_500) / deviation, rel=1e-3)
    below = N.cdf((math.log(92_500 / BINANCE) + deviation**2 / 2) / deviation)
    assert weekly.close_below_share == pytest.approx(below, rel=1e-3)
    assert (eth.weekly.sma50_completed_usd, eth.weekly.trigger_usd) == (near(3_255), near(3_250))


def test_liquidations(btc: AssetBoard, eth: AssetBoard, board: Board) -> None:
    liquidations = btc.liquidations
    longs = {
        "binance": 2.5 * 87_500,  # SELL; coin at the average fill, once although it came twice
        "bybit": 0.8 * 87_400 + 30_000,  # Buy is the position's side; inverse sizes are dollars
        "okx": 50 * 0.01 * 87_300 + 70 * 100,  # contracts of 0.01 BTC, and of 100 dollars
        "deribit": 12_340 + 500,  # a taker bought from the maker who was hurt; the second hurt both
    }
    shorts = {"binance": 400 * 100, "bybit": 0.2 * 87_700, "okx": 10 * 0.01 * 87_800, "deribit": 500}
    for row in liquidations.venues:
        if row.venue in longs:
            total = longs[row.venue] + shorts[row.venue]
            assert (row.total_usd, row.long_share) == (near(total), near(longs[row.venue] / total))
    assert {row.venue: row.completeness for row in liquidations.venues if row.total_usd} == {
        "binance": "sampled",
        "bybit": "full",
        "okx": "sampled",
        "deribit": "full",
    }
    assert liquidations.long_usd == near(sum(longs.values()))
    assert liquidations.short_usd == near(sum(shorts.values()))
    assert liquidations.long_share == near(382_160 / (382_160 + 66_820))
    assert liquidations.count == 11
    assert liquidations.largest is not None
    assert (liquidations.largest.venue, liquidations.largest.usd) == ("binance", 218_750.0)
    newest = liquidations.tape[0]
    assert (newest.venue, newest.at_ms, newest.price_usd) == ("deribit", NOW_MS - 10_000, 87_250.0)
    assert (eth.liquidations.total_usd, eth.liquidations.long_share) == (28_600.0, 1.0)
    assert board.market is not None
    assert board.market.liquidations is not None
    assert board.market.liquidations.total_usd == near(382_160 + 66_820 + 28_600)


COIN = {
    "binance": 80_000.5 + 2_000 + 1_000 + 5_000_000 * 100 / 87_500,
    "bybit": 42_000 + 350_000_000 / 87_605 + 8_910_000 / 89_100,
    "okx": 25_000 + 300_000_000 / 87_615 + 10_000_000 / 88_000 + 5_000_000 / 89_050,
    "deribit": 900_000_000 / 87_590 + 120_000_000 / 88_010 + 60_000_000 / 89_060 + 1_500,
    "hyperliquid": 21_000,
}
USD = {
    "binance": 80_000.5 * 87_600 + 2_000 * 87_990 + 1_000 * 89_000 + 5_000_000 * 100,
    "bybit": 42_000 * 87_610 + 350_000_000 + 8_910_000,
    "okx": 25_000 * 87_620 + 3_000_000 * 100 + 100_000 * 100 + 50_000 * 100,
    "deribit": 900_000_000 + 120_000_000 + 60_000_000 + 1_500 * 87_595,
    "hyperliquid": 21_000 * 87_590,
}


def test_open_interest(btc: AssetBoard, eth: AssetBoard) -> None:
    interest = btc.open_interest
    assert {row.venue: row.usd for row in interest.venues} == {venue: near(usd) for venue, usd in USD.items()}
    assert {row.venue: row.coin for row in interest.venues} == {venue: near(coin) for venue, coin in COIN.items()}
    assert interest.usd == near(sum(USD.values()))
    assert interest.coin == near(sum(COIN.values()))
    # 1,500,000 x 2870 + 700,000 x 2869 + 150,000,000 + 400,000 x 2868.5
    assert eth.open_interest.usd == near(4_305_000_000 + 2_008_300_000 + 150_000_000 + 1_147_400_000)


def test_open_interest_changes_like_for_like(btc: AssetBoard) -> None:
    """Only BTCUSDT on Binance has a past: 82,000 coins worth 7,257,000,000, so 88,500 each."""
    interest = btc.open_interest
    assert interest.change_venues == ("binance",)
    assert interest.change_24h_pct == near((80_000.5 * 87_600 / 7_257_000_000 - 1) * 100)
    assert interest.coin_change_24h_pct == near((80_000.5 / 82_000 - 1) * 100)
    assert interest.coin_effect_usd == near((80_000.5 - 82_000) * 88_500)
    assert interest.price_effect_usd == near(80_000.5 * (87_600 - 88_500))
    assert interest.deleveraging == "yes"
    assert "covers 40%" in interest.notes["change_24h_pct"]
    assert (interest.change_1h_pct, interest.notes["change_1h_pct"]) == (None, "no value from an hour ago is known")


FUNDING: Mapping[tuple[str, str], tuple[float, float, float]] = {
    ("binance", "BTCUSDT"): (0.00005, 8, 80_000.5 * 87_600),
    ("binance", "BTCUSD_PERP"): (0.0001, 8, 500_000_000),  # no list, no past, the payment on the grid: the usual
    ("bybit", "BTCUSD"): (-0.00003, 8, 350_000_000),  # from the instrument list: 480 minutes
    ("bybit", "BTCUSDT"): (0.0000125, 1, 42_000 * 87_610),  # from the ticker, against the list
    ("deribit", "BTC-PERPETUAL"): (0.00006, 8, 900_000_000),
    ("deribit", "BTC_USDC-PERPETUAL"): (0.00003, 8, 1_500 * 87_595),
    ("hyperliquid", "BTC"): (0.00001, 1, 21_000 * 87_590),
    ("okx", "BTC-USD-SWAP"): (0.00002, 4, 300_000_000),
    ("okx", "BTC-USDT-SWAP"): (0.00008, 8, 25_000 * 87_620),
}


def test_funding(btc: AssetBoard, eth: AssetBoard) -> None:
    funding = btc.funding
    told = {(one.venue, one.symbol): (one.rate, one.interval_h, one.oi_usd) for one in funding.contracts}
    assert told == {key: (rate, hours, near(usd)) for key, (rate, hours, usd) in FUNDING.items()}
    aprs = {key: rate * 8_760 / hours * 100 for key, (rate, hours, _) in FUNDING.items()}
    for one in funding.contracts:
        assert one.apr_pct == near(aprs[one.venue, one.symbol])
    total = sum(usd for _, _, usd in FUNDING.values())
    assert funding.apr_pct == near(sum(aprs[key] * usd for key, (_, _, usd) in FUNDING.items()) / total)
    by_venue = {}
    for venue in ("binance", "bybit", "deribit", "hyperliquid", "okx"):
        weights = {key: usd for key, (_, _, usd) in FUNDING.items() if key[0] == venue}
        by_venue[venue] = sum(aprs[key] * usd for key, usd in weights.items()) / sum(weights.values())
    assert (funding.apr_min_venue, funding.apr_min_pct) == ("binance", near(by_venue["binance"]))
    assert (funding.apr_max_venue, funding.apr_max_pct) == ("bybit", near(by_venue["bybit"]))
    paid = sum(rate * usd for (venue, _), (rate, _, usd) in FUNDING.items() if venue != "deribit")
    assert funding.paid_next_usd == near(paid)
    next_ms = {(one.venue, one.symbol): one.next_ms for one in funding.contracts}
    assert next_ms["binance", "BTCUSDT"] == NOW_MS + 8 * HOUR_MS
    assert next_ms["bybit", "BTCUSDT"] == next_ms["hyperliquid", "BTC"] == NOW_MS + HOUR_MS
    assert next_ms["deribit", "BTC-PERPETUAL"] is None
    # By Binance's list, by Bybit's (240 minutes), by nature twice.
    assert {one.venue: (one.rate, one.interval_h) for one in eth.funding.contracts} == {
        "binance": (-0.00002, 4),
        "bybit": (0.00004, 4),
        "deribit": (-0.00001, 8),
        "hyperliquid": (-0.000005, 1),
    }


def test_basis(btc: AssetBoard) -> None:
    basis = btc.basis
    aprs = {(point.venue, point.days): point.apr_pct for point in basis.curve}
    expected = {
        ("binance", 30.0): (87_990, 87_640),  # no book: the mark
        ("binance", 121.0): (89_000, 87_640),  # (88990 + 89010) / 2
        ("bybit", 121.0): (89_100, 87_645),  # the book is 2.5 % wide: the mark
        ("deribit", 30.0): (88_010, 87_648),
        ("deribit", 121.0): (89_060, 87_648),
        ("okx", 30.0): (88_000, 87_650),
        ("okx", 121.0): (89_050, 87_650),
    }
    assert aprs == {key: near((f / s - 1) * 365 / key[1] * 100) for key, (f, s) in expected.items()}
    at_90 = {}
    for venue in ("binance", "deribit", "okx"):
        low, high = (math.log(f / s) for f, s in (expected[venue, 30.0], expected[venue, 121.0]))
        at_90[venue] = (math.exp(low + (high - low) * (90 - 30) / (121 - 30)) - 1) * 365 / 90 * 100
    assert (basis.rule, basis.days) == ("cm90", 90)
    # The median of the three; Bybit's book is too wide to count.
    assert sorted(at_90, key=at_90.__getitem__) == ["binance", "okx", "deribit"]
    assert basis.apr_pct == near(at_90["okx"])
    assert "bybit BTCUSDH27 (wide book)" in basis.notes["curve"]


def constant_maturity(nodes: Mapping[int, float], days: float) -> float:
    """Total variance, linear in time."""
    before, after = max(d for d in nodes if d <= days), min(d for d in nodes if d > days)
    low, high = nodes[before] ** 2 * before, nodes[after] ** 2 * after
    return math.sqrt((low + (high - low) * (days - before) / (after - before)) / days)


def risk_reversal(days: int) -> float:
    """Volatility at a call's delta of 0.25 less that at a put's of -0.25, linear in delta between two strikes."""
    points = []
    for strike, vol in SMILES[days].items():
        deviation = vol / 100 * math.sqrt(days / 365)
        points.append((N.cdf(math.log(FORWARD / strike) / deviation + deviation / 2), vol))
    points.sort()

    def at(target: float) -> float:
        below = max(point for point in points if point[0] <= target)
        above = min(point for point in points if point[0] > target)
        return below[1] + (above[1] - below[1]) * (target - below[0]) / (above[0] - below[0])

    # A put's delta of -0.25 is its call's 0.75.
    return at(0.25) - at(0.75)


def test_option_volatilities(btc: AssetBoard) -> None:
    options = btc.options
    # The forward is a strike, so that strike's volatility is the ATM one.
    atm = {5: 60.0, 20: 55.0, 60: 50.0, 120: 48.0}
    assert {row.days: row.atm_vol for row in options.expiries} == {days: near(vol) for days, vol in atm.items()}
    # 20 days and strike 100,000 came without a volatility: solved from a price of eight decimals.
    reversals = {days: pytest.approx(risk_reversal(days), abs=2e-4) for days in SMILES}
    assert {row.days: row.rr25_vol for row in options.expiries} == reversals
    for tenor in (7, 30, 90):
        assert options.atm[str(tenor)] == near(constant_maturity(atm, tenor))
    assert options.atm["180"] is None
    assert "reach from 5.0 to 120.0 d" in options.notes["atm"]
    at_30 = risk_reversal(20) + (risk_reversal(60) - risk_reversal(20)) * (30 - 20) / (60 - 20)
    assert options.rr25_vol["30"] == pytest.approx(at_30, abs=2e-4)
    assert options.skew_words == f"puts rich {-at_30:.1f}v"
    assert options.slope_7_30_vol == near(constant_maturity(atm, 7) - constant_maturity(atm, 30))
    assert options.backwardation == "full"
    forward = math.sqrt((55**2 * 20 - 60**2 * 5) / 15)
    assert options.expiries[1].forward_vol == near(forward)


def test_puts_and_calls(btc: AssetBoard) -> None:
    options = btc.options
    # Deribit: 4 expiries x 5 strikes of 30 and 20 coins open, 12 and 8 traded; OKX: 5 and 3 open, 2 and 6 traded.
    assert options.venues == ("deribit", "okx")
    assert options.put_oi_share == near((20 * 20 + 3) / (20 * 50 + 8))
    assert options.put_call_oi == near((20 * 20 + 3) / (20 * 30 + 5))
    assert options.put_volume_share == near((20 * 8 + 6) / (20 * 20 + 8))
    assert options.put_call_volume == near((20 * 8 + 6) / (20 * 12 + 2))
    assert [(row.oi_coin, row.volume_coin) for row in options.expiries] == [(250.0, 100.0)] * 4
    # At 84,000 holders get 30 x 4,000 of the calls and 20 x (4,000 + 8,000 + 12,000) of the puts: 600,000.
    # At 80,000 the puts alone get 800,000; at 88,000 it is 30 x 12,000 + 20 x 12,000 = 600,000: the lower of equals.
    assert options.expiries[0].max_pain_usd == 84_000


def test_volatility_index(btc: AssetBoard, eth: AssetBoard) -> None:
    options = btc.options
    # The close b days ago was 40 + (b mod 40) / 2: below 51 where b mod 40 < 22. In 365 days that is 9 x 22 and b =
    # 361..365, five more.
    assert options.dvol_vol == 51.0
    assert options.dvol_percentile_share == near((9 * 22 + 5) / 365)
    assert options.dvol_rank_share == near((51 - 40) / (59.5 - 40))
    assert eth.options.dvol_vol is None
    assert eth.options.notes["dvol_vol"] == "deribit brought no volatility index of ETH"


def test_chart(btc: AssetBoard) -> None:
    assert btc.chart.venue == "binance"
    assert btc.chart.bars["1d"][-1].close_usd == 90_000.0
    assert btc.chart.bars["1h"][-1].close_usd == 88_500.0
    opened_ms, mean = btc.chart.sma50_weekly[-1]
    # The running week's last bar closes at 90,000 as yet: (49 x 92,500 + 90,000) / 50.
    assert (opened_ms, mean) == (WEEK_CLOSE_MS - 7 * DAY_MS, near(92_450))


def test_feeds_say_what_is_missing(board: Board) -> None:
    assert feed(board, "okx", "options").reason == "ETH: an answer without options on ETH"
    assert feed(board, "bybit", "options").state == "backoff"
    assert feed(board, "binance", "price").reason == "REST stands in"
    for venue in ("binance", "bybit", "okx", "deribit"):
        assert feed(board, venue, "liquidations").state == "live", venue
    for venue in ("binance", "bybit", "okx", "deribit", "hyperliquid"):
        assert feed(board, venue, "funding").state == "live", venue
