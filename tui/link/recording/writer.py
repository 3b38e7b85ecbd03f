"""Writes one recording. Everything here blocks."""

import os
import zlib
from pathlib import Path

import msgspec

from tui.domain.board import Board
from tui.link.recording.layout import CHANGE, GAP_MS, KEY, Group, Header, frame, index, preamble
from tui.link.recording.patch import Tree, diff

KEY_MS = 120_000
"""At most this much is decoded to reach any moment."""

_COMPRESSION = 6
_MEMORY = 9


def tree_of(board: Board) -> Tree:
    """The Board as plain values."""
    tree: Tree = msgspec.msgpack.decode(msgspec.msgpack.encode(board))
    return tree


class RecordingWriter:
    """A new file, for its owner alone; raises OSError where it can't be made or written, FileExistsError where it is.

    What a failed `append` left behind is cut off again, so that the file stays playable, and nothing more may be
    appended.
    """

    def __init__(self, path: Path, header: Header) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self.path = path
        self._descriptor = os.open(path, flags, 0o600)
        self._groups: list[Group] = []
        self._last: Tree | None = None
        self.size = 0
        try:
            self._write(preamble(header))
        except OSError:
            os.close(self._descriptor)
            path.unlink(missing_ok=True)
            raise

    @property
    def ends_ms(self) -> int | None:
        """The time of the last Board inside; None before the first."""
        return self._groups[-1].ends_ms if self._groups else None

    def append(self, at_ms: int, tree: Tree) -> None:
        """Writes what changed since the Board before, or the whole one where that is due; `at_ms` must grow."""
        ends_ms = self.ends_ms
        if ends_ms is not None and at_ms <= ends_ms:
            raise ValueError(f"a Board of {at_ms} after one of {ends_ms}")
        offset = self.size
        if self._last is None or self._is_key_due(at_ms):
            self._deflate = zlib.compressobj(_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS, _MEMORY)
            self._write(frame(KEY, at_ms, self._packed(tree)))
            self._groups.append(Group(at_ms, at_ms, offset, 1))
        else:
            self._write(frame(CHANGE, at_ms, self._packed(diff(self._last, tree))))
            group = self._groups[-1]
            self._groups[-1] = Group(group.starts_ms, at_ms, group.offset, group.frames + 1)
        self._last = tree

    def close(self) -> None:
        """Writes the index and lets go of the file; raises OSError where the index finds no room (it plays without)."""
        try:
            self._write(index(tuple(self._groups), self.size))
            os.fsync(self._descriptor)
        finally:
            os.close(self._descriptor)

    def abandon(self) -> None:
        """Lets go of the file as it is: it plays up to its last Board."""
        os.close(self._descriptor)

    def _is_key_due(self, at_ms: int) -> bool:
        group = self._groups[-1]
        return at_ms - group.starts_ms >= KEY_MS or at_ms - group.ends_ms > GAP_MS

    def _packed(self, value: object) -> bytes:
        return self._deflate.compress(msgspec.msgpack.encode(value)) + self._deflate.flush(zlib.Z_SYNC_FLUSH)

    def _write(self, content: bytes) -> None:
        rest = memoryview(content)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            os.ftruncate(self._descriptor, self.size)
            raise
        self.size += len(content)
