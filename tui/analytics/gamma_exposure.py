"""Gamma exposure under the equity convention, which crypto desks contest: it goes nowhere without its label."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui.analytics.black76 import Floats
from tui.analytics.chain import Chain, ExpiryChain

CONVENTION = "dealers long calls, short puts"
FLIP_WITHIN_PCT = 30.0
"""Zero gamma is looked for within this distance of the price: farther off, held volatilities mean nothing."""

_GRID = 61
"""Prices at which the sign is looked at: about one for each percent."""
_HALVINGS = 20


@dataclass(frozen=True)
class GammaExposure:
    """What dealers would trade, were they long every call and short every put of a chain."""

    usd_per_pct: float | None = None
    """Dollars for each 1 % of price; positive: they sell rises and buy falls. None where no option counts."""
    expiries_usd_per_pct: tuple[float | None, ...] = ()
    """The same by expiry, in the chain's order; they add up to the whole."""
    flip_usd: float | None = None
    """The price nearest to now at which the whole is zero; None where it keeps its sign within 30 %."""
    flips: int = 0
    """How often the whole changes its sign within 30 %."""


# An absurd volatility becomes inf, whose exposure is zero: that is an answer, not a warning.
@np.errstate(all="ignore")
def gamma_exposure(chain: Chain) -> GammaExposure:
    """Sum of ± gamma x OI x F² x 0.01, calls plus and puts minus, F each expiry's own forward, over every expiry with
    usable volatilities. The flip moves every forward in proportion and holds every strike's volatility and open
    interest; it is said as a price of the nearest expiry."""
    terms = _terms(chain)
    if terms is None:
        return GammaExposure(expiries_usd_per_pct=tuple(None for _ in chain.expiries))
    exposures = terms.weight * np.exp(-0.5 * terms.d1**2)
    held = np.bincount(terms.expiry, minlength=len(chain.expiries)).tolist()
    sums = np.bincount(terms.expiry, exposures, minlength=len(chain.expiries)).tolist()
    nearest, flips = _zero(terms)
    return GammaExposure(
        usd_per_pct=float(exposures.sum()),
        expiries_usd_per_pct=tuple(usd if count else None for usd, count in zip(sums, held, strict=True)),
        flip_usd=None if nearest is None else float(terms.forward_usd[0]) * math.exp(nearest),
        flips=flips,
    )


@dataclass(frozen=True, eq=False)
class _Terms:
    """The options that count, as columns: each one's part of the exposure is weight x exp(-d1² / 2)."""

    expiry: NDArray[np.intp]
    """Its place in the chain, ascending."""
    forward_usd: Floats
    weight: Floats
    """± OI x F x 0.01 / (v x sqrt(2 pi)), v = volatility x sqrt(years)."""
    d1: Floats
    deviation: Floats

    def sides(self, log_shifts: Floats) -> Floats:
        """The whole's sign with every forward at e^shift times what it is, for each of the shifts."""
        d1 = np.outer(log_shifts, 1 / self.deviation)
        d1 += self.d1
        np.multiply(d1, d1, out=d1)
        d1 *= -0.5
        return np.sign(np.exp(d1, out=d1) @ self.weight)


def _filled(expiry: ExpiryChain) -> Floats:
    """Volatilities, where a quote's own was set aside those of its neighbours by strike: its open interest is there
    all the same, and leaving it out would tip a sum of large parts of both signs."""
    absent = np.isnan(expiry.vol)
    if not absent.any() or absent.all():
        return expiry.vol
    between = np.interp(expiry.strike_usd, expiry.strike_usd[~absent], expiry.vol[~absent])
    return np.where(absent, between, expiry.vol)


def _terms(chain: Chain) -> _Terms | None:
    known = [(place, expiry) for place, expiry in enumerate(chain.expiries) if expiry.forward_usd is not None]
    if not known:
        return None
    counts = [expiry.strike_usd.size for _, expiry in known]
    vol = np.concatenate([_filled(expiry) for _, expiry in known])
    open_coin = np.concatenate([expiry.open_interest_coin for _, expiry in known])
    forward_usd = np.repeat([expiry.forward_usd or 0.0 for _, expiry in known], counts)
    strike_usd = np.concatenate([expiry.strike_usd for _, expiry in known])
    is_call = np.concatenate([expiry.is_call for _, expiry in known])
    deviation = vol / 100 * np.sqrt(np.repeat([expiry.years for _, expiry in known], counts))
    d1 = np.log(forward_usd / strike_usd) / deviation + deviation / 2
    weight = np.where(is_call, 0.01, -0.01) * open_coin * forward_usd / (deviation * math.sqrt(2 * math.pi))
    usable = (open_coin > 0) & np.isfinite(d1) & np.isfinite(weight)
    if not usable.any():
        return None
    place = np.repeat([place for place, _ in known], counts)
    return _Terms(place[usable], forward_usd[usable], weight[usable], d1[usable], deviation[usable])


def _zero(terms: _Terms) -> tuple[float | None, int]:
    """(The log shift nearest to 0 at which the whole changes its sign, how many there are within reach.)"""
    reach = FLIP_WITHIN_PCT / 100
    shifts = np.linspace(math.log1p(-reach), math.log1p(reach), _GRID)
    sides = terms.sides(shifts)
    changes = np.flatnonzero(sides[:-1] * sides[1:] < 0).tolist()
    found = [_halved(terms, float(shifts[at]), float(shifts[at + 1]), float(sides[at])) for at in _around(changes)]
    return min(found, key=abs, default=None), len(changes)


def _around(changes: Sequence[int]) -> list[int]:
    """The changes next to the price now, at most one above and two below."""
    middle = (_GRID - 1) // 2
    return [at for at in changes if at < middle][-2:] + [at for at in changes if at >= middle][:1]


def _halved(terms: _Terms, low: float, high: float, side: float) -> float:
    """The change between `low`, which is on `side`, and `high`, to a millionth of a percent."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if terms.sides(np.array([middle]))[0] == side:
            low = middle
        else:
            high = middle
    return (low + high) / 2
