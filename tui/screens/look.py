"""What the user chose to see, and a screen held still."""

import msgspec

from tui.domain.board import Board
from tui.domain.tape_filter import EVERY_PRINT, TapeFilter


class Look(msgspec.Struct, frozen=True):
    """What the user chose to see."""

    asset: str | None
    pane: str = "price"
    zoomed: bool = False
    timeframe: str = "1d"
    tape: TapeFilter = EVERY_PRINT
    smile_ms: int | None = None


class Frozen(msgspec.Struct, frozen=True):
    """A screen held still."""

    board: Board
    elapsed_s: float
    since_s: float
