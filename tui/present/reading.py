"""A Board as it is read at one moment, and what its feeds say about each pane."""

from collections.abc import Iterable

import msgspec

from tui.domain.board import DOWN, AssetBoard, Board, Feed, Print
from tui.domain.tape_filter import EVERY_PRINT, TapeFilter
from tui.link.wire import Found
from tui.present import figures
from widgets.view.pane import State, StateKind, Title
from widgets.view.text import Span, Tone

_CADENCE_S = {
    "price": 5.0,
    "candles": 90.0,
    "open_interest": 60.0,
    "funding": 60.0,
    "futures": 60.0,
    "options": 60.0,
    "volatility_index": 120.0,
    "market_cap": 300.0,
    "depth": 30.0,
}
"""How old each kind's data may be by its feeds' pace; liquidations may be silent for as long as they like."""

_LATE, _STALE = 2, 5
"""Multiples of the cadence at which an age is called late, and stale."""

_SEVERITY = ("live", "stale", "connecting", "backoff", "blocked", "off")
"""What a venue with several feeds of a kind is called: the best of them."""

_SHORT_NAMES = {"LIQUIDATIONS": "LIQ", "FUNDING & BASIS": "FUNDING", "VOLATILITY & SKEW": "VOL & SKEW"}


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a presenter is given."""

    board: Board
    asset: str
    elapsed_s: float = 0.0
    """Since the Board was made: added to every age, and to the clock."""
    link_lost: str | None = None
    """Why the collector can't be heard any more."""
    timeframe: str = "1d"
    tape: TapeFilter = EVERY_PRINT
    """Which prints of the liquidation tape to show."""
    found: Found | None = None
    """What the collector found of the last day for that filter, where it was asked and has answered."""
    smile_ms: int | None = None
    """The expiry whose smile is wanted; None leaves it to the pane."""

    @property
    def part(self) -> AssetBoard:
        return self.board.assets[self.asset]

    @property
    def now_ms(self) -> int:
        return self.board.as_of_ms + round(self.elapsed_s * 1000)

    @property
    def prints(self) -> tuple[Print, ...]:
        """The liquidations that the tape shows, newest first: the Board's, and those that were found beside them."""
        shown = tuple(each for each in self.part.liquidations.tape if self.tape.passes(each))
        if self.found is None or not self.found.prints:
            return shown
        return tuple(sorted({*shown, *self.found.prints}, key=lambda each: -each.at_ms))

    def age_s(self, at_board_s: float | None) -> float | None:
        """An age on the Board as it is now."""
        return None if at_board_s is None else at_board_s + self.elapsed_s

    def feeds(self, kinds: Iterable[str]) -> dict[str, Feed]:
        """Venue -> its feed of one of `kinds`; where it has several, the one that stands best."""
        wanted = set(kinds)
        chosen: dict[str, Feed] = {}
        for feed in self.board.feeds:
            if feed.kind not in wanted:
                continue
            held = chosen.get(feed.venue)
            if held is None or _SEVERITY.index(feed.state) < _SEVERITY.index(held.state):
                chosen[feed.venue] = feed
        return chosen


def age_tone(kind: str, age_s: float | None) -> Tone:
    """Plain while fresh, dim from twice the cadence on, critical from five times on."""
    cadence_s = _CADENCE_S.get(kind)
    if age_s is None or cadence_s is None or age_s < _LATE * cadence_s:
        return Tone.TEXT
    return Tone.CRITICAL if age_s >= _STALE * cadence_s else Tone.DIM


def title_age(kind: str, age_s: float | None) -> Span:
    """The age of a pane's oldest input for its title; a stale one says so in a word."""
    tone = age_tone(kind, age_s)
    words = "" if age_s is None else figures.age(age_s)
    return (f" STALE {words} " if tone is Tone.CRITICAL else words), tone


def title(
    reading: Reading, name: str, kind: str, *, convention: str, venues: int, oldest_s: float | None, short: str = ""
) -> Title:
    """The asset comes before `name`; `venues` is how many the figures come from, `oldest_s` the age of the oldest of
    them, by the Board."""
    wanted = sum(feed.state != "off" for feed in reading.feeds((kind,)).values())
    age, tone = title_age(kind, reading.age_s(oldest_s))
    return Title(
        name=f"{reading.asset} {name}",
        short_name=f"{reading.asset} {_SHORT_NAMES[name]}" if name in _SHORT_NAMES else "",
        convention=convention,
        short_convention=short,
        venues=f"{venues}/{wanted}v" if wanted > venues else f"{venues}v",
        age=age,
        age_tone=tone,
    )


def state(
    reading: Reading,
    kind: str | tuple[str, ...],
    *,
    has_data: bool,
    newest_s: float | None,
    empty: str,
    note: str | None = None,
) -> State:
    """How a pane of this kind of feed stands, or of several kinds, whose ages the first one's pace judges.

    `newest_s` is the age of its newest input by the Board, `empty` the sentence for feeds that live and bring
    nothing, `note` the Board's own reason.
    """
    kinds = (kind,) if isinstance(kind, str) else kind
    feeds = reading.feeds(kinds)
    reasons = tuple(
        (figures.venue_name(venue), _why(feed, reading))
        for venue, feed in sorted(feeds.items())
        if feed.state not in ("live", "off")
    )
    if not has_data:
        return _absence(reading, feeds, reasons, empty, note)
    age_s = reading.age_s(newest_s)
    if reading.link_lost is not None:
        return State(
            kind="stale", words=f"no collector: {reading.link_lost.removeprefix('collector ')}", reasons=reasons
        )
    is_live = not feeds or any(feed.state == "live" for feed in feeds.values())
    # A feed that connects for the first time has not failed: what came before it says so is no old data.
    is_starting = any(feed.state == "connecting" and not feed.retries and not feed.reason for feed in feeds.values())
    if age_tone(kinds[0], age_s) is Tone.CRITICAL or not (is_live or is_starting):
        return State(kind="stale", words="no feed is live", reasons=reasons)
    if not is_live:
        return State(kind="partial", words="connecting", reasons=reasons)
    return State(kind="partial" if reasons else "live", reasons=reasons)


def _absence(
    reading: Reading, feeds: dict[str, Feed], reasons: tuple[tuple[str, str], ...], empty: str, note: str | None
) -> State:
    states = {feed.state for feed in feeds.values()} - {"off"}
    kind: StateKind = "empty"
    words = note or empty
    if not reading.board.feeds:
        kind, words = "loading", "the collector is starting its feeds"
    elif not states:
        words = note or "no enabled venue offers this"
    elif states <= {"blocked"}:
        kind, words = "blocked", "every venue refuses this address or region"
    elif "live" not in states and not states.isdisjoint(DOWN):
        kind, words = "silent", "no venue answers; each is tried again by itself"
    elif "live" not in states:
        kind, words = "loading", "connecting; the first answers take a few seconds"
    if kind in ("blocked", "silent") and not any(feed.state in ("live", "connecting") for feed in reading.board.feeds):
        words += "; `floorline demo` shows this screen without a network"
    return State(kind=kind, words=words, reasons=reasons)


def _why(feed: Feed, reading: Reading) -> str:
    """A feed's trouble in one line."""
    parts: list[str] = [feed.state]
    if feed.reason:
        parts = [f"{feed.state}: {feed.reason}"]
    age_s = reading.age_s(feed.age_s)
    if age_s is not None:
        parts.append(f"last data {figures.age(age_s)} ago")
    if feed.retries:
        parts.append(f"{feed.retries} {'retry' if feed.retries == 1 else 'retries'}")
    return ", ".join(parts)


def oldest(ages_s: Iterable[float | None]) -> float | None:
    return max((each for each in ages_s if each is not None), default=None)


def newest(ages_s: Iterable[float | None]) -> float | None:
    return min((each for each in ages_s if each is not None), default=None)
