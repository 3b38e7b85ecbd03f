"""The funding pane explained: each contract's annual rate, the mean, and the next payment."""

from collections.abc import Iterator

from tui.domain.board import FundingBoard, FundingContract
from tui.present import figures
from tui.present.explain.basis import explain_basis
from tui.present.explain.page import listed, page, source, why
from tui.present.funding import BASELINE_PCT, present_funding
from tui.present.reading import Reading
from widgets.view.explain import ExplainView, Figure, InputRow
from widgets.view.text import Tone

_HOURS = 8760


def explain_funding(reading: Reading) -> ExplainView:
    board = reading.part.funding
    return page(present_funding(reading), [*_funding(reading, board), *explain_basis(reading)])


def _funding(reading: Reading, board: FundingBoard) -> Iterator[Figure]:
    weighed = [each for each in board.contracts if each.apr_pct is not None and each.oi_usd]
    terms = [f"{each.apr_pct:.2f} x {figures.compact(each.oi_usd or 0.0)}" for each in weighed]
    total = figures.compact(sum(each.oi_usd or 0.0 for each in weighed))
    yield Figure(
        name="funding, weighted",
        value=figures.percent(board.apr_pct, 2, Tone.VALUE),
        formula="sum of each contract's annual rate x its open interest / sum of open interest",
        filled=(f"({listed(terms)}) / {total} = {board.apr_pct:.2f} %",) if board.apr_pct is not None and terms else (),
        inputs=tuple(_row(reading, each) for each in board.contracts),
        convention="simple, percent a year: rate x 8760 / hours of the contract's true interval",
        alternatives=f"compounded, 0.01 % every 8 h is 11.57 % instead of {BASELINE_PCT} %; a mean without weights",
        notes=why(board.notes, "apr_pct", "venues"),
    )
    yield Figure(
        name="each contract",
        value=("rate x 8760 / interval", Tone.VALUE),
        filled=tuple(_annual(each) for each in board.contracts),
        convention="predicted is the running estimate of the next payment; paid is the last settled one; continuous"
        " (Deribit) has no next payment; the three are never mixed in one row",
    )
    yield _range(board)
    yield _payment(board)
    yield Figure(
        name="baseline",
        value=(f"{BASELINE_PCT} %", Tone.VALUE),
        formula="the interest term of the usual perpetual, 0.01 % every 8 h",
        filled=(f"0.01 % x {_HOURS} / 8 = {BASELINE_PCT} %",),
        convention="funding below it means that perpetuals trade under their index",
    )


def _row(reading: Reading, each: FundingContract) -> InputRow:
    value = (f"{each.rate * 100:.4f} %", Tone.TEXT)
    return source(reading, "funding", each.venue, f"{each.symbol} {each.kind}", value, each.age_s)


def _annual(each: FundingContract) -> str:
    name = f"{figures.venue_code(each.venue)} {each.symbol}"
    if each.apr_pct is None or each.interval_h is None:
        return f"{name}: {each.rate * 100:.4f} % every ? h, no annual rate without the interval"
    return f"{name}: {each.rate * 100:.4f} % x {_HOURS} / {each.interval_h:g} = {each.apr_pct:.2f} %"


def _range(board: FundingBoard) -> Figure:
    known = board.apr_min_pct is not None and board.apr_max_pct is not None
    low, high = figures.venue_name(board.apr_min_venue or ""), figures.venue_name(board.apr_max_venue or "")
    return Figure(
        name="lowest and highest venue",
        value=(f"{board.apr_min_pct:.2f} % {low} to {board.apr_max_pct:.2f} % {high}", Tone.VALUE)
        if known
        else figures.percent(None),
        formula="each venue's contracts weighted by open interest first, evenly where none is known",
        notes=why(board.notes, "apr_min_pct", "apr_max_pct"),
    )


def _payment(board: FundingBoard) -> Figure:
    due = [each for each in board.contracts if each.kind == "predicted" and each.oi_usd]
    terms = [f"{each.rate * 100:.4f} % x {figures.compact(each.oi_usd or 0.0)}" for each in due]
    paid = board.paid_next_usd
    return Figure(
        name="paid at the next payments",
        value=figures.signed_usd(paid),
        formula="sum of predicted rate x open interest; positive: longs pay shorts",
        filled=(f"{listed(terms)} = {figures.signed_usd(paid)[0]}",) if paid is not None and terms else (),
        convention="each contract's own next payment, whenever that is; what pays continuously is left out",
        notes=why(board.notes, "paid_next_usd"),
    )
