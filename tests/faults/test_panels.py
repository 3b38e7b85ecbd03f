"""Exceptions where nobody expects them: one panel is lost, never the screen; and never the terminal."""

import sys
from pathlib import Path

import pytest

from tests.faults.served import ServedBoards
from tests.faults.terminal import PtyProcess, environment

PATCHED = """
import sys
{patch}
from tui.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def broken(patch: str, served: ServedBoards, home: Path) -> PtyProcess:
    """A pane whose program has a fault built in."""
    argv = [sys.executable, "-c", PATCHED.format(patch=patch), "--data-dir", str(served.folder)]
    return PtyProcess(argv, env=environment(HOME=str(home)))


RAISES = "def fails(*_): raise RuntimeError('\\x1b[2Jbroken')"
PRESENTER = f"""
import msgspec
from tui.screens.panes import PANES
{RAISES}
PANES['liquidations'] = msgspec.structs.replace(PANES['liquidations'], present=fails)
"""
DRAWING = PRESENTER.replace("present=fails", "draw=fails")
BARS = f"""
import tui.screens.dashboard as dashboard
{RAISES}
dashboard.present_scan = fails
dashboard.draw_keys = fails
"""


@pytest.mark.fault(74)
@pytest.mark.parametrize("patch", [PRESENTER, DRAWING], ids=["presenter", "drawing"])
def test_a_fault_in_a_pane_stays_in_it(patch: str, served: ServedBoards, tmp_path: Path) -> None:
    with broken(patch, served, tmp_path) as pane:
        pane.until_shown("pane error", "RuntimeError", "VOLATILITY", "104,2", "quit")
        served.until_newer(pane)
        pane.type("q")
        assert pane.exit_code() == 0
        assert pane.is_restored
    logged = (served.folder / "screen.log").read_text()
    assert "RuntimeError" in logged
    assert logged.count("Traceback") == 1
    assert "\x1b" not in logged


@pytest.mark.fault(74)
def test_a_fault_in_the_bars_leaves_the_panes(served: ServedBoards, tmp_path: Path) -> None:
    with broken(BARS, served, tmp_path) as pane:
        pane.until_shown("LIQUIDATIONS", "104,2")
        pane.until(lambda: pane.shown.count("! RuntimeError") == 2, "two bars that say what is wrong")
        pane.type("q")
        assert pane.exit_code() == 0
        assert pane.is_restored


@pytest.mark.fault(74)
@pytest.mark.control("crashes")
def test_a_fault_of_the_whole_screen_is_one_line_and_the_terminal_is_restored(
    served: ServedBoards, tmp_path: Path
) -> None:
    patch = "from tui.screens.dashboard import Dashboard\ndef fails(self): raise RuntimeError('broken')\n"
    with broken(f"{patch}Dashboard.frame = fails", served, tmp_path) as pane:
        assert pane.exit_code() == 1
        assert pane.is_restored
        after = pane.output.rpartition("\x1b[?1004l")[2]
        log = served.folder / "screen.log"
        assert after == f"floorline: the screen failed: RuntimeError: broken; {log} has the details\r\n"
        assert "Traceback" in log.read_text()


@pytest.mark.fault(78)
def test_a_source_that_fails_is_started_again(served: ServedBoards, tmp_path: Path) -> None:
    patch = """
import itertools, tui.link.client as client
calls, receive = itertools.count(), client.SocketSource._receive
async def fails(self, reader):
    if next(calls) == 3:
        raise RuntimeError('broken')
    await receive(self, reader)
client.SocketSource._receive = fails
"""
    with broken(patch, served, tmp_path) as pane:
        pane.until_shown("104,2", "quit")
        served.until_published(served.published + 5)
        served.until_newer(pane)
        pane.type("q")
        assert pane.exit_code() == 0
    assert "the source of Boards failed and is started again" in (served.folder / "screen.log").read_text()


@pytest.mark.fault(78)
def test_a_background_task_that_fails_goes_to_the_log(served: ServedBoards, tmp_path: Path) -> None:
    patch = """
import asyncio, gc, tui.cli.screen as screen
async def fails(): raise RuntimeError('lost in the background')
inner = screen._keep_running
async def around(source, clock):
    task = asyncio.ensure_future(fails())
    await asyncio.sleep(0)
    del task
    gc.collect()
    await inner(source, clock)
screen._keep_running = around
"""
    with broken(patch, served, tmp_path) as pane:
        pane.until_shown("104,2", "quit")
        pane.type("q")
        assert pane.exit_code() == 0
        assert "lost in the background" not in pane.output
    assert "lost in the background" in (served.folder / "screen.log").read_text()
