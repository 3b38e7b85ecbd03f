"""The history database itself: opened, checked, written in batches, read back. Everything here blocks."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from tui.domain.board_liquidations import Print
from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS
from tui.domain.errors import FloorlineError
from tui.domain.events import Side
from tui.domain.tape_filter import TapeFilter
from tui.history.filesystem import is_networked
from tui.history.forced_sum import ForcedSum
from tui.history.schema import AGEING_TABLES, TABLE_OF, TABLES, VERSION, Row, create, version_of

R = TypeVar("R", bound=Row)

_BUSY_MS = 2000
_PAGE_ROWS = 10_000
_SIGNS = {sign: sign for sign in (">", ">=", "<", "<=")}
"""A sign that a pane has sent stands in no statement: ours does."""
_REFUSED = (sqlite3.IntegrityError, OverflowError, UnicodeError)
"""What sqlite says of a value that it can't keep, whatever the file."""
_JOURNAL_BYTES = 64 * 1024 * 1024


class NewerHistoryError(FloorlineError):
    """The file was written by a later Floorline; it is left as it is."""


class Store:
    """One connection, used by one thread at a time. Raises sqlite3.Error for a full disk, a lock or a damaged page."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the file for its owner alone; raises sqlite3.Error or OSError where that fails."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        os.close(descriptor)
        self.path = path
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except (sqlite3.Error, NewerHistoryError):
            self._database.close()
            raise

    def _prepare(self) -> None:
        database = self._database
        database.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        found = version_of(database)
        if found > VERSION:
            raise NewerHistoryError(f"its version is {found}, this Floorline writes {VERSION}")
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if (found == 0 and tables) or (found == VERSION and not tables.issuperset(table.name for table in TABLES)):
            raise sqlite3.DatabaseError("a database, but not a history of Floorline's")
        self._keep_journal()
        if found < VERSION:
            create(database)
        answer = database.execute("PRAGMA quick_check(1)").fetchone()[0]
        if answer != "ok":
            raise sqlite3.DatabaseError(f"quick_check: {answer}")

    def _keep_journal(self) -> None:
        """A write-ahead log, or a rollback journal where the file system can't keep one."""
        wanted = "DELETE" if is_networked(self.path.parent) else "WAL"
        mode = self._database.execute(f"PRAGMA journal_mode = {wanted}").fetchone()[0]
        # A write-ahead log survives a crash without waiting for the disk at each commit; a rollback journal does not.
        self._database.execute(f"PRAGMA synchronous = {'NORMAL' if mode == 'wal' else 'FULL'}")
        self._database.execute("PRAGMA wal_autocheckpoint = 1000")

    def write(self, rows: Sequence[Row]) -> int:
        """Writes the rows in one transaction, or none, and returns how many of them no database could take: a value
        that is no number, or beyond any. Nothing is written while a reader lets the write-ahead log grow."""
        self._fold()
        batches: dict[type[Row], list[tuple[Any, ...]]] = {}
        for row in rows:
            batches.setdefault(type(row), []).append(TABLE_OF[type(row)].values(row))
        try:
            self._insert(batches)
        except _REFUSED:
            return self._insert_one_by_one(batches)
        return 0

    def _insert(self, batches: dict[type[Row], list[tuple[Any, ...]]]) -> None:
        with self._transaction():
            for kind, batch in batches.items():
                self._database.executemany(TABLE_OF[kind].insert_sql, batch)

    def _insert_one_by_one(self, batches: dict[type[Row], list[tuple[Any, ...]]]) -> int:
        refused = 0
        with self._transaction():
            for kind, batch in batches.items():
                for values in batch:
                    try:
                        self._database.execute(TABLE_OF[kind].insert_sql, values)
                    except _REFUSED:
                        refused += 1
        return refused

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    def read(self, kind: type[R], since_ms: int) -> Iterator[list[R]]:
        """Rows of one kind that are not older than `since_ms`, oldest first, in pages."""
        table = TABLE_OF[kind]
        cursor = self._database.execute(table.select_sql, (since_ms,))
        while found := cursor.fetchmany(_PAGE_ROWS):
            yield cast(list[R], table.rows(found))

    def forced_sums(self, before_ms: int) -> Iterator[list[ForcedSum]]:
        """Sums by hour of the liquidations older than `before_ms`, newest first, a day at a time."""
        asked = f"""SELECT asset, hurt, min(at_ms, recv_ms) / {HOUR_MS} * {HOUR_MS} AS hour_ms, sum(usd)
            FROM liquidation WHERE at_ms >= ? AND at_ms < ? GROUP BY asset, hurt, hour_ms"""
        oldest_ms = self._database.execute("SELECT min(at_ms) FROM liquidation").fetchone()[0]
        while oldest_ms is not None and before_ms > oldest_ms:
            rows = self._database.execute(asked, (before_ms - DAY_MS, before_ms)).fetchall()
            before_ms -= DAY_MS
            if rows:
                yield [
                    ForcedSum(asset=asset, hurt=Side(hurt), at_ms=hour_ms, usd=usd)
                    for asset, hurt, hour_ms, usd in rows
                ]

    def found(self, asset: str, tape: TapeFilter, since_ms: int, most: int) -> tuple[int, list[Print]]:
        """How many liquidations of `asset` since then pass, and the newest `most` of them, newest first."""
        where, given = _where(tape)
        where, given = f"asset = ? AND at_ms >= ?{where}", [asset, since_ms, *given]
        (count,) = self._database.execute(f"SELECT count(*) FROM liquidation WHERE {where}", given).fetchone()
        # The moment that a Board shows: a venue's clock far ahead of ours is not believed.
        asked = f"""SELECT iif(at_ms <= recv_ms + {MINUTE_MS}, at_ms, recv_ms) AS shown_ms, venue, symbol, asset, hurt,
            usd, price_usd FROM liquidation WHERE {where} ORDER BY shown_ms DESC LIMIT ?"""
        rows = self._database.execute(asked, [*given, most]).fetchall()
        return count, [msgspec.convert(dict(zip(Print.__struct_fields__, row, strict=True)), Print) for row in rows]

    def newest_ms(self) -> int | None:
        """The newest moment that a venue stamped on a stored liquidation or open interest; None where none is."""
        found = self._database.execute(
            "SELECT max(at_ms) FROM (SELECT max(at_ms) AS at_ms FROM liquidation"
            " UNION ALL SELECT max(at_ms) FROM open_interest)"
        ).fetchone()[0]
        return None if found is None else int(found)

    def prune(self, before_ms: int) -> None:
        """Deletes every row older than that, except of tables whose rows never age."""
        for table in AGEING_TABLES:
            self._database.execute(f"DELETE FROM {table.name} WHERE {table.age} < ?", (before_ms,))

    def shrink(self, most_bytes: int) -> None:
        """Drops the oldest days until what is stored takes at most that; today's rows stay."""
        while self._used_bytes() > most_bytes:
            oldest_ms, newest_ms = self._span_ms()
            if newest_ms - oldest_ms < DAY_MS:
                return
            self.prune(oldest_ms + DAY_MS)

    def _used_bytes(self) -> int:
        pages, free, size = (
            int(self._database.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * size

    def _span_ms(self) -> tuple[int, int]:
        """The ages of the oldest and of the newest row that ages."""
        asked = " UNION ALL ".join(
            f"SELECT min({table.age}) AS o, max({table.age}) AS n FROM {table.name}" for table in AGEING_TABLES
        )
        oldest_ms, newest_ms = self._database.execute(f"SELECT min(o), max(n) FROM ({asked})").fetchone()
        return int(oldest_ms or 0), int(newest_ms or 0)

    def _fold(self) -> None:
        """Folds a write-ahead log that has grown into the file; raises sqlite3.OperationalError where a reader that
        does not let go of an old state prevents it."""
        journal = self.path.with_name(f"{self.path.name}-wal")
        if not journal.exists() or journal.stat().st_size < _JOURNAL_BYTES:
            return
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if journal.stat().st_size >= _JOURNAL_BYTES:
            raise sqlite3.OperationalError("the history is locked: another program has been reading it for too long")

    def close(self) -> None:
        """Checkpoints the write-ahead log and closes the file."""
        try:
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._database.close()

    def abandon(self) -> None:
        """Closes a damaged file without writing to it."""
        with contextlib.suppress(sqlite3.Error):
            self._database.close()


def _where(tape: TapeFilter) -> tuple[str, list[str | float]]:
    """The filter as conditions, each begun with AND, and what stands for their question marks."""
    words = ""
    given: list[str | float] = []
    for column, wanted in (("venue", tape.venues), ("hurt", tape.sides)):
        if wanted:
            words += f" AND {column} IN ({', '.join('?' * len(wanted))})"
            given += wanted
    if tape.symbols:
        parts = " OR ".join("instr(lower(symbol), ?) OR instr(lower(asset), ?)" for _ in tape.symbols)
        words += f" AND ({parts})"
        given += [part for part in tape.symbols for _ in range(2)]
    for bound in tape.bounds:
        words += f" AND usd {_SIGNS[bound.sign]} ?"
        given.append(bound.usd)
    return words, given


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken (or is no database), rather than busy, full or read-only."""
    # sqlite raises its base DatabaseError for malformed pages and foreign files, and OperationalError for the rest.
    return type(error) is sqlite3.DatabaseError


def move_aside(path: Path, now_ms: int) -> Path:
    """Moves a damaged database to `*.corrupt-<ms>`, in the place of an earlier one, and returns where it is."""
    for earlier in path.parent.glob(f"{path.name}.corrupt-*"):
        earlier.unlink()
    aside = path.with_name(f"{path.name}.corrupt-{now_ms}")
    path.replace(aside)
    for companion in ("-wal", "-shm"):
        path.with_name(path.name + companion).unlink(missing_ok=True)
    return aside
