"""Commands that read the running collector's Board: gate and segment, against a real socket."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path

import msgspec
import pytest

from tests.alerts.small_board import board
from tui.cli.main import main
from tui.domain.clock import SystemClock
from tui.link.paths import data_paths
from tui.link.server import BoardServer


@contextlib.asynccontextmanager
async def collector(folder: Path, age_ms: int = 0) -> AsyncIterator[None]:
    clock = SystemClock()
    server = BoardServer(data_paths(folder).socket, clock, version("floorline"))
    await server.start()
    try:
        server.publish(msgspec.structs.replace(board(), as_of_ms=clock.now_ms() - age_ms))
        yield
    finally:
        await server.close()


async def run(folder: Path, *arguments: str) -> int:
    return await asyncio.to_thread(main, [*arguments, "--data-dir", str(folder)])


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("BTC.weekly.distance_pct < 0 and BTC.funding.apr_pct > 5", 0),
        ("BTC.weekly.distance_pct > 0", 1),
        ("BTC.basis.apr_pct > 3", 2),
        ("BTC.nonsense > 3", 64),
    ],
)
async def test_gate(tmp_path: Path, expression: str, code: int) -> None:
    async with collector(tmp_path):
        assert await run(tmp_path, "gate", expression) == code


async def test_gate_on_an_old_board_is_not_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with collector(tmp_path, age_ms=60_000):
        assert await run(tmp_path, "gate", "BTC.price.usd > 0") == 2
    assert "the Board is 60 s old" in capsys.readouterr().err


async def test_gate_without_a_collector_is_not_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run(tmp_path, "gate", "BTC.price.usd > 0") == 2
    assert "floorline collect" in capsys.readouterr().err


async def test_segment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with collector(tmp_path):
        assert await run(tmp_path, "segment") == 0
        assert capsys.readouterr().out == "BTC 106,300 ▼-2.5% wk-0.4% f5.1%\n"
        assert await run(tmp_path, "segment", "--width", "20", "--format", "tmux") == 0
        assert capsys.readouterr().out == "BTC 106,300 #[fg=red]▼-2.5%#[default]\n"


@pytest.mark.parametrize("age_ms", [None, 60_000])
async def test_segment_without_a_fresh_board(
    tmp_path: Path, age_ms: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        if age_ms is not None:
            await stack.enter_async_context(collector(tmp_path, age_ms))
        assert await run(tmp_path, "segment") == 0
    assert capsys.readouterr().out == "BTC ?\n"
