"""Waiting by a Clock: with a limit, and waiting that can be cut short."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

from tui.domain.clock import Clock

T = TypeVar("T")
_STOP_S = 5.0


async def pause(clock: Clock, seconds: float, cut_short: asyncio.Event) -> None:
    """Returns after `seconds`, or as soon as `cut_short` is set."""
    if seconds <= 0 or cut_short.is_set():
        await asyncio.sleep(0)
        return
    sleeping = asyncio.ensure_future(clock.sleep(seconds))
    waking = asyncio.ensure_future(cut_short.wait())
    try:
        await asyncio.wait({sleeping, waking}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        sleeping.cancel()
        waking.cancel()


async def within(clock: Clock, seconds: float, work: Awaitable[T]) -> T:
    """What `work` returns; raises TimeoutError and stops it where it takes longer than `seconds`."""
    working = asyncio.ensure_future(work)
    limit = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({working, limit}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise TimeoutError
        return result_of(working)
    finally:
        limit.cancel()
        await stop(working)


def result_of(done: "asyncio.Future[T]") -> T:
    """The result of a finished task; a task that was cancelled from below is a ConnectionError, not our own stop.

    ccxt cancels the futures of its watchers when it closes a connection; seen from here that is a lost connection.
    """
    if done.cancelled():
        raise ConnectionAbortedError("the connection was dropped underneath")
    return done.result()


async def stop(task: "asyncio.Future[Any]") -> None:
    """Cancels `task` and gives it five seconds to clean up."""
    if not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=_STOP_S)
    if task.done() and not task.cancelled():
        # Looked at, so that asyncio does not report an exception nobody is left to act on.
        task.exception()
