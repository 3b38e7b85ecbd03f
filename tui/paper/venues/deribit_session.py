"""Deribit's WebSocket on paper: JSON-RPC requests, subscriptions, heartbeats."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from tui.paper.contract import Contract
from tui.paper.venue import Pace
from tui.paper.venues import deribit_payload as payload
from tui.paper.venues.deribit_trades import trades
from tui.paper.world import World

_TRADES = re.compile(r"trades\.(future|option)\.(BTC|ETH|USDC|USDT|any)\.(100ms|agg2|raw)")
_TICKER = re.compile(r"ticker\.([A-Z0-9_-]+)\.(100ms|agg2|raw)")
_LEAST_HEARTBEAT_S = 10
_TICKER_EVERY_MS = 500


class DeribitSession:
    """See tui.paper.venue.Session."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pace = Pace()
        self._sent_ms: dict[str, int] = {}
        """Subscribed channel -> up to when it was sent."""
        self._heartbeat_s: int | None = None
        self._beat_due_ms = 0
        self._heard_ms = world.now_ms()
        self._methods: dict[str, Callable[[dict[str, Any]], object]] = {
            "public/subscribe": self._subscribe,
            "public/unsubscribe": self._unsubscribe,
            "public/unsubscribe_all": self._unsubscribe_all,
            "public/set_heartbeat": self._set_heartbeat,
            "public/disable_heartbeat": self._disable_heartbeat,
            "public/test": lambda _: {"version": "1.2.26"},
            "public/hello": lambda _: {"version": "1.2.26"},
            "public/get_time": lambda _: world.now_ms(),
        }

    def on_text(self, text: str) -> Sequence[str]:
        now_ms = self._world.now_ms()
        self._heard_ms = now_ms
        try:
            request = msgspec.json.decode(text)
        except msgspec.DecodeError:
            return [_encoded(payload.failure(-32700, "Parse error", now_ms))]
        if not isinstance(request, dict):
            return [_encoded(payload.failure(-32600, "Invalid Request", now_ms))]
        request_id, params = request.get("id"), request.get("params") or {}
        method = self._methods.get(str(request.get("method")))
        if method is None:
            return [_encoded(payload.failure(-32601, "Method not found", now_ms, request_id))]
        try:
            return [_encoded(payload.answer(method(params), now_ms, request_id))]
        except _RefusedError as refused:
            return [_encoded(payload.failure(refused.code, refused.message, now_ms, request_id))]

    def frames(self, now_ms: int) -> Sequence[str]:
        frames = [
            _encoded({"jsonrpc": "2.0", "method": "subscription", "params": {"channel": channel, "data": data}})
            for channel in self._sent_ms
            for data in self._news(channel, now_ms)
        ]
        return [*frames, *self._heartbeats(now_ms)]

    def _news(self, channel: str, now_ms: int) -> list[Any]:
        """The payloads that are due on a channel."""
        match = _TRADES.fullmatch(channel)
        if match is None:
            return self._tickers(channel, now_ms)
        found = trades(self._world, self._contracts(match[1], match[2]), self._sent_ms[channel], now_ms)
        self._sent_ms[channel] = now_ms
        return [found] if found else []

    def _tickers(self, channel: str, now_ms: int) -> list[Any]:
        match = _TICKER.fullmatch(channel)
        contract = self._world.contract("deribit", match[1]) if match is not None else None
        if contract is None or not self._pace.due(channel, now_ms, _TICKER_EVERY_MS):
            return []
        return [payload.ticker(self._world.state(contract))]

    def _contracts(self, kind: str, currency: str) -> list[Contract]:
        return [
            contract
            for contract in self._world.contracts("deribit")
            if payload.kind_of(contract) == kind and currency in ("any", payload.currency_of(contract))
        ]

    def _heartbeats(self, now_ms: int) -> Sequence[str]:
        if self._heartbeat_s is None or now_ms < self._beat_due_ms:
            return ()
        self._beat_due_ms = now_ms + self._heartbeat_s * 1000
        # A client that has said nothing for as long is asked whether it is still there.
        is_quiet = now_ms - self._heard_ms >= self._heartbeat_s * 1000
        kinds = ("heartbeat", "test_request") if is_quiet else ("heartbeat",)
        return [_encoded({"jsonrpc": "2.0", "method": "heartbeat", "params": {"type": kind}}) for kind in kinds]

    def _subscribe(self, params: dict[str, Any]) -> list[str]:
        """The channels that are known; the others are left out without a word."""
        channels = [str(channel) for channel in params.get("channels", ())]
        if any(channel.endswith(".raw") for channel in channels):
            raise _RefusedError(13778, "raw_subscriptions_not_available_for_unauthorized")
        known = [channel for channel in channels if self._is_known(channel)]
        for channel in known:
            self._sent_ms.setdefault(channel, self._world.now_ms())
        return known

    def _is_known(self, channel: str) -> bool:
        match = _TICKER.fullmatch(channel)
        if match is not None:
            found = self._world.contract("deribit", match[1])
            return found is not None and found.kind != "option"
        return _TRADES.fullmatch(channel) is not None

    def _unsubscribe(self, params: dict[str, Any]) -> list[str]:
        channels = [str(channel) for channel in params.get("channels", ()) if str(channel) in self._sent_ms]
        for channel in channels:
            del self._sent_ms[channel]
            self._pace.forget(channel)
        return channels

    def _unsubscribe_all(self, _: dict[str, Any]) -> str:
        self._sent_ms.clear()
        return "ok"

    def _set_heartbeat(self, params: dict[str, Any]) -> str:
        interval = params.get("interval")
        if not isinstance(interval, int) or interval < _LEAST_HEARTBEAT_S:
            raise _RefusedError(-32602, "Invalid params")
        self._heartbeat_s = interval
        self._beat_due_ms = self._world.now_ms() + interval * 1000
        return "ok"

    def _disable_heartbeat(self, _: dict[str, Any]) -> str:
        self._heartbeat_s = None
        return "ok"


class _RefusedError(Exception):
    """A request that Deribit answers with an error."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def _encoded(message: object) -> str:
    return msgspec.json.encode(message).decode()
