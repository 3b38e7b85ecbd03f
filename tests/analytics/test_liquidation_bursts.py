"""Bursts of liquidations: what is grouped, and what is none."""

import pytest

from tests.analytics.made import MONDAY_MS, liquidation
from tui.analytics.liquidation_bursts import bursts, mean_minute_usd
from tui.analytics.liquidations import liquidation_board
from tui.analytics.rolling_liquidations import RollingLiquidations
from tui.domain.clock import HOUR_MS, MINUTE_MS
from tui.domain.events import Completeness, Side

NOW_MS = MONDAY_MS + 20 * HOUR_MS


def rolling(*events: tuple[int, float, float, Side]) -> RollingLiquidations:
    """(minutes ago, dollars, price, side) each, and a quiet print every ten minutes."""
    made = RollingLiquidations()
    for ago in range(0, 1_200, 10):
        made.add(liquidation(100.0, NOW_MS - ago * MINUTE_MS, key=f"quiet {ago}", asset="BTC"))
    for place, (ago, usd, price_usd, side) in enumerate(events):
        made.add(
            liquidation(usd, NOW_MS - ago * MINUTE_MS, key=f"{place}", asset="BTC", price_usd=price_usd, hurt=side)
        )
    return made


def flat(_: int) -> float:
    return 100_000.0


def test_fast_minutes_are_one_event_with_its_size_and_move() -> None:
    minutes = (300, 299, 298, 295, 294)
    made = rolling(
        *[(ago, 50_000.0, 100_000.0 - (300 - ago) * 500, Side.LONG) for ago in minutes],
        *[(ago, 5_000.0, 99_000.0, Side.SHORT) for ago in minutes],
    )
    start_ms = (NOW_MS // MINUTE_MS - 300) * MINUTE_MS
    market = {start_ms: 101_000.0, start_ms + 7 * MINUTE_MS: 100_495.0}
    [burst] = bursts(made.minutes(NOW_MS, "BTC"), market.get)
    # Two quiet minutes lie between the third and the fourth fast one, and belong to it.
    assert (burst.end_ms - burst.start_ms) // MINUTE_MS == 7
    assert burst.start_ms == (NOW_MS // MINUTE_MS - 300) * MINUTE_MS
    assert burst.usd == pytest.approx(5 * 55_000.0, rel=0.001)
    assert burst.long_share == pytest.approx(50 / 55, rel=0.001)
    assert (burst.from_usd, burst.to_usd, burst.count) == (101_000.0, 100_495.0, 11)
    assert burst.move_pct == pytest.approx(-0.5)


def test_an_event_whose_price_nobody_held_has_no_move() -> None:
    made = rolling(*[(ago, 50_000.0, 100_000.0, Side.LONG) for ago in (300, 299, 298) for _ in range(3)])
    [burst] = bursts(made.minutes(NOW_MS, "BTC"), {(NOW_MS // MINUTE_MS - 300) * MINUTE_MS: 101_000.0}.get)
    assert (burst.from_usd, burst.to_usd, burst.move_pct, burst.price_grain_s) == (101_000.0, None, None, None)


def test_coarser_prices_stand_in_where_the_minutes_are_not_held_and_say_so() -> None:
    made = rolling(*[(ago, 50_000.0, 100_000.0, Side.LONG) for ago in (300, 299, 298) for _ in range(3)])
    start_ms = (NOW_MS // MINUTE_MS - 300) * MINUTE_MS
    asked: list[tuple[int, int]] = []

    def around(from_ms: int, until_ms: int) -> tuple[float, float]:
        asked.append((from_ms, until_ms))
        return 100_000.0, 98_000.0

    [burst] = bursts(made.minutes(NOW_MS, "BTC"), {start_ms: 101_000.0}.get, around)
    assert (burst.from_usd, burst.to_usd, burst.price_grain_s) == (100_000.0, 98_000.0, 300)
    assert burst.move_pct == pytest.approx(-2.0)
    assert asked == [(start_ms, start_ms + 3 * MINUTE_MS)]
    [held] = bursts(made.minutes(NOW_MS, "BTC"), flat, around)
    assert (held.move_pct, held.price_grain_s) == (0.0, 60)


def test_three_quiet_minutes_part_two_events_newest_first() -> None:
    made = rolling(*[(ago, 20_000.0, 100_000.0, Side.LONG) for ago in (300, 299, 295, 294) for _ in range(3)])
    assert [(burst.end_ms - burst.start_ms) // MINUTE_MS for burst in bursts(made.minutes(NOW_MS, "BTC"), flat)] == [
        2,
        2,
    ]
    first, second = bursts(made.minutes(NOW_MS, "BTC"), flat)
    assert first.start_ms > second.start_ms
    assert len(bursts(made.minutes(NOW_MS, "BTC"), flat, most=1)) == 1


def test_one_large_print_is_no_cascade_and_a_quiet_day_has_none() -> None:
    assert bursts(rolling((300, 5e6, 100_000.0, Side.LONG)).minutes(NOW_MS, "BTC"), flat) == ()
    assert bursts(rolling().minutes(NOW_MS, "BTC"), flat) == ()
    assert bursts([], flat) == ()


def test_an_even_flow_that_is_watched_since_an_hour_ago_is_no_burst() -> None:
    made = RollingLiquidations()
    for ago in range(60):
        for part in range(3):
            made.add(liquidation(1_000.0, NOW_MS - ago * MINUTE_MS, key=f"{ago} {part}"))
    # A venue that was read back whole tells a tenth of it.
    for ago in range(0, 1_440, 10):
        made.add(liquidation(3_000.0, NOW_MS - ago * MINUTE_MS, key=f"{ago}", venue="gate"))
    board = liquidation_board(
        made, "BTC", now_ms=NOW_MS, observed_s={"bybit": 3_600.0, "gate": 86_400.0}, completeness={}
    )
    mean_usd = mean_minute_usd(board.venues)
    assert mean_usd == pytest.approx(3_000 + 300)
    assert bursts(made.minutes(NOW_MS, "BTC"), flat, mean_usd=mean_usd) == ()
    for part in range(5):
        made.add(liquidation(4_000.0, NOW_MS - 5 * MINUTE_MS, key=f"burst {part}"))
    [burst] = bursts(made.minutes(NOW_MS, "BTC"), flat, mean_usd=mean_usd)
    assert burst.end_ms - burst.start_ms == MINUTE_MS


def test_the_first_minutes_of_a_watch_are_taken_for_an_hour() -> None:
    [venue] = liquidation_board(rolling(), "BTC", now_ms=NOW_MS, observed_s={"bybit": 30.0}, completeness={}).venues
    assert mean_minute_usd([venue]) == pytest.approx(venue.total_usd / 60)


def test_a_burst_says_in_how_many_of_its_seconds_a_sampling_venue_spoke() -> None:
    made = RollingLiquidations()
    start_ms = (NOW_MS // MINUTE_MS - 300) * MINUTE_MS
    made.advance(NOW_MS)
    for second in range(120):
        is_sampled = second < 90 and second % 2 == 0
        for twice in range(2):
            made.add(
                liquidation(
                    10_000.0, start_ms + second * 1000, key=f"{second} {twice}",
                    venue="binance" if is_sampled else "bybit",
                    completeness=Completeness.SAMPLED if is_sampled else Completeness.FULL,
                )
            )  # fmt: skip
    [burst] = bursts(made.minutes(NOW_MS, "BTC"), flat)
    assert burst.sampled_seconds_share == pytest.approx(45 / 120)
