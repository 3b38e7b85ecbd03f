"""The other market's futures on Binance: USD-M in coin, COIN-M in contracts of 100 dollars."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.conformance.other_options import FAR_DAYS, NEAR_DAYS, okx_date
from tests.conformance.other_spot import rows_of
from tui.domain.clock import DAY_MS, HOUR_MS

Ask = Mapping[str, str]
Answers = Mapping[str, Callable[[Ask], Any]]


def binance_usdm(now_ms: int) -> Answers:
    """A perpetual each, BTC paid every eight hours and ETH every four, and two quarterlies of which one has no book."""
    near, far = now_ms + NEAR_DAYS * DAY_MS, now_ms + FAR_DAYS * DAY_MS
    dated = {f"BTCUSDT_{okx_date(near)}": near, f"BTCUSDT_{okx_date(far)}": far}
    near_id, far_id = dated

    def listed(symbol: str, base: str, series: str, delivery_ms: int) -> dict[str, Any]:
        return {
            "symbol": symbol,
            "pair": f"{base}USDT",
            "contractType": series,
            "deliveryDate": delivery_ms,
            "onboardDate": now_ms - 900 * DAY_MS,
            "status": "TRADING",
            "baseAsset": base,
            "quoteAsset": "USDT",
            "marginAsset": "USDT",
            "filters": [],
        }

    symbols = [
        listed("BTCUSDT", "BTC", "PERPETUAL", 4_133_404_800_000),
        listed("ETHUSDT", "ETH", "PERPETUAL", 4_133_404_800_000),
        listed(near_id, "BTC", "CURRENT_QUARTER", near),
        listed(far_id, "BTC", "NEXT_QUARTER", far),
    ]

    def premium(symbol: str, mark: str, index: str, rate: str, next_ms: int) -> dict[str, Any]:
        return {
            "symbol": symbol,
            "markPrice": mark,
            "indexPrice": index,
            "lastFundingRate": rate,
            "nextFundingTime": next_ms,
            "time": now_ms,
        }

    eight_ms = 8 * HOUR_MS
    premiums = [
        premium("BTCUSDT", "87600.00", "87640.00", "0.00005000", now_ms - now_ms % eight_ms + eight_ms),
        premium("ETHUSDT", "2870.00", "2871.00", "-0.00002000", now_ms - now_ms % (4 * HOUR_MS) + 4 * HOUR_MS),
        premium(near_id, "87990.00", "87640.00", "", 0),
        premium(far_id, "89000.00", "87640.00", "", 0),
    ]
    interest = {"BTCUSDT": "80000.500", "ETHUSDT": "1500000.000", near_id: "2000.000", far_id: "1000.000"}

    def open_interest(ask: Ask) -> Any:
        size = interest.get(ask["symbol"])
        return None if size is None else {"openInterest": size, "symbol": ask["symbol"], "time": now_ms}

    def history(ask: Ask) -> Any:
        if ask["symbol"] != "BTCUSDT":
            return None
        return [
            {
                "symbol": "BTCUSDT",
                "sumOpenInterest": "82000.000",
                "sumOpenInterestValue": "7257000000.00",
                "timestamp": now_ms - hours * HOUR_MS,
            }
            for hours in (26, 25, 24, 23, 22)
        ]

    host = "fapi.binance.com/fapi/v1"
    return {
        f"{host}/exchangeInfo": lambda _: {"serverTime": now_ms, "symbols": symbols},
        f"{host}/premiumIndex": lambda ask: rows_of(ask, premiums),
        f"{host}/openInterest": open_interest,
        f"{host}/ticker/bookTicker": lambda ask: rows_of(
            ask, [{"symbol": far_id, "bidPrice": "88990.00", "askPrice": "89010.00", "time": now_ms}]
        ),
        f"{host}/fundingInfo": lambda _: [{"symbol": "ETHUSDT", "fundingIntervalHours": 4}],
        "fapi.binance.com/futures/data/openInterestHist": history,
    }


def binance_coinm(now_ms: int) -> Answers:
    """One inverse perpetual of 100 dollars a contract, without a book, `fundingInfo` or history."""
    symbols = [
        {
            "symbol": "BTCUSD_PERP",
            "pair": "BTCUSD",
            "contractType": "PERPETUAL",
            "deliveryDate": 4_133_404_800_000,
            "onboardDate": now_ms - 900 * DAY_MS,
            "contractStatus": "TRADING",
            "contractSize": 100,
            "baseAsset": "BTC",
            "quoteAsset": "USD",
            "marginAsset": "BTC",
            "filters": [],
        }
    ]
    eight_ms = 8 * HOUR_MS
    premiums = [
        {
            "symbol": "BTCUSD_PERP",
            "pair": "BTCUSD",
            "markPrice": "87500.0",
            "indexPrice": "87630.0",
            "lastFundingRate": "0.00010000",
            "nextFundingTime": now_ms - now_ms % eight_ms + eight_ms,
            "time": now_ms,
        }
    ]
    host = "dapi.binance.com/dapi/v1"
    return {
        f"{host}/exchangeInfo": lambda _: {"serverTime": now_ms, "symbols": symbols},
        f"{host}/premiumIndex": lambda _: premiums,
        f"{host}/openInterest": lambda ask: {
            "symbol": ask["symbol"],
            "pair": "BTCUSD",
            "openInterest": "5000000",
            "contractType": "PERPETUAL",
            "time": now_ms,
        },
    }
