"""The volatility pane: the at-the-money term structure, the skew, and calls against puts, each in words too."""

from tui.domain.board import OptionExpiry, Options, Past
from tui.present import figures
from tui.present.curve import curve, days_axis
from tui.present.option_facts import details, facts, split
from tui.present.reading import Reading, state, title
from tui.present.strikes import present_strikes
from widgets.view.curve import Curve
from widgets.view.options import ExpiryRow, OptionsView, TenorCell
from widgets.view.text import ABSENT, NOTHING, Line, Span, Tone, named

_SMILE_DAYS = 30
_SMILE_POINTS = 5
SKEW_UNITS = {"vol": "in points", "normalised": "over ATM in %"}
"""How each reading of the skew is measured."""


def present_options(reading: Reading) -> OptionsView:
    board = reading.part.options
    smiles = smiling(board, reading.smile_ms)
    calls = None if board.put_volume_share is None else 1 - board.put_volume_share
    open_calls = None if board.put_oi_share is None else 1 - board.put_oi_share
    paid_calls = None if board.put_premium_share is None else 1 - board.put_premium_share
    price_usd = reading.part.price.usd
    return OptionsView(
        title=title(
            reading, "VOLATILITY & SKEW", "options", convention=_convention(board), short=_short_convention(board),
            venues=max(len(board.venues), 1 if board.venue else 0), oldest_s=board.age_s,
        ),
        state=state(
            reading, "options", has_data=bool(board.expiries) or any(v is not None for v in board.atm.values()),
            newest_s=board.age_s, empty=f"no venue lists options on {reading.asset}",
            note=board.notes.get("atm") or board.notes.get("expiries"),
        ),
        tenors=_tenors(board),
        term=named("slope", _term(board)),
        skew=named("rr25", (board.skew_words, Tone.VALUE) if board.skew_words else ("skew —", Tone.DIM)),
        call_volume_share=calls,
        call_put_volume=named("put_volume", split(calls)),
        call_interest_share=open_calls,
        call_put_interest=named("put_oi", split(open_calls)),
        call_premium_share=paid_calls,
        call_put_premium=named("put_premium", split(paid_calls)),
        skew_unit="%" if board.skew_rule == "normalised" else "v",
        facts=facts(board),
        details=details(board, price_usd),
        index=_index(board),
        term_curve=_term_curve(board.expiries, reading.part.past),
        smile=_smile(smiles),
        skew_curve=_skew_curve(board),
        strikes=present_strikes(reading, smiles, "" if smiles is None else expiry_words(smiles)),
        expiries=tuple(_expiry(expiry, board, expiry is smiles) for expiry in board.expiries),
    )  # fmt: skip


def _convention(board: Options) -> str:
    rules = f"{board.rule}, skew {SKEW_UNITS[board.skew_rule]}"
    return f"{figures.venue_name(board.venue)}, {rules}" if board.venue else rules


def _short_convention(board: Options) -> str:
    rule = {"total variance": "tot-var", "linear vol": "lin-vol"}.get(board.rule, board.rule)
    return f"{rule} RR {'%' if board.skew_rule == 'normalised' else 'v'}"


def skew_span(board: Options, points: float | None, atm_vol: float | None) -> Span:
    """A risk reversal in the reading that leads: points, or percent of the volatility at the money."""
    if board.skew_rule == "vol":
        return figures.signed_points(points)
    return ABSENT if points is None or not atm_vol else (f"{points / atm_vol * 100:+.1f}", Tone.TEXT)


def _tenors(board: Options) -> tuple[TenorCell, ...]:
    days = sorted({*board.atm, *board.rr25_vol}, key=float)
    return tuple(
        TenorCell(
            tenor=f"{day}d",
            atm=named(f"atm:{day}", figures.volatility(board.atm.get(day), Tone.VALUE)),
            skew=named(f"rr25:{day}", skew_span(board, board.rr25_vol.get(day), board.atm.get(day))),
            realised=named("realised", figures.volatility(board.realised_vol.get(day))),
            gap=named("iv_rv", figures.signed_points(board.implied_less_realised_vol.get(day))),
        )
        for day in days
    )


def _term(board: Options) -> Span:
    """The shape of implied volatility over time; never the bare word, which futures have too."""
    slope = "" if board.slope_7_30_vol is None else f" {board.slope_7_30_vol:+.1f}v"
    if board.backwardation_fading_since_ms is not None:
        # It lasts ten minutes longer than it is so: by now 7 d may stand below 30 d.
        return f"IV BACKWARDATION ending{slope} 7d to 30d", Tone.WARN
    if board.backwardation == "short":
        return f"IV BACKWARDATION{slope} 7d over 30d", Tone.WARN
    if board.backwardation == "full":
        return f"IV FULLY INVERTED{slope} 7d>30d>90d", Tone.CRITICAL
    if board.backwardation == "none":
        return f"IV in normal order, 7d to 30d{slope}", Tone.TEXT
    return "IV term structure —", Tone.DIM


def _index(board: Options) -> Line:
    if board.dvol_vol is None:
        return (named("dvol", ("DVOL —", Tone.DIM)),)
    percentile = "" if board.dvol_percentile_share is None else f" p{board.dvol_percentile_share * 100:.0f}"
    index = (("DVOL ", Tone.DIM), named("dvol", (f"{board.dvol_vol:.1f}{percentile}", Tone.TEXT)))
    if board.dvol_rank_share is None:
        return index
    return *index, named("dvol", (f"rank {board.dvol_rank_share * 100:.0f}", Tone.TEXT))


def _term_curve(expiries: tuple[OptionExpiry, ...], past: Past) -> Curve:
    """Volatility over the square root of time, which spreads the near expiries, where the structure bends; broken,
    as it was a day ago."""
    points = tuple((e.days**0.5, e.atm_vol) for e in expiries if e.atm_vol is not None and e.days > 0)
    farthest = max((expiry.days for expiry in expiries if expiry.atm_vol is not None), default=0.0)
    before = tuple((each.days**0.5, each.atm_vol) for each in past.term_day_ago if 0 < each.days <= farthest + 1)
    words = "broken: 24h ago" if before else "24h ago: not recorded" if "term_day_ago" in past.notes else ""
    brief = f"ATM, {words}" if before else ""
    return curve("ATM vol by expiry", points, days_axis(farthest), dots=points, before=before, note=words, brief=brief)


def _skew_curve(board: Options) -> Curve:
    over = board.skew_rule == "normalised"
    known: list[tuple[float, float]] = []
    for expiry in board.expiries:
        if expiry.rr25_vol is None or expiry.days <= 0 or (over and not expiry.atm_vol):
            continue
        known.append((expiry.days, expiry.rr25_vol / (expiry.atm_vol or 1.0) * 100 if over else expiry.rr25_vol))
    name = "25-delta skew, call minus put" + (", % of ATM" if over else "")
    points = tuple((days**0.5, skew) for days, skew in known)
    return curve(name, points, days_axis(known[-1][0] if known else 0.0), dots=points)


def smiling(board: Options, chosen_ms: int | None) -> OptionExpiry | None:
    """The expiry whose smile is shown: the one nearest to the chosen moment, or to thirty days from now."""
    usable = smile_expiries(board)
    if chosen_ms is not None:
        return min(usable, key=lambda each: abs(each.expiry_ms - chosen_ms), default=None)
    return min(usable, key=lambda each: abs(each.days - _SMILE_DAYS), default=None)


def smile_beside(options: Options, smile_ms: int | None, step: int) -> OptionExpiry | str:
    """The expiry with a smile that many places after the one that is shown (before it, where negative); the reason in
    words where there is none."""
    known, shown = smile_expiries(options), smiling(options, smile_ms)
    if shown is None:
        return "no expiry has strikes enough for a smile"
    index = known.index(shown) + step
    if not 0 <= index < len(known):
        return "no earlier expiry" if step < 0 else "no later expiry"
    return known[index]


def smile_expiries(board: Options) -> tuple[OptionExpiry, ...]:
    """Expiries with enough strikes for a smile, nearest first."""
    return tuple(expiry for expiry in board.expiries if len(expiry.smile) >= _SMILE_POINTS)


def expiry_words(expiry: OptionExpiry) -> str:
    """Such as "26 Dec, 48d"."""
    return f"{figures.expiry_day(expiry.expiry_ms, expiry.days)}, {figures.days(expiry.days)}d"


def _smile(expiry: OptionExpiry | None) -> Curve:
    """Volatility over strikes, with the forward and the strikes of the 25-delta options marked."""
    if expiry is None:
        return Curve(name="smile —")
    places = ((expiry.forward_usd, "fwd"), (expiry.put25_usd, "put"), (expiry.call25_usd, "call"))
    marked = [(strike, f"{name} {figures.compact(strike)}") for strike, name in places if strike is not None]
    ends = [(strike, figures.compact(strike)) for strike, _ in (expiry.smile[0], expiry.smile[-1])]
    name = f"smile {expiry_words(expiry)}"
    marks = tuple(strike for strike, _ in marked)
    return curve(name, expiry.smile, (*marked, *ends), marks=marks, note="put, call: 25 delta" if marks[1:] else "")


def _expiry(expiry: OptionExpiry, board: Options, smiles: bool) -> ExpiryRow:
    """`smiles`: it is the one whose smile is drawn."""
    key = expiry.expiry_ms
    most = max(each.oi_coin for each in board.expiries)
    notional = None if expiry.forward_usd is None else expiry.oi_coin * expiry.forward_usd
    pain = figures.price_span(expiry.max_pain_usd) if expiry.max_pain_usd is not None else NOTHING
    return ExpiryRow(
        date=(
            figures.expiry_day(expiry.expiry_ms, expiry.days) + ("◀" if smiles else ""),
            Tone.ACCENT if smiles else Tone.HEADING,
        ),
        days=(figures.days(expiry.days), Tone.DIM),
        forward=named(f"expiry_forward:{key}", figures.price_span(expiry.forward_usd, Tone.DIM)),
        put10=figures.volatility(expiry.put10_vol, Tone.DIM),
        put25=named(f"expiry_rr25:{key}", figures.volatility(expiry.put25_vol)),
        atm=named(f"expiry_atm:{key}", figures.volatility(expiry.atm_vol, Tone.VALUE)),
        call25=named(f"expiry_rr25:{key}", figures.volatility(expiry.call25_vol)),
        call10=figures.volatility(expiry.call10_vol, Tone.DIM),
        skew=named(f"expiry_rr25:{key}", skew_span(board, expiry.rr25_vol, expiry.atm_vol)),
        butterfly=named(f"expiry_bf25:{key}", figures.signed_points(expiry.bf25_vol)),
        forward_vol=named(f"expiry_forward_vol:{key}", figures.volatility(expiry.forward_vol, Tone.DIM)),
        interest=named(f"expiry_oi:{key}", figures.usd_span(expiry.oi_coin, Tone.DIM)),
        notional=named(f"expiry_oi:{key}", figures.usd_span(notional, Tone.DIM)),
        part=expiry.oi_coin / most if most else 0.0,
        volume=named(f"expiry_volume:{key}", figures.usd_span(expiry.volume_coin, Tone.DIM)),
        max_pain=named(f"expiry_max_pain:{key}", pain),
        gamma=named(f"expiry_gamma:{key}", _compact_signed(expiry.gamma_usd_per_pct)),
    )


def _compact_signed(usd: float | None) -> Span:
    return ABSENT if usd is None else (f"{'-' if usd < 0 else '+'}{figures.compact(abs(usd))}", Tone.DIM)
