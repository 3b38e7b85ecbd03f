"""The scenarios are the situations that they say they are, at every seed and on every day of the week."""

from collections import defaultdict

import numpy as np
import pytest

from tests.paper.market import START_MS, StandingClock, index_vol_now, make_world
from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS
from tui.paper.contract import Contract, ForcedOrder
from tui.paper.world import World

MONDAY_OFFSET_MS = 4 * DAY_MS
DERIVATIVE_VENUES = ("binance", "bybit", "okx", "deribit", "hyperliquid", "krakenfutures", "bitget", "gate")
PAST_VENUES = ("okx", "gate", "deribit")
LIVE_VENUES = ("binance", "bybit", "okx", "gate", "deribit", "krakenfutures")
STARTS = [
    START_MS,
    START_MS + 2 * DAY_MS,
    1_762_732_799_999,  # the last millisecond of a week
    1_762_732_800_000,  # Monday, 00:00
    1_766_736_000_000,  # the moment of a quarter's expiry
    1_795_371_354_000,
]


@pytest.fixture(scope="module")
def brief() -> World:
    return make_world("brief")


def derivatives(world: World, asset: str) -> list[Contract]:
    return [
        contract
        for venue in DERIVATIVE_VENUES
        for kind in ("perpetual", "future")
        for contract in world.contracts(venue, kind, asset)
    ]


def day_behind(world: World) -> list[ForcedOrder]:
    return [order for venue in PAST_VENUES for order in world.forced_orders(venue, world.now_ms() - DAY_MS)]


@pytest.mark.parametrize("start_ms", STARTS)
@pytest.mark.parametrize("seed", [1, 7, 99])
def test_the_50_week_average_is_just_under_the_price(seed: int, start_ms: int) -> None:
    world = make_world("brief", seed=seed, clock=StandingClock(start_ms))
    contract = world.contract("binance", "BTCUSDT", "spot")
    assert contract is not None
    weeks = world.candles(contract, WEEK_MS, limit=51, offset_ms=MONDAY_OFFSET_MS)
    assert len(weeks) == 51
    assert weeks[-1].open_ms <= start_ms < weeks[-1].open_ms + WEEK_MS
    assert 102_900 <= np.mean([week.close_usd for week in weeks[:-1]]) <= 103_100
    assert world.price_usd("BTC") == pytest.approx(106_300, rel=1e-9)


@pytest.mark.parametrize("seed", [1, 7, 99])
def test_the_high_is_reached_once_a_month_ago(seed: int) -> None:
    world = make_world("brief", seed=seed)
    contract = world.contract("coinbase", "BTC-USD")
    assert contract is not None
    days = world.candles(contract, DAY_MS, limit=500)
    highest = max(days, key=lambda day: day.high_usd)
    assert highest.high_usd == pytest.approx(126_000, abs=30)
    assert 29 <= (START_MS - highest.open_ms) / DAY_MS <= 31


def test_ether_fell_25_6_percent_from_its_high_of_30_days_ago(brief: World) -> None:
    contract = brief.contract("coinbase", "ETH-USD")
    assert contract is not None
    month = brief.candles(contract, HOUR_MS, since_ms=START_MS - 31 * DAY_MS, limit=1_000)
    now = brief.state(contract).last_usd
    assert 3_900 < now < 4_000
    assert (now / max(hour.high_usd for hour in month) - 1) * 100 == pytest.approx(-25.6, abs=0.05)


def test_liquidations_of_the_day_behind(brief: World) -> None:
    orders = day_behind(brief)
    total = sum(order.usd for order in orders)
    by_asset: dict[str, float] = defaultdict(float)
    for order in orders:
        by_asset[order.contract.asset] += order.usd
    assert total == pytest.approx(1.7e9, rel=1e-3)
    assert sum(order.usd for order in orders if order.hurt_long) / total == pytest.approx(0.76, abs=1e-3)
    assert sorted(by_asset, key=by_asset.__getitem__, reverse=True)[:2] == ["ETH", "BTC"]
    assert by_asset["ETH"] == pytest.approx(572e6, rel=1e-3)
    assert set(by_asset) == {"BTC", "ETH", "SOL", "XRP", "DOGE", "AVAX", "LINK"}


def test_only_venues_with_a_past_have_one(brief: World) -> None:
    assert brief.forced_orders("binance", START_MS - DAY_MS) == []
    assert brief.forced_orders("bybit", START_MS - DAY_MS) == []
    okx, gate = (brief.forced_orders(venue, START_MS - DAY_MS) for venue in ("okx", "gate"))
    # OKX answers for the watched coins, Gate for all of its contracts at once.
    assert {order.contract.asset for order in okx} == {"BTC", "ETH"}
    assert {order.contract.asset for order in gate} == {"BTC", "ETH", "SOL", "XRP", "DOGE", "AVAX", "LINK"}
    assert 700 < len(okx) < 1_500
    assert {order.contract.asset for order in brief.forced_orders("deribit", START_MS - DAY_MS)} == {"BTC", "ETH"}


def test_open_interest_fell_in_dollars_and_in_coin(brief: World) -> None:
    contracts = derivatives(brief, "BTC")
    now = [brief.open_interest_at(contract, START_MS) for contract in contracts]
    before = [brief.open_interest_at(contract, START_MS - DAY_MS) for contract in contracts]
    assert sum(point.usd for point in now) == pytest.approx(25.3e9, rel=1e-3)
    assert sum(point.usd for point in before) == pytest.approx(26.0e9, rel=1e-3)
    coin_change = sum(point.coin for point in now) / sum(point.coin for point in before) - 1
    # The price explains 1.4 of the 2.7 percent, so the rest was closed.
    assert coin_change * 100 == pytest.approx((25.3 / 26.0 / (1 - 0.014) - 1) * 100, abs=0.05)
    assert coin_change < -0.01


@pytest.mark.parametrize("asset", ["BTC", "ETH"])
def test_funding_is_between_4_and_9_percent(brief: World, asset: str) -> None:
    states = [brief.state(contract) for contract in derivatives(brief, asset) if contract.kind == "perpetual"]
    assert len({state.contract.venue for state in states}) == len(DERIVATIVE_VENUES)
    for state in states:
        assert state.funding_rate is not None
        assert state.funding_apr_pct is not None
        assert 4 < state.funding_apr_pct < 9
        hours = state.contract.funding_interval_h or 8
        assert state.funding_rate * 8760 / hours * 100 == pytest.approx(state.funding_apr_pct)


@pytest.mark.parametrize("venue", ["binance", "bybit", "okx", "deribit"])
@pytest.mark.parametrize("asset", ["BTC", "ETH"])
def test_the_three_month_basis_is_between_3_and_4_percent(brief: World, venue: str, asset: str) -> None:
    curve = []
    for contract in brief.contracts(venue, "future", asset):
        state = brief.state(contract)
        assert contract.expiry_ms is not None
        days = (contract.expiry_ms - START_MS) / DAY_MS
        curve.append((days, (state.mark_usd / state.index_usd - 1) * 365 / days * 100))
    days_out, apr_pct = zip(*sorted(curve), strict=True)
    assert days_out[0] < 90 < days_out[-1]
    assert 3 < np.interp(90, days_out, apr_pct) < 4


@pytest.mark.parametrize("asset", ["BTC", "ETH"])
@pytest.mark.parametrize("venue", ["deribit", "okx", "bybit"])
def test_volatility_is_inverted_and_puts_are_rich(brief: World, venue: str, asset: str) -> None:
    by_days = {round(days): (atm, skew) for days, atm, skew in term_structure(brief, venue, asset)}
    week, month, quarter = (by_days[nearest(by_days, days)] for days in (7, 30, 90))
    assert week[0] - month[0] > 2
    assert 0 < month[0] - quarter[0] < 6
    assert all(-9 < skew < -2 for _, skew in by_days.values())


@pytest.mark.parametrize("asset", ["BTC", "ETH"])
@pytest.mark.parametrize("venue", ["deribit", "okx", "bybit"])
def test_calls_are_58_percent_of_the_volume(brief: World, venue: str, asset: str) -> None:
    chain = brief.option_chain(venue, asset)
    puts = sum(option.volume_24h_coin for option in chain if not option.contract.is_call)
    assert puts / sum(option.volume_24h_coin for option in chain) == pytest.approx(0.42, abs=1e-3)


@pytest.mark.parametrize(("scenario", "low", "high"), [("brief", 0.8, 0.95), ("calm", 0.1, 0.25)])
def test_the_volatility_index_stands_at_its_percentile(scenario: str, low: float, high: float) -> None:
    world = make_world(scenario)
    closes = [bar.close_vol for bar in world.volatility_index("BTC", DAY_MS, START_MS - 365 * DAY_MS, START_MS)]
    now = index_vol_now(world, "BTC")
    assert len(closes) == 365
    assert closes[-1] == now
    assert low < np.mean([close < now for close in closes]) < high


def test_brief_goes_on_with_one_or_two_liquidations_a_second() -> None:
    clock = StandingClock()
    world = make_world("brief", clock=clock)
    clock.at_ms += HOUR_MS
    orders = [order for venue in LIVE_VENUES for order in world.forced_orders(venue, START_MS)]
    assert 1 < len(orders) / 3600 < 2.2
    longs = sum(order.usd for order in orders if order.hurt_long)
    assert 0.6 < longs / sum(order.usd for order in orders) < 0.9
    assert {order.contract.kind for order in orders} == {"perpetual", "future"}


def test_calm_stays_in_its_range_with_volatility_in_contango() -> None:
    world = make_world("calm")
    prices = [world.price_usd("BTC", START_MS + minute * MINUTE_MS) for minute in range(0, 24 * 60, 5)]
    assert 0.985 * 112_400 < min(prices) < max(prices) < 1.015 * 112_400
    atm = [atm for days, atm, _ in term_structure(world, "deribit", "BTC") if days > 5]
    assert atm == sorted(atm)
    assert sum(order.usd for order in day_behind(world)) < 200e6


def test_cascade_loses_the_line_and_the_market_follows() -> None:
    clock = StandingClock()
    world = make_world("cascade", clock=clock)
    perpetual = world.contract("bybit", "BTCUSDT", "perpetual")
    assert perpetual is not None
    start = world.state(perpetual)
    start_vol = index_vol_now(world, "BTC")
    assert start.mark_usd > 103_000
    clock.at_ms += 25 * MINUTE_MS
    then = world.state(perpetual)
    then_vol = index_vol_now(world, "BTC")
    assert then.mark_usd < 99_000
    assert then.open_interest_coin < 0.9 * start.open_interest_coin
    assert then.funding_rate is not None
    assert then.funding_rate < 0
    assert then_vol > start_vol + 3
    # Minute by minute, so that each minute's orders are made once for all venues.
    minutes = range(START_MS, START_MS + 25 * MINUTE_MS, MINUTE_MS)
    orders = [
        order
        for start in minutes
        for venue in LIVE_VENUES
        for order in world.forced_orders(venue, start, start + MINUTE_MS)
    ]
    a_second: dict[int, int] = defaultdict(int)
    for order in orders:
        a_second[order.at_ms // 1000] += 1
    assert max(a_second.values()) > 200
    assert sum(order.usd for order in orders if order.hurt_long) > 0.8 * sum(order.usd for order in orders)


def term_structure(world: World, venue: str, asset: str) -> list[tuple[float, float, float]]:
    """(days, ATM volatility, 25-delta call minus put) of every expiry of at least two days."""
    chain = world.option_chain(venue, asset)
    found = []
    for expiry_ms in sorted({option.contract.expiry_ms or 0 for option in chain}):
        days = (expiry_ms - START_MS) / DAY_MS
        if days < 2:
            continue
        calls = [option for option in chain if option.contract.expiry_ms == expiry_ms and option.contract.is_call]
        puts = [option for option in chain if option.contract.expiry_ms == expiry_ms and not option.contract.is_call]
        strikes = [option.contract.strike_usd or 0.0 for option in calls]
        atm = float(np.interp(calls[0].underlying_usd, strikes, [option.mark_vol for option in calls]))
        call = np.interp(-0.25, [-option.delta for option in calls], [option.mark_vol for option in calls])
        put = np.interp(0.25, [-option.delta for option in puts], [option.mark_vol for option in puts])
        found.append((days, atm, float(call - put)))
    return found


def nearest(by_days: dict[int, tuple[float, float]], days: int) -> int:
    return min(by_days, key=lambda known: abs(known - days))
