"""Hyperliquid on paper: the questions of POST /info that tell the state of its perpetuals."""

from collections.abc import Mapping
from typing import Any

import msgspec

from tui.paper.contract import Contract, ContractState
from tui.paper.venue import Request, Response, Session
from tui.paper.world import World

_DELISTED = {"szDecimals": 1, "name": "MATIC", "maxLeverage": 20, "marginTableId": 20, "isDelisted": True}
_DELISTED_CONTEXT = {
    "funding": "0.0",
    "openInterest": "0.0",
    "prevDayPx": "0.37621",
    "dayNtlVlm": "0.0",
    "premium": None,
    "oraclePx": "0.3754",
    "markPx": "0.37621",
    "midPx": None,
    "impactPxs": None,
    "dayBaseVlm": "0.0",
}
_DELISTED_PLACE = 1
"""Delisted coins keep their place among the others."""
_SIZE_DECIMALS = {"BTC": 5, "ETH": 4}


class Hyperliquid:
    """See tui.paper.venue.PaperVenue. It has no socket that Floorline would use."""

    name = "hyperliquid"
    hosts = frozenset({"api.hyperliquid.xyz"})

    def __init__(self, world: World) -> None:
        self._world = world

    async def rest(self, request: Request) -> Response:
        if (request.method, request.path) != ("POST", "/info"):
            return Response(body="", status=404, content_type="text/plain")
        try:
            asked = request.json()
        except msgspec.DecodeError:
            asked = None
        match asked:
            case {"type": "metaAndAssetCtxs", **rest} if not rest.get("dex"):
                return Response(body=[{"universe": self._universe(), "marginTables": []}, self._contexts()])
            case {"type": "meta"}:
                return Response(body={"universe": self._universe(), "marginTables": []})
            case {"type": "exchangeStatus"}:
                return Response(body={"specialStatuses": None, "time": self._world.now_ms()})
        refusal = "Failed to deserialize the JSON body into the target type"
        return Response(body=refusal, status=422, content_type="text/plain")

    def open(self, host: str, path: str, query: Mapping[str, str]) -> Session | None:  # noqa: ARG002 - the protocol's
        return None

    def _contracts(self) -> list[Contract]:
        return self._world.contracts("hyperliquid", "perpetual")

    def _universe(self) -> list[dict[str, Any]]:
        listed = [
            {"szDecimals": _SIZE_DECIMALS.get(contract.asset, 2), "name": contract.id, "maxLeverage": 40}
            for contract in self._contracts()
        ]
        listed.insert(_DELISTED_PLACE, _DELISTED)
        return listed

    def _contexts(self) -> list[dict[str, Any]]:
        listed = [_context(self._world.state(contract)) for contract in self._contracts()]
        listed.insert(_DELISTED_PLACE, _DELISTED_CONTEXT)
        return listed


def open_venue(world: World) -> Hyperliquid:
    """Hyperliquid over that world."""
    return Hyperliquid(world)


def _context(state: ContractState) -> dict[str, Any]:
    """`openInterest` in coin, `funding` for one hour; no time anywhere."""
    return {
        "funding": _text(state.funding_rate or 0.0),
        "openInterest": _text(state.open_interest_coin),
        "prevDayPx": _text(state.open_24h_usd),
        "dayNtlVlm": _text(state.volume_24h_usd),
        "premium": _text(state.mark_usd / state.index_usd - 1),
        "oraclePx": _text(state.index_usd),
        "markPx": _text(state.mark_usd),
        "midPx": _text((state.bid_usd + state.ask_usd) / 2),
        "impactPxs": [_text(state.bid_usd), _text(state.ask_usd)],
        "dayBaseVlm": _text(state.volume_24h_coin),
    }


def _text(number: float) -> str:
    """A number as Hyperliquid writes it: always with a decimal point, never with an exponent."""
    whole, _, decimals = f"{number:.10f}".partition(".")
    return f"{whole}.{decimals.rstrip('0') or '0'}"
