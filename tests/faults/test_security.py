"""The controls of the security section, each against somebody who tries."""

import ast
import asyncio
import os
import re
import socket
import stat
import struct
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.boards import rich_board
from tests.clocks import ManualClock
from tests.faults.hostile import STEERING
from tests.faults.terminal import ROOT
from tests.history.rows import liquidation
from tests.paper.faults import EVERYWHERE
from tests.paper.faulty_server import FaultyServer
from tui.alerts.hook import CommandHook
from tui.alerts.words import LONGEST
from tui.cli.surroundings import configuration_finding
from tui.collector.collector import Collector
from tui.config.load import load
from tui.config.model import Config, NetworkConfig, SourcesConfig
from tui.domain.board import Alert
from tui.domain.clock import SystemClock
from tui.domain.errors import ConfigurationError, Trouble, VenueError
from tui.domain.events import Liquidation
from tui.domain.text import clean
from tui.exchange.registry import open_venues
from tui.history.history import History
from tui.link.once import one_board
from tui.link.paths import data_paths, private_directory
from tui.link.peer import bind_private, clear_stale_socket
from tui.link.wire import LinkError, unpack_header
from tui.paper.registry import open_venues as open_paper_venues
from tui.paper.scenarios import BRIEF
from tui.paper.world import World
from tui.sources.web import Web

SOURCES = sorted([*(ROOT / "tui").rglob("*.py"), *(ROOT / "widgets").rglob("*.py")])


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    """Every call in the program, with the dotted name that it is made by."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield path, node, ast.unparse(node.func)


def texts(value: Any) -> Iterator[str]:
    """Every text in a tree of plain values, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(key)
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


@pytest.mark.control("terminal escapes")
@pytest.mark.parametrize("name", STEERING)
def test_the_door_lets_no_steering_text_through(name: str) -> None:
    found = clean(STEERING[name])
    assert found.isprintable()
    assert len(found) <= 48


@pytest.mark.control("terminal escapes")
async def test_what_a_hostile_venue_says_arrives_clean(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Every venue answers every question with steering text, in a body that its parsers quote."""
    clock = SystemClock()
    world = World(BRIEF, 1, clock)
    words = "".join(STEERING[name] for name in ("title", "clear", "C1", "line", "bidi"))
    body = {"msg": words, "retMsg": words, "error": {"message": words, "code": 13}, "code": 50001, "retCode": 10001}
    async with FaultyServer(world, open_paper_venues(world)) as server:
        server.faults.answer(EVERYWHERE, status=400, body=body, headers={"Server": "x"})
        server.faults.refuse_sockets(EVERYWHERE, status=400, body=body)
        config = Config(network=NetworkConfig(gateway=server.url, timeout_s=2), sources=SourcesConfig())
        collector = Collector(config, clock, data_paths(tmp_path), "live", "1")
        board = await collector.until_answered(8)
    reasons = [feed.reason for feed in board.feeds if feed.reason]
    assert any("?]0;owned?" in reason for reason in reasons), reasons
    for text in texts(msgspec.to_builtins(board)):
        assert text.isprintable(), text
        assert len(text) < 2000
    said = capfd.readouterr()
    assert "\x1b" not in said.out + said.err
    assert all("\x1b" not in record.getMessage() for record in caplog.records)


@pytest.mark.control("markup")
def test_no_text_is_turned_into_markup_or_code() -> None:
    refused = {"eval", "exec", "compile", "os.system", "os.popen", "pickle.loads", "pickle.load", "marshal.loads"}
    refused |= {"yaml.load", "subprocess.getoutput", "Text.from_markup", "Content.from_markup", "importlib.reload"}
    for path, node, name in calls():
        assert name not in refused, f"{path}:{node.lineno}"


@pytest.mark.control("keys")
@pytest.mark.parametrize("key", ["apiKey", "api_key", "secret", "password", "token", "privateKey", "uid"])
@pytest.mark.parametrize("table", ["network", "venues.binance", "collector"])
def test_a_key_has_nowhere_to_go(key: str, table: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'[{table}]\n{key} = "s3cr3t"\n')
    with pytest.raises(ConfigurationError) as refused:
        load(file, {})
    assert "s3cr3t" not in str(refused.value)


@pytest.mark.control("keys")
def test_the_exchange_library_has_no_credentials_and_no_private_method_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("BINANCE_APIKEY", "BINANCE_SECRET", "BYBIT_APIKEY", "OKX_APIKEY", "OKX_PASSWORD"):
        monkeypatch.setenv(name, "s3cr3t")
    for venue in open_venues(Config().enabled_venues, ("BTC",), NetworkConfig(), SystemClock()):
        exchange = venue._client.exchange  # type: ignore[attr-defined]
        names = ("apiKey", "secret", "password", "uid", "privateKey", "token")
        assert not any(getattr(exchange, name, None) for name in names), venue.name
    private = re.compile(r"private|balance|withdraw|transfer|sapi|account|(create|cancel|place|edit).?order", re.I)
    for path, node, name in calls():
        asked = node.args[0] if node.args and path.is_relative_to(ROOT / "tui" / "exchange") else None
        if name.endswith((".call", ".get")) and isinstance(asked, ast.Constant) and isinstance(asked.value, str):
            assert not private.search(asked.value), f"{path}:{node.lineno} {asked.value}"


@pytest.mark.control("transport")
def test_nothing_in_the_program_turns_verification_off() -> None:
    for path, node, name in calls():
        for word in node.keywords:
            off = isinstance(word.value, ast.Constant) and word.value.value in (False, None)
            assert not (word.arg in ("verify", "ssl", "verify_ssl", "check_hostname") and off), f"{path}:{node.lineno}"
        assert name not in ("ssl._create_unverified_context", "ssl.SSLContext"), f"{path}:{node.lineno}"
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert "CERT_NONE" not in text, path
        assert "check_hostname" not in text, path


@pytest.mark.control("transport")
@pytest.mark.parametrize(
    ("gateway", "taken"),
    [
        ("http://127.0.0.1:9400", True),
        ("http://localhost:9400", True),
        ("http://[::1]:9400", True),
        ("https://relay.example.org", True),
        ("http://relay.example.org", False),
        ("http://10.0.0.7:9400", False),
        ("http://127.0.0.1.example.org", False),
        ("http://localhost@example.org", False),
        ("ws://127.0.0.1:9400", False),
    ],
)
def test_plain_http_leads_to_this_machine_only(gateway: str, taken: bool) -> None:
    if taken:
        assert load(None, {"FLOORLINE_GATEWAY": gateway}).network.gateway == gateway
    else:
        with pytest.raises(ConfigurationError, match="FLOORLINE_GATEWAY: "):
            load(None, {"FLOORLINE_GATEWAY": gateway})


@pytest.mark.control("passwords")
def test_a_password_in_an_address_is_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    for proxy in ("ftp://me:s3cr3t@proxy:1", "http://me:s3cr3t@proxy:1 x", "me:s3cr3t@proxy"):
        file.write_text(f'[network]\nproxy = "{proxy}"\n')
        with pytest.raises(ConfigurationError) as refused:
            load(file, {})
        if "://" in proxy:
            assert "s3cr3t" not in str(refused.value)
    assert clean("407 from http://me:s3cr3t@proxy:1/", 80) == "407 from http://…@proxy:1/"


@pytest.mark.control("passwords")
async def test_a_proxy_that_is_down_does_not_tell_its_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    async with Web(NetworkConfig(proxy=f"http://me:s3cr3t@127.0.0.1:{port}", timeout_s=5), SystemClock()) as web:
        with pytest.raises(VenueError) as failed:
            await web.get("etf", "https://example.org/flows.csv")
    assert failed.value.trouble is Trouble.PROXY
    assert "s3cr3t" not in f"{failed.value} {failed.value.reason}"


@pytest.mark.control("passwords")
def test_a_file_with_a_password_that_others_can_read_is_said(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[network]\nproxy = "http://me:s3cr3t@proxy:1"\n')
    file.chmod(0o644)
    found = configuration_finding(load(file, {}), file)
    assert not found.ok
    assert "chmod 600" in found.detail
    file.chmod(0o600)
    assert configuration_finding(load(file, {}), file).ok


@pytest.mark.control("files")
@pytest.mark.parametrize("name", ["history.sqlite3", "collector.lock"])
async def test_a_link_in_place_of_a_file_is_not_followed(name: str, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"mine")
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / name).symlink_to(precious)
    collector = Collector(Config(), SystemClock(), data_paths(folder), "live", "1", lambda *_: [])
    await asyncio.wait_for(collector.run(asyncio.Event(), duration_s=0.01), 10)
    assert precious.read_bytes() == b"mine"
    assert "history is kept in memory only" in (collector.market.board().notes.get("history") or "")


@pytest.mark.control("files")
def test_a_folder_that_others_may_change_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert stat.S_IMODE(private_directory(folder).stat().st_mode) == 0o700
    folder.chmod(0o777)
    with pytest.raises(PermissionError, match="everyone may write"):
        private_directory(folder)
    folder.chmod(0o700)
    if os.getuid() == 0:
        os.chown(folder, 65534, 65534)
        with pytest.raises(PermissionError, match="belongs to another user"):
            private_directory(folder)


@pytest.mark.control("socket")
def test_another_user_s_socket_is_not_talked_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "collector.sock"
    with bind_private(path) as listener:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        monkeypatch.setattr("tui.link.once.is_own_peer", lambda _connection: False)
        with pytest.raises(LinkError, match="belongs to another user's process"):
            one_board(path, 2)
        listener.close()
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LinkError, match="is in the way and is not a socket"):
        clear_stale_socket(path)


@pytest.mark.control("commands")
def test_no_shell_is_used_anywhere() -> None:
    for path, node, name in calls():
        assert not name.endswith(("create_subprocess_shell", "os.system", "os.popen")), f"{path}:{node.lineno}"
        for word in node.keywords:
            assert not (word.arg == "shell" and getattr(word.value, "value", True)), f"{path}:{node.lineno}"


@pytest.mark.control("commands")
async def test_an_alert_s_text_reaches_a_hook_as_data_alone(tmp_path: Path) -> None:
    target, made = tmp_path / "seen", tmp_path / "made"
    text = f"$(touch {made}); `touch {made}` | touch {made} \x1b]0;x\x07\n--rm"
    script = "import json, os, sys; open(sys.argv[1], 'w').write(json.dumps([sys.argv[2:], dict(os.environ), input()]))"
    alert = Alert(at_ms=1, rule=text, severity="push", text=text, acknowledged=False)
    hook = CommandHook([sys.executable, "-c", script, str(target)], 20, {"PATH": "/usr/bin:/bin"})
    await hook.send(alert)
    arguments, environ, line = msgspec.json.decode(target.read_bytes())
    assert arguments == []
    assert line == clean(text, LONGEST) == environ["FLOORLINE_ALERT_TEXT"]
    assert not made.exists()


@pytest.mark.control("queries")
async def test_a_name_from_outside_is_only_ever_a_value(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    clock = ManualClock()
    history = History(path, clock, 90)
    await history.open()
    for number, name in enumerate(("'; DROP TABLE liquidation; --", '" OR 1=1', "../../etc/passwd", "%s ? :x \\")):
        row = liquidation(name, clock.now_ms() + number)
        history.record(msgspec.structs.replace(row, symbol=name, asset=name, venue=name))
    await history.flush()
    found = [row async for page in history.read(Liquidation, 0) for row in page]
    assert [row.symbol for row in found] == [row.key for row in found]
    assert len(found) == 4
    await history.close()
    assert sorted(entry.name for entry in os.scandir(tmp_path)) == ["history.sqlite3"]


@pytest.mark.control("queries")
def test_statements_are_made_of_our_own_names_alone() -> None:
    """What stands in a statement is a constant of the schema; values go in as parameters."""
    ours = re.compile(
        r"table\.\w+|TABLE_OF\[\w+\]\.\w+|name|columns|kind|_?[A-Z_]+|wanted|asked|where|tables|values|self\.\w+|"
        r".*'NORMAL'.*|.*join\(.*|.*'\?'.*"
    )
    statement = re.compile(r"\b(SELECT|INSERT|DELETE|CREATE|PRAGMA|UPDATE)\b")
    for path in (ROOT / "tui" / "history").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and statement.search(ast.unparse(node)):
                parts = [ast.unparse(part.value) for part in node.values if isinstance(part, ast.FormattedValue)]
                assert all(ours.fullmatch(part) for part in parts), f"{path}:{node.lineno} {parts}"


@pytest.mark.control("sizes")
async def test_an_answer_without_an_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.sources.web.MAX_BODY_BYTES", 200_000)
    sent = 0

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\n")
        try:
            while True:
                writer.write(b"x" * 10_000)
                await writer.drain()
                sent += 10_000
        except ConnectionError:
            writer.close()

    server = await asyncio.start_server(pour, "127.0.0.1", 0)
    async with (
        server,
        Web(NetworkConfig(gateway=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"), SystemClock()) as web,
    ):
        with pytest.raises(VenueError) as refused:
            await web.get("etf", "https://example.org/flows.csv")
    assert refused.value.trouble is Trouble.BAD_RESPONSE
    assert sent < 20_000_000


@pytest.mark.control("sizes")
def test_a_collector_that_announces_gigabytes_is_left(tmp_path: Path) -> None:
    path = tmp_path / "collector.sock"
    with bind_private(path) as listener:
        listener.setblocking(True)
        with socket.socket(socket.AF_UNIX) as ours:
            ours.connect(str(path))
            theirs, _ = listener.accept()
            with theirs:
                theirs.sendall(struct.pack(">IB", 3_000_000_000, 3))
                header = ours.recv(5)
        with pytest.raises(LinkError, match="over the limit"):
            unpack_header(header)


@pytest.mark.control("sizes")
def test_a_hostile_megabyte_costs_a_line() -> None:
    assert len(clean("x" * 10_000_000)) == 48
    assert len(msgspec.msgpack.encode(rich_board())) < 1_000_000


@pytest.mark.control("supply")
def test_the_exchange_library_is_pinned_and_everything_is_locked_by_hash() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    pinned = [name for name in project["project"]["dependencies"] if name.startswith("ccxt")]
    assert len(pinned) == 1
    assert re.fullmatch(r"ccxt==\d+\.\d+\.\d+", pinned[0])
    for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]:
        files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else [])]
        assert files or "editable" in package["source"], package["name"]
        assert all(file["hash"].startswith("sha256:") for file in files), package["name"]
