"""The measured notification matrix, repeated in tmux, and what the announcer makes of it."""

from collections.abc import Iterator

import pytest

from tests.alerts.test_delivery import alert
from tests.alerts.tmux_terminal import Tmux, needs_tmux, tmux
from tests.clocks import ManualClock, until
from tui.alerts.announcer import Announcer
from tui.alerts.delivery import DeliveryError
from tui.alerts.terminal import BEL, for_tmux, osc_9, osc_777
from tui.alerts.tmux import TmuxMessage, tmux_pane
from tui.config.model import AlertsConfig

pytestmark = needs_tmux

VISIBLE, HIDDEN = 0, 1


@pytest.fixture
def server() -> Iterator[Tmux]:
    with tmux() as running:
        yield running


@pytest.mark.parametrize(
    ("wrapped", "passthrough", "window", "arrives"),
    [
        (False, "off", VISIBLE, False),
        (False, "on", VISIBLE, False),
        (False, "on", HIDDEN, False),
        (True, "off", VISIBLE, False),
        (True, "off", HIDDEN, False),
        (True, "on", VISIBLE, True),
        (True, "on", HIDDEN, False),
    ],
)
async def test_which_notifications_reach_the_terminal_outside(
    server: Tmux, wrapped: bool, passthrough: str, window: int, arrives: bool
) -> None:
    await server.attached()
    server.run("set", "-g", "allow-passthrough", passthrough)
    for mark, sequence in (("first", osc_9("ETH below")), ("second", osc_777("Floorline", "ETH below"))):
        server.write(window, for_tmux(sequence) if wrapped else sequence)
        seen = await server.marked(window, mark)
        assert (sequence.encode() in seen) is arrives
        assert server.run("display-message", "-p", "-t", f"floor:{window}", "#{window_bell_flag}") == "0"


async def test_a_bell_arrives_from_a_hidden_window_and_marks_it(server: Tmux) -> None:
    await server.attached()
    server.write(HIDDEN, BEL)
    await until(lambda: b"\a" in server.reached())
    assert server.run("display-message", "-p", "-t", f"floor:{HIDDEN}", "#{window_bell_flag}") == "1"


@pytest.mark.parametrize(
    ("passthrough", "window", "reason"),
    [("off", VISIBLE, "allow-passthrough is off"), ("on", HIDDEN, "not the one shown"), ("on", VISIBLE, None)],
)
async def test_the_announcer_writes_a_notification_only_where_it_arrives(
    server: Tmux, passthrough: str, window: int, reason: str | None
) -> None:
    await server.attached()
    server.run("set", "-g", "allow-passthrough", passthrough)

    def write(sequence: str) -> None:
        server.write(window, sequence)

    announcer = Announcer(AlertsConfig(), ManualClock(), write, server.environ(window))
    bell, notification, message = await announcer.announce([alert("ETH below")])
    assert (bell.fate, message.fate) == ("sent", "arrived")
    assert message.detail == "shown in 1 attached terminal"
    if reason is None:
        assert notification.fate == "sent"
    else:
        assert notification.fate == "not sent"
        assert reason in notification.detail
    seen = await server.marked(window, "mark")
    assert (osc_9("ETH below").encode() in seen) is (reason is None)
    assert b"\a" in seen


async def test_a_message_shows_as_it_stands_and_runs_nothing(server: Tmux) -> None:
    await server.attached()
    text = f"#(touch {server.folder}/pwned) 70 % #{{pane_id}} #[fg=red] %H"
    await TmuxMessage(server.environ(HIDDEN)).send(alert(text))
    await until(lambda: b"70 % " in server.reached())
    shown = server.reached().decode(errors="replace")
    assert f"♯(touch {server.folder}/pwned) 70 % ♯{{pane_id}} ♯[fg=red] %H" in shown
    assert not (server.folder / "pwned").exists()


async def test_a_message_that_begins_with_a_minus_is_no_option(server: Tmux) -> None:
    await server.attached()
    await TmuxMessage(server.environ(HIDDEN)).send(alert("-5 % within an hour"))
    await until(lambda: b"-5 % within" in server.reached())


async def test_without_an_attached_terminal_nothing_is_shown_and_it_says_so(server: Tmux) -> None:
    await server.attached()
    environ = server.environ(VISIBLE)
    server.run("detach-client", "-s", "floor")
    await until(lambda: not server.run("list-clients"))
    with pytest.raises(DeliveryError, match="no terminal is attached to tmux"):
        await TmuxMessage(environ).send(alert())
    pane = await tmux_pane(environ)
    assert pane is not None
    assert not pane.is_visible


async def test_outside_tmux_nobody_is_asked() -> None:
    assert await tmux_pane({"TERM": "xterm"}) is None
    with pytest.raises(DeliveryError, match="not in tmux"):
        await TmuxMessage({}).send(alert())
