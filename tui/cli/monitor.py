"""`floorline`: the monitor on the running collector, or on one that is started for as long as panes are attached.

Textual is loaded last, while the dashboard's first frame stands already.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tui import VERSION
from tui.cli.own_process import floorline_command, keep_private
from tui.cli.settings import check_keys, chosen_asset, configuration, paths
from tui.cli.surroundings import drawable
from tui.config.model import AlertsConfig, ScreenConfig
from tui.domain.clock import SystemClock
from tui.domain.errors import FloorlineError
from tui.link.keeper import CollectorKeeper
from tui.link.once import one_board
from tui.screens.first_frame import FirstFrame, first_frame

_FIRST_BOARD_S = 0.3


def run(options: argparse.Namespace) -> int:
    """0 when the user quits; 128 + the signal's number after a signal."""
    config, path = configuration(options)
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
    with _first_frame(options, places.socket, config.screen, asset) as first:
        # Imported only here: they take longer to load than everything before them.
        import asyncio

        from tui.cli.screen import show

        check_keys(config, path)
        options.waiting.close()
        return asyncio.run(show(config, places, asset, keeper=keeper, served=options.served, first=first))


@contextlib.contextmanager
def _first_frame(
    options: argparse.Namespace, socket: Path, screen: ScreenConfig, asset: str | None
) -> Iterator[FirstFrame | None]:
    """The dashboard of the running collector's newest Board, on the terminal until the screen takes that over."""
    first = None
    if options.waiting.is_shown:
        # Whatever hinders it, the screen itself has the words for.
        with contextlib.suppress(Exception):
            board = one_board(socket, _FIRST_BOARD_S, VERSION)
            first = first_frame(board, drawable(screen, os.environ), asset, os.environ, options.waiting.taken_away)
    try:
        yield first
    finally:
        if first is not None:
            first.terminal.leave()


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
