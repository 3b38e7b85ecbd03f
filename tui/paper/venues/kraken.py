"""Kraken spot on paper: REST under /0/public, and WebSocket v2."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from tui.domain.clock import DAY_MS, MINUTE_MS
from tui.paper.contract import Bar, Contract, ContractState
from tui.paper.venue import Pace, Request, Response
from tui.paper.world import World

_REST = "api.kraken.com"
_SOCKET = "ws.kraken.com"
_PREFIX = "/0/public/"
_LARGEST_PAGE = 720
_INTERVALS = (1, 5, 15, 30, 60, 240, 1440)
_TICKER_EVERY_MS = 250
_HEARTBEAT_MS = 1_000
_CODES = {"BTC": "XBT", "DOGE": "XDG"}
_OLDEST = ("BTC", "ETH", "XRP", "DOGE")
_Row = dict[str, Any]


class RefusedError(Exception):
    """A request that Kraken answers with an error word."""


class Kraken:
    """See tui.paper.venue.PaperVenue."""

    name = "kraken"
    hosts = frozenset({_REST, _SOCKET})

    def __init__(self, world: World) -> None:
        self._world = world
        self._methods: dict[str, Callable[[Mapping[str, str]], _Row]] = {
            "Time": self._time,
            "SystemStatus": lambda _: {"status": "online", "timestamp": _iso(world.now_ms())},
            "AssetPairs": lambda _: {contract.id: _pair(contract) for contract in world.contracts("kraken", "spot")},
            "Ticker": self._tickers,
            "OHLC": self._candles,
        }

    async def rest(self, request: Request) -> Response:
        method = self._methods.get(request.path.removeprefix(_PREFIX)) if request.host == _REST else None
        if method is None:
            return Response(body={"error": ["EGeneral:Unknown method"]}, status=404)
        try:
            return Response(body={"error": [], "result": method(request.query)})
        except RefusedError as refused:
            return Response(body={"error": [str(refused)]})

    def open(self, host: str, path: str, query: Mapping[str, str]) -> "KrakenSession | None":  # noqa: ARG002 - the protocol's
        return KrakenSession(self._world) if (host, path) == (_SOCKET, "/v2") else None

    def _time(self, _: Mapping[str, str]) -> _Row:
        now_ms = self._world.now_ms()
        return {"unixtime": now_ms // 1000, "rfc1123": f"{_moment(now_ms):%a, %d %b %y %H:%M:%S} +0000"}

    def _tickers(self, query: Mapping[str, str]) -> _Row:
        """By the names that Kraken prefers, whichever were asked; all where none were."""
        names = [name for name in query.get("pair", "").split(",") if name]
        contracts = [self._named(name) for name in names] or self._world.contracts("kraken", "spot")
        return {contract.id: _rest_ticker(self._world, contract) for contract in contracts}

    def _candles(self, query: Mapping[str, str]) -> _Row:
        """The newest 720 bars that open after `since`; the last one is still moving."""
        contract = self._named(query.get("pair", ""))
        interval, since = query.get("interval", "1"), query.get("since", "0")
        if not interval.isdigit() or int(interval) not in _INTERVALS or not since.isdigit():
            raise RefusedError("EGeneral:Invalid arguments")
        bars = self._world.candles(contract, int(interval) * MINUTE_MS, limit=_LARGEST_PAGE)
        rows = [_candle(bar) for bar in bars if bar.open_ms > int(since) * 1000]
        return {contract.id: rows, "last": rows[-2][0] if len(rows) > 1 else int(since)}

    def _named(self, name: str) -> Contract:
        for contract in self._world.contracts("kraken", "spot"):
            if name in (contract.id, _alternative(contract)):
                return contract
        raise RefusedError("EQuery:Unknown asset pair")


class KrakenSession:
    """See tui.paper.venue.Session."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pace = Pace()
        self._subscribed: dict[str, str] = {}
        """Symbol -> the type of its next message."""
        self._has_greeted = False

    def on_text(self, text: str) -> Sequence[str]:
        now = _iso(self._world.now_ms())
        stamps = {"time_in": now, "time_out": now}
        try:
            request = msgspec.json.decode(text)
        except msgspec.DecodeError:
            return [_encoded({"error": "Malformed request", "success": False, **stamps})]
        if not isinstance(request, dict):
            return [_encoded({"error": "Malformed request", "success": False, **stamps})]
        reply = {key: request[key] for key in ("method", "req_id") if key in request} | stamps
        if request.get("method") == "ping":
            return [_encoded(reply | {"method": "pong"})]
        params = request.get("params")
        if request.get("method") not in ("subscribe", "unsubscribe") or not isinstance(params, dict):
            return [_encoded(reply | {"error": "Unsupported method", "success": False})]
        if params.get("channel") != "ticker":
            return [_encoded(reply | {"error": "Subscription name invalid", "success": False})]
        replies = [self._change(str(symbol), params, reply) for symbol in params.get("symbol", ())]
        return [_encoded(row) for row in replies]

    def frames(self, now_ms: int) -> Sequence[str]:
        frames = [] if self._has_greeted else [_encoded(_STATUS)]
        self._has_greeted = True
        for symbol, kind in self._subscribed.items():
            if self._pace.due(symbol, now_ms, _TICKER_EVERY_MS):
                contract = self._contract(symbol)
                data = [] if contract is None else [_socket_ticker(self._world.state(contract))]
                frames.append(_encoded({"channel": "ticker", "type": kind, "data": data}))
                self._subscribed[symbol] = "update"
        if self._subscribed and self._pace.due("heartbeat", now_ms, _HEARTBEAT_MS):
            frames.append(_encoded({"channel": "heartbeat"}))
        return frames

    def _change(self, symbol: str, params: _Row, reply: _Row) -> _Row:
        """Subscribes or unsubscribes one symbol; each has a reply of its own."""
        if self._contract(symbol) is None:
            return reply | {"error": f"Currency pair not supported {symbol}", "success": False, "symbol": symbol}
        result = {"channel": "ticker", "symbol": symbol, "event_trigger": params.get("event_trigger", "trades")}
        if reply["method"] == "subscribe":
            self._subscribed[symbol] = "snapshot"
            result["snapshot"] = True
        else:
            self._subscribed.pop(symbol, None)
            self._pace.forget(symbol)
        return reply | {"result": result, "success": True}

    def _contract(self, symbol: str) -> Contract | None:
        asset, _, quote = symbol.partition("/")
        found = self._world.contracts("kraken", "spot", asset)
        return next((contract for contract in found if contract.quote == quote), None)


_STATUS: _Row = {
    "channel": "status",
    "type": "update",
    "data": [{"api_version": "v2", "connection_id": 13834774380200032777, "system": "online", "version": "2.0.10"}],
}


def open_venue(world: World) -> Kraken:
    return Kraken(world)


def _alternative(contract: Contract) -> str:
    return f"{_code(contract.asset)}{contract.quote}"


def _code(asset: str) -> str:
    return _CODES.get(asset, asset)


def _pair(contract: Contract) -> _Row:
    """One row of AssetPairs. The oldest currencies carry an X or Z in front: XXBT, ZUSD."""
    base = f"X{_code(contract.asset)}" if contract.asset in _OLDEST else _code(contract.asset)
    return {
        "altname": _alternative(contract),
        "wsname": f"{_code(contract.asset)}/{contract.quote}",
        "aclass_base": "currency",
        "base": base,
        "aclass_quote": "currency",
        "quote": "ZUSD" if contract.quote == "USD" else contract.quote,
        "lot": "unit",
        "cost_decimals": 5,
        "pair_decimals": 5,
        "lot_decimals": 8,
        "lot_multiplier": 1,
        "leverage_buy": [2, 3, 4, 5],
        "leverage_sell": [2, 3, 4, 5],
        "fees": [[0, 0.4], [10000, 0.35]],
        "fees_maker": [[0, 0.25], [10000, 0.2]],
        "fee_volume_currency": "ZUSD",
        "margin_call": 80,
        "margin_stop": 40,
        "ordermin": _text(contract.lot),
        "costmin": "0.5",
        "tick_size": _text(contract.tick_usd),
        "status": "online",
        "long_position_limit": 250,
        "short_position_limit": 250,
    }


def _rest_ticker(world: World, contract: Contract) -> _Row:
    """One row of Ticker: `[today, last 24 hours]` where there are two; `o` is the price at midnight UTC."""
    state = world.state(contract)
    today = world.candles(contract, DAY_MS, limit=1)
    volume, high, low = _text(state.volume_24h_coin), _text(state.high_24h_usd), _text(state.low_24h_usd)
    return {
        "a": [_text(state.ask_usd), "3", "3.200"],
        "b": [_text(state.bid_usd), "2", "2.500"],
        "c": [_text(state.last_usd), "0.00100000"],
        "v": [volume, volume],
        "p": [_text(state.last_usd), _text(state.last_usd)],
        "t": [6120, 30832],
        "l": [low, low],
        "h": [high, high],
        "o": _text(today[0].open_usd if today else state.last_usd),
    }


def _socket_ticker(state: ContractState) -> _Row:
    """One ticker of WebSocket v2: real numbers, and a change over 24 hours."""
    return {
        "symbol": f"{state.contract.asset}/{state.contract.quote}",
        "bid": state.bid_usd,
        "bid_qty": 2.5,
        "ask": state.ask_usd,
        "ask_qty": 3.2,
        "last": state.last_usd,
        "volume": round(state.volume_24h_coin, 8),
        "vwap": state.last_usd,
        "low": state.low_24h_usd,
        "high": state.high_24h_usd,
        "change": round(state.last_usd - state.open_24h_usd, 5),
        "change_pct": round(state.change_24h_pct, 2),
        "timestamp": _iso(state.at_ms),
    }


def _candle(bar: Bar) -> list[Any]:
    average = _text((bar.high_usd + bar.low_usd) / 2)
    prices = [_text(value) for value in (bar.open_usd, bar.high_usd, bar.low_usd, bar.close_usd)]
    return [bar.open_ms // 1000, *prices, average, _text(bar.volume_coin), 42]


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def _iso(at_ms: int) -> str:
    return f"{_moment(at_ms):%Y-%m-%dT%H:%M:%S.%f}Z"


def _text(number: float) -> str:
    return f"{number:.8f}"


def _encoded(message: _Row) -> str:
    return msgspec.json.encode(message).decode()
