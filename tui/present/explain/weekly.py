"""The week's close explained: the averages, the trigger, its distance and the odds."""

import math
from collections.abc import Iterator

from tui.domain.board import CandleRow, Chart, Weekly
from tui.domain.clock import DAY_MS
from tui.present import figures
from tui.present.explain.page import percent, source, why
from tui.present.reading import Reading
from widgets.view.explain import Figure, InputRow
from widgets.view.text import ABSENT, NOTHING, Tone

_WEEKS = 50
_AGREES = 1e-4
"""The chart's own weeks are listed where their mean is the Board's to this share."""


def explain_weekly(reading: Reading) -> Iterator[Figure]:
    part = reading.part
    weekly, chart = part.weekly, part.chart
    usd = part.price.usd if weekly.price_usd is None else weekly.price_usd
    weeks = f"UTC weeks, Monday to Monday, built from daily candles of {chart.venue or 'no venue yet'}"
    inputs = _inputs(reading)
    yield Figure(
        name="50-week average, finished weeks",
        id="sma50_completed",
        value=figures.price_span(weekly.sma50_completed_usd, Tone.VALUE),
        formula="mean of the last 50 finished weekly closes: stands still all week",
        filled=_mean(weekly.sma50_completed_usd, _WEEKS, chart),
        convention=weeks + _leads("completed", weekly),
        alternatives="the running average below; venues whose weeks begin on another day give other closes",
        inputs=inputs,
        notes=why(weekly.notes, "sma50_completed_usd"),
    )
    yield Figure(
        name="50-week average, running",
        id="sma50_running",
        value=figures.price_span(weekly.sma50_running_usd, Tone.VALUE),
        formula="(sum of the last 49 finished closes + price now) / 50: the line that charts draw",
        filled=_running(weekly, usd),
        convention=weeks + _leads("running", weekly),
        inputs=inputs,
        notes=why(weekly.notes, "sma50_running_usd"),
    )
    yield Figure(
        name="close trigger",
        id="trigger",
        value=figures.price_span(weekly.trigger_usd, Tone.VALUE),
        formula="mean of the last 49 finished closes: P < (S49 + P) / 50 is the same as P < S49 / 49, so the week"
        " closes above its own average when it closes above this",
        filled=_mean(weekly.trigger_usd, _WEEKS - 1, chart),
        convention=weeks,
        inputs=inputs,
        notes=why(weekly.notes, "trigger_usd"),
    )
    for name, figure, average in (
        ("distance to the finished average", "sma50_completed_distance", weekly.sma50_completed_usd),
        ("distance to the running average", "sma50_running_distance", weekly.sma50_running_usd),
    ):
        yield _distance(name, figure, usd, average, inputs)
    yield from _outlook(reading, weekly, usd)


def _inputs(reading: Reading) -> tuple[InputRow, ...]:
    """The price, and the candles that the weeks are built from."""
    price, venue = reading.part.price, reading.part.chart.venue
    rows = [
        source(reading, "price", each.venue, f"mid, {each.quote}", (f"{each.usd:,.2f}", Tone.TEXT), each.age_s)
        for each in price.venues
    ]
    if venue is not None:
        feed = reading.feeds(("candles",)).get(venue)
        rows.append(source(reading, "candles", venue, "1d candles", NOTHING, feed.age_s if feed else None))
    return tuple(rows)


def _distance(
    name: str, figure: str, usd: float | None, line: float | None, inputs: tuple[InputRow, ...], note: str | None = None
) -> Figure:
    known = usd is not None and line is not None
    pct = (usd / line - 1) * 100 if usd is not None and line is not None else None
    return Figure(
        name=name,
        id=figure,
        value=figures.change(pct, 2),
        formula="price / line - 1",
        filled=(f"{figures.price(usd or 0.0)} / {figures.price(line or 0.0)} - 1 = {percent(pct)}",) if known else (),
        inputs=inputs,
        convention="the candles' venue's own price now, where it is live, against the average of its closes",
        notes=(note,) if note else (),
    )


def _leads(name: str, weekly: Weekly) -> str:
    return "; leads, by [conventions] sma" if weekly.sma_rule == name else ""


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


def _outlook(reading: Reading, weekly: Weekly, usd: float | None) -> Iterator[Figure]:
    trigger = weekly.trigger_usd
    inputs = (*_inputs(reading), *_volatility(reading))
    yield Figure(
        name="distance to the trigger",
        id="trigger_distance",
        value=figures.change(weekly.distance_pct, 2),
        formula="price / trigger - 1",
        filled=(f"{figures.price(usd)} / {figures.price(trigger)} - 1 = {percent(weekly.distance_pct)}",)
        if usd is not None and trigger is not None and weekly.distance_pct is not None
        else (),
        inputs=inputs[: len(_inputs(reading))],
        convention="the candles' venue's own price now, where it is live, against its own closes; negative is below",
        notes=why(weekly.notes, "distance_pct"),
    )
    yield Figure(
        name="in standard deviations",
        id="sigma",
        value=ABSENT if weekly.sigma is None else (f"{weekly.sigma:+.2f}σ", Tone.VALUE),
        formula="ln(price / trigger) / (v x sqrt(time left / 365 d)), v an annual volatility",
        filled=_sigma(weekly, usd),
        convention="the volatility index where there is one, else at-the-money volatility, else what was realised",
        inputs=inputs,
        notes=why(weekly.notes, "sigma"),
    )
    yield Figure(
        name="P(close below)",
        id="close_below",
        value=figures.share(weekly.close_below_share, Tone.VALUE),
        formula="N(-(sigma - s / 2)), s = v x sqrt(time left / 365 d): a lognormal price without drift",
        filled=_odds(weekly, usd),
        convention="zero drift: a price that neither rises nor falls on average; no forecast",
        inputs=inputs,
        notes=why(weekly.notes, "close_below_share"),
    )


def _volatility(reading: Reading) -> tuple[InputRow, ...]:
    """Where the annual volatility comes from: the index where there is one, else the chain; else the candles alone."""
    options = reading.part.options
    for kind, what, value in (
        ("volatility_index", "DVOL", options.dvol_vol),
        ("options", "ATM 7 d", options.atm.get("7")),
        ("options", "ATM 30 d", options.atm.get("30")),
    ):
        feeds = reading.feeds((kind,))
        venue = options.venue if kind == "options" else next(iter(feeds), None)
        if value is not None and venue is not None:
            feed = feeds.get(venue)
            return (source(reading, kind, venue, what, figures.volatility(value), feed.age_s if feed else None),)
    return ()


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
    return (f"{distance} / ({annual_pct:.1f}% x sqrt({days:.2f} / 365)) = {weekly.sigma:+.2f}",)


def _odds(weekly: Weekly, usd: float | None) -> tuple[str, ...]:
    deviation = _deviation(weekly, usd)
    if deviation is None or weekly.close_below_share is None:
        return ()
    share = f"{weekly.close_below_share * 100:.0f}%"
    return (f"N(-({weekly.sigma:+.2f} - {deviation * 100:.2f}% / 2)) = {share}",)
