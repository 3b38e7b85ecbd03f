"""OKX's market list: contract sizes, and the rule types that ccxt calls futures."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.okx_samples import captured
from tui.exchange.door import exchange_class
from tui.exchange.instrument import Instrument
from tui.exchange.wire.okx_instruments import instrument, spot_of


def listing(**changes: object) -> dict[str, Any]:
    """A dated inverse future as `public/instruments` lists it."""
    fields = {"instId": "BTC-USD-270326", "instType": "FUTURES", "uly": "BTC-USD", "instFamily": "BTC-USD"}
    fields |= {"ctType": "inverse", "ctVal": "100", "ctMult": "1", "ctValCcy": "USD", "settleCcy": "BTC"}
    fields |= {"expTime": "1806048000000", "ruleType": "normal", "state": "live", "baseCcy": "", "quoteCcy": ""}
    return fields | {"lotSz": "1", "minSz": "1", "tickSz": "0.1", "lever": "20", "optType": "", "stk": ""} | changes


def through_ccxt(row: dict[str, Any]) -> Instrument | None:
    market = exchange_class("okx")().parse_market(row)
    return instrument(market) if market else None


def test_a_dated_inverse_future_is_counted_in_dollars() -> None:
    known = through_ccxt(listing())
    assert known is not None
    assert (known.kind, known.asset, known.quote, known.inverse) == ("future", "BTC", "USD", True)
    assert known.expiry_ms == 1_806_048_000_000
    assert known.coin_and_usd(3, 60_000) == (0.005, 300)


def test_a_dollar_margined_contract_is_linear_and_belongs_to_the_dollar_index() -> None:
    known = through_ccxt(
        listing(instId="BTC-USD_UM-SWAP", instType="SWAP", instFamily="BTC-USD_UM", settleCcy="USD")
        | {"ctType": "linear", "ctVal": "0.01", "ctValCcy": "BTC", "expTime": ""}
    )
    assert known is not None
    assert (known.kind, known.quote, known.inverse, known.contract_size) == ("perpetual", "USD", False, 0.01)


@pytest.mark.fault(48)
def test_an_xperp_is_a_perpetual_and_never_on_the_basis_curve() -> None:
    known = through_ccxt(
        listing(instId="BTC-USD_UM_XPERP-310404", ruleType="xperp", expTime="1932969600000", settleCcy="USD")
        | {"ctType": "linear", "ctVal": "0.001", "ctValCcy": "BTC"}
    )
    assert known is not None
    assert (known.kind, known.expiry_ms) == ("perpetual", None)


@pytest.mark.fault(48)
def test_a_pre_market_future_has_no_expiry_to_hold_a_basis_to() -> None:
    known = through_ccxt(listing(ruleType="pre_market"))
    assert known is not None
    assert (known.kind, known.expiry_ms) == ("future", None)


def test_the_multiplier_is_part_of_the_contract() -> None:
    known = through_ccxt(listing(ctMult="0.5"))
    assert known is not None
    assert known.contract_size == 50


def test_an_empty_contract_type_is_read_from_the_currency_of_its_value() -> None:
    known = through_ccxt(listing(ctType=""))
    assert known is not None
    assert known.inverse


@pytest.mark.parametrize(
    "changes",
    [
        {"ctVal": ""},
        {"ctVal": "0"},
        {"instId": "BTC-USD-2703\x1b[2J"},
        {"uly": "BTC-EUR", "settleCcy": "EUR"},
        {"instType": "OPTION", "stk": "90000", "optType": "C"},
    ],
    ids=["no size", "zero size", "hostile id", "not dollars", "option"],
)
def test_what_cannot_be_sized_in_dollars_is_not_an_instrument(changes: dict[str, str]) -> None:
    assert through_ccxt(listing(**changes)) is None


def test_a_preopen_listing_with_nothing_but_an_id_is_left_out() -> None:
    assert through_ccxt({"instId": "ETH-USD_UM-SWAP", "instType": "SWAP", "state": "preopen"}) is None


def test_spot_markets_of_an_asset_come_with_tether_first() -> None:
    markets = [Instrument(id=f"BTC-{quote}", asset="BTC", quote=quote, kind="spot") for quote in ("USD", "USDT")]
    assert [known.id for known in spot_of(markets, "BTC")] == ["BTC-USDT", "BTC-USD"]
    assert spot_of(markets, "ETH") == ()


def test_every_recorded_contract_has_a_size(captures: Path) -> None:
    exchange = exchange_class("okx")()
    seen: dict[str, Instrument] = {}
    for record in captured(captures / "rest_raw" / "cryptofeed_okx_instruments.jsonl.gz"):
        for row in json.loads(record["body"])["data"]:
            known = instrument(exchange.parse_market(row))
            assert known is not None, row["instId"]
            seen[known.id] = known
    assert len(seen) == 270
    assert seen["BTC-USD-SWAP"].coin_and_usd(1, 50_000) == (0.002, 100)
    assert seen["ETH-USD-SWAP"].coin_and_usd(1, 2_000) == (0.005, 10)
    assert seen["BTC-USDT-SWAP"].coin_and_usd(100, 50_000) == (1, 50_000)
    assert seen["BTC-USD-220520"].expiry_ms == 1_653_033_600_000
