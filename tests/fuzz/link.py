"""The decoders of the link: what a peer on the socket may send instead of a message."""

import random
from collections.abc import Callable, Mapping

from tests.boards import rich_board
from tui.config.edits import LevelKey, PutLevel
from tui.config.model import LevelConfig
from tui.link import wire
from tui.link.wire import Answer, Command, Edit, Hello, Kind, Refusal, Welcome

_VERSION = "0.1.0"
_GOLDEN = (
    Hello(version=_VERSION),
    Welcome(version=_VERSION, pid=7),
    Refusal(reason="two panes too many"),
    Command(verb="snooze", rule="weekly close", for_s=600.0),
    Edit(ticket=3, change=PutLevel(asset="BTC", level=LevelConfig(price=98_400.0), before=LevelKey(price=1.0))),
    Answer(ticket=3, accepted=False, faults=(("price", "this line is there already"),)),
    rich_board(),
)
_READERS: Mapping[str, Callable[[int, bytes], object]] = {
    "hello": wire.as_hello,
    "request": wire.as_request,
    "welcome": lambda kind, payload: wire.as_welcome(kind, payload, _VERSION),
    "board": wire.as_board,
    "answer": lambda _, payload: wire.as_answer(payload),
}
_PIECES = (
    b"\xdf\xff\xff\xff\xff",
    b"\xdd\xff\xff\xff\xff",
    b"\xdb\x7f\xff\xff\xff",
    b"\x91" * 2_000,
    b"\xc1",
    b"\xcb\x7f\xf8" + b"\0" * 6,
)


def golden() -> tuple[bytes, ...]:
    """One message of every kind, as it goes over the socket."""
    return tuple(wire.pack(message) for message in _GOLDEN)


def spoil(message: bytes, rng: random.Random) -> bytes:
    """`message` spoiled in its bytes; msgpack has no text to spoil in shape, so whole lengths and types are put in."""
    data = bytearray(message)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        match rng.randrange(4):
            case 0 if at < len(data):
                data[at] ^= 1 << rng.randrange(8)
            case 1:
                del data[at : at + rng.randint(1, 64)]
            case 2:
                data[at:at] = rng.choice(_PIECES)
            case _:
                data[at:at] = rng.randbytes(rng.randint(1, 8))
    return bytes(data).ljust(wire.HEADER_BYTES, b"\0")


def read(message: bytes, rng: random.Random) -> None:
    """Every reader's view of the message; raises LinkError where it refuses it, and nothing else."""
    header, payload = message[: wire.HEADER_BYTES], message[wire.HEADER_BYTES :]
    _, kind = wire.unpack_header(header)
    reader = rng.choice(tuple(_READERS))
    _READERS[reader](kind if rng.random() < 0.7 else rng.choice(tuple(Kind)), payload)
