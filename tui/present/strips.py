"""Open interest, funding and basis in the bars of the price chart, and which bars saw large liquidations."""

from functools import lru_cache

from tui.domain.board import AssetBoard
from tui.domain.board_past import Past, Strip
from tui.present import figures
from widgets.view.price import ChartStrip
from widgets.view.text import Tone

_LARGE_USD = {"1h": 5e6, "4h": 10e6, "1d": 25e6, "1w": 100e6}
"""Liquidations of one side in one bar that are worth a mark; ten times as much is worth the larger one."""

_TEN = 10


def present_strips(part: AssetBoard, timeframe: str, opens: tuple[int, ...]) -> tuple[ChartStrip, ...]:
    """One value for each of the bars that open at `opens`; most important first."""
    past = part.past
    venues = " ".join(figures.venue_code(venue) for venue in past.open_interest_venues.get(timeframe, ()))
    venue, _, symbol = (past.funding_contract or "").partition(" ")
    named = (
        (f"OI in coin · {venues}", past.open_interest_coin, Tone.INFO),
        (f"FUNDING paid, % a year · {figures.venue_code(venue)} {symbol}", past.funding_apr_pct, Tone.AVERAGE),
        ("BASIS % a year · as recorded", past.basis_apr_pct, Tone.TRIGGER),
    )
    found: list[ChartStrip] = []
    for index, (name, strips, tone) in enumerate(named):
        strip = strips.get(timeframe)
        values = () if strip is None else _values(strip, opens)
        if any(value is not None for value in values):
            found.append(ChartStrip(name=name, values=values, words=_words(values, index == 0), tone=tone))
    return tuple(found)


_SPANS = {"1h": "the hour", "4h": "4 hours", "1d": "the day"}


def interest_history(past: Past) -> tuple[ChartStrip, ...]:
    """Open interest in coin by the hour, by four and by the day."""
    found: list[ChartStrip] = []
    for timeframe in ("1h", "4h", "1d"):
        if (strip := past.open_interest_coin.get(timeframe)) is not None:
            venues = " ".join(figures.venue_code(venue) for venue in past.open_interest_venues.get(timeframe, ()))
            name = f"coin by {_SPANS[timeframe]} · {venues}"
            found.append(ChartStrip(name=name, values=strip.values, words=_words(strip.values, True)))
    return tuple(found)


def funding_history(past: Past) -> tuple[ChartStrip, ...]:
    """What the largest contract paid, by four hours and by the day."""
    venue, _, symbol = (past.funding_contract or "").partition(" ")
    return tuple(
        ChartStrip(
            name=f"paid, % a year, by {_SPANS[timeframe]} · {figures.venue_code(venue)} {symbol}",
            values=strip.values,
            words=_words(strip.values, False),
            tone=Tone.AVERAGE,
        )
        for timeframe in ("4h", "1d")
        if (strip := past.funding_apr_pct.get(timeframe)) is not None
    )


def missing_strips(past: Past, timeframe: str) -> str:
    """Which strips can't be drawn, and why."""
    reasons = (
        ("OI", past.open_interest_coin, "no two bars known"),
        ("funding", past.funding_apr_pct, "no settled payments known"),
        ("basis", past.basis_apr_pct, "recorded from now on, hourly"),
    )
    return " · ".join(f"no {name} strip: {why}" for name, strips, why in reasons if timeframe not in strips)


def forced_tiers(past: Past, timeframe: str, opens: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Under each bar how large the recorded liquidations of longs and of shorts were; empty where none is large."""
    sides = [past.forced_long_usd.get(timeframe), past.forced_short_usd.get(timeframe)]
    large = _LARGE_USD[timeframe]
    longs, shorts = (
        [0] * len(opens) if strip is None else [_tier(value, large) for value in _values(strip, opens)]
        for strip in sides
    )
    return tuple(zip(longs, shorts, strict=True)) if any(longs) or any(shorts) else ()


def _tier(usd: float | None, large_usd: float) -> int:
    return 0 if usd is None or usd < large_usd else 1 if usd < large_usd * _TEN else 2


def _values(strip: Strip, opens: tuple[int, ...]) -> tuple[float | None, ...]:
    """The strip's value of each bar, found by when the bar opens: what fits no bar is left out."""
    if len(opens) < 2:
        return (None,) * len(opens)
    step_ms = opens[-1] - opens[-2]
    found: list[float | None] = []
    for open_ms in opens:
        place, off_ms = divmod(open_ms - strip.first_ms, step_ms)
        found.append(strip.values[place] if not off_ms and 0 <= place < len(strip.values) else None)
    return tuple(found)


@lru_cache(maxsize=32)
def _words(values: tuple[float | None, ...], coins: bool) -> tuple[str, ...]:
    """Each value in words, made once for as long as none of them changes."""
    return tuple(
        "" if value is None else figures.compact(value) if coins else figures.percent(value)[0] for value in values
    )
