"""Conditions on a Board: true, false, not known, or not a condition."""

import pytest

from tests.alerts.small_board import board
from tui.alerts.expression import Expression, ExpressionError, MissingValueError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BTC.price.usd > 100000", True),
        ("BTC.price.usd < 100000", False),
        ("100000 < BTC.price.usd < 110000", True),
        ("BTC.weekly.distance_pct < 0 and BTC.funding.apr_pct > 5", True),
        ("BTC.weekly.distance_pct > 0 or BTC.funding.apr_pct > 9", False),
        ("not BTC.price.divergent", True),
        ("BTC.open_interest.deleveraging == 'no'", True),
        ("BTC.options.atm['30'] - BTC.options.atm['90'] > 1", True),
        ("BTC.funding.apr_pct > -1 * 2", True),
        ("-BTC.funding.apr_pct < -5", True),
        ("mode == 'demo'", True),
        ("assets['BTC'].price.usd >= 106300", True),
        ("BTC.levels[0].state == 'armed'", True),
    ],
)
def test_conditions(text: str, expected: bool) -> None:
    assert Expression(text).holds(board()) is expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("BTC.basis.apr_pct > 3", "BTC.basis.apr_pct: no dated future answered"),
        ("BTC.price.usd > 0 and BTC.basis.apr_pct > 3", "no dated future"),
        ("market.cap_usd > 1", "market: no market-cap source"),
        ("BTC.levels[7].state == 'armed'", "nothing at"),
        ("BTC.price.usd / 0 > 1", "divides by zero"),
        (f"BTC.price.usd * {10**320} > 1", "too large a number"),
    ],
)
def test_what_is_not_known_says_why(text: str, reason: str) -> None:
    with pytest.raises(MissingValueError, match=reason.replace("[", r"\[")):
        Expression(text).holds(board())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("BTC.price.usd > 0 or BTC.basis.apr_pct > 3", True), ("BTC.basis.apr_pct > 3 and BTC.price.usd < 0", False)],
)
def test_a_known_part_can_decide_alone(text: str, expected: bool) -> None:
    assert Expression(text).holds(board()) is expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BTC.price.usd >",
        "__import__('os').system('true')",
        "BTC.price.__class__ == 1",
        "(lambda: 1)()",
        "[1 for x in 'a']",
        "BTC.price",
        "BTC.price.usd",
        "BTC.price.usdd > 1",
        "XYZ.price.usd > 1",
        "BTC.price.usd > 'a'",
        "BTC.price.usd ** 9 > 1",
        "'%s' % 1 == 'a'",
        "f'{BTC}' == 'a'",
        "BTC.price.usd > 1 if 1 else 0",
        "BTC.price.usd > 1" + " and 1 < 2" * 200,
        "(" * 900 + "1" + ")" * 90,
        "not BTC.price.usd",
    ],
)
def test_what_is_not_a_condition_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        Expression(text).holds(board())


def test_a_typing_error_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(ExpressionError, match="did you mean distance_pct"):
        Expression("BTC.weekly.distance_pc < 0").holds(board())
