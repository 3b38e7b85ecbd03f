"""Every term of a cascade row, against figures worked out by hand."""

import pytest

from tui.analytics.cascade_board import Beta, Inputs, beta_of, cascade_row, lines_below
from tui.domain.board import Level
from tui.domain.events import Depth

FIVE_MS = 300_000
TIERS = ((5.0, 0.3), (10.0, 0.4), (20.0, 0.2))
BOOK = Depth(
    venue="binance",
    asset="SOL",
    symbol="SOLUSDT",
    bids=((99.9, 10.0), (96.0, 20.0), (89.0, 30.0)),
    best_ask_usd=100.1,
    at_ms=1,
    recv_ms=1,
)


def inputs(**changed: object) -> Inputs:
    known: dict[str, object] = {
        "asset": "SOL",
        "leader_price_usd": 105_000.0,
        "support_usd": 102_000.0,
        "target_usd": 99_750.0,
        "beta": Beta(value=2.0, bars=2015),
        "book": BOOK,
        "book_age_s": 12.0,
        "oi_usd": 10_000.0,
        "funding_apr_pct": 3.0,
    }
    return Inputs(**(known | changed))  # type: ignore[arg-type]  # the fields are the test's


def test_every_term() -> None:
    row = cascade_row(inputs(), TIERS)
    # BTC loses 102,000 and falls 5 % to its next line, SOL 10 %: 10x and 20x are closed, 60 % of the open interest,
    # against bids down to 90.
    assert row.condition == "BTC < 102000"
    assert (row.support_usd, row.target_usd) == (102_000.0, 99_750.0)
    assert row.distance_pct == pytest.approx(-5.0)
    assert row.move_pct == pytest.approx(-10.0)
    assert row.forced_share == pytest.approx(0.6)
    assert row.forced_usd == pytest.approx(6_000.0)
    assert row.bids_usd == pytest.approx(99.9 * 10 + 96 * 20)
    assert row.coverage == pytest.approx(2_919.0 / 6_000.0)
    assert (row.risk, row.risk_reason, row.depth_venue, row.price_usd) == ("high", None, "binance", 100.0)
    assert row.depth_reach_pct == pytest.approx(-11.0)
    assert row.notes == {}


def test_a_fall_without_a_next_line_ends_at_the_support() -> None:
    row = cascade_row(inputs(target_usd=None), TIERS)
    assert row.target_usd == 102_000.0
    assert row.distance_pct == pytest.approx(-100 / 35)
    assert row.notes["target_usd"] == "no line below 102000 is configured: the move ends at the support itself"


def test_a_book_that_ends_before_the_move_is_a_floor_and_judged_as_far_as_it_reaches() -> None:
    row = cascade_row(inputs(beta=Beta(value=4.0, bars=2015)), TIERS)
    # A move of -20 % closes all three tiers, but only what is sold to -11 % meets the bids that came.
    assert row.bids_usd == pytest.approx(99.9 * 10 + 96 * 20 + 89 * 30)
    assert row.notes["bids_usd"] == "a floor: the book that came ends at -11.00%"
    assert row.coverage == pytest.approx(5_589 / 9_000)
    assert (row.risk, row.notes["risk"]) == ("medium", "by the coverage to -11.00%, 0.93")


def test_a_book_whose_end_still_covers_what_is_sold_leaves_the_risk_beyond_it_unknown() -> None:
    row = cascade_row(inputs(beta=Beta(value=4.0, bars=2015), oi_usd=8_000.0), TIERS)
    assert row.coverage == pytest.approx(5_589 / 7_200)
    assert (row.risk, row.risk_reason) == ("unknown", "short book")
    assert row.notes["risk"] == "the book that came ends at -11.00%, where its bids still cover what is sold"


def test_a_floor_that_covers_the_whole_move_is_a_low_risk() -> None:
    row = cascade_row(inputs(beta=Beta(value=4.0, bars=2015), oi_usd=5_000.0), TIERS)
    assert (row.risk, row.notes["risk"]) == ("low", "the bids to -11.00% alone cover the whole move")


def test_an_old_book_is_an_unknown_risk_with_its_terms_still_there() -> None:
    row = cascade_row(inputs(book_age_s=61.0), TIERS)
    assert (row.risk, row.risk_reason) == ("unknown", "old book")
    assert row.notes["risk"] == "the order book is 61 s old"
    assert row.bids_usd is not None


@pytest.mark.parametrize(
    ("changed", "name", "reason", "short"),
    [
        ({"leader_price_usd": None}, "distance_pct", "no price of BTC", "no price"),
        ({"support_usd": None}, "distance_pct", "no unbroken support of BTC below its price is configured", "no line"),
        ({"beta": Beta(value=None, bars=7)}, "beta", "7 five-minute bars known, too few in which BTC fell", "no beta"),
        ({"book": None, "book_age_s": None}, "bids_usd", "no order book came", "no book"),
        ({"oi_usd": None}, "oi_usd", "no open interest came", "no OI"),
    ],
)
def test_a_missing_term_is_named_and_the_risk_unknown(
    changed: dict[str, object], name: str, reason: str, short: str
) -> None:
    row = cascade_row(inputs(**changed), TIERS)
    assert row.notes[name] == reason
    assert (row.risk, row.risk_reason, row.coverage) == ("unknown", short, None)


def test_a_move_that_closes_nobody_is_low_and_says_why() -> None:
    row = cascade_row(inputs(target_usd=104_000.0), TIERS)
    assert (row.forced_usd, row.coverage, row.risk) == (0.0, None, "low")
    assert row.notes["forced_usd"] == "-1.90% uses up no tier's margin; 20x is closed at -5%"


def test_the_lines_below_are_unbroken_edges_and_what_follows_them_highest_first() -> None:
    levels = (
        Level(price_usd=107_000, kind="weekly_close", label="close", then_usd=(98_400, 72_000)),
        Level(price_usd=107_500, to_usd=105_000, kind="support", label="zone"),
        Level(price_usd=103_000, kind="support", label="average"),
        Level(price_usd=106_000, kind="resistance", label="cap", then_usd=(90_000,)),
    )
    assert lines_below(levels, 106_300.0) == (105_000, 103_000, 98_400, 72_000)
    broken = (Level(price_usd=105_000, kind="support", label="gone", state="confirmed"), *levels[2:])
    assert lines_below(broken, 106_300.0) == (103_000,)
    ladder = (levels[0], Level(price_usd=98_400, kind="support", label="gone", state="confirmed"))
    assert lines_below(ladder, 100_000.0) == (72_000,)
    assert lines_below(levels, None) == ()


def test_beta_is_of_the_bars_that_both_have() -> None:
    leader = {at * FIVE_MS: 100.0 * 0.999**at for at in range(100)}
    own = {at * FIVE_MS: 10.0 * 0.998**at for at in range(20, 120)}
    found = beta_of(own, leader)
    assert found.bars == 80
    assert found.value == pytest.approx(2.0)
    assert beta_of({}, leader) == Beta(value=None, bars=0)


def test_a_fall_over_hours_without_bars_is_no_bar_of_beta() -> None:
    places = [at for at in range(200) if not 80 <= at < 140]
    leader = {at * FIVE_MS: (100.0 if at < 80 else 50.0) * 0.999**at for at in places}
    # In the gap the altcoin fell much less than it does bar by bar.
    own = {at * FIVE_MS: (10.0 if at < 80 else 9.0) * 0.998**at for at in places}
    assert beta_of(own, leader).value == pytest.approx(2.0)
