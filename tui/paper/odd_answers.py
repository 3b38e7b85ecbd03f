"""What the scenario `odd` adds to REST answers, venue by venue."""

from collections.abc import Callable
from typing import Any

from tui.paper.venue import Request

Answer = Callable[[Request, Any], Any]
Row = dict[str, Any]

_LONG_AGO_MS = 1_727_424_000_000
"""2024-09-27 08:00 UTC: what expired then is listed still."""


def _binance(request: Request, body: Any) -> Any:
    """Expired contracts that stay listed, rows without a mark, and no row for what `symbol` was not asked for."""
    path = request.path
    if path.endswith("/exchangeInfo"):
        settled = [
            {**row, "symbol": f"{row['symbol'].partition('_')[0]}_240927", "deliveryDate": _LONG_AGO_MS} | _SETTLED
            for row in body["symbols"]
            if row.get("contractType") == "CURRENT_QUARTER"
        ]
        body["symbols"] = [*settled, *body["symbols"]]
    elif path.endswith("/premiumIndex") and isinstance(body, list):
        gone = {"symbol": "BTCUSDT_240927", "markPrice": "65000.0", "indexPrice": "65000.0", "lastFundingRate": ""}
        zero = {"symbol": "BTCUSD_240927", "markPrice": "0", "indexPrice": None, "lastFundingRate": None, "time": 0}
        body = [None, zero, gone | {"nextFundingTime": 0, "time": _LONG_AGO_MS}, *body, {}]
    elif path.endswith("/ticker/24hr") and isinstance(body, list):
        body = [None, {"symbol": "BTCEUR", "lastPrice": "1.0"}, *body, {"symbol": "BTCDOWNUSDT", "lastPrice": "0"}]
    elif path.endswith("/ticker/bookTicker") and isinstance(body, list):
        body = [{"symbol": "BTCUSDT_240927", "bidPrice": "1", "askPrice": "9"}, None, *body]
    elif path.endswith("/klines"):
        body = [None, [], *body, [0, "1", "1", "1", "1", "1", 1]]
    return body


_SETTLED = {"status": "SETTLING", "contractStatus": "DELIVERED"}


def _bybit(request: Request, body: Any) -> Any:
    """Contracts before their market, delivered ones, tickers in the form of 2024, and one without its interval."""
    listed = body["result"].get("list") if isinstance(body.get("result"), dict) else None
    if not isinstance(listed, list) or not request.path.endswith("/tickers"):
        return body
    category = request.query.get("category")
    for row in listed:
        if category == "inverse":
            row["openInterest"] = row.pop("singleOpenInterest", row.get("openInterest"))
        elif row.get("symbol") == "ETHUSDT":
            row.pop("fundingIntervalHour", None)
    never = {"symbol": "NEVERUSDT", "markPrice": "", "openInterest": "0", "fundingRate": "", "bid1Price": ""}
    past = {"symbol": "BTCUSD-27SEP24", "markPrice": "65000", "indexPrice": "65000", "openInterest": "9e9"}
    body["result"]["list"] = [None, never, past | {"deliveryTime": str(_LONG_AGO_MS)}, *listed, {"symbol": None}]
    return body


def _okx(request: Request, body: Any) -> Any:
    """Figures left empty that follow from others, expired and premarket listings, rows of nothing."""
    rows = body.get("data")
    if not isinstance(rows, list):
        return body
    if request.path.endswith("/public/instruments") and request.query.get("instType") == "FUTURES":
        body["data"] = [*(_premarket(row) for row in rows[:1]), *rows]
    elif request.path.endswith("/public/open-interest"):
        for row in rows:
            row["oiUsd"] = None if "-USD-" in str(row.get("instId")) else row.get("oiUsd")
        body["data"] = [None, {"instId": "BTC-USD-240927", "oi": "9000000", "oiCcy": "9000", "oiUsd": "6e8"}, *rows]
    elif request.path.endswith("/market/tickers"):
        expired = {"instId": "BTC-USD-240927", "last": "65000", "bidPx": "1", "askPx": "2", "volCcy24h": "5000"}
        body["data"] = [{"instId": None}, expired, *rows, {"instId": "BTC-USDT-999999", "last": ""}]
    elif request.path.endswith("/opt-summary"):
        gone = {"instId": "BTC-USD-240927-65000-P", "markVol": "0.9", "fwdPx": "65000", "bidVol": "0", "askVol": "0"}
        body["data"] = [gone, None, *rows]
    return body


def _premarket(row: Row) -> Row:
    """A future on a coin that does not trade yet."""
    named = {"instId": "NEVER-USDT-270101", "uly": "NEVER-USDT", "instFamily": "NEVER-USDT", "ctValCcy": "NEVER"}
    return {**row, **named, "settleCcy": "USDT", "ctType": "linear", "ruleType": "pre_market", "state": "live"}


def _deribit(request: Request, body: Any) -> Any:
    """Combinations, bets on volatility, and what expired long ago, in the summaries; an absurd volatility."""
    rows = body.get("result")
    if not request.path.endswith("/get_book_summary_by_currency") or not isinstance(rows, list) or not rows:
        return body
    some = dict(rows[0])
    names: tuple[str, ...] = ("BTC-27SEP24-65000-P", "BTC-CS-27SEP24-65000_70000", "BTC-28SEP24-1d5-C")
    if request.query.get("kind") == "future":
        names = ("BTC-27SEP24", "BTC-FS-27SEP24_PERP", "BTCDVOL_USDC-27SEP24", "BTC_USDT", "ETH-99XXX24")
    else:
        _spoil(rows)
    odd = [{**some, "instrument_name": name, "open_interest": 5e6, "volume": 5e6} for name in names]
    body["result"] = [None, *odd, *rows, {"instrument_name": None}, {}]
    return body


def _spoil(rows: list[Row]) -> None:
    """One volatility beyond belief, and every seventh untold."""
    rows[0]["mark_iv"] = 4_000.0
    for row in rows[7::7]:
        row["mark_iv"] = None


def _hyperliquid(_: Request, body: Any) -> Any:
    """A coin that is listed and of which nothing is told."""
    if isinstance(body, list) and len(body) == 2:
        body[0]["universe"].append({"name": "NEVER", "szDecimals": 0})
        body[1].append({"funding": None, "openInterest": None, "markPx": None, "oraclePx": "0"})
    return body


ANSWERS: dict[str, Answer] = {
    "binance": _binance,
    "bybit": _bybit,
    "okx": _okx,
    "deribit": _deribit,
    "hyperliquid": _hyperliquid,
}
"""By the paper venue's name."""
