"""Prices at the ends of minutes, and of five minutes where minutes are not held."""

from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS
from tui.history.hourly_sample import PriceSample
from tui.market.minute_prices import MinutePrices

NOW_MS = 1_762_300_800_000
FIVE_MS = 5 * MINUTE_MS


def none(_: int) -> None:
    return None


def test_the_last_price_of_a_minute_is_held_at_its_end() -> None:
    prices = MinutePrices("BTC")
    for second, usd in ((0, 100.0), (59, 101.0), (61, 102.0)):
        prices.put(NOW_MS + second * 1000, usd)
    assert (prices.at(NOW_MS + MINUTE_MS), prices.at(NOW_MS + 2 * MINUTE_MS), prices.at(NOW_MS)) == (101.0, 102.0, None)


def test_five_minutes_are_told_to_the_history_once_they_are_over() -> None:
    prices = MinutePrices("BTC")
    for minute in range(12):
        prices.put(NOW_MS + minute * MINUTE_MS, 100.0 + minute)
    told = prices.take_new()
    assert told == [
        PriceSample(asset="BTC", at_ms=NOW_MS, usd=104.0),
        PriceSample(asset="BTC", at_ms=NOW_MS + FIVE_MS, usd=109.0),
    ]
    assert prices.take_new() == []
    after = MinutePrices("BTC")
    for sample in told:
        after.restore(sample)
    assert after.at(NOW_MS + FIVE_MS) is None
    # A burst from the sixth to the eighth minute, widened to the five minutes before it and those it ended in.
    assert after.around(NOW_MS + FIVE_MS + MINUTE_MS, NOW_MS + FIVE_MS + 3 * MINUTE_MS, none) == (104.0, 109.0)


def test_the_last_price_before_a_gap_is_told_once_it_is_known_again() -> None:
    prices = MinutePrices("BTC")
    prices.put(NOW_MS, 100.0)
    prices.put(NOW_MS + MINUTE_MS, 101.0)
    prices.put(NOW_MS + 4 * FIVE_MS, None)
    assert prices.take_new() == []
    prices.put(NOW_MS + 5 * FIVE_MS, 90.0)
    assert prices.take_new() == [PriceSample(asset="BTC", at_ms=NOW_MS, usd=101.0)]


def test_a_clock_that_steps_back_tells_nothing_twice() -> None:
    prices = MinutePrices("BTC")
    for at_ms, usd in ((0, 100.0), (FIVE_MS, 101.0), (0, 102.0), (FIVE_MS, 103.0), (2 * FIVE_MS, 104.0)):
        prices.put(NOW_MS + at_ms, usd)
    told = [(sample.at_ms - NOW_MS, sample.usd) for sample in prices.take_new()]
    assert told == [(0, 100.0), (FIVE_MS, 103.0)]


def test_a_clock_that_was_a_year_ahead_does_not_end_the_record() -> None:
    prices = MinutePrices("BTC")
    prices.put(NOW_MS + 365 * DAY_MS, 100.0)
    for place in range(3):
        prices.put(NOW_MS + place * FIVE_MS, 101.0 + place)
    assert [sample.usd for sample in prices.take_new()] == [101.0, 102.0]


def test_bars_stand_in_for_both_ends_where_nothing_was_recorded() -> None:
    prices = MinutePrices("BTC")
    prices.restore(PriceSample(asset="BTC", at_ms=NOW_MS, usd=1.0))
    bars = {NOW_MS - FIVE_MS: 100.0, NOW_MS: 98.0}
    assert prices.around(NOW_MS, NOW_MS + MINUTE_MS, bars.get) == (100.0, 98.0), "two sources are never one move"
    assert prices.around(NOW_MS - FIVE_MS, NOW_MS, bars.get) is None


def test_a_day_is_kept() -> None:
    prices = MinutePrices("BTC")
    prices.put(NOW_MS, 100.0)
    prices.put(NOW_MS + FIVE_MS, 101.0)
    prices.prune(NOW_MS + DAY_MS + HOUR_MS + MINUTE_MS)
    assert prices.at(NOW_MS + MINUTE_MS) is None
    assert prices.around(NOW_MS + FIVE_MS, NOW_MS + FIVE_MS + MINUTE_MS, none) is None
