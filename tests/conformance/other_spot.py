"""The other market's spot side: Binance, OKX, Coinbase and Kraken in their own words."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from tests.conformance.other_candles import daily, hourly
from tui.domain.clock import DAY_MS, HOUR_MS

Ask = Mapping[str, str]
Answers = Mapping[str, Callable[[Ask], Any]]

TOKEN_USD = 87_651 / 87_654
"""What USDT is worth: the middle of 87,640 and 87,662 in dollars (Coinbase, Kraken) over that of 87,651, 87,654 and
87,656 in USDT (Bybit, Binance, OKX)."""


def rows_of(ask: Ask, rows: list[dict[str, Any]], key: str = "symbol") -> Any:
    """All rows, those of `symbols`, or the one of `symbol` as an object, as Binance answers."""
    if "symbols" in ask:
        return [row for row in rows if f'"{row[key]}"' in ask["symbols"]]
    if key in ask:
        return next((row for row in rows if row[key] == ask[key]), None)
    return rows


def binance_spot(now_ms: int) -> Answers:
    """Two pairs and a fiat one; no book in the tickers of the stream, one in those of REST."""
    tickers = [
        {
            "symbol": "BTCUSDT",
            "priceChange": "-846.00",
            "priceChangePercent": "-0.956",
            "lastPrice": "87654.00",
            "bidPrice": "87653.50",
            "askPrice": "87654.50",
            "openPrice": "88500.00",
            "volume": "21000.5",
            "quoteVolume": "1850000000",
            "closeTime": now_ms,
        },
        {
            "symbol": "ETHUSDT",
            "priceChange": "-28.50",
            "priceChangePercent": "-0.983",
            "lastPrice": "2871.50",
            "bidPrice": "2871.40",
            "askPrice": "2871.60",
            "openPrice": "2900.00",
            "volume": "310000",
            "quoteVolume": "892000000",
            "closeTime": now_ms,
        },
        {"symbol": "BTCEUR", "lastPrice": "75555.00", "closeTime": now_ms},
    ]

    def klines(ask: Ask) -> Any:
        asset = ask["symbol"].removesuffix("USDT")
        if asset not in ("BTC", "ETH"):
            return None
        bars, span_ms = (hourly(asset, now_ms), HOUR_MS) if ask["interval"] == "1h" else (daily(asset, now_ms), DAY_MS)
        return [
            [at, *(f"{price:.2f}" for price in prices), f"{volume}", at + span_ms - 1, "0", 9, "0", "0", "0"]
            for at, *prices, volume in bars[-int(ask.get("limit", "500")) :]
        ]

    listed = [("BTCUSDT", "BTC", "USDT"), ("ETHUSDT", "ETH", "USDT"), ("BTCEUR", "BTC", "EUR")]
    symbols = [
        {"symbol": name, "status": "TRADING", "baseAsset": base, "quoteAsset": quote, "filters": []}
        for name, base, quote in listed
    ]
    host = "api.binance.com/api/v3"
    return {
        f"{host}/exchangeInfo": lambda _: {"serverTime": now_ms, "symbols": symbols},
        f"{host}/ticker/24hr": lambda ask: rows_of(ask, tickers),
        f"{host}/klines": klines,
    }


def okx_spot(now_ms: int) -> Answers:
    """One pair. Its instruments are with the derivatives, since one address serves them all."""
    bars = {"1Dutc": daily("BTC", now_ms), "1H": hourly("BTC", now_ms)}

    def candles(ask: Ask) -> Any:
        if ask.get("instId") != "BTC-USDT":
            return {"code": "51001", "msg": "Instrument ID doesn't exist", "data": []}
        before_ms = int(ask.get("after", "9" * 13))
        known = [bar for bar in bars.get(ask["bar"], []) if bar[0] < before_ms][-int(ask.get("limit", "100")) :]
        rows = [[str(at), *(str(price) for price in prices), str(volume)] for at, *prices, volume in reversed(known)]
        return {"code": "0", "msg": "", "data": rows}

    host = "www.okx.com/api/v5/market"
    return {f"{host}/candles": candles, f"{host}/history-candles": candles}


def coinbase(now_ms: int) -> Answers:
    """The public list of products, with empty books, and candles."""
    product = {
        "product_id": "BTC-USD",
        "price": "87640",
        "price_percentage_change_24h": "-0.97",
        "volume_24h": "9000",
        "base_increment": "0.00000001",
        "quote_increment": "0.01",
        "base_min_size": "0.00000001",
        "quote_min_size": "1",
        "is_disabled": False,
        "status": "online",
        "trading_disabled": False,
        "product_type": "SPOT",
        "quote_currency_id": "USD",
        "base_currency_id": "BTC",
        "best_bid_price": "",
        "best_ask_price": "",
        "alias": "",
    }

    def candles(ask: Ask) -> Any:
        bars = daily("BTC", now_ms) if ask["granularity"] == "ONE_DAY" else hourly("BTC", now_ms)
        first, last = int(ask["start"]), int(ask["end"])
        rows = [
            {
                "start": str(at // 1000),
                "open": str(opened),
                "high": str(high),
                "low": str(low),
                "close": str(close),
                "volume": str(volume),
            }
            for at, opened, high, low, close, volume in bars
            if first <= at // 1000 <= last
        ]
        return {"candles": rows[::-1]}

    host = "api.coinbase.com/api/v3/brokerage/market"
    return {
        f"{host}/products": lambda _: {"products": [product], "num_products": 1},
        f"{host}/products/BTC-USD/candles": candles,
    }


def kraken(now_ms: int) -> Answers:
    """Two pairs under Kraken's old names; its answers tell no time."""

    def pair(base: str, wsname: str, altname: str) -> dict[str, Any]:
        return {
            "altname": altname,
            "wsname": wsname,
            "aclass_base": "currency",
            "base": base,
            "aclass_quote": "currency",
            "quote": "ZUSD",
            "pair_decimals": 1,
            "lot_decimals": 8,
            "status": "online",
        }

    pairs = {"XXBTZUSD": pair("XXBT", "XBT/USD", "XBTUSD"), "XETHZUSD": pair("XETH", "ETH/USD", "ETHUSD")}
    rows = {
        "XXBTZUSD": {"a": ["87664.0", "1", "1.0"], "b": ["87660.0", "1", "1.0"], "c": ["87661.0", "0.1"], "o": "86000"},
        "XETHZUSD": {"a": ["2873.0", "1", "1.0"], "b": ["2872.0", "1", "1.0"], "c": ["2872.9", "0.1"], "o": "2800"},
    }

    def ticker(ask: Ask) -> Any:
        wanted = ask["pair"].split(",")
        return {"error": [], "result": {name: row for name, row in rows.items() if name in wanted}}

    host = "api.kraken.com/0/public"
    return {
        f"{host}/AssetPairs": lambda _: {"error": [], "result": pairs},
        f"{host}/Ticker": ticker,
        f"{host}/Time": lambda _: {"error": [], "result": {"unixtime": now_ms // 1000}},
    }


def iso(at_ms: int) -> str:
    """RFC 3339, as Coinbase and Kraken write times."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat().replace("+00:00", "Z")
