"""Deribit on paper: JSON-RPC over HTTP GET under /api/v2, and its WebSocket."""

from collections.abc import Callable, Mapping
from typing import Any

from tui.domain.clock import DAY_MS, HOUR_MS
from tui.paper.contract import Contract, ContractState
from tui.paper.venue import Request, Response
from tui.paper.venues import deribit_payload as payload
from tui.paper.venues.deribit_session import DeribitSession
from tui.paper.venues.deribit_trades import trades
from tui.paper.world import World

_PREFIX = "/api/v2/public/"
_HOST = "www.deribit.com"
_CURRENCIES = ("BTC", "ETH", "USDC", "USDT", "EURR")
_KINDS = ("future", "option", "spot", "future_combo", "option_combo", "any")
_RESOLUTION_MS = {"1": 1_000, "60": 60_000, "3600": 3_600_000, "43200": 43_200_000, "1D": DAY_MS}
_LARGEST_PAGE = 1000
_SLICE_MS = HOUR_MS
_Query = Mapping[str, str]


class InvalidParameterError(Exception):
    """A request that Deribit refuses for one parameter."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Deribit:
    """See tui.paper.venue.PaperVenue."""

    name = "deribit"
    hosts = frozenset({_HOST})

    def __init__(self, world: World) -> None:
        self._world = world
        self._methods: dict[str, Callable[[_Query], Any]] = {
            "get_time": lambda _: world.now_ms(),
            "test": lambda _: {"version": "1.2.26"},
            "get_currencies": lambda _: [{"currency": name, "coin_type": name} for name in _CURRENCIES],
            "get_instruments": self._instruments,
            "get_book_summary_by_currency": self._summaries,
            "get_book_summary_by_instrument": lambda query: [payload.future_summary(self._future(query))],
            "ticker": lambda query: payload.ticker(self._future(query)),
            "get_last_trades_by_currency_and_time": self._last_trades,
            "get_volatility_index_data": self._volatility_index,
        }

    async def rest(self, request: Request) -> Response:
        now_ms = self._world.now_ms()
        method = self._methods.get(request.path.removeprefix(_PREFIX)) if request.path.startswith(_PREFIX) else None
        if method is None:
            return Response(body=payload.failure(-32601, "Method not found", now_ms), status=404)
        try:
            return Response(body=payload.answer(method(request.query), now_ms))
        except InvalidParameterError as invalid:
            refusal = payload.failure(-32602, "Invalid params", now_ms, param=invalid.name, reason="wrong value")
            return Response(body=refusal, status=400)

    def open(self, host: str, path: str, query: _Query) -> DeribitSession | None:  # noqa: ARG002 - the protocol's
        return DeribitSession(self._world) if (host, path) == (_HOST, "/ws/api/v2") else None

    def _instruments(self, query: _Query) -> list[payload.Row]:
        """Everything that is listed; combos stand among the futures under a kind of their own."""
        currency = _one_of(query, "currency", (*_CURRENCIES, "any"), "any")
        kind = _one_of(query, "kind", _KINDS, "any")
        listed = self._contracts(currency)
        rows = [payload.instrument(contract) for contract in listed]
        rows += [payload.combo(contract, self._world.now_ms()) for contract in _nearest(listed)]
        return [row for row in rows if kind in ("any", row["kind"])]

    def _summaries(self, query: _Query) -> list[payload.Row]:
        currency = _one_of(query, "currency", _CURRENCIES)
        kind = _one_of(query, "kind", _KINDS, "any")
        rows: list[payload.Row] = []
        listed = self._contracts(currency)
        if kind in ("future", "any"):
            rows += [payload.future_summary(self._world.state(c)) for c in listed if c.kind != "option"]
        if kind in ("future_combo", "any"):
            rows += [payload.combo_summary(self._world.state(contract)) for contract in _nearest(listed)]
        if kind in ("option", "any"):
            dated = {contract.expiry_ms for contract in listed if contract.kind == "future"}
            rows += [
                payload.option_summary(state, state.contract.expiry_ms in dated)
                for state in self._world.option_chain("deribit", currency)
            ]
        return rows

    def _last_trades(self, query: _Query) -> payload.Row:
        """One page, newest first unless asked otherwise; both ends are included."""
        currency = _one_of(query, "currency", _CURRENCIES)
        kind = _one_of(query, "kind", _KINDS, "any")
        since_ms, until_ms = _integer(query, "start_timestamp"), _integer(query, "end_timestamp")
        count = min(_integer(query, "count", 10), _LARGEST_PAGE)
        contracts = [c for c in self._contracts(currency) if kind in ("any", payload.kind_of(c))]
        until_ms = min(until_ms, self._world.now_ms())
        if query.get("sorting") == "asc":
            found = trades(self._world, contracts, since_ms - 1, until_ms)
        else:
            found = self._newest_trades(contracts, since_ms, until_ms, count)
        return {"trades": found[:count], "has_more": len(found) > count}

    def _newest_trades(self, contracts: list[Contract], since_ms: int, until_ms: int, count: int) -> list[payload.Row]:
        """Newest first, and no further back than what is more than one page."""
        found: list[payload.Row] = []
        while until_ms >= since_ms and len(found) <= count:
            after_ms = max(since_ms - 1, until_ms - _SLICE_MS)
            found += reversed(trades(self._world, contracts, after_ms, until_ms))
            until_ms = after_ms
        return found

    def _volatility_index(self, query: _Query) -> payload.Row:
        """The newest bars of the stretch; `continuation` is where the page before them ends."""
        currency = _one_of(query, "currency", _CURRENCIES)
        since_ms, until_ms = _integer(query, "start_timestamp"), _integer(query, "end_timestamp")
        step_ms = _RESOLUTION_MS.get(query.get("resolution", ""))
        if step_ms is None:
            raise InvalidParameterError("resolution")
        bars = self._world.volatility_index(currency, step_ms, since_ms, until_ms)
        page = bars[-_LARGEST_PAGE:]
        continuation = page[0].open_ms - 1 if len(bars) > len(page) else None
        return {"data": [payload.index_bar(bar) for bar in page], "continuation": continuation}

    def _contracts(self, currency: str) -> list[Contract]:
        return [
            contract
            for contract in self._world.contracts("deribit")
            if currency in ("any", payload.currency_of(contract))
        ]

    def _future(self, query: _Query) -> ContractState:
        contract = self._world.contract("deribit", query.get("instrument_name", ""))
        if contract is None or contract.kind == "option":
            raise InvalidParameterError("instrument_name")
        return self._world.state(contract)


def open_venue(world: World) -> Deribit:
    return Deribit(world)


def _nearest(contracts: list[Contract]) -> list[Contract]:
    """The dated future that expires first, if there is one: the combo is made of it."""
    dated = [contract for contract in contracts if contract.kind == "future"]
    return sorted(dated, key=lambda contract: contract.expiry_ms or 0)[:1]


def _one_of(query: _Query, name: str, allowed: tuple[str, ...], default: str | None = None) -> str:
    value = query.get(name, default)
    if value not in allowed:
        raise InvalidParameterError(name)
    return value


def _integer(query: _Query, name: str, default: int | None = None) -> int:
    text = query.get(name, "")
    if not text.isdigit():
        if default is None or text:
            raise InvalidParameterError(name)
        return default
    return int(text)
