"""Deribit's `get_volatility_index_data`: bars of the DVOL index."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tui.domain.events import VolatilityIndex
from tui.exchange.wire.deribit_reply import result
from tui.exchange.wire.number import epoch_ms, positive


class Bars(NamedTuple):
    """One page of closes, oldest first."""

    events: list[VolatilityIndex]
    continuation_ms: int | None
    """Where the page before this one ends; None where there is none."""


def volatility_index(payload: object, asset: str, step_ms: int, recv_ms: int) -> Bars | None:
    """Closes of `[open time, open, high, low, close]` bars in points, or None where the answer has no bars at all.

    A close belongs to the last millisecond of its bar, so that it counts for the day that it closed; the bar that
    is still moving closes now.
    """
    found = result(payload)
    data = found.get("data") if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping) or not isinstance(data, Sequence) or isinstance(data, str):
        return None
    events = []
    for bar in data:
        if not isinstance(bar, Sequence) or isinstance(bar, str) or len(bar) < 5:
            continue
        open_ms, close_vol = epoch_ms(bar[0]), positive(bar[4])
        if open_ms is None or close_vol is None or open_ms > recv_ms + step_ms:
            continue
        events.append(
            VolatilityIndex(
                venue="deribit",
                asset=asset,
                close_vol=close_vol,
                at_ms=min(open_ms + step_ms - 1, recv_ms),
                recv_ms=recv_ms,
            )
        )
    return Bars(sorted(events, key=lambda event: event.at_ms), epoch_ms(found.get("continuation")))
