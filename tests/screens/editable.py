"""A source with a collector's editing behind it, without the collector: edits come back on its Board."""

import asyncio
from pathlib import Path

import msgspec

from tests.boards import rich_board
from tests.scripted_source import ScriptedSource
from tui.analytics.levels import level_history, levels_now
from tui.collector.editing import Editing
from tui.config.edits import Change
from tui.config.model import Config
from tui.domain.board import Board
from tui.domain.board_settings import Settings
from tui.link.wire import Answer, Edit, LinkError, Reload
from tui.market.lines import level_line


class Editable(ScriptedSource):
    """Edits as a collector does, in a file of its own."""

    def __init__(self, path: Path, board: Board | None = None) -> None:
        super().__init__(board or rich_board())
        self.changes: list[Change | Reload] = []
        self.gone: str | None = None
        """Why no answer comes, where none does."""
        self.hold: asyncio.Event | None = None
        """Answers wait for it, where it is given."""
        self.editing = Editing(Config(), path, self._use)
        self.editing.load(is_owner=True)

    async def edit(self, change: Change | Reload) -> Answer:
        self.changes.append(change)
        if self.hold is not None:
            await self.hold.wait()
        if self.gone is not None:
            raise LinkError(self.gone)
        return await self.editing.answer(Edit(ticket=1, change=change))

    def _use(self, config: Config, settings: Settings) -> None:
        assert self.board is not None
        assets = {
            name: msgspec.structs.replace(
                part,
                levels=levels_now(
                    [level_line(each) for each in config.assets[name].levels],
                    part.price.usd,
                    level_history((), (), 0),
                    0,
                ),
            )
            for name, part in self.board.assets.items()
        }
        self.board = msgspec.structs.replace(self.board, settings=settings, assets=assets)
