"""One coin, one name: what venues call by another name or count in thousands."""

import pytest

from tui.exchange.instrument import Instrument, coin_of
from tui.exchange.wire import binance_futures, bybit_books, candle_rows
from tui.exchange.wire.candle_rows import Bar

RECV_MS = 1_762_300_800_000
PEPE = Instrument(id="1000PEPEUSDT", asset="1000PEPE", quote="USDT", kind="perpetual").in_coins()


@pytest.mark.parametrize(
    ("base", "coin", "count"),
    [
        ("BTC", "BTC", 1),
        ("XBT", "BTC", 1),
        ("XDG", "DOGE", 1),
        ("1000PEPE", "PEPE", 1_000),
        ("10000SATS", "SATS", 10_000),
        ("1000000MOG", "MOG", 1_000_000),
        ("1MBABYDOGE", "BABYDOGE", 1_000_000),
        ("1000X", "X", 1_000),
        ("SHIB1000", "SHIB", 1_000),
        ("X1000", "X1000", 1),
        ("1INCH", "1INCH", 1),
        ("100X", "100X", 1),
        ("B3", "B3", 1),
    ],
)
def test_the_coin_that_a_name_means(base: str, coin: str, count: float) -> None:
    assert coin_of(base) == (coin, count)


def test_a_contract_on_a_thousand_coins_has_as_many_dollars_and_a_thousand_times_the_coins() -> None:
    assert (PEPE.id, PEPE.asset, PEPE.coins_a_unit) == ("1000PEPEUSDT", "PEPE", 1_000.0)
    assert list(PEPE.coin_and_usd(200.0, 0.008)) == pytest.approx([200_000.0, 1.6])
    assert PEPE.coin_usd(0.008) == pytest.approx(0.000008)


def test_a_spot_pair_of_a_thousand_keeps_its_name_and_its_price() -> None:
    pair = Instrument(id="1000SATSUSDT", asset="1000SATS", quote="USDT", kind="spot")
    assert pair.in_coins() is pair
    assert Instrument(id="XBTUSD", asset="XBT", quote="USD", kind="spot").in_coins().asset == "BTC"


def test_books_of_every_venue_are_in_coins() -> None:
    answer = {"bids": [["0.008", "100"]], "asks": [["0.009", "1"]], "E": RECV_MS}
    found = binance_futures.depth(answer, PEPE, RECV_MS)
    result = {"s": "1000PEPEUSDT", "b": [["0.008", "100"]], "a": [["0.009", "1"]], "ts": RECV_MS}
    other = bybit_books.depth({"result": result}, PEPE, RECV_MS)
    assert found is not None
    assert other is not None
    for book in (found, other):
        assert book.asset == "PEPE"
        assert book.bids[0] == pytest.approx((0.000008, 100_000.0))
        assert book.best_ask_usd == pytest.approx(0.000009)


def test_bars_are_in_dollars_a_coin() -> None:
    [bar] = candle_rows.candles(
        [Bar(RECV_MS, "0.008", "0.010", "0.007", "0.009", "5")],
        venue="binance", symbol=PEPE.id, known=PEPE, timeframe="5m", recv_ms=RECV_MS,
    )  # fmt: skip
    assert bar.asset == "PEPE"
    assert [bar.close_usd, bar.volume_coin] == pytest.approx([0.000009, 5_000.0])


def test_open_interest_of_thousands_is_valued_by_the_venue_s_own_price() -> None:
    found = binance_futures.open_interest(
        {"symbol": PEPE.id, "openInterest": "500", "time": RECV_MS}, PEPE, 0.008, RECV_MS
    )
    assert found is not None
    assert found.asset == "PEPE"
    assert [found.coin, found.usd] == pytest.approx([500_000.0, 4.0])
    row = {"sumOpenInterest": "500", "sumOpenInterestValue": "4", "timestamp": RECV_MS}
    [past] = binance_futures.open_interest_history([row], PEPE, 0, RECV_MS)
    assert (past.coin, past.usd) == (500_000.0, 4.0)
