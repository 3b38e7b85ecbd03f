"""Stopping tasks: none ends unseen."""

import asyncio
import logging

import pytest

from tui.feeds.waiting import stop


async def test_a_task_that_fails_in_its_clean_up_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise RuntimeError("the socket was gone")

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    with caplog.at_level(logging.ERROR):
        await stop(task)
    assert task.done()
    assert "failed while it was stopped: RuntimeError: the socket was gone" in caplog.text


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
