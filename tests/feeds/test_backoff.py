from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.clocks import ManualClock
from tui.feeds.backoff import Backoff, Breaker, VenueGate


@given(seed=st.integers(), failures=st.integers(1, 200))
def test_delays_have_full_jitter_under_a_doubling_ceiling(seed: int, failures: int) -> None:
    backoff = Backoff(Random(seed))
    for number in range(failures):
        assert 0 <= backoff.next_delay_s() <= min(60.0, 2.0 ** min(number, 60))
    assert backoff.failures == failures


def test_delays_spread_over_the_whole_range() -> None:
    backoff = Backoff(Random(3))
    for _ in range(8):
        backoff.next_delay_s()
    late = [backoff.next_delay_s() for _ in range(500)]
    assert min(late) < 6
    assert max(late) > 54


def test_only_a_reset_starts_again_from_a_second() -> None:
    backoff = Backoff(Random(1))
    for _ in range(9):
        backoff.next_delay_s()
    backoff.reset()
    assert backoff.next_delay_s() <= 1.0


def test_five_early_closes_in_a_minute_open_the_breaker() -> None:
    clock = ManualClock()
    breaker = Breaker(clock)
    for _ in range(4):
        assert breaker.early_close() == 0
        clock.tick(14)
    assert breaker.early_close() == 300
    clock.tick(301)
    assert breaker.early_close() == 300, "one attempt decides after the pause"


def test_early_closes_spread_over_more_than_a_minute_do_not() -> None:
    clock = ManualClock()
    breaker = Breaker(clock)
    for _ in range(20):
        assert breaker.early_close() == 0
        clock.tick(16)


def test_a_gate_stays_shut_for_the_longest_ban() -> None:
    clock = ManualClock()
    gate = VenueGate(clock)
    gate.shut(100, "banned")
    gate.shut(10, "again")
    clock.tick(50)
    assert gate.remaining_s() == 50
    clock.tick(50)
    assert gate.remaining_s() == 0
