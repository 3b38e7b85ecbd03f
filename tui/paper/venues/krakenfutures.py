"""Kraken Futures on paper: REST under /derivatives/api/v3, and the public feeds of its socket."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from tui.domain.clock import HOUR_MS
from tui.paper.contract import Contract
from tui.paper.venue import Pace, Request, Response
from tui.paper.venues import krakenfutures_payload as payload
from tui.paper.world import World

_HOST = "futures.kraken.com"
_PREFIX = "/derivatives/api/v3/"
_TICKER_EVERY_MS = 1_000
_TRADES_A_PAGE = 100
_LOOK_BACK_MS = HOUR_MS


class KrakenFutures:
    """See tui.paper.venue.PaperVenue."""

    name = "krakenfutures"
    hosts = frozenset({_HOST})

    def __init__(self, world: World) -> None:
        self._world = world
        self._answers: Mapping[str, Callable[[Mapping[str, str]], payload.Row]] = {
            "instruments": lambda _: {"instruments": self._instruments()},
            "tickers": lambda _: {"tickers": [payload.ticker(world.state(one)) for one in contracts(world)]},
            "history": self._history,
        }

    async def rest(self, request: Request) -> Response:
        now = {"serverTime": payload.iso(self._world.now_ms())}
        answer = self._answers.get(request.path.removeprefix(_PREFIX))
        if answer is None or not request.path.startswith(_PREFIX) or request.method != "GET":
            return Response(body={"result": "error", "error": "notFound", **now}, status=404)
        try:
            return Response(body={"result": "success", **answer(request.query), **now})
        except LookupError:
            return Response(body={"result": "error", "error": "contractNotFound", **now}, status=400)

    def open(self, host: str, path: str, query: Mapping[str, str]) -> "KrakenFuturesSession | None":  # noqa: ARG002 - the protocol's
        return KrakenFuturesSession(self._world) if (host, path) == (_HOST, "/ws/v1") else None

    def _instruments(self) -> list[payload.Row]:
        listed = contracts(self._world)
        indexes = {row["symbol"]: row for row in map(payload.index, listed)}
        return [*(payload.instrument(contract) for contract in listed), *indexes.values()]

    def _history(self, query: Mapping[str, str]) -> payload.Row:
        """The last hundred trades, newest first."""
        contract = find(self._world, query.get("symbol", ""))
        return {"history": [payload.asked_trade(row) for row in latest(self._world, contract)]}


class KrakenFuturesSession:
    """See tui.paper.venue.Session."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pace = Pace()
        self._tickers: dict[str, Contract] = {}
        self._trades: dict[str, Contract] = {}
        self._told_ms = world.now_ms()
        self._has_greeted = False

    def on_text(self, text: str) -> Sequence[str]:
        try:
            asked = msgspec.json.decode(text, type=_Asked)
        except msgspec.DecodeError:
            return [_encoded({"event": "error", "message": "Json Error"})]
        feeds = {"ticker": self._tickers, "trade": self._trades}.get(asked.feed)
        if asked.event not in ("subscribe", "unsubscribe") or feeds is None:
            return [_encoded({"event": "error", "message": "Invalid feed"})]
        replies: list[str] = []
        for identifier in asked.product_ids:
            try:
                contract = find(self._world, identifier)
            except LookupError:
                replies.append(_encoded({"event": "error", "message": "Invalid product id"}))
                continue
            told = {"event": f"{asked.event}d", "feed": asked.feed, "product_ids": [contract.id]}
            replies.append(_encoded(told))
            if asked.event == "unsubscribe":
                feeds.pop(contract.id, None)
                continue
            feeds[contract.id] = contract
            if asked.feed == "trade":
                snapshot = {"feed": "trade_snapshot", "product_id": contract.id}
                replies.append(_encoded(snapshot | {"trades": latest(self._world, contract)}))
        return replies

    def frames(self, now_ms: int) -> Sequence[str]:
        frames = [] if self._has_greeted else [_encoded({"event": "info", "version": 1})]
        self._has_greeted = True
        for contract in self._tickers.values():
            if self._pace.due(contract.id, now_ms, _TICKER_EVERY_MS):
                state = self._world.state(contract)
                mark = {"markPrice": state.mark_usd, "index": state.index_usd, "openInterest": state.open_interest_usd}
                named = {"time": now_ms, "product_id": contract.id, "feed": "ticker", "pair": payload.pair(contract)}
                frames.append(_encoded({**named, "bid": state.bid_usd, "ask": state.ask_usd, **mark}))
        for contract in self._trades.values():
            trades = payload.trades(self._world, contract, self._told_ms, now_ms)
            frames += [_encoded(row) for row in trades]
        self._told_ms = max(self._told_ms, now_ms)
        return frames


class _Asked(msgspec.Struct):
    event: str
    feed: str = ""
    product_ids: list[str] = []


def open_venue(world: World) -> KrakenFutures:
    """Kraken Futures over that world."""
    return KrakenFutures(world)


def contracts(world: World) -> list[Contract]:
    """Everything listed: perpetuals, then dated futures."""
    return [*world.contracts("krakenfutures", "perpetual"), *world.contracts("krakenfutures", "future")]


def find(world: World, identifier: str) -> Contract:
    """The contract of that id, in capitals or not; LookupError where there is none."""
    contract = world.contract("krakenfutures", identifier.upper())
    if contract is None:
        raise LookupError(identifier)
    return contract


def latest(world: World, contract: Contract) -> list[payload.Row]:
    """The last hundred trades, newest first."""
    now_ms = world.now_ms()
    return payload.trades(world, contract, now_ms - _LOOK_BACK_MS, now_ms)[-_TRADES_A_PAGE:][::-1]


def _encoded(message: Any) -> str:
    return msgspec.json.encode(message).decode()
