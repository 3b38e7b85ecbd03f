"""A real collector on paper venues, watched from outside: whom it contacts, what it leaves behind, who may reach it."""

import os
import re
import signal
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.audited import events
from tests.faults.terminal import ROOT, PtyProcess, environment, floorline
from tui.link.once import one_board
from tui.link.paths import DataPaths, data_paths
from tui.link.wire import LinkError


@dataclass(frozen=True)
class Watched:
    """What was seen of one run."""

    home: Path
    places: DataPaths
    gateway: str
    limits: str
    listening: list[str]
    modes: dict[str, int]
    """Path under the home -> mode, while the collector ran."""
    audit: list[tuple[str, str]]
    output: str
    live: int
    """Feeds that were live."""


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """A collector run until most feeds are live, with a loose umask, and ended in order."""
    home = tmp_path_factory.mktemp("watched")
    env = environment(HOME=str(home), TMPDIR=str(home))
    with subprocess.Popen(
        floorline("paper", "--port", "0"), stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env
    ) as paper:
        assert paper.stdout is not None
        gateway = paper.stdout.readline().strip()
        env |= {"FLOORLINE_GATEWAY": gateway, "FLOORLINE_DATA_DIR": str(home / "data")}
        places = data_paths(home / "data" / f"gateway-127.0.0.1-{gateway.rpartition(':')[2]}")
        argv = [sys.executable, "-m", "tests.faults.audited", str(home / "audit"), "collect"]
        with PtyProcess(argv, env=env, before=lambda: (os.umask(0), None)[1]) as collector:
            collector.until(lambda: live(places) > 20, "live feeds", 60)
            feeds = live(places)
            limits = Path(f"/proc/{collector.pid}/limits").read_text()
            listening = listeners(collector.pid)
            modes = {str(path.relative_to(home)): path.lstat().st_mode for path in (home / "data").rglob("*")}
            collector.signal(signal.SIGTERM)
            assert collector.exit_code() == 143
            output = collector.output
        paper.terminate()
    return Watched(home, places, gateway, limits, listening, modes, events(home / "audit"), output, feeds)


def live(places: DataPaths) -> int:
    try:
        return sum(feed.state == "live" for feed in one_board(places.socket, 5).feeds)
    except LinkError:
        return 0


def listeners(pid: int) -> list[str]:
    """TCP sockets on which that process listens."""
    own = {str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir() if entry.is_symlink()}
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in own:
                found.append(fields[1])
    return found


@pytest.mark.control("egress")
def test_nothing_is_contacted_but_the_gateway(watched: Watched) -> None:
    assert watched.live > 20
    host = watched.gateway.partition("://")[2].rpartition(":")[0]
    contacts = {about for event, about in watched.audit if event in ("socket.connect", "socket.sendto")}
    asked = {about for event, about in watched.audit if event in ("socket.getaddrinfo", "socket.gethostbyname")}
    assert contacts == {f"ip {host}"}
    assert asked <= {host, f"b'{host}'"}


@pytest.mark.control("commands")
def test_the_collector_starts_no_program(watched: Watched) -> None:
    started = [about for event, about in watched.audit if event.startswith(("subprocess", "os."))]
    assert started == []


@pytest.mark.control("socket")
def test_the_collector_listens_on_no_port_and_its_socket_is_its_owner_s(watched: Watched) -> None:
    assert watched.listening == []
    bound = {about for event, about in watched.audit if event == "socket.bind"}
    # urllib3 tries for a moment whether there is IPv6; it does not listen.
    assert bound - {"ip ::1"} == {f"unix {watched.places.socket}"}
    assert stat.S_IMODE(watched.modes[str(watched.places.socket.relative_to(watched.home))]) == 0o600


@pytest.mark.control("files")
def test_everything_left_behind_is_for_its_owner_alone(watched: Watched) -> None:
    kinds = {stat.S_IFMT(mode) for mode in watched.modes.values()}
    assert {stat.S_IFDIR, stat.S_IFREG, stat.S_IFSOCK} == kinds
    for path, mode in watched.modes.items():
        assert stat.S_IMODE(mode) == (0o700 if stat.S_ISDIR(mode) else 0o600), path
    names = "\n".join(watched.modes)
    assert "history.sqlite3" in names
    assert "collector.lock" in names


@pytest.mark.control("files")
def test_nothing_is_written_outside_the_data_directory(watched: Watched) -> None:
    written = {about for event, about in watched.audit if event in ("open", "sqlite3.connect")}
    outside = {about for about in written if not about.startswith(str(watched.home / "data")) and not about.isdigit()}
    assert {path for path in outside if not path.startswith("/dev/")} == set()


@pytest.mark.control("crashes")
def test_no_core_is_dumped(watched: Watched) -> None:
    core = next(line for line in watched.limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


@pytest.mark.control("terminal escapes")
def test_its_log_on_standard_error_is_plain_lines(watched: Watched) -> None:
    assert re.fullmatch(r"(?:[ -~\u00a0-\uffff]*\r\n)*", watched.output)
