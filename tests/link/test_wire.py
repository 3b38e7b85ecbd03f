import asyncio

import msgspec
import pytest

from tests.link.boards import board
from tui.domain.board import SCHEMA
from tui.link.wire import (
    HEADER_BYTES,
    MAX_MESSAGE_BYTES,
    Hello,
    Kind,
    LinkError,
    Refusal,
    Welcome,
    as_board,
    as_hello,
    as_welcome,
    pack,
    read_message,
    unpack_header,
)


async def sent(data: bytes) -> tuple[int, bytes]:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return await read_message(reader)


async def test_a_board_crosses_unchanged() -> None:
    first = board(7, notes={"x": "why"})
    assert as_board(*await sent(pack(first))) == first


async def test_a_closed_connection_is_said_in_words() -> None:
    with pytest.raises(LinkError, match="closed"):
        await sent(pack(board())[:-1])


def test_an_oversized_announcement_is_refused_before_it_is_read() -> None:
    header = (MAX_MESSAGE_BYTES + 1).to_bytes(4, "big") + bytes([Kind.BOARD])
    with pytest.raises(LinkError, match="over the limit"):
        unpack_header(header)


def test_another_schema_is_said_in_words() -> None:
    welcome = pack(Welcome(schema=SCHEMA + 1, version="9.0\x1b[2J", pid=1))[HEADER_BYTES:]
    with pytest.raises(LinkError, match=f"schema {SCHEMA + 1}.*reads {SCHEMA}") as refused:
        as_welcome(Kind.WELCOME, welcome, "1.0")
    assert "\x1b" not in str(refused.value)


def test_a_refusal_is_passed_on_clean() -> None:
    payload = msgspec.msgpack.encode(Refusal(reason="full\x07"))
    with pytest.raises(LinkError, match=r"full\?"):
        as_welcome(Kind.REFUSAL, payload, "1.0")


@pytest.mark.parametrize("payload", [b"", b"\xc1", b"\x81\xa6reason\xa1\xff", msgspec.msgpack.encode({"schema": 1})])
def test_garbage_is_a_link_error(payload: bytes) -> None:
    with pytest.raises(LinkError):
        as_board(Kind.BOARD, payload)
    with pytest.raises(LinkError):
        as_hello(Kind.HELLO, payload)
    with pytest.raises(LinkError):
        as_welcome(Kind.WELCOME, payload, "1.0")


def test_a_hello_may_carry_more_than_we_know() -> None:
    payload = msgspec.msgpack.encode({"version": "2.0", "fps": 1.0, "colour": "blue"})
    assert as_hello(Kind.HELLO, payload) == Hello(version="2.0", fps=1.0)
