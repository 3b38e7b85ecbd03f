"""Configurations that are wrong in every way we could think of, and one that changes while the collector runs."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.tarpit import Tarpit
from tests.faults.terminal import ROOT, PtyProcess, environment, floorline
from tui.cli.main import main
from tui.config.model import Config
from tui.link.once import one_board
from tui.link.paths import data_paths
from tui.link.wire import LinkError

FILES: dict[str, tuple[str | bytes, list[str]]] = {
    "bad TOML": ("[screen\nfps = 4\n", ["{file}: not valid TOML: Expected ']' at the end of a table declaration"]),
    "unknown key": ("[screen]\nfsp = 4\n", ["{file}:2: screen.fsp: unknown key; did you mean fps?"]),
    "unknown table": ("[scren]\nfps = 4\n", ["{file}:1: scren: unknown key; did you mean screen?"]),
    "wrong type": ('[screen]\nfps = "fast"\n', ["{file}:2: screen.fps: expected a number at least 0.5"]),
    "out of range": ("[history]\nretention_days = 0\n", ["{file}:2: history.retention_days: expected a whole number"]),
    "not a number": ("[screen]\nfps = nan\n", ["{file}:2: screen.fps: expected"]),
    "infinite": ("[[assets.BTC.levels]]\nprice = inf\n", ["{file}:2: assets.BTC.levels[0].price: expected"]),
    "unknown venue": ("[venues]\nbinanec = {}\n", ["{file}:2: venues.binanec: unknown venue; did you mean binance?"]),
    "unknown symbol": ('[assets."BTC/USDT"]\n', ["{file}:1: assets.BTC/USDT: this name is not a base asset"]),
    "twice the same line": (
        "[[assets.BTC.levels]]\nprice = 1\n[[assets.BTC.levels]]\nprice = 1\n",
        ["{file}:3: assets.BTC.levels[1]: is the same line as levels[0]"],
    ),
    "twice the same key": (
        "[screen]\nfps = 4\nfps = 5\n",
        ["{file}: not valid TOML: Cannot overwrite a value (at line 3"],
    ),
    "ten thousand symbols": (
        "assets = [" + ", ".join(f'"A{n}"' for n in range(10_000)) + "]\n",
        ["{file}:1: assets: expected a table not empty, no longer than 50"],
    ),
    "no venue": (
        "[venues]\n" + "".join(f"{name} = {{ enabled = false }}\n" for name in Config().enabled_venues),
        ["{file}:1: venues: no venue is enabled"],
    ),
    "several at once": (
        'typo = 1\n[screen]\nfps = "x"\ntheme = "pink"\n',
        ["{file}:1: typo: unknown key", "{file}:3: screen.fps: expected", "{file}:4: screen.theme: expected one of"],
    ),
    "not UTF-8": (b"[screen]\ntheme = \"\xe9\"\n", ["{file}: is not UTF-8 text"]),
    "steering": ('[screen]\ntheme = "\\u001b[2J"\n', ["{file}:2: screen.theme: expected one of"]),
    "steering key": ('["\\u001b]0;x\\u0007"]\n', ["{file}: ?]0;x?: unknown key"]),
    "a secret": ('[network]\napiKey = "abc"\n', ["{file}:2: network.apiKey: Floorline reads public data only"]),
}  # fmt: skip


Check = Callable[[Path], tuple[int, list[str]]]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """`floorline config check` on a file: its exit code, and its lines on standard error."""

    def run(file: Path) -> tuple[int, list[str]]:
        code = main(["config", "check", "--config", str(file)])
        return code, capsys.readouterr().err.splitlines()

    return run


@pytest.mark.fault(88)
@pytest.mark.parametrize("name", FILES)
def test_every_fault_is_told_by_file_line_and_key(name: str, tmp_path: Path, check: Check) -> None:
    content, expected = FILES[name]
    file = tmp_path / "config.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    code, lines = check(file)
    assert code == 65
    assert len(lines) == len(expected), lines
    for line, start in zip(lines, expected, strict=True):
        assert line.startswith("floorline: " + start.format(file=file)), line
        assert len(line) < 500
        assert line.isprintable()


@pytest.mark.fault(88)
@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbf[screen]\nfps = 5\n", b"[screen]\r\nfps = 5\r\n", b"", b"# nothing\n"]
)
def test_what_editors_leave_behind_is_no_fault(content: bytes, tmp_path: Path, check: Check) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    assert check(file) == (0, [])


@pytest.mark.fault(88)
@pytest.mark.parametrize("kind", ["folder", "missing", "loop"])
def test_a_file_that_can_t_be_read_is_told(kind: str, tmp_path: Path, check: Check) -> None:
    file = tmp_path / "config.toml"
    if kind == "folder":
        file.mkdir()
    elif kind == "loop":
        file.symlink_to(file)
    code, lines = check(file)
    assert code == 65
    assert len(lines) == 1
    assert lines[0].startswith(f"floorline: {file}: can't be read: ")


def note(folder: Path) -> str | None:
    """What the running collector says of its configuration."""
    return one_board(data_paths(folder).socket, 5).notes.get("config")


def assets(folder: Path) -> list[str]:
    """What the running collector watches; nothing where none answers."""
    try:
        return list(one_board(data_paths(folder).socket, 5).assets)
    except LinkError:
        return []


@pytest.mark.fault(89)
def test_a_running_collector_takes_a_new_configuration_on_demand_and_keeps_the_last_good_one(tmp_path: Path) -> None:
    file, folder = tmp_path / "config.toml", tmp_path / "data"
    file.write_text('assets = ["BTC"]\n')
    sound = tmp_path / "sound.toml"
    sound.write_text("")
    with Tarpit() as venues:
        env = environment(HOME=str(tmp_path), FLOORLINE_GATEWAY=venues.url)
        places = ("--config", str(file), "--data-dir", str(folder))
        inner = folder / f"gateway-127.0.0.1-{venues.url.rpartition(':')[2]}"

        def reload(own: Path = file) -> subprocess.CompletedProcess[str]:
            arguments = floorline("config", "reload", "--config", str(own), "--data-dir", str(folder))
            return subprocess.run(arguments, capture_output=True, text=True, check=False, cwd=ROOT, env=env)

        with PtyProcess(floorline("collect", *places), env=env) as collector:
            venues.until_asked()
            collector.until(lambda: assets(inner) == ["BTC"], "a Board")
            # Refused by the collector itself, which says so and goes on, whoever asks.
            file.write_text("assets = 7\n")
            for own in (file, sound):
                refused = reload(own)
                assert refused.returncode == 65
                first, second = refused.stderr.splitlines()
                assert (
                    first == f"floorline: collector (pid {collector.pid}) read {file} and goes on with the one before"
                )
                assert second.startswith(f"floorline: {file}:1: assets: expected")
            os.kill(collector.pid, signal.SIGUSR1)
            collector.until(lambda: note(inner) is not None, "a note on the Board")
            assert (
                note(inner)
                == f"changed, but refused: {file}:1: assets: expected a table not empty, no longer than 50, got 7"
            )
            assert assets(inner) == ["BTC"]
            file.write_text('assets = ["BTC", "ETH", "SOL"]\n')
            taken = reload()
            said = f"collector (pid {collector.pid}) read {file}: accepted, it begins again with it\n"
            assert (taken.returncode, taken.stdout) == (0, said)
            collector.until(lambda: assets(inner) == ["BTC", "ETH", "SOL"], "the new configuration")
            assert note(inner) is None
            collector.signal(signal.SIGTERM)
            assert collector.exit_code() == 143
        late = reload()
        assert (late.returncode, late.stderr) == (
            1, "floorline: no collector runs; the next one reads the configuration by itself\n",
        )  # fmt: skip
