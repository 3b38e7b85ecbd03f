"""Futures basis: what a dated future pays over its own venue's index, annualised."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, median
from typing import Literal

from tui.domain.board import Basis, BasisPoint, Notes
from tui.domain.clock import DAY_MS
from tui.domain.events import FuturesQuote

Convention = Literal["simple", "continuous"]

CONSTANT_MATURITY_DAYS = 90.0
NEAREST_DAYS = (45.0, 150.0)
WIDE_PCT = 0.5
"""A wider book says nothing about the price."""
FAR_PCT = 20.0
"""A future of up to 90 days that is farther from its index is no price that anyone trades at; of longer ones so much in
proportion."""
SHORTEST_DAYS = 1 / 24
"""Annualising counts at least an hour, so that the last minutes of a contract stay finite."""

_Point = tuple[float, float]
"""(days, ln(future / index))"""


def basis_board(
    quotes: Sequence[FuturesQuote],
    *,
    now_ms: int,
    bill_pct: float | None = None,
    convention: Convention = "simple",
    stale_ms: int = 300_000,
) -> Basis:
    """The dated curve and its value at 90 days.

    A future is worth the middle of its book, or its mark where the book is absent, crossed or wide; days count from
    the quote's own time. cm90: each venue's ln(F/S) linear in days between the expiries around 90, annualised, then
    the median of the venues. Where no venue has expiries on both sides: the expiry nearest to 90 within 45 to 150
    days, the median of its venues. Nothing is extrapolated. Wide books, quotes without an index, quotes far
    from it (FAR_PCT) and quotes older than `stale_ms` stay out of the headline.
    """
    listed = [quote for quote in quotes if quote.expiry_ms > now_ms]
    if not listed:
        reason = "no dated future is known yet"
        return Basis(convention=convention, notes=dict.fromkeys(("apr_pct", "net_of_bill_pct"), reason))
    curve = sorted(
        (_point(quote, convention, now_ms) for quote in listed), key=lambda p: (p.expiry_ms, p.venue, p.symbol)
    )
    by_venue: dict[str, list[_Point]] = {}
    left_out: list[str] = []
    for quote in listed:
        log_basis, doubt = _log_basis(quote), _doubt(quote, now_ms, stale_ms)
        if log_basis is None or doubt:
            left_out.append(f"{quote.venue} {quote.symbol} ({doubt or 'no index or price'})")
        else:
            by_venue.setdefault(quote.venue, []).append((_days(quote), log_basis))
    notes: Notes = {}
    headline = _constant_maturity(by_venue, convention, notes) or _nearest(by_venue, convention, notes)
    apr_pct, days, rule = headline or (None, CONSTANT_MATURITY_DAYS, None)
    if apr_pct is None:
        notes["apr_pct"] = "no usable future expires in 45 to 150 days"
        notes["net_of_bill_pct"] = "no basis"
    elif bill_pct is None:
        notes["net_of_bill_pct"] = "no T-bill yield is configured"
    if left_out:
        notes["curve"] = "left out of the headline: " + ", ".join(left_out)
    return Basis(
        apr_pct=apr_pct,
        days=days,
        rule=rule,
        convention=convention,
        curve=tuple(curve),
        net_of_bill_pct=None if apr_pct is None or bill_pct is None else apr_pct - bill_pct,
        notes=notes,
    )


def annualised_pct(log_basis: float, days: float, convention: Convention) -> float:
    """Percent a year of ln(F/S) over `days`: (F/S - 1) x 365/days when simple, ln(F/S) x 365/days when continuous."""
    growth = math.expm1(log_basis) if convention == "simple" else log_basis
    return growth * 365 / max(days, SHORTEST_DAYS) * 100


def _log_basis(quote: FuturesQuote) -> float | None:
    future, index = _future_usd(quote), quote.index_usd
    return math.log(future / index) if future and index and future > 0 and index > 0 else None


def _future_usd(quote: FuturesQuote) -> float | None:
    bid, ask = quote.bid_usd, quote.ask_usd
    if bid and ask and 0 < bid <= ask and not _is_wide(quote):
        return (bid + ask) / 2
    return quote.mark_usd


def _spread_pct(quote: FuturesQuote) -> float | None:
    """The book's width against its middle; None where a side is missing or the book is crossed."""
    bid, ask = quote.bid_usd, quote.ask_usd
    return (ask - bid) / ((ask + bid) / 2) * 100 if bid and ask and 0 < bid <= ask else None


def _is_wide(quote: FuturesQuote) -> bool:
    return (_spread_pct(quote) or 0.0) > WIDE_PCT


def _doubt(quote: FuturesQuote, now_ms: int, stale_ms: int) -> str | None:
    """Why a quote stays out of the headline, if it does."""
    if _is_wide(quote):
        return "wide book"
    off_pct = math.expm1(_log_basis(quote) or 0.0) * 100
    if abs(off_pct) > FAR_PCT * max(1.0, _days(quote) / CONSTANT_MATURITY_DAYS):
        return f"{off_pct:+.0f}% from its index"
    age_ms = now_ms - quote.recv_ms
    return f"{age_ms / 1000:.0f} s old" if age_ms > stale_ms else None


def _days(quote: FuturesQuote) -> float:
    return (quote.expiry_ms - quote.at_ms) / DAY_MS


def _point(quote: FuturesQuote, convention: Convention, now_ms: int) -> BasisPoint:
    log_basis = _log_basis(quote)
    return BasisPoint(
        venue=quote.venue,
        symbol=quote.symbol,
        expiry_ms=quote.expiry_ms,
        days=_days(quote),
        apr_pct=None if log_basis is None else annualised_pct(log_basis, _days(quote), convention),
        spread_pct=_spread_pct(quote),
        age_s=max(0, now_ms - quote.recv_ms) / 1000,
    )


_Headline = tuple[float, float, Literal["cm90", "nearest"]]


def _constant_maturity(by_venue: dict[str, list[_Point]], convention: Convention, notes: Notes) -> _Headline | None:
    found: dict[str, float] = {}
    for venue, points in sorted(by_venue.items()):
        log_basis = _between(points, CONSTANT_MATURITY_DAYS)
        if log_basis is not None:
            found[venue] = annualised_pct(log_basis, CONSTANT_MATURITY_DAYS, convention)
    if not found:
        return None
    each = ", ".join(f"{venue} {apr:.2f}%" for venue, apr in found.items())
    notes["apr_pct"] = f"{convention}; " + (f"median of {each}" if len(found) > 1 else each)
    return median(found.values()), CONSTANT_MATURITY_DAYS, "cm90"


def _between(points: Sequence[_Point], days: float) -> float | None:
    """ln(F/S) at `days`, linear between the expiries at or before and after it; contracts of one expiry are averaged
    first. None where one side is missing."""
    by_expiry: dict[int, list[_Point]] = {}
    for point in points:
        by_expiry.setdefault(round(point[0] * 24), []).append(point)
    nodes = sorted((fmean(p[0] for p in group), fmean(p[1] for p in group)) for group in by_expiry.values())
    for (near, near_log), (far, far_log) in pairwise(nodes):
        if near <= days < far:
            return near_log + (far_log - near_log) * (days - near) / (far - near)
    return next((log_basis for at, log_basis in nodes if at == days), None)


def _nearest(by_venue: dict[str, list[_Point]], convention: Convention, notes: Notes) -> _Headline | None:
    usable = [
        (venue, *point)
        for venue, points in sorted(by_venue.items())
        for point in points
        if NEAREST_DAYS[0] <= point[0] <= NEAREST_DAYS[1]
    ]
    if not usable:
        return None
    nearest_days = min((days for _, days, _ in usable), key=lambda days: abs(days - CONSTANT_MATURITY_DAYS))
    same = [(venue, days, log_basis) for venue, days, log_basis in usable if abs(days - nearest_days) < 0.5]
    notes["apr_pct"] = f"{convention}; no expiries around 90 days; {', '.join(dict.fromkeys(v for v, _, _ in same))}"
    aprs = [annualised_pct(log_basis, days, convention) for _, days, log_basis in same]
    return median(aprs), fmean(days for _, days, _ in same), "nearest"
