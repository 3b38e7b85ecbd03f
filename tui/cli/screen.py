"""The screen of every command that has one, on any source of Boards."""

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable

from tui import VERSION
from tui.app import FloorlineApp
from tui.cli.logs import log_to_file
from tui.cli.running import EXIT_BY_SIGNAL, on_signals
from tui.cli.surroundings import drawable
from tui.config.model import Config
from tui.domain.clock import Clock, SystemClock
from tui.domain.errors import FloorlineError
from tui.domain.text import clean
from tui.link.client import SocketSource
from tui.link.keeper import CollectorKeeper
from tui.link.looked import LookedFile
from tui.link.paths import DataPaths
from tui.link.source import BoardSource
from tui.screens.first_frame import FirstFrame

log = logging.getLogger("floorline.screen")

_AGAIN_S = 1.0


async def show(
    config: Config,
    places: DataPaths,
    asset: str | None,
    failure: Callable[[], str | None] | None = None,
    *,
    keeper: CollectorKeeper | None = None,
    served: bool = False,
    first: FirstFrame | None = None,
) -> int:
    """Runs the screen on the collector at `places` until the user quits or a signal comes; the exit code.

    `first` stands on the terminal already.
    """
    clock = SystemClock()
    source = SocketSource(places.socket, clock, VERSION, config.screen.fps, failure, keeper)
    if first is not None:
        source.begin_with(first.board)
    looked = LookedFile(places.looked)
    return await show_source(source, config, places, asset, clock, looked, served=served, first=first)


async def show_source(
    source: BoardSource,
    config: Config,
    places: DataPaths,
    asset: str | None,
    clock: Clock,
    looked: LookedFile | None = None,
    *,
    served: bool = False,
    first: FirstFrame | None = None,
) -> int:
    """Runs the screen on any source until the user quits or a signal comes; the exit code.

    `looked` keeps when somebody last looked at it; `served` shows it in a page of `floorline browser`; `first` stands
    on the terminal already.

    Raises FloorlineError where the screen itself fails: the terminal is restored, and the log has the traceback.
    """
    log_to_file(places.screen_log, logging.WARNING)
    app = FloorlineApp(
        source,
        drawable(config.screen, os.environ),
        config.keys,
        clock,
        asset,
        config.alerts,
        looked,
        served=served,
        entered=None if first is None else first.terminal,
    )
    received: list[int] = []

    def told(number: int) -> None:
        received.append(number)
        app.exit()

    on_signals(told)
    feeding = asyncio.create_task(_keep_running(source, clock))
    try:
        await app.run_async(mouse=False)
    finally:
        feeding.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await feeding
    if app.failure is not None:
        raise FloorlineError(f"the screen failed: {clean(app.failure, 160)}; {places.screen_log} has the details")
    return EXIT_BY_SIGNAL + received[0] if received else app.return_code or 0


async def _keep_running(source: BoardSource, clock: Clock) -> None:
    """Until cancelled; a fault in the source itself ages the screen, and does not freeze it for good."""
    while True:
        try:
            return await source.run()
        except Exception:  # the pane's supervisor: without its source it would show old figures for ever
            log.exception("the source of Boards failed and is started again")
        await clock.sleep(_AGAIN_S)
