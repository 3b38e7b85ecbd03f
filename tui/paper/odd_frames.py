"""What the scenario `odd` makes of pushed frames, venue by venue: each frame is kept, with odd ones beside it."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

Company = Callable[[Any], Sequence[Any]]
Row = dict[str, Any]

_LATE_MS = 20_000
_OFF = 0.7
"""What a late or foreign price is beside the true one: seen, if it were believed."""


def _binance(frame: Any) -> Sequence[Any]:
    """Forced orders in an array, with `st` beside `o`, and with others that cannot be; tickers that come late."""
    event = frame.get("data", frame) if isinstance(frame, dict) else frame
    if not isinstance(event, dict):
        return [frame]
    if event.get("e") == "24hrTicker":
        late = {**event, "E": event["E"] - _LATE_MS, **{key: _cheaper(event.get(key)) for key in "cba"}}
        return [event, late, {**event, "s": None}]
    if event.get("e") != "forceOrder":
        return [frame]
    order = dict(event["o"])
    beside = {**event, "st": order.pop("st", None), "o": order}
    empty = {**event, "o": {**event["o"], "z": "0", "T": event["o"]["T"] + 1}}
    unknown = {**event, "o": {**event["o"], "s": "NEVERUSDT"}}
    bare = {**event, "o": {"s": "BTCUSDT", "S": "SELL", "z": None, "q": None, "ap": "", "p": None, "T": None}}
    return [[beside, empty], [unknown, bare, None], {"stream": "!forceOrder@arr", "data": event}]


def _bybit(frame: Any) -> Sequence[Any]:
    """Liquidations among rows of nothing and of other contracts; a ticker's change before the ticker itself."""
    topic = str(frame.get("topic", "")) if isinstance(frame, dict) else ""
    if topic.startswith("allLiquidation."):
        rows = frame["data"]
        odd = [{**rows[0], "v": "0"}, {**rows[0], "s": "NEVERUSDT"}, {**rows[0], "p": None}, {**rows[0], "S": "Both"}]
        return [{**frame, "data": [odd[0], *rows, *odd[1:]]}, frame]
    if topic.startswith("tickers."):
        return [frame, {**frame, "type": "delta", "data": {"symbol": topic.partition(".")[2], "volume24h": "1"}}]
    return [frame]


def _okx(frame: Any) -> Sequence[Any]:
    """Net positions, details of nothing, instruments of nobody; tickers that come late."""
    channel = frame.get("arg", {}).get("channel") if isinstance(frame, dict) and "data" in frame else None
    if channel == "liquidation-orders":
        netted = deepcopy(frame)
        for row in netted["data"]:
            first = row["details"][0]
            for detail in row["details"]:
                detail["posSide"] = "net"
            row["details"] += [{**first, "sz": "0"}, {**first, "bkPx": ""}, {"posSide": "long"}, None]
        netted["data"] += [{**netted["data"][0], "instId": "NEVER-USDT-SWAP"}, {"instId": "BTC-USDT-SWAP"}]
        return [netted, frame]
    if channel == "tickers":
        late = deepcopy(frame)
        for row in late["data"]:
            row["ts"] = str(int(row["ts"]) - _LATE_MS)
            row.update({key: _cheaper(row.get(key)) for key in ("last", "bidPx", "askPx")})
        return [frame, late]
    return [frame]


def _deribit(frame: Any) -> Sequence[Any]:
    """Trades of combinations and of nothing, and one that liquidated both of its sides."""
    data = frame.get("params", {}).get("data") if isinstance(frame, dict) else None
    if not isinstance(data, list) or not data:
        return [frame]
    first = data[0]
    combined = {**first, "instrument_name": "BTC-FS-27SEP24_PERP", "trade_id": "c1", "liquidation": "T"}
    nothing = {**first, "trade_id": "c2", "amount": 0, "liquidation": "M"}
    both = {**first, "instrument_name": "BTC-PERPETUAL", "trade_id": "both", "liquidation": "MT", "amount": BOTH_USD}
    params = {**frame["params"], "data": [combined, *data, nothing, both, {"liquidation": "T"}]}
    return [{**frame, "params": params}, frame]


def _kraken(frame: Any) -> Sequence[Any]:
    """Tickers of nothing among the others."""
    if not isinstance(frame, dict) or frame.get("channel") != "ticker":
        return [frame]
    nothing = {"symbol": "BTC/USD", "bid": 0, "ask": None, "last": 0.0, "timestamp": None}
    return [{**frame, "data": [nothing, *frame["data"], {"symbol": None}]}]


def _coinbase(frame: Any) -> Sequence[Any]:
    """Tickers without a price, and a clock that was never set."""
    if not isinstance(frame, dict) or not str(frame.get("channel", "")).startswith("ticker"):
        return [frame]
    nothing = {"type": "ticker", "product_id": "BTC-USD", "price": "", "best_bid": "0", "best_ask": ""}
    unset = {**frame, "timestamp": "0001-01-01T00:00:00Z", "events": [{"type": "update", "tickers": [nothing]}]}
    return [frame, unset]


def _cheaper(value: object) -> object:
    return f"{float(value) * _OFF:.2f}" if isinstance(value, str | int | float) and value else value


BOTH_USD = 40.0
"""The trade on BTC-PERPETUAL whose buyer and seller were both liquidated; no order of the world is so small."""

FRAMES: dict[str, Company] = {
    "binance": _binance,
    "bybit": _bybit,
    "okx": _okx,
    "deribit": _deribit,
    "kraken": _kraken,
    "coinbase": _coinbase,
}
"""By the paper venue's name."""
