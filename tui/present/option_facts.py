"""What the volatility pane says beside its table: dealers' gamma, what options cost beyond what was moved, max pain,
and where the volatility index stands in its year."""

from tui.domain.board import OptionExpiry, Options
from tui.present import figures
from widgets.view.text import ABSENT, Line, Span, Tone, named


def facts(board: Options) -> tuple[Line, ...]:
    """In a few cells each, most important first; what is not known is left out."""
    lines: list[Line] = []
    if board.gamma_usd_per_pct is not None:
        # A sum of gammas means nothing without who is taken to hold what: calls count for it, puts against it.
        gamma = named("gamma", (f"{_gamma(board)} per 1%", Tone.TEXT))
        lines.append((("gamma ", Tone.DIM), gamma, *_flip(board, None, " · flips ")))
    gap = board.implied_less_realised_vol.get("30")
    if gap is not None:
        lines.append((("IV-RV 30d ", Tone.DIM), named("iv_rv", (f"{gap:+.1f}v", Tone.TEXT))))
    pain = largest_expiry(board)
    if pain is not None and pain.max_pain_usd is not None:
        value = named("max_pain", (figures.price(pain.max_pain_usd), Tone.TEXT))
        lines.append((("max pain ", Tone.DIM), value, (f" {_day(pain)}", Tone.DIM)))
    return tuple(lines)


def details(board: Options, price_usd: float | None) -> tuple[Line, ...]:
    """With their conventions, a line each."""
    lines: list[Line] = []
    if board.gamma_usd_per_pct is not None:
        gamma = named("gamma", (f"{_gamma(board)} per 1%", Tone.VALUE))
        lines.append((("gamma exposure ", Tone.DIM), gamma, *_flip(board, price_usd, " flips at ")))
        lines.append(((f"  convention: {board.gamma_convention}", Tone.DIM),))
    if board.put_premium_usd is not None and board.call_premium_usd is not None:
        spans: list[Span] = [("premium 24h: calls ", Tone.DIM)]
        for name, usd in (("", board.call_premium_usd), ("  puts ", board.put_premium_usd)):
            spans += [(name, Tone.DIM), named("put_premium", (f"${figures.compact(usd)}", Tone.TEXT))]
        lines.append(tuple(spans))
    if board.dvol_vol is not None and board.dvol_percentile_share is not None:
        lines.append(_index(board))
    pain = largest_expiry(board)
    if pain is not None and pain.max_pain_usd is not None:
        words = f" on {_day(pain)}, the expiry with most open interest"
        value = named("max_pain", (figures.price(pain.max_pain_usd), Tone.TEXT))
        lines.append((("max pain ", Tone.DIM), value, (words, Tone.DIM)))
    return tuple(lines)


def split(calls: float | None) -> Span:
    """Calls against puts in whole percent."""
    return ABSENT if calls is None else (f"{calls * 100:.0f}/{(1 - calls) * 100:.0f}", Tone.TEXT)


def largest_expiry(board: Options) -> OptionExpiry | None:
    """The one with most open interest, of those with a max pain."""
    known = [expiry for expiry in board.expiries if expiry.max_pain_usd is not None]
    return max(known, key=lambda expiry: expiry.oi_coin, default=None)


def _day(expiry: OptionExpiry) -> str:
    return figures.expiry_day(expiry.expiry_ms, expiry.days)


def _gamma(board: Options) -> str:
    return figures.signed_usd(board.gamma_usd_per_pct)[0]


def _flip(board: Options, price_usd: float | None, label: str) -> Line:
    if board.gamma_flip_usd is None:
        return ()
    away = "" if price_usd is None else f" {(board.gamma_flip_usd / price_usd - 1) * 100:+.1f}%"
    flip = named("gamma_flip", (f"{figures.price(board.gamma_flip_usd)}{away}", Tone.TEXT))
    return (label, Tone.DIM), flip


def _index(board: Options) -> Line:
    above = named("dvol", (f"{(board.dvol_percentile_share or 0.0) * 100:.0f}%", Tone.TEXT))
    days = "" if board.dvol_days is None else f" of its last {board.dvol_days} days"
    spans: list[Span] = [("DVOL stands above ", Tone.DIM), above, (days, Tone.DIM)]
    if board.dvol_rank_share is not None:
        spans += [("; rank ", Tone.DIM), named("dvol", (f"{board.dvol_rank_share * 100:.0f}%", Tone.TEXT))]
        spans.append((" from lowest to highest", Tone.DIM))
    return tuple(spans)
