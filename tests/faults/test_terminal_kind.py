"""What kind of terminal it is, if it is one: names, pipes, colours, character sets."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.faults.conftest import StartPane
from tests.faults.terminal import ROOT, PtyProcess, environment, floorline
from tui.cli.surroundings import speaks_utf8

_SGR = re.compile(r"\x1b\[([0-9;]*)m")
_SIXTEEN = {str(code) for start in (30, 40, 90, 100) for code in range(start, start + 8)}
_NOT_A_TERMINAL = "floorline: this is not a terminal; `floorline snapshot` prints text\n"


def colours(pane: PtyProcess) -> set[str]:
    """The kinds of colour that were written: "16", "256", "true"."""
    found = set()
    for sequence in _SGR.findall(pane.output):
        if "38;2;" in sequence or "48;2;" in sequence:
            found.add("true")
        elif "38;5;" in sequence or "48;5;" in sequence:
            found.add("256")
        elif any(code in _SIXTEEN for code in sequence.split(";")):
            found.add("16")
    return found


def quits(pane: PtyProcess) -> None:
    pane.type("q")
    assert pane.exit_code() == 0


@pytest.mark.fault(68)
@pytest.mark.parametrize("term", ["dumb", "", None])
def test_a_terminal_without_a_screen_is_refused_in_words(start_pane: StartPane, term: str | None) -> None:
    pane = start_pane(env={"TERM": term})
    assert pane.exit_code() == 1
    assert pane.output == "floorline: TERM names no terminal that can be drawn on; `floorline snapshot` prints text\r\n"


@pytest.mark.fault(68)
@pytest.mark.fault(70)
@pytest.mark.parametrize(
    ("env", "kinds"),
    [
        ({"TERM": "vt100"}, set()),
        ({"TERM": "xterm-mono"}, set()),
        ({"TERM": "linux"}, {"16"}),
        ({"TERM": "xterm-256color"}, {"256"}),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, {"true"}),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, set()),
    ],
)
def test_no_more_colours_than_the_terminal_has(
    start_pane: StartPane, env: dict[str, str | None], kinds: set[str]
) -> None:
    pane = start_pane(env=env)
    pane.until_shown("LIQUIDATIONS", "104,2", "quit")
    # Meaning never rests on colour: directions have a sign and an arrow, states have words.
    pane.until_shown("▼ -2.81%", "BROKEN", "DEMO")
    quits(pane)
    assert colours(pane) == kinds
    assert pane.is_restored


@pytest.mark.fault(69)
@pytest.mark.parametrize(
    "redirection", ["</dev/null", ">/dev/null", ">/dev/null 2>/dev/null", "| cat"],
    ids=["stdin", "stdout", "both", "pipe"],
)  # fmt: skip
@pytest.mark.parametrize("command", ["", "demo"])
def test_a_screen_needs_a_terminal_to_read_from_and_to_draw_on(tmp_path: Path, redirection: str, command: str) -> None:
    line = " ".join([*floorline(), command, redirection])
    environ = environment(HOME=str(tmp_path))
    with PtyProcess(["bash", "-o", "pipefail", "-c", line], env=environ) as shell:
        assert shell.exit_code() == 1
        said = _NOT_A_TERMINAL.replace("\n", "\r\n")
        assert shell.output == ("" if "2>" in redirection else said)
    assert not (tmp_path / ".local").exists()


@pytest.mark.fault(69)
def test_with_standard_error_in_a_file_the_screen_is_drawn_all_the_same(tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    line = f"{' '.join(floorline())} demo 2>{errors}"
    with PtyProcess(["bash", "-c", line], env=environment(HOME=str(tmp_path), TMPDIR=str(tmp_path))) as shell:
        shell.until_shown("LIQUIDATIONS", "quit", "DEMO")
        shell.type("q")
        assert shell.exit_code() == 0
    assert errors.read_bytes() == b""


@pytest.mark.fault(69)
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("snapshot --schema | head -1", 0),
        ("snapshot --schema > /dev/full", 1),
        ("snapshot --schema >&-", 0),
        ("config path <&- >&- 2>&-", 0),
        ("--asset NOPE 2> /dev/full", 2),
    ],
)
def test_streams_that_are_closed_or_full(tmp_path: Path, line: str, code: int) -> None:
    command = " ".join([*floorline(), line])
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False, timeout=60, cwd=ROOT,
        env=environment(HOME=str(tmp_path)),
    )  # fmt: skip
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 1


@pytest.mark.fault(71)
@pytest.mark.parametrize("env", [{"LC_ALL": "C"}, {"LANG": "C"}, {"LANG": "de_DE.ISO-8859-1"}])
def test_a_locale_without_utf8_is_drawn_in_ascii(start_pane: StartPane, env: dict[str, str | None]) -> None:
    pane = start_pane(env=env)
    pane.until_shown("LIQUIDATIONS", "104,2", "quit")
    quits(pane)
    assert pane.output.isascii()


@pytest.mark.fault(71)
def test_glyphs_that_were_asked_for_are_kept(start_pane: StartPane, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[screen]\nglyphs = "braille"\n')
    pane = start_pane("--config", str(file), env={"LC_ALL": "C"})
    pane.until_shown("LIQUIDATIONS", "╭", "quit")
    quits(pane)


@pytest.mark.fault(71)
@pytest.mark.parametrize(
    ("environ", "python_chose", "speaks"),
    [
        ({}, True, True),
        ({"LANG": "en_GB.UTF-8"}, False, True),
        ({"LANG": "en_GB.utf8"}, False, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False, True),
        ({"LC_CTYPE": "C.UTF-8"}, True, True),
        ({"LC_ALL": "POSIX", "LANG": "en_GB.UTF-8"}, True, False),
        ({"LC_ALL": "", "LANG": "ja_JP.eucJP"}, False, False),
    ],
)
def test_what_a_locale_says(environ: dict[str, str], python_chose: bool, speaks: bool) -> None:
    assert speaks_utf8(environ, python_chose) is speaks
