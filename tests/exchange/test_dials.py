"""How often a host may be dialled."""

import pytest

from tests.clocks import ManualClock
from tui.domain.errors import Trouble, VenueError
from tui.exchange.dials import MOST_DIALS, WINDOW_S, Dials

URL = "wss://stream.example/ws/1"


def test_a_host_is_dialled_so_often_and_then_when_the_oldest_dial_is_five_minutes_old() -> None:
    clock = ManualClock()
    dials = Dials("okx", clock)
    for _ in range(MOST_DIALS):
        dials.spend(URL)
        clock.tick(1)
    with pytest.raises(VenueError) as caught:
        dials.spend("wss://stream.example/another")
    assert caught.value.trouble is Trouble.RATE_LIMITED
    assert caught.value.retry_after_s == WINDOW_S - MOST_DIALS
    dials.spend("wss://other.example/")
    clock.tick(WINDOW_S - MOST_DIALS)
    dials.spend(URL)
    with pytest.raises(VenueError):
        dials.spend(URL)


def test_a_dial_that_reached_nobody_does_not_count() -> None:
    dials = Dials("okx", ManualClock())
    for _ in range(MOST_DIALS * 3):
        dials.spend(URL)
        dials.give_back(URL)
    dials.give_back(URL)
    dials.spend(URL)
