"""`python -m tests.soak --minutes 60 --speed 50`: samples as they come, then the table with the slopes."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.soak.signs import Signs
from tests.soak.soak import soak


def main() -> int:
    """0 where the collector counted no fault and ended by itself."""
    options = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    options.add_argument("--minutes", type=float, default=60.0)
    options.add_argument("--speed", type=float, default=50.0)
    options.add_argument("--every", type=float, default=10.0, metavar="S", help="seconds between samples (default: 10)")
    options.add_argument("--warm-up", type=float, default=120.0, metavar="S", help="left out of the slopes")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="floorline-soak-") as folder:
        warm_up_s = min(chosen.warm_up, chosen.minutes * 60 / 3)
        running = soak(Path(folder), chosen.minutes * 60, chosen.speed, chosen.every, warm_up_s=warm_up_s, tell=_tell)
        soaked = asyncio.run(running)
    sys.stdout.write(soaked.table() + "\n")
    faults = soaked.collector[-1].faults if soaked.collector else 1
    return 0 if soaked.exit_code == 0 and faults == 0 else 1


def _tell(signs: Signs) -> None:
    sys.stdout.write(
        f"{signs.at_s:7.0f} s  rss {signs.rss_kb / 1024:7.1f} MiB  pss {signs.pss_kb / 1024:7.1f} MiB  "
        f"files {signs.files:4}  tasks {signs.tasks:4}  database {signs.database_kb / 1024:7.1f} MiB  "
        f"dropped {signs.dropped}  faults {signs.faults}  failures {signs.failures}  events {signs.events}\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
