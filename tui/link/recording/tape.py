"""Recordings as one line of time: any moment of it, and the Boards beside that moment."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec

from tui.domain.text import clean
from tui.link.recording.folder import recordings
from tui.link.recording.layout import Group, Header, RecordingError
from tui.link.recording.patch import Tree
from tui.link.recording.reader import RecordingReader, gaps


class Moment(NamedTuple):
    """A Board on the tape."""

    at_ms: int
    tree: Tree


@dataclass(frozen=True)
class _Stretch:
    """A group, as far as its file is believed."""

    reader: RecordingReader
    group: Group
    until_ms: int | None
    """From here on another file is."""

    def times(self) -> list[int]:
        found = self.reader.times(self.group)
        return found if self.until_ms is None else found[: bisect_left(found, self.until_ms)]


class Tape:
    """Holds one group in memory. Where two files tell the same time, the one that began later is believed."""

    def __init__(self, readers: Sequence[RecordingReader], unreadable: Sequence[str] = ()) -> None:
        """`unreadable` says why files were left out; raises RecordingError where no file is left."""
        if not readers:
            raise RecordingError(unreadable[0] if unreadable else "there is no recording")
        self.readers = tuple(sorted(readers, key=lambda reader: reader.groups[0].starts_ms))
        self.unreadable = tuple(unreadable)
        self._stretches = _believed(self.readers)
        self._starts_ms = [stretch.group.starts_ms for stretch in self._stretches]
        self.starts_ms = self._starts_ms[0]
        self.ends_ms = self._stretches[-1].group.ends_ms
        self.gaps = gaps([_clipped(stretch) for stretch in self._stretches])
        """The stretches in which nothing was recorded: (end before, start after)."""
        self._here = -1
        self._times: list[int] = []
        self._boards: Iterator[tuple[int, Tree]] = iter(())
        self._read: Moment | None = None

    def close(self) -> None:
        for reader in self.readers:
            reader.close()

    def header_at(self, at_ms: int) -> Header:
        """The header of the file that tells that moment."""
        return self._stretches[self._index(at_ms)].reader.header

    def headers_between(self, from_ms: int, to_ms: int) -> list[Header]:
        """The headers of the files that tell any of that stretch."""
        found = {
            stretch.reader.path: stretch.reader.header
            for stretch in self._stretches
            if stretch.group.starts_ms <= to_ms and stretch.group.ends_ms >= from_ms
        }
        return list(found.values())

    def at(self, at_ms: int) -> Moment:
        """The newest Board that is not later than `at_ms`, or the first of all.

        Costs one group at most, whatever the length of the tape. Raises RecordingError where damage left no Board.
        """
        for index in range(self._index(at_ms), -1, -1):
            self._go_to(index)
            found = self._decoded(self._times[max(bisect_right(self._times, at_ms) - 1, 0)]) if self._times else None
            if found is not None:
                return found
        raise RecordingError("the recording is damaged there")

    def after_ms(self, at_ms: int) -> int | None:
        """The time of the next Board after that moment; None at the end."""
        index = self._index(at_ms)
        self._go_to(index)
        place = bisect_right(self._times, at_ms)
        if place < len(self._times):
            return self._times[place]
        return self._starts_ms[index + 1] if index + 1 < len(self._starts_ms) else None

    def before_ms(self, at_ms: int) -> int | None:
        """The time of the last Board before that moment; None at the start."""
        for index in range(self._index(at_ms), -1, -1):
            self._go_to(index)
            place = bisect_left(self._times, at_ms) - 1
            if place >= 0:
                return self._times[place]
        return None

    def between(self, from_ms: int, to_ms: int) -> Iterator[Moment]:
        """Every Board from `from_ms` to `to_ms`, both included."""
        for stretch in self._stretches[self._index(from_ms) :]:
            until_ms = to_ms if stretch.until_ms is None else min(to_ms, stretch.until_ms - 1)
            if stretch.group.starts_ms > to_ms:
                return
            for at_ms, tree in stretch.reader.boards(stretch.group):
                if from_ms <= at_ms <= until_ms:
                    yield Moment(at_ms, tree)

    def _index(self, at_ms: int) -> int:
        return max(bisect_right(self._starts_ms, at_ms) - 1, 0)

    def _go_to(self, index: int) -> None:
        if index != self._here:
            self._here = index
            self._times = self._stretches[index].times()
            self._rewind()

    def _rewind(self) -> None:
        stretch = self._stretches[self._here]
        self._boards, self._read = stretch.reader.boards(stretch.group), None

    def _decoded(self, wanted_ms: int) -> Moment | None:
        """The Board of that time in the present group, or the last before it that can be read."""
        if self._read is not None and self._read.at_ms > wanted_ms:
            self._rewind()
        while self._read is None or self._read.at_ms < wanted_ms:
            found = next(self._boards, None)
            if found is None:
                break
            self._read = Moment(*found)
        return self._read


def open_tape(path: Path) -> Tape:
    """The recording at `path`, or all in that folder; raises RecordingError in words where nothing of it plays."""
    try:
        paths = recordings(path) if path.is_dir() else [path]
    except OSError as error:
        raise RecordingError(f"{clean(str(path), 160)} can't be read: {error.strerror}") from error
    if not paths or not paths[0].exists():
        raise RecordingError(f"there is no recording at {clean(str(path), 160)}")
    readers: list[RecordingReader] = []
    unreadable: list[str] = []
    for each in paths:
        try:
            readers.append(RecordingReader(each))
        except RecordingError as error:
            unreadable.append(str(error))
    return Tape(readers, unreadable)


def _believed(readers: Sequence[RecordingReader]) -> list[_Stretch]:
    """Every group that is told by no later file, in order."""
    found: list[_Stretch] = []
    for number, reader in enumerate(readers, 1):
        until_ms = readers[number].groups[0].starts_ms if number < len(readers) else None
        found += [
            _Stretch(reader, group, until_ms)
            for group in reader.groups
            if until_ms is None or group.starts_ms < until_ms
        ]
    return sorted(found, key=lambda stretch: stretch.group.starts_ms)


def _clipped(stretch: _Stretch) -> Group:
    group = stretch.group
    return (
        group
        if stretch.until_ms is None
        else msgspec.structs.replace(group, ends_ms=min(group.ends_ms, stretch.until_ms))
    )
