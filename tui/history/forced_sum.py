"""What the history holds of liquidations that nobody needs one by one any more."""

import msgspec

from tui.domain.events import Side


class ForcedSum(msgspec.Struct, frozen=True, kw_only=True):
    """Dollars of one asset's liquidations of one side within one UTC hour."""

    asset: str
    hurt: Side
    at_ms: int
    """The hour's beginning."""
    usd: float
