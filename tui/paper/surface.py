"""Implied volatility: the scenario's surface, Black-76 on it, and the volatility index that follows it."""

from dataclasses import dataclass
from math import erf, sqrt

import numpy as np

from tui.paper.noise import Floats, smooth_at, stream_key
from tui.paper.path import Timeline, course_at
from tui.paper.scenario import Scenario, Volatility

# Wings flatten: the smile is a function of the bounded reach * tanh(x / reach).
_REACH = 2.5
_FAR_END_PART = 1 / 3
_WIGGLE_POINTS = 0.35
_WIGGLE_PERIOD_S = 900.0
_LEAST_VOL = 5.0
_INDEX_DAYS = 30.0
_INDEX_CONVEXITY_VOL = 1.2
_ROOT_OF_TWO = sqrt(2)
_VENUE_POINTS = {"deribit": 0.0, "okx": 0.15, "bybit": -0.12}


@dataclass(frozen=True, kw_only=True)
class Black76:
    """Prices and sensitivities of options on a forward, without rates; volatility in points."""

    price_coin: Floats
    delta: Floats
    gamma: Floats
    vega_usd: Floats
    theta_usd: Floats


class Surface:
    """An asset's volatility at every moment."""

    def __init__(self, asset: str, volatility: Volatility, scenario: Scenario, seed: int, timeline: Timeline) -> None:
        self._volatility = volatility
        self._scenario = scenario
        self._timeline = timeline
        self._key = stream_key(seed, f"volatility {asset}")

    def atm_vol(self, days: float, at_ms: float) -> float:
        """At-the-money volatility of that many days to expiry."""
        moved = self._moved(at_ms)
        front = self._volatility.front_vol + moved
        long = self._volatility.long_vol + moved * _FAR_END_PART
        return max(_LEAST_VOL, long + (front - long) * float(np.exp(-days / self._volatility.decay_days)))

    def smile(self, venue: str, forward_usd: float, strikes_usd: Floats, days: float, at_ms: float) -> Floats:
        """Mark volatility of each strike of one expiry at one venue."""
        atm = self.atm_vol(days, at_ms) + _VENUE_POINTS[venue]
        width = atm / 100 * np.sqrt(days / 365)
        x = _REACH * np.tanh(np.log(strikes_usd / forward_usd) / width / _REACH)
        shape = 1 + self._volatility.tilt * x + self._volatility.bend * x * x
        return np.asarray(np.maximum(_LEAST_VOL, atm * shape), dtype=np.float64)

    def index_vol(self, at_ms: float) -> float:
        """The volatility index: 30 days at the money, and what the smile adds."""
        return self.atm_vol(_INDEX_DAYS, at_ms) + _INDEX_CONVEXITY_VOL

    def _moved(self, at_ms: float) -> float:
        since_s = self._timeline.scenario_s(at_ms)
        if since_s <= 0:
            return course_at(self._scenario.vol_points, 0.0)
        wiggle = smooth_at(self._key, since_s, _WIGGLE_PERIOD_S) - smooth_at(self._key, 0.0, _WIGGLE_PERIOD_S)
        return course_at(self._scenario.vol_points, since_s / 3600) + _WIGGLE_POINTS * wiggle


def black76(forward_usd: float, strikes_usd: Floats, days: float, vol: Floats, is_call: bool) -> Black76:
    """Black's formula for options on a forward, rates 0: delta is the forward's, unadjusted for premium."""
    years = days / 365
    deviation = vol / 100 * np.sqrt(years)
    d1 = np.log(forward_usd / strikes_usd) / deviation + deviation / 2
    d2 = d1 - deviation
    sign = 1.0 if is_call else -1.0
    density = np.exp(-d1 * d1 / 2) / np.sqrt(2 * np.pi)
    price_usd = sign * (forward_usd * _normal(sign * d1) - strikes_usd * _normal(sign * d2))
    vega_usd = forward_usd * density * np.sqrt(years) / 100
    return Black76(
        price_coin=np.maximum(price_usd, 0.0) / forward_usd,
        delta=sign * _normal(sign * d1),
        gamma=density / (forward_usd * deviation),
        vega_usd=vega_usd,
        theta_usd=-forward_usd * density * vol / 100 / (2 * np.sqrt(years)) / 365,
    )


def _normal(x: Floats) -> Floats:
    """The standard normal distribution function."""
    return np.array([0.5 * (1 + erf(value / _ROOT_OF_TWO)) for value in x.tolist()])
