"""The tape's filter: what it reads, what it lets pass, and why it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.board import Print
from tui.domain.tape_filter import EVERY_PRINT
from tui.present.tape_filter import TapeFilterError, in_title, parse_tape_filter

VENUES = ("binance", "bybit", "okx", "krakenfutures", "deribit")


def _print(venue: str = "okx", hurt: str = "long", usd: float = 2e6, symbol: str = "BTC-USDT-SWAP") -> Print:
    return Print(
        at_ms=0, venue=venue, symbol=symbol, asset="BTC", hurt="long" if hurt == "long" else "short", usd=usd,
        price_usd=100_000.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "passing", "refused"),
    [
        ("okx long >1M", _print(), _print(venue="bybit")),
        ("okx long >1M", _print(), _print(hurt="short")),
        ("okx long >1M", _print(), _print(usd=1e6)),
        (">=1M", _print(usd=1e6), _print(usd=999_999.0)),
        ("<1M", _print(usd=999_999.0), _print(usd=1e6)),
        ("<= $1,000,000", _print(usd=1e6), _print(usd=1_000_001.0)),
        (">1.5m <0.002b", _print(usd=1.6e6), _print(usd=2e6)),
        (">250k", _print(usd=251e3), _print(usd=250e3)),
        ("BIN BYB", _print(venue="bybit"), _print(venue="okx")),
        ("krf", _print(venue="krakenfutures"), _print(venue="okx")),
        ("KrakenFutures", _print(venue="krakenfutures"), _print(venue="okx")),
        ("shorts", _print(hurt="short"), _print(hurt="long")),
        ("swap", _print(), _print(symbol="BTCUSDT")),
        ("usd_perp", _print(symbol="BTCUSD_PERP"), _print()),
        ("btc okx", _print(symbol="XBTUSD"), _print(venue="deribit")),
    ],
)
def test_what_passes(text: str, passing: Print, refused: Print) -> None:
    chosen = parse_tape_filter(text, VENUES)
    assert chosen.passes(passing)
    assert not chosen.passes(refused)


def test_without_a_word_every_print_passes() -> None:
    assert parse_tape_filter("   ", VENUES) == EVERY_PRINT
    assert EVERY_PRINT.passes(_print())


def test_the_words_are_kept_as_typed() -> None:
    assert parse_tape_filter("  OKX   long > 1M", VENUES).words == "OKX long > 1M"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (">", ">: a size is > >= < or <= and dollars, such as >1M"),
        ("=1M", "=1m: a size is > >= < or <= and dollars, such as >1M"),
        (">1x", ">1x: x is no unit; K, M and B are"),
        (">1.2.3M", ">1.2.3m: 1.2.3 is no number"),
        (">1,5M", ">1,5m: 1,5 is no number"),
        (">" + "9" * 400, "too large"),
        ("1M", "1m: more or less? such as >1M"),
        ("binanse", "binanse: did you mean binance?"),
        ("lomg", "lomg: did you mean long?"),
        ("okx!", "okx!: no venue, side or symbol is written like this"),
        (">5M <1M", "no size is >5.00M and <1.00M"),
        (">1M <=1M", "no size is >1.00M and <=1.00M"),
    ],
)
def test_a_bad_filter_says_why(text: str, why: str) -> None:
    with pytest.raises(TapeFilterError) as caught:
        parse_tape_filter(text, VENUES)
    assert why in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        words = parse_tape_filter(text, VENUES).words
    except TapeFilterError as error:
        words = str(error)
    assert words.isprintable()


@given(
    sign=st.sampled_from([">", ">=", "<", "<="]),
    usd=st.integers(min_value=1, max_value=10**9),
    size=st.floats(min_value=1, max_value=1e9),
)
def test_a_bound_compares_as_written(sign: str, usd: int, size: float) -> None:
    meant = {">": size > usd, ">=": size >= usd, "<": size < usd, "<=": size <= usd}[sign]
    assert parse_tape_filter(f"{sign}{usd}", VENUES).passes(_print(usd=size)) == meant


@pytest.mark.parametrize(
    ("text", "shown"),
    [(">=100k", "≥100K"), ("okx long > 1m", "okx long >1M"), ("<= $2.5b BTC", "≤2.5B BTC"), ("bybit", "bybit")],
)
def test_the_title_has_bounds_as_they_are_written(text: str, shown: str) -> None:
    assert in_title(parse_tape_filter(text, ("okx", "bybit")).words) == shown
