"""The scan line on top, and what is wrong with the collector."""

from collections.abc import Iterable

from tui.domain.board import Alert, Board
from tui.present import figures
from tui.present.reading import Reading, age_tone, newest
from tui.present.session import mode_badge
from widgets.view.bars import ScanView, Ticker
from widgets.view.text import NOTHING, Span, Tone

_OWN_NOTES = ("link", "config", "files", "history", "recording", "alerts", "edits", "clock", "quotes")
"""Parts of the collector that tell of their troubles in the Board's notes; last what bends figures everywhere: a wrong
clock, and a dollar token that has left its peg."""
_LAST_HOURS_S = 6 * 3600


def present_scan(reading: Reading, frozen_s: float | None) -> ScanView:
    """`frozen_s` is how long the screen has been frozen, None while it is not."""
    board = reading.board
    badges: list[Span] = []
    if frozen_s is not None:
        badges.append((f" FROZEN {figures.age(frozen_s)} ", Tone.CRITICAL))
    if reading.link_lost is not None:
        badges.append((f" LOST {figures.age(reading.elapsed_s)} ", Tone.CRITICAL))
    if badge := mode_badge(board):
        badges.append((f" {badge} ", Tone.BADGE))
    return ScanView(
        tickers=tuple(_ticker(reading, name) for name in board.assets),
        feeds=alive(reading),
        countdown=countdown(reading),
        clock=(f"{figures.clock_time(reading.now_ms)} UTC", Tone.DIM),
        badges=tuple(badges),
    )


def present_notice(board: Board) -> Span:
    """The first thing that is wrong with the collector itself or with what all figures go by, for the key line; nothing
    while all is well."""
    notes = [board.notes[name] for name in (*_OWN_NOTES, *_venues(board)) if name in board.notes]
    if not notes:
        return NOTHING
    more = f" (and {len(notes) - 1} more)" if len(notes) > 1 else ""
    return f"{notes[0]}{more}", Tone.WARN


def unread(alerts: Iterable[Alert]) -> int:
    """How many of them nobody has acknowledged."""
    return sum(not alert.acknowledged for alert in alerts)


def _venues(board: Board) -> dict[str, None]:
    return dict.fromkeys(feed.venue for feed in board.feeds)


def present_waiting_scan(words: str) -> ScanView:
    """Before the first Board."""
    return ScanView(badges=((f" {words} ", Tone.BADGE),))


def _ticker(reading: Reading, name: str) -> Ticker:
    """An asset's price; an old one has lost its light."""
    price = reading.board.assets[name].price
    change, tone = figures.change(price.change_24h_pct)
    age_s = reading.age_s(newest(venue.age_s for venue in price.venues))
    old = reading.link_lost is not None or age_tone("price", age_s) is not Tone.TEXT
    return Ticker(
        asset=name,
        price=figures.price_span(price.usd, Tone.DIM if old else Tone.VALUE),
        change=(change.replace(" ", ""), Tone.DIM if old else tone),
        chosen=name == reading.asset,
    )


def alive(reading: Reading) -> Span:
    wanted = [feed for feed in reading.board.feeds if feed.state != "off"]
    if reading.link_lost is not None:
        # How the feeds stood when the collector was last heard says nothing about now.
        return f"?/{len(wanted)}", Tone.CRITICAL
    live = sum(feed.state == "live" for feed in wanted)
    tone = Tone.TEXT if live == len(wanted) else Tone.WARN if live else Tone.CRITICAL
    return f"{live}/{len(wanted)}", tone


def countdown(reading: Reading) -> Span:
    # What the Board says is by the venues' clocks; what has gone since is by this machine's.
    left_s = reading.part.weekly.closes_in_s - (reading.now_ms - reading.board.as_of_ms) / 1000
    return figures.countdown(left_s), Tone.WARN if left_s < _LAST_HOURS_S else Tone.TEXT
