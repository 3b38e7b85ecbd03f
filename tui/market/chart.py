"""The bars of the price chart, from one venue's hourly and daily candles."""

from tui.analytics.bars import Step, resample
from tui.analytics.weekly import sma50_series
from tui.domain.board import CandleRow, Chart
from tui.domain.clock import DAY_MS, WEEK_MS
from tui.market.candles import Candles

BARS = 300
"""More than any screen is wide."""


def chart(candles: Candles) -> Chart:
    """Every timeframe of the leading venue: four hours are built from hours, weeks from days."""
    hourly, daily = candles.rows("1h"), candles.rows("1d")
    bars = {
        "1h": hourly[-BARS:],
        "4h": _whole(hourly, "4h"),
        "1d": daily[-BARS:],
        "1w": _weeks(daily),
    }
    return Chart(
        venue=candles.leader,
        bars={timeframe: rows for timeframe, rows in bars.items() if rows},
        sma50_weekly=sma50_series(daily),
    )


def _weeks(daily: tuple[CandleRow, ...]) -> tuple[CandleRow, ...]:
    """Weeks from days; a finished one without its Sunday is left out, since its last day would pass for its close."""
    days = {row.open_ms for row in daily}
    bars = _whole(daily, "1w")
    return (*(bar for bar in bars[:-1] if bar.open_ms + WEEK_MS - DAY_MS in days), *bars[-1:])


def _whole(rows: tuple[CandleRow, ...], step: Step) -> tuple[CandleRow, ...]:
    """Longer bars; the first is left out where its beginning is not known."""
    bars = resample(rows, step)
    if bars and bars[0].open_ms < rows[0].open_ms:
        bars = bars[1:]
    return bars[-BARS:]
