"""One row of the cascade table, with every term of the model and a reason for each that is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from tui.analytics.cascade import (
    FRESH_DEPTH_S,
    MEDIUM_COVERAGE,
    Risk,
    bids_within_usd,
    coverage,
    downside_beta,
    forced_usd,
    implied_move_pct,
    risk,
)
from tui.domain.board import Cascade, Level, Notes
from tui.domain.clock import MINUTE_MS
from tui.domain.events import Depth

_NEEDS: dict[str, tuple[str, ...]] = {
    "support_usd": ("distance_pct",),
    "target_usd": ("distance_pct",),
    "move_pct": ("distance_pct", "beta"),
    "forced_share": ("distance_pct", "beta"),
    "forced_usd": ("distance_pct", "beta", "oi_usd"),
    "coverage": ("distance_pct", "beta", "oi_usd", "bids_usd", "forced_usd"),
    "bids_usd": ("distance_pct", "beta"),
    **dict.fromkeys(("price_usd", "depth_reach_pct", "depth_venue", "age_s"), ("bids_usd",)),
}
"""Field -> the terms that it is None without."""

_REASONS = {"beta": "no beta", "bids_usd": "no book", "oi_usd": "no OI"}
"""A term that is missing -> why there is no risk."""

_BAR_MS = 5 * MINUTE_MS
FEWEST_BARS = 30
"""Fewer falling bars of the leader say nothing of a beta."""


@dataclass(frozen=True, kw_only=True)
class Beta:
    """What five-minute bars say of the asset's falls beside the leader's."""

    value: float | None
    bars: int


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What is known of one altcoin; None is unknown."""

    asset: str
    leader_price_usd: float | None
    support_usd: float | None
    """The leader's support whose loss is supposed."""
    target_usd: float | None
    """The next line below it; None where there is none."""
    beta: Beta
    book: Depth | None
    book_age_s: float | None
    oi_usd: float | None
    """Of one venue: the book's where that tells it."""
    funding_apr_pct: float | None
    oi_venue: str | None = None
    funding_venue: str | None = None


def lines_below(levels: Sequence[Level], price_usd: float | None) -> tuple[float, ...]:
    """What a fall from the price meets, highest first: lower edges of supports and weekly closes, and the lines that
    follow them (`then_usd`); without what a close has broken already."""
    if price_usd is None:
        return ()
    held = [level for level in levels if level.kind != "resistance"]
    broken = {_lower_edge(level) for level in held if level.state == "confirmed"}
    lines = {_lower_edge(level) for level in held} | {line for level in held for line in level.then_usd}
    return tuple(sorted((line for line in lines - broken if line < price_usd), reverse=True))


def _lower_edge(level: Level) -> float:
    return level.price_usd if level.to_usd is None else min(level.price_usd, level.to_usd)


def beta_of(closes: Mapping[int, float], leader_closes: Mapping[int, float]) -> Beta:
    """Downside beta over the bars that both have; closes by the bar's open. What lies between two bars with a gap
    between them is no bar's: squared, a single fall over hours would outweigh all the others."""
    common = closes.keys() & leader_closes.keys()
    grid = range(min(common), max(common) + 1, _BAR_MS) if common else range(0)
    value = downside_beta([closes.get(at) for at in grid], [leader_closes.get(at) for at in grid], FEWEST_BARS)
    return Beta(value=value, bars=len(common))


def cascade_row(inputs: Inputs, tiers: Sequence[tuple[float, float]]) -> Cascade:
    """The row. What can't be reckoned is None, and then the risk is unknown."""
    notes = _gaps(inputs)
    distance_pct = move_pct = forced = forced_share = bids = price_usd = reach_pct = None
    leader_usd, support_usd, book = inputs.leader_price_usd, inputs.support_usd, inputs.book
    target_usd = support_usd if inputs.target_usd is None else inputs.target_usd
    if leader_usd is not None and support_usd is not None and target_usd is not None:
        distance_pct = (target_usd / leader_usd - 1) * 100
        if inputs.target_usd is None:
            notes["target_usd"] = f"no line below {support_usd:.0f} is configured: the move ends at the support itself"
        if inputs.beta.value is not None:
            move_pct = implied_move_pct(inputs.beta.value, leader_usd, target_usd)
    if move_pct is not None:
        forced_share = forced_usd(1.0, move_pct, tiers)
        forced = None if inputs.oi_usd is None else inputs.oi_usd * forced_share
        if forced_share <= 0:
            highest = max((leverage for leverage, share in tiers if share > 0), default=1.0)
            notes["forced_usd"] = (
                f"{move_pct:.2f}% uses up no tier's margin; {highest:g}x is closed at -{100 / highest:g}%"
            )
    if book is not None:
        price_usd = (book.bids[0][0] + book.best_ask_usd) / 2
        reach_pct = (book.bids[-1][0] / price_usd - 1) * 100
        if move_pct is not None:
            bids = bids_within_usd(book.bids, price_usd, move_pct)
            if move_pct < reach_pct:
                notes["bids_usd"] = f"a floor: the book that came ends at {reach_pct:.2f}%"
    covered = None if bids is None or forced is None else coverage(bids, forced)
    judged = risk(covered, forced, None if book is None else inputs.book_age_s)
    if reach_pct is not None and move_pct is not None and move_pct < reach_pct and judged != "unknown":
        judged, notes["risk"] = _risk_at_reach(inputs, tiers, bids, covered, reach_pct)
    row = Cascade(
        asset=inputs.asset,
        condition="BTC falls" if support_usd is None else f"BTC < {support_usd:.0f}",
        move_pct=move_pct,
        forced_usd=forced,
        bids_usd=bids,
        coverage=covered,
        risk=judged,
        risk_reason=_reason(inputs) if judged == "unknown" else None,
        age_s=inputs.book_age_s,
        support_usd=support_usd,
        target_usd=target_usd,
        distance_pct=distance_pct,
        beta=inputs.beta.value,
        beta_bars=inputs.beta.bars,
        price_usd=price_usd,
        oi_usd=inputs.oi_usd,
        forced_share=forced_share,
        funding_apr_pct=inputs.funding_apr_pct,
        depth_venue=None if book is None else book.venue,
        depth_reach_pct=reach_pct,
        notes=notes,
    )
    derived = {
        name: "needs " + ", ".join(term for term in terms if term in notes)
        for name, terms in _NEEDS.items()
        if getattr(row, name) is None and name not in notes and any(term in notes for term in terms)
    }
    return msgspec.structs.replace(row, notes=notes | derived | _strangers(inputs))


def _risk_at_reach(
    inputs: Inputs,
    tiers: Sequence[tuple[float, float]],
    bids_usd: float | None,
    at_least: float | None,
    reach_pct: float,
) -> tuple[Risk, str]:
    """The risk where the book that came ends before the move, and why: what is sold on the way to its end, against its
    bids. A coverage of 1 or more to there says nothing of what lies beyond, unless it holds for the whole move."""
    if at_least is not None and at_least >= MEDIUM_COVERAGE:
        return "low", f"the bids to {reach_pct:.2f}% alone cover the whole move"
    forced = forced_usd(inputs.oi_usd or 0.0, reach_pct, tiers)
    covered = None if bids_usd is None else coverage(bids_usd, forced)
    if covered is None or covered >= MEDIUM_COVERAGE:
        return "unknown", f"the book that came ends at {reach_pct:.2f}%, where its bids still cover what is sold"
    return risk(covered, forced, inputs.book_age_s), f"by the coverage to {reach_pct:.2f}%, {covered:.2f}"


def _reason(inputs: Inputs) -> str:
    """Why the risk is unknown, in a word or two: the first term that is missing, else what is amiss with the book."""
    if inputs.leader_price_usd is None or inputs.support_usd is None:
        return "no price" if inputs.leader_price_usd is None else "no line"
    gaps = _gaps(inputs)
    missing = next((reason for name, reason in _REASONS.items() if name in gaps), None)
    return missing or ("old book" if "risk" in gaps else "short book")


def _strangers(inputs: Inputs) -> Notes:
    """What is of another venue than the book."""
    if inputs.book is None:
        return {}
    venues = {"oi_usd": inputs.oi_venue, "funding_apr_pct": inputs.funding_venue}
    return {
        name: f"of {venue}, the book is {inputs.book.venue}'s"
        for name, venue in venues.items()
        if venue not in (None, inputs.book.venue)
    }


def _gaps(inputs: Inputs) -> Notes:
    notes: Notes = {}
    if inputs.leader_price_usd is None:
        notes["distance_pct"] = "no price of BTC"
    elif inputs.support_usd is None:
        notes["distance_pct"] = "no unbroken support of BTC below its price is configured"
    if inputs.beta.value is None:
        notes["beta"] = f"{inputs.beta.bars} five-minute bars known, too few in which BTC fell"
    if inputs.book is None:
        notes["bids_usd"] = "no order book came"
    elif inputs.book_age_s is not None and inputs.book_age_s > FRESH_DEPTH_S:
        notes["risk"] = f"the order book is {inputs.book_age_s:.0f} s old"
    if inputs.oi_usd is None:
        notes["oi_usd"] = "no open interest came"
    if inputs.funding_apr_pct is None:
        notes["funding_apr_pct"] = "no funding rate came"
    return notes
