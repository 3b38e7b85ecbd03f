"""What a pane wants changed, over a real socket: every ask is answered, or says that it is not."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from tests.clocks import settle, until
from tests.link.boards import board
from tui.config.edits import DropRule, SetConvention
from tui.domain.clock import SystemClock
from tui.link.client import SocketSource
from tui.link.once import one_answer
from tui.link.server import BoardServer
from tui.link.source import EditSink
from tui.link.wire import Answer, Edit, Kind, LinkError, Reload, as_answer, as_request, pack

CHANGE = SetConvention(name="skew", value="normalised")


async def yes(edit: Edit) -> Answer:
    return Answer(ticket=edit.ticket, accepted=True, words=type(edit.change).__name__)


@contextlib.asynccontextmanager
async def attached(
    path: Path, on_edit: Callable[[Edit], Awaitable[Answer]] | None = yes
) -> AsyncIterator[tuple[BoardServer, SocketSource]]:
    server = BoardServer(path, SystemClock(), "1.0", on_edit=on_edit)
    await server.start()
    server.publish(board())
    source = SocketSource(path, SystemClock(), "1.0")
    pane = asyncio.create_task(source.run())
    try:
        await until(lambda: source.latest() is not None)
        yield server, source
    finally:
        pane.cancel()
        await server.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run" / "collector.sock"


async def test_every_ask_has_its_own_answer(path: Path) -> None:
    async with attached(path) as (_, source):
        assert isinstance(source, EditSink)
        answers = await asyncio.gather(source.edit(CHANGE), source.edit(DropRule(name="x")), source.edit(Reload()))
        assert [answer.words for answer in answers] == ["SetConvention", "DropRule", "Reload"]
        assert len({answer.ticket for answer in answers}) == 3


async def test_a_script_is_answered_among_the_boards(path: Path) -> None:
    async with attached(path):
        answer = await asyncio.to_thread(one_answer, path, 5.0, Edit(ticket=7, change=Reload()))
        assert answer == Answer(ticket=7, accepted=True, words="Reload")


async def test_a_collector_that_goes_away_because_of_a_change_answers_first(path: Path) -> None:
    closing: list[asyncio.Task[None]] = []

    async def reload(edit: Edit) -> Answer:
        closing.append(asyncio.create_task(server.close()))
        await settle()
        return Answer(ticket=edit.ticket, accepted=True, words="reloaded")

    async with attached(path, reload) as (server, source):
        assert (await source.edit(Reload())).words == "reloaded"
        await asyncio.gather(*closing)


async def test_a_collector_that_goes_away_before_it_answers_leaves_nobody_waiting(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.link.server._CLOSE_TIMEOUT_S", 0.05)
    asked = asyncio.Event()

    async def never(_: Edit) -> Answer:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with attached(path, never) as (server, source):
        asking = asyncio.create_task(source.edit(CHANGE))
        await asked.wait()
        await server.close()
        with pytest.raises(LinkError, match="went away before it answered"):
            await asking
        with pytest.raises(LinkError, match="no collector is attached"):
            await source.edit(CHANGE)


async def test_a_collector_that_never_answers_is_given_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.link.client._ANSWER_TIMEOUT_S", 0.05)

    async def never(_: Edit) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError

    async with attached(path, never) as (_, source):
        with pytest.raises(LinkError, match="the collector does not answer"):
            await source.edit(CHANGE)


async def test_a_server_that_changes_nothing_refuses(path: Path) -> None:
    async with attached(path, None) as (_, source):
        assert (await source.edit(CHANGE)).faults == (("", "this collector changes nothing"),)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xc1",
        b"\x82\xa6ticket\x01\xa6change\x81\xa4type\xa4nope",
        pack(Edit(ticket=1, change=DropRule(name="x" * 60)))[5:],
        pack(Edit(ticket=1, change=SetConvention(name="theme", value="x")))[5:],  # type: ignore[arg-type]  # no such name
    ],
)
def test_an_edit_that_is_none_is_a_link_error(payload: bytes) -> None:
    with pytest.raises(LinkError, match="can't be read"):
        as_request(Kind.EDIT, payload)
    with pytest.raises(LinkError, match="can't be read"):
        as_answer(payload[:3])


@pytest.mark.parametrize(
    "tape",
    [
        {"bounds": [{"sign": "> 0 OR 1=1 --", "usd": 1.0}]},
        {"symbols": [f"x{number}" for number in range(257)]},
        {"bounds": [{"sign": ">", "usd": 1.0}] * 257},
    ],
)
def test_a_filter_that_no_pane_makes_is_a_link_error(tape: dict[str, object]) -> None:
    with pytest.raises(LinkError, match="can't be read"):
        as_request(Kind.FIND, msgspec.msgpack.encode({"asset": "BTC", "tape": tape}))
