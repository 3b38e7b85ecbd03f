"""Reads one recording: its header and groups at once, its Boards one after the other."""

import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from tui.domain.text import clean
from tui.link.recording.layout import (
    CHANGE,
    FOOTER_BYTES,
    GAP_MS,
    KEY,
    MAX_TREE_BYTES,
    Group,
    RecordingError,
    index_offset,
    read_frame,
    read_index,
    read_preamble,
)
from tui.link.recording.patch import Tree, apply

_HEAD_BYTES = 4096
_LONGEST_TEXT = 4096


class RecordingReader:
    """An open file; what is appended to it later is not seen. Raises RecordingError where nothing of it plays."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = clean(path.name, 80)
        try:
            self._file = path.open("rb")
            self.size = path.stat().st_size
        except OSError as error:
            raise RecordingError(f"{clean(str(path), 160)} can't be read: {error.strerror}") from error
        try:
            self.header, first = read_preamble(self._read(0, _HEAD_BYTES), self.name)
            found = self._indexed()
            self.is_closed = found is not None
            """Whether the file was closed in order; else it was cut off, or is being written."""
            self.groups = self._walked(first) if found is None else found
            if not self.groups:
                raise RecordingError(f"{self.name} ends before its first Board")
        except OSError as error:
            self.close()
            raise RecordingError(f"{self.name} can't be read: {error.strerror}") from error
        except RecordingError:
            self.close()
            raise

    def close(self) -> None:
        self._file.close()

    def times(self, group: Group) -> list[int]:
        """When the Boards of a group were made, up to the first that is damaged."""
        return [at_ms for at_ms, _ in self._frames(group)]

    def boards(self, group: Group) -> Iterator[tuple[int, Tree]]:
        """The Boards of a group as trees with their times, up to the first that is damaged."""
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        tree: Tree | None = None
        for at_ms, payload in self._frames(group):
            try:
                value = _cleaned(msgspec.msgpack.decode(inflate.decompress(payload, MAX_TREE_BYTES)))
                tree = value if tree is None else apply(tree, value)
            except (zlib.error, msgspec.MsgspecError, LookupError, TypeError, ValueError, RecursionError):
                # Nonsense under a sound checksum: what another program wrote. The group ends here.
                return
            if not isinstance(tree, dict):
                return
            yield at_ms, tree

    def _read(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(length)

    def _indexed(self) -> tuple[Group, ...] | None:
        tail = max(self.size - FOOTER_BYTES, 0)
        at = index_offset(self._read(tail, FOOTER_BYTES))
        return None if at is None or at > tail else read_index(self._read(at, tail - at))

    def _walked(self, offset: int) -> tuple[Group, ...]:
        """The groups by their frames; after a damaged frame it goes on at the next key frame."""
        content = self._read(0, self.size)
        groups: list[Group] = []
        is_whole = False
        while offset >= 0:
            frame = read_frame(content, offset)
            if frame is None:
                is_whole = False
                offset = content.find(KEY, offset + 1)
                continue
            if frame.mark == KEY:
                groups.append(Group(frame.at_ms, frame.at_ms, offset, 1))
                is_whole = True
            elif frame.mark == CHANGE and is_whole:
                group = groups[-1]
                groups[-1] = Group(group.starts_ms, frame.at_ms, group.offset, group.frames + 1)
            offset = frame.ends
        return tuple(groups)

    def _frames(self, group: Group) -> Iterator[tuple[int, bytes]]:
        """Times and payloads of a group's frames, up to the first that is damaged."""
        after = [other.offset for other in self.groups if other.offset > group.offset]
        try:
            content = self._read(group.offset, min(after, default=self.size) - group.offset)
        except OSError as error:
            raise RecordingError(f"{self.name} can't be read: {error.strerror}") from error
        offset = 0
        for number in range(group.frames):
            frame = read_frame(content, offset)
            if frame is None or frame.mark != (CHANGE if number else KEY):
                return
            yield frame.at_ms, frame.payload
            offset = frame.ends


def gaps(groups: Sequence[Group]) -> list[tuple[int, int]]:
    """The stretches in which nothing was recorded: (end before, start after), in epoch milliseconds."""
    return [
        (before.ends_ms, after.starts_ms)
        for before, after in pairwise(groups)
        if after.starts_ms - before.ends_ms > GAP_MS
    ]


def _cleaned(value: Any) -> Any:
    """The value with every text fit for a terminal: a recording may come from anywhere."""
    if isinstance(value, str):
        return value if value.isprintable() else clean(value, _LONGEST_TEXT)
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner) for inner in value]
    return value
