"""Requests and subscriptions that run together: when one fails, the others are stopped."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def together(*parts: Awaitable[T]) -> list[T]:
    """What each part returns, in order. Where one fails, the others are stopped, and once they have ended its error is
    raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_kept(part)) for part in parts]
    except BaseExceptionGroup as failed:
        failure = failed.exceptions[0]
    else:
        return [task.result() for task in tasks]
    # Raised outside of the handler, so that what caused it stays as it was.
    raise failure


async def _kept(part: Awaitable[T]) -> T:
    try:
        return await part
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        # ccxt cancels its futures when it closes; a task group would take that for a part that ended well.
        raise ConnectionAbortedError("the connection was closed") from None


async def all_closed(*closing: Awaitable[object]) -> None:
    """Waits for each, whatever becomes of the others; raises the first error after that."""
    for outcome in await asyncio.gather(*closing, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
