"""Terminals of any size, and sizes that change faster than anyone can look."""

import pytest

from tests.faults.conftest import StartPane
from tests.faults.terminal import PtyProcess, cpu_s, state_of
from tui.domain.clock import SystemClock

STORM_S = 2.0


def quits(pane: PtyProcess) -> None:
    pane.type("q")
    assert pane.exit_code() == 0
    assert pane.is_restored
    assert "Traceback" not in pane.output


@pytest.mark.fault(60)
def test_every_size_is_survived_and_the_way_back_is_instant(pane: PtyProcess) -> None:
    for size in ((20, 5), (1, 1), (0, 0), (500, 200)):
        pane.resize(*size)
        before = len(pane.output)
        pane.until(lambda before=before: len(pane.output) > before, f"a frame at {size}")  # type: ignore[misc]  # bound
        if size == (20, 5):
            pane.until_shown("need 40x15")
        pane.resize(120, 40)
        pane.until_shown("LIQUIDATIONS", "OPEN INTEREST", "quit")
    quits(pane)


@pytest.mark.fault(60)
@pytest.mark.parametrize("size", [(1, 1), (0, 0), (30, 8), (500, 200)])
def test_it_starts_at_any_size(start_pane: StartPane, size: tuple[int, int]) -> None:
    pane = start_pane(size=size)
    pane.until(lambda: "1049h" in pane.output, "the first frame")
    pane.resize(120, 40)
    pane.until_shown("LIQUIDATIONS", "quit")
    quits(pane)


@pytest.mark.fault(61)
def test_a_storm_of_resizes_is_drawn_ten_times_a_second_at_most(pane: PtyProcess) -> None:
    clock = SystemClock()
    began_s, used_s, before, storm = clock.monotonic_s(), cpu_s(pane.pid), len(pane.output), 0
    while clock.monotonic_s() - began_s < STORM_S:
        pane.resize(40 + storm % 80, 10 + storm % 30)
        storm += 1
        pane.read(0.005)
    took_s = clock.monotonic_s() - began_s
    pane.resize(120, 40)
    pane.until_shown("LIQUIDATIONS", "OPEN INTEREST", "quit")
    # A new size is drawn from its first row on: once for the layout, and once more where a title changed with it.
    frames = pane.output[before:].count("\x1b[1H") / 2
    assert storm > 60
    assert frames <= took_s * 10 + 2
    assert cpu_s(pane.pid) - used_s < took_s
    assert state_of(pane.pid) in "SR"
    quits(pane)
