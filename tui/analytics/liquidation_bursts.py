"""Bursts of liquidations: minutes of forced closes far above the day's pace, grouped."""

from collections.abc import Callable, Iterable, Sequence

from tui.analytics.liquidation_minute import Sums
from tui.analytics.rolling_liquidations import HORIZON_MIN, MinuteSums
from tui.domain.board import Burst, LiquidationVenue
from tui.domain.clock import MINUTE_MS

PACE = 5.0
"""Times the mean minute."""
_LEAST_MINUTES = 60
"""What was observed for less is taken for so long: a few minutes have no mean."""
QUIET_MINUTES = 2
"""So many slower minutes between two fast ones do not end a burst."""
FEWEST_PRINTS = 5
LEAST_DAY_SHARE = 0.02
"""Of the day's dollars: what is smaller is noise of a quiet day."""
MOST = 8

PriceAt = Callable[[int], float | None]
"""The market's price at a moment in milliseconds; None where none is held."""
PricesAround = Callable[[int, int], tuple[float, float] | None]
"""Coarser prices before and after a stretch, where the price at its ends is not held."""


def mean_minute_usd(venues: Iterable[LiquidationVenue]) -> float:
    """What all venues together tell in a minute: each one's dollars over the minutes in which it was observed. Over the
    whole day, what has been watched for an hour would be a burst of an hour."""
    return sum(venue.total_usd / min(max(venue.observed_s / 60, _LEAST_MINUTES), HORIZON_MIN) for venue in venues)


def bursts(
    minutes: Sequence[MinuteSums],
    price_at: PriceAt,
    around: PricesAround | None = None,
    most: int = MOST,
    mean_usd: float | None = None,
) -> tuple[Burst, ...]:
    """The newest bursts of the day that `minutes` (oldest first, empty ones left out) are of, newest first.

    Prices are the market's, since what a print tells may be the price of a bankruptcy. `mean_usd` is the mean minute
    (`mean_minute_usd`); without it, that of a day observed whole.
    """
    day_usd = sum(minute.sums.total_usd for minute in minutes)
    threshold_usd = PACE * (day_usd / HORIZON_MIN if mean_usd is None else mean_usd)
    fast = [place for place, minute in enumerate(minutes) if minute.sums.total_usd >= threshold_usd]
    found = []
    for first, last in _grouped(minutes, fast):
        burst = _burst(minutes[first : last + 1], price_at, around)
        if burst.count >= FEWEST_PRINTS and burst.usd >= LEAST_DAY_SHARE * day_usd:
            found.append(burst)
    return tuple(reversed(found))[:most]


def _grouped(minutes: Sequence[MinuteSums], fast: Sequence[int]) -> list[tuple[int, int]]:
    """First and last place of each run of fast minutes."""
    runs: list[tuple[int, int]] = []
    for place in fast:
        if runs and minutes[place].minute - minutes[runs[-1][1]].minute <= QUIET_MINUTES + 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def _burst(minutes: Sequence[MinuteSums], price_at: PriceAt, around: PricesAround | None) -> Burst:
    total = Sums(
        long_usd=sum(minute.sums.long_usd for minute in minutes),
        short_usd=sum(minute.sums.short_usd for minute in minutes),
        count=sum(minute.sums.count for minute in minutes),
    )
    start_ms, end_ms = minutes[0].minute * MINUTE_MS, (minutes[-1].minute + 1) * MINUTE_MS
    first_usd, last_usd = price_at(start_ms), price_at(end_ms)
    grain_s = 60
    if around is not None and (first_usd is None or last_usd is None):
        coarse = around(start_ms, end_ms)
        if coarse is not None:
            (first_usd, last_usd), grain_s = coarse, 300
    return Burst(
        start_ms=start_ms,
        end_ms=end_ms,
        usd=total.total_usd,
        long_share=total.long_share,
        count=total.count,
        from_usd=first_usd,
        to_usd=last_usd,
        move_pct=(last_usd / first_usd - 1) * 100 if first_usd and last_usd else None,
        price_grain_s=grain_s if first_usd and last_usd else None,
        sampled_seconds_share=sum(minute.sampled_seconds for minute in minutes) / ((end_ms - start_ms) / 1000),
    )
