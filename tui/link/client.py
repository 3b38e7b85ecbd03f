"""A pane's end of the socket: a BoardSource that connects, and reconnects by itself."""

import asyncio
import contextlib
import itertools
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from tui.config.edits import Change
from tui.domain.board import Board
from tui.domain.clock import Clock
from tui.domain.digest import Digest
from tui.domain.tape_filter import TapeFilter
from tui.domain.text import in_words
from tui.link.keeper import CollectorKeeper
from tui.link.parts import BoardParts
from tui.link.peer import is_own_peer
from tui.link.source import LinkState
from tui.link.wire import (
    Answer,
    Command,
    Edit,
    Find,
    Found,
    Hello,
    Kind,
    LinkError,
    Reload,
    Since,
    as_answer,
    as_board,
    as_digest,
    as_found,
    as_welcome,
    pack,
    read_message,
)

_FIRST_RETRY_S = 0.25
_LAST_RETRY_S = 2.0
_ANSWER_TIMEOUT_S = 5.0
# A collector publishes at least once a second, and the slowest pane asks for a Board every five.
_SILENCE_S = 15.0


class SocketSource:
    """Boards from a collector's socket. Latest wins; a lost collector is waited for."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        version: str,
        fps: float = 4.0,
        failure: Callable[[], str | None] | None = None,
        keeper: CollectorKeeper | None = None,
    ) -> None:
        """`failure` tells why there can be no collector, where that is known; `keeper` starts one where none is."""
        self._failure = failure
        self._keeper = keeper
        self._path = path
        self._clock = clock
        self._version = version
        self._fps = fps
        self._state = LinkState.CONNECTING
        self._reason: str | None = "waiting for a collector"
        self._board: Board | None = None
        self._parts = BoardParts()
        self._arrived_s = 0.0
        self._writer: asyncio.StreamWriter | None = None
        self._digest: Digest | None = None
        self._found: Found | None = None
        self._finds = False
        self._tickets = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Answer]] = {}

    def begin_with(self, board: Board) -> None:
        """Takes a Board that another connection to the same collector has just brought, until its own brings one."""
        self._board, self._arrived_s = board, self._clock.monotonic_s()
        self._state, self._reason = LinkState.ATTACHED, None

    @property
    def state(self) -> LinkState:
        return self._state

    @property
    def reason(self) -> str | None:
        return self._reason

    def latest(self) -> Board | None:
        return self._board

    def age_s(self) -> float | None:
        return None if self._board is None else self._clock.monotonic_s() - self._arrived_s

    def want_fps(self, fps: float) -> None:
        """Tells the collector how many Boards a second are of use from now on."""
        if fps == self._fps:
            return
        self._fps = fps
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(pack(Hello(version=self._version, fps=fps, in_parts=True)))

    def command(self, command: Command) -> bool:
        """Asks the collector to do something; False where none is attached."""
        if self._writer is None or self._writer.is_closing():
            return False
        self._writer.write(pack(command))
        return True

    def ask_since(self, since_ms: int) -> bool:
        """Asks for a digest; False where no collector is attached."""
        if self._writer is None or self._writer.is_closing():
            return False
        self._writer.write(pack(Since(since_ms=since_ms)))
        return True

    def ask_find(self, asset: str, tape: TapeFilter) -> bool:
        """Has liquidations looked for; False where no collector is attached that can."""
        if self._writer is None or self._writer.is_closing() or not self._finds:
            return False
        self._writer.write(pack(Find(asset=asset, tape=tape)))
        return True

    def found(self) -> Found | None:
        """The newest answer that came."""
        return self._found

    def digest(self) -> Digest | None:
        """The newest digest that came."""
        return self._digest

    async def edit(self, change: Change | Reload) -> Answer:
        """Asks the collector for a change and waits for its answer; raises LinkError where none comes."""
        if self._writer is None or self._writer.is_closing():
            raise LinkError("no collector is attached to do that")
        ticket = next(self._tickets)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked[ticket] = answer
        try:
            self._writer.write(pack(Edit(ticket=ticket, change=change)))
            async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                return await answer
        except TimeoutError:
            raise LinkError("the collector does not answer") from None
        finally:
            del self._asked[ticket]

    async def run(self) -> None:
        retry_s = _FIRST_RETRY_S
        while True:
            try:
                async with self._attached() as reader:
                    while True:
                        await self._receive(reader)
                        retry_s = _FIRST_RETRY_S
            except (FileNotFoundError, ConnectionError):
                self._lose(self._missed())
            except LinkError as error:
                self._lose(str(error))
            except OSError as error:
                self._lose(in_words(error))
            await self._clock.sleep(retry_s)
            retry_s = min(retry_s * 2, _LAST_RETRY_S)

    @contextlib.asynccontextmanager
    async def _attached(self) -> AsyncIterator[asyncio.StreamReader]:
        reader, writer = await asyncio.open_unix_connection(str(self._path))
        self._parts = BoardParts()
        try:
            connection = writer.get_extra_info("socket")
            if isinstance(connection, socket.socket) and not is_own_peer(connection):
                raise LinkError(f"{self._path} belongs to another user's process")
            writer.write(pack(Hello(version=self._version, fps=self._fps, in_parts=True)))
            kind, payload = await _within(_ANSWER_TIMEOUT_S, reader, "the collector does not answer")
            self._finds = as_welcome(kind, payload, self._version).finds
            self._writer = writer
            if self._keeper is not None:
                self._keeper.found()
            yield reader
        finally:
            self._writer = None
            writer.transport.abort()
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(LinkError("the collector went away before it answered: look whether it holds"))

    async def _receive(self, reader: asyncio.StreamReader) -> None:
        kind, payload = await _within(_SILENCE_S, reader, f"the collector is silent for {_SILENCE_S:.0f} s")
        if kind == Kind.DIGEST:
            self._digest = as_digest(payload)
            return
        if kind == Kind.FOUND:
            self._found = as_found(payload)
            return
        if kind == Kind.ANSWER:
            found = as_answer(payload)
            waiting = self._asked.get(found.ticket)
            if waiting is not None and not waiting.done():
                waiting.set_result(found)
            return
        self._board = self._parts.take(payload) if kind == Kind.CHANGES else as_board(kind, payload)
        self._arrived_s = self._clock.monotonic_s()
        self._state, self._reason = LinkState.ATTACHED, None

    def _missed(self) -> str:
        if self._keeper is None:
            return "no collector answers yet"
        return self._keeper.missed(was_there=self._board is not None)

    def _lose(self, reason: str) -> None:
        if self._board is not None:
            self._state = LinkState.LOST
            gone = reason.startswith(("no collector", "the other side closed"))
            reason = "collector gone, waiting" if gone else reason
        self._reason = (self._failure() if self._failure else None) or reason


async def _within(seconds: float, reader: asyncio.StreamReader, words: str) -> tuple[int, bytes]:
    """The next message, or LinkError in those words."""
    try:
        async with asyncio.timeout(seconds):
            return await read_message(reader)
    except TimeoutError as error:
        raise LinkError(words) from error
