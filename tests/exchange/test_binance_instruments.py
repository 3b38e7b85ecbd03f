"""Binance's market lists as Instruments."""

from typing import Any

import pytest

from tui.exchange.wire.binance_instruments import instrument, series


def market(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": "BTCUSD_PERP",
        "symbol": "BTC/USD:BTC",
        "base": "BTC",
        "quote": "USD",
        "type": "swap",
        "inverse": True,
        "contractSize": 100.0,
        "expiry": None,
        "info": {"contractType": "PERPETUAL"},
    }
    return {**fields, **changes}


def test_coinm_sizes_are_dollars_and_usdm_sizes_coin() -> None:
    inverse = instrument(market())
    linear = instrument(market(id="BTCUSDT", quote="USDT", inverse=False, contractSize=1.0))
    assert inverse is not None
    assert linear is not None
    assert inverse.coin_and_usd(5, 100_000) == (0.005, 500.0)
    assert linear.coin_and_usd(5, 100_000) == (5.0, 500_000.0)


def test_a_dated_future_has_its_expiry_and_a_perpetual_none() -> None:
    dated = instrument(market(id="BTCUSD_251226", type="future", expiry=1_766_736_000_000))
    perpetual = instrument(market(expiry=4_133_404_800_000))
    assert dated is not None
    assert perpetual is not None
    assert (dated.kind, dated.expiry_ms) == ("future", 1_766_736_000_000)
    assert (perpetual.kind, perpetual.expiry_ms) == ("perpetual", None)


def test_a_contract_quoted_in_coin_is_known_but_has_no_dollars() -> None:
    found = instrument(market(id="ETHBTC", base="ETH", quote="BTC", inverse=False, contractSize=1.0))
    assert found is not None
    assert not found.in_dollars


@pytest.mark.parametrize(
    "changes",
    [
        {"contractSize": None},  # a size that is not said is not guessed
        {"contractSize": 0},
        {"type": "future", "expiry": None},
        {"type": "option"},
        {"id": "EVIL\x1b[2J"},
        {"base": "币安人生"},
        {"quote": None},
        {"id": None},
    ],
)
def test_what_cannot_be_sized_or_named_safely_is_left_out(changes: dict[str, Any]) -> None:
    assert instrument(market(**changes)) is None


def test_series_are_coinms_own_words() -> None:
    assert series(market()) == "PERPETUAL"
    assert series(market(info={"contractType": "CURRENT_QUARTER"})) == "CURRENT_QUARTER"
    assert series(market(info=None)) == series(market(info={"contractType": "\x1b"})) == ""
