"""An asset's price at every moment: the past behind the start, and the seeded walk that goes on from it."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tui.domain.clock import HOUR_MS
from tui.paper.noise import Floats, stream_key, walk
from tui.paper.past import STEP_MS, Past, make_past
from tui.paper.scenario import Course, Scenario

_SECOND_MS = 1000
_YEAR_S = 365 * 86_400
_CHUNKS_KEPT = 600
# A jump falls within seconds and gives back a part within minutes.
_JUMP_FALL_S = 12.0
_JUMP_RECOVERY_S = 240.0
_JUMP_GIVEN_BACK = 0.35


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """How the clock's time maps to the scenario's: timestamps are the clock's, the scenario may unfold faster."""

    start_ms: int
    speed: float

    def scenario_s(self, at_ms: float) -> float:
        """Seconds of scenario time since the start."""
        return (at_ms - self.start_ms) / 1000 * self.speed

    def scenario_h(self, at_ms: float) -> float:
        return self.scenario_s(at_ms) / 3600


def course_at(course: Course, hours: float) -> float:
    """A scenario's course at that hour."""
    before = course[0]
    for point in course:
        if point[0] > hours:
            if point is before:
                break
            part = (hours - before[0]) / (point[0] - before[0])
            return before[1] + part * (point[1] - before[1])
        before = point
    return before[1]


class PricePath:
    """One asset's price."""

    def __init__(self, asset: str, scenario: Scenario, seed: int, timeline: Timeline) -> None:
        situation = scenario.assets[asset]
        self._timeline = timeline
        self.past: Past = make_past(asset, situation, seed, timeline.start_ms)
        self._after = _after(asset, scenario, seed)
        self._log_start = float(self.past.log_price[-1])
        # Chunks are the live continuation of the past's five minutes, at whole seconds of the clock.
        self._chunks: OrderedDict[int, tuple[list[float], list[float]]] = OrderedDict()

    def usd(self, at_ms: float) -> float:
        """The price at that moment."""
        if at_ms <= self._timeline.start_ms:
            return float(np.exp(np.interp(at_ms, self.past.at_ms, self.past.log_price)))
        times, prices = self.chunk(int(at_ms - at_ms % STEP_MS))
        right = bisect_right(times, at_ms)
        if right == len(times):
            return prices[-1]
        before, after = times[right - 1], times[right]
        part = (at_ms - before) / (after - before)
        return prices[right - 1] * (1 - part) + prices[right] * part

    def usd_at(self, at_ms: Floats) -> Floats:
        """The price at many moments, exact at nodes and within a hair between them."""
        log_price = np.interp(at_ms, self.past.at_ms, self.past.log_price)
        live = at_ms > self._timeline.start_ms
        if live.any():
            log_price[live] = self._log_start + self._after(self._scenario_s(at_ms[live]))
        return np.exp(log_price)

    def chunk(self, open_ms: int) -> tuple[list[float], list[float]]:
        """Times and prices from `open_ms` (a whole five minutes) to the next, both ends included."""
        known = self._chunks.get(open_ms)
        if known is None:
            seconds = np.arange(open_ms, open_ms + STEP_MS + 1, _SECOND_MS, dtype=np.float64)
            start = float(self._timeline.start_ms)
            if open_ms < start < open_ms + STEP_MS:
                seconds = np.unique(np.append(seconds, start))
            known = (seconds.tolist(), self.usd_at(seconds).tolist())
            self._chunks[open_ms] = known
            while len(self._chunks) > _CHUNKS_KEPT:
                self._chunks.popitem(last=False)
        return known

    def _scenario_s(self, at_ms: Floats) -> Floats:
        return (at_ms - self._timeline.start_ms) / 1000 * self._timeline.speed


def _after(asset: str, scenario: Scenario, seed: int) -> Callable[[Floats], Floats]:
    """Log return since the start, by seconds of scenario time."""
    situation = scenario.assets[asset]
    market_sigma = scenario.assets["BTC"].realised_vol / 100 / np.sqrt(_YEAR_S)
    own_sigma = situation.realised_vol / 100 / np.sqrt(_YEAR_S) * (0.0 if asset == "BTC" else 0.5)
    hours = np.array([point[0] for point in scenario.price_pct])
    drift = np.log1p(np.array([point[1] for point in scenario.price_pct]) / 100)
    longest_s = scenario.swing_h * HOUR_MS / 1000
    market_key, own_key = stream_key(seed, "market"), stream_key(seed, f"own {asset}")
    falls = _jumps(scenario, seed)

    def log_return(at_s: Floats) -> Floats:
        market = np.interp(at_s / 3600, hours, drift) + falls(at_s) + walk(market_key, at_s, market_sigma, longest_s)
        return situation.beta * market + (walk(own_key, at_s, own_sigma, longest_s) if own_sigma else 0.0)

    return log_return


def _jumps(scenario: Scenario, seed: int) -> Callable[[Floats], Floats]:
    """The log return of all sudden falls up to a moment."""
    if scenario.jumps is None:
        return lambda at_s: np.zeros_like(at_s)
    rng = np.random.default_rng(stream_key(seed, "jumps"))
    starts_s = np.sort(rng.uniform(scenario.jumps.from_h, scenario.jumps.to_h, scenario.jumps.count)) * 3600
    sizes = rng.exponential(scenario.jumps.mean_pct / 100, scenario.jumps.count)

    def fallen(at_s: Floats) -> Floats:
        since = np.maximum(at_s[:, None] - starts_s[None, :], 0.0)
        fall = 1 - np.exp(-since / _JUMP_FALL_S)
        given_back = _JUMP_GIVEN_BACK * (1 - np.exp(-since / _JUMP_RECOVERY_S))
        return np.asarray(-(sizes * (fall - given_back)).sum(axis=1), dtype=np.float64)

    return fallen
