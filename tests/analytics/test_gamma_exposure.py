"""Gamma exposure: the sum of numerical second derivatives, calls plus and puts minus."""

import numpy as np
import pytest

from tests.analytics.made import book, option
from tui.analytics.black76 import forward_delta
from tui.analytics.chain import read_chain
from tui.analytics.gamma_exposure import gamma_exposure_usd


def test_it_is_the_delta_that_one_percent_changes() -> None:
    held = [(95_000.0, True, 50.0, 10.0), (105_000.0, False, 60.0, 4.0)]
    quotes = [option(30, k, is_call, vol, open_interest_coin=oi) for k, is_call, vol, oi in held]
    strikes, vols = np.array([k for k, *_ in held]), np.array([vol for _, _, vol, _ in held])
    calls, years = np.array([is_call for _, is_call, *_ in held]), np.full(2, 30 / 365)
    up, down = (forward_delta(np.full(2, f), strikes, years, vols, calls) for f in (100_001.0, 99_999.0))
    gamma = (up - down) / 2
    expected = (gamma * np.array([10.0, -4.0])).sum() * 100_000**2 * 0.01
    assert gamma_exposure_usd(read_chain(book(quotes))) == pytest.approx(expected, rel=1e-6)


def test_nothing_held_or_no_volatility_is_none() -> None:
    assert gamma_exposure_usd(read_chain(book([option(30, 100_000, True, 50)]))) is None
    assert gamma_exposure_usd(read_chain(book([option(30, 100_000, True, None, open_interest_coin=1.0)]))) is None
    assert gamma_exposure_usd(read_chain(book([]))) is None
