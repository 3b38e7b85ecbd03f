"""`floorline replay`: a recording on the same screen."""

import argparse
import asyncio
import contextlib

from tui.cli.monitor import require_terminal
from tui.cli.own_process import keep_private
from tui.cli.screen import show_source
from tui.cli.settings import check_keys, configuration, paths
from tui.cli.times import moment_ms
from tui.domain.clock import SystemClock
from tui.link.recording.replay import ReplaySource
from tui.link.recording.tape import open_tape


def run(options: argparse.Namespace) -> int:
    """0 when the user quits; 128 + the signal's number after a signal."""
    config, file = configuration(options)
    check_keys(config, file)
    places = paths(options, config)
    with contextlib.closing(open_tape(options.path or places.recordings)) as tape:
        from_ms = None if options.begin is None else moment_ms(options.begin, tape.starts_ms, tape.ends_ms)
        require_terminal()
        keep_private()
        clock = SystemClock()
        source = ReplaySource(tape, clock, from_ms=from_ms, speed=options.speed)
        return asyncio.run(show_source(source, config, places, options.asset, clock))
