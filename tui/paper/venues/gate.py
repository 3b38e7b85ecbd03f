"""Gate on paper: REST under /api/v4, and the sockets of its perpetuals."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS
from tui.paper.contract import Contract
from tui.paper.venue import Request, Response
from tui.paper.venues import gate_payload as payload
from tui.paper.venues.gate_session import GateSession
from tui.paper.world import World

_REST = "api.gateio.ws"
_SOCKET = "fx-ws.gateio.ws"
_FUTURES = "/api/v4/futures/"
_SETTLES = ("usdt", "btc")
_STEPS_MS = {"5m": 5 * MINUTE_MS, "15m": 15 * MINUTE_MS, "1h": HOUR_MS, "4h": 4 * HOUR_MS, "1d": DAY_MS}
_LONGEST_RANGE_S = 3600
_LARGEST_LIMIT = 1000

Answer = Callable[[Sequence[Contract], Mapping[str, str]], Any]


class RefusedError(Exception):
    """A request that Gate answers with a label instead of data."""

    def __init__(self, label: str, message: str) -> None:
        super().__init__(message)
        self.body = {"label": label, "message": message}


class Gate:
    """See tui.paper.venue.PaperVenue."""

    name = "gate"
    hosts = frozenset({_REST, _SOCKET})

    def __init__(self, world: World) -> None:
        self._world = world
        self._answers: Mapping[str, Answer] = {
            "contracts": lambda listed, _: [payload.contract_row(world.state(one)) for one in listed],
            "tickers": lambda listed, _: [payload.ticker_row(world.state(one)) for one in listed],
            "contract_stats": self._stats,
            "liq_orders": self._forced,
        }

    async def rest(self, request: Request) -> Response:
        if request.path == "/api/v4/spot/time":
            return Response(body={"server_time": self._world.now_ms()})
        settle, _, name = request.path.removeprefix(_FUTURES).partition("/")
        name, _, identifier = name.partition("/")
        answer = self._answers.get(name) if request.path.startswith(_FUTURES) and settle in _SETTLES else None
        if answer is None or request.host != _REST or request.method != "GET":
            return Response(body={"label": "NOT_FOUND", "message": "Request not found"}, status=404)
        try:
            wanted = identifier or request.query.get("contract", "")
            rows = answer(self._listed(settle, wanted), request.query)
            return Response(body=rows[0] if identifier else rows)
        except RefusedError as refused:
            return Response(body=refused.body, status=400)

    def open(self, host: str, path: str, query: Mapping[str, str]) -> GateSession | None:  # noqa: ARG002 - the protocol's
        settle = path.removeprefix("/v4/ws/")
        return GateSession(self._world, settle) if host == _SOCKET and settle in _SETTLES else None

    def _listed(self, settle: str, wanted: str) -> Sequence[Contract]:
        listed = [one for one in self._world.contracts("gate", "perpetual") if payload.settle(one) == settle]
        found = [one for one in listed if wanted in ("", one.id)]
        if not found:
            raise RefusedError("CONTRACT_NOT_FOUND", "contract not found")
        return found

    def _stats(self, listed: Sequence[Contract], query: Mapping[str, str]) -> list[payload.Row]:
        step_ms = _STEPS_MS.get(query.get("interval", "5m"))
        if "contract" not in query or step_ms is None:
            raise RefusedError("INVALID_PARAM_VALUE", "invalid argument: interval")
        points = self._world.open_interest_history(listed[0], step_ms, _limit(query, 30, 100))
        return [payload.stats_row(listed[0], point) for point in points]

    def _forced(self, listed: Sequence[Contract], query: Mapping[str, str]) -> list[payload.Row]:
        """Newest first; of more than `limit`, the newest."""
        to_s = int(query.get("to") or self._world.now_ms() // 1000)
        from_s = int(query.get("from") or to_s - _LONGEST_RANGE_S)
        if to_s - from_s > _LONGEST_RANGE_S:
            raise RefusedError("INVALID_PARAM_VALUE", "range from/to must in 1 hour")
        names = {contract.id for contract in listed}
        orders = self._world.newest_forced_orders("gate", from_s * 1000 - 1, to_s * 1000 + 999)
        found = (payload.forced_row(order) for order in orders if order.contract.id in names)
        return list(islice(found, _limit(query, 100, _LARGEST_LIMIT)))


def open_venue(world: World) -> Gate:
    """Gate over that world."""
    return Gate(world)


def _limit(query: Mapping[str, str], usual: int, largest: int) -> int:
    asked = query.get("limit", "")
    return min(int(asked), largest) if asked.isdecimal() and asked != "0" else usual
