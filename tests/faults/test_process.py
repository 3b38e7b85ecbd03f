"""Processes that are two, that get too little, that start slowly, and that live where nothing may be written."""

import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import StartPane
from tests.faults.privileges import respect_modes
from tests.faults.tarpit import Tarpit
from tests.faults.terminal import ROOT, PtyProcess, environment, floorline, is_running
from tui.cli.surroundings import bytecode_finding
from tui.collector.lock import holder_pid
from tui.domain.clock import SystemClock
from tui.link.paths import data_paths

LEAVES_AT_ONCE = "[collector]\nlinger_s = 0\n"


def run(
    *arguments: str, env: dict[str, str], before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        floorline(*arguments), capture_output=True, text=True, check=False, timeout=60, cwd=ROOT, env=env,
        preexec_fn=before,
    )  # fmt: skip


@pytest.mark.fault(76)
def test_a_second_collector_is_refused_by_name(tmp_path: Path) -> None:
    with Tarpit() as venues:
        env = environment(HOME=str(tmp_path), FLOORLINE_GATEWAY=venues.url)
        with PtyProcess(floorline("collect", "--data-dir", str(tmp_path)), env=env) as first:
            venues.until_asked()
            second = run("collect", "--data-dir", str(tmp_path), env=env)
            assert second.returncode == 1
            assert f"(pid {first.pid}) already runs for {tmp_path}" in second.stderr
            assert len(second.stderr.splitlines()) == 1
            assert first.process.poll() is None


@pytest.mark.fault(76)
def test_panes_that_start_together_share_one_collector(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(LEAVES_AT_ONCE)
    with Tarpit() as venues:
        env = environment(HOME=str(tmp_path), FLOORLINE_GATEWAY=venues.url)
        command = floorline("--config", str(config), "--data-dir", str(tmp_path))
        inner = data_paths(tmp_path / f"gateway-127.0.0.1-{venues.url.rpartition(':')[2]}")
        with (
            PtyProcess(command, env=env) as one,
            PtyProcess(command, env=env) as two,
            PtyProcess(command, env=env) as three,
        ):
            panes = (one, two, three)
            for pane in panes:
                pane.until_shown("feeds 0/", "quit")
            pid = holder_pid(inner.lock)
            assert pid is not None
            for pane in panes:
                pane.type("q")
                assert pane.exit_code() == 0
        # The last pane has gone, and with it the collector that none of them owns.
        venues.until(lambda: holder_pid(inner.lock) is None)
        venues.until(lambda: not is_running(pid))
        assert not inner.socket.exists()
        refused = [line for line in inner.log.read_text().splitlines() if "already runs" in line]
        assert len(refused) <= 2


def limited(limit: int, value: int) -> Callable[[], None]:
    """In the child: a hard limit."""
    return lambda: resource.setrlimit(limit, (value, value))


@pytest.mark.fault(77)
def test_with_few_files_it_says_so_and_goes_on(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(LEAVES_AT_ONCE)
    with Tarpit() as venues:
        env = environment(HOME=str(tmp_path), FLOORLINE_GATEWAY=venues.url)
        command = floorline("--config", str(config), "--data-dir", str(tmp_path))
        with PtyProcess(command, env=env, size=(160, 50), before=limited(resource.RLIMIT_NOFILE, 64)) as pane:
            pane.until_shown("! only 64 files may be open at once (ulimit -n): feeds will be missing", "quit")
            pane.type("q")
            assert pane.exit_code() == 0


@pytest.mark.fault(77)
def test_the_soft_limit_is_raised_first(tmp_path: Path) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with Tarpit() as venues:
        env = environment(HOME=str(tmp_path), FLOORLINE_GATEWAY=venues.url)
        low = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))  # noqa: E731 (two arguments in one place)
        with PtyProcess(floorline("collect", "--data-dir", str(tmp_path)), env=env, before=low) as collector:
            venues.until_asked()
            limits = Path(f"/proc/{collector.pid}/limits").read_text()
            assert next(line.split()[3] for line in limits.splitlines() if "open files" in line) == str(hard)


@pytest.mark.fault(77)
def test_without_memory_it_ends_in_one_line(tmp_path: Path) -> None:
    env = environment(HOME=str(tmp_path), OPENBLAS_NUM_THREADS="1")
    done = run("snapshot", env=env, before=limited(resource.RLIMIT_AS, 60 << 20))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "floorline: not enough memory: 60 MiB are allowed (ulimit -v), 300 are needed\n"


@pytest.mark.fault(79)
def test_without_bytecode_it_says_at_once_that_it_starts(start_pane: StartPane, tmp_path: Path) -> None:
    clock = SystemClock()
    began_s = clock.monotonic_s()
    pane = start_pane(env={"PYTHONPYCACHEPREFIX": str(tmp_path / "nothing compiled")})
    pane.until(lambda: "floorline is starting ..." in pane.output, "a word")
    said_s = clock.monotonic_s()
    pane.until_shown("104,2", "quit")
    assert said_s - began_s < (clock.monotonic_s() - began_s) / 2
    # The line is gone before the screen begins, and so is not there after it either.
    assert pane.output.index("starting ...\r\x1b[K") < pane.output.index("\x1b[?1049h")
    pane.type("q")
    assert pane.exit_code() == 0


@pytest.mark.fault(79)
def test_the_doctor_says_that_nothing_is_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.pycache_prefix", str(tmp_path))
    assert bytecode_finding().detail.startswith("not compiled; starts take seconds longer")


def unwritable(home: Path) -> None:
    home.mkdir(mode=0o500)


def a_file(home: Path) -> None:
    home.write_text("")


@pytest.mark.fault(85)
@pytest.mark.parametrize(("make", "reason"), [(unwritable, "Permission denied"), (a_file, "Not a directory")])
def test_a_home_that_can_t_be_written_is_said_and_lived_with(
    tmp_path: Path, make: Callable[[Path], None], reason: str
) -> None:
    home, config = tmp_path / "home", tmp_path / "config.toml"
    make(home)
    config.write_text(LEAVES_AT_ONCE)
    (tmp_path / "tmp").mkdir()
    with Tarpit() as venues:
        env = environment(HOME=str(home), TMPDIR=str(tmp_path / "tmp"), FLOORLINE_GATEWAY=venues.url)
        command = floorline("--config", str(config))
        with PtyProcess(command, env=env, size=(250, 50), before=respect_modes) as pane:
            pane.until_shown("! history is kept in memory only", reason, str(home), "feeds 0/", "quit")
            pane.type("q")
            assert pane.exit_code() == 0
            assert pane.is_restored
    assert not home.is_dir() or list(home.iterdir()) == []


@pytest.mark.fault(85)
@pytest.mark.parametrize(
    "name", ["with spaces, 'quotes' and\nlines, в другом алфавите 市場", "long" * 60], ids=["odd", "long"]
)
def test_a_data_directory_of_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    env = environment(HOME=str(tmp_path), TMPDIR=str(tmp_path))
    with Tarpit() as venues:
        env["FLOORLINE_GATEWAY"] = venues.url
        done = run("collect", "--data-dir", str(folder), "--duration", "0.5", env=env)
    assert done.returncode == 0, done.stderr
    inner = folder / f"gateway-127.0.0.1-{venues.url.rpartition(':')[2]}"
    assert (inner / "history.sqlite3").exists()
    assert "nothing is stored" not in done.stderr
