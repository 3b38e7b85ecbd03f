"""Open interest of the last day, contract by contract, so that a change compares like with like."""

from tui.analytics.open_interest import samples_near
from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS
from tui.domain.events import OpenInterest
from tui.market.hourly_series import LastValues

_GRAIN_MS = 10 * MINUTE_MS
_KEPT_MS = 30 * HOUR_MS
_DAY_TOLERANCE_MS = 45 * MINUTE_MS
_HOUR_TOLERANCE_MS = 15 * MINUTE_MS


class OpenInterestSeries:
    """One sample per contract and ten minutes, for thirty hours; coins by the hour and by the day for longer."""

    def __init__(self) -> None:
        self._grains: dict[int, dict[tuple[str, str], OpenInterest]] = {}
        self.coins: dict[tuple[str, str], LastValues] = {}
        self.version = 0
        """Grows with every sample kept."""

    def put(self, event: OpenInterest) -> None:
        """Keeps the first sample of its ten minutes, and the last of its hour."""
        self.coins.setdefault((event.venue, event.symbol), LastValues()).put(event.at_ms, event.coin)
        grain = event.at_ms // _GRAIN_MS
        contracts = self._grains.setdefault(grain, {})
        if (event.venue, event.symbol) not in contracts:
            contracts[event.venue, event.symbol] = event
            self.version += 1

    def day_ago(self, now_ms: int) -> tuple[OpenInterest, ...]:
        """Each contract's sample nearest to 24 hours ago, within 45 minutes: histories come by the hour."""
        return self._near(now_ms - DAY_MS, _DAY_TOLERANCE_MS)

    def hour_ago(self, now_ms: int) -> tuple[OpenInterest, ...]:
        """Each contract's sample nearest to an hour ago, within 15 minutes."""
        return self._near(now_ms - HOUR_MS, _HOUR_TOLERANCE_MS)

    def by_contract(self, since_ms: int) -> list[list[OpenInterest]]:
        """Each contract's samples from `since_ms` on, oldest first."""
        found: dict[tuple[str, str], list[OpenInterest]] = {}
        for grain in sorted(grain for grain in self._grains if grain >= since_ms // _GRAIN_MS):
            for contract, sample in self._grains[grain].items():
                if sample.at_ms >= since_ms:
                    found.setdefault(contract, []).append(sample)
        return list(found.values())

    def grain(self, at_ms: int) -> int:
        """The ten minutes that a moment belongs to."""
        return at_ms // _GRAIN_MS

    def usd_since(self, contract: tuple[str, str], since_ms: int) -> list[float]:
        """Dollars of one contract's samples from `since_ms` on."""
        samples = (
            sample
            for grain, contracts in self._grains.items()
            if grain >= since_ms // _GRAIN_MS and (sample := contracts.get(contract)) is not None
        )
        return [sample.usd for sample in samples if sample.at_ms >= since_ms]

    def forget(self, contract: tuple[str, str]) -> None:
        """Drops one contract's samples: what it is now can't be compared with them."""
        self.coins.pop(contract, None)
        for contracts in self._grains.values():
            contracts.pop(contract, None)
        self.version += 1

    def prune(self, now_ms: int) -> None:
        for coins in self.coins.values():
            coins.prune(now_ms)
        oldest = (now_ms - _KEPT_MS) // _GRAIN_MS
        for grain in [grain for grain in self._grains if grain < oldest]:
            del self._grains[grain]

    def _near(self, at_ms: int, tolerance_ms: int) -> tuple[OpenInterest, ...]:
        first, last = (at_ms - tolerance_ms) // _GRAIN_MS, (at_ms + tolerance_ms) // _GRAIN_MS
        candidates = (sample for grain in range(first, last + 1) for sample in self._grains.get(grain, {}).values())
        return samples_near(candidates, at_ms, tolerance_ms)
