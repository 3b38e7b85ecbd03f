"""Open interest by strike explained: the sums of an expiry, and one strike of it."""

from tui.domain.board import OptionExpiry, StrikeInterest
from tui.present import figures
from tui.present.explain.chains import chain_rows
from tui.present.explain.page import dollars
from tui.present.options import smiling
from tui.present.reading import Reading
from tui.present.strikes import FIGURE
from widgets.view.explain import Figure
from widgets.view.text import ABSENT, Tone

_FORMULA = "coins of calls and of puts open at each strike of one expiry, each contract counted once"
_CONVENTION = "dollars are coins x the expiry's forward; bars are parts of the largest side that is shown"
_LARGEST = 5


def explain_strikes(reading: Reading) -> Figure:
    """Of the expiry that is shown."""
    expiry = smiling(reading.part.options, reading.smile_ms)
    if expiry is None or not expiry.strikes:
        reason = "no expiry with a smile" if expiry is None else "nothing is open in the expiry shown"
        return Figure(name="open interest by strike", id=FIGURE, value=ABSENT, formula=_FORMULA, notes=(reason,))
    share = expiry.put_oi_share or 0.0
    ends = f"{figures.price(expiry.strikes[0].strike_usd)} to {figures.price(expiry.strikes[-1].strike_usd)}"
    return Figure(
        name=f"open interest by strike, {_day(expiry)}",
        id=FIGURE,
        value=(f"{figures.compact(expiry.oi_coin)} {reading.asset}", Tone.VALUE),
        formula=_FORMULA,
        filled=(
            f"calls {(1 - share) * expiry.oi_coin:,.1f} {reading.asset}, puts {share * expiry.oi_coin:,.1f}:"
            f" calls {(1 - share) * 100:.1f}%, puts {share * 100:.1f}%",
            f"price now {figures.price_span(reading.part.price.usd)[0]},"
            f" forward {figures.price_span(expiry.forward_usd)[0]}",
            f"most open: {', '.join(_words(each) for each in _largest(expiry))}",
        ),
        inputs=chain_rows(reading, reading.part.options)[:1],
        convention=f"{_whose(reading)}; {_CONVENTION}; the {len(expiry.strikes)} strikes nearest to the forward,"
        f" {ends}, of {expiry.strikes_held} with open interest; sums are of all of them",
        alternatives="every venue's strikes added up, which need not be the same; contracts; weighted by gamma",
    )


def explain_strike(reading: Reading, key: str) -> Figure | None:
    """`key` is the expiry's moment and the strike: "1766736000000@110000"."""
    expiry_ms, _, strike = key.partition("@")
    expiry = next((each for each in reading.part.options.expiries if str(each.expiry_ms) == expiry_ms), None)
    found = (
        None if expiry is None else next((each for each in expiry.strikes if f"{each.strike_usd:.10g}" == strike), None)
    )
    if expiry is None or found is None:
        return None
    filled = [
        _side(name, coin, expiry, reading.asset)
        for name, coin in (("calls", found.calls_coin), ("puts", found.puts_coin))
    ]
    if found.calls_coin:
        filled.append(f"puts / calls = {found.puts_coin / found.calls_coin:.2f}")
    if expiry.oi_coin:
        part = (found.calls_coin + found.puts_coin) / expiry.oi_coin
        filled.append(f"both are {part * 100:.1f}% of the expiry's {figures.compact(expiry.oi_coin)} {reading.asset}")
    if found.strike_usd == expiry.max_pain_usd:
        filled.append("max pain: holders of calls and puts together are paid least here")
    coin = found.calls_coin + found.puts_coin
    return Figure(
        name=f"open interest at {figures.price(found.strike_usd)}, {_day(expiry)}",
        value=dollars(None if expiry.forward_usd is None else coin * expiry.forward_usd),
        formula=_FORMULA,
        filled=tuple(filled),
        inputs=chain_rows(reading, reading.part.options)[:1],
        convention=f"{_whose(reading)}; {_CONVENTION}",
    )


def _day(expiry: OptionExpiry) -> str:
    return f"{figures.expiry_day(expiry.expiry_ms, expiry.days)} ({figures.days(expiry.days)} d)"


def _whose(reading: Reading) -> str:
    return f"one venue's chain ({figures.venue_name(reading.part.options.venue or '')})"


def _largest(expiry: OptionExpiry) -> list[StrikeInterest]:
    return sorted(expiry.strikes, key=lambda each: -(each.calls_coin + each.puts_coin))[:_LARGEST]


def _words(each: StrikeInterest) -> str:
    sides = (("calls", each.calls_coin), ("puts", each.puts_coin))
    held = ", ".join(f"{figures.compact(coin)} {name}" for name, coin in sides if coin)
    return f"{figures.price(each.strike_usd)} ({held})"


def _side(name: str, coin: float, expiry: OptionExpiry, asset: str) -> str:
    if expiry.forward_usd is None:
        return f"{name} {coin:,.1f} {asset}, in dollars not known without a forward"
    usd = f"${figures.compact(coin * expiry.forward_usd)}"
    return f"{name} {coin:,.1f} {asset} x forward {expiry.forward_usd:,.2f} = {usd}"
