"""Gamma exposure: the sum of numerical second derivatives, calls plus and puts minus, and where it is zero."""

import math
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.made import book, option
from tui.analytics.black76 import forward_delta
from tui.analytics.chain import read_chain
from tui.analytics.gamma_exposure import GammaExposure, gamma_exposure
from tui.domain.events import OptionQuote

Held = list[tuple[float, bool, float, float]]
"""(strike, is a call, volatility, coins open)."""


def quotes_of(held: Held, days: float = 30, forward_usd: float = 100_000.0) -> list[OptionQuote]:
    return [
        option(days, strike, is_call, vol, open_interest_coin=coins, underlying_usd=forward_usd)
        for strike, is_call, vol, coins in held
    ]


def exposure(*quotes: OptionQuote) -> GammaExposure:
    return gamma_exposure(read_chain(book(quotes)))


def test_it_is_the_delta_that_one_percent_changes() -> None:
    held: Held = [(95_000.0, True, 50.0, 10.0), (105_000.0, False, 60.0, 4.0)]
    strikes, vols = np.array([k for k, *_ in held]), np.array([vol for _, _, vol, _ in held])
    calls, years = np.array([is_call for _, is_call, *_ in held]), np.full(2, 30 / 365)
    up, down = (forward_delta(np.full(2, f), strikes, years, vols, calls) for f in (100_001.0, 99_999.0))
    gamma = (up - down) / 2
    expected = (gamma * np.array([10.0, -4.0])).sum() * 100_000**2 * 0.01
    assert exposure(*quotes_of(held)).usd_per_pct == pytest.approx(expected, rel=1e-6)


held_options = st.lists(
    st.tuples(st.floats(70_000, 140_000), st.booleans(), st.floats(20, 120), st.floats(0.1, 500)),
    min_size=1,
    max_size=20,
)


@given(held_options, held_options)
def test_expiries_add_up_and_who_holds_what_is_only_a_sign(near: Held, far: Held) -> None:
    quotes = [*quotes_of(near, 7), *quotes_of(far, 60)]
    found = exposure(*quotes)
    parts = [part for part in found.expiries_usd_per_pct if part is not None]
    assert len(parts) == 2
    assert found.usd_per_pct == pytest.approx(sum(parts))
    other = exposure(*(msgspec.structs.replace(quote, is_call=not quote.is_call) for quote in quotes))
    assert other.usd_per_pct == pytest.approx(-(found.usd_per_pct or 0.0))
    assert other.flips == found.flips


@given(held_options)
def test_at_the_flip_the_same_chain_has_no_exposure(held: Held) -> None:
    found = exposure(*quotes_of(held))
    if found.flip_usd is None:
        assert found.flips == 0
        return
    assert 70_000 <= found.flip_usd <= 130_000
    there = [exposure(*quotes_of(held, forward_usd=found.flip_usd * off)).usd_per_pct for off in (0.99999, 1.00001)]
    assert math.copysign(1, there[0] or 0.0) != math.copysign(1, there[1] or 0.0)


def test_puts_below_and_calls_above_flip_between_them() -> None:
    found = exposure(*quotes_of([(90_000.0, False, 50.0, 10.0), (110_000.0, True, 50.0, 10.0)]))
    assert found.flips == 1
    assert found.flip_usd is not None
    assert 95_000 < found.flip_usd < 105_000


def test_one_side_alone_never_flips() -> None:
    found = exposure(*quotes_of([(90_000.0, True, 50.0, 10.0), (110_000.0, True, 50.0, 10.0)]))
    assert (found.flip_usd, found.flips) == (None, 0)
    assert (found.usd_per_pct or 0.0) > 0


def test_open_interest_counts_though_its_own_volatility_was_set_aside() -> None:
    held: Held = [(95_000.0, True, 50.0, 10.0), (105_000.0, True, 60.0, 10.0)]
    doubtful = option(30, 100_000, False, 900.0, open_interest_coin=40.0)
    between = option(30, 100_000, False, 55.0, open_interest_coin=40.0)
    assert exposure(*quotes_of(held), doubtful) == exposure(*quotes_of(held), between)


def test_of_several_flips_the_nearest_is_said() -> None:
    held: Held = [(80_000.0, False, 30.0, 10.0), (95_000.0, True, 30.0, 10.0), (115_000.0, False, 30.0, 10.0)]
    found = exposure(*quotes_of(held, 7))
    assert found.flips == 2
    assert found.flip_usd is not None
    assert 100_000 < found.flip_usd < 110_000


@pytest.mark.parametrize("values", [{"vol": 50.0}, {"vol": None, "open_interest_coin": 1.0}])
def test_nothing_held_or_no_volatility_is_none(values: dict[str, Any]) -> None:
    vol = values.pop("vol")
    found = exposure(option(30, 100_000, True, vol, **values))
    assert found == GammaExposure(expiries_usd_per_pct=(None,))
    assert exposure() == GammaExposure()
