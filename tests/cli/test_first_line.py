"""The market in one line, on the terminal before the screen is loaded."""

import asyncio
import re
import tempfile
from pathlib import Path

import pytest

from tests.cli.test_quick_segment import collector
from tests.faults.terminal import PtyProcess, environment, floorline

ENTERS = "\x1b[?1049h"
"""The screen begins."""


@pytest.mark.parametrize(
    ("columns", "line"), [(120, "demo BTC 106,300 ▼-2.5% trig-0.4% f5.1%"), (24, "demo BTC 106,300 ▼-2.5%")]
)
async def test_a_running_collector_s_line_comes_first_and_leaves_nothing(columns: int, line: str) -> None:
    with tempfile.TemporaryDirectory(prefix="first-") as name:
        folder = Path(name)

        def watch() -> str:
            arguments = floorline("--data-dir", str(folder))
            environ = environment(HOME=str(folder), PYTHONDONTWRITEBYTECODE=None)
            with PtyProcess(arguments, size=(columns, 24), env=environ) as pane:
                pane.until(lambda: ENTERS in pane.output, "the screen")
                return pane.output

        async with collector(folder):
            output = await asyncio.to_thread(watch)
        before = output.partition(ENTERS)[0]
        assert re.match(rf"{re.escape(line)}\r\x1b\[K", before), repr(before[:200])
        assert "starting" not in before
