"""Waiting by a Clock: with a limit, and waiting that can be cut short."""

import asyncio
import logging
from collections.abc import Awaitable, Iterable
from typing import Any, TypeVar

from tui.domain.clock import Clock
from tui.domain.errors import FloorlineError
from tui.domain.text import clean

log = logging.getLogger("floorline.feeds")

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
    """Cancels `task` and waits for its end, at most five seconds; a task that fails in its clean-up, or goes on beyond
    that, is logged, with its traceback unless the fault is an expected one. What a finished task raised is left to
    whoever watches it."""
    if task.done():
        if not task.cancelled():
            # Looked at, so that asyncio does not report an exception that was told already.
            task.exception()
        return
    task.cancel()
    await asyncio.wait({task}, timeout=_STOP_S)
    if not task.done():
        log.error("still runs %.0f s after it was stopped: %s", _STOP_S, clean(repr(task), 200))
    elif not task.cancelled() and (error := task.exception()) is not None:
        unexpected = None if isinstance(error, FloorlineError) else error
        log.error(
            "failed while it was stopped: %s: %s", type(error).__name__, clean(str(error), 200), exc_info=unexpected
        )


async def stop_all(tasks: "Iterable[asyncio.Future[Any]]") -> None:
    """Stops each of them, all at once."""
    await asyncio.gather(*(stop(task) for task in tasks))


async def first_end(ends: "Iterable[asyncio.Future[Any]]", workers: "Iterable[asyncio.Future[Any]]") -> None:
    """Returns as soon as one of `ends` is done; raises at once what ends any of them, or a worker, by an exception."""
    ends = set(ends)
    pending = ends | set(workers)
    while True:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        if ends & done:
            return
