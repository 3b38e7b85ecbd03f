"""Open interest that can't be meant as it is said: a venue that changed its unit, or slipped by a factor."""

from statistics import median

from tui.domain.clock import DAY_MS
from tui.domain.events import OpenInterest
from tui.market.open_interest_series import OpenInterestSeries

LEAST_SHARE, MOST_TIMES = 0.2, 5.0
"""Of the median of its own last day: positions do not fall or rise further than this within one."""
_ENOUGH_SAMPLES = 6
_BELIEVED_MS = DAY_MS // 2

_Contract = tuple[str, str]


class DoubtedInterest:
    """Which contracts' open interest is far from its own day, and by what factor.

    What is too large would swamp a sum and is left out of it; what is too small costs it little and may be a contract
    that expires, so it is only said. After half a day the new size is the truth, and the contract's past is forgotten.
    """

    def __init__(self, series: OpenInterestSeries) -> None:
        self._series = series
        self._medians: dict[_Contract, tuple[int, float | None]] = {}
        self._since_ms: dict[_Contract, int] = {}
        self._times: dict[_Contract, float] = {}

    def take(self, event: OpenInterest) -> bool:
        """Weighs one sample; False where it is far from the contract's day."""
        contract = (event.venue, event.symbol)
        usual_usd = self._usual_usd(contract, event.recv_ms)
        times = event.usd / usual_usd if usual_usd else 1.0
        if LEAST_SHARE <= times <= MOST_TIMES:
            self._since_ms.pop(contract, None)
            self._times.pop(contract, None)
            return True
        if event.recv_ms - self._since_ms.setdefault(contract, event.recv_ms) >= _BELIEVED_MS:
            for known in (self._since_ms, self._times, self._medians):
                known.pop(contract, None)
            self._series.forget(contract)
            return True
        self._times[contract] = times
        return False

    def is_left_out(self, event: OpenInterest) -> bool:
        return self._times.get((event.venue, event.symbol), 1.0) > MOST_TIMES

    def words(self) -> str | None:
        """What a person must know; None where nothing is doubted."""
        if not self._times:
            return None
        named = ", ".join(
            f"{venue} {symbol} {times:.3g}x" + (" (left out)" if times > MOST_TIMES else "")
            for (venue, symbol), times in sorted(self._times.items())
        )
        return f"far from the median of its day: {named}"

    def prune(self, known: set[_Contract]) -> None:
        """Forgets contracts that are not heard of any more."""
        for doubts in (self._since_ms, self._times, self._medians):
            for contract in [contract for contract in doubts if contract not in known]:
                del doubts[contract]

    def _usual_usd(self, contract: _Contract, now_ms: int) -> float | None:
        """The median of the last day's samples, renewed with each new one; None where they are too few."""
        held = self._medians.get(contract)
        if held is not None and held[0] == self._series.grain(now_ms):
            return held[1]
        samples = self._series.usd_since(contract, now_ms - DAY_MS)
        found = median(samples) if len(samples) >= _ENOUGH_SAMPLES else None
        self._medians[contract] = (self._series.grain(now_ms), found)
        return found
