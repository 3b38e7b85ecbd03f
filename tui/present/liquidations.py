"""The liquidation pane: a recorded floor, never the whole, and always said so."""

import math
from functools import lru_cache
from typing import TypeVar

import msgspec

from tui.domain.board import Liquidations, LiquidationVenue, LiquidationWindow, MarketLiquidations, Print
from tui.domain.tape_filter import TapeFilter
from tui.present import figures
from tui.present.liquidation_events import burst_rows, hour_rows, implied, no_burst
from tui.present.reading import Reading, newest, oldest, state, title
from tui.present.tape_filter import TapeFilterError, in_title, parse_tape_filter
from widgets.view.liquidations import LiquidationsView, TapeRow, VenueRow, WindowRow
from widgets.view.text import ABSENT, NOTHING, Line, Span, Tone, named, named_line

_TIERS_USD = (100_000, 1_000_000, 5_000_000)
_SMALLEST_BAR_USD, _BAR_DECADES = 1_000, 4
"""Bars on the tape run from a thousand to ten million dollars."""

_LEAST_WATCH_S = 60
"""Where nothing was seen in less than this, nothing is known yet: no zero."""

_SAME_WATCH_S = 300
"""Venues that were watched for times this close count as watched together."""

_TIER_TONES = (Tone.DIM, Tone.TEXT, Tone.VALUE, Tone.CRITICAL)
_FILTER_HELP = "such as okx long >1M · Esc clears"
_FEED_WORDS = {"full": ("all", Tone.DIM), "sampled": ("sampled", Tone.WARN), "backfill": ("backfill", Tone.INFO)}


Sums = TypeVar("Sums", Liquidations, MarketLiquidations)


def known(board: Sums) -> Sums:
    """`board` without the total of a watch that has hardly begun: a zero is one only after a minute."""
    if board.total_usd != 0 or board.observed_s >= _LEAST_WATCH_S:
        return board
    notes = {**board.notes, "total_usd": f"none seen yet, in {figures.age(board.observed_s)} of watching"}
    return msgspec.structs.replace(board, total_usd=None, notes=notes)


def present_liquidations(reading: Reading) -> LiquidationsView:
    board = known(reading.part.liquidations)
    feeds = reading.feeds(("liquidations",))
    # A silent stream is no stale stream: what counts is that some venue is being watched.
    watched = [reading_feed.age_s for reading_feed in feeds.values() if reading_feed.state == "live"]
    window = figures.duration(board.window_s)
    head = title(
        reading, "LIQUIDATIONS", "liquidations", convention=f"{window} window", venues=len(board.venues),
        oldest_s=oldest(watched),
    )  # fmt: skip
    return LiquidationsView(
        title=msgspec.structs.replace(head, filter=_filter_words(reading)),
        state=state(
            reading, "liquidations", has_data=board.total_usd is not None, newest_s=newest(watched),
            empty=f"none recorded for {reading.asset}", note=board.notes.get("total_usd"),
        ),
        total=named(
            "total", ABSENT if board.total_usd is None else (f"≥${figures.at_least(board.total_usd)}", Tone.VALUE)
        ),
        long_words=named("long_share", _long_words(board)),
        share=board.long_share,
        completeness=completeness(board),
        short_completeness=short_completeness(board),
        implied=implied(board),
        bursts=burst_rows(board),
        no_burst=no_burst(board),
        largest=_largest(board.largest),
        hours=hour_rows(reading.part.past),
        windows=tuple(_window(window) for window in board.windows),
        venues=_venues(board),
        tape=tuple(_tape(each) for each in reading.prints),
        tape_of=f"{reading.asset} {reading.tape.words}",
        quiet=_quiet(reading),
    )  # fmt: skip


def completeness(board: Liquidations) -> str:
    """How complete the recorded total is: "17h40m of 24h · Binance sampled"."""
    parts = [observed(board)]
    for kind, names in _not_whole(board):
        parts.append(f"{', '.join(map(figures.venue_name, names))} {kind}")
    return " · ".join(parts)


def short_completeness(board: Liquidations) -> str:
    """The same in a few cells: "1m-24h of 24h · BIN OKX sampled"."""
    least_s, most_s, window = _watched(board)
    span = most_s if least_s == most_s else f"{least_s}-{most_s}"
    return " · ".join(
        [f"{span} of {window}"]
        + [f"{' '.join(map(figures.venue_code, names))} {kind}" for kind, names in _not_whole(board)]
    )


def _not_whole(board: Liquidations) -> list[tuple[str, list[str]]]:
    """Kinds of feed that don't show all as it happens, with their venues."""
    found = [
        (kind, [venue.venue for venue in board.venues if venue.completeness == kind])
        for kind in ("sampled", "backfill")
    ]
    return [(kind, names) for kind, names in found if names]


def observed(board: Liquidations | MarketLiquidations) -> str:
    """How much of the window was watched: "17h40m of 24h", and "3m to 24h of 24h by venue" where venues differ."""
    least, most, window = _watched(board)
    return f"{most} of {window}" if least == most else f"{least} to {most} of {window} by venue"


def _watched(board: Liquidations | MarketLiquidations) -> tuple[str, str, str]:
    """The shortest and the longest time that a venue was watched, the same where they hardly differ, and the window."""
    watched_s = [venue.observed_s for venue in board.venues if venue.every_asset]
    most_s = max(watched_s, default=board.observed_s)
    least_s = min(watched_s, default=most_s)
    if most_s - least_s < _SAME_WATCH_S:
        least_s = most_s
    return figures.duration(least_s), figures.duration(most_s), figures.duration(board.window_s)


def read_tape_filter(reading: Reading | None, text: str) -> TapeFilter:
    """The filter that `text` means beside these feeds; raises TapeFilterError."""
    return parse_tape_filter(text, () if reading is None else {feed.venue for feed in reading.board.feeds})


def tape_hint(reading: Reading | None, text: str) -> Span:
    """What a filter that is being typed would show, or what is wrong with it."""
    try:
        chosen = read_tape_filter(reading, text)
    except TapeFilterError as error:
        return str(error), Tone.WARN
    if not chosen.words or reading is None:
        return _FILTER_HELP, Tone.DIM
    tape = reading.part.liquidations.tape
    return f"{sum(map(chosen.passes, tape))} of the last {len(tape)}; enter looks through 24h", Tone.INFO


def _quiet(reading: Reading) -> str:
    """Why the tape is empty, where it is."""
    tape = reading.part.liquidations.tape
    if not tape:
        return f"no liquidation of {reading.asset} recorded yet"
    if reading.found is None or reading.found.count is None:
        return f"no match in the last {len(tape)} {reading.asset} prints"
    return f"no {reading.asset} match in the recorded {figures.duration(reading.found.window_s)}"


def _filter_words(reading: Reading) -> str:
    """The filter, and how many passed it, within what."""
    if not reading.tape.words:
        return ""
    if reading.found is None or reading.found.count is None:
        return f"{in_title(reading.tape.words)} · of the last {len(reading.part.liquidations.tape)}"
    return f"{in_title(reading.tape.words)} · {reading.found.count:,} in {figures.duration(reading.found.window_s)}"


def _long_words(board: Liquidations) -> Span:
    if board.long_share is None:
        return "long —", Tone.DIM
    return f"long {board.long_share * 100:.0f}%", Tone.DOWN if board.long_share >= 0.5 else Tone.UP


def _largest(largest: Print | None) -> Line:
    if largest is None:
        return ()
    facts: Line = (
        (f"${figures.compact(largest.usd)}", Tone.VALUE),
        (f" {largest.hurt}", _hurt_tone(largest)),
        (f" {figures.venue_code(largest.venue)} @{figures.price(largest.price_usd)}", Tone.TEXT),
        (f" {figures.clock_time(largest.at_ms)}", Tone.DIM),
    )
    return ("largest ", Tone.DIM), *named_line("largest", facts)


def _window(window: LiquidationWindow) -> WindowRow:
    figure = f"window:{window.window_s}"
    if not window.count and window.observed_s is not None and window.observed_s < _LEAST_WATCH_S:
        absent = named(figure, ABSENT)
        return WindowRow(
            window=figures.duration(window.window_s),
            total=absent, long_share=absent, longs=absent, shorts=absent, count=absent,
        )  # fmt: skip
    return WindowRow(
        window=figures.duration(window.window_s),
        total=named(figure, figures.usd_span(window.total_usd, Tone.VALUE)),
        long_share=named(figure, figures.share(window.long_share)),
        longs=named(figure, figures.usd_span(window.long_usd, Tone.DOWN)),
        shorts=named(figure, figures.usd_span(window.short_usd, Tone.UP)),
        count=named(figure, (f"{window.count:,}", Tone.TEXT)),
    )


def _venues(board: Liquidations) -> tuple[VenueRow, ...]:
    largest = max((venue.total_usd for venue in board.venues), default=0.0)
    ordered = sorted(board.venues, key=lambda venue: -venue.total_usd)
    return tuple(_venue(venue, largest) for venue in ordered)


def _venue(venue: LiquidationVenue, largest: float) -> VenueRow:
    figure = f"venue:{venue.venue}"
    unwatched = not venue.total_usd and venue.observed_s < _LEAST_WATCH_S
    return VenueRow(
        venue=figures.venue_code(venue.venue),
        total=named(figure, figures.usd_span(None if unwatched else venue.total_usd)),
        long_share=named(figure, figures.share(venue.long_share, Tone.DIM)),
        share=venue.long_share,
        part=venue.total_usd / largest if largest else 0.0,
        feed=_FEED_WORDS[venue.completeness],
        watched=named(figure, ABSENT if unwatched else (figures.duration(venue.observed_s), Tone.DIM)),
    )


def _hurt_tone(each: Print) -> Tone:
    return Tone.DOWN if each.hurt == "long" else Tone.UP


def print_figure(each: Print) -> str:
    """What a print is called as a figure of the pane."""
    return f"print:{each.at_ms} {each.venue} {each.symbol} {each.hurt} {each.usd:g}"


@lru_cache(maxsize=256)
def _tape(each: Print) -> TapeRow:
    tier = sum(each.usd >= limit for limit in _TIERS_USD)
    figure = print_figure(each)
    return TapeRow(
        time=(figures.clock_time(each.at_ms), Tone.DIM),
        venue=(figures.venue_code(each.venue), Tone.HEADING),
        symbol=(each.symbol, Tone.TEXT) if each.symbol else NOTHING,
        hurt=(each.hurt, _hurt_tone(each)),
        usd=named(figure, (figures.compact(each.usd), _TIER_TONES[tier])),
        tier="+" * tier,
        price=named(figure, (figures.price(each.price_usd), Tone.TEXT)),
        size=min(max(math.log10(max(each.usd, 1.0) / _SMALLEST_BAR_USD) / _BAR_DECADES, 0.0), 1.0),
        identity=(each.at_ms, each.venue, each.symbol, each.hurt, each.usd, each.price_usd),
    )
