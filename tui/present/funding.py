"""The funding pane: what leverage costs, as APR, against its baseline, and the three-month futures basis."""

from tui.domain.board import Basis, FundingBoard, FundingContract
from tui.present import figures
from tui.present.basis import basis_curve, basis_expiries, basis_headline, basis_rows, basis_words
from tui.present.funding_facts import facts
from tui.present.reading import Reading, age_tone, newest, oldest, state, title
from tui.present.strips import BASELINE_PCT, funding_history
from widgets.view.derivatives import FundingRow, FundingView
from widgets.view.text import ABSENT, NOTHING, Line, Span, Tone, named, named_line

_AT_BASELINE_PTS = 0.5
"""Nearer to the baseline than this, the rate is said to be at it."""

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
        verdict=tuple(named_line("baseline", line) for line in _verdict(board)),
        payment=tuple(named_line("next_payment", line) for line in _payment(reading, board)),
        facts=facts(board, basis),
        venues=tuple(_venue_rows(reading, board)),
        contracts=tuple(_contract_row(reading, each) for each in _by_interest(board.contracts)),
        low_pct=min([0.0, *rates]),
        high_pct=max([BASELINE_PCT * 1.2, *rates]),
        baseline_pct=BASELINE_PCT,
        basis=named("basis", basis_headline(basis)),
        basis_words=named_line("net_of_bill", basis_words(basis)),
        expiries=basis_expiries(basis),
        curve=basis_rows(basis),
        basis_curve=basis_curve(basis),
        history=funding_history(reading.part.past),
    )  # fmt: skip


def _convention(basis: Basis) -> str:
    return f"APR simple, basis {basis.convention}"


def _short_convention(basis: Basis) -> str:
    return "basis simple" if basis.convention == "simple" else "basis contin."


def _weighted(board: FundingBoard) -> Span:
    return ABSENT if board.apr_pct is None else (f"{board.apr_pct:.2f}% APR", Tone.VALUE)


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


def _verdict(board: FundingBoard) -> tuple[Line, ...]:
    """How far the mean is from the baseline, and who pays where it is not the longs: the longest form first."""
    if board.apr_pct is None:
        return ()
    points = board.apr_pct - BASELINE_PCT
    tail: Span = (f"baseline {BASELINE_PCT}%", Tone.DIM)
    if abs(points) < _AT_BASELINE_PTS:
        return ((("at ", Tone.TEXT), tail),)
    away = f"{abs(points):.1f} pts {'OVER' if points > 0 else 'under'}"
    if board.apr_pct < 0:
        payer: Span = ("shorts pay longs", Tone.WARN)
        return (payer, (f"  {away} ", Tone.TEXT), tail), (payer, (f" · {away}", Tone.TEXT)), (payer,)
    tone = Tone.WARN if points > 0 else Tone.TEXT
    return ((f"{away} ", tone), tail), ((away, tone),)


def _payment(reading: Reading, board: FundingBoard) -> tuple[Line, ...]:
    """The earliest payment: who pays, how much changes hands at that one alone, when, and at which venues; the longest
    form first."""
    if board.next_ms is None or board.next_ms <= reading.now_ms:
        return ()
    left = figures.short_countdown((board.next_ms - reading.now_ms) / 1000)
    if board.next_usd is None:
        return (((f"next payment in {left}", Tone.TEXT),),)
    payer = "longs pay" if board.next_usd >= 0 else "shorts pay"
    amount = f"{payer} ${figures.compact(abs(board.next_usd))} in {left}"
    names = " ".join(map(figures.venue_code, board.next_venues))
    count = len(board.next_venues)
    # Never without its venues: the amount alone would be taken for everybody's.
    places = [f" at {names}", *([f" at {count} venues"] if count > 1 else []), f" · {count}v"]
    return tuple(((f"{amount}{place}", Tone.TEXT),) for place in places)


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
                every=lead.every if len(kinds) == 1 else ("mix", Tone.DIM),
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
        kind=(f"{_KINDS[contract.kind]} {interval}".rstrip(), Tone.DIM),
        every=(interval or _KINDS[contract.kind], Tone.DIM),
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
