"""What the user chose to see, and a screen held still."""

import msgspec

from tui.domain.board import Board
from tui.domain.tape_filter import EVERY_PRINT, TapeFilter
from tui.link.wire import Found
from tui.present.reading import Reading


class Look(msgspec.Struct, frozen=True):
    """What the user chose to see."""

    asset: str | None
    pane: str = "price"
    zoomed: bool = False
    timeframe: str = "1d"
    tape: TapeFilter = EVERY_PRINT
    smile_ms: int | None = None

    def asset_of(self, board: Board) -> str:
        """The chosen asset, or the Board's first."""
        return self.asset if self.asset in board.assets else next(iter(board.assets))

    def reading(
        self, board: Board, elapsed_s: float, link_lost: str | None = None, found: Found | None = None
    ) -> Reading:
        """What the panes show of a Board of that age."""
        return Reading(
            board=board, asset=self.asset_of(board), elapsed_s=int(elapsed_s), link_lost=link_lost,
            timeframe=self.timeframe, tape=self.tape, smile_ms=self.smile_ms, found=found,
        )  # fmt: skip


class Frozen(msgspec.Struct, frozen=True):
    """A screen held still."""

    board: Board
    elapsed_s: float
    since_s: float
