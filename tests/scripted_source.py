"""A source of Boards that does as it is told."""

import asyncio

from tui.domain.board import Board
from tui.link.source import LinkState


class ScriptedSource:
    """Holds whatever the test put there."""

    def __init__(self, board: Board | None = None, state: LinkState = LinkState.ATTACHED) -> None:
        self.board = board
        self.link = state
        self.why: str | None = None
        self.seconds: float | None = 0.0 if board is not None else None

    @property
    def state(self) -> LinkState:
        return self.link

    @property
    def reason(self) -> str | None:
        return self.why

    def latest(self) -> Board | None:
        return self.board

    def age_s(self) -> float | None:
        return self.seconds

    async def run(self) -> None:
        await asyncio.Event().wait()
