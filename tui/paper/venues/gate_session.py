"""Gate's futures socket on paper: tickers, and the forced orders of each second in one push for each contract."""

from collections.abc import Sequence
from typing import Any

import msgspec

from tui.paper.contract import Contract, ForcedOrder
from tui.paper.venue import Pace
from tui.paper.venues import gate_payload as payload
from tui.paper.world import World

_TICKERS = "futures.tickers"
_LIQUIDATIONS = "futures.public_liquidates"
_ALL = "!all"
_TICKER_EVERY_MS = 500
_GATHERED_MS = 1000


class _Asked(msgspec.Struct):
    channel: str
    event: str = ""
    id: int | None = None
    payload: list[str] = []


class GateSession:
    """One connection of one settlement currency."""

    def __init__(self, world: World, settle: str) -> None:
        self._world = world
        self._settle = settle
        self._pace = Pace()
        self._tickers: set[str] = set()
        self._forced: set[str] = set()
        self._told_ms = world.now_ms()
        self._waiting: dict[str, list[ForcedOrder]] = {}

    def on_text(self, text: str) -> Sequence[str]:
        try:
            asked = msgspec.json.decode(text, type=_Asked)
        except msgspec.DecodeError:
            return [self._frame("", "", error={"code": 1, "message": "invalid request"})]
        if asked.channel == "futures.ping":
            return [self._frame("futures.pong", "")]
        topics = {_TICKERS: self._tickers, _LIQUIDATIONS: self._forced}.get(asked.channel)
        if topics is None or asked.event not in ("subscribe", "unsubscribe"):
            return [self._refused(asked, f"unknown channel {asked.channel}")]
        listed = {contract.id for contract in self._listed()} | ({_ALL} if topics is self._forced else set())
        for name in asked.payload:
            if name not in listed:
                return [self._refused(asked, f"unknown contract {name}")]
        (topics.update if asked.event == "subscribe" else topics.difference_update)(asked.payload)
        return [self._frame(asked.channel, asked.event, result={"status": "success"}, id=asked.id)]

    def frames(self, now_ms: int) -> Sequence[str]:
        pushed = [
            self._frame(_TICKERS, "update", result=[payload.ticker_row(self._world.state(contract))])
            for contract in self._listed()
            if contract.id in self._tickers and self._pace.due(contract.id, now_ms, _TICKER_EVERY_MS)
        ]
        return [*pushed, *self._forced_frames(now_ms)]

    def _forced_frames(self, now_ms: int) -> list[str]:
        for order in self._world.forced_orders("gate", self._told_ms, now_ms):
            contract = order.contract
            if payload.settle(contract) == self._settle and self._forced & {contract.id, _ALL}:
                self._waiting.setdefault(contract.id, []).append(order)
        self._told_ms = max(self._told_ms, now_ms)
        due = [name for name in self._waiting if self._pace.due(f"{name} forced", now_ms, _GATHERED_MS)]
        return [
            self._frame(
                _LIQUIDATIONS, "update", result=[payload.pushed_forced_row(order) for order in self._waiting.pop(name)]
            )
            for name in due
        ]

    def _listed(self) -> list[Contract]:
        contracts = self._world.contracts("gate", "perpetual")
        return [contract for contract in contracts if payload.settle(contract) == self._settle]

    def _refused(self, asked: _Asked, message: str) -> str:
        error = {"code": 2, "message": message}
        return self._frame(asked.channel, asked.event, error=error, result={"status": "fail"}, id=asked.id)

    def _frame(self, channel: str, event: str, **fields: Any) -> str:
        now_ms = self._world.now_ms()
        frame = {"time": now_ms // 1000, "time_ms": now_ms, "channel": channel, "event": event, **fields}
        return msgspec.json.encode(frame).decode()
