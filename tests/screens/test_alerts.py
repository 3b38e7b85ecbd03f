"""Alerts on the screen: what is new is said, the log, and the keys that answer."""

from collections.abc import Sequence

import msgspec
import pytest

from tests.boards import AS_OF_MS, rich_board
from tests.clocks import until
from tests.screens.spoken import level, said
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import AlertsConfig, ScreenConfig, Severity
from tui.domain.board import Alert, Board
from tui.domain.clock import SystemClock
from tui.link.wire import Command
from tui.screens.alert_log import AlertLog
from tui.screens.arrivals import Arrivals, meant
from widgets.draw.lines import plain
from widgets.pane import Pane


def alert(number: int, severity: Severity = "toast", **fields: object) -> Alert:
    values = {
        "at_ms": AS_OF_MS + number,
        "rule": f"rule {number}",
        "severity": severity,
        "text": f"[bold]text {number}[/bold]",
        "acknowledged": False,
    } | fields
    return Alert(**values)  # type: ignore[arg-type]  # fields of an Alert


def with_alerts(*alerts: Alert) -> Board:
    return msgspec.structs.replace(rich_board(), alerts=alerts)


class Obeying(ScriptedSource):
    """Keeps what it is asked to do."""

    def __init__(self, *alerts: Alert) -> None:
        super().__init__(with_alerts(*alerts))
        self.asked: list[Command] = []

    def command(self, command: Command) -> bool:
        self.asked.append(command)
        return True


def app_on(source: ScriptedSource) -> FloorlineApp:
    quiet = AlertsConfig(bell=False, terminal="off", tmux=False)
    return FloorlineApp(source, ScreenConfig(), {}, SystemClock(), None, quiet)


def drawn(app: FloorlineApp) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def test_only_what_no_board_before_had_is_new() -> None:
    arrivals = Arrivals()
    assert arrivals.take(None) == []
    assert arrivals.take(with_alerts(alert(1))) == []
    assert arrivals.take(with_alerts(alert(3), alert(2), alert(1))) == [alert(2), alert(3)]
    assert arrivals.take(with_alerts(alert(3, acknowledged=True), alert(2), alert(1))) == []
    assert arrivals.take(with_alerts()) == []


@pytest.mark.parametrize(
    ("alerts", "expected"),
    [
        ((), None),
        ((alert(3, acknowledged=True), alert(2), alert(1)), 2),
        ((alert(3, acknowledged=True), alert(2, acknowledged=True)), 3),
    ],
)
def test_the_alert_that_a_key_means(alerts: Sequence[Alert], expected: int | None) -> None:
    found = meant(alerts)
    assert (found and found.at_ms - AS_OF_MS) == expected


async def test_a_new_alert_is_said_in_the_row_of_keys_and_its_words_are_no_markup() -> None:
    source = Obeying(alert(1))
    app = app_on(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert said(app) == ""
        source.board = with_alerts(alert(3, "bell"), alert(2, "silent"), alert(1))
        # Whichever page is in front: the last row, and nothing above it.
        await until(lambda: " ALERT  [bold]text 3[/bold]" in drawn(app).splitlines()[-1])
        assert drawn(app).count(" ALERT  [bold]text 3") == 1
        assert level(app) == "DEMO ALERT"


async def test_a_page_says_it_in_its_own_row_of_keys() -> None:
    source = Obeying(alert(1))
    app = app_on(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("b")
        await pilot.pause()
        source.board = with_alerts(alert(3, "bell"), alert(1))
        await until(lambda: " ALERT  [bold]text 3[/bold]" in drawn(app).splitlines()[-1])


async def test_of_many_at_once_the_newest_is_said_and_the_rest_counted() -> None:
    source = Obeying()
    app = app_on(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        source.board = with_alerts(*(alert(number) for number in range(9, 0, -1)))
        await until(lambda: said(app) == "(and 8 more) [bold]text 9[/bold]")


async def test_the_keys_answer_the_newest_alert_from_the_dashboard() -> None:
    source = Obeying(alert(3, acknowledged=True), alert(2), alert(1))
    app = app_on(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("x", "s")
        assert source.asked == [
            Command(verb="acknowledge", rule="rule 2", at_ms=AS_OF_MS + 2),
            Command(verb="snooze", rule="rule 2", for_s=3600.0),
        ]
        assert said(app) == "rule 2: silent for 60 min"


async def test_the_log_shows_every_alert_and_its_keys_answer_the_chosen_row() -> None:
    snoozed = alert(1, "push", acknowledged=True, snoozed_until_ms=AS_OF_MS + 600_000)
    source = Obeying(alert(3, "bell"), alert(2), snoozed)
    app = app_on(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("A")
        await pilot.pause()
        assert isinstance(app.screen, AlertLog)
        rows = [plain(line) for line in app.screen.query_one(Pane).lines]
        assert "2 of 3 unread" in rows[0]
        assert [row[2:3] for row in rows[2:5]] == [">", " ", " "]
        assert "11-08 17:45:27 bell     [bold]text 3[/bold]" in rows[2]
        assert "unread" in rows[2]
        assert "snoozed" in rows[4]
        await pilot.press("j", "x")
        source.board = with_alerts(alert(4), alert(3, "bell"), alert(2), snoozed)
        # The choice stays on its alert when a newer one comes.
        await pilot.press("s", "G", "s", "k", "x")
        assert [(each.verb, each.rule) for each in source.asked] == [
            ("acknowledge", "rule 2"),
            ("snooze", "rule 2"),
            ("snooze", "rule 1"),
            ("acknowledge", "rule 2"),
        ]
        await pilot.press("A")
        assert not isinstance(app.screen, AlertLog)


async def test_the_chosen_row_of_a_long_log_is_on_the_screen() -> None:
    app = app_on(Obeying(*(alert(number) for number in range(100, 0, -1))))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("A", "G")
        await pilot.pause()
        text = "\n".join(plain(line) for line in app.screen.query_one(Pane).lines)
        assert "text 1[" in text
        await pilot.press("g")
        await pilot.pause()
        assert "text 100[" in "\n".join(plain(line) for line in app.screen.query_one(Pane).lines)


async def test_an_empty_log_says_what_would_be_in_it() -> None:
    app = app_on(Obeying())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("A")
        await pilot.pause()
        assert "nothing has fired yet" in "\n".join(plain(line) for line in app.screen.query_one(Pane).lines)


async def test_without_a_collector_the_keys_say_so() -> None:
    app = app_on(ScriptedSource(with_alerts(alert(1))))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("x")
        assert (level(app), said(app)) == ("warning", "no collector is attached to do that")


async def test_an_alert_that_can_not_be_shown_costs_its_page_only() -> None:
    app = app_on(Obeying(alert(2), alert(1, at_ms=10**18)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("A")
        await pilot.pause()
        pane = app.screen.query_one(Pane)
        assert pane.failure is not None
        assert "pane error" in "\n".join(plain(line) for line in pane.lines)
        await pilot.press("q")
        await pilot.pause()
        assert app.failure is None
        assert not isinstance(app.screen, AlertLog)
