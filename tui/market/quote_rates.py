"""What a dollar token is worth: for prices what the market's own legs say, for sums a dollar until it has left its
peg."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import TypeVar

import msgspec

from tui.domain.events import Liquidation, OpenInterest, Quote

LEFT_PCT, RETURNED_PCT = 1.0, 0.5
"""A token has left its peg when it is this far off, and is back when it is nearer than that."""
_LASTING_S = 60.0
"""In a cascade venues are apart for seconds; that is no depeg."""
_EVERY_S = 1.0
_SAMPLES = 30
"""Measurements that a rate is the median of: half a minute."""
_HELD_S = 300.0
"""How long a rate holds when the dollar legs stop telling it."""
_AGREE_SHARE = 0.001
"""One venue's dollar leg that is off must not turn every token leg: two have to agree this nearly."""
_DEPEG_AGREE_SHARE = 0.005
"""The same where the token is off by twice as much at least."""
_ALIKE_SHARE = 0.002
"""So near to each other stand the rates that two assets tell."""
_TOKENS = ("USDT", "USDC")

E = TypeVar("E", Liquidation, OpenInterest)


class QuoteRates:
    """Dollars a token, measured as an asset's price in dollars over its price in tokens."""

    def __init__(self) -> None:
        self.in_use: Mapping[str, float] = {}
        """Token -> dollars; only tokens that have left their peg for a minute."""
        self._near_peg: dict[str, deque[float]] = {token: deque(maxlen=_SAMPLES) for token in _TOKENS}
        self._told_s: dict[str, float] = {}
        self._off_since_s: dict[str, float] = {}
        self._measured_s: float | None = None

    def measure(self, by_asset: Iterable[Sequence[Quote]], now_s: float) -> None:
        """Takes the live quotes of every asset, once a second at most."""
        if self._measured_s is not None and now_s - self._measured_s < _EVERY_S:
            return
        self._measured_s = now_s
        quotes = list(by_asset)
        rates = dict(self.in_use)
        for token in _TOKENS:
            self._remember(quotes, token, now_s)
            rate = _told(quotes, token)
            if rate is None:
                # Nobody quotes both, or one alone: a depeg that was known holds.
                continue
            off_pct = abs(rate - 1) * 100
            if off_pct < RETURNED_PCT or (off_pct <= LEFT_PCT and token not in rates):
                self._off_since_s.pop(token, None)
                rates.pop(token, None)
            elif now_s - self._off_since_s.setdefault(token, now_s) >= _LASTING_S:
                rates[token] = rate
        self.in_use = rates

    def for_prices(self) -> Mapping[str, float]:
        """Token -> dollars, by which token legs are converted before they stand beside dollar legs."""
        measured = {token: median(rates) for token, rates in self._near_peg.items() if rates}
        return measured | dict(self.in_use)

    def _remember(self, quotes: Sequence[Sequence[Quote]], token: str, now_s: float) -> None:
        """Takes a measurement near the peg; a farther one is a depeg only once it lasts (`in_use`)."""
        known = self._near_peg[token]
        found = [rate for legs in quotes if _dollars_agree(legs) and (rate := _rate(legs, token)) is not None]
        near = [rate for rate in found if abs(rate - 1) * 100 <= LEFT_PCT]
        if near:
            known.append(median(near))
            self._told_s[token] = now_s
        elif now_s - self._told_s.get(token, now_s) > _HELD_S:
            known.clear()

    def in_dollars(self, event: E) -> E:
        """The event with its dollars corrected, where its contract is priced in a token that has left its peg."""
        rate = next((rate for token, rate in self.in_use.items() if token in event.symbol.upper()), None)
        if rate is None:
            return event
        if isinstance(event, Liquidation):
            return msgspec.structs.replace(event, usd=event.usd * rate, price_usd=event.price_usd * rate)
        return msgspec.structs.replace(event, usd=event.usd * rate)

    def words(self) -> str | None:
        """What a person must know; None while a token is a dollar."""
        off = ", ".join(f"1 {token} is {rate:.4f} USD" for token, rate in self.in_use.items())
        words = (
            "prices, liquidations and open interest are converted; candles in it, and lines held against them, are not"
        )
        return f"{off}: {words}" if off else None


def _told(quotes: Sequence[Sequence[Quote]], token: str) -> float | None:
    """The token's rate as two venues' dollar legs tell it, or two assets alike; None where nothing bears out what one
    venue tells: a book that stands still while the market falls looks like a depeg of every token."""
    borne_out = [
        rate for legs in quotes if _dollars_agree(legs, _DEPEG_AGREE_SHARE) and (rate := _rate(legs, token)) is not None
    ]
    if borne_out:
        return median(borne_out)
    rates = [rate for legs in quotes if (rate := _rate(legs, token)) is not None]
    are_alike = len(rates) >= 2 and max(rates) / min(rates) - 1 <= _ALIKE_SHARE
    return median(rates) if are_alike else None


def _dollars_agree(legs: Sequence[Quote], share: float = _AGREE_SHARE) -> bool:
    """Whether at least two venues quote dollars, and the same."""
    mids = [mid for quote in legs if quote.quote == "USD" and (mid := quote.mid_usd)]
    return len(mids) >= 2 and max(mids) / min(mids) - 1 <= share


def _rate(legs: Sequence[Quote], token: str) -> float | None:
    """From one asset's quotes: median in dollars over median in the token; None where one of them is missing."""
    in_usd = [mid for quote in legs if quote.quote == "USD" and (mid := quote.mid_usd)]
    in_token = [mid for quote in legs if quote.quote == token and (mid := quote.mid_usd)]
    return median(in_usd) / median(in_token) if in_usd and in_token else None
