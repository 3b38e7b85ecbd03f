"""Drawdown from a named high."""

from collections.abc import Sequence

from tui.domain.board import CandleRow, Drawdown, Notes


def drawdown(price_usd: float | None, high_usd: float | None, high_on: str | None) -> Drawdown:
    """Percent from the named high: price / high - 1. `high_on` says what the high is and when."""
    notes: Notes = {}
    pct: float | None = None
    if high_usd is None or high_usd <= 0:
        high_usd = None
        notes["high_usd"] = notes["pct"] = "no high is named and no candle is known"
    elif price_usd is None:
        notes["pct"] = "no price"
    else:
        pct = (price_usd / high_usd - 1) * 100
        if pct > 0:
            notes["pct"] = "price is above the named high"
    return Drawdown(high_usd=high_usd, high_on=high_on, pct=pct, notes=notes)


def highest(daily: Sequence[CandleRow]) -> tuple[float, int] | None:
    """The highest price of the bars and its bar's opening time in milliseconds (the earliest of equals); None where
    there are no bars."""
    if not daily:
        return None
    top = max(daily, key=lambda bar: (bar.high_usd, -bar.open_ms))
    return top.high_usd, top.open_ms
