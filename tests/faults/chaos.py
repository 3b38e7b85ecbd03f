"""A TCP proxy that hurts what it carries, as it is told or by a schedule that a seed decides."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable, Sequence
from random import Random
from typing import Self

HARMS = ("latency", "slices", "reset", "end", "half open", "corruption", "refusal")

_END_S = 2.0
_CHUNK = 16_384
_RESET = struct.pack("ii", 1, 0)


class _Carried:
    """One connection through the proxy."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.writers = (client, server)

    def reset(self) -> None:
        """RST to both sides."""
        for writer in self.writers:
            sock: socket.socket | None = writer.get_extra_info("socket")
            if sock is not None and not writer.is_closing():
                with contextlib.suppress(OSError):
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.transport.abort()

    def end(self) -> None:
        """FIN to both sides, whatever the protocol above would have said first."""
        for writer in self.writers:
            writer.close()


class ChaosProxy:
    """Carries TCP to a port of the loopback. Every harm can be set while connections are open."""

    def __init__(self, port: int, seed: int = 0) -> None:
        self.latency_s = 0.0
        """How much later each piece arrives; up to twice that, at random."""
        self.slice_bytes = 0
        """Pieces are cut to at most this, each sent by itself; 0 leaves them whole."""
        self.corrupt_share = 0.0
        """Share of the pieces from the server that have one byte changed."""
        self.is_half_open = False
        """Nothing is carried any more, and nobody is told."""
        self.is_refusing = False
        """New connections are reset at once."""
        self.target = port
        """The port that new connections are carried to."""
        # What is carried decides how often one is asked, so the schedule has its own.
        self._schedule, self._random = Random(seed), Random(seed)
        self._carried: set[_Carried] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.calm()
        self.is_refusing = True
        self.reset()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_END_S)

    def reset(self) -> int:
        """Cuts every connection by RST; returns how many there were."""
        return self._each(lambda carried: carried.reset())

    def end(self) -> int:
        """Cuts every connection by FIN; returns how many there were."""
        return self._each(lambda carried: carried.end())

    def calm(self) -> None:
        """Ends every harm; connections that were left half open are cut, as a router that forgot them would."""
        self.latency_s, self.slice_bytes, self.corrupt_share, self.is_refusing = 0.0, 0, 0.0, False
        if self.is_half_open:
            self.is_half_open = False
            self.reset()

    async def torment(self, seconds: float, harms: Sequence[str]) -> list[str]:
        """One harm after another, and pauses between, for so long; returns what was done."""
        done: list[str] = []
        over_s = asyncio.get_running_loop().time() + seconds
        while (left_s := over_s - asyncio.get_running_loop().time()) > 0:
            harm = self._schedule.choice(harms)
            done.append(harm)
            self._do(harm)
            await asyncio.sleep(min(left_s, self._schedule.uniform(0.1, 0.8)))
            self.calm()
            await asyncio.sleep(self._schedule.uniform(0.0, 0.3))
        return done

    def _do(self, harm: str) -> None:
        match harm:
            case "latency":
                self.latency_s = self._schedule.uniform(0.01, 0.2)
            case "slices":
                self.slice_bytes = self._schedule.randint(1, 50)
            case "reset":
                self.reset()
            case "end":
                self.end()
            case "half open":
                self.is_half_open = True
            case "corruption":
                self.corrupt_share = self._schedule.uniform(0.05, 0.5)
            case "refusal":
                self.is_refusing = True
                self.reset()

    def _each(self, act: Callable[[_Carried], None]) -> int:
        carried = list(self._carried)
        for connection in carried:
            act(connection)
        return len(carried)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if self.is_refusing:
            _Carried(writer, writer).reset()
            return
        upstream, downstream = await asyncio.open_connection("127.0.0.1", self.target)
        carried = _Carried(writer, downstream)
        self._carried.add(carried)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pump(reader, downstream, is_answer=False))
                both.create_task(self._pump(upstream, writer, is_answer=True))
        finally:
            self._carried.discard(carried)
            carried.end()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_answer: bool) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(_CHUNK):
                while self.is_half_open:  # noqa: ASYNC110 (a test ends it, and nobody is told)
                    await asyncio.sleep(0.01)
                await self._carry(chunk, writer, is_answer=is_answer)
        writer.close()

    async def _carry(self, chunk: bytes, writer: asyncio.StreamWriter, *, is_answer: bool) -> None:
        if self.latency_s:
            await asyncio.sleep(self.latency_s * self._random.uniform(1, 2))
        if is_answer and self._random.random() < self.corrupt_share:
            place = self._random.randrange(len(chunk))
            chunk = chunk[:place] + bytes([chunk[place] ^ (1 << self._random.randrange(8))]) + chunk[place + 1 :]
        size = self.slice_bytes or len(chunk)
        # A slice at a time would take a market list minutes.
        size = max(size, len(chunk) // 50)
        for start in range(0, len(chunk), size):
            writer.write(chunk[start : start + size])
            await writer.drain()
            if self.slice_bytes:
                await asyncio.sleep(0)
