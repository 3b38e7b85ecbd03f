import asyncio

import pytest

from tests.clocks import settle
from tui.domain.errors import Trouble, VenueError
from tui.exchange.together import all_closed, together


async def test_what_each_part_returns_comes_in_order() -> None:
    async def part(number: int) -> int:
        for _ in range(3 - number):
            await asyncio.sleep(0)
        return number

    assert await together(part(0), part(1), part(2)) == [0, 1, 2]


async def test_the_first_failure_is_raised_alone_and_nothing_goes_on_after_it() -> None:
    ended: list[str] = []

    async def holds() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("holds")

    async def fails() -> None:
        await asyncio.sleep(0)
        try:
            raise OSError("reset")
        except OSError as error:
            raise VenueError("okx", Trouble.DISCONNECTED, "lost") from error

    with pytest.raises(VenueError, match="lost") as raised:
        await together(holds(), fails())
    assert ended == ["holds"]
    assert isinstance(raised.value.__cause__, OSError)


async def test_a_part_that_is_cancelled_underneath_is_a_lost_connection() -> None:
    future = asyncio.get_running_loop().create_future()

    async def holds() -> None:
        await asyncio.Event().wait()

    async def watch() -> None:
        await future

    task = asyncio.create_task(together(holds(), watch()))
    await settle()
    future.cancel()
    with pytest.raises(ConnectionAbortedError):
        await task


async def test_stopping_the_whole_stops_every_part() -> None:
    ended: list[int] = []

    async def holds(number: int) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(number)

    task = asyncio.create_task(together(holds(1), holds(2)))
    await settle()
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert sorted(ended) == [1, 2]


async def test_everything_is_closed_before_the_first_failure_is_raised() -> None:
    closed: list[str] = []

    async def breaks() -> None:
        raise OSError("already gone")

    async def closes() -> None:
        await asyncio.sleep(0)
        closed.append("closes")

    with pytest.raises(OSError, match="already gone"):
        await all_closed(breaks(), closes())
    assert closed == ["closes"]
