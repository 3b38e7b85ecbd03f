"""Alerts in a whole collector: they fire with no pane open, reach every way out, and outlive a restart."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.clocks import ManualClock, until
from tests.collector.scripted import CONFIG, ScriptedVenue, collector, running
from tests.market.events import Maker
from tui.collector.alerting import Alerting
from tui.config.model import AlertRuleConfig, AlertsConfig, Config
from tui.domain.board import Alert, Board
from tui.domain.clock import SystemClock
from tui.domain.events import FeedKind
from tui.history.history import History
from tui.link.client import SocketSource
from tui.link.once import one_board
from tui.link.paths import DataPaths, data_paths
from tui.link.wire import Command
from tui.market.market import Market

RULE = AlertRuleConfig(name="BTC below 107,000", when="BTC.price.usd < 107000", severity="push", cooldown_s=3600)


def configured(**alerts: object) -> Config:
    fields = {"rules": (RULE,), "feeds": "off"} | alerts
    return msgspec.structs.replace(CONFIG, alerts=AlertsConfig(**fields))  # type: ignore[arg-type]  # fields of the model


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return data_paths(tmp_path / "data", environ={})


@pytest.fixture(autouse=True)
def outside_tmux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)


@pytest.fixture
def venue() -> ScriptedVenue:
    return falling()


def falling() -> ScriptedVenue:
    """A venue that says 106,300 for Bitcoin."""
    venue = ScriptedVenue()
    venue.stream(FeedKind.PRICE, Maker(ManualClock(SystemClock().now_ms())).quote("okx", 106_300.0))
    return venue


async def board_when(paths: DataPaths, holds: Callable[[Board], bool]) -> Board:
    """The first Board that a pane sees of which that holds."""
    source = SocketSource(paths.socket, SystemClock(), "1.2.3", fps=10)
    pane = asyncio.create_task(source.run())
    found: list[Board] = []

    def look() -> bool:
        board = source.latest()
        if board is not None and holds(board):
            found.append(board)
        return bool(found)

    try:
        await until(look)
    finally:
        pane.cancel()
    return found[0]


async def alerts(paths: DataPaths) -> tuple[Alert, ...]:
    """The log, once there is something in it."""
    return (await board_when(paths, lambda board: bool(board.alerts))).alerts


async def test_a_rule_fires_with_no_pane_open_and_runs_the_command(
    paths: DataPaths, venue: ScriptedVenue, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    script = "import os, sys; open(sys.argv[1], 'a').write(os.environ['FLOORLINE_ALERT_TEXT'] + '\\n')"
    config = configured(command=(sys.executable, "-c", script, str(told)))
    async with running(collector(paths, venue, config=config)):
        await until(lambda: told.exists() and told.read_text() == "BTC below 107,000: BTC price $106,300\n")
        (alert,) = await alerts(paths)
    assert (alert.rule, alert.severity, alert.acknowledged) == ("BTC below 107,000", "push", False)


async def test_a_failing_command_and_a_dead_webhook_cost_the_collector_nothing(
    paths: DataPaths, venue: ScriptedVenue
) -> None:
    config = configured(command=("false",), webhooks=("json://127.0.0.1:9/sEcReT", "nonsense://sEcReT"))
    async with running(collector(paths, venue, config=config)) as task:
        await alerts(paths)
        board = await board_when(paths, lambda board: "exit code 1" in board.notes.get("alerts", ""))
        assert not task.done()
    assert board.notes["alerts"].startswith("webhook 2: no service of Apprise has such an address; not delivered: ")
    assert b"sEcReT" not in msgspec.json.encode(board)


async def test_a_restart_keeps_the_log_what_was_seen_and_the_cooldown(paths: DataPaths) -> None:
    async with running(collector(paths, falling(), config=configured())):
        (fired,) = await alerts(paths)
        asked = Command(verb="acknowledge", rule=fired.rule, at_ms=fired.at_ms)
        await asyncio.to_thread(one_board, paths.socket, 5.0, command=asked)
        await board_when(paths, lambda board: board.alerts[0].acknowledged)
    async with running(collector(paths, falling(), config=configured())) as task:
        found = await alerts(paths)
        assert found == (msgspec.structs.replace(fired, acknowledged=True),)
        board = await board_when(paths, lambda board: board.assets["BTC"].price.usd is not None)
        assert board.alerts == found
        assert not task.done()


async def test_a_pane_snoozes_a_rule_for_all_panes(paths: DataPaths, venue: ScriptedVenue) -> None:
    async with running(collector(paths, venue, config=configured())):
        source = SocketSource(paths.socket, SystemClock(), "1.2.3")
        assert not source.command(Command(verb="snooze", rule=RULE.name, for_s=600))
        pane = asyncio.create_task(source.run())
        await alerts(paths)
        await until(lambda: bool((board := source.latest()) and board.alerts))
        before_ms = SystemClock().now_ms()
        assert source.command(Command(verb="snooze", rule=RULE.name, for_s=600))
        await until(lambda: (board := source.latest()) is not None and board.alerts[0].snoozed_until_ms is not None)
        board = source.latest()
        assert board is not None
        assert board.alerts[0].snoozed_until_ms is not None
        assert 590_000 < board.alerts[0].snoozed_until_ms - before_ms < 610_000
        pane.cancel()


async def test_a_test_alert_reaches_the_board(paths: DataPaths) -> None:
    async with running(collector(paths, ScriptedVenue(), config=configured())):
        await board_when(paths, lambda board: not board.alerts)
        await asyncio.to_thread(one_board, paths.socket, 5.0, command=Command(verb="test"))
        (alert,) = await alerts(paths)
    assert (alert.rule, alert.severity) == ("test", "toast")


async def test_no_rule_sees_sums_that_grow_while_the_past_is_read_back(paths: DataPaths) -> None:
    clock = ManualClock()
    history = History(None, clock, 30)
    crossing = AlertRuleConfig(name="forced", when="crosses_above(BTC.liquidations.total_usd, 1500)", cooldown_s=0)
    alerting = Alerting(configured(rules=(crossing,)), clock, "live", history, environ={})
    await alerting.restore()
    market, make = Market(Config(), clock, "live", "1.2.3"), Maker(clock)
    for is_whole, usd in ((False, 1000.0), (False, 1000.0), (True, 1.0)):
        market.restore([make.liquidation(usd)])
        clock.tick(2)
        assert alerting.step(market.board(), attached=False, is_whole=is_whole).alerts == ()
    await history.close()


async def test_nothing_of_a_demo_leaves_the_screen(paths: DataPaths, tmp_path: Path) -> None:
    clock = ManualClock()
    history = History(None, clock, 30)
    told = tmp_path / "told"
    config = configured(command=("touch", str(told)), webhooks=("json://127.0.0.1:9/",))
    demo = Alerting(config, clock, "demo", history, environ={})
    live = Alerting(config, clock, "live", history, environ={})
    assert demo.deliveries == ()
    assert live.deliveries == ("command", "webhook 1 (JSON)")
    await history.close()
