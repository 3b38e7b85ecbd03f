"""Numbers as venues write them, and those that nobody would write in earnest."""

import pytest

from tui.exchange.markets import instrument_of
from tui.exchange.wire.number import epoch_ms, not_negative, number, positive

_OPTION = {"id": "BTC-26DEC25-100000-C", "base": "BTC", "quote": "USD", "type": "option", "optionType": "call"}


@pytest.mark.parametrize(
    "value", [None, "", "nan", "NaN", "inf", "-Infinity", True, [], {}, "1e309", 10**400, 1e300, "-1e31", "1,5"]
)
def test_what_is_no_number_is_none(value: object) -> None:
    assert number(value) is None
    assert positive(value) is None
    assert not_negative(value) is None
    assert epoch_ms(value) is None


def test_dust_that_would_vanish_in_a_product_is_zero() -> None:
    assert number("1e-320") == 0.0
    assert positive("1e-320") is None
    assert not_negative(5e-324) == 0.0
    assert positive("0.00000001") == 1e-8


@pytest.mark.parametrize(
    "told",
    [
        {"contractSize": "many"},
        {"contractSize": -1.0},
        {"contractSize": [1]},
        {"expiry": "soon"},
        {"expiry": 1_774_598_400},
        {"strike": float("inf")},
        {"strike": {"usd": 1}},
    ],
)
def test_a_market_told_in_nonsense_stays_unknown(told: dict[str, object]) -> None:
    known = instrument_of({**_OPTION, "expiry": 1_774_598_400_000, "strike": 100_000.0})
    assert known is not None
    assert (known.strike_usd, known.expiry_ms, known.contract_size) == (100_000.0, 1_774_598_400_000, 1.0)
    assert instrument_of({**_OPTION, "expiry": 1_774_598_400_000, "strike": 100_000.0, **told}) is None
