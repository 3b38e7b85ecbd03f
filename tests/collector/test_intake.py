"""What a restart brings back from the history."""

from pathlib import Path

import pytest

from tests.clocks import ManualClock
from tests.history.rows import liquidation
from tui.collector.intake import Intake
from tui.config.model import Config
from tui.domain.board_past import Strip
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.history.history import History
from tui.market.market import Market


def sums(strip: Strip) -> dict[int, float]:
    return {place: value for place, value in enumerate(reversed(strip.values)) if value is not None}


async def test_forced_sums_of_every_hour_and_day_survive_a_restart(tmp_path: Path) -> None:
    clock = ManualClock()
    now_ms = clock.now_ms()
    history = History(tmp_path / "history.sqlite3", clock, 90)
    await history.open()
    hours = (0, 1, 23, 24, 25, 60, 61, 24 * 30)
    for back in hours:
        for minute in range(3):
            at_ms = now_ms - back * HOUR_MS - minute * 20 * 60_000
            history.record(liquidation(f"{back} {minute}", at_ms, usd=1000.0))
    await history.flush()
    market = Market(Config(), clock, "live", "1.2.3")
    await Intake(market, history, clock).restore()
    board = market.board().assets["BTC"]
    await history.close()
    by_hour, by_day = sums(board.past.forced_long_usd["1h"]), sums(board.past.forced_long_usd["1d"])
    assert sum(by_hour.values()) == pytest.approx(7 * 3000.0)
    assert sum(by_day.values()) == pytest.approx(len(hours) * 3000.0)
    started_ms = now_ms - now_ms % HOUR_MS
    for back in hours[:-1]:
        for minute in range(3):
            at_ms = now_ms - back * HOUR_MS - minute * 20 * 60_000
            assert (started_ms - (at_ms - at_ms % HOUR_MS)) // HOUR_MS in by_hour
    # The day's own window holds what is of the last 24 hours alone.
    window = [back * HOUR_MS + minute * 20 * 60_000 for back in hours for minute in range(3)]
    assert board.liquidations.count == sum(age_ms < DAY_MS - 60_000 for age_ms in window)


async def test_the_past_is_whole_once_it_has_been_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.history.store._PAGE_ROWS", 1)
    clock = ManualClock()
    history = History(tmp_path / "history.sqlite3", clock, 90)
    await history.open()
    for number in range(3):
        history.record(liquidation(f"{number}", clock.now_ms() - number * 60_000, usd=1000.0))
    await history.flush()
    intake = Intake(Market(Config(), clock, "live", "1.2.3"), history, clock)
    assert not intake.is_restored
    await intake.restore()
    assert intake.is_restored
    assert Intake(Market(Config(), clock, "live", "1.2.3"), None, clock).is_restored
    await history.close()
