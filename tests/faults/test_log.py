"""Logs that can't be written, that grow, and that would steer the terminal which shows them."""

import logging
import resource
import stat
from pathlib import Path

import pytest

from tests.faults.hostile import STEERING
from tests.faults.served import ServedBoards
from tests.faults.terminal import PtyProcess, environment, floorline
from tui.cli.logs import LogFile
from tui.link.spawn import rotate_log


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "collector.log"


@pytest.fixture
def handler(path: Path) -> LogFile:
    return LogFile(path)


def record(words: str) -> logging.LogRecord:
    return logging.LogRecord("floorline.test", logging.WARNING, __file__, 1, "%s", (words,), None)


@pytest.mark.fault(90)
def test_lines_that_can_t_be_written_are_counted_and_said_later(path: Path, handler: LogFile) -> None:
    path.parent.write_text("a file where the folder should be")
    for number in range(3):
        handler.emit(record(f"lost {number}"))
    assert handler.dropped == 3
    path.parent.unlink()
    handler.emit(record("found"))
    assert handler.dropped == 0
    first, second = path.read_text().splitlines()
    assert first == "(3 lines before this could not be written)"
    assert second.endswith("WARNING floorline.test: found")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.fault(90)
def test_a_full_disk_drops_lines_and_nothing_else(path: Path, handler: LogFile) -> None:
    handler.emit(record("before"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
    try:
        handler.emit(record("lost"))
        handler.emit(record("lost"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert handler.dropped == 2
    handler.emit(record("after"))
    assert "(2 lines before this could not be written)" in path.read_text()


@pytest.mark.fault(90)
def test_a_log_is_bounded(path: Path, handler: LogFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.cli.logs.rotate_log", lambda file: rotate_log(file, at_bytes=10_000, keep=5))
    for number in range(2000):
        handler.emit(record(f"{number:>100}"))
    files = sorted(path.parent.iterdir())
    assert len(files) == 6
    assert sum(file.stat().st_size for file in files) < 6 * 11_000
    assert "1999" in path.read_text()


@pytest.mark.control("terminal escapes")
def test_a_log_can_be_shown_on_a_terminal(path: Path, handler: LogFile) -> None:
    for text in STEERING.values():
        handler.emit(record(text))
        try:
            raise RuntimeError(text)
        except RuntimeError as error:
            failed = record(text)
            failed.exc_info = (type(error), error, error.__traceback__)
            handler.emit(failed)
    written = path.read_text()
    assert all(char.isprintable() or char == "\n" for char in written)
    # A message can't pass for a line of its own.
    assert all(line.startswith(("20", "    ")) for line in written.splitlines())


@pytest.mark.fault(90)
def test_a_link_in_place_of_the_log_is_not_followed(path: Path, handler: LogFile, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    path.parent.mkdir(mode=0o700)
    path.symlink_to(precious)
    handler.emit(record("words"))
    assert precious.read_text() == "mine"
    assert handler.dropped == 1


@pytest.mark.fault(90)
def test_a_pane_runs_without_a_log(served: ServedBoards, tmp_path: Path) -> None:
    (served.folder / "screen.log").mkdir()
    with PtyProcess(floorline("--data-dir", str(served.folder)), env=environment(HOME=str(tmp_path))) as pane:
        pane.until_shown("LIQUIDATIONS", "104,2", "quit")
        pane.type("q")
        assert pane.exit_code() == 0
