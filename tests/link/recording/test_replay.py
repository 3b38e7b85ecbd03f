"""A recording as a source: its own time, at any speed, forwards and back; recordings of older schemas too."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest

from tests.clocks import ManualClock
from tests.link.recording.tapes import HEADER, START_MS, small_board, write
from tui.domain.board import SCHEMA, Board
from tui.link.recording.replay import SPEEDS, ReplaySource
from tui.link.recording.tape import open_tape
from tui.link.recording.writer import RecordingWriter, tree_of
from tui.link.source import BoardSource, LinkState

_FROZEN = Path(__file__).parent / "frozen"
_SECONDS = range(0, 600_000, 1_000)

Player = Callable[[Sequence[int]], tuple[ReplaySource, ManualClock]]


@pytest.fixture
def play(tmp_path: Path) -> Player:
    def of(times: Sequence[int]) -> tuple[ReplaySource, ManualClock]:
        write(tmp_path / "any.flrec", [small_board(START_MS + each) for each in times])
        clock = ManualClock()
        return ReplaySource(open_tape(tmp_path / "any.flrec"), clock), clock

    return of


def _at(source: BoardSource) -> int:
    board = source.latest()
    assert board is not None
    return board.as_of_ms - START_MS


def test_boards_come_as_they_were_and_say_that_they_are_a_replay(play: Player) -> None:
    source, _ = play(_SECONDS)
    assert source.latest() == msgspec.structs.replace(small_board(START_MS), mode="replay")
    assert (source.state, source.reason) == (LinkState.ATTACHED, None)
    assert source.latest() is source.latest()


def test_ages_grow_with_the_recording_s_time(play: Player) -> None:
    source, clock = play(range(0, 60_000, 5_000))
    for seconds, at_ms, age_s in ((1.5, 0, 1.5), (3.0, 0, 4.5), (1.0, 5_000, 0.5)):
        clock.tick(seconds)
        assert _at(source) == at_ms
        assert source.age_s() == pytest.approx(age_s)


@pytest.mark.parametrize("speed", [0.25, 1.0, 10.0, 60.0])
def test_speed_is_recorded_seconds_in_a_second(play: Player, speed: float) -> None:
    source, clock = play(_SECONDS)
    source.set_speed(speed)
    clock.tick(8)
    assert source.position_ms == START_MS + 8_000 * speed
    source.set_speed(1.0)
    clock.tick(2)
    assert source.position_ms == START_MS + 8_000 * speed + 2_000
    assert _at(source) == (8_000 * speed + 2_000) // 1_000 * 1_000


def test_the_usual_speeds_are_walked_and_end(play: Player) -> None:
    source, _ = play(_SECONDS)
    source.set_speed(3.0)
    source.change_speed(faster=True)
    assert source.speed == 5.0
    source.change_speed(faster=False)
    assert source.speed == 2.0
    for _ in SPEEDS:
        source.change_speed(faster=False)
    assert source.speed == SPEEDS[0]
    for _ in SPEEDS * 2:
        source.change_speed(faster=True)
    assert source.speed == SPEEDS[-1]


def test_pause_holds_the_recording_s_time(play: Player) -> None:
    source, clock = play(_SECONDS)
    clock.tick(3.25)
    source.pause(True)
    clock.tick(1_000)
    assert (source.is_paused, source.position_ms, _at(source)) == (True, START_MS + 3_250, 3_000)
    assert source.age_s() == 0.25
    source.pause(False)
    clock.tick(1)
    assert source.position_ms == START_MS + 4_250


def test_steps_go_board_by_board_and_hold(play: Player) -> None:
    source, clock = play((0, 1_000, 1_400, 5_000))
    seen = []
    for boards in (1, 1, 1, 1, -1, -1, -2):
        source.step(boards)
        clock.tick(100)
        seen.append(_at(source))
    assert seen == [1_000, 1_400, 5_000, 5_000, 1_400, 1_000, 0]
    assert source.is_paused
    assert source.age_s() == 0.0


def test_a_step_back_from_between_two_boards_is_the_one_before(play: Player) -> None:
    source, clock = play(_SECONDS)
    clock.tick(5.5)
    source.step(-1)
    assert _at(source) == 4_000


def test_seek_stays_on_the_tape(play: Player) -> None:
    source, _ = play(_SECONDS)
    for target, found in ((300_500, 300_000), (-5, 0), (10**9, 599_000), (120_000, 120_000)):
        source.seek(START_MS + target)
        assert _at(source) == found
    source.move(-60)
    assert _at(source) == 60_000
    source.move(600)
    assert (_at(source), source.at_end) == (599_000, True)


def test_gaps_are_skipped_in_both_directions(play: Player) -> None:
    source, clock = play([*range(0, 5_000, 1_000), *range(900_000, 910_000, 1_000)])
    clock.tick(4.5)
    assert (_at(source), source.position_ms) == (900_000, START_MS + 900_000)
    clock.tick(2)
    assert _at(source) == 902_000
    source.move(-60)
    assert _at(source) == 4_000
    source.seek(START_MS + 400_000)
    assert _at(source) == 900_000


def test_the_end_pauses_and_play_begins_again(play: Player) -> None:
    source, clock = play(range(0, 5_000, 1_000))
    clock.tick(100)
    assert (_at(source), source.at_end, source.is_paused, source.age_s()) == (4_000, True, True, 0.0)
    source.pause(False)
    clock.tick(1)
    assert (_at(source), source.is_paused) == (1_000, False)


async def test_run_lasts_until_it_is_cancelled(play: Player) -> None:
    source, _ = play(_SECONDS)
    running = asyncio.create_task(source.run())
    await asyncio.sleep(0)
    assert not running.done()
    running.cancel()


def test_a_board_that_something_else_wrote_is_said_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "odd.flrec"
    writer = RecordingWriter(path, HEADER)
    writer.append(START_MS, tree_of(small_board(START_MS)))
    writer.append(START_MS + 1_000, {**tree_of(small_board(START_MS)), "assets": "none"})
    writer.append(START_MS + 2_000, tree_of(small_board(START_MS + 2_000)))
    writer.close()
    clock = ManualClock()
    source = ReplaySource(open_tape(path), clock)
    assert _at(source) == 0
    clock.tick(1)
    assert source.state is LinkState.LOST
    assert "can't be read" in (source.reason or "")
    assert _at(source) == 0
    clock.tick(1)
    assert (source.state, source.reason, _at(source)) == (LinkState.ATTACHED, None, 2_000)


def test_a_recording_of_an_older_schema_plays() -> None:
    """Frozen bytes: schema 0 knew a field that is gone, and lacked what came later."""
    tape = open_tape(_FROZEN / "schema-0.flrec")
    header = tape.header_at(tape.starts_ms)
    assert (header.schema, header.version) == (0, "0.0.1")
    clock = ManualClock()
    source = ReplaySource(tape, clock)
    seen: list[Board] = []
    for _ in range(3):
        board = source.latest()
        assert board is not None
        seen.append(board)
        clock.tick(1)
    assert [board.assets["BTC"].price.usd for board in seen] == [104_212.0, 104_213.5, 104_210.25]
    assert {board.schema for board in seen} == {SCHEMA}
    assert {board.mode for board in seen} == {"replay"}
    assert seen[0].assets["BTC"].liquidations.windows == ()
    assert (seen[0].market, seen[0].alerts) == (None, ())
