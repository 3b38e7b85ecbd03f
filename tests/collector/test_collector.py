import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import WSMessage, WSMsgType

from tests.clocks import ManualClock, until
from tests.collector.scripted import CONFIG, ScriptedVenue, collector, running
from tests.market.events import Maker
from tui.collector.collector import Collector
from tui.collector.editing import Editing
from tui.collector.intake import Intake
from tui.collector.lock import CollectorLock, CollectorRunsError, holder_pid
from tui.collector.recorder import Recorder
from tui.config.model import NetworkConfig
from tui.domain.board import Board, VenueHealth
from tui.domain.clock import HOUR_MS, SystemClock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Event, FeedKind, FundingKind, OpenInterest
from tui.exchange.client import Client
from tui.history.history import History
from tui.link.client import SocketSource
from tui.link.once import one_board
from tui.link.paths import DataPaths, data_paths
from tui.link.peer import answers
from tui.link.wire import Command
from tui.market.market import Market


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return data_paths(tmp_path / "data", environ={})


@pytest.fixture
def make() -> Maker:
    return Maker(ManualClock(SystemClock().now_ms()))


async def newest(paths: DataPaths) -> Board:
    return await asyncio.to_thread(one_board, paths.socket, 5.0)


def price(board: Board) -> float | None:
    return board.assets["BTC"].price.usd


async def test_events_reach_a_pane_and_everything_is_closed(paths: DataPaths, make: Maker) -> None:
    venue = ScriptedVenue()
    venue.stream(FeedKind.PRICE, make.quote("okx", 104_000.0))
    async with running(collector(paths, venue)):
        source = SocketSource(paths.socket, SystemClock(), "1.2.3")
        pane = asyncio.create_task(source.run())
        await until(lambda: (board := source.latest()) is not None and price(board) == 104_000.0)
        board = source.latest()
        assert board is not None
        assert (board.mode, board.collector.version, board.notes) == ("live", "1.2.3", {})
        assert [(feed.venue, feed.kind, feed.state) for feed in board.feeds] == [("okx", "price", "live")]
        pane.cancel()
    assert venue.closed
    assert not answers(paths.socket)
    assert {entry.name for entry in os.scandir(paths.directory)} == {"history.sqlite3", "collector.lock"}


async def test_a_pane_gets_four_boards_a_second(paths: DataPaths) -> None:
    async with running(collector(paths, ScriptedVenue())):
        source = SocketSource(paths.socket, SystemClock(), "1.2.3", fps=10)
        pane = asyncio.create_task(source.run())
        await until(lambda: source.latest() is not None)
        await asyncio.sleep(1.1)
        seen: set[int] = set()

        def look() -> bool:
            board = source.latest()
            assert board is not None
            seen.add(board.as_of_ms)
            return len(seen) > 6

        await until(look)
        ordered = sorted(seen)
        assert min(later - earlier for earlier, later in pairwise(ordered)) >= 200
        pane.cancel()


async def test_one_collector_per_data_directory(paths: DataPaths) -> None:
    second = ScriptedVenue()
    async with running(collector(paths, ScriptedVenue())):
        await until(lambda: answers(paths.socket))
        with pytest.raises(CollectorRunsError, match=rf"collector 1\.2\.3 \(pid {os.getpid()}\) already runs for"):
            await collector(paths, second).run(asyncio.Event())
        assert second.closed
        assert answers(paths.socket)
    async with running(collector(paths, ScriptedVenue())):
        await until(lambda: answers(paths.socket))


def test_a_killed_collectors_lock_is_free(paths: DataPaths) -> None:
    paths.directory.mkdir()
    script = (
        "import os, signal, sys; from pathlib import Path; from tui.collector.lock import CollectorLock;"
        "CollectorLock(Path(sys.argv[1]), '1').acquire(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(paths.lock)]).returncode == -9
    lock = CollectorLock(paths.lock, "2")
    lock.acquire()
    with pytest.raises(CollectorRunsError, match="collector 2"):
        CollectorLock(paths.lock, "3").acquire()
    lock.release()


async def test_a_restart_keeps_what_was_recorded(paths: DataPaths, make: Maker) -> None:
    venue = ScriptedVenue()
    event = make.liquidation(5000.0, venue="okx")
    venue.stream(FeedKind.LIQUIDATIONS, event, event)
    async with running(collector(paths, venue)):
        await until(lambda: answers(paths.socket))
        await asyncio.sleep(1.2)
    silent = ScriptedVenue()
    async with running(collector(paths, silent)):
        await until(lambda: answers(paths.socket))
        await asyncio.sleep(1.2)
        section = (await newest(paths)).assets["BTC"].liquidations
    assert (section.total_usd, section.count) == (5000.0, 1)
    assert 0.5 <= section.observed_s <= 5.0


async def test_an_unwritable_data_directory_is_said_and_survived(
    tmp_path: Path, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    occupied = tmp_path / "occupied"
    occupied.touch()
    paths = data_paths(occupied / "data", environ={})
    venue = ScriptedVenue()
    venue.stream(FeedKind.PRICE, make.quote("okx", 1.0))
    async with running(collector(paths, venue)):
        await until(lambda: answers(paths.socket))
        await asyncio.sleep(1.2)
        board = await newest(paths)
        assert board.notes["history"].startswith("history is kept in memory only: ")
        assert "Not a directory" in board.notes["history"]
        assert price(board) == 1.0
        with pytest.raises(CollectorRunsError):
            await collector(paths, ScriptedVenue()).run(asyncio.Event())


async def test_it_ends_after_its_duration(paths: DataPaths) -> None:
    async with asyncio.timeout(10):
        await collector(paths, ScriptedVenue()).run(asyncio.Event(), duration_s=0.3)


async def test_it_lingers_after_the_last_pane_and_then_goes(paths: DataPaths) -> None:
    task = asyncio.create_task(collector(paths, ScriptedVenue()).run(asyncio.Event(), linger_s=0.5))
    source = SocketSource(paths.socket, SystemClock(), "1.2.3")
    pane = asyncio.create_task(source.run())
    await until(lambda: source.latest() is not None)
    await asyncio.sleep(1.0)
    assert not task.done()
    pane.cancel()
    async with asyncio.timeout(10):
        await task
    assert not answers(paths.socket)


async def test_a_venue_that_will_not_close_does_not_hold_it_up(
    paths: DataPaths, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tui.collector.collector._CLOSE_S", 0.1)
    stuck, sound = ScriptedVenue(), ScriptedVenue()
    stuck.close_takes_s = 60.0
    async with asyncio.timeout(10):
        await collector(paths, stuck, sound).run(asyncio.Event(), duration_s=0.1)
    assert sound.closed
    assert any("closing okx" in record.getMessage() for record in caplog.records)


async def test_a_start_that_fails_half_way_leaves_nothing_open(
    paths: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Editing, *, is_owner: bool) -> None:
        raise RuntimeError("the edits are broken")

    monkeypatch.setattr(Editing, "load", broken)
    venue = ScriptedVenue()
    with pytest.raises(RuntimeError, match="the edits are broken"):
        await collector(paths, venue).run(asyncio.Event())
    assert venue.closed
    assert holder_pid(paths.lock) is None
    venue.closed = False
    with pytest.raises(RuntimeError, match="the edits are broken"):
        await collector(paths, venue).until_answered(1.0)
    assert venue.closed


async def test_what_fails_to_close_keeps_nothing_else_open(
    paths: DataPaths, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_: Recorder) -> None:
        raise RuntimeError("the recording is stuck")

    closed: list[str] = []
    close = History.close

    async def slowly(history: History) -> None:
        await asyncio.sleep(0)
        await close(history)
        closed.append("history")

    monkeypatch.setattr(Recorder, "close", broken)
    monkeypatch.setattr(History, "close", slowly)
    venue = ScriptedVenue()
    await collector(paths, venue).run(asyncio.Event(), duration_s=0.1)
    assert (venue.closed, closed, holder_pid(paths.lock)) == (True, ["history"], None)
    assert not answers(paths.socket)
    assert "closing the recording: RuntimeError: the recording is stuck" in caplog.text


async def test_what_cannot_be_recorded_costs_no_board(
    paths: DataPaths, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing = True
    record = Intake.record_samples

    def broken(intake: Intake) -> None:
        if failing:
            raise RuntimeError("no samples")
        record(intake)

    monkeypatch.setattr(Intake, "record_samples", broken)
    async with running(collector(paths, ScriptedVenue())):
        await until(lambda: "RuntimeError: no samples" in caplog.text)
        failing = False
        assert (await newest(paths)).mode == "live"


async def test_what_was_lost_is_on_the_board(paths: DataPaths, make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Market, event: Event) -> bool:
        raise RuntimeError("the market is broken")

    monkeypatch.setattr(Market, "apply", broken)
    venue = ScriptedVenue()
    venue.stream(FeedKind.PRICE, make.quote("okx", 1.0))
    for frame in ("{", "[\x1b]"):
        client = Client("okx", venue="okx", network=NetworkConfig(), clock=SystemClock())
        client.on_bad_frame("wss://ws.okx.com", WSMessage(WSMsgType.TEXT, frame, None), ValueError("no JSON"))
        client.counts["quarantined"] += 3
        venue.clients.append(client)
    async with running(collector(paths, venue, ScriptedVenue())):
        await until(lambda: answers(paths.socket))
        async with asyncio.timeout(10):
            while not (board := await newest(paths)).health.faults:
                pass
    assert board.health.history_dropped == 0
    assert board.health.venues == (VenueHealth(venue="okx", bad_frames=2, bad_frame="{", quarantined=6),)
    for client in venue.clients:
        await client.close()


async def test_a_venue_that_cannot_be_made_is_said(paths: DataPaths) -> None:
    def broken(*_: object) -> list[object]:
        raise ImportError("no module")

    subject = Collector(CONFIG, SystemClock(), paths, "live", "1", broken)  # type: ignore[arg-type]  # never returns
    assert subject.market.board().notes == {"okx": "okx can't be used: ImportError: no module"}


async def test_a_fault_in_the_market_costs_one_event(
    paths: DataPaths, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = ScriptedVenue()
    bad = make.open_interest()
    venue.stream(FeedKind.PRICE, bad, make.quote("okx", 7.0))
    subject = collector(paths, venue)
    apply = subject.market.apply

    def faulty(event: Event) -> bool:
        if isinstance(event, OpenInterest):
            raise RuntimeError("a fault of ours")
        return apply(event)

    monkeypatch.setattr(subject.market, "apply", faulty)
    async with running(subject):
        await until(lambda: price(subject.market.board()) == 7.0)


async def test_a_board_comes_as_soon_as_all_have_answered_or_failed(paths: DataPaths, make: Maker) -> None:
    venue = ScriptedVenue()

    async def slowly() -> Sequence[Event]:
        await asyncio.sleep(0.3)
        return [make.funding("okx")]

    async def never() -> Sequence[Event]:
        raise VenueError("okx", Trouble.BLOCKED, "451 region")

    venue.poll(FeedKind.FUNDING, slowly)
    venue.poll(FeedKind.OPTIONS, never)
    began_s = SystemClock().monotonic_s()
    board = await collector(paths, venue).until_answered(20.0)
    assert SystemClock().monotonic_s() - began_s < 5
    assert board.assets["BTC"].funding.apr_pct is None
    assert [contract.rate for contract in board.assets["BTC"].funding.contracts] == [0.0001]
    assert [(feed.kind, feed.state) for feed in board.feeds] == [("funding", "live"), ("options", "blocked")]
    assert venue.closed
    assert not paths.socket.parent.joinpath("history.sqlite3").is_file()


async def test_a_board_comes_at_the_timeout_with_what_is_there(paths: DataPaths, make: Maker) -> None:
    venue = ScriptedVenue()

    async def hangs() -> Sequence[Event]:
        await asyncio.sleep(60)
        return []

    venue.poll(FeedKind.OPTIONS, hangs)
    venue.stream(FeedKind.PRICE, make.quote("okx", 9.0))
    board = await collector(paths, venue).until_answered(0.3)
    assert price(board) == 9.0
    assert [(feed.kind, feed.state) for feed in board.feeds] == [("price", "live"), ("options", "connecting")]


async def test_the_log_has_a_line_for_what_happens(
    paths: DataPaths, make: Maker, caplog: pytest.LogCaptureFixture
) -> None:
    venue = ScriptedVenue()
    venue.stream(FeedKind.PRICE, make.quote("okx", 104_000.0))

    def lines() -> list[str]:
        return [record.getMessage() for record in caplog.records]

    with caplog.at_level(logging.INFO, "floorline"):
        async with running(collector(paths, venue)):
            source = SocketSource(paths.socket, SystemClock(), "1.2.3", fps=10)
            pane = asyncio.create_task(source.run())
            await until(lambda: "a pane attached; 1 attached" in lines())
            # A script that asks once is no pane.
            await newest(paths)
            pane.cancel()
            await until(lambda: "a pane left; 0 attached" in lines())
    assert lines()[0] == f"started: 1 venues and sources, 1 feeds, data in {paths.directory}"
    assert lines()[1] == "okx live"
    assert lines()[-1].startswith("stopped after ")
    assert not any("restarts" in line for line in lines())
    assert len(lines()) == 5


async def test_a_pane_is_told_what_happened_also_before_a_restart(paths: DataPaths, make: Maker) -> None:
    venue = ScriptedVenue()
    venue.stream(FeedKind.PRICE, make.quote("okx", 104_000.0))
    venue.stream(FeedKind.LIQUIDATIONS, make.liquidation(5000.0, venue="okx"))
    began_ms = SystemClock().now_ms() - 60_000
    async with running(collector(paths, venue)) as _:
        await until(lambda: answers(paths.socket))
        await asyncio.sleep(1.2)
    silent = ScriptedVenue()
    silent.stream(FeedKind.PRICE, make.quote("okx", 103_000.0))
    async with running(collector(paths, silent)):
        source = SocketSource(paths.socket, SystemClock(), "1.2.3", fps=10)
        pane = asyncio.create_task(source.run())
        await until(lambda: (board := source.latest()) is not None and price(board) == 103_000.0)

        def told() -> bool:
            assert source.ask_since(began_ms)
            digest = source.digest()
            return digest is not None and digest.assets["BTC"].to_usd == 103_000.0

        await until(told)
        digest = source.digest()
        assert digest is not None
        pane.cancel()
    part = digest.assets["BTC"]
    assert digest.asked_ms == began_ms
    assert part.from_usd == 104_000.0
    assert part.low is not None
    assert part.low[1] == 103_000.0
    assert part.liquidations is not None
    assert (part.liquidations.usd, part.liquidations.count) == (5000.0, 1)
    assert digest.unseen[0][0] == began_ms, "before the first collector"


async def test_a_pane_has_lost_feeds_asked_again(paths: DataPaths, make: Maker) -> None:
    asked: list[None] = []

    async def blocked() -> Sequence[Event]:
        asked.append(None)
        raise VenueError("okx", Trouble.BLOCKED, "451: this region is not served")

    venue = ScriptedVenue()
    venue.poll(FeedKind.FUNDING, blocked)
    async with running(collector(paths, venue)):
        source = SocketSource(paths.socket, SystemClock(), "1.2.3")
        pane = asyncio.create_task(source.run())
        await until(lambda: source.latest() is not None and len(asked) == 1)
        assert source.command(Command(verb="reconnect"))
        await until(lambda: len(asked) == 2)
        pane.cancel()


async def test_payments_that_no_venue_tells_any_more_are_read_back_for_the_percentile(
    paths: DataPaths, make: Maker
) -> None:
    now_ms = SystemClock().now_ms()
    paid = [
        make.funding(kind=FundingKind.SETTLED, rate=rate * 1e-6, at_ms=now_ms - rate * 8 * HOUR_MS, recv_ms=now_ms)
        for rate in range(1, 201)
    ]
    predicted = make.funding(rate=100.5e-6, at_ms=now_ms, recv_ms=now_ms)
    first, second = ScriptedVenue(), ScriptedVenue()
    first.stream(FeedKind.FUNDING, *paid, predicted)
    second.stream(FeedKind.FUNDING, predicted)
    for venue in (first, second):
        subject = collector(paths, venue)
        async with running(subject):
            await until(lambda subject=subject: subject.market.board().assets["BTC"].funding.percentile_share == 0.5)  # type: ignore[misc]
