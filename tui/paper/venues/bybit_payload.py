"""Bybit's rows: numbers as strings, empty strings where it has nothing to say, open interest once and of both sides."""

from collections.abc import Sequence
from typing import Any

from tui.domain.clock import HOUR_MS, MINUTE_MS
from tui.paper.contract import (
    Bar,
    Contract,
    ContractState,
    ForcedOrder,
    FundingPoint,
    OpenInterestPoint,
    OptionState,
)

Row = dict[str, Any]

_LISTED_MS = 1_584_230_400_000
_DECIMALS = 10
_CONTRACT_NAMES = {"perpetual": "Perpetual", "future": "Futures"}
_LIFETIME_DAYS = 40
"""An option's `totalVolume` counts since its listing."""


def text(number: float | None) -> str:
    """A number as Bybit writes it: no exponent, no trailing zeros; nothing is an empty string."""
    if number is None:
        return ""
    return f"{number:.{_DECIMALS}f}".rstrip("0").rstrip(".") or "0"


def answer(result: Row, now_ms: int) -> Row:
    return {"retCode": 0, "retMsg": "OK", "result": result, "retExtInfo": {}, "time": now_ms}


def refusal(code: int, message: str, now_ms: int) -> Row:
    return {"retCode": code, "retMsg": message, "result": {}, "retExtInfo": {}, "time": now_ms}


def category(contract: Contract) -> str:
    """Which of Bybit's categories a contract belongs to."""
    if contract.kind in ("spot", "option"):
        return contract.kind
    return "inverse" if contract.inverse else "linear"


def instrument(contract: Contract) -> Row:
    """One row of `instruments-info`."""
    row: Row = {
        "symbol": contract.id,
        "status": "Trading",
        "baseCoin": contract.asset,
        "quoteCoin": contract.quote,
        "priceFilter": {
            "minPrice": text(contract.tick_usd),
            "maxPrice": "1999999.8",
            "tickSize": text(contract.tick_usd),
        },
    }
    if contract.kind == "spot":
        lot = {"basePrecision": text(contract.lot), "quotePrecision": "0.0000001", "minOrderQty": text(contract.lot)}
        return row | {"innovation": "0", "marginTrading": "utaOnly", "stTag": "0", "lotSizeFilter": lot}
    lot = {
        "maxOrderQty": "1190.000",
        "minOrderQty": text(contract.lot),
        "qtyStep": text(contract.lot),
        "minNotionalValue": "5",
    }
    return row | {
        "contractType": f"{'Inverse' if contract.inverse else 'Linear'}{_CONTRACT_NAMES[contract.kind]}",
        "launchTime": str(_LISTED_MS),
        "deliveryTime": str(contract.expiry_ms or 0),
        "deliveryFeeRate": "0" if contract.expiry_ms else "",
        "priceScale": "2",
        "leverageFilter": {"minLeverage": "1", "maxLeverage": "100.00", "leverageStep": "0.01"},
        "lotSizeFilter": lot,
        "unifiedMarginTrade": True,
        "fundingInterval": round((contract.funding_interval_h or 0) * HOUR_MS / MINUTE_MS),
        "settleCoin": contract.settle,
        "copyTrading": "none",
        "isPreListing": False,
    }


def payment(contract: Contract, point: FundingPoint) -> Row:
    """One row of `funding/history`."""
    return {
        "symbol": contract.id,
        "fundingRate": text(point.rate),
        "fundingRateTimestamp": str(point.at_ms),
    }


def book(
    contract: Contract, bids: Sequence[tuple[float, float]], asks: Sequence[tuple[float, float]], at_ms: int
) -> Row:
    """`orderbook`: a linear contract's sizes are coin."""
    return {
        "s": contract.id,
        "b": [[text(price), text(coins)] for price, coins in bids],
        "a": [[text(price), text(coins)] for price, coins in asks],
        "ts": at_ms,
        "u": at_ms,
        "seq": at_ms,
        "cts": at_ms,
    }


def bar(one: Bar) -> list[str]:
    """A row of `kline`: start, open, high, low, close, coin, dollars."""
    prices = (one.open_usd, one.high_usd, one.low_usd, one.close_usd)
    return [str(one.open_ms), *map(text, prices), text(one.volume_coin), text(one.volume_coin * one.close_usd)]


def option_instrument(contract: Contract) -> Row:
    """One option row of `instruments-info`."""
    return {
        "symbol": contract.id,
        "optionsType": "Call" if contract.is_call else "Put",
        "status": "Trading",
        "baseCoin": contract.asset,
        "quoteCoin": contract.quote,
        "settleCoin": contract.settle,
        "launchTime": str(_LISTED_MS),
        "deliveryTime": str(contract.expiry_ms or 0),
        "deliveryFeeRate": "0.00015",
        "priceFilter": {
            "minPrice": text(contract.tick_usd),
            "maxPrice": "10000000",
            "tickSize": text(contract.tick_usd),
        },
        "lotSizeFilter": {"maxOrderQty": "1500", "minOrderQty": text(contract.lot), "qtyStep": text(contract.lot)},
    }


def spot_ticker(state: ContractState) -> Row:
    """One spot row of `tickers`."""
    return {
        "symbol": state.contract.id,
        "bid1Price": text(state.bid_usd),
        "bid1Size": text(state.contract.lot * 1000),
        "ask1Price": text(state.ask_usd),
        "ask1Size": text(state.contract.lot * 1500),
        **_day(state),
        "turnover24h": text(state.volume_24h_usd),
        "volume24h": text(state.volume_24h_coin),
        "usdIndexPrice": text(state.index_usd),
    }


def streamed_spot_ticker(state: ContractState) -> Row:
    """What the spot socket says of it: the trades, and no book."""
    return {name: value for name, value in spot_ticker(state).items() if not name.startswith(("bid1", "ask1"))}


def ticker(state: ContractState) -> Row:
    """One row of `tickers` for a perpetual or a dated future."""
    contract = state.contract
    coin, usd = state.open_interest_coin, state.open_interest_usd
    size, value = (usd, coin) if contract.inverse else (coin, usd)
    traded = (state.volume_24h_usd, state.volume_24h_coin)
    turnover, volume = reversed(traded) if contract.inverse else traded
    return {
        "symbol": contract.id,
        **_day(state),
        "indexPrice": text(state.index_usd),
        "markPrice": text(state.mark_usd),
        "prevPrice1h": text(state.open_24h_usd),
        "openInterest": text(2 * size),
        "openInterestValue": text(2 * value),
        "singleOpenInterest": text(size),
        "singleOpenInterestValue": text(value),
        "turnover24h": text(turnover),
        "volume24h": text(volume),
        "fundingRate": text(state.funding_rate),
        "nextFundingTime": str(state.funding_next_ms or 0),
        "fundingIntervalHour": text(contract.funding_interval_h),
        "fundingCap": "0.005" if state.funding_rate is not None else "",
        "predictedDeliveryPrice": "",
        "basisRate": text(state.mark_usd / state.index_usd - 1) if contract.expiry_ms else "",
        "basis": text(state.mark_usd - state.index_usd) if contract.expiry_ms else "",
        "deliveryFeeRate": "0" if contract.expiry_ms else "",
        "deliveryTime": str(contract.expiry_ms or 0),
        "ask1Size": text(contract.lot * 1500),
        "bid1Price": text(state.bid_usd),
        "ask1Price": text(state.ask_usd),
        "bid1Size": text(contract.lot * 1000),
        "preOpenPrice": "",
        "preQty": "",
        "curPreListingPhase": "",
    }


def option_ticker(state: OptionState) -> Row:
    """One option row of `tickers`: volatilities as fractions, prices in dollars, "0" where nobody offers."""
    forward = state.underlying_usd
    return {
        "symbol": state.contract.id,
        "bid1Price": text((state.bid_coin or 0.0) * forward),
        "bid1Size": text(1.5 if state.bid_coin else 0.0),
        "bid1Iv": text((state.bid_vol or 0.0) / 100),
        "ask1Price": text((state.ask_coin or 0.0) * forward),
        "ask1Size": "2.5",
        "ask1Iv": text(state.ask_vol / 100),
        "lastPrice": text(state.last_coin * forward),
        "highPrice24h": text(state.last_coin * forward),
        "lowPrice24h": text(state.last_coin * forward),
        "markPrice": text(state.mark_usd),
        "indexPrice": text(state.index_usd),
        "markIv": text(state.mark_vol / 100),
        "underlyingPrice": text(forward),
        "openInterest": text(state.open_interest_coin),
        "turnover24h": text(state.volume_24h_coin * state.index_usd),
        "volume24h": text(state.volume_24h_coin),
        "totalVolume": text(state.volume_24h_coin * _LIFETIME_DAYS),
        "totalTurnover": text(state.volume_24h_coin * state.index_usd * _LIFETIME_DAYS),
        "delta": text(state.delta),
        "gamma": text(state.gamma),
        "vega": text(state.vega_usd),
        "theta": text(state.theta_usd),
        "predictedDeliveryPrice": "0",
        "change24h": "0",
    }


def open_interest_point(contract: Contract, point: OpenInterestPoint) -> Row:
    """One row of `open-interest`."""
    size = point.usd if contract.inverse else point.coin
    return {
        "openInterest": f"{2 * size:.8f}",
        "singleOpenInterest": text(size),
        "timestamp": str(point.at_ms),
    }


def mark_bar(start_ms: int, open_usd: float, close_usd: float) -> list[str]:
    """One row of `mark-price-kline`: start, open, high, low, close."""
    prices = (open_usd, max(open_usd, close_usd), min(open_usd, close_usd), close_usd)
    return [str(start_ms), *map(text, prices)]


def liquidation_frame(symbol: str, orders: Sequence[ForcedOrder], now_ms: int) -> Row:
    """One `allLiquidation` push: the side is the position's, the price the bankruptcy price."""
    return {
        "topic": f"allLiquidation.{symbol}",
        "type": "snapshot",
        "ts": now_ms,
        "data": [
            {
                "T": order.at_ms,
                "s": order.contract.id,
                "S": "Buy" if order.hurt_long else "Sell",
                "v": text(order.contracts),
                "p": text(order.bankruptcy_usd),
            }
            for order in orders
        ],
    }


def _day(state: ContractState) -> Row:
    return {
        "lastPrice": text(state.last_usd),
        "prevPrice24h": text(state.open_24h_usd),
        "price24hPcnt": text(state.change_24h_pct / 100),
        "highPrice24h": text(state.high_24h_usd),
        "lowPrice24h": text(state.low_24h_usd),
    }
