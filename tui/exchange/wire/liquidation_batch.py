"""What one frame or answer of liquidations said, the refused entries counted."""

import msgspec

from tui.domain.events import Liquidation


class LiquidationBatch(msgspec.Struct, frozen=True):
    events: list[Liquidation]
    unknown: frozenset[str] = frozenset()
    """Instruments that the market list does not have: quarantined, never guessed."""
    rejected: int = 0
    """Entries that say no side, size, price or time."""
