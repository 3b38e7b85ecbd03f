"""Figures over time in the bars of the price chart: what is comparable from bar to bar, and nothing in between."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from tui.analytics.bars import Step
from tui.domain.board_past import Strip
from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS, week_start_ms

STEPS: dict[Step, int] = {"1h": HOUR_MS, "4h": 4 * HOUR_MS, "1d": DAY_MS, "1w": WEEK_MS}
BARS = 96
"""More than a chart of two hundred columns shows."""

LEAST_SHARE = 0.5
"""Of what is open now, the least that contracts must hold to speak for all."""

Key = TypeVar("Key", bound=Hashable)


def opens(step: Step, now_ms: int) -> range:
    """When the last bars opened, oldest first; the last is the running one."""
    step_ms = STEPS[step]
    running_ms = week_start_ms(now_ms) if step == "1w" else now_ms - now_ms % step_ms
    return range(running_ms - (BARS - 1) * step_ms, running_ms + 1, step_ms)


def strip(first_ms: int, step: Step, values: Sequence[float | None]) -> Strip | None:
    """The values from the first known one on; None where fewer than two are known."""
    known = [index for index, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    return Strip(first_ms=first_ms + known[0] * STEPS[step], values=tuple(values[known[0] :]))


def like_for_like(series: Mapping[Key, Sequence[float | None]]) -> tuple[list[float | None], tuple[Key, ...]]:
    """Sums of one and the same set of series in each bar, and that set; a bar in which one is missing is a gap.

    The set is that of the earliest bar whose series, of those known now, hold at least LEAST_SHARE of what all of
    those hold now. Now is the newest bar, or the one before where the newest has no value yet. All series have one
    length of at least two.
    """
    newest = {key: values[-1] if values[-1] is not None else values[-2] for key, values in series.items()}
    now = {key: value for key, value in newest.items() if value is not None}
    whole = sum(now.values())
    if whole <= 0:
        return [], ()
    length = len(next(iter(series.values())))
    for start in range(length):
        chosen = tuple(key for key in now if series[key][start] is not None)
        if sum(now[key] for key in chosen) >= whole * LEAST_SHARE:
            columns = zip(*(series[key] for key in chosen), strict=True)
            sums = [_whole(column) if index >= start else None for index, column in enumerate(columns)]
            return sums, chosen
    return [], ()


def _whole(column: Iterable[float | None]) -> float | None:
    total = 0.0
    for value in column:
        if value is None:
            return None
        total += value
    return total


def accrued(payments: Sequence[tuple[int, float]], interval_ms: int, step: Step, now_ms: int) -> list[float | None]:
    """Mean annual rate over each bar's time, of settled payments (milliseconds, annual rate), oldest first.

    A payment covers the interval that ends with it, or what is left of it after the payment before. What no settled
    payment covers does not count, and a bar without any cover is a gap.
    """
    bar_opens = opens(step, now_ms)
    step_ms, first_ms = STEPS[step], bar_opens[0]
    weight = [0] * len(bar_opens)
    total = [0.0] * len(bar_opens)
    before_ms: int | None = None
    for at_ms, apr in payments:
        start_ms = at_ms - interval_ms if before_ms is None else max(at_ms - interval_ms, before_ms)
        before_ms = at_ms
        first = max((start_ms - first_ms) // step_ms, 0)
        last = min((at_ms - 1 - first_ms) // step_ms, len(bar_opens) - 1)
        for index in range(first, last + 1):
            open_ms = bar_opens[index]
            covered_ms = min(at_ms, open_ms + step_ms) - max(start_ms, open_ms)
            weight[index] += covered_ms
            total[index] += apr * covered_ms
    return [total[index] / weight[index] if weight[index] else None for index in range(len(bar_opens))]
