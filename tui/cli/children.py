"""Other Floorline processes that this one starts and takes with it when it ends, however it ends."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tui.cli.own_process import floorline_command
from tui.domain.errors import FloorlineError
from tui.link.spawn import last_complaint

_STOP_TIMEOUT_S = 6.0


@asynccontextmanager
async def leashed(
    arguments: Sequence[str], log: Path, environ: Mapping[str, str] | None = None, descriptors: Sequence[int] = ()
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Floorline command that runs while the block does, with its complaints in `log` and those descriptors open.

    Its standard input is a pipe that nobody writes to: when this process dies, the pipe closes and the child stops.
    """
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *floorline_command(*arguments, "--leashed"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, **(environ or {})},
            # Ctrl-C in the terminal is for the screen; the children are stopped in order.
            start_new_session=True,
            pass_fds=descriptors,
        )
    try:
        yield process
    finally:
        await _stop(process)


async def first_line(process: asyncio.subprocess.Process, log: Path, timeout_s: float) -> str:
    """The first line that the child prints; raises FloorlineError with its last complaint when none comes."""
    assert process.stdout is not None
    try:
        async with asyncio.timeout(timeout_s):
            line = (await process.stdout.readline()).decode().strip()
    except TimeoutError:
        line = ""
    if line:
        return line
    raise FloorlineError(last_complaint(log) or f"no answer within {timeout_s:g} s")


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(_STOP_TIMEOUT_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


async def leash_dropped() -> None:
    """Returns when the parent at the other end of standard input is gone."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
