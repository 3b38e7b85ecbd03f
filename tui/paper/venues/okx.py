"""OKX on paper: REST under /api/v5."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS
from tui.paper.contract import Contract, ContractState, Kind, OptionState
from tui.paper.venue import Request, Response
from tui.paper.venues import okx_payload as payload
from tui.paper.venues.okx_session import KINDS, OkxSession, liquidation_rows
from tui.paper.world import World

_PREFIX = "/api/v5/"
_HONG_KONG_MS = 16 * HOUR_MS
# `bar` -> (step, when a bar opens after midnight UTC): without "utc", days are Hong Kong's.
_BARS: Mapping[str, tuple[int, int]] = {
    "1m": (MINUTE_MS, 0),
    "5m": (5 * MINUTE_MS, 0),
    "15m": (15 * MINUTE_MS, 0),
    "1H": (HOUR_MS, 0),
    "4H": (4 * HOUR_MS, 0),
    "1D": (DAY_MS, _HONG_KONG_MS),
    "1Dutc": (DAY_MS, 0),
}
_CANDLES_A_PAGE = 300
_PAGE = 100
_PAID_DAYS = 92
_DEEPEST_BOOK = 5000
_NO_SUCH_INSTRUMENT = payload.refusal("51001", "Instrument ID, Instrument ID code, or Spread ID doesn't exist.")


class RefusedError(Exception):
    """A request that OKX answers with a code other than "0"."""

    def __init__(self, answer: payload.Row) -> None:
        super().__init__(answer["msg"])
        self.answer = answer


class Okx:
    """See tui.paper.venue.PaperVenue."""

    name = "okx"
    hosts = frozenset({"www.okx.com", "ws.okx.com"})

    def __init__(self, world: World) -> None:
        self._world = world
        self._answers: dict[str, Callable[[Mapping[str, str]], list[Any]]] = {
            "public/time": lambda _: [{"ts": str(world.now_ms())}],
            "public/instruments": self._instruments,
            "public/open-interest": self._open_interest,
            "public/funding-rate": self._funding,
            "public/funding-rate-history": self._paid,
            "public/mark-price": self._mark_prices,
            "public/opt-summary": self._option_summaries,
            "public/liquidation-orders": self._liquidations,
            "market/tickers": self._tickers,
            "market/ticker": lambda query: [payload.ticker(world.state(self._contract(query)))],
            "market/index-tickers": self._index_tickers,
            "market/books-full": self._book,
            "market/candles": self._candles,
            "market/history-candles": self._candles,
            "rubik/stat/contracts/open-interest-history": self._open_interest_history,
        }

    async def rest(self, request: Request) -> Response:
        answer = self._answers.get(request.path.removeprefix(_PREFIX))
        if answer is None or request.method != "GET" or not request.path.startswith(_PREFIX):
            return Response(body=payload.refusal("404", "Not Found"), status=404)
        try:
            return Response(body=payload.answer(answer(request.query)))
        except RefusedError as refused:
            return Response(body=refused.answer)

    def open(self, host: str, path: str, query: Mapping[str, str]) -> OkxSession | None:  # noqa: ARG002 - the protocol's
        return OkxSession(self._world) if (host, path) == ("ws.okx.com", "/ws/v5/public") else None

    def _instruments(self, query: Mapping[str, str]) -> list[Any]:
        kind = _kind(query)
        listed = [
            payload.instrument(contract)
            for contract in self._world.contracts("okx", kind)
            if kind != "option" or _in_family(contract, query)
        ]
        return listed + [row for row in payload.oddities() if row["instType"] == query["instType"]]

    def _tickers(self, query: Mapping[str, str]) -> list[Any]:
        if _kind(query) == "option":
            return [payload.option_ticker(state) for state in self._chain(query)]
        return [payload.ticker(self._world.state(contract)) for contract in self._contracts(query)]

    def _mark_prices(self, query: Mapping[str, str]) -> list[Any]:
        return [payload.mark_price(state) for state in self._states(query)]

    def _open_interest(self, query: Mapping[str, str]) -> list[Any]:
        return [payload.open_interest(state) for state in self._states(query)]

    def _option_summaries(self, query: Mapping[str, str]) -> list[Any]:
        return [payload.option_summary(state) for state in self._chain(query)]

    def _funding(self, query: Mapping[str, str]) -> list[Any]:
        if query.get("instId") == "ANY":
            contracts = self._world.contracts("okx", "perpetual")
        else:
            contracts = [self._contract(query)]
        return [payload.funding_rate(self._world.state(contract)) for contract in contracts]

    def _paid(self, query: Mapping[str, str]) -> list[Any]:
        """Newest first, before `after`, and no more than three months back."""
        contract, now_ms = self._contract(query), self._world.now_ms()
        if contract.funding_interval_h is None:
            raise RefusedError(_NO_SUCH_INSTRUMENT)
        points = self._world.funding_history(contract, int(_PAID_DAYS * 24 / contract.funding_interval_h))
        before_ms = int(query.get("after") or now_ms + 1)
        rows = [payload.payment(contract, point) for point in reversed(points) if point.at_ms < before_ms]
        return rows[: min(int(query.get("limit", _PAGE)), _PAGE)]

    def _index_tickers(self, query: Mapping[str, str]) -> list[Any]:
        """Indexes by quote currency, of whatever has a contract in it."""
        found: dict[str, payload.Row] = {}
        for kind in ("spot", "perpetual"):
            for contract in self._world.contracts("okx", kind):
                state = self._world.state(contract)
                row = payload.index_ticker(contract.asset, contract.quote, state.index_usd, state.at_ms)
                if query.get("quoteCcy") == contract.quote or query.get("instId") == row["instId"]:
                    found[row["instId"]] = row
        return list(found.values())

    def _candles(self, query: Mapping[str, str]) -> list[Any]:
        contract = self._contract(query)
        if query.get("bar", "1m") not in _BARS:
            raise RefusedError(payload.refusal("51000", "Parameter bar error"))
        step_ms, offset_ms = _BARS[query.get("bar", "1m")]
        until_ms = int(query["after"]) - 1 if query.get("after") else None
        limit = min(int(query.get("limit", _PAGE)), _CANDLES_A_PAGE)
        bars = self._world.candles(contract, step_ms, until_ms=until_ms, limit=limit, offset_ms=offset_ms)
        now_ms = self._world.now_ms()
        return [payload.candle(bar, contract, closed=bar.open_ms + step_ms <= now_ms) for bar in reversed(bars)]

    def _book(self, query: Mapping[str, str]) -> list[Any]:
        contract, size = self._contract(query), query.get("sz", "1")
        if not size.isdecimal() or not 1 <= int(size) <= _DEEPEST_BOOK:
            raise RefusedError(payload.refusal("51000", "Parameter sz error"))
        bids, asks = self._world.book(contract, int(size))
        return [payload.full_book(contract, bids, asks, self._world.now_ms())]

    def _open_interest_history(self, query: Mapping[str, str]) -> list[Any]:
        contract = self._contract(query)
        step_ms, _ = _BARS.get(query.get("period", "5m"), (5 * MINUTE_MS, 0))
        limit = min(int(query.get("limit", _PAGE)), _PAGE)
        points = self._world.open_interest_history(contract, step_ms, limit)
        return [payload.open_interest_point(contract, point) for point in reversed(points)]

    def _liquidations(self, query: Mapping[str, str]) -> list[Any]:
        """The last day's orders of one underlying, newest first; not sampled, as the stream is."""
        kind, after_ms = _kind(query), int(query.get("after") or self._world.now_ms() + 1)
        orders = (
            order
            for order in self._world.newest_forced_orders("okx", self._world.now_ms() - DAY_MS, after_ms - 1)
            if order.contract.kind == kind and _in_family(order.contract, query)
        )
        return liquidation_rows(list(islice(orders, min(int(query.get("limit", _PAGE)), _PAGE))))

    def _states(self, query: Mapping[str, str]) -> Sequence[ContractState | OptionState]:
        if _kind(query) == "option":
            return self._chain(query)
        return [self._world.state(contract) for contract in self._contracts(query)]

    def _contracts(self, query: Mapping[str, str]) -> list[Contract]:
        """Of the type asked for, or the one of them that is named."""
        listed = self._world.contracts("okx", _kind(query))
        return [contract for contract in listed if query.get("instId", contract.id) == contract.id]

    def _chain(self, query: Mapping[str, str]) -> list[OptionState]:
        family = query.get("instFamily") or query.get("uly") or ""
        if not family:
            raise RefusedError(payload.refusal("50014", "Parameter instFamily or uly cannot be empty."))
        asset, _, quote = family.partition("-")
        chain = self._world.option_chain("okx", asset) if quote == "USD" else []
        if not chain:
            raise RefusedError(payload.refusal("51014", "Index doesn't exist."))
        return chain

    def _contract(self, query: Mapping[str, str]) -> Contract:
        contract = self._world.contract("okx", query.get("instId", ""))
        if contract is None:
            raise RefusedError(_NO_SUCH_INSTRUMENT)
        return contract


def open_venue(world: World) -> Okx:
    """OKX over that world."""
    return Okx(world)


def _kind(query: Mapping[str, str]) -> Kind:
    kind = KINDS.get(query.get("instType", ""))
    if kind is None:
        raise RefusedError(payload.refusal("51000", "Parameter instType error"))
    return kind


def _in_family(contract: Contract, query: Mapping[str, str]) -> bool:
    family = query.get("instFamily") or query.get("uly")
    return family in (None, f"{contract.asset}-{contract.quote}")
