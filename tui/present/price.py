"""The price pane: price, drawdown from a named high, and the distance to every line that matters."""

import msgspec

from tui.domain.board import Level, Weekly
from tui.present import figures
from tui.present.chart import level_tone, present_chart, present_day
from tui.present.price_venues import price_tokens, price_venues
from tui.present.reading import Reading, newest, oldest, state, title
from widgets.view.price import LevelRow, PriceView
from widgets.view.text import ABSENT, MISSING, NOTHING, Line, Span, Tone, like, named

_AVERAGE_WORDS = {"completed": "closed weeks", "running": "with the price now"}
_AVERAGE_WEEKS = {"completed": "closed weeks", "running": "weeks with this one"}
_TWO_DIGITS_PCT = 9.95
_WEEKLY_NEARER = 3.0
_SECOND_PTS = 3.0
"""How much farther away an average counts that does not lead."""

_STATE_TONES = {"armed": Tone.DIM, "wick": Tone.WARN, "confirmed": Tone.CRITICAL, "rejected": Tone.INFO}


def present_price(reading: Reading) -> PriceView:
    part = reading.part
    ages_s = [venue.age_s for venue in part.price.venues]
    usd = part.price.usd
    return PriceView(
        title=title(
            reading, "PRICE & LEVELS", "price",
            convention=f"median of mids, 50w avg of {_AVERAGE_WEEKS[part.weekly.sma_rule]}",
            short=_short_convention(part.weekly),
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
        levels=level_rows(reading),
        chart=present_chart(part, reading.timeframe),
        day=present_day(part),
        venues=price_venues(reading),
        tokens=price_tokens(part.price),
        price_usd=usd,
        price_tag="" if usd is None else figures.price(usd),
    )  # fmt: skip


def _short_convention(weekly: Weekly) -> str:
    return "50w closed" if weekly.sma_rule == "completed" else "50w running"


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


def _outlook(weekly: Weekly) -> tuple[Line, ...]:
    """How likely the week closes below the trigger, and how many deviations away it is."""
    spans: list[Span] = []
    if weekly.close_below_share is not None:
        spans.append(named("close_below", (f"P(below) {figures.likelihood(weekly.close_below_share)}", Tone.TEXT)))
    if weekly.sigma is not None:
        spans.append(named("sigma", (f"{weekly.sigma:+.1f}σ", Tone.TEXT)))
    lines = ((spans[0], ("  ", Tone.TEXT), spans[1]), (spans[0],)) if len(spans) == 2 else (tuple(spans),)
    return lines if spans else ()


def _unknown(weekly: Weekly) -> str:
    """Why there is no trigger, where there is none."""
    if weekly.trigger_usd is not None:
        return ""
    return f"close trigger {MISSING} " + weekly.notes.get("trigger_usd", f"{weekly.weeks} of 49 weeks known")


def level_rows(reading: Reading) -> tuple[LevelRow, ...]:
    """A ladder: the highest line on top, the averages among the user's own lines; the nearest one is the brightest."""
    part = reading.part
    usd = part.price.usd
    rows: list[tuple[float, float, LevelRow]] = [
        (max(level.price_usd, level.to_usd or 0.0), _counted(level), _level_row(level, reading))
        for level in part.levels
    ]
    weekly = part.weekly
    own_usd = usd if weekly.price_usd is None else weekly.price_usd
    averages = (
        ("50w avg", "completed", weekly.sma50_completed_usd),
        ("50w running", "running", weekly.sma50_running_usd),
    )
    for name, rule, value in averages:
        if value is not None:
            words: Line = ((_AVERAGE_WORDS[rule] + (", leads" if weekly.sma_rule == rule else ""), Tone.DIM),)
            short: Line = ((_AVERAGE_WORDS[rule], Tone.DIM),)
            row = _line_row(name, f"sma50_{rule}", value, own_usd, Tone.AVERAGE, (words, short))
            rows.append((value, _away(own_usd, value) + (0.0 if weekly.sma_rule == rule else _SECOND_PTS), row))
    if weekly.trigger_usd is not None:
        trigger = weekly.trigger_usd
        row = _line_row("close trigger", "trigger", trigger, own_usd, Tone.TRIGGER, _outlook(weekly))
        rows.append((trigger, _away(own_usd, trigger), row))
    by_distance = sorted(range(len(rows)), key=lambda place: rows[place][1])
    ranked = [
        (height, _ranked(row, by_distance.index(place), is_known=usd is not None))
        for place, (height, _, row) in enumerate(rows)
    ]
    return tuple(row for _, row in sorted(ranked, key=lambda each: -each[0]))


def _counted(level: Level) -> float:
    """How far away a line counts as being: one that the week's close decides matters from farther away."""
    away = abs(level.distance_pct or 0.0)
    return away / _WEEKLY_NEARER if level.closes == "weekly" or level.kind == "weekly_close" else away


def _ranked(row: LevelRow, rank: int, *, is_known: bool) -> LevelRow:
    """The row with its rank, and in the light of it."""
    if rank or not is_known:
        return msgspec.structs.replace(row, rank=rank)
    return msgspec.structs.replace(row, price=like(row.price, row.price[0], Tone.VALUE))


def _away(usd: float | None, line_usd: float) -> float:
    """Percent between the price and a line."""
    return 0.0 if usd is None else abs(usd / line_usd - 1) * 100


def _line_row(name: str, figure: str, value: float, usd: float | None, tone: Tone, then: tuple[Line, ...]) -> LevelRow:
    distance = None if usd is None else (usd / value - 1) * 100
    return LevelRow(
        name=(name, tone),
        price=named(figure, figures.price_span(value)),
        distance=named(f"{figure}_distance", figures.change(distance, 2)),
        short_distance=named(f"{figure}_distance", figures.signed_percent(distance, 2)),
        then=then,
    )


def level_figure(level: Level) -> str:
    """What a line is called as a figure of the pane."""
    return f"level:{level.label or level.kind} {level.price_usd:g}"


def _level_row(level: Level, reading: Reading) -> LevelRow:
    text = figures.price(level.price_usd)
    if level.to_usd is not None:
        low, high = sorted((level.price_usd, level.to_usd))
        text = f"{figures.price(low)}-{figures.price(high)}"
    figure = level_figure(level)
    inside = level.to_usd is not None and level.distance_pct == 0
    return LevelRow(
        name=(level.label or level.kind.replace("_", " "), level_tone(level)),
        price=named(figure, (text, Tone.TEXT)),
        distance=named(figure, ("INSIDE", Tone.WARN) if inside else figures.change(level.distance_pct, 2)),
        short_distance=named(
            figure, ("INSIDE", Tone.WARN) if inside else figures.signed_percent(level.distance_pct, 2)
        ),
        state=named(figure, level_state(level)),
        touches=NOTHING if level.touches is None else named(figure, (f"{level.touches}×", Tone.TEXT)),
        deepest=named(figure, figures.price_span(level.deepest_usd)) if level.deepest_usd is not None else NOTHING,
        then=_then(level, reading.part.price.usd, figure),
        seen=_seen(level, figure),
    )


def level_state(level: Level | None) -> Span:
    """How a level stands, wherever levels are listed on the screen."""
    if level is None or level.state is None:
        return ABSENT
    return level.word or MISSING, _STATE_TONES[level.state]


def _then(level: Level, usd: float | None, figure: str) -> tuple[Line, ...]:
    """The targets not yet reached; or until when the close is open; or which close decides."""
    when = "Sun 24:00" if level.closes == "weekly" or level.kind == "weekly_close" else "24:00"
    falls = level.kind != "resistance"
    ahead = [target for target in level.then_usd if usd is None or (target < usd) == falls]
    if ahead:
        full = " ".join(f"> {figures.price(target)}{_there(target, usd)}" for target in ahead)
        short = " ".join(f"> {_brief(target)}{_there(target, usd)}" for target in ahead)
        first = f"> {figures.price(ahead[0])}{_there(ahead[0], usd)}"
        word = "then" if level.state == "confirmed" else "if broken"
        until = [f"open until {when} UTC, {word} {full}"] if level.open_side else []
        forms = [*until, f"{word} {full}", full, f"{word} {short}", short, first]
        return tuple((named(figure, (form, Tone.TEXT)),) for form in forms)
    if level.open_side:
        return (((f"open until {when} UTC", Tone.WARN),), ((f"till {when}", Tone.WARN),))
    return (((f"decided by the {level.closes} close", Tone.DIM),), ((f"on {level.closes} close", Tone.DIM),))


def _seen(level: Level, figure: str) -> tuple[Line, ...]:
    """Touches and the deepest price where nothing graver is to be said of the line."""
    if level.then_usd or level.open_side or not (level.touches or level.deepest_usd):
        return ()
    touches = f"{level.touches} {'touch' if level.touches == 1 else 'touches'}" if level.touches else ""
    word = "low" if level.kind != "resistance" else "high"
    deepest = "" if level.deepest_usd is None else f"{word} {figures.price(level.deepest_usd)}"
    forms = ["  ".join(part for part in (touches, deepest) if part), deepest or touches]
    return tuple((named(figure, (form, Tone.TEXT)),) for form in forms)


def _there(target: float, usd: float | None) -> str:
    """How far a target lies from the price, in two digits or three."""
    if usd is None:
        return ""
    away = (target / usd - 1) * 100
    return f" {away:+.{0 if abs(away) >= _TWO_DIGITS_PCT else 1}f}%"


def _brief(usd: float) -> str:
    """A target in a few cells: "98.4K", "72K"."""
    text = figures.compact(usd)
    return text[:-1].rstrip("0").rstrip(".") + text[-1] if "." in text and text[-1].isalpha() else text
