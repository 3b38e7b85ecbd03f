"""Max pain: the settlement at which option holders receive least. Contested as a magnet; shown as information."""

import numpy as np

from tui.analytics.black76 import Bools, Floats


def max_pain_usd(strike_usd: Floats, is_call: Bools, open_interest_coin: Floats) -> float | None:
    """The listed strike K that minimises sum of calls' OI x max(K - K_i, 0) + sum of puts' OI x max(K_i - K, 0), the
    lowest of equals; None without open interest."""
    if not open_interest_coin.sum() > 0:
        return None
    strikes, place = np.unique(strike_usd, return_inverse=True)
    calls = np.bincount(place, np.where(is_call, open_interest_coin, 0.0))
    puts = np.bincount(place, np.where(is_call, 0.0, open_interest_coin))
    # What lies below a strike is a running sum, so that each strike costs the same however many there are.
    paid = strikes * np.cumsum(calls) - np.cumsum(calls * strikes)
    paid += (puts * strikes).sum() - np.cumsum(puts * strikes) - strikes * (puts.sum() - np.cumsum(puts))
    return float(strikes[int(np.argmin(paid))])
