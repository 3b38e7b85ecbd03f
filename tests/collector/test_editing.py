"""What panes edit, in a whole collector over a real socket: in use at once, kept, and refused in words."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
import pytest

from tests.clocks import ManualClock, until
from tests.collector.scripted import CONFIG, ScriptedVenue, collector, running
from tests.market.events import Maker
from tui.collector.editing import Editing
from tui.config.edit_file import read, write
from tui.config.edits import (
    DropLevel,
    DropRule,
    Edits,
    LevelKey,
    PutLevel,
    PutRule,
    RestoreLevel,
    RestoreRule,
    RuleEdits,
    SetConvention,
)
from tui.config.model import AlertRuleConfig, AlertsConfig, Config, LevelConfig
from tui.domain.board import Board
from tui.domain.clock import SystemClock
from tui.domain.events import FeedKind
from tui.link.client import SocketSource
from tui.link.paths import DataPaths, data_paths
from tui.link.wire import Answer, LinkError, Reload

NEW = LevelConfig(price=106_000, label="mine")
RULE = AlertRuleConfig(name="below 107,000", when="BTC.price.usd < 107000", severity="toast")


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return data_paths(tmp_path / "data", environ={})


@pytest.fixture(autouse=True)
def outside_tmux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)


def quiet(**alerts: object) -> Config:
    fields = {"rules": (), "feeds": "off"} | alerts
    return msgspec.structs.replace(CONFIG, alerts=AlertsConfig(**fields))  # type: ignore[arg-type]  # fields of the model


def priced() -> ScriptedVenue:
    venue = ScriptedVenue()
    venue.stream(FeedKind.PRICE, Maker(ManualClock(SystemClock().now_ms())).quote("okx", 106_300.0))
    return venue


@contextlib.asynccontextmanager
async def pane(paths: DataPaths) -> AsyncIterator[SocketSource]:
    """An attached pane that has a Board."""
    source = SocketSource(paths.socket, SystemClock(), "1.2.3", fps=10)
    task = asyncio.create_task(source.run())
    try:
        await until(lambda: source.latest() is not None)
        yield source
    finally:
        task.cancel()


async def seen(source: SocketSource, holds: Callable[[Board], bool]) -> Board:
    """The pane's Board, once that holds."""
    await until(lambda: (board := source.latest()) is not None and holds(board))
    board = source.latest()
    assert board is not None
    return board


def prices(board: Board) -> list[float]:
    return [level.price_usd for level in board.assets["BTC"].levels]


async def test_a_level_edited_in_one_pane_is_on_all_and_outlives_a_restart(paths: DataPaths) -> None:
    async with running(collector(paths, priced())), pane(paths) as one, pane(paths) as other:
        answer = await one.edit(PutLevel(asset="BTC", level=NEW))
        assert (answer.accepted, answer.words) == (True, "")
        board = await seen(other, lambda board: 106_000 in prices(board))
        assert [each.origin for each in board.settings.levels["BTC"]] == ["configured"] * 3 + ["added"]
        dropped = await other.edit(DropLevel(asset="BTC", key=LevelKey(price=103_000)))
        assert dropped.accepted
        await seen(one, lambda board: prices(board) == [107_000, 105_000, 106_000])
    assert paths.edits.stat().st_mode & 0o777 == 0o600
    async with running(collector(paths, priced())), pane(paths) as one:
        board = await seen(one, lambda board: prices(board) == [107_000, 105_000, 106_000])
        assert board.settings.levels["BTC"][-1].origin == "removed"
        assert (await one.edit(RestoreLevel(asset="BTC", key=LevelKey(price=103_000)))).accepted
        await seen(one, lambda board: prices(board) == [107_000, 105_000, 103_000, 106_000])


async def test_a_refused_edit_leaves_everything_as_it_was(paths: DataPaths) -> None:
    async with running(collector(paths, priced())), pane(paths) as source:
        await source.edit(PutLevel(asset="BTC", level=NEW))
        before = read(paths.edits)
        twin = await source.edit(PutLevel(asset="BTC", level=NEW))
        assert (twin.accepted, twin.faults) == (False, (("price", "this line is there already"),))
        wrong = await source.edit(PutRule(rule=AlertRuleConfig(name="x", when="BTC.prise.usd < 1")))
        assert wrong.faults == (("when", "no 'prise' here; did you mean price?"),)
        unknown = await source.edit(SetConvention(name="skew", value="sideways"))
        assert unknown.faults[0][1].startswith('expected one of "vol", "normalised"')
        assert read(paths.edits) == before
        await seen(source, lambda board: prices(board) == [107_000, 105_000, 103_000, 106_000])


async def test_of_two_panes_that_edit_the_same_level_the_second_is_told(paths: DataPaths) -> None:
    async with running(collector(paths, priced())), pane(paths) as one, pane(paths) as other:
        key = LevelKey(price=103_000)
        changes = [
            source.edit(PutLevel(asset="BTC", level=LevelConfig(price=price), before=key))
            for source, price in ((one, 103_100), (other, 103_200))
        ]
        answers = await asyncio.gather(*changes)
        assert sorted(answer.accepted for answer in answers) == [False, True]
        (refused,) = (answer for answer in answers if not answer.accepted)
        assert refused.faults == (("", "it is not there any more: it was changed in the meantime"),)


async def test_many_edits_of_many_panes_all_hold(paths: DataPaths) -> None:
    async with running(collector(paths, priced())), pane(paths) as one, pane(paths) as other:
        wanted = [90_000.0 + each for each in range(20)]
        answers = await asyncio.gather(
            *(
                source.edit(PutLevel(asset="BTC", level=LevelConfig(price=price)))
                for source, price in zip([one, other] * 10, wanted, strict=True)
            )
        )
        assert all(answer.accepted for answer in answers)
    assert {level.price for level in read(paths.edits).assets["BTC"].put} == set(wanted)


async def test_a_rule_from_the_screen_fires_at_once_and_after_a_restart_with_no_pane_open(
    paths: DataPaths, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    script = "import os, sys; open(sys.argv[1], 'a').write(os.environ['FLOORLINE_ALERT_TEXT'] + '\\n')"
    config = quiet(command=(sys.executable, "-c", script, str(told)))
    pushed = msgspec.structs.replace(RULE, severity="push", cooldown_s=0.0)
    async with running(collector(paths, priced(), config=config)), pane(paths) as source:
        assert (await source.edit(PutRule(rule=pushed))).accepted
        board = await seen(source, lambda board: bool(board.alerts))
        assert board.alerts[0].text == "below 107,000: BTC price $106,300"
        await until(told.exists)
        moved = msgspec.structs.replace(pushed, name="another", when="BTC.price.usd < 106999")
        assert (await source.edit(PutRule(rule=moved, before=pushed.name))).accepted
        await seen(source, lambda board: board.alerts[0].rule == "another")
    told.unlink()
    paths.database.unlink()
    async with running(collector(paths, priced(), config=config)):
        await until(lambda: told.exists() and "another: " in told.read_text())


async def test_a_removed_rule_fires_no_more_and_a_restored_one_does(paths: DataPaths) -> None:
    venue = ScriptedVenue()
    async with running(collector(paths, venue, config=quiet(rules=(RULE,)))), pane(paths) as source:
        assert (await source.edit(DropRule(name=RULE.name))).accepted
        board = await seen(source, lambda board: board.settings.rules[0].origin == "removed")
        assert board.alerts == ()
    async with running(collector(paths, priced(), config=quiet(rules=(RULE,)))), pane(paths) as source:
        board = await seen(source, lambda board: board.assets["BTC"].price.usd is not None)
        later_ms = board.as_of_ms + 600
        assert (await seen(source, lambda board: board.as_of_ms > later_ms)).alerts == ()
        assert (await source.edit(RestoreRule(name=RULE.name))).accepted
        await seen(source, lambda board: bool(board.alerts))


async def test_a_convention_changes_for_everybody_at_once_and_is_kept(paths: DataPaths) -> None:
    async with running(collector(paths, priced())), pane(paths) as one, pane(paths) as other:
        assert one.latest().assets["BTC"].weekly.sma_rule == "completed"  # type: ignore[union-attr]  # it has a Board
        assert (await one.edit(SetConvention(name="sma", value="running"))).accepted
        await seen(other, lambda board: board.assets["BTC"].weekly.sma_rule == "running")
        await one.edit(SetConvention(name="skew", value="normalised"))
        await seen(other, lambda board: board.assets["BTC"].options.skew_rule == "normalised")
    async with running(collector(paths, priced())), pane(paths) as source:
        board = await seen(source, lambda board: board.assets["BTC"].weekly.sma_rule == "running")
        held = {each.name: (each.value, each.configured) for each in board.settings.conventions}
        assert held["sma"] == ("running", "completed")


async def test_a_board_asked_for_without_a_collector_goes_by_the_edits_too(paths: DataPaths) -> None:
    async with running(collector(paths, priced())), pane(paths) as source:
        await source.edit(PutLevel(asset="BTC", level=NEW))
    board = await collector(paths, priced()).until_answered(5.0)
    assert 106_000 in prices(board)


@pytest.mark.fault(85)
async def test_where_nothing_can_be_written_the_edit_holds_and_says_that_it_is_not_kept(
    paths: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("tui.config.edit_file.os.open", refuse)
    async with running(collector(paths, priced())), pane(paths) as source:
        answer = await source.edit(PutLevel(asset="BTC", level=NEW))
        assert answer.accepted
        assert answer.words == "holds until the collector ends: can't be written: Read-only file system"
        board = await seen(source, lambda board: 106_000 in prices(board) and "edits" in board.notes)
        assert board.notes["edits"].endswith("edits.json can't be written: Read-only file system")
        monkeypatch.undo()
        assert (await source.edit(DropLevel(asset="BTC", key=LevelKey(price=103_000)))).accepted
        await seen(source, lambda board: "edits" not in board.notes)
    assert [level.price for level in read(paths.edits).assets["BTC"].put] == [106_000]


@pytest.mark.fault(83)
async def test_a_damaged_file_is_moved_aside_and_said(paths: DataPaths) -> None:
    paths.directory.mkdir(mode=0o700)
    paths.edits.write_text('{"assets": {"BTC"')
    async with running(collector(paths, priced())), pane(paths) as source:
        board = await seen(source, lambda board: "edits" in board.notes)
        assert board.notes["edits"].startswith("edits.json can't be read (Input data was truncated)")
        assert board.notes["edits"].endswith("it is now edits.json.broken")
        assert prices(board) == [107_000, 105_000, 103_000]
        assert (await source.edit(PutLevel(asset="BTC", level=NEW))).accepted
    assert paths.edits.with_name("edits.json.broken").read_text() == '{"assets": {"BTC"'
    assert read(paths.edits) != Edits()


@pytest.mark.fault(84)
@pytest.mark.parametrize("moment", ["write", "fsync", "replace"])
async def test_a_collector_killed_while_it_writes_keeps_what_was_there(paths: DataPaths, moment: str) -> None:
    async with running(collector(paths, priced())), pane(paths) as source:
        await source.edit(PutLevel(asset="BTC", level=NEW))
    script = """
import io, os, pathlib, signal, sys
from tui.config import edit_file
from tui.config.edits import AssetEdits, Edits
from tui.config.model import LevelConfig
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
class Half(io.FileIO):
    def write(self, content): super().write(content[: len(content) // 2]); die()
if sys.argv[2] == "write": os.fdopen = lambda descriptor, mode: Half(descriptor, mode)
if sys.argv[2] == "fsync": os.fsync = die
if sys.argv[2] == "replace": pathlib.Path.replace = die
edit_file.write(pathlib.Path(sys.argv[1]), Edits(assets={"BTC": AssetEdits(put=(LevelConfig(price=1),))}))
"""
    command = [sys.executable, "-c", script, str(paths.edits), moment]
    killed = await asyncio.to_thread(subprocess.run, command, check=False)
    assert killed.returncode == -9
    async with running(collector(paths, priced())), pane(paths) as source:
        board = await seen(source, lambda board: 106_000 in prices(board))
        assert "edits" not in board.notes
        assert (await source.edit(DropLevel(asset="BTC", key=LevelKey(price=106_000)))).accepted
    assert read(paths.edits) == Edits()


async def test_a_rule_about_what_is_no_longer_watched_is_named_and_kept(paths: DataPaths) -> None:
    async with running(collector(paths, priced(), config=quiet())), pane(paths) as source:
        assert (await source.edit(PutRule(rule=AlertRuleConfig(name="eth", when="ETH.price.usd < 1")))).accepted
    narrow = msgspec.structs.replace(quiet(), assets={"BTC": CONFIG.assets["BTC"]})
    async with running(collector(paths, priced(), config=narrow)), pane(paths) as source:
        board = await seen(source, lambda board: "edits" in board.notes)
        assert board.notes["edits"].startswith("rule 'eth' is not watched: no 'ETH' here")
        assert board.settings.rules[0].note.startswith("no 'ETH' here")
    assert [rule.name for rule in read(paths.edits).rules.put] == ["eth"]


async def test_without_a_collector_an_edit_says_so(paths: DataPaths) -> None:
    source = SocketSource(paths.socket, SystemClock(), "1.2.3")
    with pytest.raises(LinkError, match="no collector is attached"):
        await source.edit(PutLevel(asset="BTC", level=NEW))


async def test_a_collector_with_no_file_to_read_again_refuses_to(paths: DataPaths) -> None:
    async with running(collector(paths, priced())), pane(paths) as source:
        answer = await source.edit(Reload())
        assert isinstance(answer, Answer)
        assert not answer.accepted


@pytest.mark.parametrize("is_damaged", [True, False])
async def test_a_file_that_was_neither_read_nor_moved_aside_is_never_written_over(
    paths: DataPaths, monkeypatch: pytest.MonkeyPatch, is_damaged: bool
) -> None:
    paths.directory.mkdir(mode=0o700)
    paths.edits.write_text("mine" if is_damaged else "{}")
    if is_damaged:
        paths.edits.with_name("edits.json.broken").mkdir()
    else:

        def refuse(_path: Path) -> Edits:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr("tui.collector.editing.read", refuse)
    held = paths.edits.read_text()
    async with running(collector(paths, priced())), pane(paths) as source:
        answer = await source.edit(PutLevel(asset="BTC", level=NEW))
        assert answer.accepted
        assert answer.words.startswith("holds until the collector ends: edits.json can't be read: ")
        await seen(source, lambda board: 106_000 in prices(board))
        await seen(source, lambda board: "holds until the collector ends" in board.notes["edits"])
    assert paths.edits.read_text() == held


def test_a_rule_that_finds_no_room_beside_the_configured_ones_is_said_not_to_be_watched(tmp_path: Path) -> None:
    file = tmp_path / "edits.json"
    write(file, Edits(rules=RuleEdits(put=(RULE,))))
    full = tuple(msgspec.structs.replace(RULE, name=f"rule {number}") for number in range(64))
    used: list[Config] = []
    editing = Editing(quiet(rules=full), file, lambda config, _settings: used.append(config))
    editing.load(is_owner=False)
    assert RULE.name not in {rule.name for rule in used[-1].alerts.rules}
    assert editing.note == "rule 'below 107,000' is not watched: there are at most 64 rules"
