"""Candles of the other market: every close follows from a rule short enough to reckon with on paper."""

from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS, day_start_ms, week_start_ms

DAYS = 500
HOURS = 500

WEEKLY = {"BTC": (90_000.0, 100.0), "ETH": (3_000.0, 10.0)}
"""Week k before the running one (k = 1, 2, ...) closes at base + step x k; so does each of its days."""
HOURLY = {"BTC": 88_500.0, "ETH": 2_900.0}
"""Every finished hour opened and closed here."""

Bar = tuple[int, float, float, float, float, float]
"""Open time, open, high, low, close, volume in coin."""


def daily(asset: str, now_ms: int) -> list[Bar]:
    """DAYS bars, the running day last. The high stands 500 above each close, once 9,000 above; the low 400 below."""
    base, step = WEEKLY[asset]
    today_ms, monday_ms = day_start_ms(now_ms), week_start_ms(now_ms)
    bars = []
    for back in range(DAYS - 1, -1, -1):
        open_ms = today_ms - back * DAY_MS
        week = (monday_ms - week_start_ms(open_ms)) // WEEK_MS
        close = base + step * week
        scale = base / 90_000
        top = close + (9_000 if back == 300 else 500) * scale
        bars.append((open_ms, close, top, close - 400 * scale, close, 1_000.0))
    return bars


def hourly(asset: str, now_ms: int) -> list[Bar]:
    """HOURS bars that stand still, the running hour last."""
    usd = HOURLY[asset]
    hour_ms = now_ms - now_ms % HOUR_MS
    return [(hour_ms - back * HOUR_MS, usd, usd * 1.001, usd * 0.999, usd, 40.0) for back in range(HOURS - 1, -1, -1)]
