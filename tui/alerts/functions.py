"""Functions of alert rules that need more than one Board: crossings, closes, changes, and what lasts.

Each call in a rule has a state of its own, that sees every Board in order and keeps bounded memory.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from tui.alerts.expression import Answers, ExpressionError, MissingValueError, number, truth
from tui.alerts.held import Held
from tui.alerts.series import Series
from tui.domain.board import Board, CandleRow
from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS, day_start_ms, week_start_ms

ArgumentKind = Literal["number", "truth", "asset", "period", "window"]

_WINDOW = re.compile(r"(\d+(?:\.\d+)?)([smhd])")
_UNIT_S = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_LONGEST_WINDOW_S = 7 * 86_400.0

PERIODS: dict[str, tuple[str, int, Callable[[int], int]]] = {
    "hourly": ("1h", HOUR_MS, lambda at_ms: at_ms - at_ms % HOUR_MS),
    "daily": ("1d", DAY_MS, day_start_ms),
    "weekly": ("1w", WEEK_MS, week_start_ms),
}
"""Period -> (the chart's timeframe, its length, where the running one began). Days and weeks are UTC."""


@dataclass(frozen=True)
class Moment:
    """What a call sees: a Board, when it came, and what the calls inside it came to."""

    board: Board
    now_s: float
    answers: Answers

    def number(self, node: ast.expr) -> float:
        return number(node, self.board, self.answers)

    def truth(self, node: ast.expr) -> bool:
        return truth(node, self.board, self.answers)


class Function(Protocol):
    """The state of one call."""

    is_armed: bool
    """Whether a crossing has seen its value at the line or on the other side; false of everything else."""

    def answer(self, moment: Moment) -> Any:
        """What the call comes to; raises MissingValueError where that is not known."""
        ...

    def wake(self) -> None:
        """Takes note that unknown time went by, in which the machine slept."""
        ...


class _Timeless:
    """A function that goes by no window."""

    is_armed = False

    def wake(self) -> None:
        """Nothing of it depends on how long ago something was."""


class Crossing(_Timeless):
    """True from the moment the value goes beyond the line, after it was seen at it or on the other side, until it
    comes back: a value that was beyond all along has not crossed."""

    def __init__(self, call: ast.Call, above: bool) -> None:
        self._value, self._line = call.args
        self._above = above
        self.is_armed = False

    def answer(self, moment: Moment) -> bool:
        value, line = moment.number(self._value), moment.number(self._line)
        beyond = value > line if self._above else value < line
        if not beyond:
            self.is_armed = True
        return beyond and self.is_armed


class Closing(_Timeless):
    """Whether the newest finished hour, UTC day or Monday-based week closed beyond the line."""

    def __init__(self, call: ast.Call, above: bool) -> None:
        asset, self._line, period = call.args
        self._asset = ast.unparse(asset)
        self._period = _text(period)
        self._above = above

    def answer(self, moment: Moment) -> bool:
        line = moment.number(self._line)
        close = newest_close(moment.board, self._asset, self._period).close_usd
        return close > line if self._above else close < line


def newest_close(board: Board, asset: str, period: str) -> CandleRow:
    """The bar of the newest finished period; raises MissingValueError until its close is known for certain."""
    timeframe, step_ms, start_of = PERIODS[period]
    running_ms = start_of(board.as_of_ms)
    # Only a bar with another after it is finished: right after the boundary the old one may still miss its last trades.
    bars = board.assets[asset].chart.bars.get(timeframe, ())[:-1]
    if not bars or bars[-1].open_ms != running_ms - step_ms:
        raise MissingValueError(f"the newest {period} close of {asset} is not known yet")
    return bars[-1]


class Change:
    """How far a value has moved within a window."""

    is_armed = False

    def __init__(self, call: ast.Call, way: Literal["change", "fall", "rise"], *, percent: bool) -> None:
        self._value, window = call.args
        self._way = way
        self._percent = percent
        self._window = ast.unparse(window)
        self._window_s = window_s(window)
        self._series = Series(self._window_s)

    def answer(self, moment: Moment) -> float:
        value, now_s = moment.number(self._value), moment.now_s
        self._series.add(value, now_s)
        base = self._base(value, now_s)
        moved = base - value if self._way == "fall" else value - base
        if not self._percent:
            return moved
        if base <= 0:
            raise MissingValueError(f"a percentage of {base:g}, which is not above 0")
        return moved / base * 100

    def wake(self) -> None:
        """Begins anew: what was seen before the sleep may be older than the window."""
        self._series = Series(self._window_s)

    def _base(self, value: float, now_s: float) -> float:
        if self._way == "fall":
            return max(self._series.highest(now_s) or value, value)
        if self._way == "rise":
            lowest = self._series.lowest(now_s)
            return value if lowest is None else lowest
        base = self._series.window_ago(now_s)
        if base is None:
            raise MissingValueError(f"not known {self._window} ago")
        return base


class Stays(_Timeless):
    """Whether a condition has held for that long."""

    def __init__(self, call: ast.Call) -> None:
        self._condition, window = call.args
        self._seconds = window_s(window)
        self._held = Held()

    def answer(self, moment: Moment) -> bool:
        try:
            value = moment.truth(self._condition)
        except MissingValueError:
            self._held.note(None, moment.now_s)
            raise
        return self._held.note(value, moment.now_s) >= self._seconds and value


@dataclass(frozen=True)
class Signature:
    """What a function takes and gives."""

    arguments: tuple[ArgumentKind, ...]
    gives: Literal["number", "truth"]
    make: Callable[[ast.Call], Function]


_CROSSES: tuple[ArgumentKind, ...] = ("number", "number")
_CLOSES: tuple[ArgumentKind, ...] = ("asset", "number", "period")
_CHANGES: tuple[ArgumentKind, ...] = ("number", "window")

FUNCTIONS: dict[str, Signature] = {
    "crosses_above": Signature(_CROSSES, "truth", lambda call: Crossing(call, above=True)),
    "crosses_below": Signature(_CROSSES, "truth", lambda call: Crossing(call, above=False)),
    "closes_above": Signature(_CLOSES, "truth", lambda call: Closing(call, above=True)),
    "closes_below": Signature(_CLOSES, "truth", lambda call: Closing(call, above=False)),
    "change": Signature(_CHANGES, "number", lambda call: Change(call, "change", percent=False)),
    "change_pct": Signature(_CHANGES, "number", lambda call: Change(call, "change", percent=True)),
    "fall": Signature(_CHANGES, "number", lambda call: Change(call, "fall", percent=False)),
    "fall_pct": Signature(_CHANGES, "number", lambda call: Change(call, "fall", percent=True)),
    "rise": Signature(_CHANGES, "number", lambda call: Change(call, "rise", percent=False)),
    "rise_pct": Signature(_CHANGES, "number", lambda call: Change(call, "rise", percent=True)),
    "stays": Signature(("truth", "window"), "truth", Stays),
}


def window_s(node: ast.expr) -> float:
    """Seconds of "90s", "15m", "4h", "7d" or a plain number; raises ExpressionError."""
    value = node.value if isinstance(node, ast.Constant) else None
    seconds = 0.0
    if isinstance(value, str) and (match := _WINDOW.fullmatch(value)):
        seconds = float(match[1]) * _UNIT_S[match[2]]
    elif isinstance(value, int | float) and not isinstance(value, bool):
        seconds = float(value)
    if not 0 < seconds <= _LONGEST_WINDOW_S:
        raise ExpressionError(f"{ast.unparse(node)[:48]} is not a time of at most 7d, such as '15m' or '4h'")
    return seconds


def _text(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""
