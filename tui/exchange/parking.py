"""Markets that the venue refuses by name: left out for an hour, so that the others can be subscribed to."""

import re
from collections.abc import Collection, Iterable

from tui.domain.clock import Clock

_PARKED_S = 3600.0
_NAMED = r"(?<![A-Za-z0-9_-]){}(?![A-Za-z0-9_-])"


class Parking:
    """Which of the subscribed markets the venue has lately refused."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._parked_s: dict[tuple[str, str], float] = {}

    def note(self, reason: str, market_type: str, names: Iterable[str]) -> None:
        """Parks for an hour those of `names` that the venue's refusal names."""
        for name in names:
            if re.search(_NAMED.format(re.escape(name)), reason):
                self._parked_s[market_type, name] = self._clock.monotonic_s()

    def without(self, market_type: str, names: Iterable[str]) -> list[str]:
        """The names that may be asked for."""
        parked = self.parked([market_type])
        return [name for name in names if name not in parked]

    def parked(self, market_types: Collection[str]) -> list[str]:
        """The names that may not."""
        now_s = self._clock.monotonic_s()
        self._parked_s = {name: at_s for name, at_s in self._parked_s.items() if now_s - at_s < _PARKED_S}
        return [name for market_type, name in self._parked_s if market_type in market_types]
