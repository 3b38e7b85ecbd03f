"""`floorline collect`: the collector without a screen."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

from tui import VERSION
from tui.cli.logs import log_to_file, log_to_stderr
from tui.cli.own_process import keep_private, take_descriptors
from tui.cli.running import until_stopped
from tui.cli.segment import composer
from tui.cli.settings import configuration, paths
from tui.collector.collector import Collector
from tui.collector.memory import bound_heap
from tui.config import load
from tui.config.model import Config
from tui.domain.clock import SystemClock
from tui.domain.errors import ConfigurationError
from tui.domain.text import clean
from tui.link.paths import DataPaths

log = logging.getLogger("floorline.collector")

_ENOUGH_FILES = 100


def run(options: argparse.Namespace) -> int:
    """Until a signal, `--duration`, or with `--linger` some time after the last pane; 143 after SIGTERM.

    SIGUSR1, like `floorline config reload`, begins again with the configuration as it is now, if that is valid.
    """
    config, _ = configuration(options)
    keep_private()
    bound_heap()
    files = take_descriptors()
    places = paths(options, config)
    if options.log:
        log_to_file(places.log)
    else:
        log_to_stderr()
    is_reloading = False

    async def work(stop: asyncio.Event) -> None:
        clock = SystemClock()
        compose = composer(config, clock)
        collector = Collector(config, clock, places, options.mode, VERSION, compose=compose)

        if 0 <= files < _ENOUGH_FILES:
            words = f"only {files} files may be open at once (ulimit -n): feeds will be missing"
            log.warning("%s", words)
            collector.market.set_note("files", words)

        def reload() -> tuple[str, tuple[str, ...]]:
            nonlocal is_reloading
            file, problems = _read_again(options)
            if problems:
                log.error("the configuration before stays in use: %s", problems[0])
                collector.market.set_note("config", clean(f"changed, but refused: {problems[0]}", 200))
            else:
                is_reloading = True
                stop.set()
            return file, problems

        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, reload)
        await collector.run(
            stop,
            duration_s=options.duration,
            linger_s=config.collector.linger_s if options.linger else None,
            recordings=recordings_folder(options, config, places),
            reload=reload,
        )

    code = asyncio.run(until_stopped(work, options.leashed))
    if is_reloading and code == 0:
        log.info("beginning again with the new configuration")
        # The same process, so that whoever started it and whoever watches it still does.
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    return code


def recordings_folder(options: argparse.Namespace, config: Config, places: DataPaths) -> Path | None:
    """Where Boards are recorded; None where they are not: a demo is recorded only if somebody asks for it."""
    if options.recordings is not None:
        folder: Path = options.recordings
        return folder
    return places.recordings if config.recording.enabled and options.mode == "live" else None


def _read_again(options: argparse.Namespace) -> tuple[str, tuple[str, ...]]:
    """The file of the configuration as it is now, and what is wrong with it."""
    file = load.find(options.config, os.environ, Path.cwd())
    try:
        configuration(options)
    except ConfigurationError as error:
        return _named(file), error.problems
    return _named(file), ()


def _named(file: Path | None) -> str:
    return "the defaults (no file)" if file is None else clean(str(file.absolute()), 200)
