"""Altcoin cascades: whether the bids hold what would be sold by force if the leader breaks its support. A model, whose
every term is an argument."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

Risk = Literal["low", "medium", "high", "unknown"]

LEVERAGE_TIERS: tuple[tuple[float, float], ...] = ((3, 0.20), (5, 0.25), (10, 0.30), (20, 0.15), (50, 0.10))
"""(leverage, share of long open interest): an assumption, printed with the result and meant to be edited."""
HIGH_COVERAGE, MEDIUM_COVERAGE = 0.5, 1.0
FRESH_DEPTH_S = 60.0


def downside_beta(
    asset_closes: Sequence[float | None], leader_closes: Sequence[float | None], fewest: int = 30
) -> float | None:
    """How far the asset falls for each percent that the leader falls: least squares through the origin over the bars in
    which the leader fell. The closes belong to the same bars; one that is missing is None, and a bar without its own or
    the one before does not count. None below `fewest` bars."""
    falls = [
        (later / earlier - 1, leader_later / leader_earlier - 1)
        for (earlier, later), (leader_earlier, leader_later) in zip(
            pairwise(asset_closes), pairwise(leader_closes), strict=True
        )
        if earlier and later and leader_earlier and leader_later and leader_later < leader_earlier
    ]
    if len(falls) < fewest:
        return None
    return sum(asset * leader for asset, leader in falls) / sum(leader**2 for _, leader in falls)


def implied_move_pct(beta: float, leader_price_usd: float, target_usd: float) -> float:
    """The asset's move when the leader falls to that line: beta x distance, negative, at most the whole price."""
    return max(beta * min(0.0, target_usd / leader_price_usd - 1), -1.0) * 100


def forced_usd(
    long_open_interest_usd: float, move_pct: float, tiers: Sequence[tuple[float, float]] = LEVERAGE_TIERS
) -> float:
    """Dollars of longs closed by force: the tiers whose margin, 1 / leverage, the fall uses up."""
    return long_open_interest_usd * sum(share for leverage, share in tiers if 100 / leverage <= -move_pct)


def bids_within_usd(bids: Sequence[tuple[float, float]], mid_usd: float, move_pct: float) -> float:
    """Dollars bid down to `move_pct` below the middle; `bids` are (price, coins)."""
    lowest = mid_usd * (1 + move_pct / 100)
    return sum(price * coins for price, coins in bids if price >= lowest)


def coverage(bids_usd: float, forced: float) -> float | None:
    """Bids over forced selling: below 1 it exceeds the book; None where nothing is forced."""
    return bids_usd / forced if forced > 0 else None


def risk(covered: float | None, forced: float | None, depth_age_s: float | None) -> Risk:
    """High below 0.5, medium below 1; low also where nothing is forced; unknown with a book older than a minute."""
    if forced is None or depth_age_s is None or depth_age_s > FRESH_DEPTH_S:
        return "unknown"
    if forced <= 0:
        return "low"
    if covered is None:
        return "unknown"
    return "high" if covered < HIGH_COVERAGE else "medium" if covered < MEDIUM_COVERAGE else "low"
