"""Commands that read the running collector's Board: gate and segment, against a real socket."""

import asyncio
import contextlib
import csv
import io
import re
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path

import msgspec
import pytest

from tests.alerts.small_board import board
from tui.alerts.expression import Expression
from tui.cli.main import main
from tui.cli.surroundings import collector_finding
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
        ("BTC.options.atm.30 > 50", 0),
        ("BTC.options.atm['30'] > 53", 1),
        ("BTC.options.atm.31 > 50", 2),
        ("BTC.levels.0.price_usd < 107000.5 and 'a.30' == 'a.30'", 0),
    ],
)
async def test_gate(tmp_path: Path, expression: str, code: int) -> None:
    async with collector(tmp_path):
        assert await run(tmp_path, "gate", expression) == code


async def test_gate_on_an_old_board_is_not_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with collector(tmp_path, age_ms=60_000):
        assert await run(tmp_path, "gate", "BTC.price.usd > 0") == 2
    # Seconds pass until it is read.
    assert re.search(r"the collector's Board is \d\d+ s old", capsys.readouterr().err)


@pytest.mark.parametrize("words", [[], ["BTC.price.usd > 0", "more"], ["BTC.price.usd > 0", "--more"]])
def test_gate_that_is_misused_is_told_from_a_board_that_is_not_there(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["gate", *words, "--data-dir", str(tmp_path)])
    assert stopped.value.code == 64
    assert "floorline gate --help" in capsys.readouterr().err


async def test_gate_without_a_collector_knows_a_path_that_no_board_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(tmp_path, "gate", "BTC.price.dollars > 0") == 64
    assert "dollars" in capsys.readouterr().err


async def test_snapshot_for_a_spreadsheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with collector(tmp_path):
        assert await run(tmp_path, "snapshot", "--csv", "--asset", "BTC") == 0
    header, *rows = csv.reader(capsys.readouterr().out.splitlines())
    assert header == ["at", "asset", "path", "value", "unit", "note", "venue"]
    found = {row[2]: row for row in rows}
    assert len(found) == len(rows)
    assert found["BTC.price.usd"][1:] == ["BTC", "BTC.price.usd", "106300.0", "usd", "", ""]
    assert found["BTC.options.atm.30"][3:] == ["52.4", "vol", "", ""]
    assert found["BTC.basis.apr_pct"][3:] == ["", "pct", "no dated future answered", ""]
    # Every path is one that a condition can read.
    for path, value in ((row[2], row[3]) for row in rows):
        if value.replace(".", "", 1).isdigit():
            assert Expression(f"{path} == {value}").holds(board())


async def test_gate_without_a_collector_is_not_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run(tmp_path, "gate", "BTC.price.usd > 0") == 2
    assert "floorline collect" in capsys.readouterr().err


async def test_segment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with collector(tmp_path):
        assert await run(tmp_path, "segment") == 0
        assert capsys.readouterr().out == "demo BTC 106,300 ▼-2.5% trig-0.4% f5.1%\n"
        assert await run(tmp_path, "segment", "--width", "25", "--format", "tmux") == 0
        assert capsys.readouterr().out == "demo BTC 106,300 #[fg=red]▼-2.5%#[default]\n"
        assert await run(tmp_path, "segment", "--width", "10") == 0
        assert capsys.readouterr().out == "BTC ?\n"


@pytest.mark.parametrize("age_ms", [None, 60_000])
async def test_segment_without_a_fresh_board(
    tmp_path: Path, age_ms: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        if age_ms is not None:
            await stack.enter_async_context(collector(tmp_path, age_ms))
        assert await run(tmp_path, "segment") == 0
    assert capsys.readouterr().out == "BTC ?\n"


@pytest.mark.parametrize("command", [["snapshot"], ["brief"], ["check", "-"]])
async def test_an_old_board_is_not_told_as_the_market_of_now(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Bitcoin is around $106,300.")))
    async with collector(tmp_path, age_ms=600_000):
        assert await run(tmp_path, *command) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert re.search(r"the collector's Board is 60\d s old", told.err)


@pytest.mark.parametrize(
    ("command", "code"),
    [(["snapshot"], 0), (["snapshot", "--asset", "ETH"], 2), (["brief"], 0), (["brief", "--asset", "ETH"], 2)],
)
async def test_an_asset_that_the_running_collector_does_not_watch_is_named(
    command: list[str], code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with collector(tmp_path):
        assert await run(tmp_path, *command) == code
    assert "does not watch ETH: `floorline config reload`" in capsys.readouterr().err


async def test_the_doctor_calls_no_collector_well_that_hangs(tmp_path: Path) -> None:
    async with collector(tmp_path, age_ms=600_000):
        found = await asyncio.to_thread(collector_finding, data_paths(tmp_path).socket)
    assert (found.ok, found.detail.partition(" s old")[1]) == (False, " s old")


async def test_gate_calls_nothing_false_that_it_could_not_find_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_self: Expression, _board: object) -> bool:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(Expression, "holds", fail)
    async with collector(tmp_path):
        assert await run(tmp_path, "gate", "BTC.price.usd > 0") == 2
    assert "unforeseen" in capsys.readouterr().err
