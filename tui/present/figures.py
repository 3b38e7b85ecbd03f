"""Figures for a person: three to four significant digits, units, signs with arrows, ages and times (UTC)."""

import math
from datetime import UTC, datetime, timedelta

from widgets.view.text import ABSENT, MISSING, Span, Tone

_COMPACT = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
_VENUES = {
    "binance": ("BIN", "Binance"),
    "bybit": ("BYB", "Bybit"),
    "okx": ("OKX", "OKX"),
    "deribit": ("DER", "Deribit"),
    "hyperliquid": ("HL", "Hyperliquid"),
    "coinbase": ("CB", "Coinbase"),
    "kraken": ("KRK", "Kraken"),
    "krakenfutures": ("KRF", "Kraken Futures"),
    "bitget": ("BGT", "Bitget"),
    "gate": ("GTE", "Gate"),
    "market cap": ("CAP", "market cap"),
    "etf flows": ("ETF", "ETF flows"),
}
"""Venues, and the sources that are none."""


def venue_code(venue: str) -> str:
    """At most three letters, for a column."""
    return _VENUES[venue][0] if venue in _VENUES else venue[:3].upper()


def venue_name(venue: str) -> str:
    return _VENUES[venue][1] if venue in _VENUES else venue.capitalize()


def price(usd: float) -> str:
    """A price in dollars: whole dollars from a thousand on, else four significant digits."""
    size = abs(usd)
    if size >= 1000:
        return f"{usd:,.0f}"
    if size >= 100:
        return f"{usd:.1f}"
    if size >= 10:
        return f"{usd:.2f}"
    # As many decimals as four digits need, and no exponent, which reads as another number in a column.
    decimals = 3 - math.floor(math.log10(size)) if size > 1e-12 else 3
    return f"{usd:.{max(decimals, 3)}f}"


def price_span(usd: float | None, tone: Tone = Tone.TEXT) -> Span:
    return ABSENT if usd is None else (price(usd), tone)


def compact(amount: float) -> str:
    """Three significant digits and K, M, B or T."""
    size = abs(amount)
    for scale, letter in _COMPACT:
        # What would be shown as 1000 of a unit is shown as 1 of the next.
        if size >= scale * 0.9995:
            return f"{_three_digits(amount / scale)}{letter}"
    return _three_digits(amount)


def at_least(amount: float) -> str:
    """A floor, as `compact` but rounded down: rounded up it would be more than what is known."""
    scale, letter = next(((scale, letter) for scale, letter in _COMPACT if amount >= scale), (1.0, ""))
    units = amount / scale
    digits = 0 if units >= 100 else 1 if units >= 10 else 2
    # A hair more, so that 0.57 stays it whatever binary makes of it.
    return f"{math.floor(units * 10**digits + 1e-9) / 10**digits:.{digits}f}{letter}"


def _three_digits(value: float) -> str:
    size = abs(value)
    if size >= 99.95:
        return f"{value:.0f}"
    return f"{value:.1f}" if size >= 9.995 else f"{value:.2f}"


def usd_span(amount: float | None, tone: Tone = Tone.TEXT) -> Span:
    return ABSENT if amount is None else (compact(amount), tone)


def signed_usd(amount: float | None) -> Span:
    """A flow or effect in dollars, with its sign before the dollar sign."""
    if amount is None:
        return ABSENT
    sign, tone = ("+", Tone.UP) if amount >= 0 else ("-", Tone.DOWN)
    return f"{sign}${compact(abs(amount))}", tone


def change(pct: float | None, digits: int = 1) -> Span:
    """A change in percent with arrow and sign; what rounds to nothing has neither."""
    if pct is None:
        return ABSENT
    text = f"{abs(pct):.{digits}f}%"
    if float(text[:-1]) == 0:
        return f"  {text}", Tone.TEXT
    return (f"▲ +{text}", Tone.UP) if pct > 0 else (f"▼ -{text}", Tone.DOWN)


def signed_percent(pct: float | None, digits: int = 1) -> Span:
    """A change in percent by its sign alone, where several stand side by side; what rounds to nothing has none."""
    if pct is None:
        return ABSENT
    text = f"{pct:+.{digits}f}%"
    if float(text[:-1]) == 0:
        return text[1:], Tone.TEXT
    return text, Tone.UP if pct > 0 else Tone.DOWN


def percent(pct: float | None, digits: int = 1, tone: Tone = Tone.TEXT) -> Span:
    """A level in percent, not a change: signed only where negative."""
    return ABSENT if pct is None else (f"{pct:.{digits}f}%", tone)


def share(value: float | None, tone: Tone = Tone.TEXT) -> Span:
    """0..1 as whole percent."""
    return ABSENT if value is None else (f"{value * 100:.0f}%", tone)


def likelihood(probability: float) -> str:
    """A probability, 0..1, as whole percent; never rounded to certainty."""
    if probability < 0.01:
        return "<1%"
    return ">99%" if probability > 0.99 else f"{probability * 100:.0f}%"


def volatility(points: float | None, tone: Tone = Tone.TEXT) -> Span:
    return ABSENT if points is None else (f"{points:.1f}", tone)


def signed_points(points: float | None) -> Span:
    """A difference of volatilities, in points; what rounds to nothing has no sign."""
    if points is None:
        return ABSENT
    text = f"{points:+.1f}"
    return (text if float(text) else "0.0", Tone.TEXT)


def age(seconds: float | None) -> str:
    """One number and one letter."""
    if seconds is None:
        return MISSING
    for size, smaller, letter in ((86_400, 3_600, "d"), (3_600, 60, "h"), (60, 1, "m")):
        # What would be shown as 60 of a unit is shown as 1 of the next.
        if seconds >= size - smaller / 2:
            return f"{max(seconds / size, 1):.0f}{letter}"
    return f"{max(seconds, 0):.0f}s"


def duration(seconds: float) -> str:
    """Hours and minutes: "17h40m", "24h", "35m"."""
    minutes = int(seconds // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}m"
    return f"{hours}h{rest:02d}m" if rest else f"{hours}h"


def countdown(seconds: float) -> str:
    """Days and a clock that runs down: "1d06:14:33"."""
    left = max(int(seconds), 0)
    days, rest = divmod(left, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, seconds_left = divmod(rest, 60)
    return f"{days}d{hours:02d}:{minutes:02d}:{seconds_left:02d}"


def short_countdown(seconds: float) -> str:
    """Hours and minutes to a payment: "20m", "1h47m", "<1m"."""
    return duration(seconds) if seconds >= 60 else "<1m"


def clock_time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%H:%M:%S")


def day(at_ms: int) -> str:
    """The UTC day of an expiry or a bar: "26 Dec"."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%d %b")


def expiry_day(expiry_ms: int, days_left: float) -> str:
    """The UTC day of an expiry: "26 Dec", and "24 Sep 27" where that is in another year than now."""
    expiry = datetime.fromtimestamp(expiry_ms / 1000, UTC)
    now = expiry - timedelta(days=days_left)
    return expiry.strftime("%d %b" if expiry.year == now.year else "%d %b %y")


def days(count: float) -> str:
    return f"{count:.0f}" if count >= 10 else f"{count:.1f}"
