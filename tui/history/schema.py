"""The tables of the history database: what each keeps of an Event, and their version."""

import sqlite3
from dataclasses import dataclass
from typing import Any

import msgspec

from tui.domain.board import Alert
from tui.domain.clock import HOUR_MS
from tui.domain.events import EtfFlow, FundingRate, Liquidation, OpenInterest, VolatilityIndex
from tui.history.hourly_sample import BasisSample, PriceSample, TermSample
from tui.history.observation import UNRECORDED, Observation
from tui.history.rule_memory import RuleMemory
from tui.history.trail_row import TrailRow

VERSION = 8

Row = (
    Liquidation
    | OpenInterest
    | FundingRate
    | VolatilityIndex
    | Observation
    | Alert
    | RuleMemory
    | TrailRow
    | EtfFlow
    | BasisSample
    | TermSample
    | PriceSample
)


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table; its columns are the fields of the Event it keeps, by name."""

    name: str
    row: type[Row]
    columns: dict[str, str]
    """Column -> SQL type. `hour_ms` is made from `at_ms`."""
    key: str
    age: str
    """The column that decides when a row is old."""
    on_conflict: str
    """IGNORE keeps the first row of a key, REPLACE the last."""

    @property
    def create_sql(self) -> str:
        columns = ", ".join(f"{name} {kind}" for name, kind in self.columns.items())
        return (
            f"CREATE TABLE {self.name} ({columns}, PRIMARY KEY ({self.key})) WITHOUT ROWID;"
            f"CREATE INDEX {self.name}_age ON {self.name} ({self.age});"
        )

    @property
    def insert_sql(self) -> str:
        return f"INSERT OR {self.on_conflict} INTO {self.name} VALUES ({', '.join('?' * len(self.columns))})"

    @property
    def select_sql(self) -> str:
        return f"SELECT {', '.join(self.columns)} FROM {self.name} WHERE {self.age} >= ? ORDER BY {self.age}"

    def values(self, row: Row) -> tuple[Any, ...]:
        """The row as it is inserted."""
        return tuple(
            hour_of(row.at_ms) if name == "hour_ms" else getattr(row, name)  # type: ignore[union-attr]  # has at_ms
            for name in self.columns
        )

    def rows(self, found: list[tuple[Any, ...]]) -> list[Row]:
        """Events from what `select_sql` found."""
        # Not strict, because sqlite keeps true and false as 1 and 0.
        return [
            msgspec.convert(dict(zip(self.columns, values, strict=True)), self.row, strict=False) for values in found
        ]


TABLES = (
    Table(
        name="liquidation",
        row=Liquidation,
        columns={
            "venue": "TEXT NOT NULL",
            "key": "TEXT NOT NULL",
            "asset": "TEXT NOT NULL",
            "symbol": "TEXT NOT NULL",
            "hurt": "TEXT NOT NULL CHECK (hurt IN ('long', 'short'))",
            "usd": "REAL NOT NULL",
            "coin": "REAL NOT NULL",
            "price_usd": "REAL NOT NULL",
            "completeness": "TEXT NOT NULL",
            "at_ms": "INTEGER NOT NULL",
            "recv_ms": "INTEGER NOT NULL",
        },
        key="venue, key",
        age="at_ms",
        on_conflict="IGNORE",
    ),
    Table(
        name="open_interest",
        row=OpenInterest,
        columns={
            "venue": "TEXT NOT NULL",
            "symbol": "TEXT NOT NULL",
            "hour_ms": "INTEGER NOT NULL",
            "asset": "TEXT NOT NULL",
            "coin": "REAL NOT NULL",
            "usd": "REAL NOT NULL",
            "at_ms": "INTEGER NOT NULL",
            "recv_ms": "INTEGER NOT NULL",
        },
        key="venue, symbol, hour_ms",
        age="at_ms",
        on_conflict="IGNORE",
    ),
    Table(
        name="funding",
        row=FundingRate,
        columns={
            "venue": "TEXT NOT NULL",
            "symbol": "TEXT NOT NULL",
            "hour_ms": "INTEGER NOT NULL",
            "asset": "TEXT NOT NULL",
            "rate": "REAL NOT NULL",
            "interval_h": "REAL",
            "kind": "TEXT NOT NULL",
            "next_ms": "INTEGER",
            "at_ms": "INTEGER NOT NULL",
            "recv_ms": "INTEGER NOT NULL",
        },
        key="venue, symbol, hour_ms",
        age="at_ms",
        on_conflict="IGNORE",
    ),
    Table(
        name="volatility_index",
        row=VolatilityIndex,
        columns={
            "venue": "TEXT NOT NULL",
            "asset": "TEXT NOT NULL",
            "at_ms": "INTEGER NOT NULL",
            "close_vol": "REAL NOT NULL",
            "recv_ms": "INTEGER NOT NULL",
        },
        key="venue, asset, at_ms",
        age="at_ms",
        on_conflict="REPLACE",
    ),
    Table(
        name="observation",
        row=Observation,
        columns={
            "venue": "TEXT NOT NULL",
            "start_ms": "INTEGER NOT NULL",
            "assets": "TEXT NOT NULL",
            "end_ms": "INTEGER NOT NULL",
        },
        key="venue, start_ms, assets",
        age="end_ms",
        on_conflict="REPLACE",
    ),
    Table(
        name="alert",
        row=Alert,
        columns={
            "rule": "TEXT NOT NULL",
            "at_ms": "INTEGER NOT NULL",
            "severity": "TEXT NOT NULL",
            "text": "TEXT NOT NULL",
            "acknowledged": "INTEGER NOT NULL",
        },
        key="rule, at_ms",
        age="at_ms",
        on_conflict="REPLACE",
    ),
    Table(
        name="rule_memory",
        row=RuleMemory,
        columns={
            "rule": "TEXT NOT NULL",
            "condition": "TEXT NOT NULL",
            "active": "INTEGER NOT NULL",
            "fired_ms": "INTEGER",
            "snoozed_until_ms": "INTEGER",
            "at_ms": "INTEGER NOT NULL",
            "armed": "TEXT NOT NULL",
        },
        key="rule",
        age="at_ms",
        on_conflict="REPLACE",
    ),
    Table(
        name="etf_flow",
        row=EtfFlow,
        columns={
            "date": "TEXT NOT NULL",
            "asset": "TEXT NOT NULL",
            "source": "TEXT NOT NULL",
            "net_flow_usd": "REAL NOT NULL",
            "reported": "INTEGER",
            "issuers": "INTEGER",
            "recv_ms": "INTEGER NOT NULL",
        },
        key="date, asset",
        age="recv_ms",
        on_conflict="REPLACE",
    ),
    Table(
        name="trail",
        row=TrailRow,
        columns={"at_ms": "INTEGER NOT NULL", "mark": "BLOB NOT NULL"},
        key="at_ms",
        age="at_ms",
        on_conflict="REPLACE",
    ),
    Table(
        name="basis",
        row=BasisSample,
        columns={
            "asset": "TEXT NOT NULL",
            "hour_ms": "INTEGER NOT NULL",
            "at_ms": "INTEGER NOT NULL",
            "apr_pct": "REAL NOT NULL",
            "rule": "TEXT NOT NULL",
            "days": "REAL NOT NULL",
        },
        key="asset, hour_ms",
        age="at_ms",
        on_conflict="IGNORE",
    ),
    Table(
        name="price",
        row=PriceSample,
        columns={"asset": "TEXT NOT NULL", "at_ms": "INTEGER NOT NULL", "usd": "REAL NOT NULL"},
        key="asset, at_ms",
        age="at_ms",
        on_conflict="IGNORE",
    ),
    Table(
        name="term_structure",
        row=TermSample,
        columns={
            "asset": "TEXT NOT NULL",
            "expiry_ms": "INTEGER NOT NULL",
            "hour_ms": "INTEGER NOT NULL",
            "at_ms": "INTEGER NOT NULL",
            "atm_vol": "REAL NOT NULL",
        },
        key="asset, expiry_ms, hour_ms",
        age="at_ms",
        on_conflict="IGNORE",
    ),
)

AGEING_TABLES = tuple(table for table in TABLES if table.row is not RuleMemory)
"""Those whose rows may be dropped for their age: a rule that fires once has fired, however long ago."""
TABLE_OF: dict[type, Table] = {table.row: table for table in TABLES}


def hour_of(at_ms: int) -> int:
    """The start of the hour that a sample belongs to."""
    return at_ms - at_ms % HOUR_MS


def version_of(database: sqlite3.Connection) -> int:
    """The version written in the database; 0 for an empty one."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def create(database: sqlite3.Connection) -> None:
    """Makes the tables of this version that an empty database, or one of an earlier version, lacks: all or none.

    Before version 5 predicted rates were kept, in the place of the payment of the same hour; they go. Before version 6
    a stretch did not say of which assets it was; it stays, and goes on not to say it. Before version 7 a basis did not
    say by which rule and convention it was; it stays, and is in no series. Before version 8 a rule did not remember
    what its crossings had seen; it stays, and begins to look.
    """
    known = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    tables = " ".join(table.create_sql for table in TABLES if table.name not in known)
    tables += " DELETE FROM funding WHERE kind <> 'settled';"
    before = version_of(database)
    if "observation" in known and before < 6:
        tables += _remade(Observation, f"venue, start_ms, '{UNRECORDED}', end_ms")
    if "basis" in known and before < 7:
        tables += _remade(BasisSample, "asset, hour_ms, at_ms, apr_pct, '', 0")
    if "rule_memory" in known and before < 8:
        tables += _remade(RuleMemory, "rule, condition, active, fired_ms, snoozed_until_ms, at_ms, ''")
    database.executescript(f"BEGIN IMMEDIATE; {tables} PRAGMA user_version = {VERSION}; COMMIT;")


def _remade(row: type[Row], values: str) -> str:
    """Statements that give a table its columns of now, with `values` selected from what it holds."""
    table = TABLE_OF[row]
    return (
        f" DROP INDEX {table.name}_age; ALTER TABLE {table.name} RENAME TO {table.name}_before; {table.create_sql}"
        f" INSERT INTO {table.name} SELECT {values} FROM {table.name}_before; DROP TABLE {table.name}_before;"
    )
