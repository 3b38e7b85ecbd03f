"""The recorder: a Board a second, off the loop, and never a burden to the collector."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clocks import ManualClock, until
from tests.collector.scripted import ScriptedVenue, collector
from tests.link.recording.tapes import START_MS, played, small_board
from tui.cli.collect import recordings_folder
from tui.cli.parser import parser
from tui.collector.recorder import Recorder
from tui.config.model import Config, RecordingConfig
from tui.domain.board import Board
from tui.link.paths import data_paths
from tui.link.recording.folder import recordings
from tui.link.recording.rotation import RotatingWriter


@contextlib.asynccontextmanager
async def recording(folder: Path | None, clock: ManualClock) -> AsyncIterator[Recorder]:
    recorder = Recorder(folder, RecordingConfig(), clock)
    task = asyncio.create_task(recorder.run())
    try:
        yield recorder
    finally:
        task.cancel()
        await asyncio.wait({task})
        await recorder.close()


def _recorded(folder: Path) -> list[int]:
    return [at_ms - START_MS for path in recordings(folder) for at_ms, _ in played(path)]


async def test_the_newest_board_of_each_second_is_recorded(tmp_path: Path) -> None:
    clock = ManualClock()
    async with recording(tmp_path / "recordings", clock) as recorder:
        for second in range(3):
            for quarter in range(4):
                recorder.offer(small_board(START_MS + second * 1000 + quarter * 250))
            await until(lambda: clock.sleepers == 1)
            await clock.advance(1.0)
        await until(lambda: clock.sleepers == 1)
        assert recorder.note is None
    assert _recorded(tmp_path / "recordings") == [750, 1750, 2750]


async def test_a_slow_disk_delays_nobody_and_costs_boards_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ManualClock()
    disk_answers, begun = threading.Event(), threading.Event()
    write = RotatingWriter.write

    def slow(writer: RotatingWriter, board: Board) -> None:
        begun.set()
        assert disk_answers.wait(10)
        write(writer, board)

    monkeypatch.setattr(RotatingWriter, "write", slow)
    async with recording(tmp_path, clock) as recorder:
        recorder.offer(small_board(START_MS))
        await clock.advance(1.0)
        await until(begun.is_set)
        for second in range(1, 6):
            recorder.offer(small_board(START_MS + second * 1000))
            await clock.advance(1.0)
        disk_answers.set()
        await until(lambda: clock.sleepers == 1)
        await clock.advance(1.0)
        await until(lambda: clock.sleepers == 1)
    assert _recorded(tmp_path) == [0, 5_000]


async def test_a_disk_that_takes_nothing_is_said_and_tried_again(tmp_path: Path) -> None:
    clock = ManualClock()
    folder = tmp_path / "recordings"
    folder.write_text("in the way")
    async with recording(folder, clock) as recorder:
        recorder.offer(small_board(START_MS))
        await clock.advance(1.0)
        await until(lambda: recorder.note is not None)
        assert recorder.note == "nothing is recorded: File exists; tried again every 60 s"
        folder.unlink()
        for second in range(1, 70):
            recorder.offer(small_board(START_MS + second * 1000))
            await until(lambda: clock.sleepers == 1)
            await clock.advance(1.0)
        await until(lambda: recorder.note is None)
    recorded = _recorded(folder)
    assert 60_000 <= recorded[0] <= 61_000
    assert recorded[-1] == 69_000


async def test_without_a_folder_nothing_is_recorded(tmp_path: Path) -> None:
    async with recording(None, ManualClock()) as recorder:
        recorder.offer(small_board(START_MS))
        assert recorder.note is None
    assert recordings(tmp_path) == []


async def test_a_collector_s_run_can_be_played(tmp_path: Path) -> None:
    paths = data_paths(tmp_path / "data", environ={})
    stopping = asyncio.Event()
    running = asyncio.create_task(collector(paths, ScriptedVenue()).run(stopping, recordings=paths.recordings))
    await until(lambda: paths.recordings.is_dir() and len(recordings(paths.recordings)) == 1)
    stopping.set()
    async with asyncio.timeout(15):
        await running
    boards = [board for path in recordings(paths.recordings) for _, board in played(path)]
    assert boards
    assert boards[0].mode == "live"
    assert list(boards[0].assets) == ["BTC", "ETH"]


@pytest.mark.parametrize(
    ("arguments", "enabled", "folder"),
    [
        ([], True, "data/recordings"),
        ([], False, None),
        (["--mode", "demo"], True, None),
        (["--mode", "demo", "--recordings", "kept"], True, "kept"),
    ],
)
def test_a_demo_is_recorded_only_if_somebody_asks(arguments: list[str], enabled: bool, folder: str | None) -> None:
    options = parser().parse_args(["collect", *arguments])
    found = recordings_folder(
        options, Config(recording=RecordingConfig(enabled=enabled)), data_paths(Path("data"), environ={})
    )
    assert found == (None if folder is None else Path(folder) if folder == "kept" else Path(folder).absolute())
