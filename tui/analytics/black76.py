"""Black-76 on a forward without interest, vectorised: delta, price in coin, and volatility from a price.

Prices are shares of the forward, which is what a coin-margined option costs in coin. Years have 365 days.
"""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_SQRT2 = math.sqrt(2)
_SQRT_2PI = math.sqrt(2 * math.pi)
_STEPS = 40
_TOLERANCE = 1e-10

# An absurd quote becomes inf or NaN, which no caller takes for a number: that is an answer, not a warning.
_quiet = np.errstate(all="ignore")


def normal_cdf(x: Floats) -> Floats:
    """The standard normal distribution function."""
    scaled = (x / -_SQRT2).tolist()
    return 0.5 * np.fromiter(map(math.erfc, scaled), dtype=np.float64, count=len(scaled))


@_quiet
def forward_delta(forward: Floats, strike: Floats, years: Floats, vol: Floats, is_call: Bools) -> Floats:
    """Forward delta, unadjusted for premium: N(d1) of a call, N(d1) - 1 of a put, with
    d1 = (ln(F/K) + v²/2) / v, v = vol/100 x sqrt(years). NaN where the volatility is."""
    deviation = vol / 100 * np.sqrt(years)
    d1 = np.log(forward / strike) / deviation + deviation / 2
    return normal_cdf(d1) - np.where(is_call, 0.0, 1.0)


@_quiet
def price_coin(forward: Floats, strike: Floats, years: Floats, vol: Floats, is_call: Bools) -> Floats:
    """The option's price as a share of the forward."""
    return _price(np.log(forward / strike), vol / 100 * np.sqrt(years), np.where(is_call, 1.0, -1.0))


@_quiet
def implied_vol(forward: Floats, strike: Floats, years: Floats, mark_coin: Floats, is_call: Bools) -> Floats:
    """Volatility in points at which the option costs `mark_coin`; NaN where none does.

    Newton's method on v = vol x sqrt(years) from the price curve's inflection point sqrt(2 |ln(F/K)|), from where it
    approaches the answer from one side only (Manaster and Koehler, 1982).
    """
    moneyness = np.log(forward / strike)
    # By put-call parity the time value is the price of the out-of-the-money side, which keeps its digits.
    time_value = mark_coin - np.maximum(np.where(is_call, 1.0, -1.0) * (1 - np.exp(-moneyness)), 0.0)
    sign = np.where(strike >= forward, 1.0, -1.0)
    solvable = (time_value > 0) & (time_value < np.minimum(1.0, np.exp(-moneyness)))
    deviation = np.where(solvable, np.maximum(np.sqrt(2 * np.abs(moneyness)), 1e-3), np.nan)
    active = np.flatnonzero(solvable)
    for _ in range(_STEPS):
        if active.size == 0:
            break
        now, at = deviation[active], moneyness[active]
        slope = np.exp(-0.5 * (at / now + now / 2) ** 2) / _SQRT_2PI
        step = (_price(at, now, sign[active]) - time_value[active]) / slope
        after = np.maximum(now - step, now / 4)
        deviation[active] = after
        active = active[np.abs(after - now) > _TOLERANCE * np.maximum(after, 1.0)]
    deviation[active] = np.nan
    return deviation / np.sqrt(years) * 100


def _price(moneyness: Floats, deviation: Floats, sign: Floats) -> Floats:
    d1 = moneyness / deviation + deviation / 2
    return sign * (normal_cdf(sign * d1) - np.exp(-moneyness) * normal_cdf(sign * (d1 - deviation)))
