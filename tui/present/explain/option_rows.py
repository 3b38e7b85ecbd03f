"""One cell of the volatility pane's tables explained: a tenor, or a column of an expiry."""

from collections.abc import Callable
from itertools import pairwise

from tui.domain.board import OptionExpiry, Options
from tui.present import figures
from tui.present.explain.chains import chain_rows
from tui.present.explain.option_facts import GAMMA_FORMULA
from tui.present.explain.options import (
    EXPIRY_CONVENTION,
    MATURITY_FORMULA,
    SKEW_ALTERNATIVES,
    SKEW_CONVENTION,
    between,
    skew_between,
)
from tui.present.explain.page import why
from tui.present.explain.strikes import explain_strike
from tui.present.options import SKEW_UNITS, skew_span
from tui.present.reading import Reading
from widgets.view.explain import Figure
from widgets.view.text import Span, Tone

_Cell = Callable[[OptionExpiry], Span]


def _atm(reading: Reading, tenor: str) -> Figure | None:
    board = reading.part.options
    vol = board.atm.get(tenor)
    return Figure(
        name=f"at the money, {tenor} days",
        value=figures.volatility(vol, Tone.VALUE),
        formula=MATURITY_FORMULA.get(board.rule, ""),
        filled=() if vol is None else (between(board, tenor, vol),),
        inputs=chain_rows(reading, board),
        convention=f"{board.rule}; {EXPIRY_CONVENTION}",
        notes=why(board.notes, "atm", "expiries"),
    )


def _rr25(reading: Reading, tenor: str) -> Figure | None:
    board = reading.part.options
    value = board.rr25_vol.get(tenor)
    return Figure(
        name=f"25-delta risk reversal, {tenor} days",
        value=skew_span(board, value, board.atm.get(tenor)),
        formula="volatility of the 25-delta call - volatility of the 25-delta put, linear in time between expiries",
        filled=() if value is None else (skew_between(board, tenor, value),),
        inputs=chain_rows(reading, board),
        convention=f"shown {SKEW_UNITS[board.skew_rule]}; {SKEW_CONVENTION}",
        alternatives=SKEW_ALTERNATIVES,
        notes=why(board.notes, "rr25_vol"),
    )


def _cell(
    name: str, formula: str, value: _Cell, note: str, convention: str = EXPIRY_CONVENTION
) -> Callable[[Reading, str], Figure | None]:
    """Explains one column of the table of expiries; `note` is the Board's key for why it is missing."""

    def explain(reading: Reading, key: str) -> Figure | None:
        board = reading.part.options
        expiry = _expiry(board, key)
        if expiry is None:
            return None
        return Figure(
            name=f"{name}, {figures.day(expiry.expiry_ms)} ({figures.days(expiry.days)} d)",
            value=value(expiry),
            formula=formula,
            filled=_numbers(board, expiry, note),
            inputs=chain_rows(reading, board),
            convention=convention,
            notes=why(board.notes, note, "expiries"),
        )

    return explain


def _expiry(board: Options, key: str) -> OptionExpiry | None:
    return next((each for each in board.expiries if str(each.expiry_ms) == key), None)


def _numbers(board: Options, expiry: OptionExpiry, note: str) -> tuple[str, ...]:
    """The formula with the Board's own numbers, where the Board has them."""
    if note != "forward_vol" or expiry.forward_vol is None or expiry.atm_vol is None:
        return ()
    known = [each for each in board.expiries if each.atm_vol is not None]
    near = next((near for near, far in pairwise(known) if far is expiry), None)
    if near is None or near.atm_vol is None:
        return ()
    return (
        f"sqrt(({expiry.atm_vol:.1f}^2 x {expiry.days:.1f} - {near.atm_vol:.1f}^2 x {near.days:.1f}) /"
        f" ({expiry.days:.1f} - {near.days:.1f})) = {expiry.forward_vol:.1f}",
    )


OPTION_ROWS: dict[str, Callable[[Reading, str], Figure | None]] = {
    "strike": explain_strike,
    "atm": _atm,
    "rr25": _rr25,
    "expiry_atm": _cell(
        "at the money",
        "mark volatility at the expiry's forward, linear in strike between the strikes around it, each the mean of its"
        " call and put",
        lambda each: figures.volatility(each.atm_vol, Tone.VALUE),
        "atm",
    ),
    "expiry_rr25": _cell(
        "25-delta risk reversal",
        "volatility of the 25-delta call - volatility of the 25-delta put, each linear in delta between its neighbours",
        lambda each: figures.signed_points(each.rr25_vol),
        "rr25_vol",
    ),
    "expiry_bf25": _cell(
        "25-delta butterfly",
        "(volatility of the 25-delta call + of the 25-delta put) / 2 - at the money",
        lambda each: figures.signed_points(each.bf25_vol),
        "bf25_vol",
    ),
    "expiry_forward_vol": _cell(
        "forward volatility",
        "sqrt((v2^2 x T2 - v1^2 x T1) / (T2 - T1)), from the expiry before to this one",
        lambda each: figures.volatility(each.forward_vol, Tone.VALUE),
        "forward_vol",
    ),
    "expiry_oi": _cell(
        "open interest",
        "sum over the strikes of calls and puts open, in base coin",
        lambda each: figures.usd_span(each.oi_coin, Tone.VALUE),
        "put_oi_share",
    ),
    "expiry_volume": _cell(
        "24 h volume",
        "sum over the strikes of calls and puts traded in 24 hours, in base coin",
        lambda each: figures.usd_span(each.volume_coin, Tone.VALUE),
        "put_volume_share",
    ),
    "expiry_max_pain": _cell(
        "max pain",
        "the strike at which holders of calls and puts together are paid least, by open interest",
        lambda each: figures.price_span(each.max_pain_usd, Tone.VALUE),
        "max_pain",
    ),
    "expiry_gamma": _cell(
        "gamma exposure",
        GAMMA_FORMULA,
        lambda each: figures.signed_usd(each.gamma_usd_per_pct),
        "gamma_usd_per_pct",
        "dollars for each 1% of price, of this expiry alone; that dealers are long calls and short puts is an"
        " assumption",
    ),
    "expiry_forward": _cell(
        "forward",
        "median of the underlying prices that the venue gives with this expiry's options; without any, put-call parity",
        lambda each: figures.price_span(each.forward_usd, Tone.VALUE),
        "forward",
    ),
}
