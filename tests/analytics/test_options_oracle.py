"""Whole chains that were recorded, against what an independent program made of them."""

import json
from pathlib import Path

import msgspec
import pytest

from tests.analytics.captured import CHAINS, lines, ms, oracle
from tui.analytics.options import options_board
from tui.exchange.wire.deribit_options import option_book

TOLERANCE_VOL = 0.05


@pytest.mark.parametrize("name", CHAINS)
def test_volatilities_of_every_expiry(captures: Path, name: str) -> None:
    book = CHAINS[name](captures)
    board = options_board([book], now_ms=book.at_ms)
    found = {expiry.expiry_ms: expiry for expiry in board.expiries}
    expected = oracle(captures, name)["per_expiry"]
    assert len(found) == len(expected)
    for row in expected:
        expiry = found[ms(row["expiry"].removesuffix("Z"))]
        assert expiry.days / 365 == pytest.approx(row["T_years"], abs=2e-5)
        assert expiry.forward_usd == pytest.approx(row["F"], rel=1e-6)
        assert expiry.atm_vol == pytest.approx(row["atm_iv"], abs=TOLERANCE_VOL), row["expiry"]
        assert expiry.rr25_vol == pytest.approx(row["rr25_call_minus_put"], abs=TOLERANCE_VOL), row["expiry"]
        assert expiry.bf25_vol == pytest.approx(row["bf25"], abs=TOLERANCE_VOL), row["expiry"]


@pytest.mark.parametrize("name", CHAINS)
def test_constant_maturities(captures: Path, name: str) -> None:
    book = CHAINS[name](captures)
    board = options_board([book], now_ms=book.at_ms)
    for row in oracle(captures, name)["constant_maturity"]:
        assert board.atm[str(row["days"])] == pytest.approx(row["atm_iv"], abs=TOLERANCE_VOL)
        assert board.rr25_vol[str(row["days"])] == pytest.approx(row["rr25_linear_in_T"], abs=TOLERANCE_VOL)


@pytest.mark.parametrize("name", CHAINS)
def test_put_call_by_open_interest_is_exact(captures: Path, name: str) -> None:
    book = CHAINS[name](captures)
    board = options_board([book], now_ms=book.at_ms)
    expected = oracle(captures, name)["open_interest"]
    assert board.put_call_oi is not None
    assert round(board.put_call_oi, 6) == expected["put_call_oi"]
    share = expected["put_oi"] / (expected["put_oi"] + expected["call_oi"])
    assert board.put_oi_share == pytest.approx(share, abs=1e-12)


def test_put_call_by_volume_is_exact(captures: Path) -> None:
    recorded = lines(captures / "options/deribit_btc_book_summary_option_20240114.json.gz")
    volumes = {"P": 0.0, "C": 0.0}
    for row in json.loads("".join(recorded))["result"]:
        volumes[row["instrument_name"][-1]] += row["volume"]
    book = CHAINS["chain_btc_20240114_iv_inverted"](captures)
    board = options_board([book], now_ms=book.at_ms)
    assert board.put_call_volume == pytest.approx(volumes["P"] / volumes["C"], rel=1e-12)
    assert board.put_volume_share == pytest.approx(volumes["P"] / sum(volumes.values()), rel=1e-12)


def test_premium_is_what_the_venue_says_was_paid(captures: Path) -> None:
    recorded = lines(captures / "options/deribit_btc_book_summary_option_20240114.json.gz")
    paid_usd = {"P": 0.0, "C": 0.0}
    for row in json.loads("".join(recorded))["result"]:
        paid_usd[row["instrument_name"][-1]] += row["volume_usd"]
    answer = json.loads("".join(recorded))
    book = option_book([answer], "BTC", answer["usOut"] // 1000)
    assert book is not None
    board = options_board([book], now_ms=book.at_ms)
    assert board.put_premium_usd == pytest.approx(paid_usd["P"])
    assert board.call_premium_usd == pytest.approx(paid_usd["C"])
    assert "put_premium_share" not in board.notes


@pytest.mark.parametrize("side", ["C", "P"])
def test_gamma_is_what_the_venue_s_own_gammas_add_up_to(captures: Path, side: str) -> None:
    """Deribit rounds its gammas to five digits, of which most have one or two left: over a side that cancels out."""
    found = [json.loads(line) for line in lines(captures / "options/deribit_btc_tickers_20260627.jsonl.gz")]
    expected = sum(
        ticker["greeks"]["gamma"] * ticker["open_interest"] * ticker["underlying_price"] ** 2 * 0.01
        for ticker in (row["ticker"] for row in found if "ticker" in row)
        if ticker["instrument_name"].endswith(side)
    )
    whole = CHAINS["chain_btc_20260627"](captures)
    half = msgspec.structs.replace(whole, quotes=tuple(each for each in whole.quotes if each.is_call == (side == "C")))
    board = options_board([half], now_ms=half.at_ms)
    assert board.gamma_usd_per_pct == pytest.approx(expected if side == "C" else -expected, rel=0.02)
