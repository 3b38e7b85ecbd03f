"""Signals, and a terminal that goes away: the terminal is always restored, and nothing spins."""

import signal
import sys
from pathlib import Path

import pytest

from tests.faults.conftest import StartPane
from tests.faults.tarpit import Tarpit
from tests.faults.terminal import PtyProcess, cpu_s, environment, floorline, ignore_hang_up, is_running, state_of

SOON_S = 2.0


def seconds_until_end(pane: PtyProcess) -> float:
    return pane.seconds_until_exit(SOON_S * 5)


@pytest.mark.fault(63)
def test_a_hang_up_ends_a_pane_in_order(pane: PtyProcess) -> None:
    pane.signal(signal.SIGHUP)
    assert seconds_until_end(pane) < SOON_S
    assert pane.exit_code() == 129
    assert pane.is_restored


@pytest.mark.fault(63)
def test_a_lost_connection_ends_a_pane(pane: PtyProcess) -> None:
    pane.let_go_of_slave()
    pane.hang_up()
    assert pane.process.wait(SOON_S) == 129


@pytest.mark.fault(64)
def test_a_pane_under_nohup_ends_with_its_terminal_and_never_spins(start_pane: StartPane) -> None:
    pane = start_pane(before=ignore_hang_up)
    pane.until_shown("104,2", "quit")
    pane.signal(signal.SIGHUP)
    before = len(pane.output)
    pane.until(lambda: len(pane.output) > before, "life after a signal that nohup ignores")
    used_s = cpu_s(pane.pid)
    others_s = pane.cpu_used_s()
    pane.let_go_of_slave()
    pane.hang_up()
    assert pane.process.wait(SOON_S) == 129
    assert pane.cpu_used_s() - others_s - used_s < SOON_S / 2


@pytest.mark.fault(65)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@pytest.mark.parametrize("moment", ["first byte", "shown"])
def test_a_signal_restores_the_terminal(start_pane: StartPane, number: signal.Signals, code: int, moment: str) -> None:
    pane = start_pane()
    if moment == "first byte":
        pane.until(lambda: "\x1b[?1049h" in pane.output, "the first byte of the screen")
    else:
        pane.until_shown("104,2", "quit")
    pane.signal(number)
    assert seconds_until_end(pane) < SOON_S
    assert pane.exit_code() == code
    assert pane.is_restored
    assert "Traceback" not in pane.output


@pytest.mark.fault(66)
@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP])
def test_a_stopped_pane_comes_back_whole(pane: PtyProcess, number: signal.Signals) -> None:
    pane.signal(number)
    pane.until(lambda: state_of(pane.pid) == "T", "the stop")
    pane.read(0.05)
    if number == signal.SIGTSTP:
        assert pane.is_restored
    # Whatever the shell wrote meanwhile is overwritten: every cell is drawn again.
    pane.forget_screen()
    pane.signal(signal.SIGCONT)
    pane.until_shown("LIQUIDATIONS", "VOLATILITY", "quit")
    pane.type("q")
    assert pane.exit_code() == 0
    assert pane.is_restored


@pytest.mark.fault(66)
def test_keys_work_after_a_stop(pane: PtyProcess) -> None:
    for _ in range(2):
        pane.signal(signal.SIGTSTP)
        pane.until(lambda: state_of(pane.pid) == "T", "the stop")
        pane.signal(signal.SIGCONT)
        pane.until_shown("BTC PRICE", "quit")
    pane.type("2")
    pane.until_shown("ETH PRICE")
    pane.type("q")
    assert pane.exit_code() == 0
    assert pane.is_restored


@pytest.mark.fault(67)
def test_quit_and_interrupts_while_connecting(tmp_path: Path) -> None:
    with Tarpit() as venues:
        env = environment(HOME=str(tmp_path), FLOORLINE_GATEWAY=venues.url, FLOORLINE_DATA_DIR=str(tmp_path / "data"))
        with PtyProcess(floorline(), env=env) as pane:
            pane.until_shown("CONNECTING")
            pane.type("\x03\x03")
            assert seconds_until_end(pane) < SOON_S
            assert pane.exit_code() == 0
            assert pane.is_restored


@pytest.mark.fault(67)
@pytest.mark.parametrize("command", [("snapshot",), ("collect",), ("doctor",)])
def test_a_command_that_waits_for_venues_is_interrupted(tmp_path: Path, command: tuple[str, ...]) -> None:
    with Tarpit() as venues:
        env = environment(HOME=str(tmp_path), FLOORLINE_GATEWAY=venues.url, FLOORLINE_DATA_DIR=str(tmp_path / "data"))
        with PtyProcess(floorline(*command), env=env) as waiting:
            venues.until_asked()
            waiting.signal(signal.SIGINT)
            waiting.signal(signal.SIGINT)
            assert seconds_until_end(waiting) < SOON_S
            assert waiting.exit_code() in (0, 130)
            assert "Traceback" not in waiting.output


@pytest.mark.fault(65)
def test_a_collector_under_nohup_stays(tmp_path: Path) -> None:
    with Tarpit() as venues:
        env = environment(HOME=str(tmp_path), FLOORLINE_GATEWAY=venues.url, FLOORLINE_DATA_DIR=str(tmp_path / "data"))
        with PtyProcess(floorline("collect"), env=env, before=ignore_hang_up) as collector:
            venues.until_asked()
            collector.let_go_of_slave()
            collector.hang_up()
            asked = venues.asked
            venues.until_asked(asked + 1)
            assert collector.process.poll() is None
            collector.signal(signal.SIGTERM)
            assert collector.process.wait(SOON_S * 2) == 143


@pytest.mark.fault(65)
def test_the_demo_takes_its_processes_with_it(tmp_path: Path) -> None:
    with PtyProcess(floorline("demo"), env=environment(HOME=str(tmp_path), TMPDIR=str(tmp_path))) as demo:
        demo.until_shown("feeds", "DEMO")
        children = Path(f"/proc/{demo.pid}/task/{demo.pid}/children").read_text().split()
        assert len(children) == 2
        demo.signal(signal.SIGTERM)
        assert demo.exit_code() == 143
        assert demo.is_restored
        assert not any(is_running(int(child)) for child in children)
        assert list(tmp_path.glob("floorline-demo-*")) == []


def test_the_pty_notices_an_unrestored_terminal() -> None:
    """The oracle itself can fail."""
    script = "import sys, tty; sys.stderr.write('\\x1b[?1049h'); sys.stderr.flush(); tty.setraw(0)"
    with PtyProcess([sys.executable, "-c", script]) as rude:
        rude.exit_code()
        assert not rude.is_restored
