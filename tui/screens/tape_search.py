"""Liquidations of the last day that pass the tape's filter: the collector has more of them than a Board shows."""

from tui.domain.clock import Clock
from tui.domain.tape_filter import EVERY_PRINT, TapeFilter
from tui.link.source import BoardSource, FindingSource
from tui.link.wire import Found

_AGAIN_S = 5.0


class TapeSearch:
    """Asks for what is wanted now, and again from time to time: liquidations come and grow old."""

    def __init__(self, source: BoardSource, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        self._asked: tuple[str, TapeFilter] | None = None
        self._asked_s = 0.0

    def look(self, asset: str, tape: TapeFilter, *, is_still: bool = False) -> Found | None:
        """The newest answer to exactly this; None for a tape without a filter, and before an answer has come. Where it
        `is_still`, what was asked is not asked again."""
        if tape == EVERY_PRINT or not isinstance(self._source, FindingSource):
            return None
        now_s = self._clock.monotonic_s()
        wanted = asset, tape
        if wanted != self._asked or (not is_still and now_s - self._asked_s >= _AGAIN_S):
            self._asked = wanted if self._source.ask_find(asset, tape) else None
            self._asked_s = now_s
        found = self._source.found()
        return found if found is not None and (found.asset, found.tape) == wanted else None
