"""A venue's market lists by type: loaded on first use, then hourly, after expiries and on unlisted symbols."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from tui.domain.clock import DAY_MS, HOUR_MS, Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.text import clean, is_identifier
from tui.exchange.instrument import Instrument, InstrumentKind
from tui.exchange.listing import Listing
from tui.exchange.wire.number import epoch_ms, positive

log = logging.getLogger("floorline.exchange")

_RELOAD_S = 3600.0
_RETRY_S = 300.0
_EXPIRY_MS = 8 * HOUR_MS + 30_000
"""Contracts expire at 08:00 UTC everywhere; half a minute later the venues list their successors."""

Adapt = Callable[[Mapping[str, Any]], Instrument | None]
"""Makes an Instrument of a ccxt market; None for one that must stay unknown."""

Fetch = Callable[[str], Awaitable[Sequence[Mapping[str, Any]]]]
"""Asks the venue for the ccxt markets of one type."""

_KINDS: dict[str, InstrumentKind] = {
    "spot": "spot",
    "swap": "perpetual",
    "future": "future",
    "option": "option",
}


def instrument_of(market: Mapping[str, Any]) -> Instrument | None:
    """The Instrument that a ccxt market describes; None where it names itself in characters no symbol is made of."""
    symbol, asset, quote = (str(market.get(key) or "") for key in ("id", "base", "quote"))
    kind = _KINDS.get(str(market.get("type")))
    if kind is None or not all(map(is_identifier, (symbol, asset, quote))):
        return None
    told_size, told_expiry, told_strike = (market.get(key) for key in ("contractSize", "expiry", "strike"))
    contract_size = positive(told_size) if told_size else 1.0
    expiry_ms, strike_usd = epoch_ms(told_expiry), positive(told_strike)
    # What is told and cannot be read must not be taken for what was not told.
    if contract_size is None or (told_expiry and expiry_ms is None) or (told_strike and strike_usd is None):
        return None
    option_type = market.get("optionType")
    return Instrument(
        id=symbol,
        asset=asset.upper(),
        quote=quote.upper(),
        kind=kind,
        inverse=bool(market.get("inverse")),
        contract_size=contract_size,
        expiry_ms=expiry_ms,
        strike_usd=strike_usd,
        is_call=None if option_type is None else option_type == "call",
    )


class MarketList:
    """The instruments of one market type of one venue, by id."""

    def __init__(self, venue: str, market_type: str, clock: Clock, fetch: Fetch, adapt: Adapt) -> None:
        self.known: Mapping[str, Instrument] = {}
        """The last list that came; empty before the first."""
        self.ccxt_symbols: frozenset[str] = frozenset()
        """ccxt's own names for them."""
        self.listing = Listing(clock)
        """What left the list since it was first loaded."""
        self._venue = venue
        self._type = market_type
        self._clock = clock
        self._fetch = fetch
        self._adapt = adapt
        self._loaded_s: float | None = None
        self._loaded_ms = 0
        self._failed_s: float | None = None
        self._loading: asyncio.Task[None] | None = None

    async def instruments(self) -> Mapping[str, Instrument]:
        """The list, asked for first where it is missing or old; VenueError where there is none to fall back on.

        An old list that cannot be renewed is still used, and renewed five minutes later.
        """
        if self._is_due():
            if self._loading is None:
                self._loading = asyncio.create_task(self._load())
                self._loading.add_done_callback(self._loaded)
            await self._loaded_list(self._loading)
        return self.known

    async def _loaded_list(self, loading: "asyncio.Task[None]") -> None:
        """One who stops waiting must not take the list from the others, and one who closes must not cancel them."""
        try:
            await asyncio.shield(loading)
        except asyncio.CancelledError:
            if not loading.cancelled():
                raise
            raise VenueError(self._venue, Trouble.DISCONNECTED, "closed") from None

    def renew(self) -> None:
        """Something unlisted was seen: the list is asked for again on its next use, at most every five minutes."""
        if self._loaded_s is not None and self._clock.monotonic_s() - self._loaded_s >= _RETRY_S:
            self._loaded_s = None

    async def cancel(self) -> None:
        """Stops a load under way."""
        if self._loading is not None:
            self._loading.cancel()
            await asyncio.wait({self._loading}, timeout=1.0)

    def _is_due(self) -> bool:
        now_s = self._clock.monotonic_s()
        if self.known and self._failed_s is not None and now_s - self._failed_s < _RETRY_S:
            return False
        if self._loaded_s is None:
            return True
        last_expiry_ms = self._clock.now_ms() - (self._clock.now_ms() - _EXPIRY_MS) % DAY_MS
        return now_s - self._loaded_s >= _RELOAD_S or self._loaded_ms < last_expiry_ms

    async def _load(self) -> None:
        try:
            markets = await self._fetch(self._type)
            pairs = [(market, found.in_coins() if (found := self._adapt(market)) else None) for market in markets]
            known = {found.id: found for _, found in pairs if found is not None}
            if not known:
                raise VenueError(self._venue, Trouble.BAD_RESPONSE, clean(f"an empty market list: {self._type}"))
        except VenueError as error:
            self._failed_s = self._clock.monotonic_s()
            if not self.known:
                raise
            log.warning("%s: market list %s kept as it was: %s", self._venue, self._type, error.reason)
            return
        self.known, self.ccxt_symbols = known, frozenset(str(market["symbol"]) for market in markets)
        # What is listed but does not trade any more is gone for whoever watches it.
        self.listing.update({f.id: f for market, f in pairs if f is not None and market.get("active") is not False})
        self._failed_s = None
        self._loaded_s, self._loaded_ms = self._clock.monotonic_s(), self._clock.now_ms()

    def _loaded(self, done: "asyncio.Task[None]") -> None:
        self._loading = None
        if not done.cancelled():
            # Looked at, so that asyncio does not report it where everyone who waited was cancelled.
            done.exception()
