"""OKX's option chain, joined from four answers: greeks, open interest, tickers and marks."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from tui.domain.events import OptionBook, OptionQuote
from tui.exchange.wire.number import epoch_ms, not_negative, number, positive
from tui.exchange.wire.okx_rows import by_instrument

_ID = re.compile(r"(?P<asset>[A-Z0-9]+)-USD-(?P<date>\d{6})-(?P<strike>\d+(?:\.\d+)?)-(?P<right>[CP])")
_EXPIRY_HOUR = timedelta(hours=8)
"""OKX's options expire at 08:00 UTC."""


class OptionId(NamedTuple):
    asset: str
    expiry_ms: int
    strike_usd: float
    is_call: bool


def option_id(identifier: str) -> OptionId | None:
    """What "BTC-USD-240628-32000-C" says; None for any other form."""
    match = _ID.fullmatch(identifier)
    strike_usd = positive(match["strike"]) if match else None
    if match is None or strike_usd is None:
        return None
    try:
        day = datetime.strptime(match["date"], "%y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    expiry_ms = int((day + _EXPIRY_HOUR).timestamp() * 1000)
    return OptionId(match["asset"], expiry_ms, strike_usd, match["right"] == "C")


def option_book(
    asset: str, summaries: object, interest: object, tickers: object, marks: object, recv_ms: int
) -> OptionBook | None:
    """The chain of options that have not expired, or None where the answers hold none.

    `summaries` is `public/opt-summary`: volatilities are fractions there, "0" is no quote, `fwdPx` is the expiry's
    forward and `deltaBS` the forward delta (`delta` is premium-adjusted). `interest` is `public/open-interest` and
    `tickers` `market/tickers`; coin is `oiCcy` and `volCcy24h`, since contracts are 0.01 BTC or 0.1 ETH. An option
    that one of these two lists lacks has none of it. `marks` is `public/mark-price`, in coin, and may be None.
    """
    greeks = by_instrument(summaries)
    interest_rows, ticker_rows, mark_rows = by_instrument(interest), by_instrument(tickers), by_instrument(marks)
    quotes = []
    newest_ms = 0
    for identifier, row in greeks.items():
        option = option_id(identifier)
        if option is None or option.asset != asset or option.expiry_ms <= recv_ms:
            continue
        newest_ms = max(newest_ms, epoch_ms(row.get("ts")) or 0)
        quotes.append(
            OptionQuote(
                symbol=identifier,
                expiry_ms=option.expiry_ms,
                strike_usd=option.strike_usd,
                is_call=option.is_call,
                mark_vol=_points(row.get("markVol")),
                bid_vol=_points(row.get("bidVol")),
                ask_vol=_points(row.get("askVol")),
                mark_coin=positive(mark_rows.get(identifier, {}).get("markPx")),
                underlying_usd=positive(row.get("fwdPx")),
                open_interest_coin=_coin(interest_rows.get(identifier), "oiCcy"),
                volume_24h_coin=_coin(ticker_rows.get(identifier), "volCcy24h"),
                delta=_delta(row.get("deltaBS"), option.is_call),
            )
        )
    if not quotes:
        return None
    return OptionBook(venue="okx", asset=asset, quotes=tuple(quotes), at_ms=newest_ms or recv_ms, recv_ms=recv_ms)


def _points(fraction: object) -> float | None:
    parsed = positive(fraction)
    return parsed * 100 if parsed is not None else None


def _coin(row: Mapping[str, Any] | None, field: str) -> float:
    return (not_negative(row.get(field)) if row else None) or 0.0


def _delta(value: object, is_call: bool) -> float | None:
    """A forward delta lies in 0..1 for a call and -1..0 for a put."""
    parsed = number(value)
    if parsed is None or not 0 <= (parsed if is_call else -parsed) <= 1:
        return None
    return parsed
