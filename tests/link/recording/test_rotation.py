"""The folder: an hour to a file, bounded by time and by size, for its owner alone."""

import stat
from pathlib import Path

import msgspec
import pytest

from tests.link.recording.tapes import START_MS, board_at, played, small_board
from tui.domain.clock import HOUR_MS, MINUTE_MS
from tui.link.recording.folder import begins_ms, file_name, prune, recordings
from tui.link.recording.rotation import RotatingWriter

_PLENTY = 10**9


def _sizes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def test_each_hour_of_utc_has_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    writer = RotatingWriter(folder, 48, _PLENTY)
    times = [START_MS + 50 * MINUTE_MS + minute * MINUTE_MS for minute in range(80)]
    for at_ms in times:
        writer.write(small_board(at_ms))
    writer.close()
    names = [path.name for path in recordings(folder)]
    assert names == ["20251108T145000.000Z.flrec", "20251108T150000.000Z.flrec", "20251108T160000.000Z.flrec"]
    assert [at_ms for path in recordings(folder) for at_ms, _ in played(path)] == times
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_names_carry_their_time_and_other_names_are_not_ours(tmp_path: Path) -> None:
    assert begins_ms(Path(file_name(START_MS + 7))) == START_MS + 7
    for name in ("notes.flrec", "20251108T145000.000Z.flrec.part", "20251399T145000.000Z.flrec", "x.000Z.flrec"):
        assert begins_ms(Path(name)) is None
        (tmp_path / name).touch()
    assert recordings(tmp_path) == []
    prune(tmp_path, START_MS, 0, 0)
    assert len(list(tmp_path.iterdir())) == 4


def test_a_board_of_the_same_moment_is_written_once(tmp_path: Path) -> None:
    writer = RotatingWriter(tmp_path, 48, _PLENTY)
    for at_ms in (START_MS, START_MS, START_MS + 1000, START_MS + 1000):
        writer.write(small_board(at_ms))
    writer.close()
    assert [at_ms for at_ms, _ in played(recordings(tmp_path)[0])] == [START_MS, START_MS + 1000]


def test_where_the_clock_steps_back_a_new_file_begins(tmp_path: Path) -> None:
    writer = RotatingWriter(tmp_path, 48, _PLENTY)
    for at_ms in (START_MS + 60_000, START_MS + 61_000, START_MS + 30_000, START_MS + 31_000):
        writer.write(small_board(at_ms))
    writer.close()
    assert [[at_ms - START_MS for at_ms, _ in played(path)] for path in recordings(tmp_path)] == [
        [30_000, 31_000],
        [60_000, 61_000],
    ]


def test_old_files_go_by_time(tmp_path: Path) -> None:
    writer = RotatingWriter(tmp_path, 3, _PLENTY)
    for hour in range(10):
        writer.write(small_board(START_MS + hour * HOUR_MS))
        oldest = begins_ms(recordings(tmp_path)[0])
        assert oldest is not None
        assert START_MS + hour * HOUR_MS - oldest <= 4 * HOUR_MS
    writer.close()
    assert len(recordings(tmp_path)) == 5


def test_a_clock_that_is_far_ahead_for_a_moment_deletes_nothing(tmp_path: Path) -> None:
    writer = RotatingWriter(tmp_path, 3, _PLENTY)
    year_ms = 365 * 24 * HOUR_MS
    for at_ms in (START_MS, START_MS + HOUR_MS, START_MS + year_ms, START_MS + HOUR_MS + MINUTE_MS):
        writer.write(small_board(at_ms))
    writer.close()
    assert [begins_ms(path) for path in recordings(tmp_path)][:2] == [START_MS, START_MS + HOUR_MS]


def test_the_folder_never_outgrows_its_room(tmp_path: Path) -> None:
    most_bytes = 400_000
    writer = RotatingWriter(tmp_path, 48, most_bytes)
    frame_bytes = 60_000
    for minute in range(60):
        writer.write(board_at(START_MS + minute * 3 * MINUTE_MS))
        assert _sizes(tmp_path) <= most_bytes + frame_bytes
    writer.close()
    assert len(recordings(tmp_path)) > 3
    assert _sizes(tmp_path) > most_bytes / 2
    assert [at_ms for at_ms, _ in played(recordings(tmp_path)[-1])][-1] == START_MS + 59 * 3 * MINUTE_MS


def test_after_a_failure_the_next_board_begins_a_file(tmp_path: Path) -> None:
    writer = RotatingWriter(tmp_path, 48, _PLENTY)
    writer.write(small_board(START_MS))
    broken = msgspec.structs.replace(small_board(START_MS + 1000), feeds=(object(),))
    with pytest.raises(TypeError):
        writer.write(broken)
    writer.write(small_board(START_MS + 2000))
    writer.close()
    assert [at_ms - START_MS for path in recordings(tmp_path) for at_ms, _ in played(path)] == [0, 2000]


def test_a_folder_of_somebody_else_is_not_written_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(PermissionError, match="everyone may write"):
        RotatingWriter(tmp_path, 48, _PLENTY).write(small_board(START_MS))
