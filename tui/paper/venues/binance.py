"""Binance on paper: spot, USD-M and COIN-M by REST, and their sockets."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS
from tui.paper.contract import Contract
from tui.paper.venue import Request, Response, Session
from tui.paper.venues import binance_payload as payload
from tui.paper.venues.binance_stream import COINM_HOST, SPOT_HOST, USDM_HOST, open_session
from tui.paper.world import World

_SPOT, _USDM, _COINM = "api.binance.com", "fapi.binance.com", "dapi.binance.com"
_STEPS_MS = {
    "1m": MINUTE_MS,
    "5m": 5 * MINUTE_MS,
    "15m": 15 * MINUTE_MS,
    "1h": HOUR_MS,
    "4h": 4 * HOUR_MS,
    "1d": DAY_MS,
}
_PERIODS_MS = {name: step_ms for name, step_ms in _STEPS_MS.items() if name != "1m"}
_USUAL_HOURS = 8
_DEPTH_LIMITS = ("5", "10", "20", "50", "100", "500", "1000")
_SERIES = ("CURRENT_QUARTER", "NEXT_QUARTER")


def open_venue(world: World) -> "BinanceVenue":
    return BinanceVenue(world)


class _RefusedError(Exception):
    """An error answer: HTTP 400 with Binance's code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.body = {"code": code, "msg": message}


Answer = Callable[[str, Mapping[str, str]], Any]
"""(host, query) to the body."""


class BinanceVenue:
    """tui.paper.venue.PaperVenue for Binance."""

    name = "binance"
    hosts = frozenset({_SPOT, _USDM, _COINM, SPOT_HOST, USDM_HOST, COINM_HOST})

    def __init__(self, world: World) -> None:
        self._world = world
        self._used: dict[str, tuple[int, int]] = {}
        futures: dict[str, tuple[int, Answer]] = {
            "time": (1, self._time),
            "exchangeInfo": (1, self._exchange_info),
            "premiumIndex": (10, self._premium_index),
            "fundingInfo": (0, self._funding_info),
            "openInterest": (1, self._open_interest),
            "ticker/bookTicker": (5, self._book_tickers),
        }
        self._routes: dict[tuple[str, str], tuple[int, Answer]] = {
            (_SPOT, "/api/v3/time"): (1, self._time),
            (_SPOT, "/api/v3/exchangeInfo"): (20, self._exchange_info),
            (_SPOT, "/api/v3/ticker/24hr"): (2, self._spot_tickers),
            (_SPOT, "/api/v3/klines"): (2, self._klines),
            (_USDM, "/fapi/v1/depth"): (20, self._depth),
            (_USDM, "/fapi/v1/fundingRate"): (1, self._funding_rates),
        }
        for host, root in ((_USDM, "/fapi/v1/"), (_COINM, "/dapi/v1/")):
            self._routes |= {(host, root + name): route for name, route in futures.items()}
            self._routes[host, f"{root}klines"] = (5, self._klines)
            self._routes[host, "/futures/data/openInterestHist"] = (0, self._open_interest_statistics)

    async def rest(self, request: Request) -> Response:
        weight, answer = self._routes.get((request.host, request.path), (1, None))
        headers = {"X-MBX-USED-WEIGHT-1M": str(self._used_weight(request.host, weight))}
        if answer is None:
            words = f"Path {request.path}, Method {request.method} is invalid"
            return Response(body={"code": -5000, "msg": words}, status=404, headers=headers)
        try:
            return Response(body=answer(request.host, request.query), headers=headers)
        except _RefusedError as refused:
            return Response(body=refused.body, status=400, headers=headers)

    def open(self, host: str, path: str, query: Mapping[str, str]) -> Session | None:
        if host not in (SPOT_HOST, USDM_HOST, COINM_HOST):
            return None
        return open_session(self._world, host, path, query)

    def _used_weight(self, host: str, weight: int) -> int:
        """Weight this minute; both futures platforms share one pool."""
        pool, minute = "spot" if host == _SPOT else "futures", self._world.now_ms() // MINUTE_MS
        since, used = self._used.get(pool, (minute, 0))
        self._used[pool] = minute, (used if since == minute else 0) + weight
        return self._used[pool][1]

    def _contracts(self, host: str) -> list[Contract]:
        """What is listed at that host."""
        if host == _SPOT:
            return self._world.contracts("binance", "spot")
        listed = [*self._world.contracts("binance", "perpetual"), *self._world.contracts("binance", "future")]
        return [contract for contract in listed if contract.inverse == (host == _COINM)]

    def _named(self, host: str, query: Mapping[str, str]) -> Contract:
        """The contract that `symbol` names."""
        symbol = query.get("symbol")
        if not symbol:
            words = "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."
            raise _RefusedError(-1102, words)
        return self._one_of(host, symbol)

    def _one_of(self, host: str, symbol: str) -> Contract:
        for contract in self._contracts(host):
            if contract.id == symbol:
                return contract
        raise _RefusedError(-1121, "Invalid symbol.")

    def _series(self, contract: Contract) -> str:
        """PERPETUAL, or the place of a quarterly contract among those of its pair."""
        if contract.kind == "perpetual":
            return "PERPETUAL"
        expiries = sorted(
            other.expiry_ms or 0
            for other in self._world.contracts("binance", "future", contract.asset)
            if other.inverse == contract.inverse
        )
        return _SERIES[expiries.index(contract.expiry_ms or 0)]

    def _time(self, _host: str, _query: Mapping[str, str]) -> Any:
        return {"serverTime": self._world.now_ms()}

    def _exchange_info(self, host: str, _query: Mapping[str, str]) -> Any:
        contracts = self._contracts(host)
        if host == _SPOT:
            rows = [payload.spot_symbol(contract) for contract in contracts]
        else:
            rows = [payload.futures_symbol(contract, self._series(contract)) for contract in contracts]
        return payload.exchange_info(rows, self._world.now_ms())

    def _spot_tickers(self, host: str, query: Mapping[str, str]) -> Any:
        """One object for `symbol`, an array for `symbols` or for everything; one bad name spoils the request."""
        if "symbol" in query:
            return payload.spot_day(self._world.state(self._named(host, query)))
        contracts = self._contracts(host)
        if "symbols" in query:
            try:
                names = msgspec.json.decode(query["symbols"], type=list[str])
            except msgspec.DecodeError as error:
                raise _RefusedError(-1100, "Illegal characters found in parameter 'symbols'.") from error
            contracts = [self._one_of(host, name) for name in names]
        return [payload.spot_day(self._world.state(contract)) for contract in contracts]

    def _klines(self, host: str, query: Mapping[str, str]) -> Any:
        contract = self._named(host, query)
        step_ms = _STEPS_MS.get(query.get("interval", ""))
        if step_ms is None:
            raise _RefusedError(-1120, "Invalid interval.")
        since, until = query.get("startTime"), query.get("endTime")
        bars = self._world.candles(
            contract,
            step_ms,
            since_ms=None if since is None else int(since),
            until_ms=None if until is None else int(until),
            limit=min(int(query.get("limit", "500")), 1000),
        )
        return [payload.kline(bar, step_ms) for bar in bars]

    def _premium_index(self, host: str, query: Mapping[str, str]) -> Any:
        """COIN-M always answers an array, USD-M one object for one symbol."""
        if "symbol" in query:
            row = payload.premium_index(self._world.state(self._named(host, query)))
            return [row] if host == _COINM else row
        return [payload.premium_index(self._world.state(contract)) for contract in self._in_pair(host, query)]

    def _book_tickers(self, host: str, query: Mapping[str, str]) -> Any:
        if "symbol" in query:
            row = payload.book_ticker(self._world.state(self._named(host, query)))
            return [row] if host == _COINM else row
        return [payload.book_ticker(self._world.state(contract)) for contract in self._in_pair(host, query)]

    def _funding_rates(self, host: str, query: Mapping[str, str]) -> Any:
        contract = self._named(host, query)
        points = self._world.funding_history(contract, min(int(query.get("limit", "100")), 1000))
        return [payload.funding_rate(contract, point) for point in points]

    def _depth(self, host: str, query: Mapping[str, str]) -> Any:
        contract = self._named(host, query)
        limit = query.get("limit", "500")
        if limit not in _DEPTH_LIMITS:
            raise _RefusedError(-4021, f"{limit} is not valid depth limit.")
        bids, asks = self._world.book(contract, int(limit))
        return payload.depth(bids, asks, self._world.now_ms())

    def _in_pair(self, host: str, query: Mapping[str, str]) -> list[Contract]:
        pair = query.get("pair")
        return [contract for contract in self._contracts(host) if pair in (None, payload.pair_of(contract))]

    def _funding_info(self, host: str, _query: Mapping[str, str]) -> Any:
        """Only the adjusted symbols: those that pay otherwise than every eight hours."""
        return [
            payload.funding_info(contract, contract.funding_interval_h)
            for contract in self._contracts(host)
            if contract.funding_interval_h not in (None, _USUAL_HOURS)
        ]

    def _open_interest(self, host: str, query: Mapping[str, str]) -> Any:
        contract = self._named(host, query)
        return payload.open_interest(self._world.state(contract), self._series(contract))

    def _open_interest_statistics(self, host: str, query: Mapping[str, str]) -> Any:
        """By symbol on USD-M, by pair and series on COIN-M."""
        step_ms = _PERIODS_MS.get(query.get("period", ""))
        if step_ms is None:
            raise _RefusedError(-1130, "Data sent for parameter 'period' is not valid.")
        limit = min(int(query.get("limit", "30")), 500)
        if host == _COINM:
            named = [
                contract
                for contract in self._in_pair(host, query)
                if "pair" in query and self._series(contract) == query.get("contractType")
            ]
            if not named:
                raise _RefusedError(-1130, "Data sent for parameter 'contractType' is not valid.")
            contract = named[0]
        else:
            contract = self._named(host, query)
        points = self._world.open_interest_history(contract, step_ms, limit)
        return [payload.open_interest_statistic(contract, point, self._series(contract)) for point in points]
