"""Processes on a leash: they end with the one that started them, however it ends."""

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clocks import until
from tui.cli import demo
from tui.cli.children import first_line, leashed
from tui.config.model import Config
from tui.domain.errors import FloorlineError

ROOT = Path(__file__).parents[2]
PAPER = ["paper", "--port", "0"]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


async def test_the_child_runs_while_the_block_does(tmp_path: Path) -> None:
    log = tmp_path / "paper.log"
    async with leashed(PAPER, log) as process:
        assert (await first_line(process, log, 30)).startswith("http://127.0.0.1:")
        assert alive(process.pid)
    assert process.returncode is not None
    assert not alive(process.pid)


async def test_a_paper_market_serves_the_socket_that_it_was_given(tmp_path: Path) -> None:
    log = tmp_path / "paper.log"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        descriptor = listening.fileno()
        async with leashed(["paper", "--listening", str(descriptor)], log, descriptors=[descriptor]) as process:
            assert await first_line(process, log, 30) == f"http://127.0.0.1:{listening.getsockname()[1]}"


async def test_a_child_that_fails_says_why_in_its_log(tmp_path: Path) -> None:
    log = tmp_path / "paper.log"
    async with leashed(["paper", "--scenario", "nope", "--port", "0"], log) as process:
        with pytest.raises(FloorlineError, match="invalid choice: 'nope'"):
            await first_line(process, log, 30)


async def test_the_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    script = f"""
import asyncio
from pathlib import Path
from tui.cli.children import first_line, leashed
async def main():
    log = Path({str(tmp_path / "paper.log")!r})
    async with leashed({PAPER!r}, log) as process:
        await first_line(process, log, 30)
        print(process.pid, flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=subprocess.PIPE, cwd=ROOT, env=dict(os.environ)
    )
    assert parent.stdout is not None
    child = int(await asyncio.wait_for(parent.stdout.readline(), 40))
    assert alive(child)
    parent.kill()
    await parent.wait()
    with contextlib.suppress(ProcessLookupError):
        await until(lambda: not alive(child), 10)
    assert not alive(child)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 0)])
async def test_a_signal_ends_a_command_in_order(tmp_path: Path, number: signal.Signals, code: int) -> None:
    log = tmp_path / "paper.log"
    async with leashed(PAPER, log) as process:
        await first_line(process, log, 30)
        process.send_signal(number)
        assert await asyncio.wait_for(process.wait(), 10) == code


async def test_a_collector_of_the_demo_that_ends_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []

    class Ended:
        async def wait(self) -> int:
            return -9

    @contextlib.asynccontextmanager
    async def paper(*_: object) -> AsyncIterator[None]:
        yield

    @contextlib.asynccontextmanager
    async def collector(*_: object) -> AsyncIterator[Ended]:
        started.append(len(started))
        yield Ended()

    monkeypatch.setattr(demo, "_paper", paper)
    monkeypatch.setattr(demo, "_collector", collector)
    monkeypatch.setattr(demo, "_AGAIN_S", 0.0)
    with socket.socket() as listening:
        market = asyncio.create_task(demo._market(argparse.Namespace(), Config(), listening))
        await until(lambda: len(started) > 2)
        market.cancel()
        await asyncio.wait({market})
