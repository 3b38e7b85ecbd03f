"""Payments that a perpetual has made, as funding rates with the interval that each was for."""

from collections.abc import Mapping
from itertools import pairwise

from tui.domain.clock import HOUR_MS
from tui.domain.events import FundingKind, FundingRate
from tui.exchange.instrument import Instrument


def settled(
    venue: str, contract: Instrument, paid: Mapping[int, float], recv_ms: int, longest_h: float = 8.0
) -> list[FundingRate]:
    """The payments by their moments, oldest first. An interval is the time since the payment before, so the first
    makes no event; nor does one after a gap, longer than any interval of the venue (`longest_h`)."""
    return [
        FundingRate(
            venue=venue,
            asset=contract.asset,
            symbol=contract.id,
            rate=paid[at_ms],
            interval_h=hours,
            kind=FundingKind.SETTLED,
            next_ms=None,
            at_ms=at_ms,
            recv_ms=recv_ms,
        )
        for before_ms, at_ms in pairwise(sorted(paid))
        # Payments come milliseconds late, and a day without any is a gap in the answer, not an interval.
        if 0 < (hours := round((at_ms - before_ms) / HOUR_MS)) <= longest_h
    ]
