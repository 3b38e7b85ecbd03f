"""Open interest, funding, basis and liquidations in the bars of the price chart, or over time axes of their own."""

from tui.domain.board import AssetBoard
from tui.domain.board_past import Past, Strip
from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS
from tui.present import figures
from tui.present.chart_times import bar_time
from widgets.view.strip import ChartStrip
from widgets.view.text import Tone

BASELINE_PCT = 10.95
"""The interest term of perpetuals, 0.01 % every eight hours, as APR in percent."""

_LARGE_USD = {"1h": 5e6, "4h": 10e6, "1d": 25e6, "1w": 100e6}
"""Liquidations of one side in one bar that are worth rows of their own."""

_RATE_SPAN, _COIN_SPAN = 4.0, 0.02
"""The least that the edges of a strip differ: points of a rate, and parts of an open interest."""

STEP_MS = {"1h": HOUR_MS, "4h": 4 * HOUR_MS, "1d": DAY_MS, "1w": WEEK_MS}
_DAY_BARS = 24
_IN_THOUSANDS = 10_000
_BARS = {"1h": "the hour", "4h": "4 hours", "1d": "the day"}


def present_strips(part: AssetBoard, timeframe: str, opens: tuple[int, ...]) -> tuple[ChartStrip, ...]:
    """One value for each of the bars that open at `opens`; most important first."""
    past = part.past
    strips = (
        _coin_strip("OI in coin", past, timeframe, opens),
        _rate_strip(f"FUNDING paid, % APR · {_contract(past)}", past.funding_apr_pct, timeframe, opens, Tone.AVERAGE),
        _rate_strip(_basis_name(past), past.basis_apr_pct, timeframe, opens, Tone.HEADING),
    )
    return tuple(strip for strip in strips if any(value is not None for value in strip.values))


def day_strips(part: AssetBoard) -> tuple[ChartStrip, ...]:
    """Price, open interest, funding and basis of the last 24 finished hours, in the same bars; without an hour, none.

    The hour that runs is left out: it would move with every tick.
    """
    bars = part.chart.bars.get("1h", ())[-_DAY_BARS - 1 : -1]
    if len(bars) < 2:
        return ()
    opens = tuple(bar.open_ms for bar in bars)
    price = ChartStrip(
        name="price, hourly close",
        values=tuple(bar.close_usd for bar in bars),
        scale=1000.0 if bars[-1].close_usd >= _IN_THOUSANDS else 1.0,
        unit="K" if bars[-1].close_usd >= _IN_THOUSANDS else "",
        digits=1,
        changes_in_pct=True,
        hours=1.0,
        times=tuple(bar_time(open_ms, "1h") for open_ms in opens),
        tone=Tone.HEADING,
    )
    return (price, *present_strips(part, "1h", opens))


def interest_history(past: Past) -> tuple[ChartStrip, ...]:
    """Open interest in coin by the hour, by four and by the day."""
    return tuple(
        _coin_strip(f"coin by {_BARS[timeframe]}", past, timeframe)
        for timeframe in ("1h", "4h", "1d")
        if timeframe in past.open_interest_coin
    )


def funding_history(past: Past) -> tuple[ChartStrip, ...]:
    """What the largest contract paid, by four hours and by the day."""
    return tuple(
        _rate_strip(f"paid, % APR, by {_BARS[timeframe]} · {_contract(past)}", past.funding_apr_pct, timeframe)
        for timeframe in ("4h", "1d")
        if timeframe in past.funding_apr_pct
    )


def missing_strips(past: Past, timeframe: str) -> str:
    """Which strips can't be drawn, and why."""
    reasons = (
        ("OI", past.open_interest_coin, "no two bars known"),
        ("funding", past.funding_apr_pct, "no settled payments known"),
        ("basis", past.basis_apr_pct, "recorded from now on, hourly"),
    )
    return " · ".join(f"no {name} strip: {why}" for name, strips, why in reasons if timeframe not in strips)


def forced_strips(past: Past, timeframe: str, opens: tuple[int, ...]) -> tuple[ChartStrip, ...]:
    """Recorded liquidations of longs and of shorts in dollars; empty where none is large."""
    large = _LARGE_USD[timeframe]
    sides = (("longs", past.forced_long_usd, Tone.DOWN), ("shorts", past.forced_short_usd, Tone.UP))
    strips = tuple(
        ChartStrip(
            name=name, values=_values(found.get(timeframe), opens), scale=1e6, unit="M", least_span=large, tone=tone
        )
        for name, found, tone in sides
    )
    largest = max((value for strip in strips for value in strip.values if value is not None), default=0.0)
    return strips if largest >= large else ()


def _contract(past: Past) -> str:
    """Whose funding it is: "BIN BTCUSDT"."""
    venue, _, symbol = (past.funding_contract or "").partition(" ")
    return f"{figures.venue_code(venue)} {symbol}"


def _basis_name(past: Past) -> str:
    """By which rule and convention: "BASIS 90d % APR simple · as recorded"."""
    rule = {"cm90": "90d ", "nearest": "nearest "}.get(past.basis_rule or "", "")
    return f"BASIS {rule}% APR {past.basis_convention} · as recorded"


def _coin_strip(name: str, past: Past, timeframe: str, opens: tuple[int, ...] | None = None) -> ChartStrip:
    """Open interest, over `opens` or else over bars of its own."""
    strip = past.open_interest_coin.get(timeframe)
    venues = " ".join(figures.venue_code(venue) for venue in past.open_interest_venues.get(timeframe, ()))
    values = _values(strip, opens)
    size = max((abs(value) for value in values if value is not None), default=0.0)
    scale, unit = next(((scale, unit) for scale, unit in ((1e6, "M"), (1e3, "K")) if size >= scale), (1.0, ""))
    return ChartStrip(
        name=f"{name} · {venues}",
        values=values,
        scale=scale,
        unit=unit,
        digits=1 if size >= 100 * scale else 2,
        changes_in_pct=True,
        least_span=size * _COIN_SPAN,
        hours=STEP_MS[timeframe] / HOUR_MS,
        times=_times(strip, timeframe) if opens is None else (),
    )


def _rate_strip(
    name: str, strips: dict[str, Strip], timeframe: str, opens: tuple[int, ...] | None = None, tone: Tone = Tone.AVERAGE
) -> ChartStrip:
    """An annual rate against zero and the baseline, over `opens` or else over bars of its own."""
    strip = strips.get(timeframe)
    return ChartStrip(
        name=name,
        values=_values(strip, opens),
        unit="%",
        least_span=_RATE_SPAN,
        from_zero=True,
        baseline=BASELINE_PCT,
        to_baseline=opens is None,
        hours=STEP_MS[timeframe] / HOUR_MS,
        times=_times(strip, timeframe) if opens is None else (),
        tone=tone,
    )


def _times(strip: Strip | None, timeframe: str) -> tuple[tuple[str, int], ...]:
    if strip is None:
        return ()
    return tuple(bar_time(strip.first_ms + at * STEP_MS[timeframe], timeframe) for at in range(len(strip.values)))


def _values(strip: Strip | None, opens: tuple[int, ...] | None) -> tuple[float | None, ...]:
    """The strip's value of each bar, found by when the bar opens, and what fits no bar left out; without bars, all."""
    if opens is None:
        return () if strip is None else strip.values
    if strip is None or len(opens) < 2:
        return (None,) * len(opens)
    step_ms = opens[-1] - opens[-2]
    found: list[float | None] = []
    for open_ms in opens:
        place, off_ms = divmod(open_ms - strip.first_ms, step_ms)
        found.append(strip.values[place] if not off_ms and 0 <= place < len(strip.values) else None)
    return tuple(found)
