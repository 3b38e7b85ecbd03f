"""Coinbase Advanced Trade on paper: public market data under /api/v3/brokerage, and its WebSocket."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS
from tui.paper.contract import Bar, Contract, ContractState
from tui.paper.venue import Pace, Request, Response
from tui.paper.world import World

_REST = "api.coinbase.com"
_SOCKET = "advanced-trade-ws.coinbase.com"
_PREFIX = "/api/v3/brokerage/"
_PRODUCTS = "market/products"
_STEP_MS = {
    "ONE_MINUTE": MINUTE_MS,
    "FIVE_MINUTE": 5 * MINUTE_MS,
    "FIFTEEN_MINUTE": 15 * MINUTE_MS,
    "ONE_HOUR": HOUR_MS,
    "SIX_HOUR": 6 * HOUR_MS,
    "ONE_DAY": DAY_MS,
}
_LARGEST_PAGE = 350
_EVERY_MS = {"ticker": 200, "ticker_batch": 5_000}
_HEARTBEAT_MS = 1_000
_Row = dict[str, Any]


class Coinbase:
    """See tui.paper.venue.PaperVenue."""

    name = "coinbase"
    hosts = frozenset({_REST, _SOCKET})

    def __init__(self, world: World) -> None:
        self._world = world

    async def rest(self, request: Request) -> Response:
        path = request.path.removeprefix(_PREFIX)
        if request.host != _REST or path == request.path:
            return _refusal(404, "NOT_FOUND", "route not found")
        if path == "time":
            return Response(body=_time(self._world.now_ms()))
        if path == _PRODUCTS:
            # Futures are a list of their own, and there are none here.
            rows = [] if request.query.get("product_type") == "FUTURE" else self._products()
            return Response(body={"products": rows, "num_products": len(rows), "pagination": None})
        product, _, detail = path.removeprefix(f"{_PRODUCTS}/").partition("/")
        contract = self._world.contract("coinbase", product)
        if not path.startswith(f"{_PRODUCTS}/") or contract is None:
            return _refusal(404, "NOT_FOUND", "valid product_id is required")
        if detail == "candles":
            return self._candles(_book_of(self._world, contract), request.query)
        if detail == "ticker":
            return Response(body=_best(self._world.state(_book_of(self._world, contract))))
        return Response(body=_product(self._world, contract))

    def open(self, host: str, path: str, query: Mapping[str, str]) -> "CoinbaseSession | None":  # noqa: ARG002 - the protocol's
        return CoinbaseSession(self._world) if (host, path) == (_SOCKET, "/") else None

    def _products(self) -> list[_Row]:
        return [_product(self._world, contract) for contract in self._world.contracts("coinbase", "spot")]

    def _candles(self, contract: Contract, query: Mapping[str, str]) -> Response:
        """Newest first; both ends are included."""
        step_ms = _STEP_MS.get(query.get("granularity", ""))
        start, end = query.get("start", ""), query.get("end", "")
        if step_ms is None or not start.isdigit() or not end.isdigit():
            return _refusal(400, "INVALID_ARGUMENT", "unsupported granularity or time")
        since_ms, until_ms = int(start) * 1000, int(end) * 1000
        if (until_ms - since_ms) // step_ms >= _LARGEST_PAGE:
            return _refusal(400, "INVALID_ARGUMENT", "number of candles requested should be less than 350")
        bars = self._world.candles(contract, step_ms, since_ms, until_ms, _LARGEST_PAGE)
        return Response(body={"candles": [_candle(bar) for bar in reversed(bars)]})


class CoinbaseSession:
    """See tui.paper.venue.Session."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pace = Pace()
        self._subscribed: dict[str, dict[str, str]] = {}
        """Channel -> product -> the type of its next message."""
        self._sequence = 0
        self._heartbeats = 0

    def on_text(self, text: str) -> Sequence[str]:
        try:
            request = msgspec.json.decode(text)
        except msgspec.DecodeError:
            return [_encoded({"type": "error", "message": "failed to parse message"})]
        if not isinstance(request, dict) or request.get("type") not in ("subscribe", "unsubscribe"):
            return [_encoded({"type": "error", "message": "unknown message type"})]
        channel = str(request.get("channel"))
        if channel not in (*_EVERY_MS, "heartbeats"):
            return [_encoded({"type": "error", "message": f"channel {channel} is not supported"})]
        self._change(channel, request["type"] == "subscribe", [str(name) for name in request.get("product_ids", ())])
        names = {channel: list(products) for channel, products in self._subscribed.items() if products}
        return [self._message("subscriptions", [{"subscriptions": names}])]

    def frames(self, now_ms: int) -> Sequence[str]:
        frames: list[str] = []
        for channel, products in self._subscribed.items():
            if channel == "heartbeats":
                frames += self._heartbeat(now_ms)
                continue
            for product in products:
                if self._pace.due(f"{channel}:{product}", now_ms, _EVERY_MS[channel]):
                    frames.append(self._ticker(channel, product))
        return frames

    def _change(self, channel: str, subscribes: bool, products: Sequence[str]) -> None:
        known = self._subscribed.setdefault(channel, {})
        if channel == "heartbeats":
            products = ("",)
        for name in products:
            contract = self._world.contract("coinbase", name)
            if subscribes and (contract is not None or channel == "heartbeats"):
                known[name] = "snapshot"
            elif not subscribes:
                known.pop(name, None)
                self._pace.forget(f"{channel}:{name}")

    def _ticker(self, channel: str, product: str) -> str:
        contract = self._world.contract("coinbase", product)
        kind = self._subscribed[channel][product]
        self._subscribed[channel][product] = "update"
        tickers = [] if contract is None else [_ticker(self._world.state(_book_of(self._world, contract)))]
        return self._message(channel, [{"type": kind, "tickers": tickers}])

    def _heartbeat(self, now_ms: int) -> Sequence[str]:
        if not self._pace.due("heartbeats", now_ms, _HEARTBEAT_MS):
            return ()
        self._heartbeats += 1
        moment = f"{_iso(now_ms).removesuffix('Z').replace('T', ' ')} +0000 UTC"
        return [
            self._message("heartbeats", [{"current_time": moment, "heartbeat_counter": str(self._heartbeats)}]),
        ]

    def _message(self, channel: str, events: list[_Row]) -> str:
        self._sequence += 1
        return _encoded(
            {
                "channel": channel,
                "client_id": "",
                "timestamp": _iso(self._world.now_ms()),
                "sequence_num": self._sequence - 1,
                "events": events,
            }
        )


def open_venue(world: World) -> Coinbase:
    return Coinbase(world)


def _book_of(world: World, contract: Contract) -> Contract:
    """Where a product trades: what is quoted in USDC is another name for the dollar product."""
    if contract.quote != "USDC":
        return contract
    return world.contract("coinbase", f"{contract.asset}-USD") or contract


def _product(world: World, contract: Contract) -> _Row:
    """One row of the public product list: the last price, and no bid or ask."""
    book = _book_of(world, contract)
    state = world.state(book)
    is_alias = book is not contract
    return {
        "product_id": contract.id,
        "price": _text(state.last_usd),
        "price_percentage_change_24h": _text(state.change_24h_pct),
        "volume_24h": _text(state.volume_24h_coin),
        "volume_percentage_change_24h": "0",
        "base_increment": _text(contract.lot),
        "quote_increment": _text(contract.tick_usd),
        "quote_min_size": "1",
        "quote_max_size": "150000000",
        "base_min_size": _text(contract.lot),
        "base_max_size": "3400",
        "base_name": contract.asset,
        "quote_name": "USDC" if is_alias else "US Dollar",
        "watched": False,
        "is_disabled": False,
        "new": False,
        "status": "online",
        "cancel_only": False,
        "limit_only": False,
        "post_only": False,
        "trading_disabled": False,
        "auction_mode": False,
        "product_type": "SPOT",
        "quote_currency_id": contract.quote,
        "base_currency_id": contract.asset,
        "fcm_trading_session_details": None,
        "mid_market_price": "",
        "alias": book.id if is_alias else "",
        "alias_to": [] if is_alias else [f"{contract.asset}-USDC"],
        "base_display_symbol": contract.asset,
        "quote_display_symbol": "USD",
        "view_only": False,
        "price_increment": _text(contract.tick_usd),
        "display_name": contract.id,
        "product_venue": "CBE",
        "approximate_quote_24h_volume": _text(state.volume_24h_usd),
        "best_bid_price": "",
        "best_ask_price": "",
    }


def _ticker(state: ContractState) -> _Row:
    return {
        "type": "ticker",
        "product_id": state.contract.id,
        "price": _text(state.last_usd),
        "volume_24_h": _text(state.volume_24h_coin),
        "low_24_h": _text(state.low_24h_usd),
        "high_24_h": _text(state.high_24h_usd),
        "low_52_w": _text(state.low_24h_usd * 0.6),
        "high_52_w": _text(state.high_24h_usd * 1.3),
        "price_percent_chg_24_h": _text(state.change_24h_pct),
        "best_bid": _text(state.bid_usd),
        "best_bid_quantity": "1.5",
        "best_ask": _text(state.ask_usd),
        "best_ask_quantity": "0.5",
    }


def _best(state: ContractState) -> _Row:
    return {"trades": [], "best_bid": _text(state.bid_usd), "best_ask": _text(state.ask_usd)}


def _candle(bar: Bar) -> _Row:
    return {
        "start": str(bar.open_ms // 1000),
        "low": _text(bar.low_usd),
        "high": _text(bar.high_usd),
        "open": _text(bar.open_usd),
        "close": _text(bar.close_usd),
        "volume": _text(bar.volume_coin),
    }


def _time(now_ms: int) -> _Row:
    return {"iso": _iso(now_ms), "epochSeconds": str(now_ms // 1000), "epochMillis": str(now_ms)}


def _refusal(status: int, error: str, details: str) -> Response:
    return Response(body={"error": error, "error_details": details, "message": details}, status=status)


def _iso(at_ms: int) -> str:
    """With nanoseconds, as Coinbase's sequencer writes it."""
    return f"{datetime.fromtimestamp(at_ms // 1000, UTC):%Y-%m-%dT%H:%M:%S}.{at_ms % 1000:03}000000Z"


def _text(number: float) -> str:
    return f"{number:.10f}".rstrip("0").rstrip(".")


def _encoded(message: _Row) -> str:
    return msgspec.json.encode(message).decode()
