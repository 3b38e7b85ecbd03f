"""Puts against calls over all venues: by volume and by open interest in coin, by premium in dollars."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from tui.domain.events import OptionBook


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
    """Dollars paid in 24 hours, where the venue gives that sum; else 24-hour volume x mark price now, in dollars by the
    expiry's forward, which estimates it."""
    unpriced_coin: float = 0.0
    """Volume of the options with neither, which the premium lacks."""
    estimated: tuple[str, ...] = ()
    """Venues whose premium is such an estimate."""


def put_call(books: Iterable[OptionBook]) -> PutCalls:
    """Over every living option of every book."""
    sides = _Sums(), _Sums()
    estimated: set[str] = set()
    for book in books:
        at_ms = book.at_ms
        for quote in book.quotes:
            if quote.expiry_ms <= at_ms:
                # Venues go on listing what has expired for a while.
                continue
            side = sides[quote.is_call]
            side.open_coin += quote.open_interest_coin
            traded_coin = quote.volume_24h_coin
            if traded_coin <= 0:
                continue
            side.volume_coin += traded_coin
            paid_usd = quote.premium_24h_usd
            if paid_usd is None and quote.mark_coin is not None and quote.underlying_usd is not None:
                paid_usd = traded_coin * quote.mark_coin * quote.underlying_usd
                estimated.add(book.venue)
            # Worthless is a price, absent is none.
            if paid_usd is not None and 0 <= paid_usd < math.inf:
                side.premium_usd += paid_usd
            else:
                side.unpriced_coin += traded_coin
    puts, calls = sides
    return PutCalls(
        PutCall(puts.volume_coin, calls.volume_coin),
        PutCall(puts.open_coin, calls.open_coin),
        PutCall(puts.premium_usd, calls.premium_usd),
        puts.unpriced_coin + calls.unpriced_coin,
        tuple(sorted(estimated)),
    )


class _Sums:
    """What has been added up of one side."""

    __slots__ = ("open_coin", "premium_usd", "unpriced_coin", "volume_coin")

    def __init__(self) -> None:
        self.volume_coin = self.open_coin = self.premium_usd = self.unpriced_coin = 0.0
