"""The bytes of a recording.

A file is a preamble and frames. Every frame has a mark, its length, its time and a checksum, so that a file that was
cut off anywhere plays up to its last whole frame. A key frame is a whole Board, the frames after it say what changed
(tui.link.recording.patch); a key frame and its changes are one deflate stream, flushed after each frame. A file that
was closed in order ends with an index of its key frames and a footer that says where the index is.
"""

import struct
import zlib

import msgspec

from tui.domain.board import SCHEMA
from tui.domain.errors import RefusedError

FORMAT = 1
SUFFIX = ".flrec"
MAX_TREE_BYTES = 16 * 1024 * 1024
GAP_MS = 10_000
"""Boards farther apart than this have a gap between them."""

KEY, CHANGE, INDEX = b"\xf1KEY", b"\xf1CHG", b"\xf1IDX"

_MAGIC = b"FLOORREC"
_END = b"FLOOREND"
_PREAMBLE = struct.Struct(">8sHII")
_FRAME = struct.Struct(">4sIqI")
_FOOTER = struct.Struct(">Q8s")
FRAME_BYTES = _FRAME.size
FOOTER_BYTES = _FOOTER.size


class RecordingError(RefusedError):
    """A recording that can't be played or written, and why."""


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader must know before the first frame."""

    schema: int = SCHEMA
    """Of the Boards inside."""
    version: str
    """The Floorline that wrote them."""
    mode: str
    """Whether the market was live or a demo."""


class Group(msgspec.Struct, frozen=True, array_like=True):
    """A key frame and the changes after it."""

    starts_ms: int
    ends_ms: int
    offset: int
    frames: int


class Frame(msgspec.Struct, frozen=True):
    """One frame as it lies in the file."""

    mark: bytes
    at_ms: int
    payload: bytes
    ends: int
    """Offset of the byte after it, where the frame was read from."""


_headers = msgspec.msgpack.Decoder(Header)
_indexes = msgspec.msgpack.Decoder(tuple[Group, ...])


def preamble(header: Header) -> bytes:
    """The first bytes of a file."""
    payload = msgspec.msgpack.encode(header)
    return _PREAMBLE.pack(_MAGIC, FORMAT, len(payload), zlib.crc32(payload)) + payload


def frame(mark: bytes, at_ms: int, payload: bytes) -> bytes:
    """A frame as it is written."""
    checksum = zlib.crc32(payload, zlib.crc32(_FRAME.pack(mark, len(payload), at_ms, 0)))
    return _FRAME.pack(mark, len(payload), at_ms, checksum) + payload


def index(groups: tuple[Group, ...], at: int) -> bytes:
    """The end of a file that is closed in order; `at` is the offset that it will have."""
    ends_ms = groups[-1].ends_ms if groups else 0
    return frame(INDEX, ends_ms, msgspec.msgpack.encode(groups)) + _FOOTER.pack(at, _END)


def read_preamble(content: bytes, name: str) -> tuple[Header, int]:
    """The header and the offset of the first frame; raises RecordingError in words where it can't be played."""
    if len(content) < _PREAMBLE.size:
        raise RecordingError(f"{name} ends before its first Board")
    magic, version, length, checksum = _PREAMBLE.unpack_from(content)
    if magic != _MAGIC:
        raise RecordingError(f"{name} is not a Floorline recording")
    if version > FORMAT:
        raise RecordingError(
            f"{name} has recording format {version}, this Floorline reads up to {FORMAT}: play it with a newer one"
        )
    payload = content[_PREAMBLE.size : _PREAMBLE.size + length]
    if len(payload) < length:
        raise RecordingError(f"{name} ends before its first Board")
    try:
        header = _headers.decode(payload)
    except msgspec.MsgspecError as error:
        raise RecordingError(f"the header of {name} is damaged") from error
    if zlib.crc32(payload) != checksum:
        raise RecordingError(f"the header of {name} is damaged")
    if header.schema > SCHEMA:
        raise RecordingError(
            f"{name} has Board schema {header.schema}, this Floorline reads up to {SCHEMA}: play it with a newer one"
        )
    return header, _PREAMBLE.size + length


def read_frame(content: bytes, offset: int) -> Frame | None:
    """The frame at `offset`; None where there is no whole and sound one."""
    if offset + FRAME_BYTES > len(content):
        return None
    mark, length, at_ms, checksum = _FRAME.unpack_from(content, offset)
    ends = offset + FRAME_BYTES + length
    if mark not in (KEY, CHANGE, INDEX) or ends > len(content):
        return None
    payload = content[offset + FRAME_BYTES : ends]
    if zlib.crc32(payload, zlib.crc32(_FRAME.pack(mark, length, at_ms, 0))) != checksum:
        return None
    return Frame(mark, at_ms, payload, ends)


def index_offset(footer: bytes) -> int | None:
    """Where the index is, by the last bytes of a file; None where it has none: it was cut off, or still grows."""
    if len(footer) < FOOTER_BYTES:
        return None
    at, end = _FOOTER.unpack(footer)
    return int(at) if end == _END else None


def read_index(content: bytes) -> tuple[Group, ...] | None:
    """The groups by an index frame; None where it is damaged."""
    found = read_frame(content, 0)
    if found is None or found.mark != INDEX:
        return None
    try:
        return _indexes.decode(found.payload)
    except msgspec.MsgspecError:
        return None
