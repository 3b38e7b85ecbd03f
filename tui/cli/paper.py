"""`floorline paper`: the paper venues alone, for any gateway setting."""

import argparse
import asyncio
import contextlib
import socket
import sys

from tui.cli.running import until_stopped
from tui.domain.clock import SystemClock
from tui.paper.serve import serve


def run(options: argparse.Namespace) -> int:
    """Prints the gateway's URL on its first line, then serves until a signal."""

    # `floorline demo` hands on the socket that it has opened.
    listening = None if options.listening is None else socket.socket(fileno=options.listening)

    async def work(stop: asyncio.Event) -> None:
        serving = asyncio.create_task(
            serve(
                scenario=options.scenario,
                seed=options.seed,
                speed=options.speed,
                port=options.port if listening is None else listening,
                clock=SystemClock(),
                on_ready=_announce,
            )
        )
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving

    return asyncio.run(until_stopped(work, options.leashed))


def _announce(url: str) -> None:
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
