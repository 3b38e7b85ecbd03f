"""A stretch of a tape as one new file."""

from collections.abc import Iterable
from pathlib import Path

from tui.domain.whole_file import whole_file
from tui.link.recording.layout import Header, RecordingError
from tui.link.recording.tape import Moment, Tape
from tui.link.recording.writer import RecordingWriter


def export(tape: Tape, from_ms: int, to_ms: int, path: Path) -> int:
    """Writes the Boards from `from_ms` to `to_ms` to `path`, which must not exist, and returns how many they are.

    Raises RecordingError where there are none, or where they were written by Floorlines of different Board schemas,
    or in part from a demo. A file that could not be finished is not left behind.
    """
    headers = tape.headers_between(from_ms, to_ms)
    if not headers or next(tape.between(from_ms, to_ms), None) is None:
        raise RecordingError("nothing was recorded in that stretch; `floorline record list` says what was")
    if len({(header.schema, header.mode) for header in headers}) > 1:
        raise RecordingError("that stretch has Boards of different schemas or kinds of market: export each part apart")
    try:
        with whole_file(path, replaces=False) as beside:
            return _write(tape.between(from_ms, to_ms), headers[0], beside)
    except FileExistsError:
        raise RecordingError(f"{path} exists already: choose another name") from None
    except OSError as error:
        raise RecordingError(f"{path} can't be written: {error.strerror}") from error


def _write(moments: Iterable[Moment], header: Header, path: Path) -> int:
    writer = RecordingWriter(path, header)
    count = 0
    try:
        for at_ms, tree in moments:
            writer.append(at_ms, tree)
            count += 1
    except BaseException:
        writer.abandon()
        raise
    writer.close()
    return count
