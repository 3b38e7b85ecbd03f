"""Deribit's names against its own market list, and names that must not pass."""

import json
from pathlib import Path

import pytest

from tests.exchange.deribit_samples import lines
from tui.exchange.wire.deribit_names import instrument


@pytest.mark.parametrize(
    ("name", "asset", "quote", "kind", "inverse"),
    [
        ("BTC-PERPETUAL", "BTC", "USD", "perpetual", True),
        ("ETH_USDC-PERPETUAL", "ETH", "USDC", "perpetual", False),
        ("1000SHIB_USDC-PERPETUAL", "1000SHIB", "USDC", "perpetual", False),
        ("ETH-26MAR27", "ETH", "USD", "future", True),
        ("BTC_USDC-4DEC26", "BTC", "USDC", "future", False),
        ("BTC-25DEC26-100000-C", "BTC", "USD", "option", True),
        ("SOL_USDC-25DEC26-180-P", "SOL", "USDC", "option", False),
    ],
)
def test_a_name_says_what_it_is(name: str, asset: str, quote: str, kind: str, inverse: bool) -> None:
    known = instrument(name)
    assert known is not None
    assert (known.asset, known.quote, known.kind, known.inverse) == (asset, quote, kind, inverse)
    assert known.contract_size == 1.0


def test_expiry_strike_and_right() -> None:
    known = instrument("XRP_USDC-7NOV25-2d625-P")
    assert known is not None
    assert known.expiry_ms == 1_762_502_400_000
    assert known.strike_usd == 2.625
    assert known.is_call is False


@pytest.mark.parametrize(
    "name",
    [
        "BTC-FS-25DEC26_PERP",
        "BTC-CS-25DEC26-100000_110000",
        "BTC_USDC",
        "BTCDVOL_USDC-25DEC26",
        "BTC-31NOV26",
        "BTC-25XYZ26",
        "BTC-25DEC26-0-C",
        "BTC-25DEC26-100000-X",
        "BTC-٢٥DEC٢٦",
        "BTC-PERPETUAL\x1b[31m",
        "",
    ],
)
def test_anything_else_is_no_instrument(name: str) -> None:
    assert instrument(name) is None


def test_names_agree_with_the_recorded_market_list(captures: Path) -> None:
    [record] = lines(captures / "rest_raw" / "cryptofeed_deribit_instruments.jsonl.gz")
    listed = json.loads(record["body"])["result"]
    assert len(listed) == 398
    for row in listed:
        known = instrument(row["instrument_name"])
        assert known is not None, row["instrument_name"]
        assert known.inverse
        assert known.asset == row["base_currency"]
        if row["settlement_period"] == "perpetual":
            assert known.kind == "perpetual"
            continue
        assert known.kind == row["kind"]
        assert known.expiry_ms == row["expiration_timestamp"]
        assert known.strike_usd == row.get("strike")
        assert known.is_call == ({"call": True, "put": False}[row["option_type"]] if "option_type" in row else None)
