"""Bars of a longer step from shorter ones, weekly closes and plain averages; every boundary is UTC."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tui.domain.board import CandleRow
from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS, week_start_ms

Step = Literal["1h", "4h", "1d", "1w"]

_STEP_MS: dict[Step, int] = {"1h": HOUR_MS, "4h": 4 * HOUR_MS, "1d": DAY_MS}


def resample(rows: Iterable[CandleRow], step: Step) -> tuple[CandleRow, ...]:
    """Bars of `step` from shorter bars in any order, oldest first; weeks run Monday to Monday.

    Of two rows with one opening time the later given counts. A step without rows has no bar; a step with missing rows
    is built from what is there.
    """
    by_open = {row.open_ms: row for row in rows}
    groups: dict[int, list[CandleRow]] = {}
    for open_ms in sorted(by_open):
        start_ms = week_start_ms(open_ms) if step == "1w" else open_ms - open_ms % _STEP_MS[step]
        groups.setdefault(start_ms, []).append(by_open[open_ms])
    return tuple(
        CandleRow(
            start_ms,
            group[0].open_usd,
            max([row.high_usd for row in group]),
            min([row.low_usd for row in group]),
            group[-1].close_usd,
        )
        for start_ms, group in groups.items()
    )


@dataclass(frozen=True)
class Weeks:
    """Weekly closes made from daily bars."""

    finished: list[tuple[int, float]]
    """(Monday's opening time in milliseconds, Sunday's close), oldest first; a week without its Sunday is absent, and
    so is one after which no bar has come yet: its close is not final."""
    running_open_ms: int

    def last(self, count: int) -> list[float] | None:
        """The closes of the `count` weeks before the running one; None where one of them is absent."""
        known = dict(self.finished)
        closes = [known.get(self.running_open_ms - back * WEEK_MS) for back in range(count, 0, -1)]
        present = [close for close in closes if close is not None]
        return present if len(present) == count else None

    def first_absent_ms(self, count: int) -> int | None:
        """The opening time of the newest of the last `count` weeks that is absent; None where all are there."""
        known = dict(self.finished)
        opens = (self.running_open_ms - back * WEEK_MS for back in range(1, count + 1))
        return next((open_ms for open_ms in opens if open_ms not in known), None)


def weekly_closes(daily: Iterable[CandleRow], now_ms: int) -> Weeks:
    """The finished weeks, Monday to Monday; a week's close is the close of its Sunday bar, once a bar of a later day
    shows that it is final.

    Bars that open after `now_ms` are ignored. A week with missing days is kept as long as its Sunday is there.
    """
    closes: dict[int, float] = {}
    newest_ms = 0
    for bar in daily:
        if bar.open_ms > now_ms:
            continue
        newest_ms = max(newest_ms, bar.open_ms)
        week_ms = week_start_ms(bar.open_ms)
        if bar.open_ms == week_ms + WEEK_MS - DAY_MS:
            closes[week_ms] = bar.close_usd
    finished = sorted(each for each in closes.items() if each[0] + WEEK_MS <= newest_ms)
    return Weeks(finished, running_open_ms=week_start_ms(now_ms))


def sma(values: Sequence[float], count: int) -> float | None:
    """The plain mean of the last `count` values; None where there are fewer."""
    return sum(values[-count:]) / count if 0 < count <= len(values) else None
