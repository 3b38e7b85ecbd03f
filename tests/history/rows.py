"""Rows for history tests."""

from tui.domain.events import (
    Completeness,
    EtfFlow,
    FundingKind,
    FundingRate,
    Liquidation,
    OpenInterest,
    Side,
    VolatilityIndex,
)


def liquidation(key: str, at_ms: int, usd: float = 1000.0, venue: str = "bybit") -> Liquidation:
    return Liquidation(
        venue=venue,
        asset="BTC",
        symbol="BTCUSDT",
        hurt=Side.LONG,
        usd=usd,
        coin=usd / 100_000,
        price_usd=100_000.0,
        completeness=Completeness.FULL,
        key=key,
        at_ms=at_ms,
        recv_ms=at_ms + 5,
    )


def open_interest(at_ms: int, coin: float = 10.0) -> OpenInterest:
    return OpenInterest(
        venue="okx", asset="BTC", symbol="BTC-USDT-SWAP", coin=coin, usd=coin * 1e5, at_ms=at_ms, recv_ms=at_ms
    )


def funding(at_ms: int, rate: float = 0.0001) -> FundingRate:
    return FundingRate(
        venue="okx",
        asset="BTC",
        symbol="BTC-USDT-SWAP",
        rate=rate,
        interval_h=None,
        kind=FundingKind.PREDICTED,
        next_ms=None,
        at_ms=at_ms,
        recv_ms=at_ms,
    )


def volatility(at_ms: int, close_vol: float) -> VolatilityIndex:
    return VolatilityIndex(venue="deribit", asset="BTC", close_vol=close_vol, at_ms=at_ms, recv_ms=at_ms)


def etf_flow(at_ms: int) -> EtfFlow:
    return EtfFlow(
        source="csv", asset="BTC", date="2025-11-04", net_flow_usd=-5.5e8, reported=None, issuers=12, recv_ms=at_ms
    )
