"""Puts against calls."""

from typing import Any

import msgspec
import pytest

from tests.analytics.made import book, option
from tui.analytics.put_call import PutCall, put_call
from tui.domain.events import OptionQuote


def traded(is_call: bool, volume_coin: float, **values: Any) -> OptionQuote:
    fields: dict[str, Any] = {"mark_coin": 0.02, "underlying_usd": 100_000.0, "open_interest_coin": 3.0}
    return option(30, 90_000, is_call, 50.0, volume_24h_coin=volume_coin, **(fields | values))


def test_what_has_expired_is_neither_put_nor_call() -> None:
    living = traded(True, 2.0)
    gone = msgspec.structs.replace(living, is_call=False, expiry_ms=1_500_000_000_000)
    found = put_call([book([living, gone])])
    assert (found.volume, found.open_interest) == (PutCall(0.0, 2.0), PutCall(0.0, 3.0))
    assert found.premium_usd == PutCall(0.0, 4_000.0)


def test_premium_is_volume_times_mark_in_dollars_over_every_venue() -> None:
    first = book([traded(True, 5.0), traded(False, 1.0, mark_coin=0.08)])
    other = book([traded(False, 10.0, mark_coin=0.001, underlying_usd=102_000.0)], "okx")
    found = put_call([first, other])
    assert found.premium_usd.calls == pytest.approx(10_000)
    assert found.premium_usd.puts == pytest.approx(8_000 + 1_020)
    assert found.premium_usd.put_share == pytest.approx(9_020 / 19_020)
    assert found.volume.put_share == pytest.approx(11 / 16)


@pytest.mark.parametrize(
    "values", [{"mark_coin": None}, {"underlying_usd": None}, {"mark_coin": float("nan")}, {"mark_coin": -1.0}]
)
def test_what_has_no_price_is_counted_and_not_guessed(values: dict[str, Any]) -> None:
    found = put_call([book([traded(True, 5.0), traded(False, 7.0, **values)])])
    assert found.unpriced_coin == 7
    assert found.premium_usd == PutCall(0.0, 10_000.0)


def test_worthless_is_a_price() -> None:
    found = put_call([book([traded(False, 7.0, mark_coin=0.0)])])
    assert (found.unpriced_coin, found.premium_usd) == (0, PutCall(0.0, 0.0))


def test_what_was_paid_leads_over_an_estimate_of_it() -> None:
    paid = put_call([book([traded(True, 5.0, premium_24h_usd=700.0)]), book([traded(False, 1.0)], "okx")])
    assert paid.premium_usd == PutCall(2_000.0, 700.0)
    assert paid.estimated == ("okx",)
    assert put_call([book([traded(True, 5.0, premium_24h_usd=float("inf"))])]).unpriced_coin == 5
