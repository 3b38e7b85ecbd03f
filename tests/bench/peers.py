"""Libraries to compare with, run by whichever Python has them: they may want other versions than Floorline does."""

import json
import subprocess
from pathlib import Path

from tests.bench.frames import HOT_FRAMES

_SCRIPT = Path(__file__).with_name("peer_script.py")
_PATIENCE_S = 120


def peer_timings(python: str) -> dict[str, float]:
    """Median CPU microseconds a frame ("cryptofeed binance-ticker") or a chain ("py_vollib 1000"); what is not
    installed there is left out."""
    frames = json.dumps([[hot.venue, hot.kind, hot.text] for hot in HOT_FRAMES])
    try:
        done = subprocess.run(
            [python, str(_SCRIPT)], input=frames, capture_output=True, text=True, timeout=_PATIENCE_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
