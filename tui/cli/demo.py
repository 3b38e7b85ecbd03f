"""`floorline demo`: the collector and the monitor on embedded paper venues, with a data directory that goes away."""

import argparse
import asyncio
import contextlib
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec

from tui import VERSION
from tui.app import FloorlineApp
from tui.cli.children import first_line, leashed
from tui.cli.monitor import require_terminal
from tui.cli.own_process import keep_private
from tui.cli.screen import show
from tui.cli.settings import check_keys, chosen_asset, configuration, paths
from tui.config.model import Config
from tui.domain.clock import SystemClock
from tui.domain.errors import FloorlineError, RefusedError
from tui.domain.text import clean
from tui.domain.whole_file import whole_file
from tui.link.client import SocketSource
from tui.link.paths import DataPaths

PAPER_TIMEOUT_S = 20.0
PICTURE_TIMEOUT_S = 30.0
_LAST_PARTS_S = 6.0
"""From the last feed that came alive until what the Board makes of it every few seconds is there too."""
_AGAIN_S = 2.0
"""Before a collector that ended is started again."""


def run(options: argparse.Namespace) -> int:
    """0 when the user quits, or when the picture is written."""
    config, path = configuration(options)
    check_keys(config, path)
    asset = chosen_asset(options, config)
    _check_places(options)
    if options.screenshot is None:
        require_terminal()
    keep_private()
    # The port is held from here on, so that no other program can take it before the paper venues do.
    with (
        tempfile.TemporaryDirectory(prefix="floorline-demo-", ignore_cleanup_errors=True) as folder,
        socket.create_server(("127.0.0.1", 0)) as listening,
    ):
        gateway = f"http://127.0.0.1:{listening.getsockname()[1]}"
        network = msgspec.structs.replace(config.network, gateway=gateway, proxy="")
        config = msgspec.structs.replace(config, network=network)
        options.data_dir = Path(folder)
        return asyncio.run(_demo(options, config, paths(options, config), asset, listening))


def _check_places(options: argparse.Namespace) -> None:
    """Raises RefusedError where nothing could be written, before a whole market is started for it."""
    if options.screenshot is not None and not options.screenshot.absolute().parent.is_dir():
        raise RefusedError(
            f"there is no folder {clean(str(options.screenshot.absolute().parent), 160)} for the picture"
        )
    if options.record is not None and options.record.exists() and not options.record.is_dir():
        raise RefusedError(f"{clean(str(options.record), 160)} is no folder: recordings need one")


async def _demo(
    options: argparse.Namespace, config: Config, places: DataPaths, asset: str | None, listening: socket.socket
) -> int:
    starting = asyncio.create_task(_market(options, config, listening))
    try:
        if options.screenshot is not None:
            return await _picture(options, config, places, asset)
        return await show(config, places, asset, lambda: _failure(starting))
    finally:
        starting.cancel()
        with contextlib.suppress(asyncio.CancelledError, FloorlineError):
            await starting


async def _market(options: argparse.Namespace, config: Config, listening: socket.socket) -> None:
    """Paper venues and a collector on them, until cancelled."""
    async with _paper(options, listening):
        while True:
            async with _collector(options, config) as process:
                await process.wait()
            await asyncio.sleep(_AGAIN_S)


def _failure(starting: "asyncio.Task[None]") -> str | None:
    if not starting.done() or starting.cancelled():
        return None
    error = starting.exception()
    return f"the demo can't start: {error}" if error else None


@contextlib.asynccontextmanager
async def _paper(options: argparse.Namespace, listening: socket.socket) -> AsyncIterator[None]:
    descriptor = listening.fileno()
    arguments = ["paper", "--listening", str(descriptor), "--scenario", options.scenario]
    arguments += ["--speed", str(options.speed), "--seed", str(options.seed)]
    log = options.data_dir / "paper.log"
    async with leashed(arguments, log, descriptors=[descriptor]) as process:
        # From here on the port is the paper venues' alone: it closes with them.
        listening.close()
        await first_line(process, log, PAPER_TIMEOUT_S)
        yield


@contextlib.asynccontextmanager
async def _collector(options: argparse.Namespace, config: Config) -> AsyncIterator[asyncio.subprocess.Process]:
    arguments = ["collect", "--log", "--mode", "demo", "--data-dir", str(options.data_dir)]
    if options.config is not None:
        arguments += ["--config", str(options.config.absolute())]
    if options.record is not None:
        arguments += ["--recordings", str(options.record.absolute())]
    environ = {"FLOORLINE_GATEWAY": config.network.gateway}
    async with leashed(arguments, options.data_dir / "collector.log", environ) as process:
        yield process


async def _picture(options: argparse.Namespace, config: Config, places: DataPaths, asset: str | None) -> int:
    """Draws the demo without a terminal and writes it as an SVG once every feed is live."""
    clock = SystemClock()
    source = SocketSource(places.socket, clock, VERSION, config.screen.fps)
    app = FloorlineApp(source, config.screen, config.keys, clock, asset)
    feeding = asyncio.create_task(source.run())
    try:
        async with app.run_test(size=options.size) as pilot:
            deadline_s = clock.monotonic_s() + PICTURE_TIMEOUT_S
            while clock.monotonic_s() < deadline_s and not _settled(source):
                await pilot.pause(0.25)
            await pilot.pause(_LAST_PARTS_S)
            with whole_file(options.screenshot, replaces=True) as beside:
                beside.write_text(app.export_screenshot(title="floorline demo"), encoding="utf-8")
    finally:
        feeding.cancel()
    if not _settled(source):
        raise FloorlineError(f"not every feed was live within {PICTURE_TIMEOUT_S:g} s; the picture shows what was")
    sys.stdout.write(f"wrote {os.fspath(options.screenshot)}\n")
    return 0


def _settled(source: SocketSource) -> bool:
    board = source.latest()
    return board is not None and bool(board.feeds) and all(feed.state in ("live", "off") for feed in board.feeds)
