from tui.analytics.implied_liquidations import fallen_usd, implied_usd
from tui.domain.events import OpenInterest

HOUR_MS = 3_600_000


def samples(*coins: float, venue: str = "okx", price_usd: float = 100.0) -> list[OpenInterest]:
    return [
        OpenInterest(
            venue=venue,
            asset="BTC",
            symbol="X",
            coin=coin,
            usd=coin * price_usd,
            at_ms=hour * HOUR_MS,
            recv_ms=hour * HOUR_MS,
        )
        for hour, coin in enumerate(coins)
    ]


def test_only_falls_count_at_the_price_then() -> None:
    assert fallen_usd(samples(10.0, 8.0, 12.0, 11.0), 0) == 300.0


def test_a_fall_before_the_window_does_not_count() -> None:
    assert fallen_usd(samples(10.0, 8.0, 12.0, 11.0), HOUR_MS) == 100.0


def test_contracts_add_up_and_one_sample_says_nothing() -> None:
    found = implied_usd([samples(10.0, 9.0), samples(5.0, 4.0, venue="binance"), samples(7.0, venue="bybit")], 0)
    assert found == (200.0, ("binance", "okx"))
    assert implied_usd([samples(7.0)], 0) == (None, ())
    assert implied_usd([samples(10.0, 0.0)], 0) == (1000.0, ("okx",))
