"""What the funding pane says beside its rows: the three kinds of rate apart, its percentile, and whether carry pays."""

from collections.abc import Iterator

from tui.domain.board import Basis, FundingBoard
from tui.present import figures
from widgets.view.text import Line, Tone, named


def facts(board: FundingBoard, basis: Basis) -> tuple[Line, ...]:
    """In a few cells each, most important first; what is not known is left out."""
    lines = [*_kinds(board), _percentile(board), _all_payments(board), *_carry(basis)]
    return tuple(line for line in lines if line)


def _kinds(board: FundingBoard) -> Iterator[Line]:
    """Never one mean of the three: an estimate, what was paid last, and what is paid all the time."""
    kinds = (
        ("predicted", board.predicted_apr_pct),
        ("settled", board.settled_apr_pct),
        ("continuous", board.continuous_apr_pct),
    )
    for name, apr in kinds:
        if apr is not None:
            yield (f"{name} ", Tone.DIM), named("kinds", (f"{apr:.2f}%", Tone.TEXT))


def _percentile(board: FundingBoard) -> Line:
    if board.percentile_share is None or board.percentile_contract is None:
        return ()
    venue, _, symbol = board.percentile_contract.partition(" ")
    days = "" if board.percentile_days is None else f" of {board.percentile_days:.0f}d"
    share = named("percentile", (f"{board.percentile_share * 100:.0f}", Tone.TEXT))
    return ("percentile ", Tone.DIM), share, (f"{days}, {figures.venue_code(venue)} {symbol}", Tone.DIM)


def _all_payments(board: FundingBoard) -> Line:
    """What changes hands at every contract's own next payment."""
    paid = board.paid_next_usd
    if paid is None:
        return ()
    payer = "longs pay" if paid >= 0 else "shorts pay"
    value = named("paid_next", (f"{payer} ${figures.compact(abs(paid))}", Tone.TEXT))
    return ("all next payments: ", Tone.DIM), value


def _carry(basis: Basis) -> Iterator[Line]:
    """The Board's own line without the basis itself, which stands elsewhere."""
    if basis.carry_words is not None:
        for index, words in enumerate(basis.carry_words.split("; ")[1:]):
            yield (("" if index else "carry ", Tone.DIM), named("net_of_bill", (words, Tone.TEXT)))
