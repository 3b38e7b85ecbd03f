"""Bursts of liquidations and the ceiling that open interest implies, explained."""

from collections.abc import Iterator

from tui.domain.board import Burst, Liquidations
from tui.present import figures
from tui.present.explain.page import dollars, percent, source, why
from tui.present.liquidation_events import burst_figure
from tui.present.reading import Reading
from widgets.view.explain import Figure, InputRow
from widgets.view.text import ABSENT, Tone

_EVENT = "minutes in which forced closes came at five times the mean minute or faster, as one burst; two slower minutes"
_EVENT += " between do not end it; the mean is each venue's dollars over the minutes it was observed, an hour at least"
_SMALL = "fewer than five prints, or less than 2% of the day's dollars, is no burst"
_FIVE_MINUTES_S = 300


def explain_events(reading: Reading, board: Liquidations) -> Iterator[Figure]:
    yield _implied(reading, board)
    if not board.bursts:
        words = f"none in the last {figures.duration(board.window_s)}"
        yield Figure(name="bursts", formula=_EVENT, filled=(words,), convention=_SMALL)
    for burst in board.bursts:
        yield _burst(reading, board, burst)


def _burst(reading: Reading, board: Liquidations, burst: Burst) -> Figure:
    start, end = figures.clock_time(burst.start_ms), figures.clock_time(burst.end_ms)
    longs = "" if burst.long_share is None else f", longs {burst.long_share * 100:.0f}%"
    price, where = "none is held of its beginning and end", "at its beginning and end"
    if burst.price_grain_s == _FIVE_MINUTES_S:
        where = "before and after it by five minutes (recorded before a restart, or the perpetual's bars)"
    if burst.from_usd is not None and burst.to_usd is not None and burst.move_pct is not None:
        price = f"{figures.price(burst.to_usd)} / {figures.price(burst.from_usd)} - 1 = {percent(burst.move_pct)}"
    return Figure(
        name=f"burst, {start[:5]} UTC",
        id=burst_figure(burst),
        value=dollars(burst.usd),
        formula=_EVENT,
        filled=(
            f"{start} to {end} UTC: ${figures.compact(burst.usd)} in {burst.count:,} prints{longs}",
            f"price of the market {where}: {price}",
            *_throttled(burst),
        ),
        inputs=_watched(reading, board),
        convention=f"by the UTC minute, of what was recorded; {_SMALL}",
    )


def _throttled(burst: Burst) -> tuple[str, ...]:
    """How often the venues that publish samples were at their limit."""
    share = burst.sampled_seconds_share
    if share is None:
        return ()
    return (f"in {share * 100:.0f}% of its seconds a venue that tells one order a second told one: more is left out",)


def _watched(reading: Reading, board: Liquidations) -> tuple[InputRow, ...]:
    feeds = reading.feeds(("liquidations",))
    rows: list[InputRow] = []
    for venue in board.venues:
        age_s = feeds[venue.venue].age_s if venue.venue in feeds else None
        total = dollars(venue.total_usd, Tone.TEXT)
        rows.append(source(reading, "liquidations", venue.venue, "forced orders of 24 h", total, age_s))
    return tuple(rows)


def _implied(reading: Reading, board: Liquidations) -> Figure:
    usd, total = board.implied_usd, board.total_usd
    if usd is not None and total is not None and usd < total:
        usd = None
    filled: tuple[str, ...] = ()
    if usd is not None and total is not None:
        filled = (f"recorded at least ${figures.compact(total)}; implied ${figures.compact(usd)}",)
    feeds = reading.feeds(("open_interest",))
    rows: list[InputRow] = []
    for venue in board.implied_venues:
        age_s = feeds[venue].age_s if venue in feeds else None
        rows.append(source(reading, "open_interest", venue, "samples of 24 h", ("", Tone.TEXT), age_s))
    return Figure(
        name="ceiling that open interest implies",
        id="implied",
        value=ABSENT if usd is None else dollars(usd),
        formula="sum over contracts of every fall of coin open interest from one sample to the next x the price then",
        filled=filled,
        inputs=tuple(rows),
        convention="had every fall been forced: an upper view, no strict bound, since positions opened between two"
        " samples hide as many closed ones",
        notes=why(board.notes, "implied_usd"),
    )
