"""Many forced orders at once: drawn sizes become whole-lot orders at the market of their moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui.paper.contract import Contract, ForcedOrder
from tui.paper.noise import Floats

_SLIP_MEAN = 0.0004
_MARGIN_MEAN = 0.006
# Products of lots and ticks are rid of their binary dust; no lot or tick is finer.
_DECIMALS = 8

Prices = Callable[[str, Floats], Floats]
"""(asset, moments) to dollars."""


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Contracts that forced orders fall on, with their chances, and their sizes as columns."""

    contracts: tuple[Contract, ...]
    chances: Floats
    contract_size: Floats
    lot: Floats
    tick_usd: Floats
    price_factor: Floats
    inverse: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Orders before they have prices, oldest first."""

    at_ms: Floats
    chosen: NDArray[np.int64]
    """Places in the pool."""
    usd: Floats
    hurt_long: NDArray[np.bool_]


def make_pool(contracts: Sequence[Contract], weights: Sequence[float]) -> Pool:
    """A pool whose chances are in proportion to the weights."""
    chances = np.array(weights, dtype=np.float64)
    return Pool(
        contracts=tuple(contracts),
        chances=chances / chances.sum(),
        contract_size=np.array([contract.contract_size for contract in contracts]),
        lot=np.array([contract.lot for contract in contracts]),
        tick_usd=np.array([contract.tick_usd for contract in contracts]),
        price_factor=np.array([contract.price_factor for contract in contracts]),
        inverse=np.array([contract.inverse for contract in contracts]),
    )


def sizes_usd(rng: np.random.Generator, count: int, mean_usd: float, tail: float, largest_usd: float) -> Floats:
    """Dollars with a Pareto tail and about that mean."""
    return np.asarray(np.minimum(rng.pareto(tail, count) * mean_usd * (tail - 1), largest_usd) + mean_usd * 0.01)


def make_orders(rng: np.random.Generator, first_id: int, pool: Pool, draft: Draft, prices: Prices) -> list[ForcedOrder]:
    """Orders of about the drafted dollars: filled a little beyond the market, bankrupt a margin further."""
    chosen = draft.chosen
    market = _market(pool, draft, prices)
    sign = np.where(draft.hurt_long, -1.0, 1.0)
    tick = pool.tick_usd[chosen]
    fill = _whole(market * (1 + sign * rng.exponential(_SLIP_MEAN, chosen.size)), tick)
    bankruptcy = _whole(fill * (1 + sign * _MARGIN_MEAN * rng.uniform(0.4, 1.6, chosen.size)), tick)
    size, lot, inverse = pool.contract_size[chosen], pool.lot[chosen], pool.inverse[chosen]
    contracts = np.maximum(_whole(np.where(inverse, draft.usd, draft.usd / fill) / size, lot), lot)
    coin = np.where(inverse, contracts * size / fill, contracts * size)
    usd = np.where(inverse, contracts * size, contracts * size * fill)
    columns = (draft.at_ms.astype(np.int64), chosen, draft.hurt_long, contracts, coin, usd, fill, bankruptcy)
    return [
        ForcedOrder(
            id=first_id + place,
            at_ms=row[0],
            contract=pool.contracts[row[1]],
            hurt_long=row[2],
            contracts=row[3],
            coin=row[4],
            usd=row[5],
            fill_usd=row[6],
            bankruptcy_usd=row[7],
        )
        for place, row in enumerate(zip(*(column.tolist() for column in columns), strict=True))
    ]


def _market(pool: Pool, draft: Draft, prices: Prices) -> Floats:
    """Each order's market price in its contract's own quote."""
    assets = np.array([contract.asset for contract in pool.contracts])[draft.chosen]
    market = np.empty(draft.chosen.size)
    for asset in np.unique(assets):
        here = assets == asset
        market[here] = prices(str(asset), draft.at_ms[here])
    return market * pool.price_factor[draft.chosen]


def _whole(values: Floats, step: Floats) -> Floats:
    return np.round(np.round(values / step) * step, _DECIMALS)
