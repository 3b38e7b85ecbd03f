"""Forced orders: the day behind the start, and the stream that goes on by seed."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import exp

import numpy as np

from tui.domain.clock import HOUR_MS
from tui.paper.contract import Contract, ForcedOrder
from tui.paper.forced_batch import Draft, Pool, make_orders, make_pool, sizes_usd
from tui.paper.noise import Floats, smooth_at, stream_key
from tui.paper.path import PricePath, Timeline, course_at
from tui.paper.scenario import Scenario

# The stream is made slot by slot, each by its own seed.
_SLOT_S = 2
# Slots and orders kept; what is asked for beyond is made again.
_KEPT = 150_000
# Numbers of one slot's orders; more than any scenario makes.
_NUMBERS_A_SLOT = 100_000
# The rate swells and ebbs, by at most this in its logarithm; the mean of its exponential is taken out.
_UNREST = 1.2
_UNREST_MEAN = 1.2
_UNREST_PERIOD_S = 90.0
_BURST_SHARE = 1 / 3
_BURST_H = 0.75
# One of so many of the day behind is a short; their dollars follow the scenario's share.
_SHORT_OF = 4
_MAJORS = ("BTC", "ETH")
_LEAST_BACKLOG = 4

Paths = Callable[[str], PricePath]
Pools = Callable[[int], Pool]
"""What the live stream falls on at a moment."""


class ForcedOrders:
    """Every liquidation of the world, in order of time."""

    def __init__(self, scenario: Scenario, seed: int, timeline: Timeline, paths: Paths, live_pool: Pools) -> None:
        self._scenario = scenario
        self._seed = seed
        self._timeline = timeline
        self._paths = paths
        self._live_pool = live_pool
        self._slots: OrderedDict[int, list[ForcedOrder]] = OrderedDict()
        self._kept = 0
        self._backlog: list[ForcedOrder] = []

    def take_backlog(self, contracts: Sequence[Contract]) -> None:
        """Makes the day behind the start, on the perpetuals among `contracts` of the scenario's backlog venues."""
        perpetuals = [contract for contract in contracts if contract.kind == "perpetual"]
        by_time = sorted(self._day_behind(perpetuals), key=_at_ms)
        self._backlog = [replace(order, id=number) for number, order in enumerate(by_time, start=1)]

    def between(self, after_ms: int, until_ms: int) -> Iterator[ForcedOrder]:
        """Orders with after < at_ms <= until, oldest first."""
        yield from _inside(self._backlog, after_ms, until_ms)
        first_s = max(0.0, self._timeline.scenario_s(after_ms))
        last_s = self._timeline.scenario_s(until_ms)
        if last_s >= 0:
            for slot in range(int(first_s // _SLOT_S), int(last_s // _SLOT_S) + 1):
                yield from _inside(self._slot(slot), after_ms, until_ms)

    def backwards(self, after_ms: int, until_ms: int) -> Iterator[ForcedOrder]:
        """The same orders, newest first: who wants a few of a long time makes no more of it than those."""
        first_s = max(0.0, self._timeline.scenario_s(after_ms))
        last_s = self._timeline.scenario_s(until_ms)
        if last_s >= 0:
            for slot in range(int(last_s // _SLOT_S), int(first_s // _SLOT_S) - 1, -1):
                yield from reversed(_inside(self._slot(slot), after_ms, until_ms))
        yield from reversed(_inside(self._backlog, after_ms, until_ms))

    def _slot(self, slot: int) -> list[ForcedOrder]:
        known = self._slots.get(slot)
        if known is None:
            known = self._slots[slot] = self._make_slot(slot)
            self._kept += len(known) + 1
            while self._kept > _KEPT and len(self._slots) > 1:
                self._kept -= len(self._slots.popitem(last=False)[1]) + 1
        return known

    def _make_slot(self, slot: int) -> list[ForcedOrder]:
        plan = self._scenario.liquidations
        key = stream_key(self._seed, "forced")
        rng = np.random.default_rng([key, slot])
        from_s = slot * _SLOT_S
        unrest = exp(_UNREST * smooth_at(key, from_s, _UNREST_PERIOD_S)) / _UNREST_MEAN
        count = min(int(rng.poisson(course_at(plan.per_s, from_s / 3600) * _SLOT_S * unrest)), _NUMBERS_A_SLOT)
        if count == 0:
            return []
        since_s = np.sort(rng.uniform(from_s, from_s + _SLOT_S, count))
        at_ms = np.ceil(self._timeline.start_ms + since_s * 1000 / self._timeline.speed)
        pool = self._live_pool(int(at_ms[0]))
        draft = Draft(
            at_ms=at_ms,
            chosen=rng.choice(len(pool.contracts), size=count, p=pool.chances),
            usd=sizes_usd(rng, count, plan.mean_usd, plan.tail, plan.largest_usd),
            hurt_long=rng.random(count) < course_at(plan.live_long_share, from_s / 3600),
        )
        return make_orders(rng, (slot + 1) * _NUMBERS_A_SLOT, pool, draft, self._within_slot)

    def _within_slot(self, asset: str, at_ms: Floats) -> Floats:
        """Prices of a slot, straight between its ends: it is too short for more."""
        path, first, last = self._paths(asset), float(at_ms[0]), float(at_ms[-1]) + 1
        return np.interp(at_ms, (first, last), (path.usd(first), path.usd(last)))

    def _day_behind(self, perpetuals: Sequence[Contract]) -> Iterator[ForcedOrder]:
        plan = self._scenario.liquidations
        total = sum(asset.liquidated_24h_usd for asset in self._scenario.assets.values())
        for asset, situation in self._scenario.assets.items():
            listed = plan.backlog_venues if asset in _MAJORS else plan.altcoin_backlog_venues
            members = {
                venue: [contract for contract in perpetuals if (contract.venue, contract.asset) == (venue, asset)]
                for venue in listed
            }
            shares = {venue: share for venue, share in listed.items() if members[venue]}
            for venue, share in shares.items():
                usd = situation.liquidated_24h_usd * share / sum(shares.values())
                if usd > 0:
                    count = max(_LEAST_BACKLOG, round(plan.backlog_count * usd / total))
                    yield from self._market_behind(members[venue], usd, count)

    def _market_behind(self, contracts: Sequence[Contract], total_usd: float, count: int) -> list[ForcedOrder]:
        """One asset's day behind at one venue: longs and shorts sum to exactly their shares."""
        plan = self._scenario.liquidations
        rng = np.random.default_rng(stream_key(self._seed, f"backlog {contracts[0].venue} {contracts[0].asset}"))
        pool = make_pool(contracts, [contract.open_interest_weight for contract in contracts])
        chosen = rng.choice(len(contracts), size=count, p=pool.chances)
        usd = sizes_usd(rng, count, total_usd / count, plan.tail, plan.largest_usd)
        hurt_long = np.arange(count) % _SHORT_OF != _SHORT_OF - 1
        for hurt, share in ((hurt_long, plan.long_share), (~hurt_long, 1 - plan.long_share)):
            usd[hurt] *= total_usd * share / usd[hurt].sum()
        in_burst = rng.random(count) < _BURST_SHARE
        burst_h = plan.burst_hours_ago + rng.uniform(-_BURST_H, _BURST_H, count)
        hours_ago = np.where(in_burst, burst_h, rng.uniform(0.01, 23.95, count))
        at_ms = np.floor(self._timeline.start_ms - np.clip(hours_ago, 0.01, 23.95) * HOUR_MS)
        draft = Draft(at_ms=at_ms, chosen=chosen, usd=usd, hurt_long=hurt_long)
        return make_orders(rng, 0, pool, draft, lambda asset, moments: self._paths(asset).usd_at(moments))


def _inside(orders: Sequence[ForcedOrder], after_ms: int, until_ms: int) -> Sequence[ForcedOrder]:
    return orders[bisect_right(orders, after_ms, key=_at_ms) : bisect_right(orders, until_ms, key=_at_ms)]


def _at_ms(order: ForcedOrder) -> int:
    return order.at_ms
