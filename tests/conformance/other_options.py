"""The other market's option chain: hand-chosen smiles on four expiries, told by Deribit and by OKX."""

import math
from datetime import UTC, datetime
from statistics import NormalDist
from typing import Any, NamedTuple

from tui.domain.clock import DAY_MS

NEAR_DAYS, FAR_DAYS = 30, 121
"""The dated futures' expiries, on every venue that has two."""

FORWARD = 88_000.0

SMILES: dict[int, dict[int, float]] = {
    5: {80_000: 68.0, 84_000: 64.0, 88_000: 60.0, 92_000: 59.0, 96_000: 61.0},
    20: {76_000: 61.0, 82_000: 58.0, 88_000: 55.0, 94_000: 54.0, 100_000: 55.0},
    60: {68_000: 56.0, 78_000: 53.0, 88_000: 50.0, 98_000: 49.0, 108_000: 50.0},
    120: {58_000: 54.0, 73_000: 51.0, 88_000: 48.0, 103_000: 47.0, 118_000: 48.0},
}
"""Days to expiry -> strike -> mark volatility in points; call and put have the same."""

CALLS = {"oi": 30.0, "volume": 12.0}
PUTS = {"oi": 20.0, "volume": 8.0}
"""Coin on every strike of every expiry."""

UNTOLD = (20, 100_000)
"""Days and strike of the options of which the venue tells the price only."""


class Option(NamedTuple):
    """One option."""

    days: int
    expiry_ms: int
    strike: int
    is_call: bool
    vol: float

    @property
    def price_coin(self) -> float:
        """Black-76 by its textbook formula, as a share of the forward."""
        deviation = self.vol / 100 * math.sqrt(self.days / 365)
        d1 = math.log(FORWARD / self.strike) / deviation + deviation / 2
        n = NormalDist().cdf
        call = n(d1) - self.strike / FORWARD * n(d1 - deviation)
        return call if self.is_call else call - 1 + self.strike / FORWARD


def options(now_ms: int) -> list[Option]:
    """The whole chain; `now_ms` must be 08:00 UTC of some day, when options expire."""
    return [
        Option(days, now_ms + days * DAY_MS, strike, is_call, vol)
        for days, smile in SMILES.items()
        for strike, vol in smile.items()
        for is_call in (True, False)
    ]


def deribit_rows(now_ms: int) -> list[dict[str, Any]]:
    """`get_book_summary_by_currency`, kind option. Some rows have no `mark_iv`, as all had until 2024."""
    rows = []
    for option in options(now_ms):
        sizes = CALLS if option.is_call else PUTS
        row: dict[str, Any] = {
            "instrument_name": f"BTC-{deribit_date(option.expiry_ms)}-{option.strike}-{'C' if option.is_call else 'P'}",
            "mark_price": round(option.price_coin, 8),
            "mark_iv": option.vol,
            "underlying_price": FORWARD,
            "open_interest": sizes["oi"],
            "volume": sizes["volume"],
            "bid_price": None,
            "ask_price": None,
            "creation_timestamp": now_ms,
        }
        if (option.days, option.strike) == UNTOLD:
            del row["mark_iv"]
        rows.append(row)
    return rows


def deribit_date(at_ms: int) -> str:
    """ "5DEC26"."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return f"{moment.day}{moment:%b%y}".upper()


def okx_date(at_ms: int) -> str:
    """ "261205"."""
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%y%m%d}"
