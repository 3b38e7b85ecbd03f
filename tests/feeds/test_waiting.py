"""Stopping tasks: none ends unseen."""

import asyncio
import logging

import pytest

from tui.domain.errors import Trouble, VenueError
from tui.feeds.waiting import stop


@pytest.mark.parametrize(
    ("fault", "words", "is_traced"),
    [
        (RuntimeError("the socket was gone"), "RuntimeError: the socket was gone", True),
        (VenueError("okx", Trouble.TIMEOUT, "no answer in 10 s"), "VenueError: okx: no answer in 10 s", False),
    ],
)
async def test_a_task_that_fails_in_its_clean_up_is_logged(
    caplog: pytest.LogCaptureFixture, fault: Exception, words: str, is_traced: bool
) -> None:
    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise fault

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    with caplog.at_level(logging.ERROR):
        await stop(task)
    assert task.done()
    (record,) = caplog.records
    assert record.getMessage() == f"failed while it was stopped: {words}"
    assert (record.exc_info is not None) is is_traced


async def test_a_task_that_will_not_stop_is_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.feeds.waiting._STOP_S", 0.01)
    released = asyncio.Event()

    async def work() -> None:
        while not released.is_set():
            try:
                await released.wait()
            except asyncio.CancelledError:
                continue

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    try:
        with caplog.at_level(logging.ERROR):
            await stop(task)
    finally:
        released.set()
        await task
    assert "still runs" in caplog.text


async def test_what_a_finished_task_raised_is_told_by_whoever_watches_it(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        raise RuntimeError("told already")

    task = asyncio.create_task(work())
    await asyncio.wait({task})
    await stop(task)
    assert not caplog.records
