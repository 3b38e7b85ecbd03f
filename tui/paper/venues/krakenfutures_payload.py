"""Kraken Futures' rows: real numbers, linear sizes in coin and inverse ones in dollars, funding in money an hour."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tui.paper.contract import Contract, ContractState, ForcedOrder
from tui.paper.world import World

Row = dict[str, Any]

_ORDINARY_EVERY_MS = 5_000
_ORDINARY_USD = 2_000.0
_OPENED = "2022-03-22T13:18:45Z"


def iso(at_ms: int) -> str:
    """A moment as Kraken writes it."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at_ms % 1000:03d}Z"


def pair(contract: Contract) -> str:
    """XBT:USD, as tickers name it."""
    return f"{contract.id.split('_')[1].removesuffix('USD')}:USD"


def instrument(contract: Contract) -> Row:
    """One row of `instruments`."""
    row: Row = {
        "symbol": contract.id,
        "type": "futures_inverse" if contract.inverse else "flexible_futures",
        "tickSize": contract.tick_usd,
        "contractSize": 1,
        "tradeable": True,
        "impactMidSize": 1.5,
        "maxPositionSize": 16000.0,
        "openingDate": _OPENED,
        "marginLevels": [{"contracts": 0, "initialMargin": 0.02, "maintenanceMargin": 0.01}],
        "fundingRateCoefficient": 24,
        "maxRelativeFundingRate": 0.0025,
        "contractValueTradePrecision": 0 if contract.inverse else 4,
        "postOnly": False,
        "mtf": True,
        "base": contract.asset,
        "quote": "USD",
        "pair": f"{contract.asset}:USD",
        "tags": [],
    }
    if contract.inverse:
        row["underlying"] = f"rr_{contract.id.split('_')[1].lower()}"
    return row if contract.expiry_ms is None else row | {"lastTradingTime": iso(contract.expiry_ms)}


def index(contract: Contract) -> Row:
    """The instrument of its index, listed among the contracts."""
    return {"symbol": f"in_{contract.id.split('_')[1].lower()}", "type": "spot index", "tradeable": False}


def ticker(state: ContractState) -> Row:
    """One row of `tickers`. Funding: dollars on a coin for linear contracts, coin on a dollar for inverse ones."""
    contract = state.contract
    inverse = contract.inverse
    row: Row = {
        "symbol": contract.id,
        "last": state.last_usd,
        "lastTime": iso(state.at_ms),
        "lastSize": 100,
        "tag": "perpetual" if contract.kind == "perpetual" else "quarter",
        "pair": pair(contract),
        "markPrice": state.mark_usd,
        "bid": state.bid_usd,
        "bidSize": 4609,
        "ask": state.ask_usd,
        "askSize": 4609,
        "vol24h": round(state.volume_24h_usd if inverse else state.volume_24h_coin, 4),
        "volumeQuote": round(state.volume_24h_usd, 4),
        "openInterest": round(state.open_interest_usd if inverse else state.open_interest_coin, 4),
        "open24h": state.open_24h_usd,
        "high24h": state.high_24h_usd,
        "low24h": state.low_24h_usd,
        "suspended": False,
        "indexPrice": round(state.index_usd, 6),
        "postOnly": False,
        "change24h": round(state.change_24h_pct, 2),
    }
    if state.funding_rate is None:
        return row
    absolute = state.funding_rate / state.mark_usd if inverse else state.funding_rate * state.mark_usd
    return row | {"fundingRate": absolute, "fundingRatePrediction": absolute}


def trades(world: World, contract: Contract, after_ms: int, until_ms: int) -> list[Row]:
    """The contract's trades with after < time <= until, oldest first: forced ones among ordinary ones."""
    found = [
        _forced(order)
        for order in world.forced_orders("krakenfutures", after_ms, until_ms)
        if order.contract == contract
    ]
    found += _ordinary(world, contract, after_ms, until_ms)
    return sorted(found, key=lambda row: row["time"])


def asked_trade(row: Row) -> Row:
    """A trade as `history` writes it."""
    return {
        "time": iso(row["time"]),
        "trade_id": row["seq"],
        "price": row["price"],
        "size": row["qty"],
        "side": row["side"],
        "type": row["type"],
        "uid": row["uid"],
    }


def _forced(order: ForcedOrder) -> Row:
    side = "sell" if order.hurt_long else "buy"
    return _trade(order.contract, order.id, order.at_ms, side, "liquidation", order.contracts, order.fill_usd)


def _ordinary(world: World, contract: Contract, after_ms: int, until_ms: int) -> Sequence[Row]:
    """One trade at every whole five seconds."""
    first = after_ms + 1 + -(after_ms + 1) % _ORDINARY_EVERY_MS
    rows = []
    for at_ms in range(first, until_ms + 1, _ORDINARY_EVERY_MS):
        price_usd = round(world.price_usd(contract.asset, at_ms) * contract.price_factor, 2)
        number = at_ms // _ORDINARY_EVERY_MS
        size = contract.contracts(_ORDINARY_USD, price_usd)
        rows.append(_trade(contract, number, at_ms, "buy" if number % 2 else "sell", "fill", size, price_usd))
    return rows


def _trade(contract: Contract, number: int, at_ms: int, side: str, kind: str, size: float, price_usd: float) -> Row:
    return {
        "feed": "trade",
        "product_id": contract.id,
        "uid": f"{number:08x}-0000-4000-8000-{at_ms:012x}",
        "side": side,
        "type": kind,
        "seq": number,
        "time": at_ms,
        "qty": size,
        "price": price_usd,
    }
