"""The soaked collector: a process of its own, which tells its vital signs on standard output, a line of JSON each."""

import argparse
import asyncio
import logging
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

import tui.collector.collector as room
from tests.soak.signs import Signs, memory_kb, open_files
from tui.collector.intake import Intake
from tui.config.model import Config, NetworkConfig
from tui.domain.clock import SystemClock
from tui.feeds.supervisor import Supervisor
from tui.history.history import History
from tui.link.paths import DataPaths, data_paths


class _Watched:
    """The parts that the collector makes for one run, kept so that they can be counted from outside."""

    def __init__(self) -> None:
        self.parts: dict[str, Any] = {}
        for name, kind in (("Intake", Intake), ("History", History), ("Supervisor", Supervisor)):
            setattr(room, name, self._keeping(name, kind))

    def _keeping(self, name: str, kind: type) -> Any:
        def make(*arguments: Any, **named: Any) -> Any:
            self.parts[name] = kind(*arguments, **named)
            return self.parts[name]

        return make

    def signs(self, paths: DataPaths, at_s: float) -> Signs:
        intake, supervisor, history = (self.parts.get(name) for name in ("Intake", "Supervisor", "History"))
        taken = intake.counts if intake is not None else Counter[str]()
        fed = supervisor.counts if supervisor is not None else Counter[str]()
        rss_kb, pss_kb = memory_kb()
        return Signs(
            at_s=at_s,
            rss_kb=rss_kb,
            pss_kb=pss_kb,
            files=open_files(),
            tasks=len(asyncio.all_tasks()),
            database_kb=sum(file.stat().st_size for file in paths.directory.glob("history.sqlite3*")) // 1024,
            dropped=history.dropped if history is not None else 0,
            faults=taken["faults"] + fed["unexpected"],
            failures=fed["failures"],
            events=taken["events"],
        )


async def _collect(gateway: str, folder: Path, every_s: float) -> None:
    clock = SystemClock()
    began_s = clock.monotonic_s()
    paths = data_paths(folder, environ={})
    watched = _Watched()
    config = Config(network=NetworkConfig(gateway=gateway))
    collector = room.Collector(config, clock, paths, "demo", "0")
    until = asyncio.Event()
    running = asyncio.create_task(collector.run(until))
    # The driver closes our standard input when it is done, or when it dies.
    over = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    while not over.done():
        await asyncio.wait({over, running}, timeout=every_s, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            break
        signs = watched.signs(paths, clock.monotonic_s() - began_s)
        sys.stdout.write(msgspec.json.encode(signs).decode() + "\n")
        sys.stdout.flush()
    until.set()
    await running


def main() -> None:
    """Runs until standard input ends."""
    options = argparse.ArgumentParser(prog="python -m tests.soak.collecting")
    options.add_argument("gateway")
    options.add_argument("folder", type=Path)
    options.add_argument("every_s", type=float)
    chosen = options.parse_args()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    os.umask(0o077)
    asyncio.run(_collect(chosen.gateway, chosen.folder, chosen.every_s))


if __name__ == "__main__":
    main()
