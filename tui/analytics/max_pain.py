"""Max pain: the settlement at which option holders receive least. Contested as a magnet; shown as information."""

import numpy as np

from tui.analytics.black76 import Bools, Floats


def max_pain_usd(strike_usd: Floats, is_call: Bools, open_interest_coin: Floats) -> float | None:
    """The listed strike K that minimises sum of calls' OI x max(K - K_i, 0) + sum of puts' OI x max(K_i - K, 0), the
    lowest of equals; None without open interest."""
    if not open_interest_coin.sum() > 0:
        return None
    settle = np.unique(strike_usd)
    above = settle[:, None] - strike_usd[None, :]
    paid = np.where(is_call, np.maximum(above, 0.0), np.maximum(-above, 0.0)) @ open_interest_coin
    return float(settle[int(np.argmin(paid))])
