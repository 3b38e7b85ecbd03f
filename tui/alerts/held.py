"""For how long something has been so."""

_GAP_S = 30.0
"""Boards come once a second at least: what lies between two that are farther apart, nobody saw."""


class Held:
    """Adds up the time that a condition was known to hold; time in which it was not known counts for nothing."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._last_s: float | None = None

    def note(self, value: bool | None, now_s: float) -> float:
        """The seconds held so far: False begins anew, None (not known) neither adds nor takes away."""
        if value is False:
            self.seconds = 0.0
        elif value and self._last_s is not None and now_s - self._last_s <= _GAP_S:
            self.seconds += max(0.0, now_s - self._last_s)
        self._last_s = now_s if value else None
        return self.seconds
