"""The volatility pane explained: constant maturities from their two expiries, the slope, the skew and the shares."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from tui.domain.board import OptionExpiry, Options
from tui.present import figures
from tui.present.explain.chains import chain_rows
from tui.present.explain.option_facts import explain_facts
from tui.present.explain.page import page, source, why
from tui.present.explain.strikes import explain_strikes
from tui.present.options import SKEW_UNITS, present_options
from tui.present.reading import Reading
from widgets.view.explain import ExplainView, Figure
from widgets.view.text import ABSENT, Span, Tone

_LEAST_DAYS = 0.5
"""An expiry nearer than this is left out of constant maturities."""

MATURITY_FORMULA = {
    "total variance": "sqrt((w1 + (w2 - w1) x (T - T1) / (T2 - T1)) / T), w = volatility^2 x T, between the expiries"
    " around T",
    "linear vol": "v1 + (v2 - v1) x (T - T1) / (T2 - T1), between the expiries around T",
}
EXPIRY_CONVENTION = (
    "at each expiry's own forward, from mark volatilities between strikes; days with their fraction, 365 a year;"
    " expiries under 12 h left out; nothing outside the listed range"
)
SKEW_CONVENTION = "Black-76 forward delta from mark volatility, unadjusted for premium, 365-day year"
SKEW_ALTERNATIVES = (
    "[conventions] skew chooses points or percent of ATM; Velo and Glassnode: (put - call) / ATM, the other"
    " sign; Deribit's course: call - put, as here"
)
_OTHER_RULES = {
    "total variance": "volatility itself linear in time leans to the near expiry: higher where near volatility is",
    "linear vol": "total variance linear in time leans to the far expiry, and cannot make calendar arbitrage",
}
_SHAPES = {"none": "normal order", "short": "short-term backwardation", "full": "full inversion"}


def explain_options(reading: Reading) -> ExplainView:
    board = reading.part.options
    parts = [
        _maturity(reading, board),
        _slope(reading, board),
        _skew(reading, board),
        *_splits(reading, board),
        *explain_facts(reading),
        _index(reading, board),
    ]
    rest = (_forward(reading, board), _max_pain(reading, board), explain_strikes(reading))
    return page(present_options(reading), [*parts, *rest])


def _maturity(reading: Reading, board: Options) -> Figure:
    return Figure(
        name="at the money, constant maturity",
        id="atm",
        value=_tenors(board.atm, "{:.1f}"),
        formula=MATURITY_FORMULA.get(board.rule, ""),
        filled=tuple(between(board, days, vol) for days, vol in board.atm.items() if vol is not None),
        inputs=chain_rows(reading, board),
        convention=f"{board.rule}; {EXPIRY_CONVENTION}",
        alternatives=_OTHER_RULES.get(board.rule, ""),
        notes=why(board.notes, "atm", "expiries", "venues"),
    )


def _tenors(values: dict[str, float | None], form: str) -> Span:
    words = [f"{days}d {form.format(value)}" for days, value in values.items() if value is not None]
    return ("  ".join(words), Tone.VALUE) if words else ABSENT


def _around(
    board: Options, days: float, value: Callable[[OptionExpiry], float | None]
) -> tuple[tuple[OptionExpiry, float], tuple[OptionExpiry, float]] | None:
    """The two expiries at or around a maturity that have the value."""
    known: list[tuple[OptionExpiry, float]] = []
    for expiry in board.expiries:
        found = value(expiry)
        if found is not None and expiry.days >= _LEAST_DAYS:
            known.append((expiry, found))
    return next((pair for pair in pairwise(known) if pair[0][0].days <= days <= pair[1][0].days), None)


def between(board: Options, tenor: str, vol: float) -> str:
    """One maturity with the numbers of its two expiries."""
    days = float(tenor)
    pair = _around(board, days, lambda expiry: expiry.atm_vol)
    if pair is None:
        return f"{tenor} d: {vol:.1f}, at an expiry of its own"
    (near, near_vol), (far, far_vol) = pair
    weight = f"({tenor} - {near.days:.1f}) / ({far.days:.1f} - {near.days:.1f})"
    if board.rule == "total variance":
        first, last = near_vol**2 * near.days, far_vol**2 * far.days
        return (
            f"{tenor} d: w1 = {near_vol:.1f}^2 x {near.days:.1f} = {first:,.0f},"
            f" w2 = {far_vol:.1f}^2 x {far.days:.1f} = {last:,.0f};"
            f" sqrt((w1 + (w2 - w1) x {weight}) / {tenor}) = {vol:.1f}"
        )
    return f"{tenor} d: {near_vol:.1f} + ({far_vol:.1f} - {near_vol:.1f}) x {weight} = {vol:.1f}"


def _slope(reading: Reading, board: Options) -> Figure:
    near, far = board.atm.get("7"), board.atm.get("30")
    filled: list[str] = []
    ending = ", ending" if board.backwardation_fading_since_ms is not None else ""
    if near is not None and far is not None and board.slope_7_30_vol is not None:
        filled.append(
            f"{near:.1f} - {far:.1f} = {board.slope_7_30_vol:+.1f} v: {_SHAPES[board.backwardation or 'none']}{ending}"
        )
    threshold, noise = board.slope_threshold_vol, board.slope_noise_vol
    if threshold is not None:
        said = f"2 x {noise:.2f}" if noise is not None else "no noise known yet"
        filled.append(f"threshold now: max(0.5, {said}) = {threshold:.2f} v; it ends below {threshold / 2:.2f} v")
    return Figure(
        name="slope, and backwardation of volatility",
        id="slope",
        value=figures.signed_points(board.slope_7_30_vol),
        formula="IV7 - IV30; short-term backwardation begins above max(0.5 v, 2 x the slope's noise) and ends after ten"
        " minutes below half of that; full inversion when IV30 is above IV90 too; noise: the standard deviation of the"
        " slope over the last hour, one value a chain",
        filled=tuple(filled) if board.backwardation is not None else (),
        inputs=chain_rows(reading, board),
        convention="futures below spot are another thing, and never called by the bare word",
        notes=why(board.notes, "backwardation", "slope_7_30_vol", "slope_noise_vol"),
    )


def skew_between(board: Options, tenor: str, value: float) -> str:
    """One maturity's skew with those of its two expiries, and over the volatility at the money."""
    pair = _around(board, float(tenor), lambda expiry: expiry.rr25_vol)
    atm = board.atm.get(tenor)
    text = f"{tenor} d: {value:+.1f}"
    if pair is not None:
        (near, near_rr), (far, far_rr) = pair
        text += f", between {near_rr:+.1f} at {near.days:.1f} d and {far_rr:+.1f} at {far.days:.1f} d"
    return text + ("" if not atm else f"; normalised {value:+.1f} / {atm:.1f} = {value / atm * 100:+.1f}%")


def _skew(reading: Reading, board: Options) -> Figure:
    filled = [skew_between(board, tenor, value) for tenor, value in board.rr25_vol.items() if value is not None]
    return Figure(
        name="25-delta risk reversal",
        id="rr25",
        value=(board.skew_words, Tone.VALUE) if board.skew_words else ABSENT,
        formula="volatility of the 25-delta call - volatility of the 25-delta put, linear in time between expiries;"
        " negative: puts are rich; a side is called rich from 0.5 points on, until below half of that",
        filled=tuple(filled),
        inputs=chain_rows(reading, board),
        convention=f"shown {SKEW_UNITS[board.skew_rule]}; {SKEW_CONVENTION}",
        alternatives=SKEW_ALTERNATIVES,
        notes=why(board.notes, "rr25_vol", "skew_words"),
    )


def _splits(reading: Reading, board: Options) -> Iterator[Figure]:
    rows = (
        ("put share by volume", "24 h volume", board.put_volume_share, board.put_call_volume, "volume"),
        ("put share by open interest", "open interest", board.put_oi_share, board.put_call_oi, "oi"),
    )
    for name, what, share, ratio, key in rows:
        filled = () if share is None else (f"puts {share * 100:.1f}%, calls {(1 - share) * 100:.1f}%",)
        if ratio is not None:
            filled = (*filled, f"puts / calls = {ratio:.2f}")
        yield Figure(
            name=name,
            id=f"put_{key}",
            value=figures.share(share, Tone.VALUE),
            formula=f"puts / (puts + calls), {what} in base coin over every chain known",
            filled=filled,
            inputs=chain_rows(reading, board),
            convention="contracts of every venue converted to base coin; expired options left out",
            alternatives="contracts instead of coins; by premium, as below; volume also holds closing trades",
            notes=why(board.notes, f"put_{key}_share", f"put_call_{key}"),
        )


def _index(reading: Reading, board: Options) -> Figure:
    feeds = reading.feeds(("volatility_index",))
    filled: list[str] = []
    if board.dvol_percentile_share is not None:
        share = f"{board.dvol_percentile_share * 100:.0f}%"
        filled.append(f"percentile: {share} of the year's days closed below {board.dvol_vol:.1f}")
    if board.dvol_rank_share is not None:
        filled.append(f"rank: (now - lowest) / (highest - lowest) = {board.dvol_rank_share * 100:.0f}%")
    return Figure(
        name="volatility index (DVOL)",
        id="dvol",
        value=figures.volatility(board.dvol_vol, Tone.VALUE),
        formula="the venue's own 30-day index; its percentile and rank among the daily closes of the year before",
        filled=tuple(filled),
        inputs=tuple(
            source(reading, "volatility_index", venue, "daily closes", figures.volatility(board.dvol_vol), feed.age_s)
            for venue, feed in feeds.items()
        ),
        convention=f"compared with {board.dvol_days or 0} daily closes before today; high volatility is a percentile"
        " above 70",
        notes=why(board.notes, "dvol_vol", "dvol_percentile_share", "dvol_rank_share", "dvol_days"),
    )


def _forward(reading: Reading, board: Options) -> Figure:
    filled: list[str] = []
    for near, far in pairwise(expiry for expiry in board.expiries if expiry.atm_vol is not None):
        if far.forward_vol is not None:
            filled.append(
                f"{figures.day(far.expiry_ms)}: between {near.atm_vol:.1f} at {near.days:.1f} d and"
                f" {far.atm_vol:.1f} at {far.days:.1f} d: {far.forward_vol:.1f}"
            )
    return Figure(
        name="forward volatility",
        id="forward_vol",
        value=(f"{len(filled)} stretches", Tone.VALUE) if filled else ABSENT,
        formula="sqrt((v2^2 x T2 - v1^2 x T1) / (T2 - T1)) between neighbouring expiries; where the root's inside is"
        " negative the quotes are at fault (calendar arbitrage)",
        filled=tuple(filled),
        inputs=chain_rows(reading, board),
        convention="at-the-money volatility of each expiry, 365 days a year",
    )


def _max_pain(reading: Reading, board: Options) -> Figure:
    known = [expiry for expiry in board.expiries if expiry.max_pain_usd is not None]
    largest = max(known, key=lambda expiry: expiry.oi_coin, default=None)
    return Figure(
        name="max pain",
        id="max_pain",
        value=figures.price_span(largest.max_pain_usd if largest else None, Tone.VALUE),
        formula="the strike at which holders of calls and puts together are paid least, by open interest, per expiry",
        filled=tuple(
            f"{figures.day(each.expiry_ms)}: {figures.price(each.max_pain_usd or 0.0)},"
            f" {figures.compact(each.oi_coin)} coins open"
            for each in known
        ),
        inputs=chain_rows(reading, board),
        convention="shown is the expiry with most open interest; as a magnet for price it is contested",
    )
