"""A terminal that stops reading: an ssh connection that stalls, XOFF, tmux's copy mode."""

import signal

import pytest

from tests.faults.conftest import StartPane
from tests.faults.served import PUBLISH_S, ServedBoards, shown_usd
from tests.faults.terminal import PtyProcess, cpu_s
from tui.domain.clock import SystemClock

WIDE = (300, 80)
STALLED_BOARDS = 20
"""Published while nobody reads, in two seconds: by then Textual's own writer would have blocked the loop."""


def stalled(start_pane: StartPane, served: ServedBoards) -> PtyProcess:
    """A pane whose terminal has stopped reading for a while, in the middle of a large frame."""
    pane = start_pane(size=(120, 40))
    pane.until_shown("104,2", "quit")
    pane.resize(*WIDE)
    seen = served.published
    served.until_published(seen + STALLED_BOARDS)
    return pane


@pytest.mark.fault(62)
def test_the_pane_stays_awake_and_catches_up_without_a_backlog(start_pane: StartPane, served: ServedBoards) -> None:
    pane = start_pane(size=(120, 40))
    pane.until_shown("104,2", "quit")
    pane.resize(*WIDE)
    used_s, published = cpu_s(pane.pid), served.published
    clock = SystemClock()
    began_s = clock.monotonic_s()
    served.until_published(published + STALLED_BOARDS)
    sent = served.sent
    served.until_published(published + 2 * STALLED_BOARDS)
    took_s = clock.monotonic_s() - began_s
    # The collector published at its pace, and the pane still took Boards at the end: its loop is not blocked.
    assert took_s < 2 * STALLED_BOARDS * PUBLISH_S * 1.5
    assert served.sent - sent > STALLED_BOARDS / 2
    assert cpu_s(pane.pid) - used_s < took_s / 2
    # What is drawn after the stall is the newest at once, and not one price after the other.
    newest_usd, before = served.price_usd(served.published), len(pane.output)
    pane.until(lambda: shown_usd(pane) >= newest_usd, "the newest Board")
    assert pane.output[before:].count("\x1b[1;13H") < STALLED_BOARDS / 3
    pane.until_shown("LIQUIDATIONS", "VOLATILITY", "quit")
    pane.type("q")
    assert pane.exit_code() == 0
    assert pane.is_restored


@pytest.mark.fault(62)
def test_keys_are_heard_during_a_stall(start_pane: StartPane, served: ServedBoards) -> None:
    pane = stalled(start_pane, served)
    pane.type("2")
    served.until_published(served.published + 5)
    pane.until_shown("ETH PRICE", "quit")
    pane.type("q")
    assert pane.exit_code() == 0
    assert pane.is_restored


@pytest.mark.fault(62)
@pytest.mark.fault(65)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_stalled_terminal_is_restored_too(
    start_pane: StartPane, served: ServedBoards, number: signal.Signals
) -> None:
    pane = stalled(start_pane, served)
    clock = SystemClock()
    began_s = clock.monotonic_s()
    pane.cut_short = True
    pane.signal(number)
    # Nobody reads even now: it must not wait for that.
    assert pane.process.wait(5) == 128 + number
    assert clock.monotonic_s() - began_s < 3
    assert pane.exit_code() == 128 + number
    assert pane.is_restored
