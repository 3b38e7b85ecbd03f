"""docs/tmux-layout.sh, in a real tmux, on a collector's Board."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.boards import rich_board
from tui import VERSION
from tui.cli.segment import composer
from tui.config.load import load
from tui.domain.clock import SystemClock
from tui.link.paths import data_paths
from tui.link.server import BoardServer

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data directory with a space and a quote in its name, and a PATH with this floorline and a tmux of its own."""
    with tempfile.TemporaryDirectory(prefix="lay-") as name:
        found = Path(name)
        (found / "it's data").mkdir()
        (found / "bin").mkdir()
        python = f"exec {sys.executable} -m tui.cli.main"
        for command, line in {
            "tmux": f'exec {shutil.which("tmux")} -S {found}/tmux -f /dev/null "$@"',
            "floorline": f'cd {ROOT} && PYTHONPATH={ROOT} {python} "$@"',
        }.items():
            script = found / "bin" / command
            script.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
            script.chmod(0o700)
        yield found


async def test_the_layout_shows_both_assets_and_the_status_line(folder: Path) -> None:
    clock = SystemClock()
    data = folder / "it's data"
    server = BoardServer(data_paths(data).socket, clock, VERSION, compose=composer(load(None, {}), clock))
    await server.start()
    server.publish(msgspec.structs.replace(rich_board(), as_of_ms=clock.now_ms()))
    environ = {name: value for name, value in os.environ.items() if name not in ("TMUX", "TMUX_PANE")}
    environ |= {"PATH": f"{folder / 'bin'}:{environ['PATH']}", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}

    def run(*command: str) -> str:
        done = subprocess.run(
            command, env=environ, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL, timeout=20
        )
        return done.stdout

    def shown(pane: int) -> str:
        return run("tmux", "capture-pane", "-p", "-t", f"floorline:market.{pane}")

    try:
        for _ in range(2):
            await asyncio.to_thread(run, "sh", str(ROOT / "docs" / "tmux-layout.sh"), "--data-dir", str(data))
        panes = (await asyncio.to_thread(run, "tmux", "list-panes", "-a", "-F", "#{pane_width}")).split()
        assert len(panes) == 3
        assert int(panes[0]) > 2 * int(panes[1])
        large = column = ""
        async with asyncio.timeout(30):
            while "BTC PRICE" not in large or "ETH PRICE" not in column:
                large, column = await asyncio.to_thread(shown, 0), await asyncio.to_thread(shown, 1)
        right = await asyncio.to_thread(run, "tmux", "show-options", "-v", "-t", "floorline", "status-right")
        line = await asyncio.to_thread(run, "sh", "-c", right.strip().removeprefix("#(").removesuffix(")"))
        assert line.startswith("demo BTC 104,2")
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            await asyncio.to_thread(run, "tmux", "kill-server")
        await server.close()
