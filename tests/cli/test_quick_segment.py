"""The status bar's short way: the same line from the same place as the long one, and next to nothing loaded."""

import argparse
import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import msgspec
import pytest

from tests.alerts.small_board import board
from tui.cli import command, quick_segment
from tui.cli.main import main
from tui.cli.segment import composer
from tui.cli.settings import configuration_without_rules, paths
from tui.config.load import load
from tui.domain.clock import SystemClock
from tui.link.paths import data_paths
from tui.link.server import BoardServer
from tui.link.wire import HEADER_BYTES, Kind, LineRequest, as_line_request, unpack_header

ROOT = Path(__file__).parents[2]
NAMES = ("FLOORLINE_DATA_DIR", "FLOORLINE_CONFIG", "FLOORLINE_GATEWAY", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without any configuration."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "home"


@contextlib.asynccontextmanager
async def collector(folder: Path, age_ms: int = 0) -> AsyncIterator[None]:
    clock = SystemClock()
    compose = composer(load(None, {}), clock)
    server = BoardServer(data_paths(folder).socket, clock, version("floorline"), compose=compose)
    await server.start()
    try:
        server.publish(msgspec.structs.replace(board(), as_of_ms=clock.now_ms() - age_ms))
        yield
    finally:
        await server.close()


@pytest.fixture
def only_short(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(arguments: list[str]) -> int:
        raise AssertionError(f"{arguments} went the long way")

    monkeypatch.setattr(command, "run", refused)


async def run(*arguments: str) -> int:
    return await asyncio.to_thread(main, list(arguments))


async def long_way(*arguments: str) -> int:
    return await asyncio.to_thread(command.run, list(arguments))


OPTIONS: list[tuple[str, ...]] = [
    (),
    ("--asset", "eth"),
    ("--asset=BTC", "--width=20"),
    ("--format", "tmux", "--width", "200"),
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("age_ms", [0, 60_000])
async def test_both_ways_write_the_same(
    tmp_path: Path, options: tuple[str, ...], age_ms: int, capsys: pytest.CaptureFixture[str]
) -> None:
    async with collector(tmp_path, age_ms):
        arguments = ("segment", *options, "--data-dir", str(tmp_path))
        assert await asyncio.to_thread(quick_segment.write_line, list(arguments))
        quick = capsys.readouterr().out
        assert await long_way(*arguments) == 0
        assert capsys.readouterr().out == quick
        assert quick.strip()


@pytest.mark.usefixtures("only_short")
@pytest.mark.parametrize(
    "around",
    [
        ("segment", "--data-dir", "{}"),
        ("--data-dir", "{}", "segment"),
        ("--asset", "ETH", "--data-dir={}", "segment", "--asset", "BTC"),
    ],
)
async def test_the_usual_case_goes_the_short_way(
    tmp_path: Path, around: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    async with collector(tmp_path):
        assert await run(*(word.format(tmp_path) for word in around)) == 0
    assert capsys.readouterr().out == "demo BTC 106,300 ▼-2.5% trig-0.4% f5.1%\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("segment", "--asset", "ZZZ"), 2),
        (("segment", "--width", "0"), 2),
        (("segment", "--format", "html"), 2),
        (("segment", "more"), 2),
        (("segment", "--help"), 0),
    ],
)
async def test_what_is_unusual_is_left_to_the_long_way(
    tmp_path: Path, arguments: tuple[str, ...], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    async with collector(tmp_path):
        with contextlib.suppress(SystemExit):
            assert await run(*arguments, "--data-dir", str(tmp_path)) == code
    said = capsys.readouterr()
    assert ("usage" in said.out) if code == 0 else said.err.count("\n") == 1


async def test_a_collector_that_hangs_or_is_another_version_is_no_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_unix_server(hang, tmp_path / "collector.sock")
    async with server:
        assert await run("segment", "--data-dir", str(tmp_path)) == 0
    assert capsys.readouterr().out == "BTC ?\n"


@pytest.mark.parametrize("asset", ["", "BTC", "A" * 31])
@pytest.mark.parametrize(("width", "style"), [(1, "plain"), (40, "tmux"), (65_535, "plain")])
def test_its_request_is_the_wire_s_own(asset: str, width: int, style: str) -> None:
    sent = quick_segment._request(asset, width, style == "tmux")
    length, kind = unpack_header(sent[:HEADER_BYTES])
    assert (length, kind) == (len(sent) - HEADER_BYTES, Kind.LINE)
    assert as_line_request(sent[HEADER_BYTES:]) == LineRequest(asset, width, style == "tmux")


def ordinary(data_dir: str) -> str:
    options = argparse.Namespace(config=None, data_dir=Path(data_dir) if data_dir else None)
    return str(paths(options, configuration_without_rules(options)).socket)


SIMPLE = {
    "named": ("{}/data", {}),
    "relative": ("data", {}),
    "by the environment": ("", {"FLOORLINE_DATA_DIR": "{}/data"}),
    "gateway": ("{}/data", {"FLOORLINE_GATEWAY": "http://user:pw@127.0.0.1:9400/"}),
    "gateway elsewhere": ("{}/data", {"FLOORLINE_GATEWAY": "https://relay-1.example:8443"}),
}


@pytest.mark.parametrize("case", SIMPLE)
def test_the_socket_is_where_the_long_way_finds_it(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data_dir, environ = SIMPLE[case]
    # A short one: a socket's whole path has to fit into a hundred bytes.
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.chdir(folder)
        for name, value in environ.items():
            monkeypatch.setenv(name, value.format(folder))
        expected = ordinary(data_dir.format(folder))
        Path(expected).parent.mkdir(parents=True)
        assert quick_segment.socket_path(data_dir.format(folder)) == expected
        monkeypatch.undo()


@contextlib.contextmanager
def _directory(path: Path) -> Iterator[None]:
    """Makes it, if it can be, for the test's time."""
    made = not path.exists() and os.access(path.parent, os.W_OK)
    if made:
        path.mkdir(mode=0o700)
    try:
        yield
    finally:
        if made:
            path.rmdir()


def test_the_user_s_runtime_directory_is_platformdirs_own() -> None:
    with _directory(Path("/tmp") / f"runtime-{os.getuid()}"):
        found = quick_segment.socket_path("")
        assert found is not None
        assert found == ordinary("")


def too_long(folder: Path) -> str:
    found = folder / ("x" * 90)
    found.mkdir()
    return str(found)


@pytest.mark.parametrize(
    ("data_dir", "environ"),
    [
        (lambda _: "~/data", {}),
        (too_long, {}),
        (lambda folder: str(folder), {"FLOORLINE_CONFIG": "config.toml"}),
        (lambda _: "", {"FLOORLINE_GATEWAY": "http://127.0.0.1:9400"}),
        (lambda _: "", {"XDG_RUNTIME_DIR": "/tmp"}),
        (lambda folder: str(folder / "no" / "such"), {}),
    ],
)
def test_where_the_answer_is_not_simple_there_is_none(
    data_dir: Callable[[Path], str], environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert quick_segment.socket_path(data_dir(tmp_path)) is None


@pytest.mark.parametrize(
    ("text", "is_simple"),
    [
        ('assets = ["BTC"]\n', True),
        ((ROOT / "config.toml").read_text(encoding="utf-8"), True),
        ('[network]\ngateway = "http://127.0.0.1:9400"\n', False),
        ('network.gateway = "http://127.0.0.1:9400"\n', False),
        ('network = { proxy = "", gateway = "http://127.0.0.1:9400" }\n', False),
        ('[network]\n"g\\u0061teway" = "http://127.0.0.1:9400"\n', False),
    ],
)
def test_a_configuration_that_may_name_a_gateway_is_left_to_a_parser(
    tmp_path: Path, home: Path, text: str, is_simple: bool
) -> None:
    for place in (tmp_path / "work", home / ".config" / "floorline"):
        place.mkdir(parents=True, exist_ok=True)
        (place / "config.toml").write_text(text, encoding="utf-8")
        assert (quick_segment.socket_path(str(tmp_path)) is not None) is is_simple
        (place / "config.toml").unlink()


async def test_it_loads_next_to_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from tui.cli.main import main; main(sys.argv[1:]); "
        "print({'msgspec', 'argparse', 'pathlib', 'platformdirs', 'tomllib', 're', 'enum', 'asyncio', 'json'} "
        "& set(sys.modules))"
    )
    async with collector(tmp_path):
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", code, "segment", "--data-dir", str(tmp_path)],
            capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    assert done.stdout.splitlines() == ["demo BTC 106,300 ▼-2.5% trig-0.4% f5.1%", "set()"]
