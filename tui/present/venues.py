"""Who answers and who does not, for a person who has never seen this screen: what works, why not, and what to do."""

from collections.abc import Sequence

from tui.domain.board import DOWN, Board, Feed
from tui.domain.board_health import Health, VenueHealth
from tui.present import figures
from tui.present.reading import oldest
from widgets.view.pane import Title
from widgets.view.text import NOTHING, Line, Span, Tone
from widgets.view.venues import VenueState, VenuesView

_KINDS = {
    "price": "prices",
    "liquidations": "liquidations",
    "open_interest": "open interest",
    "funding": "funding",
    "futures": "dated futures",
    "options": "options",
}
_SOURCES = ("market cap", "etf flows")
_SOON_S = 6.0
"""From when on a collector to which nothing comes is said to hear nothing."""
_ORDER = ("live", "connecting", "stale", "backoff", "blocked", "off")
_TONES = {"live": Tone.UP, "connecting": Tone.INFO, "stale": Tone.WARN, "backoff": Tone.WARN, "blocked": Tone.WARN}


def _advice(command: str, words: str) -> tuple[Span, Span]:
    return (command, Tone.VALUE), (words, Tone.DIM)


_DEMO = _advice("floorline demo", "all of this on paper venues, without a network")
_RETRY = _advice("r", "asks again now; what failed is asked again by itself")
_DOCTOR = _advice("floorline doctor", "looks at each venue, the clock and this terminal")
_CONFIG = _advice("floorline config init", "writes the settings to edit: [network] gateway or proxy, [venues]")


def nothing_answers(board: Board) -> bool:
    """Every venue has been asked, and none brings anything."""
    states = {feed.state for feed in _wanted(board)}
    return bool(states) and states <= set(DOWN)


def anything_lives(board: Board) -> bool:
    """At least one venue brings something."""
    return any(feed.state == "live" for feed in _wanted(board))


def hardly_answers(board: Board) -> bool:
    """Nothing comes in, though most feeds have been asked and time enough has passed."""
    wanted = _wanted(board)
    down = sum(feed.state in DOWN for feed in wanted)
    return board.collector.uptime_s >= _SOON_S and not anything_lives(board) and 2 * down >= len(wanted) > 0


def present_venues(board: Board, elapsed_s: float = 0.0) -> VenuesView:
    """A row for each venue, the living first; `elapsed_s` has passed since the Board."""
    by_venue = _by_venue(board)
    rows = sorted(by_venue.items(), key=lambda item: _ORDER.index(_best(item[1])))
    live = sum(_best(feeds) == "live" for feeds in by_venue.values())
    nothing = nothing_answers(board) or hardly_answers(board)
    advice = (_RETRY, _DOCTOR, _CONFIG)
    return VenuesView(
        title=Title(name="VENUES", venues=f"{live} of {len(by_venue)} answer"),
        words=(*_words(board, by_venue), *_lost(board.health)),
        venues=(*(_row(venue, feeds, elapsed_s) for venue, feeds in rows), *_sources(board)),
        advice=(_DEMO, *advice) if nothing else advice,
    )


def refusals(board: Board) -> tuple[Line, ...]:
    """For a first look at a screen that works: how many venues answer, and which refuse this region."""
    by_venue = _by_venue(board)
    blocked = [figures.venue_name(venue) for venue, feeds in by_venue.items() if _is_refused(feeds)]
    live = sum(_best(feeds) == "live" for feeds in by_venue.values())
    if not blocked or not live:
        return ()
    return (
        ((f"{live} of {len(by_venue)} venues answer", Tone.INFO),),
        ((f"{_listed(blocked)} {'refuses' if len(blocked) == 1 else 'refuse'} this region", Tone.TEXT),),
    )


def is_settled(board: Board) -> bool:
    """No venue is still being asked for the first time."""
    return bool(board.feeds) and not any(feed.state == "connecting" for feed in _wanted(board))


def _words(board: Board, by_venue: dict[str, list[Feed]]) -> tuple[Span, ...]:
    down = [feeds for feeds in by_venue.values() if _best(feeds) in DOWN]
    live = [venue for venue, feeds in by_venue.items() if _best(feeds) == "live"]
    if not by_venue:
        return (("The collector is starting its feeds.", Tone.INFO),)
    if not live and not nothing_answers(board) and not hardly_answers(board):
        return (("Connecting: the first answers take a few seconds.", Tone.INFO),)
    if not live:
        return ((f"No venue answers. {_why_none(down)}", Tone.WARN),)
    found = [f"{words} {count}" for kind, words in _KINDS.items() if (count := _count(by_venue, kind))]
    words: list[Span] = [(f"{len(live)} of {len(by_venue)} venues answer: {', '.join(found)}.", Tone.TEXT)]
    blocked = [figures.venue_name(venue) for venue, feeds in by_venue.items() if _is_refused(feeds)]
    if blocked:
        verb = "refuses" if len(blocked) == 1 else "refuse"
        words.append((f"{_listed(blocked)} {verb} this region: left out of every total, the others go on.", Tone.WARN))
    return tuple(words)


def _why_none(down: Sequence[Sequence[Feed]]) -> str:
    reasons = [feed.reason or "" for feeds in down for feed in feeds if feed.state in DOWN]
    if all("DNS" in reason for reason in reasons):
        return "No name can be resolved: this machine has no network, or its resolver is not answering."
    if all(_is_refused(feeds) for feeds in down):
        return "All of them refuse this region or address."
    if all("certificate" in reason or "TLS" in reason for reason in reasons):
        return "No certificate is accepted: look at this machine's clock, and at what sits between here and the venues."
    if all("refused" in reason or "reach" in reason for reason in reasons):
        return "No connection is let through: a firewall, or a gateway or proxy that is not running."
    return "Each says why below."


def _lost(health: Health) -> tuple[Span, ...]:
    """What arrived and could not be used, where anything could not."""
    parts = [f"{figures.venue_name(each.venue)} {_unused(each)}" for each in health.venues]
    if health.faults:
        parts.append(f"{health.faults:,} events that the market could not take")
    if health.history_dropped:
        parts.append(f"{health.history_dropped:,} rows of the history")
    return ((f"Lost since the collector began: {'; '.join(parts)}.", Tone.WARN),) if parts else ()


def _unused(health: VenueHealth) -> str:
    counts = (
        (health.bad_frames, "unreadable"),
        (health.quarantined, "of unknown instruments"),
        (health.rejected, "impossible"),
        (health.refused, "subscriptions refused"),
    )
    return ", ".join(f"{count:,} {what}" for count, what in counts if count)


def _troubles(feeds: Sequence[Feed], *, named: bool) -> str:
    """What is wrong with those that are down, each once; by kind where `named`."""
    words = [
        f"{feed.kind.replace('_', ' ')}: {feed.reason or feed.state}" if named else feed.reason or ""
        for feed in feeds
        if feed.state in DOWN
    ]
    return " · ".join(word for word in dict.fromkeys(words) if word)


def _age(feeds: Sequence[Feed], elapsed_s: float) -> Span:
    """Of the feed that has been silent for longest, liquidations left out: they come when they come."""
    age_s = oldest(feed.age_s for feed in feeds if feed.kind != "liquidations")
    return NOTHING if age_s is None else (figures.age(age_s + elapsed_s), Tone.DIM)


def _row(venue: str, feeds: Sequence[Feed], elapsed_s: float) -> VenueState:
    state = _best(feeds)
    live = [feed for feed in feeds if feed.state == "live"]
    troubled = _troubles(feeds, named=bool(live))
    brings = ", ".join(words for kind, words in _KINDS.items() if any(feed.kind == kind for feed in live))
    if troubled:
        why: Span = (troubled, Tone.WARN if live else Tone.TEXT)
    else:
        why = (brings, Tone.DIM)
    return VenueState(
        name=(figures.venue_name(venue), Tone.HEADING),
        state=(state, _TONES.get(state, Tone.DIM)),
        feeds=(f"{len(live)}/{len(feeds)}", Tone.DIM) if feeds else NOTHING,
        age=_age(feeds, elapsed_s),
        why=why,
    )


def _sources(board: Board) -> tuple[VenueState, ...]:
    """What is no venue and is asked all the same; its feeds count among those of the bar."""
    feeds = [feed for feed in board.feeds if feed.state != "off" and feed.venue in _SOURCES]
    if not feeds:
        return ()
    live = [feed.venue for feed in feeds if feed.state == "live"]
    troubled = next((feed for feed in feeds if feed.state in DOWN), None)
    why: Span = (", ".join(live), Tone.DIM)
    if troubled is not None:
        why = (f"{troubled.venue}: {troubled.reason or troubled.state}", Tone.WARN)
    state = _best(feeds)
    return (
        VenueState(
            name=("sources", Tone.HEADING),
            state=(state, _TONES.get(state, Tone.DIM)),
            feeds=(f"{len(live)}/{len(feeds)}", Tone.DIM),
            why=why,
        ),
    )


def _by_venue(board: Board) -> dict[str, list[Feed]]:
    found: dict[str, list[Feed]] = {}
    for feed in _wanted(board):
        found.setdefault(feed.venue, []).append(feed)
    return found


def _wanted(board: Board) -> list[Feed]:
    return [feed for feed in board.feeds if feed.state != "off" and feed.venue not in _SOURCES]


def _best(feeds: Sequence[Feed]) -> str:
    return min((feed.state for feed in feeds), key=_ORDER.index)


def _is_refused(feeds: Sequence[Feed]) -> bool:
    return all(feed.state == "blocked" for feed in feeds)


def _count(by_venue: dict[str, list[Feed]], kind: str) -> int:
    return sum(any(feed.kind == kind and feed.state == "live" for feed in feeds) for feeds in by_venue.values())


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
