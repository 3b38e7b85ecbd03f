"""A volatility index (DVOL) against its own last year."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui.domain.clock import DAY_MS, day_start_ms

YEAR_DAYS = 365
FEWEST_DAYS = 30
STALE_MS = 2 * DAY_MS


@dataclass(frozen=True)
class IndexStanding:
    """The newest close, and where it stands among the daily closes of the year before it."""

    vol: float | None = None
    percentile_share: float | None = None
    """Share of those days that closed below it."""
    rank_share: float | None = None
    """(now - lowest) / (highest - lowest), 0 to 1, now included."""
    days: int = 0
    """Days in the comparison."""


def index_standing(closes: Sequence[tuple[int, float]], now_ms: int) -> IndexStanding:
    """`closes`: (milliseconds, points) in any order, daily or finer; a day's last value is its close. None without a
    value in the last two days; percentile and rank need 30 days."""
    known = sorted(close for close in closes if close[0] <= now_ms and close[1] > 0)
    if not known or now_ms - known[-1][0] > STALE_MS:
        return IndexStanding()
    at_ms, now_vol = known[-1]
    today_ms = day_start_ms(at_ms)
    by_day = {day_start_ms(ms): vol for ms, vol in known}
    year = [vol for day_ms, vol in by_day.items() if today_ms - YEAR_DAYS * DAY_MS <= day_ms < today_ms]
    if len(year) < FEWEST_DAYS:
        return IndexStanding(vol=now_vol, days=len(year))
    low, high = min(*year, now_vol), max(*year, now_vol)
    return IndexStanding(
        vol=now_vol,
        percentile_share=sum(vol < now_vol for vol in year) / len(year),
        rank_share=(now_vol - low) / (high - low) if high > low else None,
        days=len(year),
    )
