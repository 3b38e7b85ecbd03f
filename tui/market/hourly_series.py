"""Values over time at the grain that a chart needs: by the hour for a while, by the day for long."""

import math

from tui.analytics.bars import Step
from tui.analytics.strips import BARS, STEPS, opens
from tui.domain.clock import DAY_MS, HOUR_MS

_KEPT_HOURS_MS = BARS * STEPS["4h"]
_KEPT_DAYS_MS = BARS * STEPS["1w"]


class LastValues:
    """The last value of each hour and of each day: for what has a level, such as open interest."""

    def __init__(self) -> None:
        self._hours: dict[int, tuple[int, float]] = {}
        self._days: dict[int, tuple[int, float]] = {}
        self.newest_ms = 0

    def put(self, at_ms: int, value: float) -> bool:
        """Takes a value of that moment; True where it is the first of its hour."""
        is_first = at_ms // HOUR_MS not in self._hours
        self.newest_ms = max(self.newest_ms, at_ms)
        for held, grain_ms in ((self._hours, HOUR_MS), (self._days, DAY_MS)):
            before = held.get(at_ms // grain_ms)
            if before is None or before[0] <= at_ms:
                held[at_ms // grain_ms] = (at_ms, value)
        return is_first

    def by_bar(self, step: Step, now_ms: int) -> list[float | None]:
        """The last value within each of the chart's bars."""
        held, grain_ms = (self._hours, HOUR_MS) if STEPS[step] < DAY_MS else (self._days, DAY_MS)
        grains = STEPS[step] // grain_ms
        return [_last(held, open_ms // grain_ms, grains) for open_ms in opens(step, now_ms)]

    def prune(self, now_ms: int) -> None:
        _prune(self._hours, (now_ms - _KEPT_HOURS_MS) // HOUR_MS)
        _prune(self._days, (now_ms - _KEPT_DAYS_MS) // DAY_MS)


class Sums:
    """The sum of each hour and of each day: for what happens, such as liquidations."""

    def __init__(self) -> None:
        self._hours: dict[int, float] = {}
        self._days: dict[int, float] = {}

    def add(self, at_ms: int, value: float) -> bool:
        """Adds what happened at that moment; True where its hour has doubled since it last did."""
        before = self._hours.get(at_ms // HOUR_MS, 0.0)
        for held, grain_ms in ((self._hours, HOUR_MS), (self._days, DAY_MS)):
            held[at_ms // grain_ms] = held.get(at_ms // grain_ms, 0.0) + value
        return math.frexp(before)[1] != math.frexp(before + value)[1]

    def by_bar(self, step: Step, now_ms: int) -> list[float | None]:
        """The sum of each of the chart's bars; None where nothing happened that is known."""
        held, grain_ms = (self._hours, HOUR_MS) if STEPS[step] < DAY_MS else (self._days, DAY_MS)
        grains = STEPS[step] // grain_ms
        return [_sum(held, open_ms // grain_ms, grains) for open_ms in opens(step, now_ms)]

    def prune(self, now_ms: int) -> None:
        _prune(self._hours, (now_ms - _KEPT_HOURS_MS) // HOUR_MS)
        _prune(self._days, (now_ms - _KEPT_DAYS_MS) // DAY_MS)


def _last(held: dict[int, tuple[int, float]], first: int, grains: int) -> float | None:
    for grain in range(first + grains - 1, first - 1, -1):
        if grain in held:
            return held[grain][1]
    return None


def _sum(held: dict[int, float], first: int, grains: int) -> float | None:
    known = [held[grain] for grain in range(first, first + grains) if grain in held]
    return sum(known) if known else None


def _prune(held: "dict[int, tuple[int, float]] | dict[int, float]", oldest: int) -> None:
    for grain in [grain for grain in held if grain < oldest]:
        del held[grain]
