"""`floorline`: the monitor on the running collector, or on one that is started for as long as panes are attached."""

import argparse
import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Callable

import msgspec

from tui import VERSION
from tui.app import FloorlineApp
from tui.cli.children import floorline_command
from tui.cli.logs import log_to_file
from tui.cli.running import EXIT_BY_SIGNAL, keep_private, on_signals
from tui.cli.settings import check_keys, chosen_asset, configuration, paths
from tui.cli.surroundings import drawable
from tui.config.model import AlertsConfig, Config
from tui.domain.clock import Clock, SystemClock
from tui.domain.errors import FloorlineError
from tui.domain.text import clean
from tui.link.client import SocketSource
from tui.link.keeper import CollectorKeeper
from tui.link.looked import LookedFile
from tui.link.paths import DataPaths
from tui.link.source import BoardSource

log = logging.getLogger("floorline.screen")

_AGAIN_S = 1.0


def run(options: argparse.Namespace) -> int:
    """0 when the user quits; 128 + the signal's number after a signal."""
    config, path = configuration(options)
    check_keys(config, path)
    asset = chosen_asset(options, config)
    if not options.served:
        require_terminal()
    keep_private()
    places = paths(options, config)
    keeper = CollectorKeeper(places, collector_command(options), SystemClock())
    try:
        keeper.start()
    except OSError as error:
        raise FloorlineError(f"the collector can't be started: {error.strerror}") from None
    if options.served:
        config = msgspec.structs.replace(config, alerts=_without_terminal(config.alerts))
    return asyncio.run(show(config, places, asset, keeper=keeper, served=options.served))


def require_terminal() -> None:
    """Raises FloorlineError where no screen can be drawn."""
    # Standard error may be a file: then the screen is drawn on standard output.
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise FloorlineError("this is not a terminal; `floorline snapshot` prints text")
    if os.environ.get("TERM", "dumb") in ("", "dumb"):
        raise FloorlineError("TERM names no terminal that can be drawn on; `floorline snapshot` prints text")


def collector_command(options: argparse.Namespace) -> list[str]:
    """The argv of a collector with this command's configuration and data directory."""
    arguments = ["collect", "--linger", "--log"]
    if options.config is not None:
        arguments += ["--config", str(options.config.absolute())]
    if options.data_dir is not None:
        arguments += ["--data-dir", str(options.data_dir.absolute())]
    return floorline_command(*arguments)


def _without_terminal(alerts: AlertsConfig) -> AlertsConfig:
    """What a page can do about an alert: show it. It has no bell, no notifications and no tmux window."""
    return msgspec.structs.replace(alerts, bell=False, terminal="off", tmux=False)


async def show(
    config: Config,
    places: DataPaths,
    asset: str | None,
    failure: Callable[[], str | None] | None = None,
    *,
    keeper: CollectorKeeper | None = None,
    served: bool = False,
) -> int:
    """Runs the screen on the collector at `places` until the user quits or a signal comes; the exit code."""
    clock = SystemClock()
    source = SocketSource(places.socket, clock, VERSION, config.screen.fps, failure, keeper)
    return await show_source(source, config, places, asset, clock, LookedFile(places.looked), served=served)


async def show_source(
    source: BoardSource,
    config: Config,
    places: DataPaths,
    asset: str | None,
    clock: Clock,
    looked: LookedFile | None = None,
    *,
    served: bool = False,
) -> int:
    """Runs the screen on any source until the user quits or a signal comes; the exit code.

    `looked` keeps when somebody last looked at it; `served` shows it in a page of `floorline browser`.

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
