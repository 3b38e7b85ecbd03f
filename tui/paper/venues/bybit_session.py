"""Bybit's public sockets on paper, one for each category: tickers and liquidations."""

from collections.abc import Sequence
from typing import Any

import msgspec

from tui.paper.contract import Contract, ForcedOrder
from tui.paper.venue import Pace
from tui.paper.venues import bybit_payload as payload
from tui.paper.world import World

_TICKER_EVERY_MS = 100
_LIQUIDATIONS_EVERY_MS = 500
_SPOT_TOPICS_A_REQUEST = 10
_CONNECTION = "cfu4a6hqcs0t1emmqg5g-1q5p9"


class _Asked(msgspec.Struct):
    op: str
    args: list[str] = []
    req_id: str | int = ""


class BybitSession:
    """One connection. Contract tickers are sent whole once and then as what has changed; spot tickers always whole."""

    def __init__(self, world: World, category: str) -> None:
        self._world = world
        self._category = category
        self._pace = Pace()
        self._tickers: dict[str, Contract] = {}
        self._told: dict[str, payload.Row] = {}
        """Ticker topic -> the row that was sent last."""
        self._forced: dict[str, Contract] = {}
        self._forced_ms = world.now_ms()
        self._waiting: dict[str, list[ForcedOrder]] = {}

    def on_text(self, text: str) -> Sequence[str]:
        try:
            asked = msgspec.json.decode(text, type=_Asked)
        except msgspec.DecodeError:
            return [self._reply("", success=False, message="Params Error", request="")]
        match asked.op:
            case "ping":
                return [self._reply("ping", success=True, message="pong", request=asked.req_id)]
            case "subscribe":
                return [self._subscribe(asked)]
            case "unsubscribe":
                for topic in asked.args:
                    self._forget(topic)
                return [self._reply(asked.op, success=True, message="", request=asked.req_id)]
        return [self._reply(asked.op, success=False, message="error:invalid op", request=asked.req_id)]

    def frames(self, now_ms: int) -> Sequence[str]:
        pushed = [
            self._ticker_frame(topic, contract, now_ms)
            for topic, contract in self._tickers.items()
            if self._pace.due(topic, now_ms, _TICKER_EVERY_MS)
        ]
        return [_json(frame) for frame in (*pushed, *self._liquidation_frames(now_ms))]

    def _subscribe(self, asked: _Asked) -> str:
        """All of the topics or, as Bybit does where one is wrong, none of them."""
        if self._category == "spot" and len(asked.args) > _SPOT_TOPICS_A_REQUEST:
            return self._reply("subscribe", success=False, message="args size >10", request=asked.req_id)
        found: dict[str, Contract] = {}
        for topic in asked.args:
            contract = self._contract(topic)
            if contract is None:
                words = f"error:handler not found,topic:{topic}"
                return self._reply("subscribe", success=False, message=words, request=asked.req_id)
            found[topic] = contract
        for topic, contract in found.items():
            (self._tickers if topic.startswith("tickers.") else self._forced)[topic] = contract
        message = "subscribe" if self._category == "spot" else ""
        return self._reply("subscribe", success=True, message=message, request=asked.req_id)

    def _contract(self, topic: str) -> Contract | None:
        """The contract of a topic that this category has."""
        channel, _, symbol = topic.partition(".")
        if channel != "tickers" and (channel != "allLiquidation" or self._category == "spot"):
            return None
        listed = self._world.contracts("bybit")
        return next((one for one in listed if one.id == symbol and payload.category(one) == self._category), None)

    def _forget(self, topic: str) -> None:
        self._pace.forget(topic)
        for known in (self._tickers, self._forced, self._told):
            known.pop(topic, None)

    def _ticker_frame(self, topic: str, contract: Contract, now_ms: int) -> payload.Row:
        state = self._world.state(contract)
        if self._category == "spot":
            row, kind = payload.streamed_spot_ticker(state), "snapshot"
        else:
            whole = payload.ticker(state)
            before = self._told.get(topic)
            kind = "snapshot" if before is None else "delta"
            changed = {name: value for name, value in whole.items() if before is None or before[name] != value}
            row = {"symbol": contract.id, **changed}
            self._told[topic] = whole
        return {"topic": topic, "ts": now_ms, "type": kind, "cs": now_ms * 1000, "data": row}

    def _liquidation_frames(self, now_ms: int) -> list[payload.Row]:
        """What was closed since the last push, half a second's worth in one frame."""
        for order in self._world.forced_orders("bybit", self._forced_ms, now_ms):
            topic = f"allLiquidation.{order.contract.id}"
            if self._forced.get(topic) == order.contract:
                self._waiting.setdefault(topic, []).append(order)
        self._forced_ms = max(self._forced_ms, now_ms)
        due = [topic for topic in self._waiting if self._pace.due(topic, now_ms, _LIQUIDATIONS_EVERY_MS)]
        return [payload.liquidation_frame(self._forced[topic].id, self._waiting.pop(topic), now_ms) for topic in due]

    def _reply(self, operation: str, *, success: bool, message: str, request: str | int) -> str:
        return _json(
            {"success": success, "ret_msg": message, "conn_id": _CONNECTION, "req_id": request, "op": operation}
        )


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
