"""Deribit's `get_book_summary_by_currency` for options: a whole chain in one answer."""

from collections.abc import Iterable, Mapping
from typing import Any

from tui.domain.events import OptionBook, OptionQuote
from tui.exchange.instrument import Instrument
from tui.exchange.wire.deribit_names import instrument
from tui.exchange.wire.deribit_reply import rows
from tui.exchange.wire.number import epoch_ms, not_negative, positive


def option_book(payloads: Iterable[object], asset: str, recv_ms: int) -> OptionBook | None:
    """The asset's chain out of one answer per settlement currency; None where no answer has an option on it.

    Coin-settled and USDC-settled options of one strike stay two quotes: each with its own forward and mark.
    """
    quotes: list[OptionQuote] = []
    times: list[int] = []
    for payload in payloads:
        for fields in rows(payload):
            name = fields.get("instrument_name")
            known = instrument(name) if isinstance(name, str) else None
            if known is None or known.asset != asset:
                continue
            quote = _quote(known, fields)
            if quote is not None:
                quotes.append(quote)
                times.append(epoch_ms(fields.get("creation_timestamp")) or recv_ms)
    if not quotes:
        return None
    return OptionBook(venue="deribit", asset=asset, quotes=tuple(quotes), at_ms=max(times), recv_ms=recv_ms)


def _quote(known: Instrument, fields: Mapping[str, Any]) -> OptionQuote | None:
    """One row. `open_interest` and `volume` are base coin, `mark_iv` is percent (absent from older answers), and
    `volume_usd` is the premium paid, not the notional."""
    if known.expiry_ms is None or known.strike_usd is None or known.is_call is None:
        return None
    open_interest_coin = not_negative(fields.get("open_interest"))
    if open_interest_coin is None:
        return None
    underlying_usd = positive(fields.get("underlying_price"))
    return OptionQuote(
        symbol=known.id,
        expiry_ms=known.expiry_ms,
        strike_usd=known.strike_usd,
        is_call=known.is_call,
        mark_vol=positive(fields.get("mark_iv")),
        mark_coin=_mark_coin(known, fields, underlying_usd),
        underlying_usd=underlying_usd,
        open_interest_coin=open_interest_coin,
        volume_24h_coin=not_negative(fields.get("volume")) or 0.0,
        premium_24h_usd=not_negative(fields.get("volume_usd")),
    )


def _mark_coin(known: Instrument, fields: Mapping[str, Any], underlying_usd: float | None) -> float | None:
    """A coin-settled option is quoted in coin of its forward; a USDC-settled one in dollars, divided by it."""
    mark = not_negative(fields.get("mark_price"))
    if known.inverse or mark is None:
        return mark
    return mark / underlying_usd if underlying_usd is not None else None
