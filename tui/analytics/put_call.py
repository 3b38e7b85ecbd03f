"""Puts against calls over all venues: by volume and by open interest in coin, by premium in dollars."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from tui.domain.events import OptionBook, OptionQuote


@dataclass(frozen=True)
class PutCall:
    """Coins of puts and of calls, or the dollars paid for them."""

    puts: float
    calls: float

    @property
    def put_share(self) -> float | None:
        """puts / (puts + calls); None where there are neither."""
        both = self.puts + self.calls
        return self.puts / both if both > 0 else None

    @property
    def ratio(self) -> float | None:
        """puts / calls; None without calls."""
        return self.puts / self.calls if self.calls > 0 else None


@dataclass(frozen=True)
class PutCalls:
    """The three readings, which answer different questions: volume includes closing trades, open interest does not
    say when, and premium weighs what is near the money and far in time."""

    volume: PutCall
    """Coins traded in 24 hours."""
    open_interest: PutCall
    premium_usd: PutCall
    """24-hour volume x mark price now, in dollars by the expiry's forward: an estimate of the premium paid, since no
    venue gives the sum of what was really paid."""
    unpriced_coin: float = 0.0
    """Volume of the options without a mark price, which the premium lacks."""


def put_call(books: Iterable[OptionBook]) -> PutCalls:
    """Over every living option of every book."""
    volume, open_interest, premium_usd = ({True: 0.0, False: 0.0} for _ in range(3))
    unpriced_coin = 0.0
    for book in books:
        for quote in book.quotes:
            if quote.expiry_ms <= book.at_ms:
                # Venues go on listing what has expired for a while.
                continue
            open_interest[quote.is_call] += quote.open_interest_coin
            traded_coin = quote.volume_24h_coin
            if traded_coin <= 0:
                continue
            volume[quote.is_call] += traded_coin
            price_usd = _price_usd(quote)
            if price_usd is None:
                unpriced_coin += traded_coin
            else:
                premium_usd[quote.is_call] += traded_coin * price_usd
    return PutCalls(
        PutCall(volume[False], volume[True]),
        PutCall(open_interest[False], open_interest[True]),
        PutCall(premium_usd[False], premium_usd[True]),
        unpriced_coin,
    )


def _price_usd(quote: OptionQuote) -> float | None:
    """The mark in dollars; worthless is a price, absent is none."""
    if quote.mark_coin is None or quote.underlying_usd is None:
        return None
    usd = quote.mark_coin * quote.underlying_usd
    return usd if 0 <= usd < math.inf else None
