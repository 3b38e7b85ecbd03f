"""Deribit's instrument names: they say everything that a parser needs, so no market list of megabytes is loaded."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from tui.exchange.instrument import Instrument

_NAME = re.compile(
    r"(?P<base>[A-Z0-9]{1,12})(?:_(?P<quote>USDC|USDT))?"
    r"-(?:(?P<perpetual>PERPETUAL)|(?P<day>\d{1,2})(?P<month>[A-Z]{3})(?P<year>\d{2})"
    r"(?:-(?P<strike>\d{1,9}(?:d\d{1,9})?)-(?P<right>[CP]))?)",
    re.ASCII,
)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_EXPIRY_HOUR = 8
"""Every Deribit contract expires at 08:00 UTC."""


@lru_cache(maxsize=8192)
def instrument(name: str) -> Instrument | None:
    """What `name` names, or None: a combo, a spot pair, a future on a volatility index, or nothing known.

    Without a quote in the name (BTC-PERPETUAL, BTC-27MAR26, BTC-27MAR26-90000-C) a contract settles in its coin:
    sizes of futures are dollars and prices of options are coin. With one (BTC_USDC-PERPETUAL, BTC_USDC-27MAR26,
    BTC_USDC-27MAR26-90000-C) it is linear: sizes are coin and prices dollars. Sizes are never contracts, so
    `contract_size` is 1; those of options are coin either way. A "d" in a strike is its decimal point.
    """
    match = _NAME.fullmatch(name)
    # DVOL futures (BTCDVOL_USDC-...) are bets on volatility, not on the coin.
    if match is None or match["base"].endswith("DVOL"):
        return None
    inverse = match["quote"] is None
    asset, quote = match["base"], match["quote"] or "USD"
    if match["perpetual"]:
        return Instrument(id=name, asset=asset, quote=quote, kind="perpetual", inverse=inverse)
    expiry_ms = _expiry_ms(int(match["day"]), match["month"], 2000 + int(match["year"]))
    if expiry_ms is None:
        return None
    if match["strike"] is None:
        return Instrument(id=name, asset=asset, quote=quote, kind="future", inverse=inverse, expiry_ms=expiry_ms)
    strike_usd = float(match["strike"].replace("d", "."))
    if strike_usd <= 0:
        return None
    return Instrument(
        id=name,
        asset=asset,
        quote=quote,
        kind="option",
        inverse=inverse,
        expiry_ms=expiry_ms,
        strike_usd=strike_usd,
        is_call=match["right"] == "C",
    )


def _expiry_ms(day: int, month: str, year: int) -> int | None:
    if month not in _MONTHS:
        return None
    try:
        moment = datetime(year, _MONTHS.index(month) + 1, day, _EXPIRY_HOUR, tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp()) * 1000
