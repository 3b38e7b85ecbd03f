"""Where a funding rate stands among the payments that its own contract has settled."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from tui.domain.board import FundingBoard, FundingContract
from tui.domain.clock import DAY_MS

FEWEST_PAYMENTS = 30


@dataclass(frozen=True, kw_only=True)
class Payments:
    """What one contract has paid."""

    aprs_pct: list[float]
    """Annual rates in percent, ascending."""
    since_ms: int
    last_ms: int = 0
    last_apr_pct: float | None = None
    """The newest payment."""


History = Mapping[tuple[str, str], Payments]
"""By (venue, symbol)."""


def payments(paid: Iterable[tuple[int, float]]) -> Payments:
    """Of (milliseconds, annual rate in percent) in any order."""
    rows = list(paid)
    if not rows:
        return Payments(aprs_pct=[], since_ms=0)
    last_ms, last_apr_pct = max(rows)
    return Payments(
        aprs_pct=sorted(apr for _, apr in rows),
        since_ms=min(at_ms for at_ms, _ in rows),
        last_ms=last_ms,
        last_apr_pct=last_apr_pct,
    )


def with_percentile(board: FundingBoard, history: History, now_ms: int) -> FundingBoard:
    """The board with the percentile of its largest contract that has a history: the share of settled payments below
    the rate now. A contract is held against its own past alone, because caps and intervals differ between them."""
    candidates = [contract for contract in board.contracts if _is_usable(contract, history)]
    if not candidates:
        reason = "no contract has a history of settled payments"
        fields = ("percentile_share", "percentile_contract", "percentile_days")
        return msgspec.structs.replace(board, notes=board.notes | dict.fromkeys(fields, reason))
    contract = max(candidates, key=lambda candidate: candidate.oi_usd or 0.0)
    known = history[contract.venue, contract.symbol]
    below = bisect_left(known.aprs_pct, contract.apr_pct or 0.0)
    return msgspec.structs.replace(
        board,
        percentile_share=below / len(known.aprs_pct),
        percentile_contract=f"{contract.venue} {contract.symbol}",
        percentile_days=(now_ms - known.since_ms) / DAY_MS,
    )


def _is_usable(contract: FundingContract, history: History) -> bool:
    known = history.get((contract.venue, contract.symbol))
    if known is None or len(known.aprs_pct) < FEWEST_PAYMENTS:
        return False
    return contract.apr_pct is not None
