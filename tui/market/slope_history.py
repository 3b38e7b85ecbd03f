"""The volatility curve's slope over the last hour, for its noise."""

from collections import deque

from tui.analytics.term_structure import slope_noise_vol
from tui.domain.clock import HOUR_MS


class SlopeHistory:
    """Bounded by the hour: one value for each chain that brought one."""

    def __init__(self) -> None:
        self._held: deque[tuple[int, float]] = deque()
        self._source: tuple[str | None, str] | None = None

    def put(self, source: tuple[str | None, str], at_ms: int, slope_vol: float | None) -> None:
        """Takes the slope of a chain of that time; a chain that was read before adds nothing. `source`: its venue and
        the rule of interpolation; what another one gave is forgotten, since the step between them is no noise."""
        if source != self._source:
            self._held.clear()
            self._source = source
        if slope_vol is None or (self._held and at_ms <= self._held[-1][0]):
            return
        self._held.append((at_ms, slope_vol))

    def noise_vol(self, now_ms: int) -> float | None:
        """The standard deviation of the hour's values; None below three."""
        while self._held and self._held[0][0] <= now_ms - HOUR_MS:
            self._held.popleft()
        return slope_noise_vol([slope for _, slope in self._held])
