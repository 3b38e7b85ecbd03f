import os
import stat
import subprocess
import sys
from pathlib import Path

from tui.link.paths import data_paths
from tui.link.peer import bind_private
from tui.link.spawn import ensure_collector, last_complaint, rotate_log


def test_a_collector_is_started_detached_and_its_failure_is_told(tmp_path: Path) -> None:
    paths = data_paths(tmp_path / "data", environ={})
    script = "import os, sys; print(os.getsid(0) == os.getpid(), file=sys.stderr); sys.exit('port \\x1b[2J taken')"
    spawned = ensure_collector(paths, [sys.executable, "-c", script])
    assert spawned is not None
    spawned.process.wait(timeout=20)
    failure = spawned.failure()
    assert failure is not None
    assert failure.startswith("port ")
    assert "\x1b" not in failure
    assert paths.log.read_text().splitlines()[0] == "True"
    assert stat.S_IMODE(paths.log.stat().st_mode) == 0o600


def test_a_collector_that_answers_is_not_doubled(tmp_path: Path) -> None:
    paths = data_paths(tmp_path, environ={})
    with bind_private(paths.socket):
        assert ensure_collector(paths, ["never-started"]) is None


def test_a_collector_works_without_a_log(tmp_path: Path) -> None:
    paths = data_paths(tmp_path / "data", environ={})
    paths.log.mkdir(parents=True)
    spawned = ensure_collector(paths, [sys.executable, "-c", "raise SystemExit(3)"])
    assert spawned is not None
    spawned.process.wait(timeout=20)
    assert spawned.failure() == "the collector ended with exit code 3"


def test_a_collector_that_was_killed_is_not_explained_by_what_went_well(tmp_path: Path) -> None:
    paths = data_paths(tmp_path / "data", environ={})
    script = (
        "import os, signal, sys; sys.stderr.write('2026-11-22 22:15:07,215 INFO floorline.link: a pane attached\\n');"
        "sys.stderr.flush(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    spawned = ensure_collector(paths, [sys.executable, "-c", script])
    assert spawned is not None
    spawned.process.wait(timeout=20)
    assert spawned.failure() == "the collector ended with exit code -9"


def test_a_full_log_is_moved_aside_and_the_oldest_goes(tmp_path: Path) -> None:
    log = tmp_path / "collector.log"
    for number in range(4):
        log.write_text(f"{number}" * 10)
        rotate_log(log, at_bytes=10, keep=2)
    assert not log.exists()
    assert (tmp_path / "collector.log.1").read_text() == "3" * 10
    assert (tmp_path / "collector.log.2").read_text() == "2" * 10
    assert len(list(tmp_path.iterdir())) == 2


def test_the_link_loads_nothing_heavy() -> None:
    script = (
        "import sys, tui.link.client, tui.link.once, tui.link.spawn, tui.link.server;"
        "heavy = {'pandas', 'numpy', 'ccxt', 'aiohttp', 'textual'} & set(sys.modules);"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=dict(os.environ))
    assert done.returncode == 0, done.stderr


def test_what_went_well_is_no_complaint(tmp_path: Path) -> None:
    log = tmp_path / "collector.log"
    assert last_complaint(log) is None
    log.write_text(
        "2025-11-05 00:00:00 ERROR    the port is taken\n2025-11-05 00:00:01 INFO     stopped after nothing\n"
    )
    complaint = last_complaint(log)
    assert complaint is not None
    assert complaint.endswith("the port is taken")
