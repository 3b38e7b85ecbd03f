"""Current values with old timestamps: stamped with the time of the answer."""

from collections.abc import Iterable

import msgspec

from tui.domain.clock import MINUTE_MS
from tui.domain.events import Event, FuturesQuote, OpenInterest, OptionBook

_BELIEVED_MS = 10 * MINUTE_MS


def standing(events: Iterable[Event | None]) -> list[Event]:
    """The events that are some, stamped with our own time where the venue's is more than ten minutes from it.

    Venues stamp open interest and marks with their last change, which on a quiet contract may be hours old, and a
    relay may answer with what it recorded: by its stamp, such a figure would pass for history.
    """
    return [_stamped(event) for event in events if event is not None]


def _stamped(event: Event) -> Event:
    if not isinstance(event, OpenInterest | FuturesQuote | OptionBook):
        return event
    is_believed = abs(event.recv_ms - event.at_ms) <= _BELIEVED_MS
    return event if is_believed else msgspec.structs.replace(event, at_ms=event.recv_ms)
