"""Max pain: the settlement at which option holders receive least. Contested as a magnet; shown as information."""

import numpy as np

from tui.analytics.strike_interest import ByStrike


def max_pain_usd(held: ByStrike) -> float | None:
    """The listed strike K that minimises sum of calls' OI x max(K - K_i, 0) + sum of puts' OI x max(K_i - K, 0), the
    lowest of equals; None without open interest."""
    if not held.total_coin > 0:
        return None
    strikes, calls, puts = held.strike_usd, held.calls_coin, held.puts_coin
    # What lies below a strike is a running sum, so that each strike costs the same however many there are.
    paid = strikes * np.cumsum(calls) - np.cumsum(calls * strikes)
    paid += (puts * strikes).sum() - np.cumsum(puts * strikes) - strikes * (puts.sum() - np.cumsum(puts))
    return float(strikes[int(np.argmin(paid))])
