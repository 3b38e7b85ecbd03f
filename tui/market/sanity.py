"""Rows that no market can have produced: they are left out and counted."""

from math import isfinite

import msgspec

from tui.domain.events import (
    Candle,
    Coverage,
    Depth,
    EtfFlow,
    Event,
    FeedStatus,
    FundingRate,
    FuturesQuote,
    Liquidation,
    MarketCap,
    OpenInterest,
    OptionBook,
    OptionQuote,
    Quote,
    VolatilityIndex,
)

_MOST_USD = 1e15
_HIGHEST_PRICE_USD = 1e9
_HIGHEST_VOL = 1000.0


def is_possible(event: Event) -> bool:
    """Whether every number of the event is one that a market can have: finite, of the right sign, not crossed."""
    match event:
        case Quote():
            return _is_possible_quote(event)
        case Candle():
            return _is_possible_candle(event)
        case Liquidation():
            return _is_positive(event.usd) and _is_price(event.price_usd) and _is_positive(event.coin)
        case OpenInterest():
            return 0 <= event.coin <= _MOST_USD and 0 <= event.usd <= _MOST_USD
        case FundingRate():
            return -1 < event.rate < 1 and (event.interval_h is None or 0 < event.interval_h <= 24 * 31)
        case FuturesQuote():
            prices = (event.mark_usd, event.bid_usd, event.ask_usd, event.index_usd)
            return event.expiry_ms > 0 and all(price is None or _is_price(price) for price in prices)
        case VolatilityIndex():
            return 0 < event.close_vol <= _HIGHEST_VOL
        case MarketCap():
            return _is_positive(event.cap_usd)
        case EtfFlow():
            return abs(event.net_flow_usd) <= _MOST_USD
        case Depth():
            levels = (usd for level in (*event.bids, (event.best_ask_usd, 1.0)) for usd in level)
            return bool(event.bids) and event.bids[0][0] < event.best_ask_usd and all(map(_is_positive, levels))
        case Coverage():
            return 0 < event.from_ms <= event.until_ms
        case OptionBook() | FeedStatus():
            return True


def without_impossible_options(book: OptionBook) -> tuple[OptionBook, int]:
    """The chain without its impossible rows, and how many they were: one bad row does not cost the chain."""
    kept = tuple(quote for quote in book.quotes if is_possible_option(quote))
    left_out = len(book.quotes) - len(kept)
    return (msgspec.structs.replace(book, quotes=kept) if left_out else book), left_out


def is_possible_option(quote: OptionQuote) -> bool:
    """The same for one option of a chain."""
    vols = (quote.mark_vol, quote.bid_vol, quote.ask_vol)
    return (
        _is_positive(quote.strike_usd)
        and all(vol is None or 0 <= vol <= _HIGHEST_VOL for vol in vols)
        and (quote.mark_coin is None or (isfinite(quote.mark_coin) and quote.mark_coin >= 0))
        and (quote.underlying_usd is None or _is_price(quote.underlying_usd))
        and 0 <= quote.open_interest_coin <= _MOST_USD
        and 0 <= quote.volume_24h_coin <= _MOST_USD
    )


def _is_possible_quote(quote: Quote) -> bool:
    bid, ask = quote.bid_usd, quote.ask_usd
    if bid is not None and ask is not None and bid > ask:
        return False
    prices = [price for price in (bid, ask, quote.last_usd) if price is not None]
    return bool(prices) and all(_is_price(price) for price in prices)


def _is_possible_candle(candle: Candle) -> bool:
    low, high = candle.low_usd, candle.high_usd
    return (
        _is_price(low)
        and _is_price(high)
        and low <= min(candle.open_usd, candle.close_usd)
        and high >= max(candle.open_usd, candle.close_usd)
    )


def _is_price(value: float) -> bool:
    """A billion dollars for a coin is a slip of a factor."""
    return 0 < value <= _HIGHEST_PRICE_USD


def _is_positive(value: float) -> bool:
    return 0 < value <= _MOST_USD
