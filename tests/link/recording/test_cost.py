"""What recording and seeking cost: `pytest --benchmark-enable tests/link/recording/test_cost.py` says it in figures."""

from itertools import count
from pathlib import Path

import msgspec
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.clocks import ManualClock
from tests.link.recording.tapes import START_MS, board_at, record
from tui.domain.clock import HOUR_MS
from tui.link.recording.replay import ReplaySource
from tui.link.recording.rotation import RotatingWriter
from tui.link.recording.tape import open_tape


def test_recording_a_board(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    seconds = [board_at(START_MS + second * 1000) for second in range(600)]
    numbers = count()
    writer = RotatingWriter(tmp_path, 48, 10**9)

    def write() -> None:
        number = next(numbers)
        at_ms = START_MS + number * 1000
        writer.write(msgspec.structs.replace(seconds[number % 600], as_of_ms=at_ms))

    benchmark(write)
    writer.close()


@pytest.fixture(scope="module")
def hours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An hour, a Board each ten seconds."""
    times = range(START_MS, START_MS + HOUR_MS, 10_000)
    return record(tmp_path_factory.mktemp("hours"), [board_at(at_ms) for at_ms in times])


def test_opening_a_folder(benchmark: BenchmarkFixture, hours: Path) -> None:
    benchmark(lambda: open_tape(hours).close())


def test_seeking_anywhere(benchmark: BenchmarkFixture, hours: Path) -> None:
    source = ReplaySource(open_tape(hours), ManualClock())
    places = (START_MS + number * 7_919_000 % HOUR_MS for number in count())

    def seek() -> None:
        source.seek(next(places))
        assert source.latest() is not None

    benchmark(seek)
