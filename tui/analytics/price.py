"""The price: the median of live venue mids, and how far the venues are apart."""

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

import msgspec

from tui.domain.board import CandleRow, Notes, Price, PriceVenue
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.events import Quote

DIVERGENT_PCT = 0.15
"""Venues farther apart than this disagree."""
OUTLIER_PCT = 1.0
"""A venue farther than this from the median of at least three is named."""
ENOUGH_VENUES = 3

# A dollar leg says what dollars pay; of the tokens, USDT books are the deeper ones.
_LEG_ORDER = {"USD": 0, "USDT": 1, "USDC": 2}


def consensus(
    quotes: Iterable[Quote],
    *,
    now_ms: int,
    stale_ms: int,
    change_24h_pct: float | None = None,
    change_note: str | None = None,
    quote_usd: Mapping[str, float] | None = None,
) -> Price:
    """The median of live mids, one per venue: its USD leg, else USDT, else USDC.

    A quote received more than `stale_ms` ago is left out. `quote_usd` gives the dollar price of a quote currency
    where it is known ({"USDT": 0.9991}); without it a token counts as a dollar. Without `change_24h_pct` the median
    of the venues' own 24-hour changes stands in. An outlier is named in `notes`, and the median does not follow it.
    """
    dollars = quote_usd or {}
    legs = [quote for quote in quotes if _mid(quote, dollars) is not None]
    live = _one_per_venue(quote for quote in legs if now_ms - quote.recv_ms <= stale_ms)
    silent = _one_per_venue(quote for quote in legs if quote.venue not in {leg.venue for leg in live})
    notes: Notes = {}
    if silent:
        notes["venues"] = "stale: " + ", ".join(f"{q.venue} ({(now_ms - q.recv_ms) / 1000:.0f} s)" for q in silent)
    if not live:
        reason = notes.get("venues", "no venue has quoted a price yet")
        notes |= {"usd": reason, "spread_pct": reason, "change_24h_pct": change_note or reason}
        return Price(notes=notes)
    mids = {quote.venue: _mid(quote, dollars) or 0.0 for quote in live}
    usd = median(mids.values())
    spread_pct = (max(mids.values()) - min(mids.values())) / usd * 100
    change = change_24h_pct if change_24h_pct is not None else _venues_change(live)
    if change is None:
        notes["change_24h_pct"] = change_note or "no price from 24 hours ago is known"
    elif change_24h_pct is None:
        notes["change_24h_pct"] = "median of the venues' own 24 h changes"
    notes |= _doubts(live, mids, usd, spread_pct)
    return Price(
        usd=usd,
        change_24h_pct=change,
        spread_pct=spread_pct,
        divergent=spread_pct > DIVERGENT_PCT,
        venues=tuple(
            PriceVenue(venue=q.venue, usd=mids[q.venue], quote=q.quote, age_s=max(0, now_ms - q.recv_ms) / 1000)
            for q in live
        ),
        dollars_a_token={q.quote: dollars[q.quote] for q in live if q.quote in dollars},
        notes=notes,
    )


def with_change(price: Price, hourly: Sequence[CandleRow], own_usd: float | None, now_ms: int) -> Price:
    """The price with its change of 24 hours by the candles, where they reach back so far; `own_usd` is the price now of
    the candles' own market, where it is live."""
    then_usd = day_ago_usd(hourly, now_ms)
    if price.usd is None or then_usd is None:
        return price
    usd = own_usd or price.usd
    return msgspec.structs.replace(
        price,
        change_24h_pct=(usd / then_usd - 1) * 100,
        change_from_usd=then_usd,
        change_to_usd=usd,
        notes={name: note for name, note in price.notes.items() if name != "change_24h_pct"},
    )


def day_ago_usd(hourly: Sequence[CandleRow], now_ms: int) -> float | None:
    """The price 24 hours ago, on the straight line from open to close of the hourly bar of that moment; None where that
    bar is missing."""
    then_ms = now_ms - DAY_MS
    for bar in reversed(hourly):
        if bar.open_ms <= then_ms:
            gone = (then_ms - bar.open_ms) / HOUR_MS
            then_usd = bar.open_usd + (bar.close_usd - bar.open_usd) * gone
            return then_usd if gone < 1 and then_usd > 0 else None
    return None


def _mid(quote: Quote, dollars: Mapping[str, float]) -> float | None:
    mid = quote.mid_usd
    if mid is None or not math.isfinite(mid) or mid <= 0:
        return None
    return mid * dollars.get(quote.quote, 1.0)


def _one_per_venue(quotes: Iterable[Quote]) -> list[Quote]:
    """Each venue's preferred leg, the newest of equals; by venue name."""
    chosen: dict[str, Quote] = {}
    for quote in sorted(quotes, key=lambda q: (_LEG_ORDER.get(q.quote, len(_LEG_ORDER)), -q.recv_ms, q.symbol)):
        chosen.setdefault(quote.venue, quote)
    return [chosen[venue] for venue in sorted(chosen)]


def _venues_change(live: Sequence[Quote]) -> float | None:
    changes = [quote.change_24h_pct for quote in live if quote.change_24h_pct is not None]
    return median(changes) if changes else None


def _doubts(live: Sequence[Quote], mids: Mapping[str, float], usd: float, spread_pct: float) -> Notes:
    """What a reader must know before trusting the price."""
    notes: Notes = {}
    if len(live) < ENOUGH_VENUES:
        notes["usd"] = f"only {len(live)} live venue{'s' if len(live) > 1 else ''}"
    off = {venue: (mid / usd - 1) * 100 for venue, mid in mids.items()}
    outliers = [f"{venue} {pct:+.1f}%" for venue, pct in off.items() if abs(pct) > OUTLIER_PCT]
    if outliers and len(live) >= ENOUGH_VENUES:
        notes["spread_pct"] = "far from the median: " + ", ".join(outliers)
    if spread_pct > DIVERGENT_PCT:
        legs: dict[str, list[float]] = {}
        for quote in live:
            legs.setdefault("USD" if quote.quote == "USD" else "tokens", []).append(mids[quote.venue])
        notes["divergent"] = f"venues are {spread_pct:.2f}% apart"
        if len(legs) == 2:
            premium_pct = (median(legs["tokens"]) / median(legs["USD"]) - 1) * 100
            notes["divergent"] += f"; USDT and USDC legs {premium_pct:+.2f}% against USD"
    return notes
