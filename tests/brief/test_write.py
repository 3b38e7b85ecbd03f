"""The brief's prose: every figure with its source, every gap with its reason."""

import msgspec
import pytest

from tests.boards import rich_board, silent_board
from tests.brief.situation import board
from tui.brief.check import check
from tui.brief.words import age, at_least, dollars, price, venues
from tui.brief.write import brief, has_anything
from tui.domain import board as b


def test_figures_carry_source_and_age() -> None:
    prices, market, bitcoin, ether = brief(board(), ("BTC", "ETH"))
    assert "Bitcoin is at $106,298 [median of binance and kraken, 1 s]" in prices
    assert "-15.6% from $126,000 [2025-10-06, yours]" in prices
    assert "weekly close: price is 0.7% below $107,000, the close is still to come (then $98,400, $72,000)" in prices
    assert "$3.54 trillion [CoinGecko, 70 s], -3.9% in 24 hours" in market
    assert "at least $1.69 billion, watched 17 h 40 min of 24 h, longs 76%; most in ETH $572 million and BTC" in market
    assert "$755 million of net outflows on 2025-11-03 [csv]" in market
    assert "-2.7% in dollars and +0.1% in coin in 24 hours: not deleveraging" in bitcoin
    assert "from 4.4% (bybit) to 8.8% (deribit)" in bitcoin
    assert "58% calls and 42% puts" in bitcoin
    assert "Implied volatility is n/a (deribit blocked (451 region))" in ether
    assert "Futures basis is n/a (no dated future)" in ether


def test_what_part_of_the_open_interest_a_change_covers_is_said() -> None:
    assert (
        "not deleveraging (the change covers 88% of it: binance, bybit, okx and deribit)"
        in (brief(rich_board(), ("BTC",))[2])
    )
    assert "covers" not in brief(board(), ("BTC",))[2]


def test_no_market_source_is_said() -> None:
    assert brief(board(False), ("BTC",))[1] == "Whole market: n/a (no market-cap source configured)."


def test_without_any_price_there_is_no_brief() -> None:
    assert has_anything(board(), ("BTC",))
    assert not has_anything(board(), ())


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3.54e12, "$3.54 trillion"),
        (-755e6, "-$755 million"),
        (999_999_999, "$1 billion"),
        (106_300, "$106,300"),
        (3.4, "$3.40"),
    ],
)
def test_dollars(value: float, words: str) -> None:
    assert dollars(value) == words


def test_small_words() -> None:
    assert price(0.17423) == "$0.1742"
    assert (age(None), age(4.2), age(150), age(9_000), age(200_000)) == ("age unknown", "4 s", "2 min", "2 h", "2 d")
    assert venues(["okx", "okx"]) == "okx"


def test_everything_that_the_board_knows_is_in_the_paragraph() -> None:
    bitcoin = brief(rich_board(), ("BTC",))[2]
    assert "at least $1.31 billion, $2.23 billion had every fall of open interest been forced" in bitcoin
    assert "last burst 16:15 UTC, $249 million, longs 94%, while the price moved -1.7%" in bitcoin
    assert (
        "carry by the dated future pays 0.5 points less than the bill (not worth it) and 2.0 points less than"
        in bitcoin
    )
    assert "5.3 pts under baseline 10.95%; above 38% of what binance BTCUSDT paid in 61 days" in bitcoin
    assert "58% calls and 42% puts in 24 hours, premium 55% and 45% [" in bitcoin
    assert "short-term backwardation (7 d less 30 d +5.7 points)" in bitcoin
    assert "DVOL is 52.3, above 81% of its last 365 days (rank 46%)" in bitcoin
    assert "30-day realised volatility is 45.1 [close to close], implied is 7.3 points above it" in bitcoin
    assert "-$38.4 million per 1% [deribit, if dealers long calls, short puts], zero at $108,485" in bitcoin
    assert "25-delta skew at 30 days: puts rich" in bitcoin


def test_the_two_sums_of_the_change_of_open_interest_are_told() -> None:
    interest = msgspec.structs.replace(
        rich_board().assets["BTC"].open_interest, then_usd=26.0e9, then_to_now_usd=25.3e9
    )
    assert "-2.7% in dollars (from $26 billion to $25.3 billion) and +0.1% in coin" in _with(open_interest=interest)


def test_a_lone_reason_is_said_once() -> None:
    (paragraph,) = brief(silent_board(), ("BTC", "ETH"))
    assert paragraph.startswith("No price of Bitcoin and Ether is known: no such host name (DNS) (binance, bybit, ")
    assert paragraph.count("DNS") == 1


def _with(**parts: object) -> str:
    """Bitcoin's paragraphs with sections of the Board replaced."""
    now = board()
    bitcoin = msgspec.structs.replace(now.assets["BTC"], **parts)
    return " ".join(brief(msgspec.structs.replace(now, assets=now.assets | {"BTC": bitcoin}), ("BTC",)))


@pytest.mark.parametrize(
    ("above_share", "words"),
    [
        (0.0, "lower than nearly all that binance BTCUSDT paid in 61 days"),
        (0.38, "above 38% of what binance BTCUSDT paid in 61 days"),
        (1.0, "higher than nearly all that binance BTCUSDT paid in 61 days"),
    ],
)
def test_funding_at_the_edge_of_its_past_is_in_words(above_share: float, words: str) -> None:
    funding = msgspec.structs.replace(
        board().assets["BTC"].funding,
        percentile_share=above_share,
        percentile_days=61.0,
        percentile_contract="binance BTCUSDT",
    )
    assert words in _with(funding=funding)


@pytest.mark.parametrize(
    ("edges", "words"),
    [
        ((105_000, 107_500), "price is inside $105,000-$107,500"),
        ((107_000, 108_000), "price is 0.7% below $107,000 (of $107,000-$108,000)"),
        ((100_000, 105_000), "price is 1.2% above $105,000 (of $100,000-$105,000)"),
    ],
)
def test_a_zone_says_on_which_side_price_stands(edges: tuple[float, float], words: str) -> None:
    zone = b.Level(price_usd=edges[0], to_usd=edges[1], kind="support", label="zone", distance_pct=0.0)
    assert f"zone: {words}" in _with(levels=(zone,))


@pytest.mark.parametrize(
    ("state", "line", "words"),
    [
        ("confirmed", 107_000, "price is 0.7% below $107,000, broken"),
        ("rejected", 105_000, "price is 1.2% above $105,000, held"),
        ("wick", 105_000, "price is 1.2% above $105,000, wick"),
        ("wick", 107_000, "price is 0.7% below $107,000, the close is still to come"),
    ],
)
def test_a_level_is_called_as_on_the_screen(state: b.LevelState, line: float, words: str) -> None:
    away = (106_298 / line - 1) * 100
    assert words in _with(levels=(b.Level(price_usd=line, kind="support", label="", state=state, distance_pct=away),))


def test_a_cascade_without_a_price_says_who_was_hurt_all_the_same() -> None:
    forced = rich_board().assets["BTC"].liquidations
    bursts = (msgspec.structs.replace(forced.bursts[0], move_pct=None),)
    assert "$249 million, longs 94%." in _with(liquidations=msgspec.structs.replace(forced, bursts=bursts))


def test_a_change_that_rounds_to_nothing_has_no_sign() -> None:
    forced = rich_board().assets["BTC"].liquidations
    bursts = (msgspec.structs.replace(forced.bursts[0], move_pct=-0.04),)
    text = _with(liquidations=msgspec.structs.replace(forced, bursts=bursts))
    assert "longs 94%, while the price moved 0.0%" in text


def test_a_skew_of_another_tenor_names_it_once() -> None:
    options = msgspec.structs.replace(board().assets["BTC"].options, skew_words="puts rich 4.2v (7 d)")
    assert "25-delta skew: puts rich 4.2v (7 d)" in _with(options=options)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (484.99e6, "at least $484 million"),
        (1.7e9, "at least $1.7 billion"),
        (1.709e9, "at least $1.7 billion"),
        (12_345.9, "at least $12,345"),
        (999.96e6, "at least $999 million"),
        (0.0, "at least $0.00"),
    ],
)
def test_a_floor_is_rounded_down(value: float, words: str) -> None:
    assert at_least(value) == words


def test_a_backwardation_that_is_ending_is_said_to_be() -> None:
    options = board().assets["BTC"].options
    options = msgspec.structs.replace(
        options, backwardation="short", slope_7_30_vol=-0.4, backwardation_fading_since_ms=1
    )
    assert "short-term backwardation that is ending (7 d less 30 d -0.4 points)" in _with(options=options)


def test_an_open_interest_without_a_part_of_it_says_so() -> None:
    interest = board().assets["BTC"].open_interest
    note = "missing: okx backoff (429 (busy). $5M); not live: binance COIN-M stale (timeout), gate btc blocked"
    interest = msgspec.structs.replace(interest, notes=interest.notes | {"venues": note})
    text = _with(open_interest=interest)
    assert "; missing: okx backoff; not live: binance COIN-M stale, gate btc blocked]" in text
    # It is no word about Binance's coin.
    assert next(found.verdict for found in check(text, board()) if found.about == "deleveraging") == "consistent"
