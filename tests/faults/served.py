"""A collector's socket that serves the Boards of a test, in a thread of its own."""

import asyncio
import re
import threading
from pathlib import Path
from typing import Self

import msgspec

from tests.boards import rich_board
from tests.faults.terminal import PtyProcess
from tui.domain.board import Board
from tui.domain.clock import SystemClock
from tui.link.parts import PartedBoard
from tui.link.paths import data_paths
from tui.link.server import BoardServer

PUBLISH_S = 0.1


def shown_usd(pane: PtyProcess) -> int:
    """BTC's price in the first row; 0 where there is none."""
    found = re.search(r"BTC\s+([0-9,]+)", pane.screen.text[0])
    return int(found[1].replace(",", "")) if found else 0


class CountedServer(BoardServer):
    """Counts what is asked of it: a pane's sender asks for the newest Board once the one before has left."""

    def __init__(self, boards: "ServedBoards", path: Path, clock: SystemClock, version: str) -> None:
        super().__init__(path, clock, version)
        self._boards = boards

    def parted(self) -> PartedBoard | None:
        self._boards.sent += 1
        return super().parted()


class ServedBoards:
    """Serves ten Boards a second, with the first asset's price moving each time."""

    def __init__(self, folder: Path, version: str, board: Board | None = None) -> None:
        self.folder = folder
        self.published = 0
        """Boards so far. Only the serving thread counts."""
        self.sent = 0
        """Boards that the kernel has taken for a pane."""
        self._first_usd = 0.0
        self._version = version
        self._board = board or rich_board()
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._news = threading.Condition()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        self._loop.close()

    def serve(self, board: Board) -> None:
        """From now on, this Board."""
        self._board = board

    def price_usd(self, number: int) -> int:
        """The first asset's price on the Board of that number."""
        return round(self._first_usd) + number

    def until_published(self, count: int, patience_s: float = 30.0) -> None:
        """Returns when that many Boards have been published."""
        with self._news:
            assert self._news.wait_for(lambda: self.published >= count, patience_s)

    def until_newer(self, pane: PtyProcess) -> None:
        """Reads until the pane shows a Board that was made after this call."""
        self.until_published(self.published + 2)
        newer_usd = self.price_usd(self.published)
        pane.until(lambda: shown_usd(pane) >= newer_usd, "a newer Board")

    async def _serve(self) -> None:
        clock = SystemClock()
        server = CountedServer(self, data_paths(self.folder).socket, clock, self._version)
        await server.start()
        self._started.set()
        try:
            while not self._stop.is_set():
                server.publish(self._next(clock.now_ms()))
                with self._news:
                    self.published += 1
                    self._news.notify_all()
                await asyncio.sleep(PUBLISH_S)
        finally:
            await server.close()

    def _next(self, now_ms: int) -> Board:
        board = self._board
        if not board.assets:
            return msgspec.structs.replace(board, as_of_ms=now_ms)
        name, facts = next(iter(board.assets.items()))
        self._first_usd = facts.price.usd or 0.0
        price = msgspec.structs.replace(facts.price, usd=float(self.price_usd(self.published)))
        assets = {**board.assets, name: msgspec.structs.replace(facts, price=price)}
        return msgspec.structs.replace(board, as_of_ms=now_ms, assets=assets)
