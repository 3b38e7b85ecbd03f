"""Bybit's option chain: `/v5/market/tickers` with category=option, one row for each option.

Volatilities are fractions (0.4896 is 48.96 points), prices are in dollars, sizes in base coin. `totalVolume` counts
from the listing on; `volume24h` is the day's. A side without an offer has "0" for its volatility.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from tui.domain.clock import HOUR_MS
from tui.domain.events import OptionBook, OptionQuote
from tui.domain.text import is_identifier
from tui.exchange.wire.bybit import VENUE, answered_ms, rows
from tui.exchange.wire.number import not_negative, number, positive

_NAME: Final = re.compile(r"([A-Z0-9]+)-(\d{1,2})([A-Z]{3})(\d{2})-(\d+(?:\.\d+)?)-([CP])(?:-[A-Z]{3,5})?", re.ASCII)
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_EXPIRY_OF_DAY_MS: Final = 8 * HOUR_MS


def option_book(payload: object, asset: str, recv_ms: int) -> OptionBook | None:
    """The chain of `asset`; None where the answer has no option of it."""
    found = (_option(row, asset) for row in rows(payload))
    quotes = tuple(quote for quote in found if quote is not None)
    if not quotes:
        return None
    return OptionBook(venue=VENUE, asset=asset, quotes=quotes, at_ms=answered_ms(payload, recv_ms), recv_ms=recv_ms)


def named(symbol: str) -> tuple[str, int, float, bool] | None:
    """(asset, expiry, strike, is call) of BTC-26DEC25-100000-C, and of the same with its settlement coin behind."""
    found = _NAME.fullmatch(symbol)
    if found is None or found[3] not in _MONTHS:
        return None
    try:
        day = datetime(2000 + int(found[4]), _MONTHS.index(found[3]) + 1, int(found[2]), tzinfo=UTC)
    except ValueError:
        return None
    return found[1], int(day.timestamp() * 1000) + _EXPIRY_OF_DAY_MS, float(found[5]), found[6] == "C"


def _option(row: Mapping[str, Any], asset: str) -> OptionQuote | None:
    symbol = row.get("symbol")
    name = named(symbol) if isinstance(symbol, str) and is_identifier(symbol) else None
    if not isinstance(symbol, str) or name is None or name[0] != asset or name[2] <= 0:
        return None
    open_interest_coin, volume_coin = not_negative(row.get("openInterest")), not_negative(row.get("volume24h"))
    if open_interest_coin is None or volume_coin is None:
        return None
    mark_usd, underlying_usd = not_negative(row.get("markPrice")), positive(row.get("underlyingPrice"))
    return OptionQuote(
        symbol=symbol,
        expiry_ms=name[1],
        strike_usd=name[2],
        is_call=name[3],
        mark_vol=_points(row.get("markIv")),
        bid_vol=_points(row.get("bid1Iv")),
        ask_vol=_points(row.get("ask1Iv")),
        mark_coin=mark_usd / underlying_usd if mark_usd is not None and underlying_usd is not None else None,
        underlying_usd=underlying_usd,
        open_interest_coin=open_interest_coin,
        volume_24h_coin=volume_coin,
        delta=number(row.get("delta")),
    )


def _points(fraction: object) -> float | None:
    found = positive(fraction)
    return None if found is None else found * 100
