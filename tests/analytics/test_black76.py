"""Black-76: prices, deltas and their inversion, against Deribit's own numbers."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.captured import btc_20260627, lines
from tui.analytics.black76 import Floats, forward_delta, implied_vol, normal_cdf, price_coin
from tui.analytics.chain import YEAR_MS


def one(value: float) -> Floats:
    return np.array([value])


@given(st.floats(0.3, 3.0), st.floats(1 / 365, 2.0), st.floats(5, 300), st.booleans())
def test_the_volatility_comes_back_from_the_price(moneyness: float, years: float, vol: float, is_call: bool) -> None:
    forward, strike, call = one(100_000), one(100_000 * moneyness), np.array([is_call])
    price = price_coin(forward, strike, one(years), one(vol), call)
    worth = price[0] - max(0.0, (1 - moneyness) if is_call else (moneyness - 1))
    found = implied_vol(forward, strike, one(years), price, call)[0]
    # Below a billionth of a coin of time value the price says nothing of the volatility any more.
    if worth > 1e-9:
        assert found == pytest.approx(vol, abs=0.01)
    else:
        assert np.isnan(found) or found < 400


@given(st.floats(0.3, 3.0), st.floats(1 / 365, 2.0), st.floats(5, 300))
def test_put_call_parity_of_prices_and_deltas(moneyness: float, years: float, vol: float) -> None:
    args = (one(1.0), one(moneyness), one(years), one(vol))
    call, put = (price_coin(*args, np.array([is_call]))[0] for is_call in (True, False))
    assert call - put == pytest.approx(1 - moneyness, abs=1e-12)
    call_delta, put_delta = (forward_delta(*args, np.array([is_call]))[0] for is_call in (True, False))
    assert call_delta - put_delta == pytest.approx(1)


@pytest.mark.parametrize("price", [0.0, -1.0, 1.0, 2.0, float("nan")])
def test_a_price_that_no_volatility_makes_has_none(price: float) -> None:
    found = implied_vol(one(100.0), one(100.0), one(0.1), one(price), np.array([True]))
    assert np.isnan(found[0])


def test_an_empty_chain_is_no_error() -> None:
    none = np.array([], dtype=np.float64)
    assert implied_vol(none, none, none, none, np.array([], dtype=np.bool_)).size == 0


def test_the_normal_distribution() -> None:
    assert normal_cdf(np.array([0.0, 1.959963985, -1.959963985])) == pytest.approx([0.5, 0.975, 0.025])
    assert normal_cdf(np.array([-40.0, 40.0])) == pytest.approx([0, 1])


def test_deribit_s_own_deltas_and_marks(captures: Path) -> None:
    book = btc_20260627(captures)
    found = [json.loads(line) for line in lines(captures / "options/deribit_btc_tickers_20260627.jsonl.gz")]
    at_ms = {row["ticker"]["instrument_name"]: row["ticker"]["timestamp"] for row in found if "ticker" in row}
    quotes = [quote for quote in book.quotes if quote.mark_vol and quote.underlying_usd and quote.delta is not None]
    columns = {
        "forward": np.array([quote.underlying_usd or 0 for quote in quotes]),
        "strike": np.array([quote.strike_usd for quote in quotes]),
        "years": np.array([(quote.expiry_ms - at_ms[quote.symbol]) / YEAR_MS for quote in quotes]),
        "vol": np.array([quote.mark_vol or 0 for quote in quotes]),
        "is_call": np.array([quote.is_call for quote in quotes]),
    }
    assert forward_delta(**columns) == pytest.approx([quote.delta for quote in quotes], abs=1.5e-4)
    assert price_coin(**columns) == pytest.approx([quote.mark_coin for quote in quotes], abs=2.5e-4)
