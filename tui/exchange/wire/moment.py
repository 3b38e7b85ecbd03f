"""Moments that venues write as text, in epoch milliseconds."""

from datetime import datetime

from tui.exchange.wire.number import epoch_ms


def iso_ms(value: object) -> int | None:
    """The moment in an RFC 3339 text with any number of decimals; None for "", null and a clock that was never set.

    Coinbase's sequencer writes year 1 where it has no time, so moments outside `epoch_ms`'s range are none.
    """
    if not isinstance(value, str) or not 10 < len(value) < 48:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return epoch_ms(moment.timestamp() * 1000) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
