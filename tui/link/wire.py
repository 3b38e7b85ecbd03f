"""What goes over the socket: length-prefixed msgpack messages, the same both ways."""

from __future__ import annotations

import struct
from collections.abc import Callable
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from tui.config.edits import Change
from tui.domain.board import SCHEMA, Board
from tui.domain.board_liquidations import Print
from tui.domain.digest import Digest
from tui.domain.errors import FloorlineError
from tui.domain.tape_filter import TapeFilter
from tui.domain.text import clean

if TYPE_CHECKING:
    from asyncio import StreamReader

Wanted = TypeVar("Wanted", bound=msgspec.Struct)

MAX_MESSAGE_BYTES = 16 * 1024 * 1024
_HEADER = struct.Struct(">IB")
HEADER_BYTES = _HEADER.size
RECONNECT_S = 30.0
"""Feeds are asked again on request at most this often, however many panes ask."""


class LinkError(FloorlineError):
    """A link that can't be used, and why."""


class Kind(IntEnum):
    HELLO = 1
    WELCOME = 2
    BOARD = 3
    REFUSAL = 4
    COMMAND = 5
    LINE = 6
    EDIT = 7
    ANSWER = 8
    SINCE = 9
    DIGEST = 10
    CHANGES = 11
    FIND = 12
    FOUND = 13


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """A pane's first message, and every later change of what it wants."""

    schema: int = SCHEMA
    version: str
    fps: Annotated[float, Meta(ge=0, le=1000)] = 4.0
    """Boards a second that the pane can use."""
    in_parts: bool = False
    """It takes Boards as tui.link.parts sends them: only what has changed."""


class Welcome(msgspec.Struct, frozen=True, kw_only=True):
    """The collector's answer; the pane decides whether it can read what follows."""

    schema: int = SCHEMA
    version: str
    pid: int
    finds: bool = False
    """It answers Find; an earlier one would take that for nonsense."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why the collector closes the connection."""

    reason: str


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """What a pane asks the collector to do with its alerts, or its feeds."""

    verb: Literal["acknowledge", "snooze", "test", "reconnect"]
    """test puts an alert in the log, so that the person sees whether alerts reach the screen; reconnect asks every feed
    again at once that is not live."""
    rule: Annotated[str, Meta(max_length=100)] = ""
    at_ms: int | None = None
    """Which alert is acknowledged; None is all of the rule."""
    for_s: Annotated[float, Meta(ge=0, le=604_800)] = 0.0
    """How long the rule is snoozed."""


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """Asks for a Digest."""

    since_ms: int


class Find(msgspec.Struct, frozen=True, kw_only=True):
    """Asks for the newest liquidations of the last day that pass a filter."""

    asset: Annotated[str, Meta(max_length=31)]
    tape: TapeFilter


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a Find."""

    asset: str
    tape: TapeFilter
    prints: tuple[Print, ...] = ()
    """Newest first, the newest of `count`."""
    count: int | None = None
    """How many there are; None where none can be looked for."""
    window_s: int = 86_400


class LineRequest(msgspec.Struct, frozen=True, array_like=True):
    """Asks, in place of a Hello, for one line of text for a status bar; the answer's payload is the text itself.

    So simple that tui.cli.quick_segment speaks it without msgspec, whose loading would cost more than the rest.
    """

    asset: Annotated[str, Meta(max_length=31)] = ""
    """Empty: the collector's first."""
    width: Annotated[int, Meta(ge=1, le=65_535)] = 40
    """At most that many cells."""
    styled: bool = False
    """With tmux's colours."""


class Reload(msgspec.Struct, frozen=True, kw_only=True, tag="reload"):
    """The collector is to begin again with its configuration as that is now."""


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """What a pane wants changed; each is answered, in the order in which they came."""

    ticket: int
    """The answer bears the same."""
    change: Change | Reload


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an Edit."""

    ticket: int
    accepted: bool
    faults: tuple[tuple[str, str], ...] = ()
    """(field, what is wrong with it) where it was refused; the field is "" where the whole is meant."""
    words: str = ""
    """What else the person should know: that it is not kept, or which file was read."""


ComposeLine = Callable[[LineRequest, Board | None], str]
"""Writes the line that a request asks for from the newest Board; empty for an asset that it doesn't know."""


_encoder = msgspec.msgpack.Encoder()
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_KINDS: dict[type, Kind] = {
    Hello: Kind.HELLO,
    Welcome: Kind.WELCOME,
    Board: Kind.BOARD,
    Refusal: Kind.REFUSAL,
    Command: Kind.COMMAND,
    LineRequest: Kind.LINE,
    Edit: Kind.EDIT,
    Answer: Kind.ANSWER,
    Since: Kind.SINCE,
    Digest: Kind.DIGEST,
    Find: Kind.FIND,
    Found: Kind.FOUND,
}


@cache
def _decoder(of: type[msgspec.Struct]) -> msgspec.msgpack.Decoder[Any]:
    """Made when first needed: each end reads only half of the messages."""
    return msgspec.msgpack.Decoder(of)


def _decoded(of: type[Wanted], payload: bytes) -> Wanted:
    found: Wanted = _decoder(of).decode(payload)
    return found


Message = Hello | Welcome | Board | Refusal | Command | LineRequest | Edit | Answer | Since | Digest | Find | Found


def pack(message: Message) -> bytes:
    """The message as it goes over the socket."""
    payload = _encoder.encode(message)
    if len(payload) > MAX_MESSAGE_BYTES:
        raise LinkError(f"a message of {len(payload)} bytes is over the limit of {MAX_MESSAGE_BYTES}")
    return _HEADER.pack(len(payload), _KINDS[type(message)]) + payload


def pack_line(line: str) -> bytes:
    """The answer to a LineRequest; empty where nothing can be said."""
    payload = line.encode()
    return _HEADER.pack(len(payload), Kind.LINE) + payload


def pack_changes(payload: bytes) -> bytes:
    """What changed on the Board, as tui.link.parts puts it."""
    return _HEADER.pack(len(payload), Kind.CHANGES) + payload


def unpack_header(header: bytes) -> tuple[int, int]:
    """Payload length and kind; raises LinkError where the length is over the limit."""
    length, kind = _HEADER.unpack(header)
    if length > MAX_MESSAGE_BYTES:
        raise LinkError(f"the other side announced {length} bytes, over the limit of {MAX_MESSAGE_BYTES}")
    return length, kind


async def read_message(reader: StreamReader) -> tuple[int, bytes]:
    """The next message's kind and payload; raises LinkError when the other side is gone or sends what is no message."""
    # Imported only here: a script that asks for one Board has no event loop to load.
    from asyncio import IncompleteReadError

    try:
        length, kind = unpack_header(await reader.readexactly(HEADER_BYTES))
        return kind, await reader.readexactly(length)
    except IncompleteReadError as error:
        raise LinkError("the other side closed the connection") from error


def as_hello(kind: int, payload: bytes) -> Hello:
    """The message as a Hello; raises LinkError for anything else."""
    if kind != Kind.HELLO:
        raise LinkError("the other side did not say hello")
    try:
        return _decoded(Hello, payload)
    except _UNREADABLE as error:
        raise LinkError("the other side's hello can't be read") from error


def as_line_request(payload: bytes) -> LineRequest:
    """The payload as a LineRequest; raises LinkError for anything else."""
    try:
        return _decoded(LineRequest, payload)
    except _UNREADABLE as error:
        raise LinkError("the other side's request can't be read") from error


def as_request(kind: int, payload: bytes) -> Hello | Command | Edit | Since | Find:
    """What a greeted pane may send; raises LinkError for anything else."""
    if kind not in (Kind.COMMAND, Kind.EDIT, Kind.SINCE, Kind.FIND):
        return as_hello(kind, payload)
    try:
        if kind == Kind.SINCE:
            return _decoded(Since, payload)
        if kind == Kind.FIND:
            return _decoded(Find, payload)
        return _decoded(Edit, payload) if kind == Kind.EDIT else _decoded(Command, payload)
    except _UNREADABLE as error:
        raise LinkError("the other side's command can't be read") from error


def as_welcome(kind: int, payload: bytes, own_version: str) -> Welcome:
    """The message as a Welcome that this version understands; raises LinkError in words for the person otherwise."""
    if kind == Kind.REFUSAL:
        raise LinkError(_refusal(payload))
    if kind != Kind.WELCOME:
        raise LinkError("what answers there is not a Floorline collector")
    try:
        welcome = _decoded(Welcome, payload)
    except _UNREADABLE as error:
        raise LinkError("what answers there is not a Floorline collector") from error
    if welcome.schema != SCHEMA:
        raise LinkError(
            f"collector {clean(welcome.version)} sends Board schema {welcome.schema}, this Floorline {own_version} "
            f"reads {SCHEMA}: stop it and start it again with this version"
        )
    return welcome


def as_digest(payload: bytes) -> Digest:
    """The payload as a Digest; raises LinkError for anything else."""
    try:
        return _decoded(Digest, payload)
    except _UNREADABLE as error:
        raise LinkError("the collector's digest can't be read") from error


def as_found(payload: bytes) -> Found:
    """The payload as a Found; raises LinkError for anything else."""
    try:
        return _decoded(Found, payload)
    except _UNREADABLE as error:
        raise LinkError("what the collector found can't be read") from error


def as_answer(payload: bytes) -> Answer:
    """The payload as an Answer; raises LinkError for anything else."""
    try:
        return _decoded(Answer, payload)
    except _UNREADABLE as error:
        raise LinkError("the collector's answer can't be read: restart it") from error


def as_board(kind: int, payload: bytes) -> Board:
    """The message as a Board; raises LinkError in words for the person otherwise."""
    if kind == Kind.REFUSAL:
        raise LinkError(_refusal(payload))
    if kind != Kind.BOARD:
        raise LinkError(f"the collector sent a message of unknown kind {kind}")
    try:
        return _decoded(Board, payload)
    except _UNREADABLE as error:
        raise LinkError("the collector sent a Board that this version can't read: restart it") from error


def _refusal(payload: bytes) -> str:
    try:
        return clean(_decoded(Refusal, payload).reason, 160)
    except _UNREADABLE:
        return "the collector refused without a reason"
