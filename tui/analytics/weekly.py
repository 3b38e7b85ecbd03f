"""The week's close against the 50-week average, and the price that the week must close above."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd

from tui.analytics.bars import Weeks, sma, weekly_closes
from tui.domain.board import CandleRow, Notes, Weekly
from tui.domain.clock import DAY_MS, WEEK_MS, week_close_ms, week_start_ms

SPAN = 50
_YEAR_MS = 365 * DAY_MS


def weekly(daily: Sequence[CandleRow], price_usd: float | None, annual_vol: float | None, now_ms: int) -> Weekly:
    """The week's close from daily bars, the price now and an annual volatility in points.

    trigger = mean of the previous 49 closes, because P < (S49 + P) / 50 is the same as P < S49 / 49; it stands still
    all week. An absent week makes the averages that need it None, with the reason.
    """
    weeks = weekly_closes(daily, now_ms)
    closes_at_ms = week_close_ms(now_ms)
    notes: Notes = {}
    fifty, forty_nine = weeks.last(SPAN), weeks.last(SPAN - 1)
    completed = sma(fifty, SPAN) if fifty else None
    trigger = sma(forty_nine, SPAN - 1) if forty_nine else None
    if completed is None:
        notes["sma50_completed_usd"] = _why_absent(weeks, SPAN)
    if trigger is None:
        reason = _why_absent(weeks, SPAN - 1)
        notes |= dict.fromkeys(
            ("sma50_running_usd", "trigger_usd", "distance_pct", "sigma", "close_below_share"), reason
        )
    elif price_usd is None:
        notes |= dict.fromkeys(("sma50_running_usd", "distance_pct", "sigma", "close_below_share"), "no price")
    if price_usd is None:
        notes["price_usd"] = "no price"
    sigma = share = running = distance_pct = None
    if trigger is not None and price_usd is not None:
        running = (trigger * (SPAN - 1) + price_usd) / SPAN
        distance_pct = (price_usd / trigger - 1) * 100
        if annual_vol:
            sigma, share = _odds(price_usd, trigger, annual_vol, closes_at_ms - now_ms)
            notes["close_below_share"] = f"zero-drift lognormal at {annual_vol:.1f} v"
        else:
            notes |= dict.fromkeys(("sigma", "close_below_share"), "no volatility is known")
    return Weekly(
        closes_at_ms=closes_at_ms,
        closes_in_s=(closes_at_ms - now_ms) / 1000,
        price_usd=price_usd,
        sma50_completed_usd=completed,
        sma50_running_usd=running,
        trigger_usd=trigger,
        distance_pct=distance_pct,
        sigma=sigma,
        close_below_share=share,
        weeks=len(weeks.finished),
        notes=notes,
    )


def sma50_series(daily: Sequence[CandleRow]) -> tuple[tuple[int, float], ...]:
    """(week's open, mean of the 50 closes up to and including that week), oldest first.

    The newest week counts with its last close, finished or not. An earlier week without its Sunday leaves out every
    average that needs it.
    """
    if not daily:
        return ()
    newest = max(daily, key=lambda bar: bar.open_ms)
    newest_week_ms = week_start_ms(newest.open_ms)
    closes = {
        week_start_ms(bar.open_ms): bar.close_usd
        for bar in daily
        if bar.open_ms == week_start_ms(bar.open_ms) + WEEK_MS - DAY_MS
    }
    closes[newest_week_ms] = newest.close_usd
    grid = range(min(closes), newest_week_ms + 1, WEEK_MS)
    means = pd.Series([closes.get(open_ms, math.nan) for open_ms in grid], index=grid).rolling(SPAN).mean().dropna()
    return tuple(zip(means.index.tolist(), means.tolist(), strict=True))


def _odds(price_usd: float, trigger_usd: float, annual_vol: float, left_ms: int) -> tuple[float, float]:
    """The distance in standard deviations, and the probability of a close below under a lognormal price whose
    expectation stays where it is: N((ln(trigger / price) + s²/2) / s), which is N(-d2) of Black-76."""
    deviation = annual_vol / 100 * math.sqrt(left_ms / _YEAR_MS)
    sigma = math.log(price_usd / trigger_usd) / deviation
    return sigma, 0.5 * math.erfc((sigma - deviation / 2) / math.sqrt(2))


def _why_absent(weeks: Weeks, count: int) -> str:
    absent_ms = weeks.first_absent_ms(count)
    if not weeks.finished or absent_ms is None or absent_ms < weeks.finished[0][0]:
        return f"{len(weeks.finished)} of {count} finished weeks known"
    return f"the week of {datetime.fromtimestamp(absent_ms / 1000, UTC):%Y-%m-%d} has no final close yet"
