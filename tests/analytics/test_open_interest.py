"""Open interest: changes compare the same contracts, and their two parts add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.made import MONDAY_MS, open_interest
from tui.analytics.open_interest import open_interest_board, samples_near, verdict
from tui.domain.board import OpenInterestBoard
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.events import OpenInterest


def board(
    now: list[OpenInterest], day_ago: list[OpenInterest], hour_ago: list[OpenInterest] | None = None
) -> OpenInterestBoard:
    return open_interest_board(now, day_ago, hour_ago or [], now_ms=MONDAY_MS)


contract = st.tuples(
    st.sampled_from(["binance", "bybit", "okx"]), st.sampled_from(["PERP", "DEC", "MAR"]), st.floats(1, 1e6)
)


@given(
    st.lists(contract, min_size=1, max_size=9),
    st.lists(contract, min_size=1, max_size=9),
    st.floats(100, 1e6),
    st.floats(100, 1e6),
)
def test_the_two_effects_add_up_to_the_change(
    now: list[tuple[str, str, float]], then: list[tuple[str, str, float]], price: float, price_then: float
) -> None:
    current = {(v, s): open_interest(v, q, q * price, symbol=s) for v, s, q in now}
    before = {(v, s): open_interest(v, q, q * price_then, symbol=s) for v, s, q in then}
    found = board(list(current.values()), list(before.values()))
    both = current.keys() & before.keys()
    if not both:
        assert found.price_effect_usd is None
        assert found.change_24h_pct is None
        return
    assert found.price_effect_usd is not None
    assert found.coin_effect_usd is not None
    usd_now, usd_then = (sum(held[key].usd for key in both) for held in (current, before))
    coin_now, coin_then = (sum(held[key].coin for key in both) for held in (current, before))
    total = found.price_effect_usd + found.coin_effect_usd
    assert total == pytest.approx(usd_now - usd_then, abs=1e-6 * (usd_now + usd_then))
    scale = 1e-6 * (usd_now + usd_then)
    assert found.price_effect_usd == pytest.approx(coin_now * (price - price_then), abs=scale)
    assert found.coin_effect_usd == pytest.approx((coin_now - coin_then) * price_then, abs=scale)


def test_fewer_dollars_at_a_lower_price_are_not_deleveraging() -> None:
    then = [open_interest("binance", 260_000, 26.0e9)]
    now = [open_interest("binance", 260_000 * 1.024, 26.0e9 * 0.973)]
    found = board(now, then)
    assert found.change_24h_pct == pytest.approx(-2.7)
    assert found.coin_change_24h_pct == pytest.approx(2.4)
    assert found.deleveraging == "no"


@pytest.mark.parametrize(("pct", "said"), [(-1.0, "no"), (-1.0001, "yes"), (5.0, "no"), (None, "unknown")])
def test_the_verdict_s_line(pct: float | None, said: str) -> None:
    assert verdict(pct) == said


def test_a_venue_without_a_value_then_counts_in_the_total_only() -> None:
    now = [open_interest("binance", 10, 1000), open_interest("okx", 5, 500)]
    found = board(now, [open_interest("binance", 20, 1000)])
    assert (found.usd, found.coin) == (1500, 15)
    assert found.coin_change_24h_pct == -50
    assert found.change_venues == ("binance",)
    assert [(v.venue, v.usd, v.coin_change_24h_pct) for v in found.venues] == [
        ("binance", 1000, -50),
        ("okx", 500, None),
    ]
    assert found.notes["change_24h_pct"] == "covers 67% of the open interest; no value 24 h ago: okx"
    assert "change_venues" not in found.notes


def test_a_venue_that_tells_no_past_says_when_its_change_is_known() -> None:
    now = [open_interest("binance", 10, 1000), open_interest("bitget", 5, 500)]
    then = [open_interest("binance", 20, 1000)]

    def noted(day_ago: list[OpenInterest]) -> str | None:
        found = open_interest_board(now, day_ago, [], now_ms=0, without_past={"bitget", "deribit"})
        return found.notes.get("change_venues")

    assert noted(then) == "bitget: no past is asked for; the change is known once our own record is 24 h old"
    assert noted([*then, open_interest("bitget", 5, 500)]) is None


def test_a_contract_listed_or_expired_in_between_is_compared_with_nothing() -> None:
    now = [open_interest("okx", 10, 1000), open_interest("okx", 90, 9000, symbol="NEW")]
    then = [open_interest("okx", 10, 1000), open_interest("okx", 50, 5000, symbol="OLD")]
    found = board(now, then)
    assert (found.coin_change_24h_pct, found.change_24h_pct) == (0, 0)
    assert found.usd == 10_000
    assert found.notes["change_24h_pct"] == "covers 10% of the open interest"


def test_the_hour_has_its_own_change() -> None:
    now, hour = [open_interest("okx", 11, 1000)], [open_interest("okx", 10, 2000)]
    found = board(now, [], hour)
    assert found.coin_change_1h_pct == pytest.approx(10)
    assert found.change_1h_pct == -50
    assert found.coin_change_24h_pct is None
    assert found.deleveraging == "unknown"
    assert found.notes["deleveraging"] == "no value from 24 hours ago is known"
    assert "coin_change_1h_pct" in board(now, now).notes


def test_nothing_known_is_none() -> None:
    found = board([], [open_interest("okx", 1, 1)])
    assert found.usd is None
    assert found.notes["usd"] == "no open interest is known yet"


def test_a_market_of_no_coins_divides_by_nothing() -> None:
    found = board([open_interest("okx", 5, 500)], [open_interest("okx", 0, 0)])
    assert found.coin_change_24h_pct is None
    assert found.price_effect_usd is None


def test_the_oldest_contract_gives_a_venue_s_age() -> None:
    old = OpenInterest(venue="okx", asset="BTC", symbol="A", coin=1, usd=1, at_ms=MONDAY_MS, recv_ms=MONDAY_MS - 30_000)
    assert board([old, open_interest("okx", 1, 1)], []).venues[0].age_s == 30


def test_samples_near_takes_the_nearest_of_each_contract() -> None:
    at_ms = MONDAY_MS - DAY_MS
    history = [
        open_interest("okx", coin, 1, at_ms=at_ms + off) for coin, off in ((1, -HOUR_MS), (2, 60_000), (3, -61_000))
    ]
    far = open_interest("bybit", 9, 1, at_ms=at_ms - 2 * HOUR_MS)
    assert samples_near([*history, far], at_ms, HOUR_MS) == (history[1],)


@pytest.mark.parametrize(("rest_usd", "said"), [(500.0, "yes"), (2000.0, "yes"), (3000.0, "unknown")])
def test_a_change_of_less_than_a_third_of_the_dollars_brings_no_verdict(rest_usd: float, said: str) -> None:
    now = [open_interest("binance", 10, 1000), open_interest("okx", 5, rest_usd)]
    found = board(now, [open_interest("binance", 20, 1000)])
    assert found.deleveraging == said
    assert found.change_share == pytest.approx(1000 / (1000 + rest_usd))
    if said == "unknown":
        assert found.notes["deleveraging"] == "the 24-hour change covers 25% of it: no verdict below a third"


def test_the_change_of_a_small_venue_that_is_left_alone_brings_no_verdict() -> None:
    then = [open_interest("binance", 100, 10_000), open_interest("gate", 20, 2_000)]
    found = board([open_interest("gate", 10, 1_000)], then)
    assert found.coin_change_24h_pct == -50
    assert found.change_share == 1
    assert found.deleveraging == "unknown"
    assert found.notes["deleveraging"] == ("of what was open 24 h ago the change covers 17%: no verdict below a third")
    # What has expired since is no silence of a venue, and no more than a part.
    quarter = [open_interest("gate", 10, 1_000, symbol="DEC"), open_interest("gate", 20, 2_000)]
    assert board([open_interest("gate", 10, 1_000)], quarter).deleveraging == "yes"


def test_the_change_is_between_two_sums_of_the_same_contracts() -> None:
    now = [open_interest("binance", 10, 1000), open_interest("okx", 5, 500)]
    found = board(now, [open_interest("binance", 20, 1600)])
    assert (found.then_usd, found.then_to_now_usd, found.usd) == (1600, 1000, 1500)
    assert (found.then_coin, found.then_to_now_coin, found.coin) == (20, 10, 15)
    assert found.change_24h_pct == pytest.approx(-37.5)


def test_a_venue_s_value_of_then_is_its_contracts_own_and_never_reckoned_back_from_a_change() -> None:
    now = [open_interest("okx", 10, 1000, symbol="SWAP"), open_interest("okx", 1, 250, symbol="NEW")]
    [venue] = board(now, [open_interest("okx", 8, 1600, symbol="SWAP")]).venues
    assert (venue.then_usd, venue.then_coin, venue.change_share) == (1600, 8, 0.8)
    assert (venue.change_24h_pct, venue.coin_change_24h_pct) == (-37.5, 25)
    [unknown] = board(now, []).venues
    assert (unknown.then_usd, unknown.then_coin, unknown.change_share) == (None, None, None)


def test_deleveraging_ends_later_than_it_began() -> None:
    assert verdict(-0.6, 1.0, "yes") == "yes"
    assert verdict(-0.5, 1.0, "yes") == "no"
    assert verdict(-0.6, 1.0, "no") == "no"
