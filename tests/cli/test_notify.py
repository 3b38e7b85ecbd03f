"""`floorline notify test`, and what `config check` says of alerts."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path

import msgspec
import pytest

from tests.alerts.small_board import board
from tests.alerts.tmux_terminal import needs_tmux, tmux
from tests.clocks import until
from tui.alerts.hook import CommandHook
from tui.cli.main import main
from tui.domain.board import Alert
from tui.domain.clock import SystemClock
from tui.link.paths import data_paths
from tui.link.server import BoardServer
from tui.link.wire import Command


@contextlib.asynccontextmanager
async def collector(folder: Path) -> AsyncIterator[None]:
    """A server that does what a collector does with a test command."""
    clock = SystemClock()
    server = BoardServer(data_paths(folder).socket, clock, version("floorline"), lambda command: obey(command))

    def obey(command: Command) -> None:
        test = Alert(at_ms=clock.now_ms(), rule=command.verb, severity="toast", text="test", acknowledged=False)
        server.publish(msgspec.structs.replace(board(), alerts=(test,)))

    await server.start()
    server.publish(board())
    try:
        yield
    finally:
        await server.close()


def config(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(f"[alerts]\n{text}\n", encoding="utf-8")
    path.chmod(0o600)
    return path


async def notify(folder: Path, path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Tier -> fate and detail."""
    code = await asyncio.to_thread(main, ["notify", "test", "--config", str(path), "--data-dir", str(folder)])
    assert code == 0
    out = capsys.readouterr().out
    return {line.split()[0]: " ".join(line.split()[1:]) for line in out.splitlines()}


async def test_the_chain_is_walked_and_one_that_fails_keeps_nothing_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    told = tmp_path / "told"
    path = config(tmp_path, f'command = ["touch", "{told}"]\nwebhooks = ["json://127.0.0.1:9/sEcReT"]')
    async with collector(tmp_path):
        found = await notify(tmp_path, path, capsys)
    assert list(found) == ["toast", "bell", "terminal", "tmux", "command", "webhooks"]
    assert found["toast"].startswith("arrived on the collector's Board")
    assert found["bell"] == found["terminal"] == "not sent standard output is no terminal"
    assert found["tmux"] == "not sent not in tmux"
    assert found["command"] == "arrived command: exit code 0"
    assert found["webhooks"] == "failed webhook 1 (JSON): the service did not take it"
    assert told.exists()


async def test_without_a_collector_and_with_nothing_configured_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await notify(tmp_path, config(tmp_path, "bell = false\nterminal = 'off'\ntmux = false"), capsys)
    assert found["toast"].startswith("not sent no collector runs")
    assert found["tmux"] == "off [alerts] tmux = false"
    assert found["command"] == "off [alerts] command is empty"
    assert found["webhooks"] == "off [alerts] webhooks is empty"


@needs_tmux
async def test_in_tmux_bell_notification_and_message_arrive(tmp_path: Path) -> None:
    path = config(tmp_path, "")
    with tmux() as server:
        await server.attached()
        server.run("set", "-g", "allow-passthrough", "on")
        command = f"{sys.executable} -m tui.cli.main notify test --config {path} --data-dir {tmp_path}"
        root = Path(__file__).parents[2]
        server.run("respawn-window", "-k", "-t", "floor:0", "-c", str(root), f"{command}; exec cat")
        await until(lambda: "webhooks" in server.run("capture-pane", "-p", "-t", "floor:0"), patience_s=20)
        text = server.run("capture-pane", "-p", "-t", "floor:0")
        seen = await server.marked(0, "mark")
    rows = {line.split()[0]: line.split()[1] for line in text.splitlines() if line}
    assert (rows["bell"], rows["terminal"], rows["tmux"]) == ("sent", "sent", "arrived")
    assert b"\x1b]9;test: this is how an alert of Floorline arrives\x1b\\" in seen
    assert b"\a" in seen


def check(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui.cli.main", "config", "check", "--config", str(path)],
        capture_output=True, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip


def test_config_check_names_rules_that_no_board_could_answer(tmp_path: Path) -> None:
    path = config(tmp_path, "[[alerts.rules]]\nname = 'a'\nwhen = 'BTC.price.usdd > 1'")
    done = check(path)
    assert done.returncode == 65
    assert f"{path}:4: alerts.rules[0].when: no 'usdd' here; did you mean usd?" in done.stderr


def test_config_check_looks_at_webhooks_and_repeats_no_address(tmp_path: Path) -> None:
    path = config(tmp_path, 'webhooks = ["nonsense://sEcReT"]')
    done = check(path)
    assert done.returncode == 65
    assert "alerts.webhooks[0]: no service of Apprise has such an address" in done.stderr
    assert "sEcReT" not in done.stdout + done.stderr


def test_config_check_warns_where_others_can_read_webhooks(tmp_path: Path) -> None:
    path = config(tmp_path, 'webhooks = ["ntfy://floor"]')
    assert check(path).stderr == ""
    path.chmod(0o644)
    done = check(path)
    assert done.returncode == 0
    assert "chmod 600" in done.stderr


async def test_a_delivery_that_breaks_keeps_the_others_going(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: CommandHook, alert: Alert) -> str:
        raise RuntimeError("json://sEcReT")

    monkeypatch.setattr(CommandHook, "send", broken)
    found = await notify(tmp_path, config(tmp_path, 'command = ["true"]'), capsys)
    assert found["command"] == "failed command: RuntimeError"
    assert "webhooks" in found
