"""The command line as a user types it: exit codes, one-line errors, no tracebacks."""

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import pytest

from tui import VERSION
from tui.cli import parser as command_line
from tui.cli.main import main
from tui.cli.parser import parser
from tui.paper.scenarios import SCENARIOS


def floorline(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui.cli.main", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=Path(__file__).parents[2],
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "TERM": "xterm", **environ},
    )


COMMANDS = (
    "demo",
    "collect",
    "replay",
    "record",
    "snapshot",
    "segment",
    "gate",
    "brief",
    "check",
    "doctor",
    "config",
    "paper",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parser().parse_args([command, "--help"])
    assert stopped.value.code == 0
    assert f"example: floorline {command}" in capsys.readouterr().out


def test_the_version_in_the_code_is_the_distribution_s() -> None:
    assert importlib.metadata.version("floorline") == VERSION


def test_options_before_and_after_the_command_are_the_same() -> None:
    before = parser().parse_args(["--config", "a.toml", "--asset", "eth", "snapshot"])
    after = parser().parse_args(["snapshot", "--config", "a.toml", "--asset", "ETH"])
    assert (before.config, before.asset) == (after.config, after.asset) == (Path("a.toml"), "ETH")
    assert parser().parse_args(["snapshot"]).config is None


def test_a_bad_configuration_is_refused_with_every_fault_and_exit_65(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('typo = 1\n[venues]\nbinanec = {}\n[[assets.BTC.levels]]\nprice = -1\n[screen]\nfps = "x"\n')
    done = floorline("snapshot", "--config", str(file), "--data-dir", str(tmp_path / "data"))
    assert done.returncode == 65
    assert len(done.stderr.splitlines()) == 4
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_an_unknown_asset_is_one_line() -> None:
    done = floorline("snapshot", "--asset", "NOPE")
    assert (done.returncode, done.stderr) == (2, "floorline: --asset NOPE: not configured; known: BTC, ETH\n")


def test_the_monitor_without_a_terminal_says_what_to_do_instead() -> None:
    done = floorline()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "floorline: this is not a terminal; `floorline snapshot` prints text\n"


def test_the_schema_is_the_board_s() -> None:
    done = floorline("snapshot", "--schema")
    assert done.returncode == 0
    assert '"close_below_share"' in done.stdout


def test_config_init_writes_a_file_that_check_accepts_and_never_overwrites(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new" / "config.toml"
    assert main(["config", "init", "--config", str(file)]) == 0
    assert main(["config", "check", "--config", str(file)]) == 0
    assert main(["config", "path", "--config", str(file)]) == 0
    assert str(file) in capsys.readouterr().out.splitlines()[-1]
    assert main(["config", "init", "--config", str(file)]) == 1
    assert "exists already" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m tui.cli.main snapshot --schema | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_fault_of_floorline_is_one_line_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken \x1b[2J")

    monkeypatch.setattr("tui.cli.config.find", broken)
    assert main(["config", "path"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("floorline: RuntimeError: broken ?[2J; a fault of Floorline's own")
    monkeypatch.setenv("FLOORLINE_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        main(["config", "path"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["demo", "--scenario", "nope"], "invalid choice: 'nope' (choose from 'brief', 'calm', 'cascade', 'odd')"),
        (["demo", "--speed", "x"], "x is not a positive number"),
        (["replay", "/nope"], "there is no recording at /nope"),
        (["replay", "/etc/hostname"], "hostname"),
        (["replay", "/etc"], "there is no recording at /etc"),
        (["record", "export", "--in", "/nope", "/tmp/never.flrec"], "there is no recording at /nope"),
        (["snapshot", "--asset", "NOPE"], "not configured; known: BTC, ETH"),
        (["demo", "--screenshot", "/nope/x.svg"], "there is no folder /nope for the picture"),
        (["demo", "--record", "/etc/hostname"], "/etc/hostname is no folder"),
        (["check", "/nope"], "/nope can't be read"),
        (["config", "nope"], "invalid choice: 'nope'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_not_there_is_refused_in_one_line(arguments: list[str], words: str) -> None:
    done = floorline(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_the_scenarios_that_the_command_line_knows_are_those_that_there_are() -> None:
    assert tuple(SCENARIOS) == command_line.SCENARIOS
