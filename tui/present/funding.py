"""The funding pane: what leverage costs per year, against its baseline, and the three-month futures basis."""

from statistics import median

from tui.domain.board import Basis, BasisPoint, FundingBoard, FundingContract
from tui.present import figures
from tui.present.curve import curve
from tui.present.funding_facts import facts
from tui.present.reading import Reading, age_tone, newest, oldest, state, title
from tui.present.strips import BASELINE_PCT, funding_history
from widgets.view.curve import Curve, Point
from widgets.view.derivatives import BasisRow, FundingRow, FundingView
from widgets.view.text import ABSENT, NOTHING, Line, Span, Tone, named, named_line

_WIDEST_BOOK_PCT = 0.5

_KINDS = {"predicted": "pred", "settled": "paid", "continuous": "cont"}


def present_funding(reading: Reading) -> FundingView:
    board = reading.part.funding
    ages_s = [contract.age_s for contract in board.contracts]
    venues = {contract.venue for contract in board.contracts}
    rates = [contract.apr_pct for contract in board.contracts if contract.apr_pct is not None]
    basis = reading.part.basis
    return FundingView(
        title=title(
            reading, "FUNDING & BASIS", "funding", convention=_convention(basis), venues=len(venues),
            oldest_s=oldest(ages_s), short=_short_convention(basis),
        ),
        state=state(
            reading, "funding", has_data=bool(board.contracts), newest_s=newest(ages_s),
            empty=f"no venue lists a perpetual on {reading.asset}", note=board.notes.get("apr_pct"),
        ),
        weighted=named("weighted", _weighted(board)),
        range=named_line("range", _range(board)),
        verdict=named_line("baseline", _verdict(board)),
        distance=named("baseline", _distance(board)),
        payment=named_line("next_payment", _payment(reading, board)),
        facts=facts(board, basis),
        venues=tuple(_venue_rows(reading, board)),
        contracts=tuple(_contract_row(reading, each) for each in _by_interest(board.contracts)),
        low_pct=min([0.0, *rates]),
        high_pct=max([BASELINE_PCT * 1.2, *rates]),
        baseline_pct=BASELINE_PCT,
        basis=named("basis", _basis(basis)),
        basis_words=named_line("net_of_bill", _basis_words(basis)),
        curve=_basis_rows(basis),
        basis_curve=_basis_curve(basis),
        history=funding_history(reading.part.past),
    )  # fmt: skip


def basis_convention(basis: Basis) -> str:
    """How the Board's basis is annualised: "simple" or "continuous"."""
    return basis.convention


def _convention(basis: Basis) -> str:
    return f"% a year, simple; basis {basis.convention}"


def _short_convention(basis: Basis) -> str:
    return "basis simple" if basis.convention == "simple" else "basis contin."


def _weighted(board: FundingBoard) -> Span:
    return ABSENT if board.apr_pct is None else (f"{board.apr_pct:.2f}% a year", Tone.VALUE)


def _range(board: FundingBoard) -> Line:
    """Lowest and highest venue by name: the form in which funding is quoted."""
    if board.apr_min_pct is None or board.apr_max_pct is None:
        return ()
    low = figures.venue_code(board.apr_min_venue) if board.apr_min_venue else ""
    high = figures.venue_code(board.apr_max_venue) if board.apr_max_venue else ""
    return (
        (f"{board.apr_min_pct:.1f} ", Tone.TEXT),
        (low, Tone.DIM),
        (" to ", Tone.DIM),
        (f"{board.apr_max_pct:.1f} ", Tone.TEXT),
        (high, Tone.DIM),
    )


def _verdict(board: FundingBoard) -> Line:
    if board.apr_pct is None:
        return ()
    if board.apr_pct < 0:
        word = ("shorts pay longs,", Tone.WARN)
    elif board.apr_pct < BASELINE_PCT - 0.5:
        word = ("below", Tone.TEXT)
    elif board.apr_pct > BASELINE_PCT + 0.5:
        word = ("ABOVE", Tone.WARN)
    else:
        word = ("at", Tone.TEXT)
    return word, (f" baseline {BASELINE_PCT} %", Tone.DIM)


def _distance(board: FundingBoard) -> Span:
    """How far the mean is from the baseline."""
    return NOTHING if board.apr_pct is None else (f"{board.apr_pct - BASELINE_PCT:+.2f}", Tone.TEXT)


def _payment(reading: Reading, board: FundingBoard) -> Line:
    """The earliest payment: when, how much changes hands at that one alone, and who pays."""
    if board.next_ms is None or board.next_ms <= reading.now_ms:
        return ()
    spans: list[Span] = [
        (f"next in {figures.short_countdown((board.next_ms - reading.now_ms) / 1000)}", Tone.TEXT),
    ]
    if board.next_usd is not None:
        payer = "longs pay" if board.next_usd >= 0 else "shorts pay"
        # In one piece: the amount without its venues would be taken for everybody's.
        venues = " ".join(map(figures.venue_code, board.next_venues))
        spans.append((f"{payer} ${figures.compact(abs(board.next_usd))} at {venues}", Tone.TEXT))
    return tuple(spans)


def _by_interest(contracts: tuple[FundingContract, ...]) -> list[FundingContract]:
    return sorted(contracts, key=lambda each: -(each.oi_usd or 0.0))


def _venue_rows(reading: Reading, board: FundingBoard) -> list[FundingRow]:
    """One row a venue: its contracts weighted by open interest; unweighted where none is known."""
    rows: list[FundingRow] = []
    for venue in dict.fromkeys(each.venue for each in _by_interest(board.contracts)):
        contracts = [each for each in board.contracts if each.venue == venue]
        rated = [(each.apr_pct, each.oi_usd) for each in contracts if each.apr_pct is not None]
        weights = [oi or 0.0 for _, oi in rated]
        total = sum(weights)
        if not rated:
            apr = None
        elif total:
            apr = sum(rate * weight for (rate, _), weight in zip(rated, weights, strict=True)) / total
        else:
            apr = sum(rate for rate, _ in rated) / len(rated)
        lead = _contract_row(reading, max(contracts, key=lambda each: each.oi_usd or 0.0))
        figure = f"venue:{venue}"
        kinds = {(each.kind, each.interval_h) for each in contracts}
        rows.append(
            FundingRow(
                name=lead.name,
                contract=lead.contract if len(contracts) == 1 else f"{len(contracts)} contracts",
                apr=named(figure, figures.percent(apr, 2)),
                apr_pct=apr,
                kind=lead.kind if len(kinds) == 1 else ("mixed", Tone.DIM),
                payment=named(figure, lead.payment),
                interest=named(figure, figures.usd_span(total or None, Tone.DIM)),
                rate=named(figure, lead.rate) if len(contracts) == 1 else NOTHING,
                age=lead.age,
            )
        )
    return rows


def contract_figure(contract: FundingContract) -> str:
    """What a contract is called as a figure of the pane."""
    return f"contract:{contract.venue} {contract.symbol}"


def future_figure(point: BasisPoint) -> str:
    """What a dated future is called as a figure of the pane."""
    return f"future:{point.venue} {point.symbol}"


def _contract_row(reading: Reading, contract: FundingContract) -> FundingRow:
    age_s = reading.age_s(contract.age_s)
    age = age_tone("funding", age_s)
    left_s = None if contract.next_ms is None else (contract.next_ms - reading.now_ms) / 1000
    interval = "?h" if contract.interval_h is None else f"{contract.interval_h:g}h"
    if contract.kind == "continuous":
        interval = ""
    figure = contract_figure(contract)
    return FundingRow(
        name=figures.venue_code(contract.venue),
        contract=contract.symbol,
        apr=named(figure, figures.percent(contract.apr_pct, 2, Tone.TEXT if age is Tone.TEXT else Tone.DIM)),
        apr_pct=contract.apr_pct,
        kind=(f"{_KINDS[contract.kind]} {interval}", Tone.DIM),
        payment=named(
            figure, NOTHING if left_s is None or left_s <= 0 else (figures.short_countdown(left_s), Tone.DIM)
        ),
        rate=named(figure, (_rate(contract.rate), Tone.DIM)),
        settled=NOTHING
        if contract.settled_apr_pct is None
        else named(figure, figures.percent(contract.settled_apr_pct, 2, Tone.DIM)),
        interest=named(figure, figures.usd_span(contract.oi_usd, Tone.DIM)),
        age=(figures.age(age_s), age),
    )


def _rate(rate: float) -> str:
    """The rate of one interval in percent, with three digits also where it is paid every hour."""
    return f"{rate * 100:.{4 if abs(rate) >= 1e-4 or not rate else 6}f}%"


def _basis(basis: Basis) -> Span:
    if basis.apr_pct is None:
        return "BASIS —", Tone.DIM
    rule = f"cm{basis.days:.0f}" if basis.rule == "cm90" else f"nearest {basis.days:.0f}d"
    return f"BASIS {rule} {basis.apr_pct:.2f}%", Tone.VALUE


def _basis_words(basis: Basis) -> Line:
    """What the basis is worth to a carry trade; net of bills only where the yield is configured."""
    if basis.apr_pct is None:
        return ((basis.notes.get("apr_pct", "no dated future yet"), Tone.DIM),)
    if basis.net_of_bill_pct is None:
        return ((basis.notes.get("net_of_bill_pct", "no bill yield set"), Tone.DIM),)
    tone, word = (Tone.TEXT, "carry pays") if basis.net_of_bill_pct > 0 else (Tone.WARN, "carry unattractive")
    return (f"net {basis.net_of_bill_pct:+.2f}%", tone), (word, tone)


def _basis_curve(basis: Basis) -> Curve:
    """A dot for each future and a line through the middle one of each expiry, without the books too wide to count."""
    expiries: dict[str, list[Point]] = {}
    for point in sorted(basis.curve, key=lambda each: each.days):
        if point.apr_pct is not None and (point.spread_pct is None or point.spread_pct <= _WIDEST_BOOK_PCT):
            expiries.setdefault(figures.day(point.expiry_ms), []).append((max(point.days, 0.0) ** 0.5, point.apr_pct))
    middles = {day: (median(x for x, _ in found), median(y for _, y in found)) for day, found in expiries.items()}
    return curve(
        "basis by expiry, % a year",
        tuple(middles.values()),
        ticks=((basis.days**0.5, f"{basis.days:.0f}d"), *((x, day) for day, (x, _) in middles.items())),
        dots=tuple(point for found in expiries.values() for point in found),
        marks=() if basis.apr_pct is None else (basis.days**0.5,),
    )


def _basis_rows(basis: Basis) -> tuple[BasisRow, ...]:
    """The futures that the headline is made of come first, marked; then the rest."""
    legs = _legs(basis)
    ordered = sorted(basis.curve, key=lambda point: point not in legs)
    return tuple(_basis_row(point, point in legs) for point in ordered)


def _legs(basis: Basis) -> list[BasisPoint]:
    """Each venue's expiries on both sides of the maturity, or those of the one expiry that stands for it."""
    if basis.apr_pct is None:
        return []
    usable = [
        point
        for point in basis.curve
        if point.apr_pct is not None and (point.spread_pct is None or point.spread_pct <= _WIDEST_BOOK_PCT)
    ]
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
    wide = point.spread_pct is not None and point.spread_pct > _WIDEST_BOOK_PCT
    figure = future_figure(point)
    return BasisRow(
        venue=figures.venue_code(point.venue) + ("◀" if is_leg else ""),
        contract=f"{point.symbol}",
        days=named(figure, (figures.days(point.days), Tone.TEXT)),
        apr=named(figure, figures.percent(point.apr_pct, 2)),
        spread=named(figure, figures.percent(point.spread_pct, 2, Tone.WARN if wide else Tone.DIM)),
    )
