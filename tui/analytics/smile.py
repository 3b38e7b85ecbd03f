"""One expiry's smile: at-the-money volatility, 25-delta risk reversal and butterfly, and what is drawn."""

from dataclasses import dataclass

import numpy as np

from tui.analytics.black76 import Bools, Floats, forward_delta
from tui.analytics.chain import ExpiryChain

WING_DELTA, FAR_WING_DELTA = 0.25, 0.10
FARTHEST_DELTA = 0.01
"""The drawn smile ends where an out-of-the-money option's delta is smaller."""


@dataclass(frozen=True)
class Smile:
    """In volatility points; None where the quotes do not reach on both sides of the point asked for."""

    atm_vol: float | None = None
    call25_vol: float | None = None
    put25_vol: float | None = None
    call25_usd: float | None = None
    put25_usd: float | None = None
    """Strikes, between the listed ones, at which the call's and the put's forward delta is 25 %."""
    call10_vol: float | None = None
    put10_vol: float | None = None
    points: tuple[tuple[float, float], ...] = ()
    """(strike, volatility of the out-of-the-money side), ascending."""

    @property
    def rr25_vol(self) -> float | None:
        """Call minus put: negative when puts are rich."""
        return None if self.call25_vol is None or self.put25_vol is None else self.call25_vol - self.put25_vol

    @property
    def bf25_vol(self) -> float | None:
        """The wings' mean above at-the-money."""
        if self.atm_vol is None or self.call25_vol is None or self.put25_vol is None:
            return None
        return (self.call25_vol + self.put25_vol) / 2 - self.atm_vol


def read_smile(chain: ExpiryChain) -> Smile:
    """The smile around the expiry's forward, by mark volatilities and Black-76 forward deltas."""
    forward = chain.forward_usd
    usable = ~np.isnan(chain.vol)
    if forward is None or not usable.any():
        return Smile()
    strike, vol, is_call = chain.strike_usd[usable], chain.vol[usable], chain.is_call[usable]
    delta = forward_delta(np.full(strike.size, forward), strike, np.full(strike.size, chain.years), vol, is_call)
    (call25_vol, call25_usd), (call10_vol, _) = _at_deltas(delta, vol, strike, is_call, (WING_DELTA, FAR_WING_DELTA))
    (put25_vol, put25_usd), (put10_vol, _) = _at_deltas(delta, vol, strike, ~is_call, (-WING_DELTA, -FAR_WING_DELTA))
    return Smile(
        atm_vol=_at_the_money(strike, vol, forward),
        call25_vol=call25_vol,
        put25_vol=put25_vol,
        call25_usd=call25_usd,
        put25_usd=put25_usd,
        call10_vol=call10_vol,
        put10_vol=put10_vol,
        points=_points(strike, vol, delta, is_call, forward),
    )


def _at_the_money(strike: Floats, vol: Floats, forward: float) -> float | None:
    """Linear in strike at the forward, of each strike's mean of call and put."""
    strikes, place = np.unique(strike, return_inverse=True)
    if not strikes[0] <= forward <= strikes[-1]:
        return None
    means = np.bincount(place, weights=vol) / np.bincount(place)
    return float(np.interp(forward, strikes, means))


def _at_deltas(
    delta: Floats, vol: Floats, strike: Floats, side: Bools, targets: tuple[float, ...]
) -> list[tuple[float, float] | tuple[None, None]]:
    """(volatility, strike) of one side's options at each target, linear in delta; None where no option lies on one side
    of it."""
    deltas = delta[side]
    if deltas.size == 0:
        return [(None, None)] * len(targets)
    order = np.argsort(deltas, kind="stable")
    at, vols, strikes = deltas[order], vol[side][order], strike[side][order]
    return [
        (float(np.interp(target, at, vols)), float(np.interp(target, at, strikes)))
        if at[0] <= target <= at[-1]
        else (None, None)
        for target in targets
    ]


def _points(
    strike: Floats, vol: Floats, delta: Floats, is_call: Bools, forward: float
) -> tuple[tuple[float, float], ...]:
    drawn = np.where(is_call, strike >= forward, strike < forward) & (np.abs(delta) >= FARTHEST_DELTA)
    order = np.argsort(strike[drawn], kind="stable")
    return tuple(zip(strike[drawn][order].tolist(), vol[drawn][order].tolist(), strict=True))
