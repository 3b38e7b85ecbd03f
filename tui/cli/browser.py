"""`floorline browser`: the monitor as a web page on this machine, on the same collector as every pane."""

import argparse
import asyncio
import sys

from tui.cli.own_process import floorline_command, keep_private
from tui.cli.running import until_stopped
from tui.cli.settings import check_keys, chosen_asset, configuration
from tui.domain.errors import FloorlineError


def run(options: argparse.Namespace) -> int:
    """Prints the page's address on its first line, then serves it until a signal.

    Raises FloorlineError where textual-serve is not installed.
    """
    config, path = configuration(options)
    check_keys(config, path)
    chosen_asset(options, config)
    try:
        from tui.browser.server import serving
    except ModuleNotFoundError as error:
        raise FloorlineError(f"{error.name} is not installed; install floorline with its extra: [browser]") from None
    keep_private()

    async def work(stop: asyncio.Event) -> None:
        async with serving(_pane(options), options.port) as address:
            sys.stdout.write(f"{address}\n")
            sys.stdout.flush()
            await stop.wait()

    return asyncio.run(until_stopped(work, leashed=False))


def _pane(options: argparse.Namespace) -> list[str]:
    """The argv of the monitor that each page runs."""
    arguments = ["--served"]
    if options.config is not None:
        arguments += ["--config", str(options.config.absolute())]
    if options.data_dir is not None:
        arguments += ["--data-dir", str(options.data_dir.absolute())]
    if options.asset is not None:
        arguments += ["--asset", options.asset]
    arguments += [
        word for word, is_set in (("--calm", options.calm), ("--low-bandwidth", options.low_bandwidth)) if is_set
    ]
    return floorline_command(*arguments)
