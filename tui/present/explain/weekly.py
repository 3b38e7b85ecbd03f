"""The week's close explained: the averages, the trigger, its distance and the odds."""

import math
from collections.abc import Iterator

from tui.domain.board import CandleRow, Chart, Weekly
from tui.domain.clock import DAY_MS
from tui.present import figures
from tui.present.explain.page import percent, why
from tui.present.reading import Reading
from widgets.view.explain import Figure
from widgets.view.text import ABSENT, Tone

_WEEKS = 50
_AGREES = 1e-4
"""The chart's own weeks are listed where their mean is the Board's to this share."""


def explain_weekly(reading: Reading) -> Iterator[Figure]:
    part = reading.part
    weekly, usd, chart = part.weekly, part.price.usd, part.chart
    weeks = f"UTC weeks, Monday to Monday, built from daily candles of {chart.venue or 'no venue yet'}"
    yield Figure(
        name="50-week average, finished weeks",
        value=figures.price_span(weekly.sma50_completed_usd, Tone.VALUE),
        formula="mean of the last 50 finished weekly closes: stands still all week",
        filled=_mean(weekly.sma50_completed_usd, _WEEKS, chart),
        convention=weeks,
        alternatives="the running average below; venues whose weeks begin on another day give other closes",
        notes=why(weekly.notes, "sma50_completed_usd"),
    )
    yield Figure(
        name="50-week average, running",
        value=figures.price_span(weekly.sma50_running_usd, Tone.VALUE),
        formula="(sum of the last 49 finished closes + price now) / 50: the line that charts draw",
        filled=_running(weekly, usd),
        convention=weeks,
        notes=why(weekly.notes, "sma50_running_usd"),
    )
    yield Figure(
        name="close trigger",
        value=figures.price_span(weekly.trigger_usd, Tone.VALUE),
        formula="mean of the last 49 finished closes: P < (S49 + P) / 50 is the same as P < S49 / 49, so the week"
        " closes above its own average when it closes above this",
        filled=_mean(weekly.trigger_usd, _WEEKS - 1, chart),
        convention=weeks,
        notes=why(weekly.notes, "trigger_usd"),
    )
    yield from _outlook(weekly, usd)


def _mean(mean_usd: float | None, count: int, chart: Chart) -> tuple[str, ...]:
    """The sum over the count, and the closes themselves where the chart holds exactly those."""
    if mean_usd is None:
        return ()
    lines = [f"sum of {count} closes {mean_usd * count:,.0f} / {count} = {mean_usd:,.2f}"]
    finished: tuple[CandleRow, ...] = chart.bars.get("1w", ())[:-1][-count:]
    if len(finished) == count:
        own = sum(bar.close_usd for bar in finished) / count
        if abs(own / mean_usd - 1) < _AGREES:
            lines.append(_closes(finished, whole=count < _WEEKS))
    return tuple(lines)


def _closes(finished: tuple[CandleRow, ...], *, whole: bool) -> str:
    """The closes by the day their week began: all of them, or the one that the trigger's list lacks."""
    words = [f"{figures.day(bar.open_ms)} {figures.price(bar.close_usd)}" for bar in finished]
    if whole:
        return f"closes by the week's Monday, newest first: {', '.join(reversed(words))}"
    return f"the {_WEEKS - 1} closes listed under the trigger, and {words[0]}"


def _running(weekly: Weekly, usd: float | None) -> tuple[str, ...]:
    if weekly.sma50_running_usd is None or weekly.trigger_usd is None or usd is None:
        return ()
    before = weekly.trigger_usd * (_WEEKS - 1)
    return (f"({before:,.0f} + {figures.price(usd)}) / {_WEEKS} = {weekly.sma50_running_usd:,.2f}",)


def _outlook(weekly: Weekly, usd: float | None) -> Iterator[Figure]:
    trigger = weekly.trigger_usd
    yield Figure(
        name="distance to the trigger",
        value=figures.change(weekly.distance_pct, 2),
        formula="price / trigger - 1",
        filled=(f"{figures.price(usd)} / {figures.price(trigger)} - 1 = {percent(weekly.distance_pct)}",)
        if usd is not None and trigger is not None and weekly.distance_pct is not None
        else (),
        notes=why(weekly.notes, "distance_pct"),
    )
    yield Figure(
        name="in standard deviations",
        value=ABSENT if weekly.sigma is None else (f"{weekly.sigma:+.2f}σ", Tone.VALUE),
        formula="ln(price / trigger) / (v x sqrt(time left / 365 d)), v an annual volatility",
        filled=_sigma(weekly, usd),
        convention="the volatility index where there is one, else at-the-money volatility, else what was realised",
        notes=why(weekly.notes, "sigma"),
    )
    yield Figure(
        name="P(close below)",
        value=figures.share(weekly.close_below_share, Tone.VALUE),
        formula="N(-(sigma - s / 2)), s = v x sqrt(time left / 365 d): a lognormal price without drift",
        filled=_odds(weekly, usd),
        convention="zero drift: a price that neither rises nor falls on average; no forecast",
        notes=why(weekly.notes, "close_below_share"),
    )


def _deviation(weekly: Weekly, usd: float | None) -> float | None:
    """The standard deviation of the time left, as the Board's own sigma implies it."""
    if weekly.sigma is None or not weekly.sigma or weekly.trigger_usd is None or usd is None:
        return None
    return math.log(usd / weekly.trigger_usd) / weekly.sigma


def _sigma(weekly: Weekly, usd: float | None) -> tuple[str, ...]:
    deviation = _deviation(weekly, usd)
    if deviation is None or usd is None or weekly.trigger_usd is None or weekly.closes_in_s <= 0:
        return ()
    days = weekly.closes_in_s * 1000 / DAY_MS
    annual_pct = deviation / math.sqrt(days / 365) * 100
    distance = f"ln({figures.price(usd)} / {figures.price(weekly.trigger_usd)})"
    return (f"{distance} / ({annual_pct:.1f} % x sqrt({days:.2f} / 365)) = {weekly.sigma:+.2f}",)


def _odds(weekly: Weekly, usd: float | None) -> tuple[str, ...]:
    deviation = _deviation(weekly, usd)
    if deviation is None or weekly.close_below_share is None:
        return ()
    share = f"{weekly.close_below_share * 100:.0f} %"
    return (f"N(-({weekly.sigma:+.2f} - {deviation * 100:.2f} % / 2)) = {share}",)
