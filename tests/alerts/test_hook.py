"""The user's program: no shell, clean values, bounded time."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.alerts.test_delivery import alert
from tests.clocks import until
from tui.alerts.delivery import DeliveryError
from tui.alerts.hook import CommandHook

HOSTILE = "x'; touch pwned; $(touch pwned) `touch pwned` | touch pwned\n\x1b]0;owned\x07\u202e %s #(touch pwned)"
TELL = (
    "import json, os, sys; text = sys.stdin.read(); "
    "json.dump({'argv': sys.argv[2:], 'text': text, "
    "'env': {k: v for k, v in os.environ.items() if k.startswith('FLOORLINE_ALERT_')}}, open(sys.argv[1], 'w'))"
)


def files(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


def hook(*argv: str, timeout_s: float = 10.0) -> CommandHook:
    return CommandHook(argv, timeout_s, os.environ)


async def test_the_alert_is_in_environment_and_input_and_never_in_the_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = tmp_path / "told.json"
    assert await hook(sys.executable, "-c", TELL, str(told), "{text}", "$HOME").send(alert(HOSTILE)) == "exit code 0"
    found = json.loads(told.read_text())
    assert found["argv"] == ["{text}", "$HOME"]
    assert found["env"] == {
        "FLOORLINE_ALERT_RULE": "ETH below 3,100",
        "FLOORLINE_ALERT_TEXT": found["text"].rstrip("\n"),
        "FLOORLINE_ALERT_SEVERITY": "push",
        "FLOORLINE_ALERT_AT": "1970-01-01T00:00:00Z",
    }
    assert found["env"]["FLOORLINE_ALERT_TEXT"].isprintable()
    assert "touch pwned" in found["env"]["FLOORLINE_ALERT_TEXT"]
    assert files(tmp_path) == ["told.json"]


async def test_nothing_of_it_is_read_by_a_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    await hook("true", "; touch pwned").send(alert(HOSTILE))
    with pytest.raises(DeliveryError, match="can't be started: No such file"):
        await hook("true; touch pwned").send(alert(HOSTILE))
    assert files(tmp_path) == []


async def test_a_program_that_fails_says_so() -> None:
    with pytest.raises(DeliveryError, match="exit code 3"):
        await hook(sys.executable, "-c", "raise SystemExit(3)").send(alert())
    with pytest.raises(DeliveryError, match="can't be started"):
        await hook("a\0b").send(alert())


async def test_a_program_that_reads_nothing_and_prints_much_is_no_harm() -> None:
    assert await hook(sys.executable, "-c", "print('x' * 1_000_000)").send(alert()) == "exit code 0"


async def test_a_program_that_hangs_is_killed_with_its_children(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    script = (
        "import subprocess, sys, os; child = subprocess.Popen(['sleep', '600']); "
        "open(sys.argv[1], 'w').write(f'{os.getpid()} {child.pid}'); child.wait()"
    )
    with pytest.raises(DeliveryError, match="took longer than 1 s and was killed"):
        await hook(sys.executable, "-c", script, str(pids), timeout_s=1).send(alert())
    for pid in map(int, pids.read_text().split()):
        await until(lambda pid=pid: not _runs(pid))  # type: ignore[misc]  # a lambda with a default


async def test_a_collector_that_stops_takes_the_program_with_it(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    script = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"
    task = asyncio.create_task(hook(sys.executable, "-c", script, str(pid), timeout_s=60).send(alert()))
    await until(lambda: pid.exists() and bool(pid.read_text()))
    task.cancel()
    await asyncio.wait({task})
    assert not _runs(int(pid.read_text()))


def _runs(pid: int) -> bool:
    """Whether the process lives; one that only waits to be fetched does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
