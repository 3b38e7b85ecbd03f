"""The log pane: alerts, bursts of liquidations and feeds in trouble, newest first."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache

from tui.domain.board import DOWN, Alert, Board, Burst, Feed
from tui.domain.clock import DAY_MS
from tui.present import figures
from tui.present.bars import unread
from tui.present.reading import Reading
from widgets.view.log import LogRow, LogView
from widgets.view.pane import Title
from widgets.view.text import NOTHING, Span, Tone

_MOST = 60
_MARKS: dict[str, Span] = {
    "push": ("!!", Tone.CRITICAL),
    "bell": ("!!", Tone.WARN),
    "toast": ("!", Tone.WARN),
    "silent": NOTHING,
}


def present_log(reading: Reading) -> LogView:
    board = reading.board
    count = unread(board.alerts)
    today = reading.now_ms // DAY_MS
    events = [
        *((alert.at_ms, _alert(alert, today)) for alert in board.alerts),
        *_bursts(board, today),
    ]
    rows = [row for _, row in sorted(events, key=lambda event: -event[0])][:_MOST]
    return LogView(
        title=Title(name="LOG", venues=f"{count} unread" if count else ""),
        rows=(*rows, *_troubles(board)),
        quiet="no alert and no burst of liquidations yet",
    )


def _time(at_ms: int, today: int) -> Span:
    """The minute, or the day where it is not today's."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return moment.strftime("%H:%M" if at_ms // DAY_MS == today else "%d%b"), Tone.DIM


@lru_cache(maxsize=256)
def _alert(alert: Alert, today: int) -> LogRow:
    """Acknowledged ones have lost their light."""
    if alert.acknowledged:
        mark = _MARKS[alert.severity][0], Tone.DIM
        return LogRow(time=_time(alert.at_ms, today), mark=mark, words=(alert.text, Tone.DIM))
    return LogRow(time=_time(alert.at_ms, today), mark=_MARKS[alert.severity], words=(alert.text, Tone.TEXT))


def _bursts(board: Board, today: int) -> Iterator[tuple[int, LogRow]]:
    for asset, part in board.assets.items():
        for burst in part.liquidations.bursts:
            yield burst.start_ms, LogRow(time=_time(burst.start_ms, today), words=(_burst(asset, burst), Tone.TEXT))


def _burst(asset: str, burst: Burst) -> str:
    """Short enough for one row of a third of 120 columns; the liquidation pane has the rest."""
    longs = "" if burst.long_share is None else f" long {burst.long_share * 100:.0f}%"
    return f"{asset} burst ${figures.compact(burst.usd)}{longs}"


def _troubles(board: Board) -> Iterator[LogRow]:
    """Venues with a feed that does not deliver, a line each."""
    found: dict[str, list[Feed]] = {}
    for feed in board.feeds:
        if feed.state in DOWN:
            found.setdefault(feed.venue, []).append(feed)
    for venue, feeds in found.items():
        kinds = ", ".join(feed.kind.replace("_", " ") for feed in feeds[:2]) + (" and more" if len(feeds) > 2 else "")
        why = f": {feeds[0].reason}" if feeds[0].reason else ""
        words = f"{figures.venue_name(venue)} {feeds[0].state} ({kinds}){why}"
        yield LogRow(time=("now", Tone.DIM), mark=("!", Tone.WARN), words=(words, Tone.DIM))
