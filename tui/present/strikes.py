"""Open interest by strike of one expiry: puts against calls around the price, with max pain."""

from functools import lru_cache

from tui.domain.board import OptionExpiry, StrikeInterest
from tui.present import figures
from tui.present.option_facts import split
from tui.present.reading import Reading
from widgets.view.strikes import StrikeLadder, StrikeRow
from widgets.view.text import ABSENT, NOTHING, Line, Span, Tone, named

FIGURE = "strikes"
"""The sums of the expiry, as a figure of the pane."""


def present_strikes(reading: Reading, expiry: OptionExpiry | None, words: str) -> StrikeLadder:
    """`words` name the expiry; without one, or where nothing is open, there is no ladder."""
    if expiry is None or not expiry.strikes:
        return StrikeLadder()
    usd = reading.part.price.usd
    return StrikeLadder(
        name=f"OI by strike {words}",
        unit=reading.asset,
        facts=_facts(expiry),
        rows=_rows(expiry.expiry_ms, expiry.strikes, expiry.forward_usd, expiry.max_pain_usd),
        held=expiry.strikes_held,
        spot_usd=usd,
        spot=NOTHING if usd is None else named(FIGURE, (figures.price(usd), Tone.VALUE)),
    )


def strike_figure(expiry_ms: int, strike_usd: float) -> str:
    """What a strike's open interest is called as a figure of the pane."""
    return f"strike:{expiry_ms}@{strike_usd:.10g}"


def _facts(expiry: OptionExpiry) -> tuple[Line, ...]:
    """Of the whole expiry, the most important first."""
    calls = None if expiry.put_oi_share is None else 1 - expiry.put_oi_share
    facts: list[Line] = [(("C/P ", Tone.DIM), named(FIGURE, split(calls)))]
    if expiry.max_pain_usd is not None:
        pain = named(f"expiry_max_pain:{expiry.expiry_ms}", (figures.price(expiry.max_pain_usd), Tone.TEXT))
        facts.append((("max pain ", Tone.DIM), pain))
    return tuple(facts)


@lru_cache(maxsize=4)
def _rows(
    expiry_ms: int, strikes: tuple[StrikeInterest, ...], forward_usd: float | None, pain_usd: float | None
) -> tuple[StrikeRow, ...]:
    """The highest strike first; the same rows again until a new chain comes."""
    most = max(max(each.calls_coin, each.puts_coin) for each in strikes)
    rows: list[StrikeRow] = []
    for each in reversed(strikes):
        figure = strike_figure(expiry_ms, each.strike_usd)
        is_pain = each.strike_usd == pain_usd
        rows.append(
            StrikeRow(
                usd=each.strike_usd,
                strike=named(figure, (figures.price(each.strike_usd), Tone.INFO if is_pain else Tone.TEXT)),
                puts=named(figure, _amount(each.puts_coin, 1.0, Tone.TEXT)),
                puts_usd=named(figure, _amount(each.puts_coin, forward_usd, Tone.DIM)),
                calls=named(figure, _amount(each.calls_coin, 1.0, Tone.TEXT)),
                calls_usd=named(figure, _amount(each.calls_coin, forward_usd, Tone.DIM)),
                split=named(figure, split(each.calls_coin / (each.calls_coin + each.puts_coin))),
                put_part=each.puts_coin / most,
                call_part=each.calls_coin / most,
                is_max_pain=is_pain,
            )
        )
    return tuple(rows)


def _amount(coin: float, usd_a_coin: float | None, tone: Tone) -> Span:
    """In so many dollars a coin; a side of which nothing is open is a plain zero."""
    if usd_a_coin is None:
        return ABSENT
    return (figures.compact(coin * usd_a_coin), tone) if coin else ("0", Tone.DIM)
