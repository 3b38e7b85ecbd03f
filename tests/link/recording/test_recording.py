"""One file: everything comes back, whatever was cut off or spoiled costs only itself, and nothing foreign is played."""

import resource
import stat
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.link.recording.tapes import HEADER, START_MS, board_at, played, small_board, write
from tui.domain.board import SCHEMA, Board, CandleRow, Feed, Liquidations, Price, Print
from tui.link.recording import layout
from tui.link.recording.layout import Header, RecordingError
from tui.link.recording.reader import RecordingReader
from tui.link.recording.writer import KEY_MS, RecordingWriter, tree_of

_SECONDS = [small_board(START_MS + second * 1000) for second in range(4)]

_WORDS = st.text(st.characters(categories=("L", "N", "P")), max_size=8)
_USD = st.one_of(st.none(), st.floats(0, 1e9), st.integers(0, 10**8).map(lambda n: n / 100))
_PRICES = st.builds(Price, usd=_USD, divergent=st.booleans(), notes=st.dictionaries(_WORDS, _WORDS, max_size=2))
_PRINTS = st.builds(
    Print, at_ms=st.integers(0, 2**45), venue=_WORDS, symbol=_WORDS, asset=_WORDS,
    hurt=st.sampled_from(["long", "short"]), usd=st.floats(0, 1e9), price_usd=st.floats(0, 1e9),
)  # fmt: skip
_BARS = st.builds(CandleRow, st.integers(0, 2**45), *[st.floats(0, 1e6)] * 4)
_FEEDS = st.builds(
    Feed, venue=_WORDS, kind=_WORDS, state=st.sampled_from(["live", "stale"]), age_s=_USD, retries=st.integers(0, 9)
)


@st.composite
def _histories(draw: st.DrawFn) -> list[Board]:
    """Boards with irregular times, in which any part changes, grows, shrinks or stays."""
    boards: list[Board] = []
    at_ms = START_MS
    board = small_board(at_ms)
    for _ in range(draw(st.integers(1, 6))):
        at_ms += draw(st.sampled_from([1, 250, 1000, 9_999, 10_001, KEY_MS + 1]))
        part = board.assets["BTC"]
        tape = tuple(draw(st.lists(_PRINTS, max_size=2))) + part.liquidations.tape[: draw(st.integers(0, 5))]
        bars = part.chart.bars.get("1h", ())[draw(st.integers(0, 2)) :] + tuple(draw(st.lists(_BARS, max_size=2)))
        part = msgspec.structs.replace(
            part,
            price=draw(st.one_of(st.just(part.price), _PRICES)),
            liquidations=draw(st.one_of(st.just(Liquidations()), st.just(Liquidations(tape=tape)))),
            chart=msgspec.structs.replace(part.chart, bars={"1h": bars}),
        )
        names = draw(st.sampled_from([("BTC",), ("BTC", "ETH")]))
        board = msgspec.structs.replace(
            board, as_of_ms=at_ms, assets=dict.fromkeys(names, part),
            feeds=tuple(draw(st.lists(_FEEDS, max_size=3))), notes=draw(st.dictionaries(_WORDS, _WORDS, max_size=2)),
        )  # fmt: skip
        boards.append(board)
    return boards


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(boards=_histories(), close=st.booleans())
def test_every_board_comes_back(boards: list[Board], close: bool, tmp_path: Path) -> None:
    path = tmp_path / "any.flrec"
    path.unlink(missing_ok=True)
    write(path, boards, close=close)
    assert played(path) == [(board.as_of_ms, board) for board in boards]


def test_cut_off_at_any_byte_everything_before_plays(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.flrec", _SECONDS, close=False).read_bytes()
    ends = _frame_ends(whole)
    cut = tmp_path / "cut.flrec"
    for length in range(len(whole) + 1):
        cut.write_bytes(whole[:length])
        expected = [board for board, end in zip(_SECONDS, ends, strict=True) if end <= length]
        if expected:
            assert [board for _, board in played(cut)] == expected
        else:
            with pytest.raises(RecordingError, match=r"before its first Board"):
                RecordingReader(cut)


def _frame_ends(content: bytes) -> list[int]:
    _, offset = layout.read_preamble(content, "x")
    ends: list[int] = []
    while (frame := layout.read_frame(content, offset)) is not None:
        offset = frame.ends
        ends.append(offset)
    return ends


def test_a_killed_writer_loses_nothing_that_it_had_written(tmp_path: Path) -> None:
    path = tmp_path / "killed.flrec"
    code = f"""
import sys
from pathlib import Path
from tests.link.recording.tapes import HEADER, START_MS, small_board
from tui.link.recording.writer import RecordingWriter, tree_of
writer = RecordingWriter(Path({str(path)!r}), HEADER)
for second in range(10**6):
    writer.append(START_MS + second, tree_of(small_board(START_MS + second)))
    print(second, flush=True)
"""
    root = Path(__file__).parents[3]
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=root, text=True) as process:
        assert process.stdout is not None
        seen = [int(process.stdout.readline()) for _ in range(20)]
        process.kill()
        seen += [int(line) for line in process.stdout if line.endswith("\n")]
    times = [at_ms for at_ms, _ in played(path)]
    assert times[: len(seen)] == [START_MS + second for second in seen]


def test_one_spoiled_byte_costs_at_most_its_group(tmp_path: Path) -> None:
    boards = [small_board(START_MS + minute * KEY_MS + extra) for minute in range(3) for extra in (0, 1000)]
    for close in (True, False):
        path = tmp_path / f"{close}.flrec"
        content = bytearray(write(path, boards, close=close).read_bytes())
        ends = _frame_ends(bytes(content))
        for place, lost in ((ends[1] + 30, {2, 3}), (ends[2] + 3, {3}), (ends[2] + 5, {3})):
            spoiled = content.copy()
            spoiled[place] ^= 0xFF
            path.write_bytes(spoiled)
            assert [board for _, board in played(path)] == [
                board for number, board in enumerate(boards) if number not in lost
            ]


def test_the_index_says_what_the_frames_say(tmp_path: Path) -> None:
    boards = [small_board(START_MS + second * 7_000) for second in range(60)]
    closed = RecordingReader(write(tmp_path / "closed.flrec", boards))
    torn = RecordingReader(write(tmp_path / "torn.flrec", boards, close=False))
    assert (closed.is_closed, torn.is_closed) == (True, False)
    assert closed.groups == torn.groups
    assert len(closed.groups) > 2
    assert [at_ms for group in closed.groups for at_ms in closed.times(group)] == [board.as_of_ms for board in boards]


def test_a_recording_is_for_its_owner_alone_and_replaces_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.flrec", _SECONDS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        RecordingWriter(path, HEADER)
    (tmp_path / "link.flrec").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="File exists"):
        RecordingWriter(tmp_path / "link.flrec", HEADER)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "before its first Board"),
        (b"SQLite format 3\x00" * 8, "not a Floorline recording"),
        (struct.pack(">8sHII", b"FLOORREC", layout.FORMAT + 1, 0, 0), "newer one"),
        (layout.preamble(Header(schema=SCHEMA + 1, version="9", mode="live")), "newer one"),
        (layout.preamble(HEADER)[:-1] + b"\x00", "damaged"),
        (layout.preamble(HEADER), "before its first Board"),
    ],
)
def test_what_can_t_be_played_is_refused_in_words(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "other.flrec"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=words):
        RecordingReader(path)


def _forged(path: Path, *values: Any) -> RecordingReader:
    """A file with sound checksums over anything."""
    deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    content = layout.preamble(HEADER)
    for number, value in enumerate(values):
        payload = deflate.compress(msgspec.msgpack.encode(value)) + deflate.flush(zlib.Z_SYNC_FLUSH)
        content += layout.frame(layout.CHANGE if number else layout.KEY, START_MS + number, payload)
    path.write_bytes(content)
    return RecordingReader(path)


@pytest.mark.parametrize("value", [{"no": {"such": 1}}, [1, 2, 3], 7, "text", {"a": [[], 0, 9, {}, []]}])
def test_a_forged_patch_ends_its_group(value: Any, tmp_path: Path) -> None:
    reader = _forged(tmp_path / "forged.flrec", {"a": [1]}, value, {"a": [[2]]})
    assert list(reader.boards(reader.groups[0])) == [(START_MS, {"a": [1]})]


def test_a_board_that_unpacks_to_more_than_memory_should_hold_is_not_unpacked(tmp_path: Path) -> None:
    reader = _forged(tmp_path / "bomb.flrec", {"a": "x" * (layout.MAX_TREE_BYTES + 1)})
    assert reader.size < 100_000
    assert list(reader.boards(reader.groups[0])) == []


def test_no_text_of_a_recording_can_steer_the_terminal(tmp_path: Path) -> None:
    reader = _forged(tmp_path / "hostile.flrec", {"\x1b]0;x\x07": ["\x1b[2J"]}, {"later": ["\u202e"]})
    for _, tree in reader.boards(reader.groups[0]):
        assert str(tree).isprintable()


def test_a_second_takes_little_room(tmp_path: Path) -> None:
    boards = [board_at(START_MS + second * 1000) for second in range(120)]
    size = write(tmp_path / "two-minutes.flrec", boards).stat().st_size
    whole = len(msgspec.msgpack.encode(boards[0]))
    assert size < whole + 119 * 600


def test_a_full_disk_leaves_a_file_that_plays(tmp_path: Path) -> None:
    path = tmp_path / "full.flrec"
    writer = RecordingWriter(path, HEADER)
    writer.append(START_MS, tree_of(_SECONDS[0]))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The system writes the part of the frame that fits, then refuses: as on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (writer.size + 10, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            writer.append(START_MS + 1000, tree_of(_SECONDS[1]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    writer.abandon()
    assert path.stat().st_size == writer.size
    assert [board for _, board in played(path)] == [_SECONDS[0]]
