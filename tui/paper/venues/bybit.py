"""Bybit on paper: REST under /v5/market, and the public sockets."""

from collections.abc import Callable, Mapping, Sequence

from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS
from tui.paper.contract import Contract
from tui.paper.venue import Request, Response
from tui.paper.venues import bybit_payload as payload
from tui.paper.venues.bybit_session import BybitSession
from tui.paper.world import World

_PREFIX = "/v5/market/"
_SOCKETS = {f"/v5/public/{category}": category for category in ("spot", "linear", "inverse")}
_CATEGORIES = ("spot", "linear", "inverse", "option")
_STEPS_MS = {"5min": 5 * MINUTE_MS, "15min": 15 * MINUTE_MS, "30min": 30 * MINUTE_MS, "1h": HOUR_MS, "1d": DAY_MS}
_INTERVALS_MS = {"5": 5 * MINUTE_MS, "15": 15 * MINUTE_MS, "60": HOUR_MS, "D": DAY_MS}
_LARGEST_PAGE = 200
_DEEPEST_BOOK = 500
_MOST_BARS = 1000


class RefusedError(Exception):
    """A request that Bybit answers with a retCode other than 0."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Bybit:
    """See tui.paper.venue.PaperVenue."""

    name = "bybit"
    hosts = frozenset({"api.bybit.com", "stream.bybit.com"})

    def __init__(self, world: World) -> None:
        self._world = world
        self._answers: dict[str, Callable[[Mapping[str, str]], payload.Row]] = {
            "time": self._time,
            "instruments-info": self._instruments,
            "tickers": self._tickers,
            "open-interest": self._open_interest,
            "mark-price-kline": self._mark_prices,
            "funding/history": self._paid,
            "orderbook": self._book,
            "kline": self._bars,
        }

    async def rest(self, request: Request) -> Response:
        found = self._answers.get(request.path.removeprefix(_PREFIX))
        if found is None or request.method != "GET" or request.host != "api.bybit.com":
            return Response(body="404 page not found", status=404, content_type="text/plain")
        now_ms = self._world.now_ms()
        try:
            return Response(body=payload.answer(found(request.query), now_ms))
        except RefusedError as refused:
            return Response(body=payload.refusal(refused.code, refused.message, now_ms))

    def open(self, host: str, path: str, query: Mapping[str, str]) -> BybitSession | None:  # noqa: ARG002 - the protocol's
        category = _SOCKETS.get(path) if host == "stream.bybit.com" else None
        return None if category is None else BybitSession(self._world, category)

    def _time(self, _: Mapping[str, str]) -> payload.Row:
        now_ms = self._world.now_ms()
        return {"timeSecond": str(now_ms // 1000), "timeNano": str(now_ms * 1_000_000)}

    def _instruments(self, query: Mapping[str, str]) -> payload.Row:
        category = _category(query)
        listed = [] if query.get("status", "Trading") != "Trading" else self._listed(category)
        if category == "option":
            asset = query.get("baseCoin", "BTC")
            rows = [payload.option_instrument(contract) for contract in listed if contract.asset == asset]
            return {"category": category, "list": rows, "nextPageCursor": ""}
        rows = [payload.instrument(contract) for contract in listed]
        return {"category": category, "list": rows, "nextPageCursor": ""}

    def _tickers(self, query: Mapping[str, str]) -> payload.Row:
        category = _category(query)
        if category == "option":
            asset = query.get("baseCoin", "")
            if not asset:
                raise RefusedError(10001, "params error: symbol or baseCoin is required")
            rows = [payload.option_ticker(state) for state in self._world.option_chain("bybit", asset)]
            return {"category": category, "list": rows}
        row_of = payload.spot_ticker if category == "spot" else payload.ticker
        listed = [one for one in self._listed(category) if query.get("symbol", one.id) == one.id]
        if not listed:
            raise RefusedError(10001, "params error: symbol invalid")
        return {"category": category, "list": [row_of(self._world.state(contract)) for contract in listed]}

    def _open_interest(self, query: Mapping[str, str]) -> payload.Row:
        contract = self._contract(query)
        step_ms = _STEPS_MS.get(query.get("intervalTime", ""))
        if step_ms is None:
            raise RefusedError(10001, "params error: intervalTime invalid")
        points = self._world.open_interest_history(contract, step_ms, _limit(query, 50))
        rows = [payload.open_interest_point(contract, point) for point in reversed(points)]
        return {"symbol": contract.id, "category": _category(query), "list": rows, "nextPageCursor": ""}

    def _mark_prices(self, query: Mapping[str, str]) -> payload.Row:
        contract = self._contract(query)
        step_ms = _INTERVALS_MS.get(query.get("interval", ""))
        if step_ms is None:
            raise RefusedError(10001, "params error: interval invalid")
        now_ms = self._world.now_ms()
        newest = now_ms - now_ms % step_ms
        starts = [newest - step_ms * number for number in range(_limit(query, _LARGEST_PAGE))]
        rows = [
            payload.mark_bar(
                start, self._mark_usd(contract, start), self._mark_usd(contract, min(start + step_ms, now_ms))
            )
            for start in starts
        ]
        return {"symbol": contract.id, "category": _category(query), "list": rows}

    def _book(self, query: Mapping[str, str]) -> payload.Row:
        contract, now_ms = self._contract(query), self._world.now_ms()
        limit = query.get("limit", "25")
        if not limit.isdecimal() or not 1 <= int(limit) <= _DEEPEST_BOOK:
            raise RefusedError(10001, "params error: limit invalid")
        bids, asks = self._world.book(contract, int(limit))
        return payload.book(contract, bids, asks, now_ms)

    def _bars(self, query: Mapping[str, str]) -> payload.Row:
        """Newest first, those that open up to `end`."""
        contract = self._contract(query)
        step_ms = _INTERVALS_MS.get(query.get("interval", ""))
        if step_ms is None:
            raise RefusedError(10001, "params error: interval invalid")
        until_ms = int(query["end"]) if query.get("end", "").isdecimal() else None
        limit = min(int(query.get("limit", "200")), _MOST_BARS)
        bars = self._world.candles(contract, step_ms, until_ms=until_ms, limit=limit)
        rows = [payload.bar(one) for one in reversed(bars)]
        return {"symbol": contract.id, "category": _category(query), "list": rows}

    def _paid(self, query: Mapping[str, str]) -> payload.Row:
        """Newest first, up to `endTime`."""
        contract = self._contract(query)
        if contract.funding_interval_h is None:
            raise RefusedError(10001, "params error: symbol invalid")
        until_ms = int(query["endTime"]) if query.get("endTime", "").isdecimal() else self._world.now_ms()
        interval_ms = int(contract.funding_interval_h * HOUR_MS)
        later = max(self._world.now_ms() // interval_ms - until_ms // interval_ms, 0)
        points = self._world.funding_history(contract, later + _limit(query, _LARGEST_PAGE))
        rows = [payload.payment(contract, point) for point in reversed(points) if point.at_ms <= until_ms]
        return {"category": _category(query), "list": rows}

    def _mark_usd(self, contract: Contract, at_ms: int) -> float:
        point = self._world.open_interest_at(contract, at_ms)
        return point.usd / point.coin

    def _listed(self, category: str) -> Sequence[Contract]:
        return [contract for contract in self._world.contracts("bybit") if payload.category(contract) == category]

    def _contract(self, query: Mapping[str, str]) -> Contract:
        listed = self._listed(_category(query))
        found = next((one for one in listed if one.id == query.get("symbol")), None)
        if found is None or found.kind not in ("perpetual", "future"):
            raise RefusedError(10001, "params error: symbol invalid")
        return found


def open_venue(world: World) -> Bybit:
    """Bybit over that world."""
    return Bybit(world)


def _category(query: Mapping[str, str]) -> str:
    category = query.get("category", "")
    if category not in _CATEGORIES:
        raise RefusedError(10001, "params error: category invalid")
    return category


def _limit(query: Mapping[str, str], usual: int) -> int:
    asked = query.get("limit", "")
    return min(int(asked), _LARGEST_PAGE) if asked.isdecimal() and asked != "0" else usual
