"""Bitget on paper: the public REST endpoints of its futures. It has no socket that Floorline would use."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tui.paper.contract import Contract, ContractState
from tui.paper.venue import Request, Response, Session
from tui.paper.world import World

_HOST = "api.bitget.com"
_MARKET = "/api/v2/mix/market/"
_QUOTES = {"USDT-FUTURES": "USDT", "USDC-FUTURES": "USDC", "COIN-FUTURES": "USD"}
_PRACTICE = ("SUSDT-FUTURES", "SUSDC-FUTURES", "SCOIN-FUTURES")
_LISTED_MS = "1619580000000"
_Row = dict[str, Any]


class RefusedError(Exception):
    """A request that Bitget answers with a code other than "00000"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Bitget:
    """See tui.paper.venue.PaperVenue."""

    name = "bitget"
    hosts = frozenset({_HOST})

    def __init__(self, world: World) -> None:
        self._world = world
        self._answers: Mapping[str, Callable[[Mapping[str, str]], Any]] = {
            "/api/v2/public/time": lambda _: {"serverTime": str(world.now_ms())},
            f"{_MARKET}contracts": lambda query: [_contract(one) for one in self._listed(query)],
            f"{_MARKET}tickers": lambda query: [_ticker(world.state(one)) for one in self._listed(query)],
            f"{_MARKET}ticker": lambda query: [_ticker(world.state(self._one(query)))],
            f"{_MARKET}current-fund-rate": self._funding,
            f"{_MARKET}open-interest": self._open_interest,
        }

    async def rest(self, request: Request) -> Response:
        answer = self._answers.get(request.path)
        if answer is None or request.host != _HOST or request.method != "GET":
            return Response(body=self._envelope("40404", "Request URL NOT FOUND", None), status=404)
        try:
            return Response(body=self._envelope("00000", "success", answer(request.query)))
        except RefusedError as refused:
            return Response(body=self._envelope(refused.code, str(refused), None), status=400)

    def open(self, host: str, path: str, query: Mapping[str, str]) -> Session | None:  # noqa: ARG002 - the protocol's
        return None

    def _funding(self, query: Mapping[str, str]) -> list[_Row]:
        """Of one contract, or of all perpetuals of a product type."""
        listed = [self._one(query)] if query.get("symbol") else self._listed(query)
        return [_funding(self._world.state(one)) for one in listed if one.kind == "perpetual"]

    def _open_interest(self, query: Mapping[str, str]) -> _Row:
        state = self._world.state(self._one(query))
        size = {"symbol": state.contract.id, "size": _text(state.open_interest_coin)}
        return {"openInterestList": [size], "ts": str(state.at_ms)}

    def _listed(self, query: Mapping[str, str]) -> Sequence[Contract]:
        product = query.get("productType", "").upper()
        if product in _PRACTICE:
            return []
        if product not in _QUOTES:
            raise RefusedError("400172", "Parameter verification failed productType")
        listed = [*self._world.contracts("bitget", "perpetual"), *self._world.contracts("bitget", "future")]
        return [contract for contract in listed if contract.quote == _QUOTES[product]]

    def _one(self, query: Mapping[str, str]) -> Contract:
        found = next((one for one in self._listed(query) if one.id == query.get("symbol")), None)
        if found is None:
            raise RefusedError("40034", "Parameter does not exist")
        return found

    def _envelope(self, code: str, message: str, data: Any) -> _Row:
        return {"code": code, "msg": message, "requestTime": self._world.now_ms(), "data": data}


def open_venue(world: World) -> Bitget:
    """Bitget over that world."""
    return Bitget(world)


def _text(number: float) -> str:
    """A number as Bitget writes it: no exponent, no trailing zeros."""
    return f"{number:.10f}".rstrip("0").rstrip(".") or "0"


def _contract(contract: Contract) -> _Row:
    """One row of `contracts`. Every product type is sized in base coin."""
    perpetual = contract.kind == "perpetual"
    return {
        "symbol": contract.id,
        "baseCoin": contract.asset,
        "quoteCoin": contract.quote,
        "buyLimitPriceRatio": "0.05",
        "sellLimitPriceRatio": "0.05",
        "feeRateUpRatio": "0.005",
        "makerFeeRate": "0.0002",
        "takerFeeRate": "0.0006",
        "openCostUpRatio": "0.01",
        "supportMarginCoins": ["BTC", "ETH", "USDC", "XRP"] if contract.inverse else [contract.quote],
        "minTradeNum": "0.001",
        "priceEndStep": "1",
        "volumePlace": "3",
        "pricePlace": "5",
        "sizeMultiplier": "0.001",
        "symbolType": "perpetual" if perpetual else "delivery",
        "minTradeUSDT": "5",
        "maxSymbolOrderNum": "200",
        "maxProductOrderNum": "1000",
        "maxPositionNum": "150",
        "symbolStatus": "normal",
        "offTime": "-1",
        "limitOpenTime": "-1",
        "deliveryTime": "" if contract.expiry_ms is None else str(contract.expiry_ms),
        "deliveryStartTime": "",
        "deliveryPeriod": "" if perpetual else "this_quarter",
        "launchTime": _LISTED_MS,
        "fundInterval": _text(contract.funding_interval_h or 0) if perpetual else "",
        "minLever": "1",
        "maxLever": "125",
        "posLimit": "0.1",
        "maintainTime": "",
    }


def _ticker(state: ContractState) -> _Row:
    """One row of `tickers`: `holdingAmount` in base coin."""
    perpetual = state.contract.kind == "perpetual"
    return {
        "symbol": state.contract.id,
        "lastPr": _text(state.last_usd),
        "askPr": _text(state.ask_usd),
        "bidPr": _text(state.bid_usd),
        "bidSz": "2.5",
        "askSz": "3.1",
        "high24h": _text(state.high_24h_usd),
        "low24h": _text(state.low_24h_usd),
        "ts": str(state.at_ms),
        "change24h": f"{state.change_24h_pct / 100:.5f}",
        "baseVolume": _text(state.volume_24h_coin),
        "quoteVolume": _text(state.volume_24h_usd),
        "usdtVolume": _text(state.volume_24h_usd),
        "openUtc": _text(state.open_24h_usd),
        "changeUtc24h": f"{state.change_24h_pct / 100:.5f}",
        "indexPrice": _text(state.index_usd),
        "fundingRate": _text(state.funding_rate or 0.0) if perpetual else "",
        "holdingAmount": _text(state.open_interest_coin),
        "deliveryStartTime": None,
        "deliveryTime": None if perpetual else str(state.contract.expiry_ms),
        "deliveryStatus": "" if perpetual else "delivery_normal",
        "open24h": _text(state.open_24h_usd),
        "markPrice": _text(state.mark_usd),
    }


def _funding(state: ContractState) -> _Row:
    """One row of `current-fund-rate`."""
    return {
        "symbol": state.contract.id,
        "fundingRate": _text(state.funding_rate or 0.0),
        "fundingRateInterval": _text(state.contract.funding_interval_h or 0),
        "nextUpdate": str(state.funding_next_ms),
        "minFundingRate": "-0.003",
        "maxFundingRate": "0.003",
    }
