"""The other market's perpetuals, dated futures and options: Bybit, OKX, Deribit and Hyperliquid in their own units."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.conformance.other_options import FAR_DAYS, NEAR_DAYS, deribit_date, deribit_rows, okx_date, options
from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS

Ask = Mapping[str, str]
Answers = Mapping[str, Callable[[Ask], Any]]


def bybit(now_ms: int) -> Answers:
    """Tickers as they were before `singleOpenInterest`; BTC is paid by the hour here, ETH every four hours."""
    delivery_ms = now_ms + FAR_DAYS * DAY_MS

    def listed(symbol: str, base: str, quote: str, contract: str, minutes: int, expiry_ms: int) -> dict[str, Any]:
        return {
            "symbol": symbol,
            "contractType": contract,
            "status": "Trading",
            "baseCoin": base,
            "quoteCoin": quote,
            "settleCoin": base if "Inverse" in contract else quote,
            "launchTime": "1585526400000",
            "deliveryTime": str(expiry_ms),
            "priceScale": "2",
            "lotSizeFilter": {"minOrderQty": "0.001", "qtyStep": "0.001"},
            "priceFilter": {"tickSize": "0.10"},
            "leverageFilter": {"minLeverage": "1", "maxLeverage": "100"},
            "fundingInterval": minutes,
        }

    spot = {
        "symbol": "BTCUSDT",
        "baseCoin": "BTC",
        "quoteCoin": "USDT",
        "status": "Trading",
        "lotSizeFilter": {"basePrecision": "0.000001", "minOrderQty": "0.00004"},
        "priceFilter": {"tickSize": "0.01"},
    }
    instruments: dict[str, list[dict[str, Any]]] = {
        "spot": [spot],
        "linear": [
            listed("BTCUSDT", "BTC", "USDT", "LinearPerpetual", 480, 0),
            listed("ETHUSDT", "ETH", "USDT", "LinearPerpetual", 240, 0),
        ],
        "inverse": [
            listed("BTCUSD", "BTC", "USD", "InversePerpetual", 480, 0),
            listed("BTCUSDH27", "BTC", "USD", "InverseFutures", 0, delivery_ms),
        ],
        "option": [],
    }
    next_ms = str(now_ms - now_ms % HOUR_MS + HOUR_MS)
    tickers: dict[str, list[dict[str, Any]]] = {
        "spot": [
            {
                "symbol": "BTCUSDT",
                "bid1Price": "87650.5",
                "ask1Price": "87651.5",
                "lastPrice": "87651",
                "prevPrice24h": "88490",
            }
        ],
        "linear": [
            {
                "symbol": "BTCUSDT",
                "lastPrice": "87612",
                "markPrice": "87610",
                "indexPrice": "87645",
                "openInterest": "42000",
                "openInterestValue": "3679620000",
                "fundingRate": "0.0000125",
                "nextFundingTime": next_ms,
                "fundingIntervalHour": "1",
            },
            {
                "symbol": "ETHUSDT",
                "lastPrice": "2869",
                "markPrice": "2869",
                "indexPrice": "2871",
                "openInterest": "700000",
                "openInterestValue": "2008300000",
                "fundingRate": "0.00004",
                "nextFundingTime": next_ms,
            },
        ],
        "inverse": [
            {
                "symbol": "BTCUSD",
                "lastPrice": "87605",
                "markPrice": "87605",
                "indexPrice": "87645",
                "openInterest": "350000000",
                "openInterestValue": "3995.2",
                "fundingRate": "-0.00003",
                "nextFundingTime": next_ms,
            },
            {
                "symbol": "BTCUSDH27",
                "lastPrice": "89100",
                "markPrice": "89100",
                "indexPrice": "87645",
                "openInterest": "8910000",
                "openInterestValue": "100",
                "fundingRate": "",
                "nextFundingTime": "0",
                "deliveryTime": str(delivery_ms),
                "bid1Price": "88000",
                "ask1Price": "90200",
            },
        ],
        "option": [],
    }

    def answer(listing: dict[str, list[dict[str, Any]]]) -> Callable[[Ask], Any]:
        def asked(ask: Ask) -> Any:
            rows = [row for row in listing[ask["category"]] if ask.get("symbol") in (None, row["symbol"])]
            return {
                "retCode": 0,
                "retMsg": "OK",
                "result": {"category": ask["category"], "list": rows, "nextPageCursor": ""},
                "time": now_ms,
            }

        return asked

    host = "api.bybit.com/v5/market"
    return {f"{host}/instruments-info": answer(instruments), f"{host}/tickers": answer(tickers)}


def okx(now_ms: int) -> Answers:
    """Contracts of 0.01 BTC and of 100 dollars, open interest in contracts only, and a chain of two options."""
    near, far = now_ms + NEAR_DAYS * DAY_MS, now_ms + FAR_DAYS * DAY_MS
    near_id, far_id = f"BTC-USD-{okx_date(near)}", f"BTC-USD-{okx_date(far)}"

    def listed(name: str, kind: str, **fields: str) -> dict[str, str]:
        base, quote, *_ = name.split("-")
        told = {"instId": name, "instType": kind, "baseCcy": "", "quoteCcy": "", "settleCcy": "", "ctVal": ""}
        told |= {"ctValCcy": "", "ctMult": "", "ctType": "", "uly": f"{base}-{quote}", "instFamily": f"{base}-{quote}"}
        told |= {"expTime": "", "stk": "", "optType": "", "listTime": "1606468572000", "state": "live", "lever": "10"}
        return told | {"tickSz": "0.1", "lotSz": "1", "minSz": "1", "alias": "", "ruleType": "normal"} | fields

    inverse = {"settleCcy": "BTC", "ctVal": "100", "ctMult": "1", "ctValCcy": "USD", "ctType": "inverse"}
    linear = {"settleCcy": "USDT", "ctVal": "0.01", "ctMult": "1", "ctValCcy": "BTC", "ctType": "linear"}
    instruments = {
        "SPOT": [listed("BTC-USDT", "SPOT", baseCcy="BTC", quoteCcy="USDT", uly="", instFamily="")],
        "SWAP": [listed("BTC-USDT-SWAP", "SWAP", **linear), listed("BTC-USD-SWAP", "SWAP", **inverse)],
        "FUTURES": [
            listed(near_id, "FUTURES", expTime=str(near), alias="quarter", **inverse),
            listed(far_id, "FUTURES", expTime=str(far), alias="next_quarter", **inverse),
        ],
    }
    stamp = str(now_ms)
    chain = [one for one in options(now_ms) if (one.days, one.strike) == (20, 88_000)]
    names = {f"BTC-USD-{okx_date(one.expiry_ms)}-{one.strike}-{'C' if one.is_call else 'P'}": one for one in chain}
    tickers = {
        "SPOT": [
            {"instId": "BTC-USDT", "last": "87656.1", "bidPx": "87655.5", "askPx": "87656.5", "open24h": "88480"},
            {"instId": "DOGE-USDT", "last": "0.1", "bidPx": "0.1", "askPx": "0.1", "open24h": "0.1"},
        ],
        "FUTURES": [
            {"instId": near_id, "last": "88000", "bidPx": "87998", "askPx": "88002", "vol24h": "9", "volCcy24h": "1"},
            {"instId": far_id, "last": "89050", "bidPx": "89040", "askPx": "89060", "vol24h": "9", "volCcy24h": "1"},
        ],
        "OPTION": [
            {"instId": name, "last": "0.04", "volCcy24h": "2" if one.is_call else "6"} for name, one in names.items()
        ],
    }
    sizes = {
        "SWAP": {"BTC-USDT-SWAP": ("2500000", "25000"), "BTC-USD-SWAP": ("3000000", "")},
        "FUTURES": {near_id: ("100000", ""), far_id: ("50000", "")},
        "OPTION": {name: ("500", "5") if one.is_call else ("300", "3") for name, one in names.items()},
    }
    marks = {
        "SWAP": {"BTC-USDT-SWAP": "87620", "BTC-USD-SWAP": "87615"},
        "FUTURES": {near_id: "88000", far_id: "89050"},
    }
    payments = {"BTC-USDT-SWAP": ("0.00008", 8), "BTC-USD-SWAP": ("0.00002", 4)}
    eight_ms = 8 * HOUR_MS
    paid_ms = now_ms - now_ms % eight_ms + eight_ms

    def answer(rows: Callable[[Ask], list[Any]]) -> Callable[[Ask], Any]:
        return lambda ask: {"code": "0", "msg": "", "data": rows(ask)}

    def funding(ask: Ask) -> Any:
        if ask.get("instId") not in payments:
            return {"code": "51001", "msg": "Instrument ID doesn't exist", "data": []}
        rate, hours = payments[ask["instId"]]
        row = {"instId": ask["instId"], "fundingRate": rate, "fundingTime": str(paid_ms), "nextFundingRate": ""}
        return {"code": "0", "msg": "", "data": [row | {"nextFundingTime": str(paid_ms + hours * HOUR_MS)}]}

    def interest(ask: Ask) -> list[Any]:
        listed_sizes = sizes.get(ask.get("instType", ""), {}).items()
        return [{"instId": name, "oi": oi, "oiCcy": coin, "ts": stamp} for name, (oi, coin) in listed_sizes]

    def mark(ask: Ask) -> list[Any]:
        return [
            {"instId": name, "markPx": usd, "ts": stamp} for name, usd in marks.get(ask.get("instType", ""), {}).items()
        ]

    def summary(_: Ask) -> list[Any]:
        return [
            {
                "instId": name,
                "markVol": "0.56",
                "bidVol": "0",
                "askVol": "0.70",
                "fwdPx": "88000",
                "deltaBS": "0.52" if one.is_call else "-0.48",
                "ts": stamp,
            }
            for name, one in names.items()
        ]

    host = "www.okx.com/api/v5"
    return {
        f"{host}/public/instruments": answer(lambda ask: list(instruments.get(ask.get("instType", ""), []))),
        f"{host}/market/tickers": answer(lambda ask: list(tickers.get(ask.get("instType", ""), []))),
        f"{host}/public/open-interest": answer(interest),
        f"{host}/public/mark-price": answer(mark),
        f"{host}/public/funding-rate": funding,
        f"{host}/public/opt-summary": answer(summary),
        f"{host}/market/index-tickers": answer(
            lambda ask: [{"instId": "BTC-USD", "idxPx": "87650", "ts": stamp}] if ask.get("quoteCcy") == "USD" else []
        ),
    }


def deribit(now_ms: int) -> Answers:
    """Summaries without any funding in them, so that the perpetual's own ticker is asked; 400 days of DVOL."""
    near, far = deribit_date(now_ms + NEAR_DAYS * DAY_MS), deribit_date(now_ms + FAR_DAYS * DAY_MS)

    def future(name: str, mark: float, size: float, bid: float | None, ask: float | None) -> dict[str, Any]:
        return {
            "instrument_name": name,
            "mark_price": mark,
            "open_interest": size,
            "bid_price": bid,
            "ask_price": ask,
            "estimated_delivery_price": 87_648.0,
            "creation_timestamp": now_ms,
        }

    futures = {
        "BTC": [
            future("BTC-PERPETUAL", 87_590.0, 900_000_000.0, 87_590.0, 87_590.5),
            future(f"BTC-{near}", 88_010.0, 120_000_000.0, 88_005.0, 88_015.0),
            future(f"BTC-{far}", 89_060.0, 60_000_000.0, None, None),
            future(f"BTC-FS-{near}_PERP", 415.0, 5_000_000.0, 410.0, 420.0),
        ],
        "ETH": [future("ETH-PERPETUAL", 2_868.0, 150_000_000.0, 2_867.9, 2_868.1)],
        "USDC": [future("BTC_USDC-PERPETUAL", 87_595.0, 1_500.0, 87_590.0, 87_600.0)],
    }
    rates = {"BTC-PERPETUAL": 0.00006, "ETH-PERPETUAL": -0.00001, "BTC_USDC-PERPETUAL": 0.00003}

    def summary(ask: Ask) -> Any:
        if ask["kind"] == "future":
            return {"jsonrpc": "2.0", "result": futures.get(ask["currency"], [])}
        return {"jsonrpc": "2.0", "result": deribit_rows(now_ms) if ask["currency"] == "BTC" else []}

    def ticker(ask: Ask) -> Any:
        name = ask["instrument_name"]
        if name not in rates:
            return None
        found = {"instrument_name": name, "funding_8h": rates[name], "current_funding": 0.0, "timestamp": now_ms}
        return {"jsonrpc": "2.0", "result": found}

    def volatility(ask: Ask) -> Any:
        first, last = int(ask["start_timestamp"]), int(ask["end_timestamp"])
        if ask["currency"] != "BTC":
            return {"jsonrpc": "2.0", "result": {"data": [], "continuation": None}}
        if ask["resolution"] == "60":
            minute_ms = now_ms - now_ms % MINUTE_MS
            bars = [[minute_ms - back * MINUTE_MS, 51.0, 51.0, 51.0, 51.0] for back in range(10, -1, -1)]
        else:
            midnight_ms = now_ms - now_ms % DAY_MS
            bars = [[midnight_ms - back * DAY_MS, 0.0, 0.0, 0.0, dvol_close(back)] for back in range(400, 0, -1)]
        return {
            "jsonrpc": "2.0",
            "result": {"data": [bar for bar in bars if first <= bar[0] <= last], "continuation": None},
        }

    host = "www.deribit.com/api/v2/public"
    return {
        f"{host}/get_book_summary_by_currency": summary,
        f"{host}/ticker": ticker,
        f"{host}/get_volatility_index_data": volatility,
        f"{host}/get_time": lambda _: {"jsonrpc": "2.0", "result": now_ms},
    }


def dvol_close(days_back: int) -> float:
    """40, 40.5, ... 59.5, and again: of any 40 days in a row, 22 close below 51."""
    return 40.0 + days_back % 40 / 2


def hyperliquid(_: int) -> Answers:
    """Two coins and a delisted one; its answer tells no time."""
    universe = [{"name": "BTC", "szDecimals": 5}, {"name": "OLD", "isDelisted": True}, {"name": "ETH"}]
    contexts = [
        {"funding": "0.00001", "openInterest": "21000.0", "markPx": "87590.0", "oraclePx": "87640.0"},
        {"funding": "0.0", "openInterest": "0.0", "markPx": "1.0", "oraclePx": None},
        {"funding": "-0.000005", "openInterest": "400000.0", "markPx": "2868.5", "oraclePx": "2871.0"},
    ]

    def info(ask: Ask) -> Any:
        return [{"universe": universe}, contexts] if ask.get("type") == "metaAndAssetCtxs" else None

    return {"api.hyperliquid.xyz/info": info}
