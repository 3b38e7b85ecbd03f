"""Sample Boards: the situation of the market brief in round numbers, and what can go wrong with it."""

import math
from collections.abc import Callable
from functools import cache
from typing import Literal

import msgspec

from tests.whole_market import market
from tui.domain import board as b
from tui.domain.board_past import Strip, TermPoint
from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS, week_start_ms

AS_OF_MS = 1_762_623_927_000
"""2025-11-08 17:45:27 UTC, a Saturday."""

CLOSES_MS = 1_762_732_800_000
"""2025-11-10 00:00 UTC."""

_KINDS = {
    "price": ("binance", "bybit", "okx", "coinbase", "kraken"),
    "candles": ("binance",),
    "liquidations": ("binance", "bybit", "okx", "deribit"),
    "open_interest": ("binance", "bybit", "okx", "deribit", "hyperliquid"),
    "funding": ("binance", "bybit", "okx", "deribit", "hyperliquid"),
    "futures": ("binance", "okx", "deribit"),
    "options": ("deribit", "okx"),
    "volatility_index": ("deribit",),
    "market_cap": ("market cap",),
    "etf_flows": ("etf flows",),
    "depth": ("binance",),
    "altcoins": ("binance",),
}


def feeds() -> tuple[b.Feed, ...]:
    return tuple(
        b.Feed(venue=venue, kind=kind, state="live", age_s=1.0) for kind, venues in _KINDS.items() for venue in venues
    )


@cache
def rich_board() -> b.Board:
    """Two assets with every figure known and every feed live."""
    return b.Board(
        as_of_ms=AS_OF_MS,
        mode="demo",
        collector=b.CollectorInfo(version="0.1.0", uptime_s=63_600),
        assets={"BTC": _bitcoin(), "ETH": _ether()},
        market=market(),
        feeds=feeds(),
    )


def empty_board() -> b.Board:
    """The first moment: nothing delivered, every feed connecting."""
    connecting = tuple(msgspec.structs.replace(feed, state="connecting", age_s=None) for feed in feeds())
    return msgspec.structs.replace(_without_data(rich_board()), feeds=connecting)


def blocked_board() -> b.Board:
    """No venue answers this address."""
    reason = "451: this region is not served"
    blocked = tuple(
        msgspec.structs.replace(feed, state="blocked", age_s=None, reason=reason, retries=3) for feed in feeds()
    )
    return msgspec.structs.replace(_without_data(rich_board()), feeds=blocked)


def silent_board() -> b.Board:
    """Nobody answers, because the network is down: it is tried again and again."""
    down = tuple(
        msgspec.structs.replace(feed, state="backoff", age_s=None, reason="no such host name (DNS)", retries=5)
        for feed in feeds()
    )
    return msgspec.structs.replace(_without_data(rich_board()), feeds=down)


def stale_board() -> b.Board:
    """It all came once, eleven minutes ago."""
    board = rich_board()
    stale = tuple(msgspec.structs.replace(feed, state="stale", age_s=660.0, reason="silent") for feed in feeds())
    assets = {name: _aged(part, 660.0) for name, part in board.assets.items()}
    old = msgspec.structs.replace(market(), age_s=1800.0)
    return msgspec.structs.replace(board, assets=assets, market=old, feeds=stale)


def partial_board() -> b.Board:
    """OKX is blocked, Hyperliquid is in backoff; what is known of the rest stands."""
    board = rich_board()
    lost = {"okx": ("blocked", "403: region"), "hyperliquid": ("backoff", "timeout")}
    states = tuple(
        msgspec.structs.replace(feed, state=lost[feed.venue][0], reason=lost[feed.venue][1], age_s=None, retries=4)
        if feed.venue in lost
        else feed
        for feed in board.feeds
    )
    assets = {name: _without_venues(part, set(lost)) for name, part in board.assets.items()}
    return msgspec.structs.replace(board, assets=assets, feeds=states)


def quiet_board() -> b.Board:
    """Feeds that live and bring nothing: an asset that nobody lists."""
    return msgspec.structs.replace(_without_data(rich_board()), feeds=feeds())


def _without_data(board: b.Board) -> b.Board:
    blank = b.AssetBoard(
        price=b.Price(),
        drawdown=b.Drawdown(),
        levels=(),
        weekly=b.Weekly(closes_at_ms=CLOSES_MS, closes_in_s=108_873),
        liquidations=b.Liquidations(),
        open_interest=b.OpenInterestBoard(),
        funding=b.FundingBoard(),
        basis=b.Basis(),
        options=b.Options(),
        chart=b.Chart(),
    )
    unknown = b.Market(notes={"cap_usd": "waiting for market cap", "etf": "waiting for etf flows"})
    return msgspec.structs.replace(board, assets=dict.fromkeys(board.assets, blank), market=unknown)


def _aged(part: b.AssetBoard, age_s: float) -> b.AssetBoard:
    replace = msgspec.structs.replace
    price, interest, funding = part.price, part.open_interest, part.funding
    return replace(
        part,
        price=replace(price, venues=tuple(replace(each, age_s=age_s) for each in price.venues)),
        open_interest=replace(interest, venues=tuple(replace(each, age_s=age_s) for each in interest.venues)),
        funding=replace(funding, contracts=tuple(replace(each, age_s=age_s) for each in funding.contracts)),
        options=replace(part.options, age_s=age_s),
    )


def _without_venues(part: b.AssetBoard, lost: set[str]) -> b.AssetBoard:
    replace = msgspec.structs.replace
    return replace(
        part,
        price=replace(part.price, venues=tuple(each for each in part.price.venues if each.venue not in lost)),
        liquidations=replace(
            part.liquidations, venues=tuple(each for each in part.liquidations.venues if each.venue not in lost)
        ),
        open_interest=replace(
            part.open_interest,
            venues=tuple(each for each in part.open_interest.venues if each.venue not in lost),
            deleveraging="unknown",
            quadrant=None,
            coin_change_24h_pct=None,
            notes={"coin_change_24h_pct": "OKX and Hyperliquid are missing"},
        ),
        funding=replace(
            part.funding, contracts=tuple(each for each in part.funding.contracts if each.venue not in lost)
        ),
    )


def _bitcoin() -> b.AssetBoard:
    return b.AssetBoard(
        price=_price(104_212.0, -2.81),
        drawdown=b.Drawdown(high_usd=126_000, high_on="2025-10-06 (yours)", pct=-17.29),
        levels=(
            b.Level(
                price_usd=107_000, kind="weekly_close", label="weekly close", distance_pct=-2.61, state="wick",
                closes="weekly", touches=2, deepest_usd=103_908, then_usd=(98_400, 72_000),
            ),
            b.Level(
                price_usd=105_000, to_usd=107_500, kind="support", label="S1 zone", distance_pct=-0.75,
                state="confirmed", touches=3, deepest_usd=103_908,
            ),
            b.Level(
                price_usd=103_000, kind="support", label="50-week area", distance_pct=1.18, state="armed", touches=0,
            ),
        ),
        weekly=b.Weekly(
            closes_at_ms=CLOSES_MS, closes_in_s=108_873, sma50_completed_usd=102_981, sma50_running_usd=103_006,
            trigger_usd=102_664, distance_pct=1.51, sigma=0.52, close_below_share=0.31, weeks=110,
        ),
        liquidations=_liquidations("BTC", 1_310_000_000.0, 104_180.0),
        open_interest=_open_interest(104_212.0),
        funding=_funding("BTC"),
        basis=_basis("BTC"),
        options=_options(104_212.0),
        chart=_chart(104_212.0, 121_500.0, 103_000.0),
        past=_past("BTC", 243_000.0),
    )  # fmt: skip


def _ether() -> b.AssetBoard:
    bitcoin = _bitcoin()
    return msgspec.structs.replace(
        bitcoin,
        price=_price(3_412.4, -4.92),
        drawdown=b.Drawdown(high_usd=4_955, high_on="2025-08-24 (binance high)", pct=-31.13),
        levels=(
            b.Level(price_usd=3_100, kind="support", label="threshold", distance_pct=10.08, state="armed", touches=0),
        ),
        weekly=msgspec.structs.replace(
            bitcoin.weekly, sma50_completed_usd=3_021.0, sma50_running_usd=3_030.0, trigger_usd=3_013.0,
            distance_pct=13.3, sigma=2.4, close_below_share=0.01,
        ),
        liquidations=_liquidations("ETH", 572_000_000.0, 3_408.0),
        open_interest=_open_interest(3_412.4, 0.55),
        funding=_funding("ETH", 0.8),
        basis=_basis("ETH"),
        options=_options(3_412.4, 14.0),
        chart=_chart(3_412.4, 4_300.0, 3_020.0),
        past=_past("ETH", 4_080_000.0),
    )  # fmt: skip


def _price(usd: float, change_pct: float) -> b.Price:
    offsets = {"binance": 0.0, "bybit": 0.0001, "okx": -0.0001, "coinbase": 0.0002, "kraken": -0.0002}
    return b.Price(
        usd=usd,
        change_24h_pct=change_pct,
        change_from_usd=usd / (1 + change_pct / 100),
        change_to_usd=usd,
        spread_pct=0.04,
        venues=tuple(
            b.PriceVenue(venue=venue, usd=usd * (1 + offset), quote="USDT", age_s=0.4 + index / 10)
            for index, (venue, offset) in enumerate(offsets.items())
        ),
    )


def _liquidations(asset: str, total_usd: float, near_usd: float) -> b.Liquidations:
    parts: dict[str, tuple[float, float, Literal["full", "sampled"]]] = {
        "binance": (0.31, 0.79, "sampled"),
        "bybit": (0.42, 0.75, "full"),
        "okx": (0.24, 0.74, "full"),
        "deribit": (0.03, 0.70, "full"),
    }
    return b.Liquidations(
        observed_s=63_600,
        total_usd=total_usd,
        long_usd=total_usd * 0.76,
        short_usd=total_usd * 0.24,
        long_share=0.76,
        count=18_240,
        largest=_print(asset, 0, near_usd, 12_400_000.0),
        venues=tuple(
            b.LiquidationVenue(
                venue=venue, total_usd=total_usd * part, long_share=long_share, completeness=kind, observed_s=63_600
            )
            for venue, (part, long_share, kind) in parts.items()
        ),
        windows=tuple(
            b.LiquidationWindow(
                window_s=window_s, total_usd=total_usd * part, long_usd=total_usd * part * 0.76,
                short_usd=total_usd * part * 0.24, long_share=0.76, count=int(18_240 * part),
            )
            for window_s, part in ((3_600, 0.04), (14_400, 0.17), (86_400, 1.0))
        ),
        bursts=tuple(
            b.Burst(
                start_ms=AS_OF_MS - (90 + 200 * index) * 60_000, end_ms=AS_OF_MS - (78 + 200 * index) * 60_000,
                usd=total_usd * part, long_share=0.94, count=2_140, from_usd=near_usd * 1.021, to_usd=near_usd * 1.004,
                move_pct=-1.67,
            )
            for index, part in enumerate((0.19, 0.08))
        ),
        implied_usd=total_usd * 1.7,
        implied_venues=("binance", "okx"),
        tape=tuple(
            _print(asset, index, near_usd * (1 + index % 7 / 4_000), 9_000.0 * 1.13 ** ((index * 37) % 60))
            for index in range(40)
        ),
    )  # fmt: skip


def _print(asset: str, index: int, price_usd: float, usd: float) -> b.Print:
    venue = ("binance", "bybit", "okx", "bybit", "deribit")[index % 5]
    symbol = {"okx": f"{asset}-USDT-SWAP", "deribit": f"{asset}-PERPETUAL"}.get(venue, f"{asset}USDT")
    return b.Print(
        at_ms=AS_OF_MS - index * 7_300, venue=venue, symbol=symbol, asset=asset,
        hurt="short" if index % 4 == 2 else "long", usd=usd, price_usd=price_usd,
    )  # fmt: skip


def _open_interest(price_usd: float, scale: float = 1.0) -> b.OpenInterestBoard:
    parts = {"binance": (9.1e9, -2.1, 0.7), "bybit": (6.2e9, -3.4, -0.6), "okx": (4.4e9, -2.2, 0.6),
             "hyperliquid": (3.1e9, -4.4, -1.6), "deribit": (2.5e9, -1.9, 0.9)}  # fmt: skip
    return b.OpenInterestBoard(
        usd=25.3e9 * scale,
        coin=25.3e9 * scale / price_usd,
        change_24h_pct=-2.7,
        coin_change_24h_pct=0.11,
        change_1h_pct=-0.42,
        coin_change_1h_pct=-0.05,
        price_effect_usd=-731e6,
        coin_effect_usd=29e6,
        deleveraging="no",
        quadrant="no clear move",
        venues=tuple(
            b.OpenInterestVenue(
                venue=venue, usd=usd, coin=usd / price_usd, age_s=4.0 + index * 3, change_24h_pct=change,
                coin_change_24h_pct=coin_change, change_share=1.0, then_usd=usd / (1 + change / 100),
                then_coin=usd / price_usd / (1 + coin_change / 100),
            )
            for index, (venue, (whole, change, coin_change)) in enumerate(parts.items())
            for usd in (whole * scale,)
        ),
        change_venues=("binance", "bybit", "okx", "deribit"),
    )  # fmt: skip


def _funding(asset: str, scale: float = 1.0) -> b.FundingBoard:
    rows: tuple[tuple[str, str, float, float, str], ...] = (
        ("binance", f"{asset}USDT", 5.10, 8, "predicted"),
        ("binance", f"{asset}USD_PERP", 4.62, 8, "predicted"),
        ("bybit", f"{asset}USDT", 4.41, 8, "predicted"),
        ("okx", f"{asset}-USDT-SWAP", 6.02, 8, "predicted"),
        ("okx", f"{asset}-USD-SWAP", -1.20, 8, "predicted"),
        ("deribit", f"{asset}-PERPETUAL", 8.77, 8, "continuous"),
        ("hyperliquid", asset, 9.24, 1, "predicted"),
    )
    return b.FundingBoard(
        apr_pct=5.62 * scale,
        apr_min_pct=4.1,
        apr_max_pct=9.24,
        apr_min_venue="okx",
        apr_max_venue="hyperliquid",
        paid_next_usd=1_910_000,
        next_ms=AS_OF_MS + 14 * 60_000,
        next_in_s=14 * 60,
        next_usd=1_910_000,
        next_venues=("hyperliquid",),
        predicted_apr_pct=5.41 * scale,
        settled_apr_pct=4.87 * scale,
        continuous_apr_pct=8.77 * scale,
        baseline_distance_pct=5.62 * scale - 10.95,
        percentile_share=0.38,
        percentile_contract=f"binance {asset}USDT",
        percentile_days=61.0,
        contracts=tuple(
            b.FundingContract(
                venue=venue, symbol=symbol, rate=apr / 100 * hours / 8760, interval_h=hours, apr_pct=apr,
                kind="continuous" if kind == "continuous" else "predicted",
                next_ms=None if kind == "continuous" else AS_OF_MS + (38 if hours == 8 else 14) * 60_000,
                oi_usd=8.4e9 / (index + 1), age_s=3.0 + index,
                settled_apr_pct=apr - 0.4 if venue == "binance" else None,
                settled_ms=AS_OF_MS - 3 * HOUR_MS if venue == "binance" else None,
            )
            for index, (venue, symbol, whole, hours, kind) in enumerate(rows)
            for apr in (whole * scale,)
        ),
    )  # fmt: skip


def _basis(asset: str) -> b.Basis:
    rows = (
        ("deribit", "28NOV25", 20.0, 3.1),
        ("okx", "251226", 48.0, 3.4),
        ("binance", "251226", 48.0, 3.5),
        ("deribit", "26DEC25", 48.0, 3.45),
        ("deribit", "27MAR26", 139.0, 4.2),
        ("okx", "260327", 139.0, 4.25),
    )
    return b.Basis(
        apr_pct=3.62,
        rule="cm90",
        net_of_bill_pct=-0.48,
        over_funding_pct=-2.0,
        carry_words="basis 3.6%; -0.5% over the bill: not worth it; -2.0% over funding: perpetual pays more",
        curve=tuple(
            b.BasisPoint(
                venue=venue, symbol=f"{asset}-{expiry}", expiry_ms=AS_OF_MS + int(days * DAY_MS), days=days,
                apr_pct=apr, spread_pct=0.02 if index else 0.61,
            )
            for index, (venue, expiry, days, apr) in enumerate(rows)
        ),
    )  # fmt: skip


def _options(forward_usd: float, richer: float = 0.0) -> b.Options:
    tenors = ((6.6, 58.4), (13.6, 55.9), (20.6, 53.8), (34.6, 52.1), (48.6, 51.6), (82.6, 51.1), (139.6, 50.8),
              (230.6, 51.2))  # fmt: skip
    return b.Options(
        venue="deribit",
        venues=("deribit", "okx"),
        age_s=31.0,
        atm={"7": 58.1 + richer, "30": 52.4 + richer, "90": 51.0 + richer, "180": 50.9 + richer},
        backwardation="short",
        slope_7_30_vol=5.7,
        rr25_vol={"7": -7.9, "30": -4.2, "90": -1.8, "180": 0.4},
        skew_words="puts rich 4.2v",
        put_volume_share=0.42,
        put_oi_share=0.39,
        put_call_volume=0.72,
        put_call_oi=0.64,
        dvol_vol=52.3,
        dvol_percentile_share=0.81,
        dvol_rank_share=0.46,
        dvol_days=365,
        slope_noise_vol=0.31,
        slope_threshold_vol=0.62,
        put_premium_usd=118e6,
        call_premium_usd=142e6,
        put_premium_share=118 / 260,
        put_call_premium=118 / 142,
        realised_vol={"7": 61.0, "30": 45.1, "90": 43.8, "180": 42.0},
        implied_less_realised_vol={
            "7": -2.9 + richer, "30": 7.3 + richer, "90": 7.2 + richer, "180": 8.9 + richer,
        },
        gamma_usd_per_pct=-38.4e6,
        gamma_flip_usd=round(forward_usd * 1.041),
        expiries=tuple(
            b.OptionExpiry(
                expiry_ms=AS_OF_MS + int(days * DAY_MS), days=days, forward_usd=forward_usd * (1 + days * 0.0001),
                atm_vol=vol, rr25_vol=-9.0 + days**0.5 * 0.7, bf25_vol=1.1 + days * 0.004, oi_coin=21_000 + days * 300,
                volume_coin=4_200 - days * 12, max_pain_usd=round(forward_usd * 1.02, -1), forward_vol=vol - 1.5,
                gamma_usd_per_pct=-4.8e6,
                put10_vol=vol + 11.0 - days**0.5 * 0.5, put25_vol=vol + 5.6 + days * 0.004 - days**0.5 * 0.35,
                call25_vol=vol - 3.4 + days * 0.004 + days**0.5 * 0.35, call10_vol=vol - 2.0 + days**0.5 * 0.4,
                smile=_smile(forward_usd, vol),
                strikes=_strikes(forward_usd, days), strikes_held=48, put_oi_share=0.36 + 0.002 * days**0.5,
                put25_usd=round(forward_usd * (1 - 0.006 * days**0.5)),
                call25_usd=round(forward_usd * (1 + 0.008 * days**0.5)),
            )
            for days, vol in tenors
        ),
    )  # fmt: skip


def _strikes(forward_usd: float, days: float) -> tuple[b.StrikeInterest, ...]:
    """A strike each 2 % of the forward: puts below it, calls above it, more of both at every fifth."""
    rows: list[b.StrikeInterest] = []
    for place in range(-15, 16):
        size = (600 + days * 8) * (2.2 if place % 5 == 0 else 1.0) / (1 + (place / 7) ** 2)
        calls = size * (1.0 if place >= 0 else 0.25)
        puts = size * (0.2 if place > 0 else 0.9)
        rows.append(b.StrikeInterest(round(forward_usd * (1 + place * 0.02), -2), round(calls, 1), round(puts, 1)))
    return tuple(rows)


def _smile(forward_usd: float, atm_vol: float) -> tuple[tuple[float, float], ...]:
    steps = [0.7 + 0.03 * index for index in range(24)]
    return tuple((forward_usd * step, atm_vol + 55 * math.log(step) ** 2 - 14 * math.log(step)) for step in steps)


def _past(asset: str, coin: float) -> b.Past:
    """Strips of every timeframe with a gap in each, forced sums of a day, and the term structure of a day ago."""
    return b.Past(
        open_interest_coin=_strips(lambda at: round(coin * (1 + 0.02 * math.sin(at / 9)), 1)),
        open_interest_venues=dict.fromkeys(("1h", "4h", "1d", "1w"), ("binance", "bybit")),
        funding_apr_pct=_strips(lambda at: round(7 + 4 * math.sin(at / 5), 3)),
        funding_contract=f"binance {asset}USDT",
        basis_apr_pct=_strips(lambda at: round(4 + math.cos(at / 14), 3)),
        forced_long_usd=_strips(lambda at: 6e6 if at % 7 else 75e6, gap=range(70)),
        forced_short_usd=_strips(lambda at: 6e6 if at % 5 == 0 else 1e5, gap=range(70)),
        term_day_ago=tuple(
            TermPoint(expiry_ms=AS_OF_MS + int((days - 1) * DAY_MS), days=days, atm_vol=47.0 + days * 0.02)
            for days in (7.6, 14.6, 35.6, 83.6, 231.6)
        ),
        term_day_ago_ms=AS_OF_MS - DAY_MS,
    )


def _strips(value: Callable[[int], float], gap: range = range(60, 64)) -> dict[str, Strip]:
    """96 bars of each timeframe, a stretch of them unknown."""
    steps = {"1h": HOUR_MS, "4h": 4 * HOUR_MS, "1d": DAY_MS, "1w": WEEK_MS}
    return {
        name: Strip(
            first_ms=(week_start_ms(AS_OF_MS) if name == "1w" else AS_OF_MS - AS_OF_MS % step_ms) - 95 * step_ms,
            values=tuple(None if at in gap else value(at) for at in range(96)),
        )
        for name, step_ms in steps.items()
    }


def _chart(last_usd: float, first_usd: float, average_usd: float) -> b.Chart:
    bars = {
        "1h": _bars(last_usd, last_usd * 1.03, HOUR_MS, 200, 0.004),
        "4h": _bars(last_usd, last_usd * 1.08, 4 * HOUR_MS, 180, 0.008),
        "1d": _bars(last_usd, first_usd, DAY_MS, 160, 0.017),
        "1w": _bars(last_usd, first_usd * 0.75, WEEK_MS, 110, 0.04),
    }
    week = week_start_ms(AS_OF_MS)
    averages = tuple((week - index * WEEK_MS, average_usd * (1 - 0.009 * index)) for index in reversed(range(60)))
    return b.Chart(venue="binance", bars=bars, sma50_weekly=averages)


def _bars(last_usd: float, first_usd: float, step_ms: int, count: int, swing: float) -> tuple[b.CandleRow, ...]:
    """A path from first to last that wobbles by a fixed rule."""
    closes = [
        first_usd
        + (last_usd - first_usd) * index / (count - 1)
        + first_usd * swing * (math.sin(index * 0.9) + math.sin(index * 0.23) * 2) * (1 - index / (count - 1))
        for index in range(count)
    ]
    newest = AS_OF_MS - AS_OF_MS % step_ms if step_ms != WEEK_MS else week_start_ms(AS_OF_MS)
    rows: list[b.CandleRow] = []
    for index, close in enumerate(closes):
        opened = closes[index - 1] if index else first_usd
        wick = first_usd * swing * 0.45 * (1 + index % 3) / 3
        rows.append(
            b.CandleRow(
                newest - (count - 1 - index) * step_ms, opened, max(opened, close) + wick, min(opened, close) - wick,
                close,
            )
        )  # fmt: skip
    return tuple(rows)
