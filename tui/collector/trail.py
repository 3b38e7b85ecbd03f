"""A week of summaries of past Boards in bounded memory, from which a pane's digest ("what happened since") is made."""

from collections import deque
from collections.abc import Callable, Collection, Iterable

import msgspec

from tui.analytics.digest import GAP_MS, Liquidated, digest_of, highest, lowest, merged
from tui.domain.board import DOWN, AssetBoard, Board, Level
from tui.domain.clock import MINUTE_MS
from tui.domain.digest import AssetMark, Digest, LevelMove, Mark, Shift
from tui.history.trail_row import TrailRow

KEPT_MS = 7 * 24 * 60 * MINUTE_MS

_MINUTES = 180
_QUARTER_MS = 15 * MINUTE_MS
_QUARTERS = KEPT_MS // _QUARTER_MS
_MOST_MOVES = 16
"""Of one asset within a minute; a price that oscillates around a line would fill the memory."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Mark)


class Trail:
    """Takes every Board. The last three hours are kept by the minute, the week before by the quarter of an
    hour; quarters go to the history, so that they survive a restart."""

    def __init__(self, record: Callable[[TrailRow], None]) -> None:
        """`record` stores a row for the next collector."""
        self._record = record
        # Encoded, a mark takes a tenth of the room that its objects would.
        self._minutes: deque[tuple[int, int, bytes]] = deque(maxlen=_MINUTES)
        self._quarters: deque[tuple[int, int, bytes]] = deque(maxlen=_QUARTERS)
        self._quarter: Mark | None = None
        self._running: Mark | None = None
        self._last: Mark | None = None
        """The newest mark of all: what has changed since shows against it, also across a restart."""

    def restore(self, rows: Iterable[TrailRow]) -> None:
        """Takes the marks of an earlier collector, oldest first; what can't be read is left out."""
        for row in rows:
            try:
                self._last = mark = _decoder.decode(row.mark)
            except msgspec.MsgspecError:
                continue
            self._quarters.append((mark.from_ms, mark.to_ms, row.mark))

    def step(self, board: Board) -> None:
        """Takes a Board into the running minute."""
        running, now_ms = self._running, board.as_of_ms
        if running is not None and not 0 <= now_ms - running.to_ms <= GAP_MS:
            self._finish(running)
            running = None
        new = _mark(board, self._last, now_ms if running is None else running.to_ms)
        if running is not None and now_ms // MINUTE_MS != running.from_ms // MINUTE_MS:
            self._finish(running)
            running = None
        self._running = self._last = new if running is None else merged(running, new)

    def close(self) -> None:
        """Stores what has not been stored yet."""
        if self._running is not None:
            self._finish(self._running)
            self._running = None
        self._store_quarter()

    def digest(self, since_ms: int, now_ms: int, liquidated: Liquidated) -> Digest:
        """What happened since then."""
        minutes = list(self._minutes)
        first_ms = minutes[0][0] if minutes else now_ms
        quarters = [entry for entry in self._quarters if entry[0] < first_ms]
        ends_ms = quarters[-1][1] if quarters else 0
        wanted = [*quarters, *(entry for entry in minutes if entry[0] >= ends_ms)]
        # One more at the front says how things stood when the stretch began.
        first = next((place for place, entry in enumerate(wanted) if entry[1] > since_ms), len(wanted))
        marks = [_decoder.decode(entry[2]) for entry in wanted[max(first - 1, 0) :]]
        if self._running is not None:
            marks.append(self._running)
        return digest_of(marks, since_ms, now_ms, liquidated)

    def _finish(self, mark: Mark) -> None:
        """Puts a minute that is over to the others, and to its quarter of an hour."""
        self._minutes.append((mark.from_ms, mark.to_ms, _encoder.encode(mark)))
        held = self._quarter
        if held is None:
            self._quarter = mark
        elif mark.from_ms - held.to_ms > GAP_MS or mark.from_ms // _QUARTER_MS != held.from_ms // _QUARTER_MS:
            self._store_quarter()
            self._quarter = mark
        else:
            self._quarter = merged(held, mark)

    def _store_quarter(self) -> None:
        if self._quarter is not None:
            content = _encoder.encode(self._quarter)
            self._quarters.append((self._quarter.from_ms, self._quarter.to_ms, content))
            self._record(TrailRow(at_ms=self._quarter.from_ms, mark=content))
            self._quarter = None


def _mark(board: Board, before: Mark | None, from_ms: int) -> Mark:
    """A Board as a mark that begins where the one before it ended."""
    now_ms = board.as_of_ms
    past = {} if before is None else before.assets
    # With one of its parts down a venue tells less than it holds, and the part would pass for a change.
    whole = {feed.venue for feed in board.feeds if feed.kind == "open_interest" and feed.state == "live"}
    since_s = (now_ms - from_ms) / 1000
    return Mark(
        from_ms=from_ms,
        to_ms=now_ms,
        assets={name: _asset(part, past.get(name), now_ms, whole) for name, part in board.assets.items()},
        down={f"{feed.venue} {feed.kind}": since_s for feed in board.feeds if since_s and feed.state in DOWN},
    )


def _asset(part: AssetBoard, before: AssetMark | None, now_ms: int, whole: Collection[str]) -> AssetMark:
    """`whole` are the venues that tell all of their open interest."""
    held = before or AssetMark()
    usd, options = part.price.usd, part.options
    states: dict[str, str] = {}
    moves: list[LevelMove] = []
    for level in part.levels:
        for name, state in _states(level, usd):
            known = held.states.get(name)
            if state or known:
                states[name] = state or known or ""
            if known and state and known != state:
                moves.append(LevelMove(now_ms, level.label, level.price_usd, level.to_usd, known, state))
    point = None if usd is None else (now_ms, usd)
    shape = options.backwardation or held.backwardation
    shifted = held.backwardation is not None and shape is not None and shape != held.backwardation
    return AssetMark(
        usd=usd,
        opened_usd=usd,
        low=lowest((point,)),
        high=highest((point,)),
        interest={row.venue: (row.usd, row.coin) for row in part.open_interest.venues if row.venue in whole},
        funding_apr_pct=part.funding.apr_pct,
        atm7_vol=options.atm.get("7"),
        atm30_vol=options.atm.get("30"),
        backwardation=shape,
        states=states,
        moves=tuple(moves[:_MOST_MOVES]),
        shifts=(Shift(now_ms, held.backwardation or "", shape or ""),) if shifted else (),
    )


def _states(level: Level, usd: float | None) -> tuple[tuple[str, str | None], ...]:
    """Names and values of what of a level is watched: its state, and for a zone where price stands to it."""
    # Two lines may differ in nothing but one of these.
    name = f"{level.kind}|{level.label}|{level.price_usd!r}|{level.to_usd!r}"
    if level.to_usd is None:
        return ((name, level.state),)
    low, high = sorted((level.price_usd, level.to_usd))
    place = None if usd is None else "below" if usd < low else "above" if usd > high else "inside"
    return (name, level.state), (f"{name}|zone", place)
