"""What perpetuals have paid last, beside what they are going to pay."""

import msgspec

from tui.analytics.funding import weighted
from tui.analytics.funding_percentile import History
from tui.domain.board import FundingBoard, FundingContract
from tui.domain.clock import DAY_MS


def with_settled(board: FundingBoard, history: History, now_ms: int) -> FundingBoard:
    """The board with the last payment of each contract whose payments are known and no older than a day, and their
    mean weighted by open interest. Estimates and payments are never mixed in it."""
    contracts = tuple(_with_payment(contract, history, now_ms) for contract in board.contracts)
    mean = weighted((contract.settled_apr_pct, contract.oi_usd) for contract in contracts)
    notes = board.notes
    if mean is None:
        notes = notes | {"settled_apr_pct": "no contract's last payment is known"}
    elif any(contract.settled_apr_pct is None for contract in contracts):
        paid = dict.fromkeys(contract.venue for contract in contracts if contract.settled_apr_pct is not None)
        notes = notes | {"settled_apr_pct": f"payments are known of {', '.join(paid)} alone"}
    return msgspec.structs.replace(board, contracts=contracts, settled_apr_pct=mean, notes=notes)


def _with_payment(contract: FundingContract, history: History, now_ms: int) -> FundingContract:
    known = history.get((contract.venue, contract.symbol))
    if known is None or known.last_apr_pct is None or now_ms - known.last_ms > DAY_MS:
        return contract
    return msgspec.structs.replace(contract, settled_apr_pct=known.last_apr_pct, settled_ms=known.last_ms)
