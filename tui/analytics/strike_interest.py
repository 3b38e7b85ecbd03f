"""Open interest of one expiry by strike, calls and puts apart, and the strikes of it that are shown."""

from dataclasses import dataclass

import numpy as np

from tui.analytics.black76 import Bools, Floats
from tui.domain.board import StrikeInterest

MOST_STRIKES = 31
"""Of an expiry, so that a Board stays small however many strikes are listed."""


@dataclass(frozen=True, eq=False)
class ByStrike:
    """Columns of equal length: each strike once, ascending, with its open interest in coin."""

    strike_usd: Floats
    calls_coin: Floats
    puts_coin: Floats

    @property
    def total_coin(self) -> float:
        return float(self.calls_coin.sum() + self.puts_coin.sum())

    @property
    def put_share(self) -> float | None:
        """puts / (puts + calls); None without open interest."""
        total_coin = self.total_coin
        return float(self.puts_coin.sum()) / total_coin if total_coin > 0 else None

    @property
    def held(self) -> int:
        """How many strikes have open interest."""
        return int(np.count_nonzero(self.calls_coin + self.puts_coin))


def by_strike(strike_usd: Floats, is_call: Bools, open_interest_coin: Floats) -> ByStrike:
    """The columns of an `ExpiryChain`, which are by strike already."""
    starts = np.concatenate(([0], np.flatnonzero(np.diff(strike_usd)) + 1))
    calls_coin = np.where(is_call, open_interest_coin, 0.0)
    return ByStrike(
        strike_usd=strike_usd[starts],
        calls_coin=np.add.reduceat(calls_coin, starts),
        puts_coin=np.add.reduceat(open_interest_coin - calls_coin, starts),
    )


def nearest_strikes(held: ByStrike, forward_usd: float | None) -> tuple[StrikeInterest, ...]:
    """Of the strikes with open interest those nearest to the forward, ascending; without one, those with most."""
    both_coin = held.calls_coin + held.puts_coin
    known = np.flatnonzero(both_coin)
    order = -both_coin[known] if forward_usd is None else np.abs(held.strike_usd[known] - forward_usd)
    chosen = np.sort(known[np.argsort(order, kind="stable")[:MOST_STRIKES]])
    columns = (held.strike_usd[chosen], held.calls_coin[chosen], held.puts_coin[chosen])
    return tuple(map(StrikeInterest, *(column.tolist() for column in columns)))
