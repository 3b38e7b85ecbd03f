"""Open interest and funding of every contract: shares of the scenario's totals, and how they move."""

from collections.abc import Callable, Sequence

import numpy as np

from tui.domain.clock import DAY_MS, HOUR_MS
from tui.paper.contract import Contract
from tui.paper.noise import smooth_at, stream_key, uniform_at
from tui.paper.path import Timeline, course_at
from tui.paper.scenario import Scenario

HOURS_A_YEAR = 8760
CONTINUOUS_INTERVAL_H = 8.0
"""Deribit states its continuous rate for eight hours."""

_MONTH_DAYS = 30
_OI_WIGGLE = 0.006
_WIGGLE_PERIOD_S = 3 * 3600.0
_FUNDING_WIGGLE_POINTS = 0.15
_FUNDING_SPREAD_POINTS = 0.25

Price = Callable[[str, float], float]
Mark = Callable[[Contract, float], float]


class Positions:
    """How much is open, and what it pays."""

    def __init__(self, scenario: Scenario, seed: int, timeline: Timeline, price_usd: Price, mark_usd: Mark) -> None:
        self._scenario = scenario
        self._timeline = timeline
        self._mark_usd = mark_usd
        self._seed = seed
        self._coin_at_start: dict[Contract, float] = {}
        """What is open in coin at the start; a later list adds to it."""
        self._factor_day_ago = {
            asset: situation.oi_24h_ago_usd
            / situation.oi_usd
            * price_usd(asset, timeline.start_ms)
            / price_usd(asset, timeline.start_ms - DAY_MS)
            for asset, situation in scenario.assets.items()
        }

    def share_out(self, contracts: Sequence[Contract]) -> None:
        """Shares each asset's open interest out among its contracts, all of those that trade at one moment."""
        totals: dict[str, float] = {}
        for contract in contracts:
            totals[contract.asset] = totals.get(contract.asset, 0.0) + contract.open_interest_weight
        for contract in contracts:
            if contract.open_interest_weight and contract not in self._coin_at_start:
                usd = self._scenario.assets[contract.asset].oi_usd
                usd *= contract.open_interest_weight / totals[contract.asset]
                self._coin_at_start[contract] = usd / self._mark_usd(contract, self._timeline.start_ms)

    def coin(self, contract: Contract, at_ms: float) -> float:
        """One-sided open interest in coin; 0 for what has none."""
        start = self._coin_at_start.get(contract)
        if start is None:
            return 0.0
        return start * self._factor(contract.asset, at_ms) * (1 + self._wiggle(contract, at_ms))

    def funding_apr_pct(self, contract: Contract, at_ms: float) -> float:
        """What a perpetual's longs pay a year, simple."""
        hours = self._timeline.scenario_h(at_ms)
        own = stream_key(self._seed, f"funding {contract.venue} {contract.id}")
        spread = _FUNDING_SPREAD_POINTS * uniform_at(own, 0)
        wiggle = _FUNDING_WIGGLE_POINTS * smooth_at(own + 1, self._timeline.scenario_s(at_ms), 3600.0)
        return (
            self._scenario.assets[contract.asset].funding_apr_pct
            + self._scenario.venue_funding_points.get(contract.venue, 0.0)
            + course_at(self._scenario.funding_apr_points, hours)
            + spread
            + wiggle
        )

    def funding_rate(self, contract: Contract, at_ms: float) -> float:
        """The same as a fraction for one interval."""
        interval_h = contract.funding_interval_h or CONTINUOUS_INTERVAL_H
        return self.funding_apr_pct(contract, at_ms) / 100 * interval_h / HOURS_A_YEAR

    def _factor(self, asset: str, at_ms: float) -> float:
        """Open interest of the asset in coin against the start."""
        days_ago = (self._timeline.start_ms - at_ms) / DAY_MS
        if days_ago <= 0:
            return course_at(self._scenario.oi_factor, self._timeline.scenario_h(at_ms))
        points = (1.0, self._factor_day_ago[asset], self._scenario.assets[asset].oi_month_ago_factor)
        return float(np.interp(days_ago, (0.0, 1.0, _MONTH_DAYS), points))

    def _wiggle(self, contract: Contract, at_ms: float) -> float:
        """Unrest that is still at the start and whole days before it, where the scenario states totals."""
        since_s = self._timeline.scenario_s(at_ms)
        days = (at_ms - self._timeline.start_ms) / DAY_MS
        weight = np.sin(np.pi * days) ** 2 if days < 0 else 1 - np.exp(-since_s / 3600)
        key = stream_key(self._seed, f"open interest {contract.venue} {contract.id}")
        return float(_OI_WIGGLE * weight * smooth_at(key, since_s, _WIGGLE_PERIOD_S))


def next_funding_ms(contract: Contract, at_ms: int) -> int | None:
    """When the perpetual pays next: whole intervals of the UTC day; None where it pays continuously."""
    if contract.funding_interval_h is None:
        return None
    interval_ms = int(contract.funding_interval_h * HOUR_MS)
    return at_ms - at_ms % interval_ms + interval_ms
