"""What the other market pushes: each subscription's acknowledgement, its tickers and its forced orders."""

from collections.abc import Iterator
from typing import Any

from tests.conformance.other_spot import iso

Frame = dict[str, Any]


def frames(address: str, request: Frame, now_ms: int) -> Iterator[Frame]:
    """What a client gets for `request` on the socket at `address`."""
    host = address.partition("/")[0]
    if host == "stream.binance.com":
        yield from _binance_spot(request, now_ms)
    elif host == "fstream.binance.com":
        yield from _binance_futures(request, now_ms)
    elif host == "stream.bybit.com":
        yield from _bybit(address, request, now_ms)
    elif host == "ws.okx.com":
        yield from _okx(request, now_ms)
    elif host == "www.deribit.com":
        yield from _deribit(request, now_ms)
    elif host == "advanced-trade-ws.coinbase.com":
        yield from _coinbase(request, now_ms)
    elif host == "ws.kraken.com":
        yield from _kraken(request, now_ms)


def _binance_spot(request: Frame, now_ms: int) -> Iterator[Frame]:
    """Only what ccxt's own `watch_tickers` asks for by default: the mini ticker, which has no book."""
    yield {"result": None, "id": request["id"]}
    prices = {"btcusdt": ("BTCUSDT", "87654.00", "88500.00"), "ethusdt": ("ETHUSDT", "2871.50", "2900.00")}
    for stream in request["params"]:
        pair, _, kind = stream.partition("@")
        if kind == "miniTicker" and pair in prices:
            symbol, close, opened = prices[pair]
            yield {"e": "24hrMiniTicker", "E": now_ms, "s": symbol, "c": close, "o": opened, "v": "1", "q": "1"}


def _binance_futures(request: Frame, now_ms: int) -> Iterator[Frame]:
    """Forced orders of both platforms, wrapped and plain, one of them twice; no mark prices."""
    yield {"result": None, "id": request["id"]}
    if "!forceOrder@arr" not in request["params"]:
        return

    def forced(symbol: str, side: str, filled: str, price: str, ago_s: int, platform: int | None) -> Frame:
        order: Frame = {"s": symbol, "S": side, "o": "LIMIT", "f": "IOC", "q": "999", "p": "1", "ap": price}
        order |= {"X": "FILLED", "l": "0.001", "z": filled, "T": now_ms - ago_s * 1000}
        if platform is not None:
            order["st"] = platform
        return {"e": "forceOrder", "E": now_ms - ago_s * 1000 + 3, "o": order}

    long = forced("BTCUSDT", "SELL", "2.5", "87500", 90, None)
    yield {"stream": "!forceOrder@arr", "data": long}
    yield long
    yield forced("BTCUSD_PERP", "BUY", "400", "87450", 60, 2)
    yield {"stream": "!forceOrder@arr", "data": [forced("ETHUSDT", "SELL", "10", "2860", 30, 1)]}


def _bybit(address: str, request: Frame, now_ms: int) -> Iterator[Frame]:
    yield {"success": True, "ret_msg": "", "op": request["op"], "conn_id": "1", "req_id": request.get("req_id", "")}
    category = address.rpartition("/")[2]
    for topic in request.get("args", ()):
        rows: list[Frame] = []
        if topic == "allLiquidation.BTCUSDT" and category == "linear":
            rows = [
                {"T": now_ms - 50_000, "s": "BTCUSDT", "S": "Buy", "v": "0.8", "p": "87400"},
                {"T": now_ms - 49_000, "s": "BTCUSDT", "S": "Sell", "v": "0.2", "p": "87700"},
            ]
        elif topic == "allLiquidation.BTCUSD" and category == "inverse":
            rows = [{"T": now_ms - 40_000, "s": "BTCUSD", "S": "Buy", "v": "30000", "p": "87300"}]
        if rows:
            yield {"topic": topic, "type": "snapshot", "ts": now_ms, "data": rows}
        elif topic == "tickers.BTCUSDT":
            data = {"symbol": "BTCUSDT", "lastPrice": "87651", "prevPrice24h": "88490"}
            yield {"topic": topic, "type": "snapshot", "ts": now_ms, "cs": 1, "data": data}


def _okx(request: Frame, now_ms: int) -> Iterator[Frame]:
    for arg in request.get("args", ()):
        yield {"event": "subscribe", "arg": arg, "connId": "a"}
        if arg["channel"] == "tickers" and arg["instId"] == "BTC-USDT":
            row = {"instType": "SPOT", "instId": "BTC-USDT", "last": "87656.1", "bidPx": "87655.5", "askPx": "87656.5"}
            yield {"arg": arg, "data": [row | {"open24h": "88480", "ts": str(now_ms)}]}
        elif arg["channel"] == "liquidation-orders" and arg["instType"] == "SWAP":
            stamp = str(now_ms - 20_000)
            linear = [
                {"side": "sell", "posSide": "long", "sz": "50", "bkPx": "87300", "ts": stamp, "bkLoss": "0", "ccy": ""},
                {"side": "buy", "posSide": "net", "sz": "10", "bkPx": "87800", "ts": stamp, "bkLoss": "0", "ccy": ""},
            ]
            inverse = [{"side": "sell", "posSide": "net", "sz": "70", "bkPx": "87200", "ts": stamp}]
            yield {"arg": arg, "data": [{"instId": "BTC-USDT-SWAP", "instType": "SWAP", "details": linear}]}
            yield {"arg": arg, "data": [{"instId": "BTC-USD-SWAP", "instType": "SWAP", "details": inverse}]}


def _deribit(request: Frame, now_ms: int) -> Iterator[Frame]:
    """Three trades of which two were forced: a maker's long, and both sides at once."""
    channels = request.get("params", {}).get("channels", [])
    yield {"jsonrpc": "2.0", "id": request["id"], "result": channels}
    for channel in channels:
        if not channel.startswith("trades.future"):
            continue
        trade = {
            "instrument_name": "BTC-PERPETUAL",
            "price": 87_250.0,
            "direction": "buy",
            "timestamp": now_ms - 10_000,
        }
        data = [
            trade | {"trade_id": "1", "amount": 12_340.0, "liquidation": "M"},
            trade | {"trade_id": "2", "amount": 77_000.0},
            trade | {"trade_id": "3", "amount": 500.0, "liquidation": "MT"},
        ]
        yield {"jsonrpc": "2.0", "method": "subscription", "params": {"channel": channel, "data": data}}


def _coinbase(request: Frame, now_ms: int) -> Iterator[Frame]:
    """The price and no book."""
    if request.get("type") != "subscribe" or not str(request.get("channel")).startswith("ticker"):
        return
    ticker = {"type": "ticker", "product_id": "BTC-USD", "price": "87640", "price_percent_chg_24_h": "-0.97"}
    events = [{"type": "snapshot", "tickers": [ticker]}]
    yield {"channel": "ticker", "timestamp": iso(now_ms), "sequence_num": 0, "events": events}


def _kraken(request: Frame, now_ms: int) -> Iterator[Frame]:
    if request.get("method") != "subscribe":
        return
    prices = {"BTC/USD": (87_660.0, 87_664.0, 87_661.0, -0.94), "ETH/USD": (2_872.0, 2_873.0, 2_872.9, -0.9)}
    for symbol in request["params"]["symbol"]:
        told = {"channel": "ticker", "symbol": symbol}
        yield {"method": "subscribe", "success": True, "result": told, "req_id": request.get("req_id")}
        if symbol in prices:
            bid, ask, last, change = prices[symbol]
            row = {"symbol": symbol, "bid": bid, "ask": ask, "last": last, "change_pct": change, "volume": 1.0}
            yield {"channel": "ticker", "type": "snapshot", "data": [row | {"timestamp": iso(now_ms)}]}
