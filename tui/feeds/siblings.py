"""One market that fell silent while the others of its stream go on: its subscription was lost, or it was delisted."""

from dataclasses import dataclass

_LEAST_S = 45.0
_TIMES_ITS_LONGEST = 3.0
"""Illiquid markets are quiet for a while by nature: what is silence is measured by each one's own pauses."""


@dataclass
class _Market:
    last_s: float
    longest_s: float = 0.0
    """The longest pause between two of its events."""
    events: int = 1
    is_asked_after: bool = False


class Siblings:
    """When each market of one stream sent its last event.

    Each silence of a market is reported once: it must send an event before it can be reported again.
    """

    def __init__(self) -> None:
        self._markets: dict[str, _Market] = {}
        self._connected_s = 0.0

    def connected(self, now_s: float) -> None:
        """A new connection: silence counts from here."""
        self._connected_s = now_s

    def heard(self, symbol: str, now_s: float) -> None:
        market = self._markets.get(symbol)
        if market is None:
            self._markets[symbol] = _Market(now_s)
            return
        market.longest_s = max(market.longest_s, now_s - market.last_s)
        market.last_s = now_s
        market.events += 1
        market.is_asked_after = False

    def missing(self, now_s: float) -> str | None:
        """A market that has been silent for too long while another spoke; None where there is none."""
        latest_s = max((market.last_s for market in self._markets.values()), default=now_s)
        for symbol, market in self._markets.items():
            # One event may be no more than a first snapshot: it does not say how often there are others.
            if market.is_asked_after or market.events < 2:
                continue
            silent_s = now_s - max(market.last_s, self._connected_s)
            if silent_s > max(_LEAST_S, market.longest_s * _TIMES_ITS_LONGEST) and now_s - latest_s < _LEAST_S:
                market.is_asked_after = True
                return symbol
        return None
