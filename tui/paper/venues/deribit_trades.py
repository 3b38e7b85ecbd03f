"""Deribit's public trades on paper: the world's forced orders among ordinary ones."""

from collections.abc import Iterable, Sequence

from tui.paper.contract import Contract, ForcedOrder
from tui.paper.listings import MAJORS
from tui.paper.venues.deribit_payload import Row
from tui.paper.world import World

_ORDINARY_EVERY_MS = 20_000
_ORDINARY_COIN = 0.05
# One forced order in so many is met by a resting order of the one who is liquidated.
_FORCED_MAKER_EVERY = 4


def trades(world: World, contracts: Iterable[Contract], after_ms: int, until_ms: int) -> list[Row]:
    """Trades of those contracts with after < timestamp <= until, oldest first."""
    listed = {contract.id: contract for contract in contracts}
    found = [
        _forced(order) for order in world.forced_orders("deribit", after_ms, until_ms) if order.contract.id in listed
    ]
    for contract in listed.values():
        if contract.kind == "perpetual" and contract.asset in MAJORS:
            found += _ordinary(world, contract, after_ms, until_ms)
    return sorted(found, key=lambda row: row["timestamp"])


def _forced(order: ForcedOrder) -> Row:
    """A forced taker sells what he was long; a forced maker's long is sold to a taker who buys."""
    contract = order.contract
    is_maker = order.id % _FORCED_MAKER_EVERY == 0
    sells = order.hurt_long != is_maker
    row = _trade(contract, order.id, order.at_ms, order.fill_usd, "sell" if sells else "buy")
    amount = order.usd if contract.inverse else order.coin
    return row | {"amount": amount, "contracts": order.contracts, "liquidation": "M" if is_maker else "T"}


def _ordinary(world: World, contract: Contract, after_ms: int, until_ms: int) -> Sequence[Row]:
    """One trade at every whole twenty seconds, so that a quiet market still shows that it is there."""
    first = after_ms + 1 + -(after_ms + 1) % _ORDINARY_EVERY_MS
    rows = []
    for at_ms in range(first, until_ms + 1, _ORDINARY_EVERY_MS):
        price_usd = round(world.price_usd(contract.asset, at_ms) * contract.price_factor, 2)
        contracts = max(1.0, round(contract.contracts(_ORDINARY_COIN * price_usd, price_usd), 8))
        number = at_ms // _ORDINARY_EVERY_MS
        row = _trade(contract, number, at_ms, price_usd, "buy" if number % 2 else "sell")
        rows.append(row | {"amount": contracts * contract.contract_size, "contracts": contracts})
    return rows


def _trade(contract: Contract, number: int, at_ms: int, price_usd: float, direction: str) -> Row:
    # Ids of the coin that came first are bare; every other currency's carry its name.
    prefix = "" if contract.settle == "BTC" else f"{contract.settle}-"
    return {
        "trade_seq": number,
        "trade_id": f"{prefix}{number}",
        "timestamp": at_ms,
        "tick_direction": number % 4,
        "price": price_usd,
        "mark_price": round(price_usd, 2),
        "index_price": round(price_usd, 2),
        "instrument_name": contract.id,
        "direction": direction,
    }
