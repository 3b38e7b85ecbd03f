"""Rolling sums equal brute force, whatever the order of arrival, duplicates included."""

import timeit
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.made import MONDAY_MS, liquidation
from tui.analytics.liquidation_minute import Sums
from tui.analytics.rolling_liquidations import WINDOWS_S, RollingLiquidations, to_print
from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS
from tui.domain.events import Liquidation, Side

NOW_MS = MONDAY_MS + 12 * HOUR_MS + 34_567

edges = st.sampled_from([HOUR_MS, 4 * HOUR_MS, DAY_MS])
events = st.builds(
    lambda ago_ms, usd, venue, asset, side: liquidation(
        usd, NOW_MS - ago_ms, key=f"{ago_ms} {usd} {side}", venue=venue, asset=asset, symbol=asset, hurt=side
    ),
    ago_ms=st.one_of(st.integers(0, 2 * DAY_MS), st.builds(int.__add__, edges, st.integers(-60_000, 60_000))),
    usd=st.floats(0.01, 1e8),
    venue=st.sampled_from(["binance", "bybit", "okx"]),
    asset=st.sampled_from(["BTC", "ETH", "SOL"]),
    side=st.sampled_from(list(Side)),
)


def in_minutes(held: list[Liquidation], window_s: int, now_ms: int = NOW_MS) -> list[Liquidation]:
    """Brute force, by the documented rule: the running minute and those before it, each key once."""
    oldest_minute = now_ms // MINUTE_MS - window_s // 60
    kept = {(e.venue, e.symbol, e.key, e.at_ms // MINUTE_MS): e for e in reversed(held)}
    return [event for event in kept.values() if event.at_ms // MINUTE_MS > oldest_minute]


def brute(held: list[Liquidation]) -> Sums:
    return Sums(
        sum(e.usd for e in held if e.hurt is Side.LONG), sum(e.usd for e in held if e.hurt is Side.SHORT), len(held)
    )


def same(found: Sums, expected: Sums) -> bool:
    return (
        found.count == expected.count
        and found.long_usd == pytest.approx(expected.long_usd, abs=1e-3, rel=1e-12)
        and found.short_usd == pytest.approx(expected.short_usd, abs=1e-3, rel=1e-12)
    )


@given(st.lists(events, max_size=60), st.lists(st.integers(0, 59), max_size=20), st.randoms(use_true_random=False))
def test_windows_equal_brute_force_in_any_order_with_duplicates(
    made: list[Liquidation], repeated: list[int], random: Random
) -> None:
    arriving = made + [made[i] for i in repeated if i < len(made)]
    random.shuffle(arriving)
    rolling = RollingLiquidations()
    for event in arriving:
        # Time goes on while they arrive, and the queries in between must not change the outcome.
        if random.random() < 0.3:
            rolling.advance(NOW_MS - random.randrange(HOUR_MS))
        rolling.add(event)
    for window_s in WINDOWS_S:
        held = in_minutes(arriving, window_s)
        assert same(rolling.sums(NOW_MS, window_s), brute(held))
        for asset in ("BTC", "ETH", "SOL"):
            of_asset = [event for event in held if event.asset == asset]
            assert same(rolling.sums(NOW_MS, window_s, asset), brute(of_asset))
            by_venue = rolling.by_venue(NOW_MS, window_s, asset)
            assert by_venue.keys() == {event.venue for event in of_asset}
            for venue, sums in by_venue.items():
                assert same(sums, brute([event for event in of_asset if event.venue == venue]))
        by_asset = rolling.by_asset(NOW_MS, window_s)
        assert list(by_asset.values()) == sorted(by_asset.values(), key=lambda s: -s.total_usd)


@given(st.lists(events, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_the_largest_and_the_tape_do_not_depend_on_the_order(made: list[Liquidation], random: Random) -> None:
    rolling = RollingLiquidations(tape_length=5)
    shuffled = random.sample(made, len(made))
    for event in shuffled:
        rolling.add(event)
    held = in_minutes(made, WINDOWS_S[-1])
    largest = rolling.largest(NOW_MS)
    assert (largest.usd if largest else None) == max((event.usd for event in held), default=None)
    for asset in ("BTC", "ETH", "SOL"):
        of_asset = sorted((e.at_ms for e in held if e.asset == asset), reverse=True)
        assert [print_.at_ms for print_ in rolling.tape(NOW_MS, asset, 5)] == of_asset[:5]


@given(st.lists(events, max_size=40), st.lists(st.integers(-2 * DAY_MS, 2 * DAY_MS), min_size=1, max_size=6))
def test_a_clock_that_jumps_leaves_right_sums(made: list[Liquidation], jumps: list[int]) -> None:
    rolling = RollingLiquidations()
    rolling.advance(NOW_MS)
    for event in made:
        rolling.add(event)
    latest_ms = NOW_MS
    for jump in jumps:
        latest_ms = max(latest_ms, NOW_MS + jump)
        rolling.advance(NOW_MS + jump)
        gone = latest_ms // MINUTE_MS - WINDOWS_S[-1] // 60
        known = [event for event in made if event.at_ms // MINUTE_MS > max(gone, NOW_MS // MINUTE_MS - 1440)]
        for window_s in WINDOWS_S:
            assert same(rolling.sums(NOW_MS + jump, window_s), brute(in_minutes(known, window_s, NOW_MS + jump)))


def test_an_event_leaves_with_its_minute_up_to_59_s_early_and_never_late() -> None:
    rolling = RollingLiquidations()
    rolling.add(liquidation(5.0, MONDAY_MS + 59_999))
    assert rolling.sums(MONDAY_MS + HOUR_MS - 1, 3600).count == 1
    assert rolling.sums(MONDAY_MS + HOUR_MS, 3600).count == 0
    assert rolling.sums(MONDAY_MS + HOUR_MS, 14_400).count == 1
    assert rolling.sums(MONDAY_MS + DAY_MS, 86_400) == Sums()


@pytest.mark.parametrize("usd", [0.0, -5.0, float("nan"), float("inf")])
def test_what_has_no_size_changes_nothing(usd: float) -> None:
    rolling = RollingLiquidations()
    assert rolling.add(liquidation(usd, NOW_MS)) is False
    assert rolling.sums(NOW_MS, 3600) == Sums()


def test_an_event_of_the_far_future_counts_at_our_time_of_receipt() -> None:
    rolling = RollingLiquidations()
    rolling.add(liquidation(5.0, NOW_MS + 900 * DAY_MS, recv_ms=NOW_MS))
    assert rolling.sums(NOW_MS, 3600).count == 1
    assert rolling.sums(NOW_MS + DAY_MS, 86_400).count == 0
    assert rolling.tape(NOW_MS + DAY_MS, "BTC") == ()


@pytest.mark.parametrize("behind_ms", [61_000, 5 * MINUTE_MS, 3 * HOUR_MS])
def test_what_a_clock_behind_the_venues_is_told_twice_counts_once(behind_ms: int) -> None:
    rolling = RollingLiquidations()
    at_ms = NOW_MS + behind_ms
    assert rolling.add(liquidation(7.0, at_ms, recv_ms=NOW_MS))
    assert not rolling.add(liquidation(7.0, at_ms, recv_ms=NOW_MS + 2 * MINUTE_MS))
    # The venue's past is read back when our clock has come as far as it says.
    assert not rolling.add(liquidation(7.0, at_ms, recv_ms=at_ms + MINUTE_MS))
    assert rolling.sums(at_ms + MINUTE_MS, WINDOWS_S[-1]).count == 1
    assert [minute.minute for minute in rolling.minutes(at_ms + MINUTE_MS, "BTC")] == [NOW_MS // MINUTE_MS]


def test_duplicates_are_known_long_after_their_minute() -> None:
    rolling = RollingLiquidations()
    first = liquidation(5.0, NOW_MS, key="a")
    assert rolling.add(first) is True
    for minutes in range(1, 30):
        rolling.advance(NOW_MS + minutes * MINUTE_MS)
    assert rolling.add(first) is False
    assert rolling.add(liquidation(5.0, NOW_MS, key="b")) is True
    assert rolling.add(liquidation(5.0, NOW_MS, key="b")) is False
    assert rolling.add(liquidation(5.0, NOW_MS, key="a", venue="okx")) is True
    assert rolling.sums(NOW_MS + 29 * MINUTE_MS, 3600).count == 3


def test_a_day_restored_at_once_still_knows_its_keys() -> None:
    rolling = RollingLiquidations()
    day = [liquidation(1.0, NOW_MS - i * 10 * MINUTE_MS, key=str(i)) for i in range(144)]
    first = [rolling.add(event) for event in day]
    rolling.advance(NOW_MS)
    again = [rolling.add(event) for event in day]
    assert (all(first), any(again)) == (True, False)
    assert rolling.sums(NOW_MS, 86_400).count == 144


def test_the_tape_is_newest_first_and_as_long_as_asked() -> None:
    rolling = RollingLiquidations(tape_length=3)
    made = [liquidation(float(i + 1), NOW_MS - i * 1000, asset="BTC" if i % 2 else "ETH") for i in range(10)]
    for event in made:
        rolling.add(event)
    assert rolling.tape(NOW_MS, "ETH") == tuple(to_print(made[i]) for i in (0, 2, 4))
    assert rolling.tape(NOW_MS, None, 4) == tuple(to_print(made[i]) for i in (0, 1, 2, 3))
    assert rolling.tape(NOW_MS, "SOL") == ()
    assert rolling.tape(NOW_MS, "ETH", 0) == ()


def test_a_day_of_a_hundred_thousand_events_is_read_in_milliseconds_and_forgotten() -> None:
    random = Random(1)
    rolling = RollingLiquidations()
    rolling.advance(NOW_MS)
    template = liquidation(1.0, NOW_MS)
    assets = [f"A{i}" for i in range(40)]
    count = 100_000
    for i in range(count):
        at_ms = NOW_MS - random.randrange(DAY_MS - MINUTE_MS)
        rolling.add(
            Liquidation(
                venue="bybit",
                asset=assets[i % 40],
                symbol=assets[i % 40],
                hurt=Side.LONG,
                usd=template.usd,
                coin=template.coin,
                price_usd=template.price_usd,
                completeness=template.completeness,
                key=str(i),
                at_ms=at_ms,
                recv_ms=at_ms,
            )
        )
    # The cost of a sum depends on the assets and venues, not on the events.
    assert min(timeit.repeat(lambda: rolling.by_asset(NOW_MS, 86_400), number=1, repeat=9)) < 0.005
    assert min(timeit.repeat(lambda: rolling.sums(NOW_MS, 86_400), number=1, repeat=9)) < 0.005
    total = rolling.sums(NOW_MS, 86_400)
    assert (total.count, total.total_usd) == (count, count)
    assert rolling.sums(NOW_MS + DAY_MS, 86_400) == Sums()
    assert rolling.by_asset(NOW_MS + DAY_MS, 86_400) == {}


@given(st.lists(events, max_size=40), st.integers(0, 1_500))
def test_largest_and_minutes_equal_brute_force_as_time_goes_on(made: list[Liquidation], later_min: int) -> None:
    rolling = RollingLiquidations()
    now_ms = NOW_MS + later_min * MINUTE_MS
    for event in made:
        rolling.add(event)
        rolling.largest(NOW_MS, event.asset)
    held = in_minutes([event for event in made if event in in_minutes(made, WINDOWS_S[-1])], WINDOWS_S[-1], now_ms)
    for asset in ("BTC", "ETH", "SOL"):
        of_asset = [event for event in held if event.asset == asset]
        largest = rolling.largest(now_ms, asset)
        assert (None if largest is None else largest.usd) == max((event.usd for event in of_asset), default=None)
        minutes = rolling.minutes(now_ms, asset)
        assert [each.minute for each in minutes] == sorted({event.at_ms // MINUTE_MS for event in of_asset})
        assert sum(each.sums.count for each in minutes) == len(of_asset)


@given(st.lists(events, max_size=40), st.integers(0, 2 * DAY_MS), st.sampled_from([None, "BTC", "SOL"]))
def test_sums_since_a_moment_equal_brute_force(made: list[Liquidation], ago_ms: int, asset: str | None) -> None:
    rolling = RollingLiquidations()
    for event in made:
        rolling.add(event)
    from_ms, sums, largest = rolling.since(NOW_MS, NOW_MS - ago_ms, asset)
    assert from_ms % MINUTE_MS == 0
    assert from_ms <= NOW_MS - ago_ms or ago_ms > DAY_MS - MINUTE_MS
    held = [e for e in in_minutes(made, WINDOWS_S[-1]) if e.at_ms >= from_ms and asset in (None, e.asset)]
    assert same(sums, brute(held))
    assert (largest.usd if largest else None) == max((event.usd for event in held), default=None)
