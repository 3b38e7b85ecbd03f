"""What a token is worth for prices and for sums."""

import pytest

from tests.analytics.made import quote
from tui.domain.events import Quote
from tui.market.quote_rates import QuoteRates


def legs(kraken: float, coinbase: float, binance: float) -> list[Quote]:
    return [quote("kraken", kraken), quote("coinbase", coinbase), quote("binance", binance, currency="USDT")]


def measured(*moments: list[Quote]) -> QuoteRates:
    rates = QuoteRates()
    for second, quotes in enumerate(moments):
        rates.measure([quotes], float(second))
    return rates


def test_a_token_near_its_peg_converts_prices_and_no_sum() -> None:
    rates = measured(*[legs(99_850, 99_850, 100_000)] * 5)
    assert rates.for_prices() == {"USDT": pytest.approx(0.9985)}
    assert rates.in_use == {}
    assert rates.words() is None


def test_a_moment_s_gap_between_the_legs_moves_no_price() -> None:
    rates = measured(*[legs(100_000, 100_000, 100_000)] * 20, *[legs(99_500, 99_500, 100_000)] * 5)
    assert rates.for_prices() == {"USDT": 1.0}


def test_one_venue_s_dollar_leg_that_is_off_turns_no_token_leg() -> None:
    rates = measured(*[legs(100_000, 99_300, 100_000)] * 5)
    assert rates.for_prices() == {}
    alone = QuoteRates()
    alone.measure([[quote("kraken", 99_300), quote("binance", 100_000, currency="USDT")]], 0.0)
    assert alone.for_prices() == {}


@pytest.mark.parametrize(
    "left", [legs(99_850, 99_300, 100_000), legs(99_850, 99_850, 100_000)[2:], []], ids=["apart", "no dollars", "none"]
)
def test_a_rate_that_nobody_tells_any_more_is_let_go(left: list[Quote]) -> None:
    rates = measured(legs(99_850, 99_850, 100_000))
    rates.measure([left], 200.0)
    assert rates.for_prices() == {"USDT": pytest.approx(0.9985)}
    rates.measure([left], 302.0)
    assert rates.for_prices() == {}


def alone(bitcoin: float, ether: float) -> list[list[Quote]]:
    """Two assets of which one venue alone tells a dollar price, beside what they cost in tokens."""
    return [
        [
            quote("coinbase", 100_000),
            quote("binance", bitcoin, currency="USDT"),
            quote("okx", bitcoin, currency="USDT"),
        ],
        [
            quote("coinbase", 4_000, asset="ETH"),
            quote("binance", ether, asset="ETH", currency="USDT"),
            quote("okx", ether, asset="ETH", currency="USDT"),
        ],
    ]


def test_one_venue_whose_book_stands_still_in_a_fall_is_no_depeg() -> None:
    rates = QuoteRates()
    for second in range(200):
        fall = 1 - second / 2000
        rates.measure(alone(100_000 * fall, 4_000 * fall**1.5), float(second))
    assert rates.in_use == {}
    single = QuoteRates()
    for second in range(200):
        single.measure(alone(93_000, 1.0)[:1], float(second))
    assert single.in_use == {}


def test_a_depeg_that_every_asset_tells_alike_needs_no_second_venue() -> None:
    rates = QuoteRates()
    for second in range(61):
        rates.measure(alone(100_000 / 0.95, 4_000 / 0.951), float(second))
    assert rates.in_use == {"USDT": pytest.approx(0.95, abs=1e-3)}


def test_two_venues_that_tell_a_depeg_need_no_second_asset() -> None:
    rates = measured(*[legs(95_000, 95_300, 100_000)] * 61)
    assert rates.in_use == {"USDT": pytest.approx(0.9515)}
