"""The history as the collector uses it: takes Events at once, writes them by the second in a thread of its own."""

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec

from tui.domain.board_liquidations import Print
from tui.domain.clock import DAY_MS, Clock
from tui.domain.events import FundingRate, OpenInterest, VolatilityIndex
from tui.domain.tape_filter import TapeFilter
from tui.domain.text import clean, in_words
from tui.history.forced_sum import ForcedSum
from tui.history.schema import Row, hour_of
from tui.history.store import NewerHistoryError, Store, is_damage, move_aside

log = logging.getLogger("floorline.history")

_TICK_S = 0.2
_BATCH_S = 0.8
"""With the tick that notices it, a second: what a killed collector loses at most."""
_BATCH_ROWS = 500
_PENDING_ROWS = 50_000
_FULL_RETRY_S = 60.0
_LOCKED_RETRY_S = 5.0
_PRUNE_S = 3600.0
_NEWS_S = 86_400.0

R = TypeVar("R", bound=Row)
P = TypeVar("P")


class History:
    """Never raises and never blocks the loop: what can't be stored waits in memory, and `note` says so."""

    def __init__(
        self,
        path: Path | None,
        clock: Clock,
        retention_days: int,
        *,
        most_bytes: int | None = None,
        why_not: str = "the data directory can't be written",
    ) -> None:
        """The file is kept below `most_bytes`, if given. Without a path nothing is stored, and `why_not` is said."""
        self._path = path
        self._clock = clock
        self._retention_ms = retention_days * DAY_MS
        self._most_bytes = most_bytes
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="history")
        self._store: Store | None = None
        self._pending: deque[Row] = deque(maxlen=_PENDING_ROWS)
        self._marks_ms: dict[tuple[type, str, str], int] = {}
        self._retry_s = 0.0
        self._flushed_s = 0.0
        self._pruned_s: float | None = None
        self._trouble = f"history is kept in memory only: {why_not}" if path is None else None
        self._notice: str | None = None
        self._noticed_s = 0.0
        self.dropped = 0
        """Rows that found no room while nothing could be written, or that no database can keep."""

    @property
    def note(self) -> str | None:
        """Why the history is not stored or was restarted; None when all is well, or has been for a day."""
        is_news = self._clock.monotonic_s() - self._noticed_s < _NEWS_S
        return self._trouble or (self._notice if is_news else None)

    async def open(self) -> None:
        """Opens the database, moving a damaged one aside; on failure goes on in memory."""
        # The second attempt is for the fresh file that takes the place of a damaged one.
        for _ in range(2):
            if self._store is None:
                await self._with_store(lambda _store: None)

    def record(self, row: Row) -> None:
        """Takes a row to be stored: of open interest and funding the first of each contract and hour, of a volatility
        index the closes that have stopped moving."""
        if self._path is None:
            return
        if not self._is_wanted(row):
            return
        if len(self._pending) == _PENDING_ROWS:
            self.dropped += 1
        self._pending.append(row)

    async def run(self) -> None:
        """Writes batches every second or 500 rows, until cancelled; `close` writes the rest."""
        while True:
            await self._clock.sleep(_TICK_S)
            due = self._clock.monotonic_s() - self._flushed_s >= _BATCH_S
            if due or len(self._pending) >= _BATCH_ROWS:
                await self.flush()

    async def flush(self) -> None:
        """Writes what is pending, if the database takes it now."""
        now_s = self._clock.monotonic_s()
        if self._path is None or now_s < self._retry_s:
            return
        self._flushed_s = now_s
        if self._pruned_s is None or now_s - self._pruned_s >= _PRUNE_S:
            self._pruned_s = now_s
            await self._with_store(self._prune)
        if not self._pending:
            return
        batch = list(self._pending)
        self._pending.clear()
        try:
            is_written = await self._with_store(lambda store: self._write(store, batch))
        except asyncio.CancelledError:
            # Whether it was written is not known; rows have keys, so writing them twice stores them once.
            self._put_back(batch)
            raise
        if not is_written:
            self._put_back(batch)

    async def read(self, kind: type[R], since_ms: int) -> AsyncIterator[list[R]]:
        """What is stored of one kind, oldest first, in pages; nothing where there is no database."""
        if self._store is None:
            return
        async for page in self._paged(self._store.read(kind, since_ms)):
            yield page

    async def forced_sums(self, before_ms: int) -> AsyncIterator[list[ForcedSum]]:
        """Sums by hour of the liquidations older than `before_ms`, newest first, a day at a time; nothing where
        there is no database."""
        if self._store is None:
            return
        async for page in self._paged(self._store.forced_sums(before_ms)):
            yield page

    async def found(self, asset: str, tape: TapeFilter, since_ms: int, most: int) -> tuple[int, list[Print]] | None:
        """How many stored liquidations pass, and the newest of them; None where there is no database to look in."""
        answers: list[tuple[int, list[Print]]] = []

        def look(store: Store) -> None:
            answers.append(store.found(asset, tape, since_ms, most))

        if self._store is None or not await self._with_store(look):
            return None
        return answers[0]

    async def _paged(self, pages: Iterator[list[P]]) -> AsyncIterator[list[P]]:
        """The pages, each read in the writer's thread, until one fails."""
        while True:
            page: list[P] = []

            def turn(_store: Store, page: list[P] = page) -> None:
                page.extend(next(pages, []))

            if not await self._with_store(turn) or not page:
                return
            yield page

    async def close(self) -> None:
        """Writes the rest and closes the file."""
        if self._store is not None:
            self._retry_s = 0.0
            await self.flush()
            await self._with_store(Store.close)
            self._store = None
        self._writer.shutdown(wait=False)

    def _write(self, store: Store, batch: list[Row]) -> None:
        refused = store.write(batch)
        if refused:
            self.dropped += refused
            log.error("%s: %d rows hold what no database can keep, and are left out", store.path, refused)

    def _prune(self, store: Store) -> None:
        # A clock that is far ahead must not age what can't be fetched again: the venues' own stamps bound it.
        now_ms, newest_ms = self._clock.now_ms(), store.newest_ms()
        store.prune((now_ms if newest_ms is None else min(now_ms, newest_ms)) - self._retention_ms)
        if self._most_bytes is not None:
            store.shrink(self._most_bytes)

    def _is_wanted(self, row: Row) -> bool:
        """Whether the row is a new sample of its series; the database's keys refuse duplicates."""
        series: tuple[type, str, str]
        if isinstance(row, OpenInterest | FundingRate):
            series, mark_ms = (type(row), row.venue, row.symbol), hour_of(row.at_ms)
            is_new = mark_ms != self._marks_ms.get(series)
        elif isinstance(row, VolatilityIndex):
            series, mark_ms = (type(row), row.venue, row.asset), row.at_ms
            is_new = row.at_ms < row.recv_ms and mark_ms > self._marks_ms.get(series, 0)
        else:
            return True
        if is_new:
            self._marks_ms[series] = mark_ms
        return is_new

    def _put_back(self, batch: list[Row]) -> None:
        """Keeps a batch that could not be written, ahead of what came since, oldest dropped first."""
        waiting = [*batch, *self._pending]
        self.dropped += max(0, len(waiting) - _PENDING_ROWS)
        self._pending.clear()
        self._pending.extend(waiting)

    async def _with_store(self, work: Callable[[Store], None]) -> bool:
        """Does `work` in the writer's thread; False where it failed, and then `note` says why."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._guarded, work)

    def _guarded(self, work: Callable[[Store], None]) -> bool:
        if self._path is None:
            return False
        try:
            if self._store is None:
                self._store = Store(self._path)
            work(self._store)
        except NewerHistoryError as error:
            self._trouble = f"history is kept in memory only: {error}"
            log.error("%s: %s", self._path, error)
            self._path = None
            return False
        except (sqlite3.Error, OSError, msgspec.ValidationError) as error:
            self._troubled(self._path, error)
            return False
        self._trouble = None
        return True

    def _troubled(self, path: Path, error: Exception) -> None:
        """Says what is wrong, and when to try again."""
        words = in_words(error) if isinstance(error, OSError) else clean(str(error), 120)
        log.error("%s: %s", path, words)
        if isinstance(error, sqlite3.Error) and is_damage(error):
            self._replace_damaged(path)
            return
        locked = "locked" in words
        self._retry_s = self._clock.monotonic_s() + (_LOCKED_RETRY_S if locked else _FULL_RETRY_S)
        self._trouble = f"history is kept in memory only: {words}"

    def _replace_damaged(self, path: Path) -> None:
        try:
            if self._store is not None:
                self._store.abandon()
                self._store = None
            aside = move_aside(path, self._clock.now_ms())
        except OSError as error:
            self._retry_s = self._clock.monotonic_s() + _FULL_RETRY_S
            self._trouble = f"history is kept in memory only: damaged, and {in_words(error, 80)}"
            return
        self._noticed_s = self._clock.monotonic_s()
        self._notice = f"the history was damaged and starts anew; the old file is {aside.name}"
