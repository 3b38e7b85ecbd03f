"""When a connection is renewed although nothing is wrong with it."""

from dataclasses import dataclass

from tests.clocks import ManualClock
from tui.feeds.recycling import Recycling

HOUR_S = 3600.0
MIDNIGHT_MS = 1_762_300_800_000


@dataclass
class Aged:
    hours: float
    quiet: float = 1000.0

    def connected_s(self) -> float:
        return self.hours * HOUR_S

    def quiet_s(self) -> float:
        return self.quiet


def _at(minute: int) -> ManualClock:
    return ManualClock(MIDNIGHT_MS + minute * 60_000)


def test_a_day_old_connection_is_renewed_an_hour_before_the_venue_cuts_it() -> None:
    recycling = Recycling(_at(30))
    assert recycling.due([Aged(22.9)]) is None
    assert recycling.due([Aged(5), Aged(23.1)]) == 1


def test_full_hours_are_left_in_peace() -> None:
    for minute, expected in ((0, None), (9, None), (10, 0), (49, 0), (50, None), (59, None)):
        assert Recycling(_at(minute)).due([Aged(23.1)]) == expected, minute


def test_a_stream_in_the_middle_of_something_waits_but_not_for_ever() -> None:
    assert Recycling(_at(30)).due([Aged(23.1, quiet=3)]) is None
    assert Recycling(_at(0)).due([Aged(23.8, quiet=0)]) == 0


def test_one_at_a_time() -> None:
    clock = _at(30)
    recycling = Recycling(clock)
    both = [Aged(23.5), Aged(23.5)]
    assert recycling.due(both) == 0
    both[0].hours = 0
    clock.tick(59)
    assert recycling.due(both) is None
    clock.tick(1)
    assert recycling.due(both) == 1
