"""The price pane: price, drawdown from a named high, and the distance to every line that matters."""

from tui.domain.board import Level, Weekly
from tui.present import figures
from tui.present.chart import level_tone, present_chart
from tui.present.reading import Reading, newest, oldest, state, title
from widgets.view.price import LevelRow, PriceView
from widgets.view.text import ABSENT, MISSING, NOTHING, Line, Span, Tone, named

_STATES: dict[str | None, Span] = {
    "armed": ("armed", Tone.DIM),
    "wick": ("WICK", Tone.WARN),
    "confirmed": ("BROKEN", Tone.CRITICAL),
    "rejected": ("rejected", Tone.INFO),
    None: ABSENT,
}


def present_price(reading: Reading) -> PriceView:
    part = reading.part
    ages_s = [venue.age_s for venue in part.price.venues]
    usd = part.price.usd
    return PriceView(
        title=title(
            reading, "PRICE & LEVELS", "price",
            convention=f"median of mids, 50w avg {part.weekly.sma_rule}", short=_short_convention(part.weekly),
            venues=len(part.price.venues), oldest_s=oldest(ages_s),
        ),
        state=state(
            reading, "price", has_data=usd is not None, newest_s=newest(ages_s), empty="no venue quotes it",
            note=part.price.notes.get("usd"),
        ),
        asset=reading.asset,
        price=named("price", figures.price_span(usd, Tone.VALUE)),
        change=named("change_24h", _change(part.price.change_24h_pct)),
        facts=tuple(_facts(reading)),
        unknown=_unknown(part.weekly),
        levels=_rows(reading),
        chart=present_chart(part, reading.timeframe),
        price_usd=usd,
        price_tag="" if usd is None else figures.price(usd),
    )  # fmt: skip


def _short_convention(weekly: Weekly) -> str:
    return "50w done" if weekly.sma_rule == "completed" else "50w now"


def _change(pct: float | None) -> Span:
    text, tone = figures.change(pct, 2)
    return f"{text} 24h", tone


def _facts(reading: Reading) -> list[Line]:
    part = reading.part
    facts: list[Line] = []
    drawdown = part.drawdown
    if drawdown.high_usd is not None:
        high = f" from {figures.price(drawdown.high_usd)}"
        whose = f", {drawdown.high_on}" if drawdown.high_on else ""
        facts.append((named("drawdown", figures.change(drawdown.pct, 1)), (f"{high}{whose}", Tone.DIM)))
    if part.price.spread_pct is not None:
        tone = Tone.WARN if part.price.divergent else Tone.DIM
        word = "venues diverge" if part.price.divergent else "venue spread"
        facts.append((named("spread", (f"{word} {part.price.spread_pct:.2f}%", tone)),))
    return facts


def _outlook(weekly: Weekly) -> Line:
    """How likely the week closes below the trigger, and how many deviations away it is."""
    spans: list[Span] = []
    if weekly.close_below_share is not None:
        spans.append(named("close_below", (f"P(below) {figures.likelihood(weekly.close_below_share)}", Tone.TEXT)))
    if weekly.sigma is not None:
        spans.append(named("sigma", (f"{weekly.sigma:+.1f}σ", Tone.TEXT)))
    return tuple(spans)


def _unknown(weekly: Weekly) -> str:
    """Why there is no trigger, where there is none."""
    if weekly.trigger_usd is not None:
        return ""
    return f"close trigger {MISSING} " + weekly.notes.get("trigger_usd", f"{weekly.weeks} of 49 weeks known")


def _rows(reading: Reading) -> tuple[LevelRow, ...]:
    """A ladder: the highest line on top, the averages among the user's own lines."""
    part = reading.part
    usd = part.price.usd
    rows = [(max(level.price_usd, level.to_usd or 0.0), _level_row(level, usd)) for level in part.levels]
    weekly = part.weekly
    averages = (
        ("50w avg done", "sma50_completed", weekly.sma50_completed_usd, Tone.AVERAGE, _rule("completed", weekly)),
        ("50w avg now", "sma50_running", weekly.sma50_running_usd, Tone.AVERAGE, _rule("running", weekly)),
        ("close trigger", "trigger", weekly.trigger_usd, Tone.TRIGGER, _outlook(weekly)),
    )
    for name, figure, value, tone, then in averages:
        if value is not None:
            distance = None if usd is None else (usd / value - 1) * 100
            row = LevelRow(
                name=(name, tone),
                price=named(figure, figures.price_span(value)),
                distance=named(f"{figure}_distance", figures.change(distance, 2)),
                then=then,
            )
            rows.append((value, row))
    return tuple(row for _, row in sorted(rows, key=lambda each: -each[0]))


def _rule(name: str, weekly: Weekly) -> Line:
    """What an average counts, and whether it is the one that leads."""
    return ((f"{name}, leads" if weekly.sma_rule == name else name, Tone.DIM),)


def level_figure(level: Level) -> str:
    """What a line is called as a figure of the pane."""
    return f"level:{level.label or level.kind} {level.price_usd:g}"


def _from_here(pct: float) -> str:
    """How far a target lies from the price, in words: beside the price's own distance a sign would read as the same."""
    return f" ({abs(pct):.1f}% {'lower' if pct < 0 else 'higher'})"


def _level_row(level: Level, usd: float | None) -> LevelRow:
    text = figures.price(level.price_usd)
    if level.to_usd is not None:
        low, high = sorted((level.price_usd, level.to_usd))
        text = f"{figures.price(low)}-{figures.price(high)}"
    figure = level_figure(level)
    inside = level.to_usd is not None and level.distance_pct == 0
    then: list[Span] = []
    for target in level.then_usd:
        there = "" if usd is None else _from_here((target / usd - 1) * 100)
        then.append(named(figure, (f"{figures.price(target)}{there}", Tone.TEXT)))
    return LevelRow(
        name=(level.label or level.kind.replace("_", " "), level_tone(level)),
        price=named(figure, (text, Tone.TEXT)),
        distance=named(figure, ("inside", Tone.WARN) if inside else figures.change(level.distance_pct, 2)),
        state=named(figure, _STATES[level.state]),
        touches=NOTHING if level.touches is None else named(figure, (f"{level.touches}×", Tone.TEXT)),
        deepest=named(figure, figures.price_span(level.deepest_usd)) if level.deepest_usd is not None else NOTHING,
        then=tuple(then) or ((f"on {level.closes} close", Tone.DIM),),
    )
