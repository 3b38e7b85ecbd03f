"""Completion in a real shell, at its prompt."""

import asyncio
import os
import pty
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.clocks import until
from tui.cli.main import main
from tui.cli.parser import parser


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_command_is_in_the_script_and_nothing_hidden_is(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = script(shell, capsys)
    for command in ("snapshot", "segment", "gate", "completion"):
        assert command in text
    assert "leashed" not in text


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("floorline snaps\t", "floorline snapshot "),
        ("floorline snapshot --cs\t", "floorline snapshot --csv "),
        ("floorline segment --format t\t", "floorline segment --format tmux "),
        ("floorline --config flo\t", "floorline --config floor.toml "),
    ],
)
async def test_a_real_bash_completes(
    typed: str, completed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "completion.bash").write_text(script("bash", capsys), encoding="utf-8")
    (tmp_path / "floor.toml").touch()
    terminal, other = pty.openpty()
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TERM": "dumb", "PS1": "ready> "}
    bash = await asyncio.create_subprocess_exec(
        "bash", "--norc", "--noprofile", "-i",
        stdin=other, stdout=other, stderr=other, cwd=tmp_path, env=environ, start_new_session=True,
    )  # fmt: skip
    shown: list[str] = []

    def read() -> None:
        while chunk := _chunk(terminal):
            shown.append(chunk)

    reading = threading.Thread(target=read, daemon=True)
    reading.start()
    try:
        os.write(terminal, b"source ./completion.bash && echo sour''ced\n")
        await until(lambda: "sourced" in "".join(shown))
        os.write(terminal, typed.encode())
        await until(lambda: completed in "".join(shown))
    finally:
        bash.kill()
        await bash.wait()
        os.close(other)
        reading.join(5)
        os.close(terminal)


def _chunk(terminal: int) -> str:
    try:
        return os.read(terminal, 4096).decode(errors="replace")
    except OSError:
        return ""


def test_its_library_is_loaded_by_nothing_else() -> None:
    code = "import sys, tui.cli.screen, tui.cli.segment; print('shtab' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_example_names_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["completion", "--help"])
    assert "floorline completion bash" in capsys.readouterr().out
