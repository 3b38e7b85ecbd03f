"""The futures basis: the headline of one maturity, one figure for each expiry, and every future behind them."""

from statistics import median

from tui.domain.board import Basis, BasisPoint
from tui.present import figures
from tui.present.curve import curve
from widgets.view.curve import Curve, Point
from widgets.view.derivatives import BasisRow
from widgets.view.text import NOTHING, Line, Span, Tone, named

_WIDEST_BOOK_PCT = 0.5


def basis_convention(basis: Basis) -> str:
    """How the Board's basis is annualised: "simple" or "continuous"."""
    return basis.convention


def future_figure(point: BasisPoint) -> str:
    """What a dated future is called as a figure of the pane."""
    return f"future:{point.venue} {point.symbol}"


def basis_headline(basis: Basis) -> Span:
    if basis.apr_pct is None:
        return "BASIS —", Tone.DIM
    rule = f"{basis.days:.0f}d" if basis.rule == "cm90" else f"nearest {basis.days:.0f}d"
    return f"BASIS {rule} {basis.apr_pct:.2f}% APR", Tone.VALUE


def basis_words(basis: Basis) -> Line:
    """What the basis is worth to a carry trade; net of bills only where the yield is configured."""
    if basis.apr_pct is None:
        return ((basis.notes.get("apr_pct", "no dated future yet"), Tone.DIM),)
    if basis.net_of_bill_pct is None:
        return ((basis.notes.get("net_of_bill_pct", "no bill yield set"), Tone.DIM),)
    tone, word = (Tone.TEXT, "carry pays") if basis.net_of_bill_pct > 0 else (Tone.WARN, "carry unattractive")
    return (f"net {basis.net_of_bill_pct:+.2f}%", tone), (word, tone)


def basis_curve(basis: Basis) -> Curve:
    """A dot for each future and a line through the middle one of each expiry, without the books too wide to count."""
    expiries = {day: [_dot(point) for point in points] for day, points in _by_expiry(basis).items()}
    middles = {day: (median(x for x, _ in found), median(y for _, y in found)) for day, found in expiries.items()}
    return curve(
        "basis by expiry, APR %",
        tuple(middles.values()),
        ticks=((basis.days**0.5, f"{basis.days:.0f}d"), *((x, day) for day, (x, _) in middles.items())),
        dots=tuple(point for found in expiries.values() for point in found),
        marks=() if basis.apr_pct is None else (basis.days**0.5,),
    )


def _usable(basis: Basis) -> list[BasisPoint]:
    """By days; without the books too wide to count."""
    return [point for point in _by_days(basis) if point.apr_pct is not None and not _is_wide(point)]


def _by_days(basis: Basis) -> list[BasisPoint]:
    return sorted(basis.curve, key=lambda point: (point.days, figures.venue_code(point.venue), point.symbol))


def _is_wide(point: BasisPoint) -> bool:
    return point.spread_pct is not None and point.spread_pct > _WIDEST_BOOK_PCT


def _by_expiry(basis: Basis) -> dict[str, list[BasisPoint]]:
    """Day of the expiry -> its usable futures."""
    found: dict[str, list[BasisPoint]] = {}
    for point in _usable(basis):
        found.setdefault(figures.expiry_day(point.expiry_ms, point.days), []).append(point)
    return found


def _dot(point: BasisPoint) -> Point:
    """(square root of days, annual rate)."""
    return max(point.days, 0.0) ** 0.5, point.apr_pct or 0.0


def basis_expiries(basis: Basis) -> tuple[BasisRow, ...]:
    """One figure for each expiry, the nearest first: the middle one of its futures."""
    rows: list[BasisRow] = []
    legs = _legs(basis)
    for day, points in _by_expiry(basis).items():
        figure = future_figure(points[0])
        count = f"{len(points)} futures" if len(points) > 1 else points[0].symbol
        rows.append(
            BasisRow(
                venue="◀" if any(point in legs for point in points) else "",
                contract=count,
                expiry=(day, Tone.HEADING),
                days=named(figure, (figures.days(median(point.days for point in points)), Tone.TEXT)),
                apr=named(figure, figures.percent(median(point.apr_pct or 0.0 for point in points), 2)),
                spread=NOTHING,
            )
        )
    return tuple(rows)


def basis_rows(basis: Basis) -> tuple[BasisRow, ...]:
    """Every future, the nearest expiry first; those that the headline is made of are marked."""
    legs = _legs(basis)
    return tuple(_basis_row(point, point in legs) for point in _by_days(basis))


def _legs(basis: Basis) -> list[BasisPoint]:
    """Each venue's expiries on both sides of the maturity, or those of the one expiry that stands for it."""
    if basis.apr_pct is None:
        return []
    usable = _usable(basis)
    if basis.rule == "nearest":
        return [point for point in usable if abs(point.days - basis.days) < 1]
    legs: list[BasisPoint] = []
    for venue in {point.venue for point in usable}:
        before = [point for point in usable if point.venue == venue and point.days <= basis.days]
        after = [point for point in usable if point.venue == venue and point.days > basis.days]
        if before and after:
            near, far = max(point.days for point in before), min(point.days for point in after)
            legs += [point for point in before if near - point.days < 1]
            legs += [point for point in after if point.days - far < 1]
    return legs


def _basis_row(point: BasisPoint, is_leg: bool) -> BasisRow:
    figure = future_figure(point)
    return BasisRow(
        venue=figures.venue_code(point.venue) + ("◀" if is_leg else ""),
        contract=point.symbol,
        expiry=(figures.expiry_day(point.expiry_ms, point.days), Tone.HEADING),
        days=named(figure, (figures.days(point.days), Tone.TEXT)),
        apr=named(figure, figures.percent(point.apr_pct, 2)),
        spread=named(figure, figures.percent(point.spread_pct, 2, Tone.WARN if _is_wide(point) else Tone.DIM)),
    )
