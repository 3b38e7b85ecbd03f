"""What the time axis of a chart says of a bar, and how round that time is."""

from datetime import UTC, datetime
from functools import lru_cache

from tui.domain.clock import WEEK_MS

_HOURS = (24, 12, 6, 3)
_WEEKS = (8, 4, 2, 1)
_MONTHS = (12, 6, 3, 1)
_MONDAY, _THURSDAY = 0, 3
_FIRST_MONDAY_MS = 4 * 24 * 3_600_000
"""5 January 1970: weeks are counted from there."""


@lru_cache(maxsize=4096)
def bar_time(open_ms: int, timeframe: str) -> tuple[str, int]:
    """(words, rank): the rounder the time, the higher the rank; 0 is not worth a name. UTC."""
    # The same bars are named in every frame.
    opens = datetime.fromtimestamp(open_ms / 1000, UTC)
    if timeframe == "1w":
        return _month(opens)
    if timeframe == "1d":
        week = (open_ms - _FIRST_MONDAY_MS) // WEEK_MS
        return f"{opens:%d %b}", 1 if opens.weekday() != _MONDAY else 2 + _rank(week, _WEEKS)
    if opens.hour:
        return f"{opens:%H:00}", _rank(opens.hour, _HOURS)
    days = {_MONDAY: 3, _THURSDAY: 2}
    return f"{opens:%d %b}", 4 + days.get(opens.weekday(), 1)


def _month(opens: datetime) -> tuple[str, int]:
    """The first week of a month by the month's name, and of a year by the year."""
    if opens.day > 7:
        return f"{opens:%d %b}", 0
    return f"{opens:%Y}" if opens.month == 1 else f"{opens:%b}", _rank(opens.month - 1, _MONTHS)


def _rank(count: int, multiples: tuple[int, ...]) -> int:
    """How large a multiple `count` is of: 0 where of none, `len(multiples)` where of the first."""
    return next((len(multiples) - place for place, each in enumerate(multiples) if count % each == 0), 0)
