"""Numbers as a market note writes them."""

import math

from tui.domain.board import Liquidations, MarketLiquidations

_UNITS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_SAME_WATCH_S = 300
"""Venues that were watched for times this close count as watched together."""


def dollars(value: float) -> str:
    """ "$3.54 trillion", "$572 million", "$106,300", "$3.42"; negative amounts as "-$755 million"."""
    sign, size = ("-" if value < 0 else ""), abs(value)
    for unit, word in _UNITS:
        if size >= unit * 0.9995:
            return f"{sign}${size / unit:.3g} {word}"
    return f"{sign}${size:,.0f}" if size >= 100 else f"{sign}${size:,.2f}"


def at_least(value: float) -> str:
    """A floor, as "at least $484 million": rounded down, or it would be more than what is known."""
    unit, word = next(((unit, word) for unit, word in _UNITS if value >= unit), (1.0, ""))
    units = value / unit
    digits = 0 if units >= 100 else 1 if units >= 10 else 2
    # A hair more, so that what is a whole number of steps stays one.
    down = math.floor(units * 10**digits + 1e-9) / 10**digits
    return f"at least ${down:g} {word}" if word else f"at least {dollars(math.floor(value))}"


def price(value: float) -> str:
    """A price in full: "$106,300" or "$0.1742"."""
    return f"${value:,.0f}" if value >= 1000 else f"${value:,.2f}" if value >= 1 else f"${value:.4g}"


def percent(value: float, signed: bool = False) -> str:
    """ "3.9%", or "+3.9%" where the sign tells something; what rounds to nothing has no sign."""
    text = f"{value:+.1f}" if signed else f"{value:.1f}"
    return f"{text if float(text) else '0.0'}%"


def share(value: float) -> str:
    """A share of 0..1 in whole percent: "76%"."""
    return f"{value * 100:.0f}%"


def age(seconds: float | None) -> str:
    """ "4 s", "12 min", "3 h", "2 d"; "age unknown" for None."""
    if seconds is None:
        return "age unknown"
    for unit, word in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.0f} {word}"
    return f"{seconds:.0f} s"


def venues(names: list[str]) -> str:
    """ "binance, okx and bybit", in order and each once."""
    once = list(dict.fromkeys(names))
    return " and ".join([", ".join(once[:-1]), once[-1]] if len(once) > 1 else once)


def set_on(high_on: str | None) -> str:
    """What the high is and when, without brackets of its own: "2025-10-06, yours"."""
    return "your high" if high_on is None else high_on.replace(" (", ", ").replace(")", "")


def side_of(now_usd: float, line_usd: float) -> str:
    """Where price stands from a line, without a sign to misread: "price is 0.6% below $107,000"."""
    away_pct = (now_usd / line_usd - 1) * 100
    if abs(away_pct) < 0.05:
        return f"price is at {price(line_usd)}"
    return f"price is {abs(away_pct):.1f}% {'below' if away_pct < 0 else 'above'} {price(line_usd)}"


def watched(board: Liquidations | MarketLiquidations) -> str:
    """How much of the window was observed: "18 h of 24 h", or "2 min to 24 h of 24 h by venue" where venues differ."""
    spans_s = [venue.observed_s for venue in board.venues if venue.every_asset] or [board.observed_s]
    if max(spans_s) - min(spans_s) < _SAME_WATCH_S:
        return f"{_hours(max(spans_s))} of {_hours(board.window_s)}"
    return f"{_hours(min(spans_s))} to {_hours(max(spans_s))} of {_hours(board.window_s)} by venue"


def _hours(seconds: float) -> str:
    """ "2 min", "17 h 40 min", "24 h"."""
    hours, minutes = divmod(int(seconds // 60), 60)
    return " ".join([f"{hours} h"] * (hours > 0) + [f"{minutes} min"] * (minutes > 0 or not hours))
