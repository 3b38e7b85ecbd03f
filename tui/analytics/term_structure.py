"""Volatility across expiries: constant maturity, forward volatility, and whether the curve is in backwardation."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import pstdev
from typing import Literal

Interpolation = Literal["total_variance", "linear_vol"]
Backwardation = Literal["none", "short", "full"]

TENORS_DAYS = (7, 30, 90, 180)
SHORTEST_HOURS = 12.0
"""An expiry nearer than this says more about its last trades than about volatility."""
THRESHOLD_VOL = 0.5
"""The 7-day volatility must stand this far above the 30-day one, or twice the spread's noise."""
CLEAR_AFTER_MS = 600_000
"""Backwardation ends when the slope has been below half the threshold for this long."""


@dataclass(frozen=True)
class Node:
    """A value at an expiry."""

    days: float
    vol: float

    @property
    def variance(self) -> float:
        """Total variance in points² x days."""
        return self.vol**2 * self.days


def forward_vol(near: Node, far: Node) -> float | None:
    """Volatility between two expiries: sqrt((w2 - w1) / (T2 - T1)); None where the total variance falls, which is a
    fault of the quotes (calendar arbitrage)."""
    per_day = (far.variance - near.variance) / (far.days - near.days)
    return math.sqrt(per_day) if per_day >= 0 else None


def constant_maturity(nodes: Sequence[Node], days: float, interpolation: Interpolation) -> float | None:
    """At-the-money volatility at a maturity: total variance (or volatility) linear in time between the expiries at or
    before and after it. None outside the listed range, and between two expiries whose total variance falls."""
    for near, far in pairwise(nodes):
        if near.days <= days <= far.days:
            weight = (days - near.days) / (far.days - near.days)
            if forward_vol(near, far) is None:
                return None
            if interpolation == "linear_vol":
                return near.vol + (far.vol - near.vol) * weight
            return math.sqrt((near.variance + (far.variance - near.variance) * weight) / days)
    return next((node.vol for node in nodes if node.days == days), None)


def linear(nodes: Sequence[Node], days: float) -> float | None:
    """A value linear in time between two expiries (risk reversals); None outside the listed range."""
    for near, far in pairwise(nodes):
        if near.days <= days <= far.days:
            return near.vol + (far.vol - near.vol) * (days - near.days) / (far.days - near.days)
    return next((node.vol for node in nodes if node.days == days), None)


def slope_threshold_vol(noise_vol: float | None) -> float:
    """max(0.5 v, 2 x noise)."""
    return max(THRESHOLD_VOL, 2 * (noise_vol or 0.0))


def slope_noise_vol(slopes_vol: Sequence[float]) -> float | None:
    """The noise of the slope: the standard deviation of its values over the last hour; None below three."""
    return pstdev(slopes_vol) if len(slopes_vol) >= 3 else None


@dataclass(frozen=True)
class Verdict:
    """Whether the curve is in backwardation, and since when it has been on the way out."""

    state: Backwardation
    fading_since_ms: int | None = None


def backwardation(
    iv7: float,
    iv30: float,
    iv90: float | None,
    *,
    now_ms: int,
    threshold_vol: float = THRESHOLD_VOL,
    before: Verdict | None = None,
) -> Verdict:
    """ "short" when the 7-day volatility stands more than the threshold above the 30-day one, "full" when the 30-day
    one stands as far above the 90-day one (once it does, half as far). It ends after ten minutes without a slope above
    half the threshold."""
    slope = iv7 - iv30
    least = threshold_vol / 2 if before is not None and before.state == "full" else threshold_vol
    inverted: Backwardation = "full" if iv90 is not None and iv30 - iv90 > least else "short"
    if slope > threshold_vol:
        return Verdict(inverted)
    if before is None or before.state == "none":
        return Verdict("none")
    if slope > threshold_vol / 2:
        return Verdict(inverted)
    since_ms = before.fading_since_ms if before.fading_since_ms is not None else now_ms
    if now_ms - since_ms >= CLEAR_AFTER_MS:
        return Verdict("none")
    return Verdict(inverted if slope > 0 else "short", since_ms)
