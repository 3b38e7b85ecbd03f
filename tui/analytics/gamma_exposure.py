"""Gamma exposure under the equity convention, which crypto desks contest: it goes nowhere without its label."""

import math

import numpy as np

from tui.analytics.chain import Chain, ExpiryChain

CONVENTION = "dealers long calls, short puts"


def gamma_exposure_usd(chain: Chain) -> float | None:
    """Dollars that dealers trade for each 1 % of price: sum of ± gamma x OI x F² x 0.01, calls plus and puts minus.
    None where no option has a usable volatility and open interest."""
    parts = [part for part in map(_of_expiry, chain.expiries) if part is not None]
    return sum(parts) if parts else None


def _of_expiry(chain: ExpiryChain) -> float | None:
    usable = ~np.isnan(chain.vol) & (chain.open_interest_coin > 0)
    if chain.forward_usd is None or not usable.any():
        return None
    deviation = chain.vol[usable] / 100 * math.sqrt(chain.years)
    d1 = np.log(chain.forward_usd / chain.strike_usd[usable]) / deviation + deviation / 2
    gamma = np.exp(-0.5 * d1**2) / math.sqrt(2 * math.pi) / (chain.forward_usd * deviation)
    sign = np.where(chain.is_call[usable], 1.0, -1.0)
    return float((sign * gamma * chain.open_interest_coin[usable]).sum() * chain.forward_usd**2 * 0.01)
