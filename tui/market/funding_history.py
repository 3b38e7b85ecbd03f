"""What perpetuals have paid: settled rates by contract, bounded."""

from tui.analytics.funding import apr_pct
from tui.analytics.funding_percentile import Payments, payments
from tui.domain.clock import DAY_MS
from tui.domain.events import FundingRate

_KEPT_MS = 366 * DAY_MS


class FundingHistory:
    """One payment per contract and moment, for a year."""

    def __init__(self) -> None:
        self._payments: dict[tuple[str, str], dict[int, float]] = {}
        self.version = 0
        """Grows with every payment that was not known."""

    def put(self, event: FundingRate) -> bool:
        """Keeps a settled payment; False where it was known, or has no annual rate."""
        apr = apr_pct(event.rate, event.interval_h)
        paid = self._payments.setdefault((event.venue, event.symbol), {})
        if apr is None or paid.get(event.at_ms) == apr:
            return False
        paid[event.at_ms] = apr
        self.version += 1
        return True

    def by_contract(self) -> dict[tuple[str, str], Payments]:
        """What is known, by (venue, symbol)."""
        return {contract: payments(paid.items()) for contract, paid in self._payments.items()}

    def paid(self, contract: tuple[str, str]) -> list[tuple[int, float]]:
        """One contract's payments, oldest first: (milliseconds, annual rate in percent)."""
        return sorted(self._payments.get(contract, {}).items())

    def prune(self, now_ms: int) -> None:
        for paid in self._payments.values():
            for at_ms in [at_ms for at_ms in paid if at_ms < now_ms - _KEPT_MS]:
                del paid[at_ms]
