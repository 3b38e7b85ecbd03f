"""Says when the collector is lost, and when one answers again."""

from tui.domain.clock import Clock
from tui.link.source import BoardSource, LinkState
from tui.present import figures


class LinkWatch:
    """Knows since when the source has been lost."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lost_s: float | None = None

    def lost(self, source: BoardSource) -> str | None:
        """Once for each loss: what is to be said of it."""
        if source.state is not LinkState.LOST or self._lost_s is not None:
            return None
        self._lost_s = self._clock.monotonic_s()
        return "the collector is gone: what you see is from before; it is looked for, and started where none answers"

    def found(self, source: BoardSource) -> str | None:
        """Once after each loss: how long it was."""
        if source.state is not LinkState.ATTACHED or self._lost_s is None:
            return None
        away_s, self._lost_s = self._clock.monotonic_s() - self._lost_s, None
        return f"a collector answers again; {figures.age(away_s)} were not seen"
