"""Several files as one line of time: every moment found, gaps known, damage passed over, stretches exported."""

import random
import stat
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.link.recording.tapes import HEADER, START_MS, played, record, small_board, write
from tui.domain.board import Board
from tui.domain.clock import HOUR_MS
from tui.link.recording.export import export
from tui.link.recording.layout import Group, RecordingError
from tui.link.recording.patch import Tree
from tui.link.recording.reader import RecordingReader
from tui.link.recording.tape import Tape, open_tape
from tui.link.recording.writer import RecordingWriter

_LATE_MS = 30 * 60_000
_TIMES = [
    *range(START_MS, START_MS + 300_000, 1_000),
    *range(START_MS + 330_000, START_MS + 400_000, 7_000),
    *range(START_MS + HOUR_MS, START_MS + HOUR_MS + 200_000, 900),
]
"""Two gaps: half a minute, and most of an hour across two files."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("tape"), [small_board(at_ms) for at_ms in _TIMES])


@pytest.fixture
def tape(folder: Path) -> Tape:
    return open_tape(folder)


def test_any_moment_is_found_in_any_order(tape: Tape) -> None:
    wanted = random.Random(7).choices(range(_TIMES[0] - 5_000, _TIMES[-1] + 5_000), k=300)
    for at_ms in wanted:
        found = tape.at(at_ms)
        assert found.at_ms == _TIMES[max(bisect_right(_TIMES, at_ms) - 1, 0)]
        assert msgspec.convert(found.tree, Board) == small_board(found.at_ms)


def test_a_seek_reads_one_group_only(tape: Tape, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Group] = []
    boards = RecordingReader.boards

    def counted(reader: RecordingReader, group: Group) -> Iterator[tuple[int, Tree]]:
        opened.append(group)
        return boards(reader, group)

    monkeypatch.setattr(RecordingReader, "boards", counted)
    for at_ms in (START_MS + 250_000, START_MS + 251_000, START_MS + 252_000, START_MS + HOUR_MS):
        tape.at(at_ms)
    assert len(opened) == 2


def test_the_boards_beside_a_moment(tape: Tape) -> None:
    forward, back = [_TIMES[0]], [_TIMES[-1]]
    while (after := tape.after_ms(forward[-1])) is not None:
        forward.append(after)
    while (before := tape.before_ms(back[-1])) is not None:
        back.append(before)
    assert forward == _TIMES
    assert back == _TIMES[::-1]


def test_gaps_are_told(tape: Tape) -> None:
    assert [(begin - START_MS, end - START_MS) for begin, end in tape.gaps] == [
        (299_000, 330_000),
        (393_000, HOUR_MS),
    ]


def test_of_two_files_with_the_same_time_the_one_that_began_later_is_believed(tmp_path: Path) -> None:
    early = range(START_MS, START_MS + 10_000, 1_000)
    late = range(START_MS + 5_500, START_MS + 8_000, 1_000)
    record(tmp_path, [small_board(at_ms) for at_ms in (*early, *late)])
    tape = open_tape(tmp_path)
    told = [at_ms - START_MS for at_ms, _ in tape.between(tape.starts_ms, tape.ends_ms)]
    assert told == [0, 1_000, 2_000, 3_000, 4_000, 5_000, 5_500, 6_500, 7_500]
    assert tape.at(START_MS + 7_000).at_ms == START_MS + 6_500


def test_a_file_that_can_t_be_read_leaves_the_others_playable(tmp_path: Path) -> None:
    record(tmp_path, [small_board(START_MS), small_board(START_MS + HOUR_MS)])
    first = min(tmp_path.iterdir())
    first.write_bytes(b"FLOOR")
    tape = open_tape(tmp_path)
    assert (tape.starts_ms, tape.ends_ms) == (START_MS + HOUR_MS, START_MS + HOUR_MS)
    assert tape.unreadable == (f"{first.name} ends before its first Board",)


def test_where_a_whole_group_is_spoiled_the_board_before_it_is_shown(tmp_path: Path) -> None:
    times = [START_MS, START_MS + 130_000, START_MS + 260_000]
    path = write(tmp_path / "spoiled.flrec", [small_board(at_ms) for at_ms in times])
    content = bytearray(path.read_bytes())
    content[open_tape(path).readers[0].groups[1].offset + 40] ^= 0xFF
    path.write_bytes(content)
    tape = open_tape(path)
    assert [tape.at(at_ms).at_ms for at_ms in times] == [times[0], times[0], times[2]]
    content[open_tape(path).readers[0].groups[0].offset + 40] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(RecordingError, match="damaged"):
        open_tape(path).at(START_MS)


def test_nothing_to_play_is_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none", tmp_path / "none.flrec"):
        with pytest.raises(RecordingError, match="there is no recording at"):
            open_tape(path)


@pytest.mark.parametrize(("begin", "end"), [(0, 10**6), (100_500, 340_000), (HOUR_MS, HOUR_MS), (150_000, 150_000)])
def test_an_export_has_every_board_of_the_stretch(tape: Tape, tmp_path: Path, begin: int, end: int) -> None:
    path = tmp_path / "part.flrec"
    count = export(tape, START_MS + begin, START_MS + end, path)
    expected = [at_ms for at_ms in _TIMES if START_MS + begin <= at_ms <= START_MS + end]
    assert count == len(expected)
    assert played(path) == [(at_ms, small_board(at_ms)) for at_ms in expected]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_export_overwrites_nothing_and_says_when_there_is_nothing(tape: Tape, tmp_path: Path) -> None:
    path = tmp_path / "part.flrec"
    with pytest.raises(RecordingError, match="nothing was recorded"):
        export(tape, START_MS + _LATE_MS, START_MS + _LATE_MS + 1000, path)
    assert not path.exists()
    path.write_text("mine")
    with pytest.raises(RecordingError, match="exists already"):
        export(tape, START_MS, START_MS + 1000, path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("error", [RecordingError("damaged"), KeyboardInterrupt()])
def test_an_export_that_is_not_finished_leaves_no_file(
    tape: Tape, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    append = RecordingWriter.append

    def broken(writer: RecordingWriter, at_ms: int, tree: Tree) -> None:
        if at_ms > START_MS + 10_000:
            raise error
        append(writer, at_ms, tree)

    monkeypatch.setattr(RecordingWriter, "append", broken)
    folder = tmp_path / "exports"
    folder.mkdir()
    with pytest.raises(type(error)):
        export(tape, START_MS, START_MS + 60_000, folder / "part.flrec")
    assert list(folder.iterdir()) == []


def test_a_demo_and_a_market_are_not_exported_into_one_file(tmp_path: Path) -> None:
    write(tmp_path / "20251108T140000.000Z.flrec", [small_board(START_MS)])
    demo = msgspec.structs.replace(HEADER, mode="demo")
    write(tmp_path / "20251108T150000.000Z.flrec", [small_board(START_MS + HOUR_MS)], header=demo)
    with pytest.raises(RecordingError, match="export each part apart"):
        export(open_tape(tmp_path), 0, START_MS * 2, tmp_path / "both.flrec")
