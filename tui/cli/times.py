"""Moments as people type them."""

from datetime import UTC, datetime, time

from tui.domain.clock import DAY_MS, day_start_ms
from tui.domain.errors import RefusedError
from tui.domain.text import clean


def moment_ms(text: str, starts_ms: int, ends_ms: int) -> int:
    """A day and time, or a time alone, in UTC: of the last day, from `starts_ms` to `ends_ms`, that has it.

    Raises RefusedError for anything else.
    """
    text = text.strip().removesuffix("Z").removesuffix("UTC").strip()
    try:
        if "-" in text:
            moment = datetime.fromisoformat(text)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
            return round(moment.timestamp() * 1000)
        clock = time.fromisoformat(text)
    except ValueError:
        raise RefusedError(f'"{clean(text)}" is no moment: write "2025-11-08 17:45" or "17:45:27", in UTC') from None
    at_ms = day_start_ms(ends_ms) + ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1000
    while at_ms > ends_ms and at_ms - DAY_MS >= starts_ms:
        at_ms -= DAY_MS
    return at_ms
