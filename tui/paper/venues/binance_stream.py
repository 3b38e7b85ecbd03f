"""Binance's sockets: SUBSCRIBE and UNSUBSCRIBE with numbered answers, and which route carries which stream."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from tui.paper.contract import ForcedOrder
from tui.paper.venue import Pace
from tui.paper.venues.binance_payload import Row, force_order, mark_price_update, spot_ticker
from tui.paper.world import World

SPOT_HOST, USDM_HOST, COINM_HOST = "stream.binance.com", "fstream.binance.com", "dstream.binance.com"
_SECOND_MS = 1_000
_FORCED = "!forceOrder@arr"
_PUBLIC_STREAMS = ("depth", "bookTicker", "trade", "rpiDepth")


def open_session(world: World, host: str, path: str, query: Mapping[str, str]) -> "BinanceSession | None":
    """`/ws` and `/stream`, on USD-M below `/public` or `/market`; streams may be named in the address."""
    parts = [part for part in path.split("/") if part]
    route = parts.pop(0) if parts and parts[0] in ("public", "market") else ""
    if not parts or parts[0] not in ("ws", "stream") or (route and host == SPOT_HOST):
        return None
    streams = query.get("streams", "").split("/") if parts[0] == "stream" else parts[1:]
    session = BinanceSession(world, host, route, wrapped=parts[0] == "stream")
    session.subscribe(stream for stream in streams if "@" in stream)
    return session


class BinanceSession:
    """One connection. A stream that the route does not carry is acknowledged and stays silent, as at the venue."""

    def __init__(self, world: World, host: str, route: str, *, wrapped: bool) -> None:
        self._world = world
        self._host = host
        self._route = route
        self._wrapped = wrapped
        self._streams: dict[str, None] = {}
        self._pace = Pace()
        self._forced_until_ms = world.now_ms()

    def subscribe(self, streams: Iterable[str]) -> None:
        self._streams |= dict.fromkeys(streams)

    def on_text(self, text: str) -> Sequence[str]:
        try:
            message = msgspec.json.decode(text)
        except msgspec.DecodeError:
            return [_text({"error": {"code": 3, "msg": "Invalid JSON"}})]
        if not isinstance(message, dict):
            return [_text({"error": {"code": 1, "msg": "Invalid request: not an object"}})]
        return [_text(self._answer(message))]

    def frames(self, now_ms: int) -> Sequence[str]:
        events: list[tuple[str, Row]] = []
        for stream in self._streams:
            symbol, _, topic = stream.partition("@")
            maker, every_ms = self._maker(topic)
            if maker is not None and self._pace.due(stream, now_ms, every_ms):
                event = maker(symbol.upper())
                events += [(stream, event)] if event else []
        events += self._forced(now_ms)
        return [_text({"stream": stream, "data": event} if self._wrapped else event) for stream, event in events]

    def _answer(self, message: dict[str, Any]) -> Row:
        number, method, streams = message.get("id"), message.get("method"), message.get("params", [])
        if method == "LIST_SUBSCRIPTIONS":
            return {"result": list(self._streams), "id": number}
        if method not in ("SUBSCRIBE", "UNSUBSCRIBE"):
            words = f"Invalid request: unknown variant {method}, expected one of SUBSCRIBE, UNSUBSCRIBE"
            return {"error": {"code": 2, "msg": words}, "id": number}
        if not isinstance(streams, list) or not all(isinstance(stream, str) for stream in streams):
            return {"error": {"code": 2, "msg": "Invalid request: params must be an array of strings"}, "id": number}
        if method == "SUBSCRIBE":
            self.subscribe(streams)
        else:
            for stream in streams:
                self._streams.pop(stream, None)
                self._pace.forget(stream)
        return {"result": None, "id": number}

    def _maker(self, topic: str) -> tuple[Callable[[str], Row | None] | None, int]:
        """What makes the stream's events, and how often; None where this route does not carry it."""
        if self._host == SPOT_HOST:
            return (self._spot_ticker, _SECOND_MS) if topic == "ticker" else (None, 0)
        if self._carries(topic) and topic in ("markPrice", "markPrice@1s"):
            return self._mark_price, _SECOND_MS if topic.endswith("@1s") else 3 * _SECOND_MS
        return None, 0

    def _carries(self, topic: str) -> bool:
        """USD-M's unrouted address was retired in 2026: it still connects, and nothing ever comes."""
        if self._host == COINM_HOST:
            return True
        return self._route == ("public" if topic.partition("@")[0] in _PUBLIC_STREAMS else "market")

    def _spot_ticker(self, symbol: str) -> Row | None:
        contract = self._world.contract("binance", symbol, "spot")
        return None if contract is None else spot_ticker(self._world.state(contract))

    def _mark_price(self, symbol: str) -> Row | None:
        for kind in ("perpetual", "future"):
            contract = self._world.contract("binance", symbol, kind)
            if contract is not None and contract.inverse == (self._host == COINM_HOST):
                return mark_price_update(self._world.state(contract))
        return None

    def _forced(self, now_ms: int) -> list[tuple[str, Row]]:
        """Each whole second's forced orders: of a symbol the largest one, and both platforms on either socket."""
        until_ms = now_ms - now_ms % _SECOND_MS
        if until_ms <= self._forced_until_ms:
            return []
        orders = self._world.forced_orders("binance", self._forced_until_ms, until_ms)
        self._forced_until_ms = until_ms
        if self._host == SPOT_HOST or not self._carries("forceOrder"):
            return []
        events = []
        for order in sampled(orders):
            own = f"{order.contract.id.lower()}@forceOrder"
            events += [(stream, force_order(order, now_ms)) for stream in (_FORCED, own) if stream in self._streams]
        return events


def sampled(orders: Iterable[ForcedOrder]) -> list[ForcedOrder]:
    """The largest order of each symbol and second, in order of time."""
    largest: dict[tuple[str, int], ForcedOrder] = {}
    for order in orders:
        # An order at the very end of a second belongs to it.
        slot = (order.contract.id, -(-order.at_ms // _SECOND_MS))
        if slot not in largest or order.usd > largest[slot].usd:
            largest[slot] = order
    return sorted(largest.values(), key=lambda order: order.at_ms)


def _text(message: Row) -> str:
    return msgspec.json.encode(message).decode()
