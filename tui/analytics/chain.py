"""An option chain as columns, one expiry at a time, with unusable volatilities set aside."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui.analytics.black76 import Bools, Floats, implied_vol
from tui.domain.clock import DAY_MS
from tui.domain.events import OptionBook, OptionQuote

YEAR_MS = 365 * DAY_MS
HIGHEST_VOL = 500.0
"""More than this is a data fault."""
BAND_TOLERANCE_VOL = 0.01
"""Venues round volatilities to a hundredth of a point."""


@dataclass(frozen=True, eq=False)
class ExpiryChain:
    """The options of one expiry as columns of equal length, by strike."""

    expiry_ms: int
    years: float
    """From the book's own time, in years of 365 days."""
    forward_usd: float | None
    strike_usd: Floats
    is_call: Bools
    vol: Floats
    """Mark volatility in points, usable ones only: NaN is missing or set aside as a fault."""
    open_interest_coin: Floats
    volume_coin: Floats

    @property
    def days(self) -> float:
        return self.years * 365


@dataclass(frozen=True, eq=False)
class Chain:
    """A venue's chain, expiries ascending."""

    expiries: tuple[ExpiryChain, ...]
    faults: int
    """Quotes whose volatility is absurd or lies outside its own bid and ask."""
    inverted: int
    """Volatilities that the venue did not give and that were taken from mark prices, out of the money only."""


def read_chain(book: OptionBook) -> Chain:
    """The chain of a book at the book's own time; expired options are left out."""
    quotes = [quote for quote in book.quotes if quote.expiry_ms > book.at_ms and quote.strike_usd > 0]
    if not quotes:
        return Chain((), 0, 0)
    quotes.sort(key=lambda quote: (quote.expiry_ms, quote.strike_usd))
    is_call = np.array([quote.is_call for quote in quotes], dtype=np.bool_)
    strike = np.array([quote.strike_usd for quote in quotes], dtype=np.float64)
    expiry_ms = np.array([quote.expiry_ms for quote in quotes], dtype=np.int64)
    years = (expiry_ms - book.at_ms) / YEAR_MS
    mark_coin = _column([quote.mark_coin for quote in quotes])
    edges = [0, *(np.flatnonzero(np.diff(expiry_ms)) + 1).tolist(), len(quotes)]
    parts = [slice(start, stop) for start, stop in itertools.pairwise(edges)]
    underlying = _column([quote.underlying_usd for quote in quotes])
    forwards = [_forward(underlying[part], strike[part], is_call[part], mark_coin[part]) for part in parts]
    forward = np.repeat(np.array([np.nan if f is None else f for f in forwards]), np.diff(edges))
    vol, faults, inverted = _vols(quotes, forward, strike, years, mark_coin, is_call)
    open_interest = np.array([quote.open_interest_coin for quote in quotes], dtype=np.float64)
    volume = np.array([quote.volume_24h_coin for quote in quotes], dtype=np.float64)
    return Chain(
        tuple(
            ExpiryChain(
                expiry_ms=int(expiry_ms[part.start]),
                years=float(years[part.start]),
                forward_usd=forward_usd,
                strike_usd=strike[part],
                is_call=is_call[part],
                vol=vol[part],
                open_interest_coin=open_interest[part],
                volume_coin=volume[part],
            )
            for part, forward_usd in zip(parts, forwards, strict=True)
        ),
        faults,
        inverted,
    )


def _column(values: list[float | None]) -> Floats:
    return np.array(values, dtype=np.float64)


def _vols(
    quotes: Sequence[OptionQuote], forward: Floats, strike: Floats, years: Floats, mark_coin: Floats, is_call: Bools
) -> tuple[Floats, int, int]:
    """Usable volatilities, how many were faults, and how many came from prices."""
    vol = _column([quote.mark_vol for quote in quotes])
    bid, ask = _column([quote.bid_vol for quote in quotes]), _column([quote.ask_vol for quote in quotes])
    absent = np.isnan(vol)
    has_band = (bid > 0) & (ask >= bid)
    outside = has_band & ((vol < bid - BAND_TOLERANCE_VOL) | (vol > ask + BAND_TOLERANCE_VOL))
    fault = ~absent & (~(vol > 0) | (vol > HIGHEST_VOL) | outside)
    out_of_money = np.where(is_call, strike >= forward, strike <= forward)
    from_price = np.flatnonzero(absent & out_of_money & (mark_coin > 0))
    if from_price.size:
        solved = implied_vol(
            forward[from_price], strike[from_price], years[from_price], mark_coin[from_price], is_call[from_price]
        )
        vol[from_price] = np.where(solved <= HIGHEST_VOL, solved, np.nan)
    vol[fault] = np.nan
    return vol, int(np.count_nonzero(fault)), int(np.count_nonzero(~np.isnan(vol[from_price])))


def _forward(underlying: Floats, strike: Floats, is_call: Bools, mark_coin: Floats) -> float | None:
    """The median of what the venue says; without it, put-call parity: C - P = 1 - K/F in coin."""
    said = underlying[(underlying > 0) & np.isfinite(underlying)]
    if said.size:
        return float(np.median(said))
    calls = {k: c for k, c in zip(strike[is_call].tolist(), mark_coin[is_call].tolist(), strict=True) if c > 0}
    puts = {k: p for k, p in zip(strike[~is_call].tolist(), mark_coin[~is_call].tolist(), strict=True) if p > 0}
    # Parity is sharpest where call and put cost the same; prices that leave no forward above zero are faults.
    pairs = sorted((abs(calls[k] - puts[k]), k, 1 - calls[k] + puts[k]) for k in calls.keys() & puts.keys())
    said_by_parity = [strike_usd / ratio for _, strike_usd, ratio in pairs if 0 < ratio < math.inf]
    return float(np.median(said_by_parity[:5])) if said_by_parity else None
