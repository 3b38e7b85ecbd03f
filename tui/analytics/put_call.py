"""Puts against calls: by volume, by open interest, over all venues in coin."""

from collections.abc import Iterable
from dataclasses import dataclass

from tui.domain.events import OptionBook


@dataclass(frozen=True)
class PutCall:
    """Coins of puts and of calls."""

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


def put_call(books: Iterable[OptionBook]) -> tuple[PutCall, PutCall]:
    """(by 24-hour volume, by open interest) over every living option of every book. Volume includes closing trades,
    so the two answer different questions."""
    volume, open_interest = {True: 0.0, False: 0.0}, {True: 0.0, False: 0.0}
    for book in books:
        for quote in book.quotes:
            if quote.expiry_ms <= book.at_ms:
                # Venues go on listing what has expired for a while.
                continue
            volume[quote.is_call] += quote.volume_24h_coin
            open_interest[quote.is_call] += quote.open_interest_coin
    return PutCall(volume[False], volume[True]), PutCall(open_interest[False], open_interest[True])
