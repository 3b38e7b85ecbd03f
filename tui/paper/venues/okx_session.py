"""OKX's public WebSocket on paper: tickers, and at most one forced order a second for each contract."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tui.paper.contract import Contract, ForcedOrder, Kind
from tui.paper.venue import Pace
from tui.paper.venues import okx_payload as payload
from tui.paper.world import World

KINDS: Mapping[str, Kind] = {"SPOT": "spot", "SWAP": "perpetual", "FUTURES": "future", "OPTION": "option"}
"""OKX's `instType` -> ours."""
_TICKER_EVERY_MS = 100
_SECOND_MS = 1000


class OkxSession:
    """One connection to the public WebSocket: tickers and liquidation orders."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pace = Pace()
        self._tickers: dict[str, Contract] = {}
        self._forced: set[Kind] = set()
        self._told_ms = world.now_ms()
        self._told_second: dict[str, int] = {}
        """Contract -> the second in which its last forced order was published."""

    def on_text(self, text: str) -> Sequence[str]:
        if text == "ping":
            return ["pong"]
        try:
            asked = msgspec.json.decode(text, type=_Asked)
        except msgspec.DecodeError:
            return [_error("60012", f"Invalid request: {text[:200]}")]
        return [self._asked(asked.op, argument) for argument in asked.args]

    def frames(self, now_ms: int) -> Sequence[str]:
        pushed = [
            _push({"channel": "tickers", "instId": contract.id}, [payload.ticker(self._world.state(contract))])
            for contract in self._tickers.values()
            if self._pace.due(contract.id, now_ms, _TICKER_EVERY_MS)
        ]
        return [*pushed, *self._forced_frames(now_ms)]

    def _asked(self, operation: str, argument: dict[str, str]) -> str:
        channel, kind = argument.get("channel"), KINDS.get(argument.get("instType", ""))
        contract = self._world.contract("okx", argument.get("instId", ""))
        if operation not in ("subscribe", "unsubscribe"):
            return _error("60012", f"Invalid request: {operation[:50]}")
        if channel == "liquidation-orders" and kind is not None and "instId" not in argument:
            self._forced.add(kind)
            if operation == "unsubscribe":
                self._forced.discard(kind)
        elif channel == "tickers" and contract is not None:
            self._tickers[contract.id] = contract
            self._pace.forget(contract.id)
            if operation == "unsubscribe":
                del self._tickers[contract.id]
        else:
            named = ",".join(f"{name}:{value}" for name, value in argument.items())
            return _error("60018", f"Wrong URL or {named} doesn't exist. Please use the correct URL.")
        return msgspec.json.encode({"event": operation, "arg": argument, "connId": "a4d3ae55"}).decode()

    def _forced_frames(self, now_ms: int) -> list[str]:
        """At most one order for each contract and second: the rest is never published."""
        fresh = []
        for order in self._world.forced_orders("okx", self._told_ms, now_ms):
            second = order.at_ms // _SECOND_MS
            if order.contract.kind in self._forced and self._told_second.get(order.contract.id) != second:
                self._told_second[order.contract.id] = second
                fresh.append(order)
        self._told_ms = max(self._told_ms, now_ms)
        return [
            _push({"channel": "liquidation-orders", "instType": name}, rows)
            for name, kind in KINDS.items()
            if (rows := liquidation_rows([order for order in fresh if order.contract.kind == kind]))
        ]


class _Asked(msgspec.Struct):
    op: str
    args: list[dict[str, str]]


def liquidation_rows(orders: Sequence[ForcedOrder]) -> list[payload.Row]:
    """One row for each contract, with the details of each of its orders."""
    by_contract: dict[Contract, list[payload.Row]] = {}
    for order in orders:
        by_contract.setdefault(order.contract, []).append(payload.liquidation(order))
    return [payload.liquidation_row(contract, details) for contract, details in by_contract.items()]


def _push(argument: Mapping[str, str], rows: Sequence[Any]) -> str:
    return msgspec.json.encode({"arg": argument, "data": rows}).decode()


def _error(code: str, message: str) -> str:
    return msgspec.json.encode({"event": "error", "code": code, "msg": message, "connId": "a4d3ae55"}).decode()
