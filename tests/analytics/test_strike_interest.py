"""Open interest by strike, against a chain whose sums are worked out by hand."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.made import MONDAY_MS, book, option
from tui.analytics.options import options_board
from tui.analytics.strike_interest import MOST_STRIKES, by_strike, nearest_strikes
from tui.domain.board import StrikeInterest

holdings = st.lists(st.tuples(st.integers(1, 90), st.booleans(), st.integers(0, 50)), min_size=1, max_size=120).map(
    sorted
)


def test_calls_and_puts_of_each_strike_stand_apart_on_the_board() -> None:
    chain = book(
        [
            option(7, 90_000, False, 60.0, open_interest_coin=30.0),
            option(7, 100_000, False, 50.0, open_interest_coin=10.0),
            option(7, 100_000, True, 50.0, open_interest_coin=25.5),
            option(7, 105_000, True, 51.0),
            option(7, 110_000, True, 52.0, open_interest_coin=34.5),
            option(30, 120_000, True, 48.0, open_interest_coin=2.0),
        ]
    )
    near, far = options_board([chain], now_ms=MONDAY_MS).expiries
    assert near.strikes == (
        StrikeInterest(90_000.0, 0.0, 30.0),
        StrikeInterest(100_000.0, 25.5, 10.0),
        StrikeInterest(110_000.0, 34.5, 0.0),
    )
    assert (near.strikes_held, near.oi_coin, near.put_oi_share) == (3, 100.0, 0.4)
    # At 100,000 calls cost nothing and puts nothing: below it the puts at 100,000 pay, above it the calls there.
    assert near.max_pain_usd == 100_000.0
    assert far.strikes == (StrikeInterest(120_000.0, 2.0, 0.0),)
    assert (far.strikes_held, far.put_oi_share) == (1, 0.0)


def test_an_expiry_of_which_nothing_is_open_has_no_strikes() -> None:
    [only] = options_board([book([option(7, 100_000, True, 50.0)])], now_ms=MONDAY_MS).expiries
    assert (only.strikes, only.strikes_held, only.put_oi_share) == ((), 0, None)


def test_without_a_forward_the_strikes_with_most_are_kept() -> None:
    strikes = np.arange(1.0, MOST_STRIKES + 3)
    interest = np.where(strikes <= 2, 0.5, strikes)
    shown = nearest_strikes(by_strike(strikes, np.ones(strikes.size, dtype=np.bool_), interest), None)
    assert [each.strike_usd for each in shown] == list(range(3, MOST_STRIKES + 3))


@given(holdings, st.integers(1, 90))
def test_the_shown_strikes_are_those_nearest_to_the_forward_and_add_up(
    held: list[tuple[int, bool, int]], forward: int
) -> None:
    whole = by_strike(
        np.array([float(k) for k, _, _ in held]),
        np.array([is_call for _, is_call, _ in held]),
        np.array([float(oi) for _, _, oi in held]),
    )
    shown = nearest_strikes(whole, float(forward))
    open_at = {k for k, _, oi in held if oi}
    assert whole.held == len(open_at)
    assert len(shown) == min(len(open_at), MOST_STRIKES)
    assert [each.strike_usd for each in shown] == sorted(each.strike_usd for each in shown)
    left_out = open_at - {int(each.strike_usd) for each in shown}
    if left_out:
        farthest = max(abs(each.strike_usd - forward) for each in shown)
        assert all(abs(strike - forward) >= farthest for strike in left_out)
    for each in shown:
        assert each.calls_coin == sum(oi for k, is_call, oi in held if is_call and k == each.strike_usd)
        assert each.puts_coin == sum(oi for k, is_call, oi in held if not is_call and k == each.strike_usd)
