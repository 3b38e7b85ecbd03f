"""Runs a long-lived command until it is told to stop: by a signal, or by its parent's end."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

from tui.cli.children import leash_dropped

EXIT_BY_SIGNAL = 128


def on_signals(told: Callable[[int], None]) -> None:
    """Calls `told` in the loop with each signal that ends a program, except what the starter had ignored (nohup)."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, told, number)


async def until_stopped(work: Callable[[asyncio.Event], Awaitable[None]], leashed: bool) -> int:
    """Awaits `work`, which returns soon after the event it is given is set; the exit code for the process.

    SIGINT, SIGTERM and SIGHUP set it, and so does the end of the parent when `leashed`.
    """
    stop = asyncio.Event()
    received: list[int] = []

    def told(number: int) -> None:
        received.append(number)
        stop.set()

    on_signals(told)
    leash = asyncio.create_task(_watch_leash(stop)) if leashed else None
    try:
        await work(stop)
    finally:
        if leash is not None:
            leash.cancel()
    return EXIT_BY_SIGNAL + received[0] if received and received[0] != signal.SIGINT else 0


async def _watch_leash(stop: asyncio.Event) -> None:
    await leash_dropped()
    stop.set()
