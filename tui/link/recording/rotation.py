"""Writes Boards into a folder, an hour to a file. Everything here blocks."""

from pathlib import Path

from tui.domain.board import Board
from tui.domain.clock import HOUR_MS
from tui.link.paths import private_directory
from tui.link.recording.folder import FILE_MS, file_name, prune
from tui.link.recording.layout import Header
from tui.link.recording.writer import RecordingWriter, tree_of

_FILES = 8
"""A file ends early where it holds this part of the room for all."""


class RotatingWriter:
    """One file for each hour of UTC, and a new one wherever the clock stepped back; old files are deleted.

    Raises OSError where the disk takes no more; the next Board begins a new file.
    """

    def __init__(self, folder: Path, keep_hours: float, most_bytes: int) -> None:
        """Keeps at most `most_bytes` in the folder, and less than a Board more."""
        self._folder = folder
        self._keep_ms = round(keep_hours * HOUR_MS)
        self._file_bytes = most_bytes // _FILES
        self._other_bytes = most_bytes - self._file_bytes
        self._file: RecordingWriter | None = None

    def write(self, board: Board) -> None:
        """Appends a Board; one of the same moment as the last is not written again."""
        file = self._file
        if file is not None and board.as_of_ms == file.ends_ms:
            return
        if file is None or self._is_over(file, board.as_of_ms):
            self.close()
            file = self._file = self._begin(board)
        try:
            file.append(board.as_of_ms, tree_of(board))
        except Exception:  # whatever it was, what would be appended now might not fit what was written
            self._file = None
            file.abandon()
            raise

    def close(self) -> None:
        """Ends the file in order."""
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _is_over(self, file: RecordingWriter, at_ms: int) -> bool:
        ends_ms = file.ends_ms
        if ends_ms is None:
            return False
        return at_ms < ends_ms or at_ms // FILE_MS != ends_ms // FILE_MS or file.size >= self._file_bytes

    def _begin(self, board: Board) -> RecordingWriter:
        private_directory(self._folder)
        prune(self._folder, board.as_of_ms, self._keep_ms, self._other_bytes)
        header = Header(version=board.collector.version, mode=board.mode)
        return RecordingWriter(self._folder / file_name(board.as_of_ms), header)
