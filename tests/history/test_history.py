import asyncio
import math
import os
import sqlite3
import stat
import subprocess
import sys
import textwrap
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from tests.clocks import ManualClock, settle, until
from tests.history.rows import etf_flow, funding, liquidation, open_interest, volatility
from tui.domain.board import Alert
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.events import FundingKind, FundingRate, Liquidation, OpenInterest, VolatilityIndex
from tui.history.history import History
from tui.history.hourly_sample import BasisSample, PriceSample, TermSample
from tui.history.observation import UNRECORDED, Observation
from tui.history.rule_memory import RuleMemory
from tui.history.schema import VERSION, Row, version_of
from tui.history.store import Store
from tui.history.trail_row import TrailRow

R = TypeVar("R", bound=Row)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


def put(path: Path, content: bytes | bytearray) -> None:
    path.write_bytes(content)


def contents(path: Path) -> bytes:
    return path.read_bytes()


async def opened(path: Path | None, clock: ManualClock, retention_days: int = 90) -> History:
    history = History(path, clock, retention_days)
    await history.open()
    return history


async def stored(history: History, kind: type[R], since_ms: int = 0) -> list[R]:
    return [row async for page in history.read(kind, since_ms) for row in page]


async def reread(path: Path, clock: ManualClock, kind: type[R], since_ms: int = 0) -> list[R]:
    history = await opened(path, clock)
    rows = await stored(history, kind, since_ms)
    await history.close()
    return rows


async def test_every_kind_of_row_survives_a_restart_unchanged(path: Path, clock: ManualClock) -> None:
    now = clock.now_ms()
    rows: list[Row] = [
        liquidation("a", now),
        open_interest(now),
        funding(now),
        msgspec.structs.replace(volatility(now - 1, 52.4), recv_ms=now),
        Observation(venue="bybit", start_ms=now - 5, end_ms=now),
        etf_flow(now),
        TrailRow(at_ms=now, mark=b"\x00\xff"),
        BasisSample(asset="BTC", at_ms=now, apr_pct=3.62, rule="cm90", days=90.0),
        PriceSample(asset="BTC", at_ms=now, usd=106_300.0),
        TermSample(asset="BTC", expiry_ms=now + DAY_MS, at_ms=now, atm_vol=58.4),
    ]
    history = await opened(path, clock)
    for row in rows:
        history.record(row)
    await history.close()
    for row in rows:
        assert await reread(path, clock, type(row)) == [row]


async def test_a_liquidation_seen_twice_is_stored_once(path: Path, clock: ManualClock) -> None:
    now = clock.now_ms()
    history = await opened(path, clock)
    history.record(liquidation("a", now, usd=1.0))
    await history.flush()
    history.record(liquidation("a", now, usd=2.0))
    history.record(liquidation("a", now, venue="okx"))
    await history.flush()
    assert [(row.venue, row.usd) for row in await stored(history, Liquidation)] == [("bybit", 1.0), ("okx", 1000.0)]
    await history.close()


async def test_open_interest_and_funding_are_sampled_by_the_hour(path: Path, clock: ManualClock) -> None:
    start = clock.now_ms()
    history = await opened(path, clock)
    for minutes in (0, 1, 59, 60, 61):
        history.record(open_interest(start + minutes * 60_000, coin=float(minutes)))
        history.record(funding(start + minutes * 60_000, rate=float(minutes)))
    await history.close()
    assert [row.coin for row in await reread(path, clock, OpenInterest)] == [0.0, 60.0]
    assert [row.rate for row in await reread(path, clock, FundingRate)] == [0.0, 60.0]


async def test_what_was_reckoned_is_kept_once_an_hour(path: Path, clock: ManualClock) -> None:
    hour = clock.now_ms() // HOUR_MS * HOUR_MS
    first = TermSample(asset="BTC", expiry_ms=hour + DAY_MS, at_ms=hour + 1, atm_vol=58.4)
    history = await opened(path, clock)
    for sample in (first, msgspec.structs.replace(first, at_ms=hour + 2, atm_vol=60.0)):
        history.record(sample)
    await history.close()
    assert await reread(path, clock, TermSample) == [first]


async def test_only_closes_of_the_volatility_index_that_stand_are_stored(path: Path, clock: ManualClock) -> None:
    now = clock.now_ms()
    history = await opened(path, clock)
    for at_ms, close_vol in ((now - HOUR_MS, 50.0), (now, 51.0), (now - HOUR_MS, 50.0), (now - 1, 52.0)):
        history.record(msgspec.structs.replace(volatility(at_ms, close_vol), recv_ms=now))
    await history.close()
    assert [row.close_vol for row in await reread(path, clock, VolatilityIndex)] == [50.0, 52.0]


async def test_rows_are_written_within_a_second_or_five_hundred(path: Path, clock: ManualClock) -> None:
    history = await opened(path, clock)
    task = asyncio.create_task(history.run())
    await clock.advance(1.0)
    history.record(liquidation("slow", clock.now_ms()))
    await clock.advance(1.6)
    await until(lambda: count(path) == 1)
    for number in range(500):
        history.record(liquidation(f"fast {number}", clock.now_ms()))
    await clock.advance(0.2)
    await until(lambda: count(path) == 501)
    task.cancel()
    await history.close()


def count(path: Path) -> int:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        found = database.execute("SELECT count(*) FROM liquidation").fetchone()[0]
    database.close()
    return int(found)


async def test_a_batch_that_is_cancelled_before_it_is_written_is_written_at_the_close(
    path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    write = Store.write

    def slow(store: Store, rows: Sequence[Row]) -> None:
        gate.wait(10)
        write(store, rows)

    monkeypatch.setattr(Store, "write", slow)
    history = await opened(path, clock)
    history.record(liquidation("first", clock.now_ms()))
    first = asyncio.create_task(history.flush())
    await settle()
    clock.tick(1)
    history.record(liquidation("second", clock.now_ms()))
    second = asyncio.create_task(history.flush())
    await settle()
    for flush in (first, second):
        flush.cancel()
    await asyncio.wait({first, second})
    gate.set()
    await history.close()
    assert {row.key for row in await reread(path, clock, Liquidation)} == {"first", "second"}


async def test_reading_starts_where_it_is_told(path: Path, clock: ManualClock) -> None:
    now = clock.now_ms()
    history = await opened(path, clock)
    for hours in (30, 23, 1):
        history.record(liquidation(f"{hours}", now - hours * HOUR_MS))
    await history.flush()
    assert [row.key for row in await stored(history, Liquidation, now - DAY_MS)] == ["23", "1"]
    await history.close()


@pytest.mark.parametrize(
    "refused",
    [
        msgspec.structs.replace(etf_flow(5), net_flow_usd=math.nan),
        liquidation("far", 2**70),
        liquidation("half a character \udcff", 5),
    ],
)
async def test_a_row_that_the_database_refuses_costs_no_other(path: Path, clock: ManualClock, refused: Row) -> None:
    history = await opened(path, clock)
    history.record(liquidation("before", clock.now_ms()))
    history.record(refused)
    history.record(liquidation("after", clock.now_ms()))
    await history.flush()
    assert [row.key for row in await stored(history, Liquidation)] == ["after", "before"]
    assert (history.note, history.dropped) == (None, 1)
    await history.close()


async def test_a_clock_far_ahead_does_not_empty_the_history(path: Path, clock: ManualClock) -> None:
    now = clock.now_ms()
    history = await opened(path, clock, retention_days=2)
    history.record(liquidation("old", now - 3 * DAY_MS))
    history.record(liquidation("new", now))
    await history.flush()
    clock.step_wall(366 * 86_400)
    clock.tick(3601)
    await history.flush()
    assert [row.key for row in await stored(history, Liquidation)] == ["new"]
    await history.close()


async def test_rows_past_their_retention_go(path: Path, clock: ManualClock) -> None:
    now = clock.now_ms()
    history = await opened(path, clock, retention_days=2)
    history.record(liquidation("old", now - 3 * DAY_MS))
    history.record(liquidation("new", now))
    history.record(Observation(venue="okx", start_ms=now - 9 * DAY_MS, end_ms=now - 3 * DAY_MS))
    await history.flush()
    clock.tick(86_400)
    await history.flush()
    assert [row.key for row in await stored(history, Liquidation)] == ["new"]
    assert await stored(history, Observation) == []
    await history.close()


async def test_what_a_rule_remembers_outlives_every_pruning(path: Path, clock: ManualClock) -> None:
    now = clock.now_ms()
    memory = RuleMemory(
        rule="a", condition="x", active=True, fired_ms=5, snoozed_until_ms=None, at_ms=now - 80 * DAY_MS
    )
    history = History(path, clock, 2, most_bytes=1)
    await history.open()
    history.record(memory)
    history.record(liquidation("old", now - 3 * DAY_MS))
    history.record(liquidation("now", now))
    await history.flush()
    clock.tick(86_400)
    await history.flush()
    assert await stored(history, RuleMemory) == [memory]
    assert [row.key for row in await stored(history, Liquidation)] == ["now"]
    await history.close()


async def test_predicted_rates_of_an_older_history_go_and_payments_stay(path: Path, clock: ManualClock) -> None:
    paid = msgspec.structs.replace(funding(clock.now_ms()), kind=FundingKind.SETTLED)
    history = await opened(path, clock)
    history.record(paid)
    history.record(msgspec.structs.replace(funding(clock.now_ms()), symbol="another"))
    await history.close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 4")
    database.close()
    assert await reread(path, clock, FundingRate) == [paid]


async def test_the_files_are_for_their_owner_alone(path: Path, clock: ManualClock) -> None:
    history = await opened(path, clock)
    history.record(liquidation("a", clock.now_ms()))
    await history.flush()
    modes = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in os.scandir(path.parent)}
    assert len(modes) >= 2
    assert set(modes.values()) == {0o600}
    await history.close()


async def test_a_foreign_file_is_moved_aside(path: Path, clock: ManualClock) -> None:
    content = b"not a database, but long enough to be looked at as one" * 30
    put(path, content)
    put(path.with_name("history.sqlite3.corrupt-1"), b"earlier")
    history = await opened(path, clock)
    history.record(liquidation("a", clock.now_ms()))
    await history.flush()
    assert [row.key for row in await stored(history, Liquidation)] == ["a"]
    aside = [entry for entry in os.scandir(path.parent) if "corrupt" in entry.name]
    assert [entry.name for entry in aside] == [f"history.sqlite3.corrupt-{clock.now_ms()}"]
    assert contents(Path(aside[0].path)) == content
    assert history.note == f"the history was damaged and starts anew; the old file is {aside[0].name}"
    await history.close()


async def test_a_damaged_page_is_found_at_the_start(path: Path, clock: ManualClock) -> None:
    history = await opened(path, clock)
    for number in range(2000):
        history.record(liquidation(f"{number}", clock.now_ms()))
    await history.close()
    damaged = bytearray(contents(path))
    damaged[4096 * 8 : 4096 * 12] = b"\xff" * 4096 * 4
    put(path, damaged)
    history = await opened(path, clock)
    assert history.note is not None
    assert "damaged" in history.note
    history.record(liquidation("a", clock.now_ms()))
    await history.flush()
    assert count(path) == 1
    await history.close()


async def test_an_older_history_keeps_its_rows_and_gets_the_new_tables(path: Path, clock: ManualClock) -> None:
    history = await opened(path, clock)
    history.record(liquidation("old", clock.now_ms()))
    await history.close()
    with sqlite3.connect(path) as database:
        database.executescript("DROP TABLE alert; DROP TABLE rule_memory; PRAGMA user_version = 1;")
    database.close()
    history = await opened(path, clock)
    alert = Alert(at_ms=clock.now_ms(), rule="a", severity="push", text="a: b", acknowledged=True)
    memory = RuleMemory(
        rule="a", condition="x", active=True, fired_ms=5, snoozed_until_ms=None, at_ms=clock.now_ms()
    )  # fmt: skip
    history.record(alert)
    history.record(memory)
    assert history.note is None
    await history.close()
    assert await reread(path, clock, Liquidation) == [liquidation("old", clock.now_ms())]
    assert await reread(path, clock, Alert) == [alert]
    assert await reread(path, clock, RuleMemory) == [memory]


async def test_stretches_of_an_older_history_stay_without_saying_of_which_assets(
    path: Path, clock: ManualClock
) -> None:
    history = await opened(path, clock)
    await history.close()
    start_ms, end_ms = clock.now_ms() - 7_200_000, clock.now_ms() - 3_600_000
    with sqlite3.connect(path) as database:
        database.executescript(
            "DROP TABLE observation;"
            "CREATE TABLE observation (venue TEXT NOT NULL, start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL,"
            " PRIMARY KEY (venue, start_ms)) WITHOUT ROWID;"
            "CREATE INDEX observation_age ON observation (end_ms);"
            f"INSERT INTO observation VALUES ('okx', {start_ms}, {end_ms});"
            "PRAGMA user_version = 5;"
        )
    database.close()
    history = await opened(path, clock)
    new = Observation(venue="okx", start_ms=start_ms, end_ms=clock.now_ms(), assets="BTC,ETH")
    history.record(new)
    assert history.note is None
    await history.close()
    old = Observation(venue="okx", start_ms=start_ms, end_ms=end_ms, assets=UNRECORDED)
    assert await reread(path, clock, Observation) == [old, new]
    with sqlite3.connect(path) as database:
        assert version_of(database) == VERSION
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "observation_before" not in tables
    database.close()


async def test_a_basis_of_an_older_history_stays_without_rule_or_convention(path: Path, clock: ManualClock) -> None:
    history = await opened(path, clock)
    await history.close()
    with sqlite3.connect(path) as database:
        database.executescript(
            "DROP TABLE basis; DROP TABLE price;"
            "CREATE TABLE basis (asset TEXT NOT NULL, hour_ms INTEGER NOT NULL, at_ms INTEGER NOT NULL,"
            " apr_pct REAL NOT NULL, PRIMARY KEY (asset, hour_ms)) WITHOUT ROWID;"
            "CREATE INDEX basis_age ON basis (at_ms);"
            f"INSERT INTO basis VALUES ('BTC', 0, {clock.now_ms()}, 3.6);"
            "PRAGMA user_version = 6;"
        )
    database.close()
    old = BasisSample(asset="BTC", at_ms=clock.now_ms(), apr_pct=3.6, rule="", days=0.0)
    assert await reread(path, clock, BasisSample) == [old]
    assert await reread(path, clock, PriceSample) == []


async def test_rules_of_an_older_history_keep_what_they_remember(path: Path, clock: ManualClock) -> None:
    history = await opened(path, clock)
    await history.close()
    with sqlite3.connect(path) as database:
        database.executescript(
            "DROP TABLE rule_memory;"
            "CREATE TABLE rule_memory (rule TEXT NOT NULL, condition TEXT NOT NULL, active INTEGER NOT NULL,"
            " fired_ms INTEGER, snoozed_until_ms INTEGER, at_ms INTEGER NOT NULL, PRIMARY KEY (rule)) WITHOUT ROWID;"
            "CREATE INDEX rule_memory_age ON rule_memory (at_ms);"
            "INSERT INTO rule_memory VALUES ('a', 'x', 1, 5, NULL, 7);"
            "PRAGMA user_version = 7;"
        )
    database.close()
    old = RuleMemory(rule="a", condition="x", active=True, fired_ms=5, snoozed_until_ms=None, at_ms=7)
    assert await reread(path, clock, RuleMemory) == [old]


async def test_a_newer_history_is_left_alone(path: Path, clock: ManualClock) -> None:
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version = {VERSION + 1}")
    database.close()
    before = contents(path)
    history = await opened(path, clock)
    history.record(liquidation("a", clock.now_ms()))
    await history.close()
    assert history.note is not None
    assert f"version is {VERSION + 1}" in history.note
    assert contents(path) == before


async def test_a_locked_database_is_waited_for_in_memory(path: Path, clock: ManualClock) -> None:
    history = await opened(path, clock)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    history.record(liquidation("first", clock.now_ms()))
    await history.flush()
    assert history.note == "history is kept in memory only: database is locked"
    other.execute("COMMIT")
    other.close()
    history.record(liquidation("second", clock.now_ms()))
    await history.flush()
    assert count(path) == 0
    clock.tick(6)
    await history.flush()
    assert history.note is None
    assert count(path) == 2
    await history.close()


async def test_a_full_disk_loses_nothing_once_there_is_room(path: Path, clock: ManualClock) -> None:
    history = await opened(path, clock)
    store = history._store
    assert store is not None
    pages = store._database.execute("PRAGMA page_count").fetchone()[0]
    store._database.execute(f"PRAGMA max_page_count = {pages}")
    for number in range(2000):
        history.record(liquidation(f"{number}", clock.now_ms()))
    await history.flush()
    assert history.note == "history is kept in memory only: database or disk is full"
    assert count(path) == 0
    store._database.execute("PRAGMA max_page_count = 1000000")
    clock.tick(61)
    await history.flush()
    assert history.note is None
    assert (count(path), history.dropped) == (2000, 0)
    await history.close()


async def test_without_a_directory_it_says_so_and_keeps_nothing(clock: ManualClock) -> None:
    history = await opened(None, clock)
    history.record(liquidation("a", clock.now_ms()))
    await history.flush()
    assert await stored(history, Liquidation) == []
    assert history.note is not None
    assert "can't be written" in history.note
    await history.close()


async def test_an_unwritable_place_is_said(tmp_path: Path, clock: ManualClock) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    history = await opened(blocked / "history.sqlite3", clock)
    history.record(liquidation("a", clock.now_ms()))
    await history.flush()
    assert history.note is not None
    assert history.note.startswith("history is kept in memory only")
    await history.close()


async def test_what_waits_in_memory_is_bounded(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.history.history._PENDING_ROWS", 3)
    blocked = tmp_path / "file"
    blocked.write_text("")
    history = History(blocked / "history.sqlite3", clock, 90)
    for number in range(5):
        history.record(liquidation(f"{number}", clock.now_ms()))
    await history.flush()
    history.record(liquidation("5", clock.now_ms()))
    assert history.dropped == 3
    await history.close()


async def test_a_killed_writer_leaves_what_it_had_written(path: Path, clock: ManualClock) -> None:
    script = textwrap.dedent("""
        import asyncio, os, signal, sys
        from pathlib import Path
        from tests.clocks import ManualClock
        from tests.history.rows import liquidation
        from tui.history.history import History

        async def main() -> None:
            history = History(Path(sys.argv[1]), ManualClock(), 90)
            await history.open()
            for number in range(700):
                history.record(liquidation(f"{number}", 1))
            await history.flush()
            history.record(liquidation("never written", 1))
            os.kill(os.getpid(), signal.SIGKILL)

        asyncio.run(main())
    """)
    done = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", script, str(path)], timeout=60)
    assert done.returncode == -9
    rows = await reread(path, clock, Liquidation)
    assert len(rows) == 700
