"""Disks that are full, locked, damaged, foreign, unwritable or far away; and processes that die while they write."""

import asyncio
import json
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.boards import rich_board
from tests.clocks import ManualClock, until
from tests.faults.clocks import FastClock
from tests.faults.kill_loop import LOST_AT_MOST_S, kill_loop
from tests.faults.served import ServedBoards
from tests.faults.terminal import ROOT, PtyProcess
from tests.history.rows import liquidation
from tui.domain.clock import DAY_MS
from tui.domain.events import Liquidation
from tui.history.filesystem import is_networked
from tui.history.history import History
from tui.history.schema import VERSION


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


async def opened(path: Path, clock: ManualClock, most_bytes: int | None = None) -> History:
    history = History(path, clock, 90, most_bytes=most_bytes)
    await history.open()
    return history


async def filled(path: Path, clock: ManualClock, count: int) -> History:
    """A history with that many liquidations, all stored."""
    history = await opened(path, clock)
    for number in range(count):
        history.record(liquidation(f"{number}", clock.now_ms() + number))
        if number % 20_000 == 0:
            await history.flush()
    await history.flush()
    return history


def size(path: Path) -> int:
    return path.stat().st_size


def mode(path: Path) -> int:
    return path.stat().st_mode


def content(path: Path) -> bytes:
    return path.read_bytes()


def put(path: Path, data: bytes | bytearray) -> None:
    path.write_bytes(data)


def keys(path: Path) -> set[str]:
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return {key for (key,) in database.execute("SELECT key FROM liquidation")}
    finally:
        database.close()


def asides(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*.corrupt-*"))


@pytest.mark.fault(80)
def test_a_full_disk_is_said_and_outlived(tmp_path: Path) -> None:
    """On a file system of four megabytes, filled to its last byte."""
    if shutil.which("unshare") is None:
        pytest.skip("no unshare here, so no file system of our own")
    scene = f"mount -t tmpfs -o size=4m tmpfs {tmp_path} && exec {sys.executable} -m tests.faults.full_disk {tmp_path}"
    done = subprocess.run(
        ["unshare", "-rm", "bash", "-c", scene], capture_output=True, text=True, check=False, timeout=120, cwd=ROOT
    )
    if done.returncode and "unshare" in done.stderr + done.stdout:
        pytest.skip("this machine allows no file system of our own")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "full": "history is kept in memory only: database or disk is full",
        "kept": 500,
        "after": None,
        "rows": 6000,
        "dropped": 0,
    }


@pytest.mark.fault(80)
async def test_a_file_that_may_not_grow_is_said_and_tried_again(path: Path, clock: ManualClock) -> None:
    """A quota: the process may write no file longer than it is now."""
    history = await filled(path, clock, 100)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size(path), hard))
    try:
        for number in range(100, 3000):
            history.record(liquidation(f"{number}", clock.now_ms()))
        await history.flush()
        assert history.note is not None
        assert history.note.startswith("history is kept in memory only: ")
        assert len(keys(path)) == 100
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    await history.flush()
    assert len(keys(path)) == 100
    clock.tick(61)
    await history.flush()
    assert history.note is None
    assert len(keys(path)) == 3000
    await history.close()


@pytest.mark.fault(80)
def test_the_screen_says_what_the_collector_can_t_store(pane: PtyProcess, served: ServedBoards) -> None:
    words = "history is kept in memory only: database or disk is full"
    board = rich_board()
    served.serve(msgspec.structs.replace(board, notes={"history": words}))
    pane.until_shown(f"! {words}", "quit")
    served.serve(board)
    pane.until(lambda: words not in pane.shown, "the all-clear")
    pane.type("q")
    assert pane.exit_code() == 0


@pytest.mark.fault(81)
async def test_a_lock_held_by_another_process_never_stops_the_loop(path: Path) -> None:
    history = History(path, FastClock(20), 90)
    await history.open()
    script = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('BEGIN IMMEDIATE'); print(); input()"
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(path), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    await other.stdout.readline()
    running = asyncio.create_task(history.run())
    history.record(liquidation("first", 1))
    turns, longest_s, loop = 0, 0.0, asyncio.get_running_loop()
    began_s = loop.time()
    while history.note is None:
        before_s = loop.time()
        await asyncio.sleep(0.005)
        longest_s = max(longest_s, loop.time() - before_s)
        turns += 1
    # sqlite itself waits two seconds for the lock, in the writer's thread.
    assert loop.time() - began_s > 1
    assert longest_s < 0.5
    assert turns > 50
    assert history.note == "history is kept in memory only: database is locked"
    await other.communicate(b"\n")
    await until(lambda: history.note is None and keys(path) == {"first"})
    running.cancel()
    await history.close()


@pytest.mark.fault(82)
async def test_pages_damaged_at_rest_are_found_at_the_start(path: Path, clock: ManualClock) -> None:
    await (await filled(path, clock, 2000)).close()
    damaged = bytearray(content(path))
    damaged[4096 * 8 : 4096 * 12] = b"\xff" * 4096 * 4
    for attempt in range(2):
        put(path, damaged)
        history = await opened(path, clock)
        assert history.note == f"the history was damaged and starts anew; the old file is {asides(path)[0].name}"
        history.record(liquidation("new", clock.now_ms()))
        await history.close()
        assert keys(path) == {"new"}
        # Only the last damaged file is kept.
        assert [content(file) for file in asides(path)] == [damaged], attempt
        clock.tick(60)


@pytest.mark.fault(82)
async def test_pages_damaged_while_in_use_cost_no_new_row(path: Path, clock: ManualClock) -> None:
    history = await filled(path, clock, 60_000)
    await history.close()
    history = await opened(path, clock)
    with path.open("r+b") as file:
        file.seek(4096 * 2)
        file.write(b"\xff" * (size(path) - 4096 * 3))
    assert sum([len(page) async for page in history.read(Liquidation, 0)]) < 60_000
    history.record(liquidation("new", clock.now_ms()))
    for _ in range(3):
        await history.flush()
        clock.tick(61)
    assert history.note is not None
    assert "the history was damaged and starts anew" in history.note
    assert keys(path) == {"new"}
    clock.tick(86_400)
    assert history.note is None
    await history.close()


def foreign_text(path: Path) -> None:
    path.write_bytes(b"hello, not a database" * 100)


def foreign_database(path: Path) -> None:
    database = sqlite3.connect(path)
    database.executescript("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x');")
    database.close()


def same_version_of_another(path: Path) -> None:
    foreign_database(path)
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA user_version = {VERSION}")
    database.close()


@pytest.mark.fault(83)
@pytest.mark.parametrize("make", [foreign_text, foreign_database, same_version_of_another])
async def test_a_file_that_is_no_history_is_moved_aside_unharmed(
    path: Path, clock: ManualClock, make: Callable[[Path], None]
) -> None:
    make(path)
    before = content(path)
    history = await opened(path, clock)
    history.record(liquidation("new", clock.now_ms()))
    await history.close()
    assert keys(path) == {"new"}
    assert [content(file) for file in asides(path)] == [before]


@pytest.mark.fault(83)
async def test_an_older_history_is_taken_along_and_a_newer_left_alone(path: Path, clock: ManualClock) -> None:
    await (await filled(path, clock, 10)).close()
    database = sqlite3.connect(path)
    database.executescript("DROP TABLE alert; DROP TABLE rule_memory; PRAGMA user_version = 1;")
    database.close()
    history = await opened(path, clock)
    assert history.note is None
    await history.close()
    assert len(keys(path)) == 10
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA user_version").fetchone()[0] == VERSION
    database.execute(f"PRAGMA user_version = {VERSION + 1}")
    database.close()
    before = content(path)
    history = await opened(path, clock)
    history.record(liquidation("new", clock.now_ms()))
    await history.close()
    assert (
        history.note == f"history is kept in memory only: its version is {VERSION + 1}, this Floorline writes {VERSION}"
    )
    assert content(path) == before
    assert asides(path) == []


@pytest.mark.fault(84)
def test_kill_9_loses_a_second_at_most_and_damages_nothing(path: Path) -> None:
    outcome = kill_loop(path, cycles=20, seed=7, speed=10)
    # A loop in which hardly anything is stored would prove nothing.
    assert outcome.stored > 10 * outcome.cycles
    # The history's clock runs ten times as fast here, so a fifth of a second that a busy machine takes counts as two.
    assert outcome.lost_s < LOST_AT_MOST_S + 2.0
    assert outcome.recorded - outcome.stored < outcome.recorded / 2


@pytest.mark.fault(86)
def test_a_file_system_over_a_network_is_known_by_the_kernel_s_table(tmp_path: Path) -> None:
    device = tmp_path.stat().st_dev
    number = f"{device >> 8 & 0xFFF}:{device & 0xFF | device >> 12 & 0xFFF00}"
    mounts = tmp_path / "mountinfo"
    for kind, networked in (("ext4", False), ("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("btrfs", False)):
        mounts.write_text(
            f"1 0 0:1 / / rw - tmpfs tmpfs rw\n2 1 {number} / {tmp_path} rw shared:1 - {kind} server:/x rw\n"
        )
        assert is_networked(tmp_path, mounts) is networked
    assert is_networked(tmp_path, tmp_path / "no table") is False


@pytest.mark.fault(86)
async def test_there_it_writes_a_rollback_journal(
    path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.history.store.is_networked", lambda _folder: True)
    history = await filled(path, clock, 100)
    assert history.note is None
    assert {file.name for file in path.parent.iterdir()} == {path.name}
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    database.close()
    assert stat.S_IMODE(mode(path)) == 0o600
    await history.close()
    assert len(keys(path)) == 100


@pytest.mark.fault(87)
async def test_a_reader_that_never_lets_go_bounds_nothing_but_the_disk(
    path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.history.store._JOURNAL_BYTES", 300_000)
    monkeypatch.setattr("tui.history.store._BUSY_MS", 50)
    history = await filled(path, clock, 10)
    reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM liquidation").fetchone()
    number = 10
    while history.note is None:
        for _ in range(500):
            history.record(liquidation(f"{number}", clock.now_ms()))
            number += 1
        await history.flush()
        assert path.with_name(path.name + "-wal").stat().st_size < 600_000
    assert history.note == (
        "history is kept in memory only: the history is locked: another program has been reading it for too long"
    )
    reader.close()
    clock.tick(6)
    await history.flush()
    assert history.note is None
    assert len(keys(path)) == number
    assert path.with_name(path.name + "-wal").stat().st_size < 300_000
    await history.close()


@pytest.mark.fault(87)
async def test_the_file_is_kept_within_its_room_oldest_days_first(path: Path, clock: ManualClock) -> None:
    history = await opened(path, clock, most_bytes=400_000)
    start_ms = clock.now_ms() - 20 * DAY_MS
    for day in range(20):
        for number in range(200):
            history.record(liquidation(f"{day}/{number}", start_ms + day * DAY_MS))
    await history.flush()
    clock.tick(3601)
    await history.flush()
    left = {int(key.partition("/")[0]) for key in keys(path)}
    assert left == set(range(min(left), 20))
    assert 5 < len(left) < 20
    await history.close()
