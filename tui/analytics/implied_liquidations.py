"""What open interest says of liquidations: an upper view beside the floor that was recorded."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from tui.domain.events import OpenInterest


def fallen_usd(samples: Sequence[OpenInterest], from_ms: int) -> float:
    """Dollars by which one contract's coin open interest fell, from each sample to the next, at the price of the
    earlier one. `samples` are of one contract, oldest first; a fall that began before `from_ms` is left out."""
    return sum(
        (earlier.coin - later.coin) * earlier.usd / earlier.coin
        for earlier, later in pairwise(samples)
        if earlier.at_ms >= from_ms and 0 <= later.coin < earlier.coin
    )


def implied_usd(contracts: Iterable[Sequence[OpenInterest]], from_ms: int) -> tuple[float | None, tuple[str, ...]]:
    """The sum over contracts with at least two samples, and their venues by name; None where there are none."""
    known = [samples for samples in contracts if len(samples) > 1 and samples[-1].at_ms > from_ms]
    if not known:
        return None, ()
    venues = tuple(sorted({samples[0].venue for samples in known}))
    return sum(fallen_usd(samples, from_ms) for samples in known), venues
