"""The user's lines and zones: how far, how often touched, and whether a close has broken them.

A support is broken by a fall below its lower edge, a resistance by a rise above its upper edge, a weekly close by a
fall. With the final closes of the level's own period (UTC days, or Monday-based weeks) and the running period, to which
a period that is over belongs as long as its close is not final (no later bar has come):

- confirmed: the newest finished close is beyond the edge;
- wick: it is not, but the running period has traded beyond;
- rejected: neither, but the newest finished period traded beyond and closed back;
- armed: none of these.

The present episode is what happened since the last finished close on the safe side; of a rejected level it is the one
that this close ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tui.domain.board import CandleRow, Level, LevelKind, LevelState, Notes
from tui.domain.clock import DAY_MS, WEEK_MS, day_start_ms, week_start_ms

LEAVE_SHARE = 0.005
"""Price has left a level when a bar closes this share of the edge away from it."""


@dataclass(frozen=True, kw_only=True)
class LevelLine:
    """A line, or a zone with `to_usd`, as the user wrote it; the order of the two edges does not matter."""

    price_usd: float
    to_usd: float | None = None
    kind: LevelKind = "support"
    label: str = ""
    closes: Literal["daily", "weekly"] = "daily"
    then_usd: tuple[float, ...] = ()

    @property
    def low_usd(self) -> float:
        return self.price_usd if self.to_usd is None else min(self.price_usd, self.to_usd)

    @property
    def high_usd(self) -> float:
        return self.price_usd if self.to_usd is None else max(self.price_usd, self.to_usd)


@dataclass(frozen=True)
class _Period:
    """A day or a week of trading."""

    open_ms: int
    low_usd: float
    high_usd: float
    close_usd: float
    is_final: bool


@dataclass(frozen=True)
class _Path:
    """Bars as columns, oldest first, for counting touches."""

    low_usd: NDArray[np.float64]
    high_usd: NDArray[np.float64]
    close_usd: NDArray[np.float64]


@dataclass(frozen=True)
class LevelHistory:
    """What candles alone say, made once for a set of them and a day; `levels_now` adds the price."""

    days: list[_Period]
    """Oldest first, the running one as its candle has it."""
    weeks: list[_Period]
    path: _Path | None


def level_history(hourly: Sequence[CandleRow], daily: Sequence[CandleRow], now_ms: int) -> LevelHistory:
    """States and episodes come from daily bars; touches from the hourly bars handed in, or the daily ones where there
    are none."""
    days, weeks = _periods(daily, DAY_MS, now_ms), _periods(daily, WEEK_MS, now_ms)
    return LevelHistory(days=days, weeks=weeks, path=_path(hourly or daily))


def levels_now(
    lines: Sequence[LevelLine],
    price_usd: float | None,
    history: LevelHistory,
    now_ms: int,
    *,
    tested_usd: float | None = None,
) -> tuple[Level, ...]:
    """The lines in their order. `then_usd` is carried in every state: when to show the ladder is for the screen.

    `tested_usd` is the candle market's own price now, which goes on from its candles in what decides states and
    touches; without it, the price does.
    """
    gone_on_usd = price_usd if tested_usd is None else tested_usd
    path = None if history.path is None else _extended(history.path, gone_on_usd)
    days = _with_price(history.days, day_start_ms(now_ms), gone_on_usd)
    weeks = _with_price(history.weeks, week_start_ms(now_ms), gone_on_usd)
    return tuple(_level(line, price_usd, weeks if line.closes == "weekly" else days, path, now_ms) for line in lines)


def _level(
    line: LevelLine, price_usd: float | None, periods: Sequence[_Period], path: _Path | None, now_ms: int
) -> Level:
    notes: Notes = {}
    start_ms, step_ms = (week_start_ms(now_ms), WEEK_MS) if line.closes == "weekly" else (day_start_ms(now_ms), DAY_MS)
    finished = [period for period in periods if period.is_final and period.open_ms < start_ms]
    running = _merged([period for period in periods if not period.is_final or period.open_ms == start_ms])
    state = deepest = None
    if not finished:
        notes["state"] = f"no finished {line.closes} close is known"
    else:
        state = _state(line, finished, running)
        deepest = _deepest(line, state, finished, running)
        if finished[-1].open_ms != start_ms - step_ms:
            newest = datetime.fromtimestamp(finished[-1].open_ms / 1000, UTC)
            notes["state"] = f"newest {line.closes} close known is that of {newest:%Y-%m-%d}"
    if price_usd is None:
        notes["distance_pct"] = "no price"
    if path is None:
        notes["touches"] = "no candle is known"
    return Level(
        price_usd=line.price_usd,
        to_usd=line.to_usd,
        kind=line.kind,
        label=line.label,
        distance_pct=None if price_usd is None else _distance_pct(line, price_usd),
        state=state,
        closes=line.closes,
        touches=None if path is None else _touches(line, path),
        deepest_usd=deepest,
        then_usd=line.then_usd,
        notes=notes,
    )


def _distance_pct(line: LevelLine, price_usd: float) -> float:
    """price / nearer edge - 1 in percent; 0 inside a zone."""
    nearest = min(max(price_usd, line.low_usd), line.high_usd)
    return (price_usd / nearest - 1) * 100


def _is_beyond(line: LevelLine, usd: float) -> bool:
    return usd > line.high_usd if line.kind == "resistance" else usd < line.low_usd


def _farthest(line: LevelLine, period: _Period) -> float:
    return period.high_usd if line.kind == "resistance" else period.low_usd


def _state(line: LevelLine, finished: Sequence[_Period], running: _Period | None) -> LevelState:
    newest = finished[-1]
    if _is_beyond(line, newest.close_usd):
        return "confirmed"
    if running is not None and _is_beyond(line, _farthest(line, running)):
        return "wick"
    return "rejected" if _is_beyond(line, _farthest(line, newest)) else "armed"


def _merged(periods: Sequence[_Period]) -> _Period | None:
    """What is not closed for good, as one."""
    if not periods:
        return None
    low_usd, high_usd = min(each.low_usd for each in periods), max(each.high_usd for each in periods)
    return _Period(periods[-1].open_ms, low_usd, high_usd, periods[-1].close_usd, is_final=False)


def _deepest(line: LevelLine, state: LevelState, finished: Sequence[_Period], running: _Period | None) -> float | None:
    """The farthest price beyond the line in the present episode; None while nothing has traded beyond it."""
    if state == "armed":
        return None
    episode: list[_Period] = []
    for period in reversed(finished[:-1] if state == "rejected" else finished):
        if not _is_beyond(line, period.close_usd):
            break
        episode.append(period)
    if state == "rejected":
        episode.append(finished[-1])
    elif running is not None:
        episode.append(running)
    reached = [_farthest(line, period) for period in episode]
    return max(reached) if line.kind == "resistance" else min(reached)


def _periods(daily: Sequence[CandleRow], step_ms: int, now_ms: int) -> list[_Period]:
    """Days or weeks, oldest first, the running one too. A finished week counts only with its Sunday, because its close
    is Sunday's. A close is final once a later period has a bar: right after the boundary the old bar may still miss its
    last trades."""
    start = week_start_ms if step_ms == WEEK_MS else day_start_ms
    groups: dict[int, list[CandleRow]] = {}
    for bar in sorted(daily, key=lambda bar: bar.open_ms):
        if bar.open_ms <= now_ms:
            groups.setdefault(start(bar.open_ms), []).append(bar)
    running_ms, newest_ms = start(now_ms), max(groups, default=0)
    return [
        _Period(
            open_ms,
            min(b.low_usd for b in bars),
            max(b.high_usd for b in bars),
            bars[-1].close_usd,
            is_final=open_ms < newest_ms,
        )
        for open_ms, bars in groups.items()
        if open_ms == running_ms or bars[-1].open_ms == open_ms + step_ms - DAY_MS
    ]


def _with_price(periods: list[_Period], running_ms: int, price_usd: float | None) -> list[_Period]:
    """The periods, the running one extended by the price now."""
    if price_usd is None:
        return periods
    if not periods or periods[-1].open_ms != running_ms:
        return [*periods, _Period(running_ms, price_usd, price_usd, price_usd, is_final=False)]
    before = periods[-1]
    low_usd, high_usd = min(before.low_usd, price_usd), max(before.high_usd, price_usd)
    now = _Period(running_ms, low_usd, high_usd, price_usd, is_final=False)
    return [*periods[:-1], now]


def _path(bars: Sequence[CandleRow]) -> _Path | None:
    if not bars:
        return None
    columns = np.array([(bar.low_usd, bar.high_usd, bar.close_usd) for bar in bars], dtype=np.float64)
    # Price moves without gaps: a bar also spans what lies between it and the close before.
    before = np.concatenate((columns[:1, 2], columns[:-1, 2]))
    return _Path(np.minimum(columns[:, 0], before), np.maximum(columns[:, 1], before), columns[:, 2])


def _extended(path: _Path, price_usd: float | None) -> _Path:
    """The path, gone on to the price now."""
    if price_usd is None:
        return path
    last_usd = float(path.close_usd[-1])
    return _Path(
        np.append(path.low_usd, min(price_usd, last_usd)),
        np.append(path.high_usd, max(price_usd, last_usd)),
        np.append(path.close_usd, price_usd),
    )


def _touches(line: LevelLine, path: _Path) -> int:
    """How often price entered the level after leaving it by LEAVE_SHARE. Bars that begin inside are no entry."""
    entered = (path.low_usd <= line.high_usd) & (path.high_usd >= line.low_usd)
    above = path.close_usd >= line.high_usd * (1 + LEAVE_SHARE)
    away = above | (path.close_usd <= line.low_usd * (1 - LEAVE_SHARE))
    # A bar enters first and leaves by its close, so the newest of the two events before a bar decides.
    event = np.where(away, 1, np.where(entered, 0, -1))
    newest = np.maximum.accumulate(np.where(event >= 0, np.arange(event.size), -1))
    has_left = (newest >= 0) & (event[np.maximum(newest, 0)] == 1)
    return int(np.count_nonzero(entered[1:] & has_left[:-1]))
