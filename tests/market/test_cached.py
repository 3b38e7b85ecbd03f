import pytest

from tui.market.cached import Cached


def seconds_made(cached: Cached[float], versions: list[int], step_s: float = 0.25) -> list[float]:
    made: list[float] = []
    for number, version in enumerate(versions):
        now_s = 100.0 + number * step_s

        def make(now_s: float = now_s) -> float:
            made.append(now_s)
            return now_s

        cached.get(version, now_s, make, lambda _: -1.0)
    return made


def test_what_goes_by_the_second_is_made_once_in_each() -> None:
    assert seconds_made(Cached("x", least_s=1, every_s=1), [0] * 9) == [100.0, 101.0, 102.0]


def test_phases_spread_over_the_frames_of_a_second() -> None:
    made = [
        seconds_made(Cached("x", least_s=1, every_s=1, phase_s=phase), [0] * 8)[1] for phase in (0, 0.25, 0.5, 0.75)
    ]
    assert made == [101.0, 100.25, 100.5, 100.75]


def test_a_change_is_taken_up_with_the_next_stretch() -> None:
    versions = [0, 1, 1, 1, 1, 1, 1, 1, 1]
    assert seconds_made(Cached("x", least_s=1, every_s=60), versions) == [100.0, 101.0]


def test_without_a_change_the_value_stays_for_its_time() -> None:
    assert seconds_made(Cached("x", least_s=1, every_s=20), [0] * 85) == [100.0, 120.0]


def test_a_failure_gives_the_reason_and_is_tried_again() -> None:
    cached: Cached[str] = Cached("x", least_s=0, every_s=0)

    def fail() -> str:
        raise ValueError("bad\x07")

    assert cached.get(0, 1.0, fail, lambda why: why) == "internal error: ValueError: bad?"
    assert cached.get(0, 2.0, lambda: "good", lambda why: why) == "good"


@pytest.mark.parametrize("least_s", [0, 1])
def test_the_first_value_is_always_made(least_s: float) -> None:
    assert Cached[int]("x", least_s=least_s, every_s=10).get(None, 0.0, lambda: 7, lambda _: 0) == 7
