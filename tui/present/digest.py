"""A digest in words: what changed, from what to what, and what nobody saw."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tui.domain.board import LEVEL_WORDS, Alert, Board
from tui.domain.clock import DAY_MS
from tui.domain.digest import AssetDigest, Digest, LevelMove, LiquidationDigest, Point, Shift
from tui.present import figures
from tui.present.bars import unread
from widgets.view.digest import DigestPart, DigestRow, DigestView
from widgets.view.pane import State, Title
from widgets.view.text import ABSENT, Line, Span, Tone

_MOST_ALERTS = 8
_MOST_MOVES = 8
_MOST_FEEDS = 8
_WHOLE_SHARE = 0.9
"""A feed that was down for this share of the stretch was down all the time."""
_BRIEFLY_S = 5.0
_LEAST_SEEN = 0.1

_PLACES = {"above": "is above", "inside": "was entered", "below": "was left downward"}


def present_digest(digest: Digest | None, board: Board, name: str, absence: str | None) -> DigestView:
    """`name` says which stretch it is, `absence` why there is none to show."""
    if digest is None:
        state = State(kind="loading" if absence is None else "empty", words=absence or "asking the collector")
        return DigestView(title=Title(name=name), state=state)
    long = digest.to_ms - digest.asked_ms > DAY_MS * 0.9
    span_s = (digest.to_ms - digest.from_ms) / 1000
    title = Title(
        name=name,
        venues=f"{_when(digest.from_ms, long)} to {_when(digest.to_ms, long)} UTC",
        age=_lasted(span_s),
    )
    parts = [DigestPart(rows=_unseen(digest, long))] if digest.unseen else []
    parts += [_asset(asset, part, digest, long) for asset, part in digest.assets.items()]
    common = DigestPart(
        heading=("ALL", Tone.HEADING), rows=(*_all_forced(digest, long), *_alerts(board, digest, long), *_down(digest))
    )
    return DigestView(title=title, parts=(*parts, common))


def in_a_line(digest: Digest, board: Board) -> tuple[Line, ...]:
    """The digest in a line: pieces, the most important first; nothing where hardly anything was seen."""
    span_ms = digest.to_ms - digest.asked_ms
    unseen_ms = sum(until_ms - from_ms for from_ms, until_ms in digest.unseen)
    if span_ms <= 0 or unseen_ms > (1 - _LEAST_SEEN) * span_ms or not digest.assets:
        return ()
    pieces: list[Line] = [((f"{_lasted(span_ms / 1000)} since you looked", Tone.INFO),)]
    for asset, part in digest.assets.items():
        moved = _pct(part.from_usd, part.to_usd)
        if moved is not None:
            pieces.append(((f"{asset} ", Tone.DIM), figures.change(moved)))
    forced = digest.liquidations
    if forced is not None and forced.usd:
        long_share = "" if forced.long_share is None else f" {forced.long_share * 100:.0f}% long"
        pieces.append((("liq ", Tone.DIM), (f"≥${figures.at_least(forced.usd)}{long_share}", Tone.TEXT)))
    fired = _fired(board, digest)
    if fired:
        pieces.append(((f"{len(fired)} {'alert' if len(fired) == 1 else 'alerts'}", Tone.WARN),))
    moves = [move for part in digest.assets.values() for move in part.moves]
    if moves:
        pieces.append(((_move_words(moves[-1]), Tone.TEXT),))
    return tuple(pieces)


def _unseen(digest: Digest, long: bool) -> tuple[DigestRow, ...]:
    chunks: list[Line] = [
        (
            (f"{_when(from_ms, long)} to {_when(until_ms, long)}", Tone.WARN),
            (f" {figures.duration((until_ms - from_ms) / 1000)}", Tone.DIM),
        )
        for from_ms, until_ms in digest.unseen[-_MOST_MOVES:]
    ]
    chunks.append((("no collector ran", Tone.DIM),))
    watched = _watched(digest)
    if not watched:
        return (DigestRow(label="not seen", chunks=tuple(chunks)),)
    seen_s = sum(until_ms - from_ms for from_ms, until_ms in watched) / 1000
    spans = [f"{_when(from_ms, long)} to {_when(until_ms, long)}" for from_ms, until_ms in watched[-_MOST_MOVES:]]
    if len(watched) > _MOST_MOVES:
        spans.insert(0, f"{len(watched) - _MOST_MOVES} stretches before that")
    told: list[Line] = [((span, Tone.TEXT),) for span in spans]
    told.append(((f"{_lasted(seen_s)} in all; but for liquidations, what follows is of these", Tone.DIM),))
    return DigestRow(label="not seen", chunks=tuple(chunks)), DigestRow(label="watched", chunks=tuple(told))


def _watched(digest: Digest) -> list[tuple[int, int]]:
    """The stretches between those that nobody saw."""
    begins_ms = [digest.from_ms, *(until_ms for _, until_ms in digest.unseen)]
    ends_ms = [*(from_ms for from_ms, _ in digest.unseen), digest.to_ms]
    return [(begin, end) for begin, end in zip(begins_ms, ends_ms, strict=True) if end > begin]


def _asset(name: str, part: AssetDigest, digest: Digest, long: bool) -> DigestPart:
    rows = [
        DigestRow(label="price", chunks=_price(part, long)),
        *([DigestRow(label="levels", chunks=_moves(part.moves, long))] if part.moves else []),
        *_forced(part.liquidations, digest, long),
        DigestRow(label="open interest", chunks=_interest(part)),
        DigestRow(
            label="funding",
            chunks=(
                _ends(
                    None if part.funding_from_apr_pct is None else f"{part.funding_from_apr_pct:.1f}",
                    None if part.funding_to_apr_pct is None else f"{part.funding_to_apr_pct:.1f}",
                    "% APR",
                ),
            ),
        ),
        DigestRow(
            label="volatility", chunks=_volatility(part, long, "while watched" if digest.unseen else "throughout")
        ),
    ]
    return DigestPart(heading=(name, Tone.HEADING), rows=tuple(rows))


def _price(part: AssetDigest, long: bool) -> tuple[Line, ...]:
    ends = _ends(
        None if part.from_usd is None else figures.price(part.from_usd),
        None if part.to_usd is None else figures.price(part.to_usd),
    )
    return (
        (*ends, ("  ", Tone.TEXT), figures.change(_pct(part.from_usd, part.to_usd))),
        (("low ", Tone.DIM), *_point(part.low, long)),
        (("high ", Tone.DIM), *_point(part.high, long)),
    )


def _moves(moves: Sequence[LevelMove], long: bool) -> tuple[Line, ...]:
    chunks: list[Line] = [
        ((_move_words(move), Tone.TEXT), (f" {_when(move.at_ms, long)}", Tone.DIM)) for move in moves[-_MOST_MOVES:]
    ]
    if len(moves) > _MOST_MOVES:
        chunks.insert(0, ((f"{len(moves) - _MOST_MOVES} before that", Tone.DIM),))
    return tuple(chunks)


def _move_words(move: LevelMove) -> str:
    price = figures.price(move.price_usd)
    span = price if move.to_usd is None else f"{price}-{figures.price(move.to_usd)}"
    name = f"{move.label} {span}".strip()
    if move.after in _PLACES:
        left = "was left upward" if (move.before, move.after) == ("inside", "above") else _PLACES[move.after]
        return f"{name} {left}"
    return f"{name} {LEVEL_WORDS.get(move.after, move.after)}, was {LEVEL_WORDS.get(move.before, move.before)}"


def _forced(found: LiquidationDigest | None, digest: Digest, long: bool) -> tuple[DigestRow, ...]:
    if found is None:
        return (DigestRow(label="liquidations", chunks=((("none observed", Tone.DIM),),)),)
    chunks: list[Line] = [((f"≥${figures.at_least(found.usd)}", Tone.VALUE), (f" in {found.count:,}", Tone.DIM))]
    if found.long_share is not None:
        chunks.append((("long ", Tone.DIM), figures.share(found.long_share)))
    if found.largest is not None:
        print_ = found.largest
        who = f"{print_.hurt} {figures.venue_code(print_.venue)} {print_.asset}"
        words = f"${figures.compact(print_.usd)} {who} @{figures.price(print_.price_usd)}"
        chunks.append((("largest ", Tone.DIM), (words, Tone.TEXT), (f" {_when(print_.at_ms, long)}", Tone.DIM)))
    span_s = (digest.to_ms - found.from_ms) / 1000
    if found.from_ms - digest.from_ms > 60_000:
        chunks.append(((f"from {_when(found.from_ms, long)} on only", Tone.WARN),))
    if found.observed_s < span_s - 60:
        observed = f"observed {figures.duration(found.observed_s)} of {figures.duration(span_s)}"
        chunks.append(((observed, Tone.WARN),))
    return (DigestRow(label="liquidations", chunks=tuple(chunks)),)


def _all_forced(digest: Digest, long: bool) -> tuple[DigestRow, ...]:
    return _forced(digest.liquidations, digest, long) if digest.liquidations is not None else ()


def _interest(part: AssetDigest) -> tuple[Line, ...]:
    if not part.oi_venues:
        return ((("not known at both ends", Tone.DIM),),)
    coin = _ends(_compact(part.oi_from_coin), _compact(part.oi_to_coin))
    usd = _ends(_compact(part.oi_from_usd, "$"), _compact(part.oi_to_usd, "$"))
    gap: Span = ("  ", Tone.TEXT)
    return (
        (*usd, gap, figures.change(_pct(part.oi_from_usd, part.oi_to_usd))),
        (("coin ", Tone.DIM), *coin, gap, figures.change(_pct(part.oi_from_coin, part.oi_to_coin))),
        ((f"{len(part.oi_venues)}v", Tone.DIM),),
    )


def _volatility(part: AssetDigest, long: bool, when: str) -> tuple[Line, ...]:
    def ends(label: str, before: float | None, after: float | None) -> Line:
        return (label, Tone.DIM), *_ends(_points(before), _points(after))

    chunks: list[Line] = [
        ends("7d ", part.atm7_from_vol, part.atm7_to_vol),
        ends("30d ", part.atm30_from_vol, part.atm30_to_vol),
    ]
    chunks += [((_shift_words(shift), Tone.WARN), (f" {_when(shift.at_ms, long)}", Tone.DIM)) for shift in part.shifts]
    if not part.shifts and part.backwardation not in (None, "none"):
        chunks.append(((f"backwardation {part.backwardation} {when}", Tone.WARN),))
    return tuple(chunks)


def _shift_words(shift: Shift) -> str:
    return "backwardation ended" if shift.after == "none" else f"backwardation {shift.after}"


def _fired(board: Board, digest: Digest) -> list[Alert]:
    return [alert for alert in board.alerts if alert.at_ms > digest.asked_ms]


def _alerts(board: Board, digest: Digest, long: bool) -> tuple[DigestRow, ...]:
    fired = _fired(board, digest)
    left = unread(fired)
    total = f"{len(fired)} fired, {left} unread" if fired else "none fired"
    chunks: list[Line] = [((total, Tone.WARN if left else Tone.TEXT),)]
    chunks += [
        ((alert.text, Tone.DIM if alert.acknowledged else Tone.TEXT), (f" {_when(alert.at_ms, long)}", Tone.DIM))
        for alert in fired[:_MOST_ALERTS]
    ]
    if len(fired) > _MOST_ALERTS:
        chunks.append(((f"and {len(fired) - _MOST_ALERTS} more: A", Tone.DIM),))
    return (DigestRow(label="alerts", chunks=tuple(chunks)),)


def _down(digest: Digest) -> tuple[DigestRow, ...]:
    seen_s = (digest.to_ms - digest.from_ms) / 1000
    down = [(feed, seconds) for feed, seconds in digest.down.items() if seconds >= _BRIEFLY_S]
    if not down:
        return (DigestRow(label="feeds", chunks=((("none was lost", Tone.DIM),),)),)
    chunks: list[Line] = []
    for feed, seconds in down[:_MOST_FEEDS]:
        venue, _, kind = feed.rpartition(" ")
        name = f"{figures.venue_name(venue)} {kind.replace('_', ' ')}" if venue else feed
        whole = seconds >= _WHOLE_SHARE * seen_s
        lost = "all the time" if whole else _lasted(seconds)
        chunks.append(((name, Tone.TEXT), (f" {lost}", Tone.WARN)))
    if len(down) > _MOST_FEEDS:
        chunks.append(((f"and {len(down) - _MOST_FEEDS} more", Tone.DIM),))
    return (DigestRow(label="without", chunks=tuple(chunks)),)


def _ends(before: str | None, after: str | None, unit: str = "") -> Line:
    """From what to what."""
    tail: Line = ((unit, Tone.DIM),) if after is not None and unit else ()
    start: Span = ABSENT if before is None else (before, Tone.TEXT)
    end: Span = ABSENT if after is None else (after, Tone.VALUE)
    return start, (" → ", Tone.DIM), end, *tail


def _point(point: Point | None, long: bool) -> Line:
    if point is None:
        return (ABSENT,)
    return (figures.price(point[1]), Tone.TEXT), (f" {_when(point[0], long)}", Tone.DIM)


def _points(vol: float | None) -> str | None:
    return None if vol is None else f"{vol:.1f}"


def _compact(amount: float | None, sign: str = "") -> str | None:
    return None if amount is None else f"{sign}{figures.compact(amount)}"


def _pct(before: float | None, after: float | None) -> float | None:
    return None if not before or after is None else (after / before - 1) * 100


def _lasted(seconds: float) -> str:
    return figures.duration(seconds) if seconds >= 60 else f"{seconds:.0f}s"


def _when(at_ms: int, long: bool) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%d %b %H:%M" if long else "%H:%M")
