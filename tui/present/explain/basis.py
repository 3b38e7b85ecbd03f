"""The futures basis explained: each venue's interpolation at ninety days, and what it is worth."""

import math
from collections.abc import Iterator
from itertools import pairwise
from statistics import fmean

from tui.domain.board import Basis, BasisPoint
from tui.present import figures
from tui.present.basis import basis_convention
from tui.present.explain.page import percent, source, why
from tui.present.reading import Reading
from widgets.view.explain import Figure, InputRow
from widgets.view.text import Tone

_WIDEST_BOOK_PCT = 0.5
_YEAR_DAYS = 365
CURVE_FORMULA = {
    "simple": "(future / index - 1) x 365 / days",
    "continuous": "ln(future / index) x 365 / days",
}


CURVE_CONVENTION = (
    "days with their fraction; the future at the middle of its book, the index the same venue's own; books wider than"
    f" {_WIDEST_BOOK_PCT}% are left out of the headline"
)


def _curve(reading: Reading, basis: Basis) -> tuple[InputRow, ...]:
    return tuple(point_row(reading, point) for point in sorted(basis.curve, key=lambda each: (each.venue, each.days)))


def explain_basis(reading: Reading) -> Iterator[Figure]:
    basis = reading.part.basis
    convention = basis_convention(basis) or "simple"
    rule = "nearest" if basis.rule == "nearest" else "cm90"
    formula = {
        "cm90": "each venue's ln(future / index), linear in days between its expiries around 90 d, annualised; the"
        " median of the venues",
        "nearest": "no venue has expiries on both sides of 90 d: the expiry nearest to it within 45 to 150 d, the"
        " median of its venues; never extrapolated",
    }[rule]
    yield Figure(
        name=f"basis, {basis.days:.0f} d" if basis.rule else "basis",
        id="basis",
        value=figures.percent(basis.apr_pct, 2, Tone.VALUE),
        formula=formula,
        filled=_interpolations(basis, convention) if basis.rule == "cm90" else (),
        inputs=_curve(reading, basis),
        convention=f"{convention}: {CURVE_FORMULA[convention]}, {CURVE_CONVENTION}",
        alternatives="continuous lies a little below simple; houses that show the contract expiring in three months;"
        " coin-margined contracts only",
        notes=why(basis.notes, "apr_pct", "curve", "venues"),
    )
    yield _net(reading, basis)


def _net(reading: Reading, basis: Basis) -> Figure:
    filled: list[str] = []
    if basis.apr_pct is not None and basis.net_of_bill_pct is not None:
        bill = basis.apr_pct - basis.net_of_bill_pct
        filled.append(f"{basis.apr_pct:.2f} - {bill:.2f} = {percent(basis.net_of_bill_pct)}")
    apr = reading.part.funding.apr_pct
    if basis.apr_pct is not None and apr is not None:
        more = "basis pays more than" if basis.apr_pct > apr else "basis pays no more than"
        filled.append(
            f"against funding: {basis.apr_pct:.2f} - {apr:.2f} = {percent(basis.apr_pct - apr)}: {more} funding"
        )
    if basis.carry_words is not None:
        filled.append(f"carry: {basis.carry_words}")
    return Figure(
        name="net of bills",
        id="net_of_bill",
        value=figures.percent(basis.net_of_bill_pct, 2, Tone.VALUE),
        formula="basis - the three-month T-bill yield that you set ([conventions] bill_pct); above 0 carry pays",
        filled=tuple(filled),
        inputs=_curve(reading, basis),
        convention="before fees and the margin's own cost",
        notes=why(basis.notes, "net_of_bill_pct", "over_funding_pct"),
    )


def point_row(reading: Reading, point: BasisPoint) -> InputRow:
    """One dated future."""
    feed = reading.feeds(("futures",)).get(point.venue)
    wide = point.spread_pct is not None and point.spread_pct > _WIDEST_BOOK_PCT
    what = f"{point.symbol} {figures.days(point.days)}d" + (", wide book" if wide else "")
    value = figures.percent(point.apr_pct, 2, Tone.WARN if wide else Tone.TEXT)
    return source(reading, "futures", point.venue, what, value, feed.age_s if feed else None)


def _interpolations(basis: Basis, convention: str) -> tuple[str, ...]:
    """Each venue's two expiries around the maturity, and what lies between them."""
    lines: list[str] = []
    for venue in dict.fromkeys(point.venue for point in basis.curve):
        nodes = _nodes(basis, venue, convention)
        for (near, near_log), (far, far_log) in pairwise(nodes):
            if near <= basis.days < far:
                between = near_log + (far_log - near_log) * (basis.days - near) / (far - near)
                growth = math.expm1(between) if convention == "simple" else between
                lines.append(
                    f"{figures.venue_name(venue)}: {near_log * 100:.3f}% at {near:.1f} d and {far_log * 100:.3f}% at"
                    f" {far:.1f} d give {between * 100:.3f}% at {basis.days:.0f} d ="
                    f" {growth * _YEAR_DAYS / basis.days * 100:.2f}% APR"
                )
                break
    return tuple(lines)


def _nodes(basis: Basis, venue: str, convention: str) -> list[tuple[float, float]]:
    """(days, ln(future / index)) of a venue's usable expiries, contracts of one expiry averaged."""
    expiries: dict[int, list[tuple[float, float]]] = {}
    for point in basis.curve:
        usable = point.apr_pct is not None and (point.spread_pct is None or point.spread_pct <= _WIDEST_BOOK_PCT)
        if point.venue != venue or not usable or point.apr_pct is None:
            continue
        growth = max(point.apr_pct / 100 * point.days / _YEAR_DAYS, -0.99)
        log_basis = math.log1p(growth) if convention == "simple" else growth
        expiries.setdefault(round(point.days * 24), []).append((point.days, log_basis))
    return sorted((fmean(days for days, _ in group), fmean(log for _, log in group)) for group in expiries.values())
