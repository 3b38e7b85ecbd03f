"""Planned renewal of connections: before the venue cuts them, one at a time, in a quiet minute."""

from collections.abc import Sequence
from typing import Protocol

from tui.domain.clock import MINUTE_MS, Clock

_DUE_S = 23.0 * 3600
"""Binance cuts a connection after 24 hours."""
_OVERDUE_S = 23.75 * 3600
_APART_S = 60.0
_QUIET_S = 20.0
_BUSY_MINUTES = 10
"""Funding, expiries and closes fall on full hours, and forced orders follow them."""


class Renewable(Protocol):
    """What Recycling needs of a stream."""

    def connected_s(self) -> float:
        """For how long it has been connected; 0.0 while it is not."""
        ...

    def quiet_s(self) -> float:
        """How long ago it brought its last event."""
        ...


class Recycling:
    """Says which connection to renew now."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last_s = clock.monotonic_s() - _APART_S

    def due(self, streams: Sequence[Renewable]) -> int | None:
        """The index of the stream to renew now; None for none."""
        now_s = self._clock.monotonic_s()
        if now_s - self._last_s < _APART_S:
            return None
        minute = self._clock.now_ms() // MINUTE_MS % 60
        is_calm = _BUSY_MINUTES <= minute < 60 - _BUSY_MINUTES
        for place, stream in enumerate(streams):
            connected_s = stream.connected_s()
            if connected_s > _OVERDUE_S or (connected_s > _DUE_S and is_calm and stream.quiet_s() > _QUIET_S):
                self._last_s = now_s
                return place
        return None
