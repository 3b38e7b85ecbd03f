"""What the volatility pane says beside its table, explained: premium, realised volatility, gamma and its flip."""

from collections.abc import Iterator

from tui.domain.board import Options
from tui.present import figures
from tui.present.explain.chains import chain_rows
from tui.present.explain.page import listed, why
from tui.present.explain.price import candle_rows
from tui.present.reading import Reading
from widgets.view.explain import Figure
from widgets.view.text import ABSENT, Tone

GAMMA_FORMULA = (
    "sum over strikes of ± gamma x open interest x forward^2 x 0.01, calls +, puts -; gamma = n(d1) / (F x v), "
)
GAMMA_FORMULA += "v = volatility x sqrt(years)"
_CONTESTED = (
    "contested in crypto: houses that rebuild dealers' positions from who took each trade print another sign; the"
    " convention of equity desks is shown because its inputs are public"
)


def explain_facts(reading: Reading) -> Iterator[Figure]:
    board = reading.part.options
    yield _premium(reading, board)
    yield _realised(reading, board)
    yield _gap(reading, board)
    yield _gamma(reading, board)
    yield _flip(reading, board)


def _premium(reading: Reading, board: Options) -> Figure:
    puts, calls, share = board.put_premium_usd, board.call_premium_usd, board.put_premium_share
    filled: list[str] = []
    if puts is not None and calls is not None and share is not None:
        terms = f"{figures.compact(puts)} / ({figures.compact(puts)} + {figures.compact(calls)})"
        filled.append(f"puts / (puts + calls), dollars: {terms} = {share * 100:.1f}%")
    if board.put_call_premium is not None:
        filled.append(f"puts / calls = {board.put_call_premium:.2f}")
    return Figure(
        name="put share by premium",
        id="put_premium",
        value=figures.share(share, Tone.VALUE),
        formula="sum over options of the dollars paid in 24 h, over every chain known; where a venue does not give that"
        " sum, its 24 h volume x mark price now, in dollars by each expiry's forward",
        filled=tuple(filled),
        inputs=chain_rows(reading, board),
        convention="Deribit gives what was paid; Bybit and OKX are estimated, the day's volume at the price of now",
        alternatives="Velo: open interest x option price",
        notes=why(board.notes, "put_premium_share", "put_call_premium"),
    )


def _realised(reading: Reading, board: Options) -> Figure:
    words = [f"{days}d {vol:.1f}" for days, vol in board.realised_vol.items() if vol is not None]
    return Figure(
        name="realised volatility",
        id="realised",
        value=("  ".join(words), Tone.VALUE) if words else ABSENT,
        formula="standard deviation (n - 1) of ln(close / close of the day before) over so many finished UTC days x"
        " sqrt(365)",
        inputs=candle_rows(reading, "1d candles"),
        convention="close to close, 365 days a year; the running day does not count",
        alternatives="252 days a year; hourly returns; the day's range (Parkinson, Garman-Klass)",
        notes=why(board.notes, "realised_vol"),
    )


def _gap(reading: Reading, board: Options) -> Figure:
    filled = [
        f"{days} d: {board.atm[days]:.1f} - {board.realised_vol[days]:.1f} = {gap:+.1f} v"
        for days, gap in board.implied_less_realised_vol.items()
        if gap is not None and board.atm.get(days) is not None and board.realised_vol.get(days) is not None
    ]
    gap = board.implied_less_realised_vol.get("30")
    return Figure(
        name="implied less realised volatility, 30 days",
        id="iv_rv",
        value=figures.signed_points(gap),
        formula="at-the-money volatility of a maturity - realised volatility of as many past days; positive: options"
        " cost more than the price has moved",
        filled=tuple(filled),
        inputs=(*chain_rows(reading, board), *candle_rows(reading, "1d candles")),
        convention="the same number of days on both sides; the past is no forecast of what will be realised",
        notes=why(board.notes, "implied_less_realised_vol", "realised_vol", "atm"),
    )


def _gamma(reading: Reading, board: Options) -> Figure:
    known = [each for each in board.expiries if each.gamma_usd_per_pct is not None]
    largest = sorted(known, key=lambda each: -abs(each.gamma_usd_per_pct or 0.0))
    terms = [f"{figures.day(each.expiry_ms)} {figures.signed_usd(each.gamma_usd_per_pct)[0]}" for each in largest]
    whole = figures.signed_usd(board.gamma_usd_per_pct)
    return Figure(
        name=f"gamma exposure, {board.gamma_convention}",
        id="gamma",
        value=(f"{whole[0]} per 1%", Tone.VALUE) if board.gamma_usd_per_pct is not None else ABSENT,
        formula=GAMMA_FORMULA,
        filled=(f"{listed(terms, ', ')}; together {whole[0]}",) if terms else (),
        inputs=chain_rows(reading, board)[:1],
        convention=f"{board.gamma_convention}: an assumption; positive, dealers would sell rises and buy falls; one"
        f" venue's chain ({figures.venue_name(board.venue or '')}), each expiry's own forward; where a volatility was"
        " set aside, the one between its neighbours' by strike",
        alternatives=_CONTESTED,
        notes=why(board.notes, "gamma_usd_per_pct"),
    )


def _flip(reading: Reading, board: Options) -> Figure:
    price_usd, flip_usd = reading.part.price.usd, board.gamma_flip_usd
    filled: tuple[str, ...] = ()
    if price_usd is not None and flip_usd is not None:
        away = (flip_usd / price_usd - 1) * 100
        filled = (f"{figures.price(flip_usd)} / {figures.price(price_usd)} - 1 = {away:+.1f}%",)
    return Figure(
        name="gamma flip",
        id="gamma_flip",
        value=figures.price_span(flip_usd, Tone.VALUE),
        formula="the price nearest to now at which the gamma exposure is zero",
        filled=filled,
        inputs=chain_rows(reading, board)[:1],
        convention=f"{board.gamma_convention}; every forward moves in proportion, volatility stays with its strike;"
        " looked for within 30% of the price",
        alternatives=_CONTESTED,
        notes=why(board.notes, "gamma_flip_usd", "gamma_usd_per_pct"),
    )
