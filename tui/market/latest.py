"""The newest event of each instrument, and whether it is still fresh."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

import msgspec

from tui.domain.events import Depth, FundingRate, FuturesQuote, OpenInterest, OptionBook, Quote

E = TypeVar("E", bound=Quote | OpenInterest | FundingRate | FuturesQuote | OptionBook | Depth)

_BELIEVED_S = 60.0
_FORGOTTEN_S = 3600.0


class Latest(Generic[E]):
    """Bounded by the number of instruments: what has not been heard of for an hour is forgotten."""

    def __init__(self, key: Callable[[E], Hashable]) -> None:
        self._key = key
        self._held: dict[Hashable, tuple[E, float]] = {}
        self.version = 0
        """Grows with every event taken."""
        self.outdated = 0
        """Events left out because a newer one was there."""

    def put(self, event: E, now_s: float) -> bool:
        """Takes `event` unless its own time is older than what is held.

        A held time is believed for a minute: an event that came with a time far ahead must not shut out the rest.
        """
        key = self._key(event)
        held = self._held.get(key)
        if held is not None and event.at_ms < held[0].at_ms and now_s - held[1] < _BELIEVED_S:
            self.outdated += 1
            return False
        self._held[key] = (event, now_s)
        self.version += 1
        return True

    def all(self, now_ms: int, now_s: float) -> list[E]:
        """Every event held, stamped as received so long before `now_ms` as the monotonic clock says.

        Ages then survive a step of the wall clock.
        """
        return [_stamped(event, now_ms, now_s - arrived_s) for event, arrived_s in self._held.values()]

    def fresh(self, now_ms: int, now_s: float, limit_s: Callable[[str], float]) -> list[E]:
        """Those that arrived no longer ago than their venue's limit."""
        return [
            _stamped(event, now_ms, now_s - arrived_s)
            for event, arrived_s in self._held.values()
            if now_s - arrived_s <= limit_s(event.venue)
        ]

    def age_s(self, key: Hashable, now_s: float) -> float | None:
        """Seconds since the event under `key` arrived, to the millisecond; None where there is none."""
        held = self._held.get(key)
        return None if held is None else round(now_s - held[1], 3)

    def prune(self, now_s: float, is_over: Callable[[E], bool] = lambda _: False) -> None:
        """Forgets what is over (an expired contract) and what has not been heard of for an hour."""
        gone = [
            key for key, (event, arrived_s) in self._held.items() if now_s - arrived_s > _FORGOTTEN_S or is_over(event)
        ]
        for key in gone:
            del self._held[key]
        if gone:
            self.version += 1

    def __len__(self) -> int:
        return len(self._held)


def _stamped(event: E, now_ms: int, age_s: float) -> E:
    return msgspec.structs.replace(event, recv_ms=now_ms - round(age_s * 1000))
