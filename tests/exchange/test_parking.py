"""Names that a refusal names, and no others."""

from tests.clocks import ManualClock
from tui.exchange.parking import Parking


def test_only_the_named_one_is_parked_for_an_hour() -> None:
    clock = ManualClock()
    parking = Parking(clock)
    names = ["BTC-USDT", "BTC-USDT-SWAP", "ETH-USDT"]
    parking.note("Wrong URL or channel:tickers,instId:BTC-USDT doesn't exist.", "spot", names)
    assert parking.without("spot", names) == ["BTC-USDT-SWAP", "ETH-USDT"]
    clock.tick(3_599)
    assert parking.parked(["spot"]) == ["BTC-USDT"]
    clock.tick(1)
    assert parking.without("spot", names) == names


def test_a_name_is_parked_for_its_market_type_only() -> None:
    parking = Parking(ManualClock())
    parking.note("error:handler not found,topic:tickers.BTCUSDT", "spot", ["BTCUSDT"])
    assert parking.without("spot", ["BTCUSDT"]) == []
    assert parking.without("linear", ["BTCUSDT"]) == ["BTCUSDT"]


def test_a_refusal_that_names_nothing_parks_nothing() -> None:
    parking = Parking(ManualClock())
    parking.note("Too many requests", "spot", ["BTC", "M"])
    assert parking.without("spot", ["BTC", "M"]) == ["BTC", "M"]
