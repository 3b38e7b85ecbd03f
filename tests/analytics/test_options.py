"""The options section: one chain's volatilities, every chain's puts and calls, faults set aside."""

import math
import timeit
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.made import MONDAY_MS, book, option
from tui.analytics.black76 import forward_delta, price_coin
from tui.analytics.chain import read_chain
from tui.analytics.gamma_exposure import gamma_exposure
from tui.analytics.options import options_board
from tui.analytics.skew_words import skew_words
from tui.domain.board import OptionExpiry, Options
from tui.domain.clock import DAY_MS
from tui.domain.events import OptionBook, OptionQuote

STRIKES = [70_000.0 + 2_500 * i for i in range(25)]


def smile_vol(strike: float, atm: float, skew: float) -> float:
    """A smooth smile: `skew` points a 10 % of moneyness, positive when puts are dear."""
    away = strike / 100_000 - 1
    return atm - skew * 10 * away + 40 * away**2


def chain(days: float, atm: float = 50.0, skew: float = 2.0) -> list[OptionQuote]:
    return [option(days, k, is_call, smile_vol(k, atm, skew)) for k in STRIKES for is_call in (True, False)]


def board(*books: OptionBook, **values: Any) -> Options:
    return options_board(books, now_ms=MONDAY_MS, **values)


def only(found: Options) -> OptionExpiry:
    (expiry,) = found.expiries
    return expiry


def term(*nodes: tuple[float, float]) -> OptionBook:
    return book([quote for days, atm in nodes for quote in chain(days, atm)])


def test_at_the_money_is_the_smile_at_the_forward() -> None:
    found = only(board(book(chain(30, 52.0))))
    assert found.atm_vol == pytest.approx(52)
    assert found.forward_usd == 100_000
    assert found.days == 30
    between = [option(30, k, c, smile_vol(k, 52, 2), underlying_usd=101_000.0) for k in STRIKES for c in (True, False)]
    low, high = smile_vol(100_000, 52, 2), smile_vol(102_500, 52, 2)
    assert only(board(book(between))).atm_vol == pytest.approx(low + (high - low) * 0.4)


def test_call_and_put_of_a_strike_are_averaged() -> None:
    quotes = [option(30, 100_000, True, 40), option(30, 100_000, False, 44), option(30, 110_000, True, 50)]
    assert only(board(book(quotes))).atm_vol == 42


@pytest.mark.parametrize(("skew", "words"), [(3.0, "puts rich"), (-3.0, "calls rich")])
def test_the_sign_of_the_risk_reversal_and_its_words(skew: float, words: str) -> None:
    found = board(book(chain(25, 50, skew) + chain(40, 50, skew)))
    rr = found.rr25_vol["30"]
    assert rr is not None
    assert (rr < -1, rr > 1) == (skew > 0, skew < 0)
    assert skew_words(found.rr25_vol) == f"{words} {abs(rr):.1f}v"


def test_an_even_smile_favours_neither_side_and_another_tenor_is_named() -> None:
    flat = [option(7, k, is_call, 50.0) for k in STRIKES for is_call in (True, False)]
    assert skew_words(board(book(flat)).rr25_vol) == "balanced (7 d)"


def wing(strike: float, vol: float, is_call: bool) -> OptionQuote:
    return option(30, strike, is_call, vol)


def mirror(quote: OptionQuote) -> OptionQuote:
    """The put of a call's delta, or the call of a put's, at the same volatility: K' = F²/K x exp(v²)."""
    vol = quote.mark_vol or 0.0
    strike = 100_000.0**2 / quote.strike_usd * math.exp((vol / 100) ** 2 * 30 / 365)
    return wing(strike, vol, not quote.is_call)


@given(st.lists(st.tuples(st.floats(60_000, 170_000), st.floats(20, 150), st.booleans()), min_size=4, max_size=30))
def test_mirrored_calls_and_puts_change_the_sign_of_the_risk_reversal(made: list[tuple[float, float, bool]]) -> None:
    quotes = [wing(*point) for point in made]
    straight = only(board(book(quotes))).rr25_vol
    mirrored = only(board(book([mirror(quote) for quote in quotes]))).rr25_vol
    assert (straight is None) == (mirrored is None)
    if straight is not None and mirrored is not None:
        assert straight == pytest.approx(-mirrored, abs=1e-6)


def test_the_smile_is_the_out_of_the_money_side_by_strike() -> None:
    quotes = [option(30, k, c, (40.0 if c else 60.0)) for k in STRIKES for c in (True, False)]
    smile = only(board(book(quotes))).smile
    strikes = [strike for strike, _ in smile]
    assert strikes == sorted(strikes)
    assert all(vol == (40.0 if strike >= 100_000 else 60.0) for strike, vol in smile)


@given(st.floats(30, 120), st.sampled_from([7, 30, 90]))
def test_the_strikes_of_the_wings_are_where_the_delta_is_a_quarter(atm: float, days: float) -> None:
    strikes = np.arange(40_000.0, 200_000.0, 500.0)
    found = only(board(book([option(days, k, c, atm) for k in strikes for c in (True, False)])))
    assert found.put25_usd is not None
    assert found.call25_usd is not None
    assert found.put25_usd < 100_000 < found.call25_usd
    for strike, is_call in ((found.put25_usd, False), (found.call25_usd, True)):
        forward, at, years, vol = (np.array([value]) for value in (100_000.0, strike, days / 365, atm))
        delta = forward_delta(forward, at, years, vol, np.array([is_call]))
        assert abs(delta[0]) == pytest.approx(0.25, abs=0.002)


def test_the_surface_has_the_volatility_of_each_wing() -> None:
    strikes = np.arange(40_000.0, 200_000.0, 500.0)
    slope = [option(30, k, c, 50 + (100_000 - k) / 5_000) for k in strikes for c in (True, False)]
    found = only(board(book(slope)))
    wings = [
        vol for vol in (found.put10_vol, found.put25_vol, 50.0, found.call25_vol, found.call10_vol) if vol is not None
    ]
    assert len(wings) == 5
    assert wings == sorted(wings, reverse=True)
    assert found.rr25_vol == pytest.approx(wings[3] - wings[1])


def test_without_quotes_on_both_sides_of_a_wing_it_has_no_strike() -> None:
    found = only(board(book([option(30, k, c, 50.0) for k in (100_000.0, 101_000.0) for c in (True, False)])))
    assert (found.put25_usd, found.call25_usd) == (None, None)


def prices_only(days: float, **values: float | None) -> list[OptionQuote]:
    """The same chain from a venue that gives prices and no volatilities."""
    full = chain(days)
    prices = price_coin(
        np.full(len(full), 100_000.0),
        np.array([quote.strike_usd for quote in full]),
        np.full(len(full), days / 365),
        np.array([quote.mark_vol or 0.0 for quote in full]),
        np.array([quote.is_call for quote in full]),
    ).tolist()
    return [
        option(days, q.strike_usd, q.is_call, None, mark_coin=price, **values)
        for q, price in zip(full, prices, strict=True)
    ]


def test_missing_volatilities_are_taken_from_prices() -> None:
    given_, solved = only(board(book(chain(30)))), only(found := board(book(prices_only(30))))
    assert solved.atm_vol == pytest.approx(given_.atm_vol)
    assert solved.rr25_vol == pytest.approx(given_.rr25_vol)
    assert [vol for _, vol in solved.smile] == pytest.approx([vol for _, vol in given_.smile])
    assert found.notes["expiries"] == "26 volatilities taken from mark prices"


def test_a_missing_forward_is_taken_from_put_call_parity() -> None:
    solved = only(board(book(prices_only(30, underlying_usd=None))))
    assert solved.forward_usd == pytest.approx(100_000)
    assert solved.atm_vol == pytest.approx(50)


def test_constant_maturity_reaches_as_far_as_the_expiries() -> None:
    found = board(term((5, 60), (20, 55), (100, 50)))
    assert found.atm.keys() == found.rr25_vol.keys() == {"7", "30", "90", "180"}
    assert found.atm["180"] is None
    assert found.notes["atm"] == "no 180 d: usable expiries reach from 5.0 to 100.0 d"
    expected = ((60**2 * 5 + (55**2 * 20 - 60**2 * 5) * 2 / 15) / 7) ** 0.5
    assert found.atm["7"] == pytest.approx(expected)
    linear = board(term((5, 60), (20, 55), (100, 50)), interpolation="linear_vol")
    assert linear.atm["7"] == pytest.approx(60 - 5 * 2 / 15)
    assert (found.rule, linear.rule) == ("total variance", "linear vol")


def test_an_expiry_within_12_hours_is_shown_and_not_interpolated() -> None:
    found = board(term((0.49, 20), (30, 50)))
    assert len(found.expiries) == 2
    assert found.atm["7"] is None
    assert board(term((0.5, 50), (30, 50))).atm["7"] == pytest.approx(50)


def test_backwardation_and_its_slope() -> None:
    found = board(term((7, 62), (30, 56), (90, 52)))
    assert found.backwardation == "full"
    assert found.slope_7_30_vol == pytest.approx(6)
    fading = board(term((7, 50), (30, 50), (90, 50)), previous=found)
    assert (fading.backwardation, fading.backwardation_fading_since_ms) == ("short", MONDAY_MS)
    later = options_board([term((7, 50), (30, 50), (90, 50))], now_ms=MONDAY_MS + 600_000, previous=fading)
    assert (later.backwardation, later.backwardation_fading_since_ms) == ("none", None)


def test_calendar_arbitrage_is_a_fault_and_no_signal() -> None:
    found = board(term((6, 150), (9, 60), (30, 50), (90, 50)))
    assert found.atm["7"] is None
    assert found.backwardation is None
    assert found.expiries[1].forward_vol is None
    assert "calendar arbitrage between 16 Nov 25 and 19 Nov 25" in found.notes["expiries"]
    across = board(term((6, 150), (8, 150), (9, 50), (40, 50)))
    assert across.slope_7_30_vol is not None
    assert across.backwardation is None
    assert "not a signal" in across.notes["backwardation"]


@pytest.mark.parametrize(
    "fault",
    [
        {"vol": 0.0},
        {"vol": -5.0},
        {"vol": 501.0},
        {"vol": float("inf")},
        {"vol": 50.0, "bid_vol": 51.0, "ask_vol": 53.0},
        {"vol": 50.0, "bid_vol": 45.0, "ask_vol": 49.0},
    ],
)
def test_absurd_quotes_are_set_aside_and_counted(fault: dict[str, float]) -> None:
    good = chain(30, 50)
    vol = fault.pop("vol")
    bad = [option(30, 100_000, is_call, vol, open_interest_coin=7.0, **fault) for is_call in (True, False)]
    rest = [quote for quote in good if quote.strike_usd != 100_000]
    found = board(book([*rest, *bad]))
    neighbours = (smile_vol(97_500, 50, 2) + smile_vol(102_500, 50, 2)) / 2
    assert only(found).atm_vol == pytest.approx(neighbours)
    assert found.notes["expiries"] == "2 quotes set aside (volatility absurd or outside bid and ask)"
    assert only(found).oi_coin == 14


def test_a_one_sided_band_says_nothing() -> None:
    quotes = [option(30, k, c, 50.0, bid_vol=0.0, ask_vol=40.0) for k in STRIKES for c in (True, False)]
    assert only(board(book(quotes))).atm_vol == 50


def test_no_wing_and_no_forward_are_none() -> None:
    narrow = [option(30, k, c, 50.0) for k in (99_000.0, 101_000.0) for c in (True, False)]
    found = only(board(book(narrow)))
    assert (found.atm_vol, found.rr25_vol, found.bf25_vol) == (50, None, None)
    above = [option(30, k, c, 50.0) for k in (101_000.0, 102_000.0) for c in (True, False)]
    assert only(board(book(above))).atm_vol is None
    unknown = [option(30, k, c, 50.0, underlying_usd=None) for k in STRIKES for c in (True, False)]
    assert (only(board(book(unknown))).forward_usd, only(board(book(unknown))).atm_vol) == (None, None)


def test_put_and_call_sums_span_every_venue_and_every_quote() -> None:
    first = book(
        [
            option(30, 90_000, False, None, volume_24h_coin=30.0, open_interest_coin=10.0),
            option(30, 110_000, True, 900.0, volume_24h_coin=50.0, open_interest_coin=40.0),
        ]
    )
    second = book(
        [
            option(7, 90_000, False, 50, volume_24h_coin=12.0, open_interest_coin=0.0),
            option(7, 110_000, True, 50, volume_24h_coin=8.0, open_interest_coin=0.0),
        ],
        "okx",
    )
    found = board(second, first)
    assert found.put_volume_share == 0.42
    assert found.put_call_volume == pytest.approx(42 / 58)
    assert (found.put_oi_share, found.put_call_oi) == (0.2, 0.25)
    assert (found.venue, found.venues) == ("deribit", ("deribit", "okx"))


def test_without_deribit_the_chain_with_most_open_interest_leads() -> None:
    small = book([option(30, 100_000, True, 50, open_interest_coin=1.0)], "bybit")
    large = book([option(30, 100_000, True, 50, open_interest_coin=2.0)], "okx")
    assert board(small, large).venue == "okx"
    assert board(book([]), small).venue == "bybit"


def test_no_chain_is_none_with_reasons_and_dvol_stays() -> None:
    found = board(dvol=[(MONDAY_MS - DAY_MS, 60.0)])
    assert (found.atm, found.venue, found.dvol_vol) == ({}, None, 60.0)
    assert found.notes["atm"] == "no option chain is known yet"
    assert found.notes["dvol_percentile_share"] == "only 0 days of the index are known"
    nothing_traded = board(book([option(30, 100_000, True, 50)]))
    assert nothing_traded.put_volume_share is None
    assert nothing_traded.notes["put_volume_share"] == "no option traded in 24 hours"


def test_max_pain_and_totals_of_an_expiry() -> None:
    quotes = [
        option(30, 90_000, False, 50, open_interest_coin=10.0, volume_24h_coin=1.0),
        option(30, 100_000, True, 50, open_interest_coin=30.0, volume_24h_coin=2.0),
        option(30, 110_000, True, 50, open_interest_coin=5.0),
    ]
    found = only(board(book(quotes)))
    assert (found.max_pain_usd, found.oi_coin, found.volume_coin) == (90_000, 45, 3)


def test_gamma_and_premium_come_with_the_chain() -> None:
    held = {"open_interest_coin": 10.0, "volume_24h_coin": 2.0, "mark_coin": 0.03}
    quotes = [option(30, 90_000, False, 50, **held), option(30, 110_000, True, 50, **held)]
    found = board(book(quotes))
    assert (
        found.gamma_usd_per_pct == only(found).gamma_usd_per_pct == gamma_exposure(read_chain(book(quotes))).usd_per_pct
    )
    assert found.gamma_flip_usd == pytest.approx(100_000, rel=0.05)
    assert found.gamma_convention == "dealers long calls, short puts"
    assert (found.put_premium_usd, found.call_premium_usd, found.put_premium_share) == (6_000, 6_000, 0.5)
    assert found.put_call_premium == 1
    calls = board(book([option(30, 110_000, True, 50, open_interest_coin=1.0)]))
    assert (calls.gamma_flip_usd, calls.put_premium_share) == (None, None)
    assert calls.notes["gamma_flip_usd"] == "it keeps its sign within 30% of the price"
    assert calls.notes["put_premium_share"] == "no option traded in 24 hours has a premium or a mark price"


@pytest.mark.parametrize("put_coin", [float("inf"), 1.0, 0.5])
def test_prices_that_leave_no_forward_above_zero_give_none(put_coin: float) -> None:
    call = option(30, 100_000, True, None, mark_coin=2.0, underlying_usd=None)
    put = option(30, 100_000, False, None, mark_coin=put_coin, underlying_usd=None)
    (expiry,) = board(book([call, put])).expiries
    assert expiry.forward_usd is None


def test_expired_options_are_left_out() -> None:
    assert len(board(term((-1, 50), (30, 50))).expiries) == 1


wild = st.one_of(st.none(), st.floats(-10, 1000), st.sampled_from([0.0, float("inf"), float("nan"), 1e300]))


@given(
    st.lists(
        st.tuples(
            st.sampled_from([1e-9, 0.01, 1.0, 30.0, 400.0]),
            st.floats(1, 1e6),
            st.booleans(),
            st.fixed_dictionaries(
                {"vol": wild, "bid_vol": wild, "ask_vol": wild, "mark_coin": wild, "underlying_usd": wild}
            ),
        ),
        max_size=25,
    )
)
def test_no_chain_is_too_strange(made: list[tuple[float, float, bool, dict[str, float | None]]]) -> None:
    held = {"open_interest_coin": 2.0, "volume_24h_coin": 1.0}
    found = board(book([option(days, strike, is_call, **values, **held) for days, strike, is_call, values in made]))
    assert found.gamma_usd_per_pct is None or math.isfinite(found.gamma_usd_per_pct)
    assert found.gamma_flip_usd is None or 0 < found.gamma_flip_usd < math.inf
    assert found.put_premium_share is None or 0 <= found.put_premium_share <= 1
    for expiry in found.expiries:
        assert expiry.atm_vol is None or 0 < expiry.atm_vol <= 500
        assert expiry.forward_usd is None or 0 < expiry.forward_usd < math.inf
        assert all(0 < vol <= 500 for _, vol in expiry.smile)
    assert all(vol is None or 0 < vol <= 501 for vol in found.atm.values())


def scalar_delta(strike: float, years: float, vol: float) -> float:
    deviation = vol / 100 * math.sqrt(years)
    return 0.5 * math.erfc(-(math.log(100_000 / strike) / deviation + deviation / 2) / math.sqrt(2))


def fastest_s(work: Callable[[], object]) -> float:
    return min(timeit.repeat(work, number=1, repeat=15))


def test_a_thousand_options_cost_less_than_fifteen_thousand_plain_deltas() -> None:
    """Five milliseconds on a machine where a thousand deltas in plain Python take a third of one."""
    many = [quote for days in range(1, 81, 4) for quote in chain(float(days))]
    assert len(many) == 1000
    whole = book(many)
    plain = fastest_s(lambda: [scalar_delta(q.strike_usd, 0.1, q.mark_vol or 1) for q in many])
    assert fastest_s(lambda: board(whole)) < 15 * plain
