"""The funding pane explained: each contract's annual rate, the mean, and the next payment."""

from collections.abc import Iterator

from tui.domain.board import FundingBoard, FundingContract
from tui.present import figures
from tui.present.explain.basis import explain_basis
from tui.present.explain.page import listed, page, source, why
from tui.present.funding import present_funding
from tui.present.reading import Reading
from tui.present.strips import BASELINE_PCT
from widgets.view.explain import ExplainView, Figure, InputRow
from widgets.view.text import Tone

_HOURS = 8760
APR_CONVENTION = "APR, simple: rate x 8760 / hours of the contract's true interval"


def explain_funding(reading: Reading) -> ExplainView:
    board = reading.part.funding
    return page(present_funding(reading), [*_funding(reading, board), *explain_basis(reading)])


def _funding(reading: Reading, board: FundingBoard) -> Iterator[Figure]:
    weighed = [each for each in board.contracts if each.apr_pct is not None and each.oi_usd]
    terms = [f"{each.apr_pct:.2f} x {figures.compact(each.oi_usd or 0.0)}" for each in weighed]
    total = figures.compact(sum(each.oi_usd or 0.0 for each in weighed))
    yield Figure(
        name="funding, weighted",
        id="weighted",
        value=figures.percent(board.apr_pct, 2, Tone.VALUE),
        formula="sum of each contract's annual rate x its open interest / sum of open interest",
        filled=(f"({listed(terms)}) / {total} = {board.apr_pct:.2f}%",) if board.apr_pct is not None and terms else (),
        inputs=_contracts(reading, board),
        convention=APR_CONVENTION,
        alternatives=f"compounded, 0.01% every 8 h is 11.57% instead of {BASELINE_PCT}%; a mean without weights",
        notes=why(board.notes, "apr_pct", "venues"),
    )
    yield Figure(
        name="each contract",
        id="contracts",
        value=("rate x 8760 / interval", Tone.VALUE),
        filled=tuple(annual(each) for each in board.contracts),
        inputs=_contracts(reading, board),
        convention="predicted is the running estimate of the next payment; paid is the last settled one; continuous"
        " (Deribit) has no next payment; the three are never mixed in one row",
    )
    yield _kinds(reading, board)
    yield _percentile(reading, board)
    yield _range(reading, board)
    yield _next(reading, board)
    yield _payment(reading, board)
    yield Figure(
        name="baseline",
        id="baseline",
        value=(f"{BASELINE_PCT}%", Tone.VALUE),
        formula="the interest term of the usual perpetual, 0.01% every 8 h",
        filled=(f"0.01% x {_HOURS} / 8 = {BASELINE_PCT}%", *_distance(board)),
        inputs=_contracts(reading, board),
        convention="below it a perpetual trades under its index, where the formula has the term; Deribit's and Kraken's"
        " have none and rest at 0",
    )


def _kinds(reading: Reading, board: FundingBoard) -> Figure:
    """The three kinds of rate, each with its own mean."""
    means = (
        ("predicted", board.predicted_apr_pct, "running estimates of the next payment"),
        ("settled", board.settled_apr_pct, "each contract's last payment, no older than a day"),
        ("continuous", board.continuous_apr_pct, "paid all the time, without a next payment"),
    )
    known = [f"{name} {apr:.2f}%" for name, apr, _ in means if apr is not None]
    paid = [
        f"{figures.venue_code(each.venue)} {each.symbol}: paid {each.settled_apr_pct:.2f}% APR at"
        f" {figures.clock_time(each.settled_ms or 0)} UTC"
        for each in board.contracts
        if each.settled_apr_pct is not None
    ]
    return Figure(
        name="predicted, settled and continuous apart",
        id="kinds",
        value=("  ".join(known), Tone.VALUE) if known else figures.percent(None),
        formula="sum of annual rate x open interest / sum of open interest, over the contracts of one kind",
        filled=tuple(f"{name}: {words}" for name, apr, words in means if apr is not None) + tuple(paid[:8]),
        inputs=_contracts(reading, board),
        convention=APR_CONVENTION,
        notes=why(board.notes, "predicted_apr_pct", "settled_apr_pct", "continuous_apr_pct"),
    )


def _percentile(reading: Reading, board: FundingBoard) -> Figure:
    share, contract = board.percentile_share, board.percentile_contract
    filled: tuple[str, ...] = ()
    if share is not None and contract is not None and board.percentile_days is not None:
        past = f"what {contract} paid in {board.percentile_days:.0f} days"
        filled = (f"{share * 100:.0f}% of {past} was below its rate now",)
    rows = [each for each in board.contracts if f"{each.venue} {each.symbol}" == contract]
    return Figure(
        name="percentile of funding",
        id="percentile",
        value=figures.share(share, Tone.VALUE),
        formula="share of the settled payments known of one contract that were below its rate now",
        filled=filled,
        inputs=tuple(contract_row(reading, each) for each in rows),
        convention="of the contracts with a history, the one with most open interest, against its own past alone",
        notes=why(board.notes, "percentile_share"),
    )


def _contracts(reading: Reading, board: FundingBoard) -> tuple[InputRow, ...]:
    return tuple(contract_row(reading, each) for each in board.contracts)


def rate_pct(each: FundingContract) -> str:
    """A contract's rate in percent, exact enough to reckon with."""
    return f"{each.rate * 100:.6f}".rstrip("0").rstrip(".")


def contract_row(reading: Reading, each: FundingContract) -> InputRow:
    """What one contract's rate is now."""
    value = (f"{rate_pct(each)}%", Tone.TEXT)
    return source(reading, "funding", each.venue, f"{each.symbol} {each.kind}", value, each.age_s)


def annual(each: FundingContract) -> str:
    name = f"{figures.venue_code(each.venue)} {each.symbol}"
    if each.apr_pct is None or each.interval_h is None:
        return f"{name}: {rate_pct(each)}% every ? h, no annual rate without the interval"
    return f"{name}: {rate_pct(each)}% x {_HOURS} / {each.interval_h:g} = {each.apr_pct:.2f}%"


def _distance(board: FundingBoard) -> tuple[str, ...]:
    """The mean against the baseline."""
    if board.apr_pct is None:
        return ()
    return (f"weighted {board.apr_pct:.2f} - {BASELINE_PCT} = {board.apr_pct - BASELINE_PCT:+.2f} points",)


def _range(reading: Reading, board: FundingBoard) -> Figure:
    known = board.apr_min_pct is not None and board.apr_max_pct is not None
    low, high = figures.venue_name(board.apr_min_venue or ""), figures.venue_name(board.apr_max_venue or "")
    return Figure(
        name="lowest and highest venue",
        id="range",
        value=(f"{board.apr_min_pct:.2f}% {low} to {board.apr_max_pct:.2f}% {high}", Tone.VALUE)
        if known
        else figures.percent(None),
        formula="each venue's contracts weighted by open interest first, evenly where none is known",
        inputs=_contracts(reading, board),
        convention=APR_CONVENTION,
        notes=why(board.notes, "apr_min_pct", "apr_max_pct"),
    )


def _next(reading: Reading, board: FundingBoard) -> Figure:
    """The earliest payment, which the pane's headline shows."""
    due = [each for each in board.contracts if each.next_ms is not None and each.next_ms == board.next_ms]
    known = [each for each in due if each.oi_usd]
    terms = [f"{rate_pct(each)}% x {figures.compact(each.oi_usd or 0.0)}" for each in known]
    total = figures.signed_usd(board.next_usd)
    return Figure(
        name="the next payment",
        id="next_payment",
        value=total,
        formula="sum over the contracts that pay then of predicted rate x open interest; positive: longs pay shorts",
        filled=(f"{listed(terms)} = {total[0]}",) if terms and board.next_usd is not None else (),
        inputs=tuple(contract_row(reading, each) for each in due or board.contracts),
        convention="" if board.next_ms is None else f"due {figures.clock_time(board.next_ms)} UTC",
        notes=why(board.notes, "next_usd", "next_ms"),
    )


def _payment(reading: Reading, board: FundingBoard) -> Figure:
    due = [each for each in board.contracts if each.kind == "predicted" and each.oi_usd]
    terms = [f"{rate_pct(each)}% x {figures.compact(each.oi_usd or 0.0)}" for each in due]
    paid = board.paid_next_usd
    return Figure(
        name="paid at the next payments",
        id="paid_next",
        value=figures.signed_usd(paid),
        formula="sum of predicted rate x open interest; positive: longs pay shorts",
        filled=(f"{listed(terms)} = {figures.signed_usd(paid)[0]}",) if paid is not None and terms else (),
        inputs=_contracts(reading, board),
        convention="each contract's own next payment, whenever that is; what pays continuously is left out",
        notes=why(board.notes, "paid_next_usd"),
    )
