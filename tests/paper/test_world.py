"""The world agrees with itself: bars with prices, dollars with coin, options with each other, runs with runs."""

from collections import Counter
from itertools import islice, pairwise

import pytest

from tests.paper.market import SEED, START_MS, StandingClock, make_world
from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS
from tui.paper.contract import Bar, Contract, ForcedOrder
from tui.paper.forced import ForcedOrders
from tui.paper.world import World

VENUES = (
    "binance",
    "bybit",
    "okx",
    "deribit",
    "hyperliquid",
    "coinbase",
    "kraken",
    "krakenfutures",
    "bitget",
    "gate",
)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def world(clock: StandingClock) -> World:
    return make_world("brief", clock=clock)


def spot(world: World, venue: str = "binance", id: str = "BTCUSDT") -> Contract:
    contract = world.contract(venue, id, "spot")
    assert contract is not None
    return contract


def aggregated(bars: list[Bar], open_ms: int) -> tuple[float, float, float, float]:
    return bars[0].open_usd, max(b.high_usd for b in bars), min(b.low_usd for b in bars), bars[-1].close_usd


def prices(bar: Bar) -> tuple[float, float, float, float]:
    return bar.open_usd, bar.high_usd, bar.low_usd, bar.close_usd


@pytest.mark.parametrize("later_ms", [0, 90_000, 7 * HOUR_MS + 1_234, 26 * HOUR_MS])
@pytest.mark.parametrize("steps", [(DAY_MS, HOUR_MS), (HOUR_MS, 5 * MINUTE_MS), (5 * MINUTE_MS, MINUTE_MS)])
def test_bars_are_made_of_shorter_bars(
    clock: StandingClock, world: World, steps: tuple[int, int], later_ms: int
) -> None:
    clock.at_ms += later_ms
    long_ms, short_ms = steps
    contract = spot(world)
    for bar in world.candles(contract, long_ms, limit=4):
        shorter = world.candles(contract, short_ms, since_ms=bar.open_ms, until_ms=bar.open_ms + long_ms - 1)
        assert shorter[0].open_ms == bar.open_ms
        assert prices(bar) == pytest.approx(aggregated(shorter, bar.open_ms), abs=contract.tick_usd * 1.01)
        assert sum(short.volume_coin for short in shorter) == pytest.approx(bar.volume_coin, rel=1e-6)


@pytest.mark.parametrize("start_ms", [START_MS, START_MS - START_MS % DAY_MS, START_MS - START_MS % (5 * MINUTE_MS)])
@pytest.mark.parametrize("later_ms", [0, 3 * HOUR_MS + 777])
def test_bars_follow_each_other_without_gaps(start_ms: int, later_ms: int) -> None:
    clock = StandingClock(start_ms)
    world = make_world("brief", clock=clock)
    clock.at_ms += later_ms
    for step_ms, limit in ((MINUTE_MS, 700), (HOUR_MS, 500), (DAY_MS, 500)):
        bars = world.candles(spot(world), step_ms, limit=limit)
        assert len(bars) == limit
        assert bars[-1].open_ms <= clock.at_ms < bars[-1].open_ms + step_ms
        for before, after in pairwise(bars):
            assert after.open_ms - before.open_ms == step_ms
            assert after.open_usd == pytest.approx(before.close_usd, abs=0.11)
            assert after.low_usd <= min(after.open_usd, after.close_usd) <= max(after.open_usd, after.close_usd)
            assert max(after.open_usd, after.close_usd) <= after.high_usd
            assert after.volume_coin > 0 or after is bars[-1]


def test_bars_are_asked_for_by_time(world: World) -> None:
    contract = spot(world)
    since_ms = START_MS - 100 * DAY_MS
    first = world.candles(contract, DAY_MS, since_ms=since_ms, limit=10)
    assert len(first) == 10
    assert since_ms <= first[0].open_ms < since_ms + DAY_MS
    until = world.candles(contract, DAY_MS, until_ms=START_MS - 50 * DAY_MS, limit=10)
    assert len(until) == 10
    assert START_MS - 51 * DAY_MS < until[-1].open_ms <= START_MS - 50 * DAY_MS
    assert world.candles(contract, DAY_MS, since_ms=START_MS + DAY_MS) == []
    assert len(world.candles(contract, DAY_MS, limit=2_000)) == 520


def test_weeks_open_where_they_are_asked_to(world: World) -> None:
    for offset_ms in (0, 4 * DAY_MS, 4 * DAY_MS + 16 * HOUR_MS):
        weeks = world.candles(spot(world), WEEK_MS, limit=10, offset_ms=offset_ms)
        assert len(weeks) == 10
        assert all((week.open_ms - offset_ms) % WEEK_MS == 0 for week in weeks)


@pytest.mark.parametrize("later_ms", [0, 1_000, 3 * HOUR_MS, 30 * HOUR_MS])
def test_the_last_bar_and_the_24_hours_agree_with_the_price(clock: StandingClock, world: World, later_ms: int) -> None:
    clock.at_ms += later_ms
    for venue, id in (("binance", "BTCUSDT"), ("coinbase", "ETH-USD"), ("kraken", "XXBTZUSD")):
        contract = spot(world, venue, id)
        state = world.state(contract)
        assert world.candles(contract, MINUTE_MS, limit=1)[0].close_usd == state.last_usd
        day_ago = world.candles(contract, MINUTE_MS, since_ms=clock.at_ms - DAY_MS - MINUTE_MS, limit=1)[0]
        assert day_ago.low_usd - 0.2 <= state.open_24h_usd <= day_ago.high_usd + 0.2
        assert state.change_24h_pct == pytest.approx((state.last_usd / state.open_24h_usd - 1) * 100)
        assert state.low_24h_usd <= state.last_usd <= state.high_24h_usd
        hours = world.candles(contract, HOUR_MS, limit=24)
        assert state.volume_24h_coin == pytest.approx(sum(hour.volume_coin for hour in hours), rel=0.15)


def test_quotes_are_sane_everywhere(world: World) -> None:
    for venue in VENUES:
        for contract in world.contracts(venue):
            if contract.kind == "option":
                continue
            state = world.state(contract)
            assert 0 < state.bid_usd < state.ask_usd
            assert state.last_usd in (state.bid_usd, state.ask_usd)
            assert (state.ask_usd - state.bid_usd) / state.bid_usd < 0.001
            assert state.last_usd == pytest.approx(state.mark_usd, abs=contract.tick_usd)
            assert (state.open_interest_coin > 0) == (contract.kind != "spot")
            assert state.open_interest_usd == pytest.approx(state.open_interest_coin * state.mark_usd)
            assert (state.funding_rate is not None) == (contract.kind == "perpetual")


def test_contracts_have_one_identity(world: World) -> None:
    for venue in VENUES:
        listed = world.contracts(venue)
        identities = Counter((contract.kind, contract.id) for contract in listed)
        assert set(identities.values()) == {1}
        for contract in listed[:40]:
            assert world.contract(venue, contract.id, contract.kind) is contract
    assert world.contract("binance", "NOPE") is None
    assert world.contracts("bitmex") == []


def test_lists_change_when_contracts_expire(clock: StandingClock, world: World) -> None:
    front = min(world.contracts("okx", "future", "BTC"), key=lambda contract: contract.expiry_ms or 0)
    assert front.expiry_ms is not None
    before = sum(world.state(contract).open_interest_usd for contract in world.contracts("okx", "future", "BTC"))
    clock.at_ms = front.expiry_ms - 1_000
    assert front in world.contracts("okx", "future", "BTC")
    clock.at_ms = front.expiry_ms
    after = world.contracts("okx", "future", "BTC")
    assert front not in after
    assert all((contract.expiry_ms or 0) > clock.at_ms for contract in world.contracts("deribit", "option", "BTC"))
    assert sum(world.state(contract).open_interest_usd for contract in after) == pytest.approx(before, rel=0.5)


def test_open_interest_history_ends_now(world: World) -> None:
    contract = world.contract("binance", "BTCUSDT", "perpetual")
    assert contract is not None
    points = world.open_interest_history(contract, HOUR_MS)
    assert 718 <= len(points) <= 721
    assert all(after.at_ms - before.at_ms == HOUR_MS for before, after in pairwise(points))
    assert points[-1].at_ms == START_MS - START_MS % HOUR_MS
    assert points[-1].coin == pytest.approx(world.state(contract).open_interest_coin, rel=0.01)
    assert all(abs(after.coin / before.coin - 1) < 0.02 for before, after in pairwise(points))
    assert [point.at_ms for point in world.open_interest_history(contract, HOUR_MS, limit=3)] == [
        point.at_ms for point in points[-3:]
    ]


def test_funding_is_paid_at_whole_intervals(world: World) -> None:
    contract = world.contract("okx", "ETH-USDT-SWAP")
    assert contract is not None
    next_ms = world.state(contract).funding_next_ms
    assert next_ms is not None
    assert START_MS < next_ms <= START_MS + 8 * HOUR_MS
    assert next_ms % (8 * HOUR_MS) == 0
    paid = world.funding_history(contract, limit=5)
    assert [point.at_ms for point in paid] == [next_ms - 8 * HOUR_MS * number for number in range(5, 0, -1)]
    continuous = world.contract("deribit", "BTC-PERPETUAL")
    assert continuous is not None
    assert world.state(continuous).funding_next_ms is None


@pytest.mark.parametrize("venue", ["deribit", "okx", "bybit"])
@pytest.mark.parametrize("asset", ["BTC", "ETH"])
def test_chains_are_whole_and_without_arbitrage(world: World, venue: str, asset: str) -> None:
    chain = world.option_chain(venue, asset)
    assert {option.contract.id for option in chain} == {c.id for c in world.contracts(venue, "option", asset)}
    by_expiry = Counter(option.contract.expiry_ms for option in chain)
    assert len(by_expiry) >= 9
    assert max(by_expiry.values()) >= 120
    for expiry_ms in by_expiry:
        calls = [option for option in chain if option.contract.expiry_ms == expiry_ms and option.contract.is_call]
        puts = [option for option in chain if option.contract.expiry_ms == expiry_ms and not option.contract.is_call]
        strikes = [option.contract.strike_usd or 0.0 for option in calls]
        assert strikes == sorted(set(strikes)) == [option.contract.strike_usd for option in puts]
        assert strikes[0] < calls[0].underlying_usd < strikes[-1]
        for strike, call, put in zip(strikes, calls, puts, strict=True):
            assert call.mark_usd - put.mark_usd == pytest.approx(call.underlying_usd - strike, abs=0.01)
            assert call.delta - put.delta == pytest.approx(1)
            assert 0 <= call.delta <= 1
            assert call.mark_vol == put.mark_vol
            for option in (call, put):
                assert option.ask_vol > option.mark_vol
                assert option.ask_coin >= option.mark_coin
                assert option.bid_coin is None or option.bid_coin <= option.mark_coin
        # A call spread is worth between nothing and its width, and a butterfly is never worth less than nothing.
        slopes = [
            (low.mark_usd - high.mark_usd) / ((high.contract.strike_usd or 0) - (low.contract.strike_usd or 0))
            for low, high in pairwise(calls)
        ]
        assert all(-1e-9 <= slope <= 1 + 1e-9 for slope in slopes)
        assert all(before >= after - 1e-3 for before, after in pairwise(slopes))


def test_a_known_option_price(world: World) -> None:
    """Black-76 by hand for one option: F, K, vol and T in, price in coin out."""
    from math import erf, log, sqrt

    option = next(option for option in world.option_chain("deribit", "BTC") if 0.4 < option.delta < 0.45)
    forward, strike = option.underlying_usd, option.contract.strike_usd or 0.0
    years = ((option.contract.expiry_ms or 0) - option.at_ms) / DAY_MS / 365
    deviation = option.mark_vol / 100 * sqrt(years)
    d1 = log(forward / strike) / deviation + deviation / 2
    normal = [0.5 * (1 + erf(d / sqrt(2))) for d in (d1, d1 - deviation)]
    assert option.mark_coin == pytest.approx(normal[0] - strike / forward * normal[1], rel=1e-9)
    assert option.delta == pytest.approx(normal[0], rel=1e-9)


def test_forwards_are_the_futures(world: World) -> None:
    chain = {option.contract.expiry_ms: option.underlying_usd for option in world.option_chain("deribit", "BTC")}
    for future in world.contracts("deribit", "future", "BTC"):
        assert chain[future.expiry_ms] == pytest.approx(world.state(future).mark_usd, rel=1e-9)


def test_forced_orders_are_whole_lots_with_their_dollars(clock: StandingClock, world: World) -> None:
    clock.at_ms += 20 * MINUTE_MS
    for venue in ("binance", "bybit", "okx", "deribit"):
        orders = world.forced_orders(venue, START_MS - DAY_MS)
        assert len(orders) > 5
        assert [order.at_ms for order in orders] == sorted(order.at_ms for order in orders)
        assert [order.id for order in orders] == sorted({order.id for order in orders})
        for order in orders:
            contract = order.contract
            lots = order.contracts / contract.lot
            assert lots == pytest.approx(round(lots), abs=1e-6)
            assert lots >= 1
            market = world.price_usd(contract.asset, order.at_ms)
            assert order.fill_usd == pytest.approx(market, rel=0.02)
            assert (order.bankruptcy_usd < order.fill_usd) == order.hurt_long
            size = order.contracts * contract.contract_size
            assert order.usd == pytest.approx(size if contract.inverse else size * order.fill_usd)
            assert order.coin * order.fill_usd == pytest.approx(order.usd)


def test_forced_orders_do_not_depend_on_how_they_are_asked_for(clock: StandingClock, world: World) -> None:
    clock.at_ms += 5 * MINUTE_MS
    at_once = world.forced_orders("bybit", START_MS)
    assert len(at_once) > 50
    piece_by_piece = []
    told_ms = START_MS
    for until_ms in range(START_MS + 137, clock.at_ms + 137, 137):
        piece_by_piece += world.forced_orders("bybit", told_ms, until_ms)
        told_ms = min(until_ms, clock.at_ms)
    assert piece_by_piece == at_once
    assert all(START_MS < order.at_ms <= clock.at_ms for order in at_once)


def test_the_newest_forced_orders_come_without_the_rest_being_made(
    clock: StandingClock, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = make_world("brief", clock=clock)
    clock.at_ms += 20 * MINUTE_MS
    newest_first = list(world.newest_forced_orders("okx", START_MS - DAY_MS))
    assert newest_first == world.forced_orders("okx", START_MS - DAY_MS)[::-1]
    made: list[int] = []
    make = ForcedOrders._make_slot

    def counted(orders: ForcedOrders, slot: int) -> list[ForcedOrder]:
        made.append(slot)
        return make(orders, slot)

    monkeypatch.setattr(ForcedOrders, "_make_slot", counted)
    assert list(islice(fresh.newest_forced_orders("okx", START_MS - DAY_MS), 5)) == newest_first[:5]
    assert 0 < len(made) < 20 * 60 / 2 / 4


def test_two_runs_are_the_same_and_two_seeds_are_not() -> None:
    def look(seed: int) -> list[object]:
        clock = StandingClock()
        world = make_world("cascade", seed=seed, clock=clock)
        seen: list[object] = []
        for later_ms in (0, 5_000, 900_000):
            clock.at_ms = START_MS + later_ms
            seen += [world.state(contract) for contract in world.contracts("binance", "perpetual")]
            seen += world.option_chain("okx", "ETH")[:50]
            seen += world.candles(spot(world), HOUR_MS, limit=5)
        return [*seen, *world.forced_orders("okx", START_MS - DAY_MS)]

    first = look(SEED)
    assert first == look(SEED)
    assert first != look(SEED + 1)


def test_what_was_asked_before_changes_nothing() -> None:
    clock = StandingClock()
    patient, eager = make_world(clock=clock), make_world(clock=clock)
    for _ in range(40):
        clock.at_ms += 61_000
        eager.state(spot(eager))
        eager.candles(spot(eager), HOUR_MS, limit=3)
    assert patient.state(spot(patient)) == eager.state(spot(eager))
    assert patient.candles(spot(patient), HOUR_MS, limit=3) == eager.candles(spot(eager), HOUR_MS, limit=3)


def test_speed_unfolds_the_scenario_faster_on_the_same_clock() -> None:
    clock = StandingClock()
    slow, fast = make_world(clock=clock), make_world(clock=clock, speed=60)
    # Between whole seconds of the clock prices are straight, so only there do the two speeds agree.
    clock.at_ms = START_MS - START_MS % 1_000 + MINUTE_MS
    since_start_ms = clock.at_ms - START_MS
    fast_price = fast.price_usd("BTC")
    assert fast.state(spot(fast)).at_ms == clock.at_ms
    orders = fast.forced_orders("binance", START_MS)
    assert all(START_MS < order.at_ms <= clock.at_ms for order in orders)
    clock.at_ms = START_MS + 60 * since_start_ms
    assert slow.price_usd("BTC") == pytest.approx(fast_price, rel=1e-5)
    assert len(slow.forced_orders("binance", START_MS)) == pytest.approx(len(orders), abs=3)


def test_an_offset_moves_the_world_s_time_only(clock: StandingClock, world: World) -> None:
    world.offset_ms = 2 * DAY_MS
    assert world.now_ms() == START_MS + 2 * DAY_MS
    assert world.state(spot(world)).at_ms == START_MS + 2 * DAY_MS
    world.offset_ms = -10_000
    assert world.now_ms() == START_MS - 10_000
    assert world.candles(spot(world), DAY_MS, limit=5)[-1].open_ms <= START_MS
    assert clock.now_ms() == START_MS


def test_a_moment_is_held_for_a_fifth_of_a_second(clock: StandingClock, world: World) -> None:
    first = world.state(spot(world))
    clock.at_ms += 150
    assert world.state(spot(world)) is first
    clock.at_ms += 60
    assert world.state(spot(world)).at_ms == START_MS + 210
