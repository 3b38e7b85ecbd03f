"""The volatility pane: the at-the-money term structure, the skew, and calls against puts, each in words too."""

from tui.domain.board import OptionExpiry, Options
from tui.present import figures
from tui.present.curve import curve
from tui.present.reading import Reading, state, title
from widgets.view.curve import Curve
from widgets.view.options import ExpiryRow, OptionsView, TenorCell
from widgets.view.text import ABSENT, NOTHING, Line, Span, Tone

_SMILE_DAYS = 30
_SMILE_POINTS = 5


def present_options(reading: Reading) -> OptionsView:
    board = reading.part.options
    calls = None if board.put_volume_share is None else 1 - board.put_volume_share
    open_calls = None if board.put_oi_share is None else 1 - board.put_oi_share
    return OptionsView(
        title=title(
            reading, "VOLATILITY & SKEW", "options", convention=_convention(board),
            venues=max(len(board.venues), 1 if board.venue else 0), oldest_s=board.age_s,
        ),
        state=state(
            reading, "options", has_data=bool(board.expiries) or any(v is not None for v in board.atm.values()),
            newest_s=board.age_s, empty=f"no venue lists options on {reading.asset}",
            note=board.notes.get("atm") or board.notes.get("expiries"),
        ),
        tenors=_tenors(board),
        term=_term(board),
        skew=(board.skew_words, Tone.VALUE) if board.skew_words else ("skew —", Tone.DIM),
        call_volume_share=calls,
        call_put_volume=_split(calls),
        call_interest_share=open_calls,
        call_put_interest=_split(open_calls),
        index=_index(board),
        term_curve=_term_curve(board.expiries),
        smile=_smile(board.expiries),
        skew_curve=_skew_curve(board.expiries),
        expiries=tuple(_expiry(expiry) for expiry in board.expiries),
    )  # fmt: skip


def _convention(board: Options) -> str:
    return f"{figures.venue_name(board.venue)}, {board.rule}" if board.venue else board.rule


def _tenors(board: Options) -> tuple[TenorCell, ...]:
    days = sorted({*board.atm, *board.rr25_vol}, key=float)
    return tuple(
        TenorCell(
            tenor=f"{day}d",
            atm=figures.volatility(board.atm.get(day), Tone.VALUE),
            skew=figures.signed_points(board.rr25_vol.get(day)),
        )
        for day in days
    )


def _term(board: Options) -> Span:
    """The shape of implied volatility over time; never the bare word, which futures have too."""
    slope = "" if board.slope_7_30_vol is None else f" {board.slope_7_30_vol:+.1f}v"
    if board.backwardation == "short":
        return f"IV BACKWARDATION{slope} 7d over 30d", Tone.WARN
    if board.backwardation == "full":
        return f"IV FULLY INVERTED{slope} 7d > 30d > 90d", Tone.CRITICAL
    if board.backwardation == "none":
        return f"IV in normal order, 7d to 30d{slope}", Tone.TEXT
    return "IV term structure —", Tone.DIM


def _split(calls: float | None) -> Span:
    return ABSENT if calls is None else (f"{calls * 100:.0f}/{(1 - calls) * 100:.0f}", Tone.TEXT)


def _index(board: Options) -> Line:
    if board.dvol_vol is None:
        return (("DVOL —", Tone.DIM),)
    rank = "" if board.dvol_percentile_share is None else f" p{board.dvol_percentile_share * 100:.0f}"
    return ("DVOL ", Tone.DIM), (f"{board.dvol_vol:.1f}{rank}", Tone.TEXT)


def _term_curve(expiries: tuple[OptionExpiry, ...]) -> Curve:
    # Square root of time spreads the near expiries, where the structure bends.
    known = [(expiry, expiry.atm_vol) for expiry in expiries if expiry.atm_vol is not None and expiry.days > 0]
    points = tuple((expiry.days**0.5, vol) for expiry, vol in known)
    ends = [f"{figures.days(expiry.days)}d" for expiry, _ in known]
    return curve("ATM volatility by expiry", points, ends)


def _skew_curve(expiries: tuple[OptionExpiry, ...]) -> Curve:
    known = [(expiry, expiry.rr25_vol) for expiry in expiries if expiry.rr25_vol is not None and expiry.days > 0]
    points = tuple((expiry.days**0.5, vol) for expiry, vol in known)
    ends = [f"{figures.days(expiry.days)}d" for expiry, _ in known]
    return curve("25-delta skew, call minus put", points, ends)


def _smile(expiries: tuple[OptionExpiry, ...]) -> Curve:
    """The smile of the expiry nearest to thirty days, over strikes, with its forward marked."""
    usable = [expiry for expiry in expiries if len(expiry.smile) >= _SMILE_POINTS]
    if not usable:
        return Curve(name="smile —")
    expiry = min(usable, key=lambda each: abs(each.days - _SMILE_DAYS))
    ends = [figures.compact(strike) for strike, _ in expiry.smile]
    name = f"smile {figures.day(expiry.expiry_ms)}, {figures.days(expiry.days)}d"
    return curve(name, expiry.smile, ends, expiry.forward_usd)


def _expiry(expiry: OptionExpiry) -> ExpiryRow:
    return ExpiryRow(
        date=(figures.day(expiry.expiry_ms), Tone.HEADING),
        days=(figures.days(expiry.days), Tone.DIM),
        forward=figures.price_span(expiry.forward_usd, Tone.DIM),
        atm=figures.volatility(expiry.atm_vol),
        skew=figures.signed_points(expiry.rr25_vol),
        butterfly=figures.signed_points(expiry.bf25_vol),
        forward_vol=figures.volatility(expiry.forward_vol, Tone.DIM),
        interest=figures.usd_span(expiry.oi_coin, Tone.DIM),
        volume=figures.usd_span(expiry.volume_coin, Tone.DIM),
        max_pain=figures.price_span(expiry.max_pain_usd) if expiry.max_pain_usd is not None else NOTHING,
    )
