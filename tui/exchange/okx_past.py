"""What OKX can be asked about the past: candles and payments in pages, and forced orders where it still answers for
them."""

from collections.abc import Sequence
from typing import NamedTuple

from tui.domain.clock import DAY_MS, MINUTE_MS, Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Candle, Coverage, Event, FeedKind, Liquidation
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.okx_polls import INSTRUMENT_TYPES
from tui.exchange.polling import REFUSALS
from tui.exchange.wire.candle_rows import SPAN_MS
from tui.exchange.wire.okx_candles import BARS, candles
from tui.exchange.wire.okx_derivatives import LONGEST_INTERVAL_H, paid
from tui.exchange.wire.okx_instruments import spot_of
from tui.exchange.wire.okx_liquidations import past_liquidations
from tui.exchange.wire.settled import settled

_BARS_WANTED = 500
_BARS_AGAIN = 3
"""Bars that are asked for again once all are known: the moving one and what may have been corrected."""
_BARS_A_PAGE = 300
_ORDERS_A_PAGE = 100
_PAYMENTS_A_PAGE = 100
_PAGES = 10
_LATE_MS = 15 * MINUTE_MS
"""OKX may publish a forced order minutes after it happened."""


class Candles:
    """Daily and hourly candles of one spot market an asset: all of them at first, then only the newest."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._newest_ms: dict[tuple[str, str], int] = {}
        """(market, timeframe) -> the last bar's open, once the whole past is known."""

    async def fetch(self, asset: str) -> Sequence[Event]:
        listed = await self._client.instruments("spot")
        markets = spot_of(listed.values(), asset)
        if not markets:
            raise VenueError("okx", Trouble.UNSUPPORTED, f"no spot market of {asset}")
        found: list[Event] = []
        for timeframe in BARS:
            found += await self._load(markets[0], timeframe)
        return found

    async def _load(self, known: Instrument, timeframe: str) -> list[Candle]:
        newest_ms = self._newest_ms.get((known.id, timeframe))
        wanted = _BARS_WANTED
        if newest_ms is not None:
            missing = (self._clock.now_ms() - newest_ms) // SPAN_MS[timeframe]
            wanted = max(_BARS_AGAIN, min(_BARS_WANTED, missing + _BARS_AGAIN))
        found, complete = await self._pages(known, timeframe, wanted)
        if not found:
            raise VenueError("okx", Trouble.BAD_RESPONSE, f"an answer without {timeframe} candles")
        if complete:
            self._newest_ms[known.id, timeframe] = found[-1].open_ms
        return found

    async def _pages(self, known: Instrument, timeframe: str, wanted: int) -> tuple[list[Candle], bool]:
        """The last `wanted` bars, oldest first, and whether the venue could be asked for all of them."""
        asked = {"instId": known.id, "bar": BARS[timeframe], "limit": str(min(wanted, _BARS_A_PAGE))}
        found: dict[int, Candle] = {}
        method = "publicGetMarketCandles"
        complete = True
        for _ in range(_PAGES):
            try:
                payload = await self._client.call(method, asked)
            except VenueError as error:
                if not found or error.trouble not in REFUSALS:
                    raise
                complete = False
                break
            page = candles(payload, known, timeframe, self._clock.now_ms())
            older = {bar.open_ms: bar for bar in page if bar.open_ms not in found}
            found |= older
            if not older or len(found) >= wanted:
                break
            asked |= {"after": str(min(found))}
            method = "publicGetMarketHistoryCandles"
        return [found[open_ms] for open_ms in sorted(found)][-wanted:], complete


class PastFunding:
    """What perpetuals have paid, as far back as OKX tells it (three months): all at first, then the newest page."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._known: set[str] = set()

    async def fetch(self, asset: str) -> Sequence[Event]:
        """Of the asset's USDT swap, else of another in dollars."""
        listed = await self._client.instruments("swap")
        swaps = [one for one in listed.values() if one.asset == asset and one.kind == "perpetual" and one.in_dollars]
        if not swaps:
            raise VenueError("okx", Trouble.UNSUPPORTED, f"no swap of {asset}")
        swap = min(swaps, key=lambda one: (one.quote != "USDT", one.id))
        asked = {"instId": swap.id, "limit": str(_PAYMENTS_A_PAGE)}
        found: dict[int, float] = {}
        for _ in range(1 if swap.id in self._known else _PAGES):
            page = paid(await self._client.call("publicGetPublicFundingRateHistory", asked), swap)
            is_last = len(page) < _PAYMENTS_A_PAGE or not page.keys() - found.keys()
            found |= page
            if is_last:
                break
            asked |= {"after": str(min(found))}
        events = settled("okx", swap, found, self._clock.now_ms(), LONGEST_INTERVAL_H)
        if not events:
            raise VenueError("okx", Trouble.BAD_RESPONSE, "an answer without any settled funding")
        self._known.add(swap.id)
        return events


class _Past(NamedTuple):
    """What was told of one underlying."""

    orders: list[Liquidation]
    oldest_ms: int | None
    """Since when all orders are there; None without any."""
    is_cut: bool
    """Whether older ones were left unasked."""


class PastLiquidations:
    """Forced orders of perpetuals and dated futures by `public/liquidation-orders`: neither in OKX's present
    documentation nor in ccxt's list, but answered in 2026. Where it is not, nothing else is lost."""

    def __init__(self, client: Client, assets: Sequence[str], clock: Clock) -> None:
        self._client = client
        self._assets = frozenset(assets)
        self._clock = clock
        self._newest_ms: dict[tuple[str, str], int] = {}
        """(market type, underlying) -> the newest order known."""

    async def fetch(self) -> Sequence[Event]:
        """Orders of every underlying since the last look, or a day; last their Coverage, where it is known of all.

        OKX forgets orders within a day. How far its memory reaches, the oldest order of each perpetual tells; those of
        dated futures are too few to.
        """
        asked_ms = self._clock.now_ms()
        found: list[Event] = []
        since_ms: list[int | None] = []
        offered = False
        for market_type, underlying in await self._underlyings():
            past = None if underlying is None else await self._answered(market_type, underlying)
            if past is None:
                since_ms.append(None)
                continue
            found += past.orders
            offered = True
            if market_type == "swap" or past.is_cut:
                since_ms.append(past.oldest_ms)
        if not offered:
            raise VenueError("okx", Trouble.UNSUPPORTED, "past liquidations are not offered")
        known_ms = [moment for moment in since_ms if moment is not None]
        if known_ms and len(known_ms) == len(since_ms):
            found.append(
                Coverage(
                    venue="okx",
                    kind=FeedKind.LIQUIDATIONS,
                    part="backfill",
                    from_ms=max(known_ms),
                    until_ms=asked_ms,
                )
            )
        return found

    async def _underlyings(self) -> list[tuple[str, str | None]]:
        """(market type, underlying), perpetuals first; None for a type whose list is refused."""
        found: list[tuple[str, str | None]] = []
        for market_type in INSTRUMENT_TYPES:
            try:
                listed = (await self._client.instruments(market_type)).values()
            except VenueError as error:
                if error.trouble not in REFUSALS:
                    raise
                found.append((market_type, None))
                continue
            names = {f"{known.asset}-{known.quote}" for known in listed if known.asset in self._assets}
            found += ((market_type, name) for name in sorted(names))
        return found

    async def _answered(self, market_type: str, underlying: str) -> _Past | None:
        """What was told; None where that is refused."""
        try:
            return await self._pages(market_type, underlying)
        except VenueError as error:
            if error.trouble not in REFUSALS:
                raise
            return None

    async def _pages(self, market_type: str, underlying: str) -> _Past:
        """Orders back to those already known, or a day."""
        known = self._client.known(market_type)
        now_ms = self._clock.now_ms()
        back_to_ms = max(now_ms - DAY_MS, self._newest_ms.get((market_type, underlying), 0) - _LATE_MS)
        asked = {
            "instType": INSTRUMENT_TYPES[market_type],
            "uly": underlying,
            "state": "filled",
            "limit": str(_ORDERS_A_PAGE),
        }
        found: dict[str, Liquidation] = {}
        is_cut = True
        for _ in range(_PAGES):
            payload = await self._client.get("public/liquidation-orders", asked)
            batch = past_liquidations(payload, known, now_ms)
            new = {event.key: event for event in batch.events if event.key not in found}
            found |= new
            if not new or min(event.at_ms for event in new.values()) < back_to_ms:
                is_cut = False
                break
            # One millisecond is asked for twice, so that a page's end between two orders of it loses neither.
            asked |= {"after": str(min(event.at_ms for event in found.values()) + 1)}
        oldest_ms = min((event.at_ms for event in found.values()), default=None)
        kept = sorted((event for event in found.values() if event.at_ms >= back_to_ms), key=lambda event: event.at_ms)
        if kept:
            self._newest_ms[market_type, underlying] = kept[-1].at_ms
        return _Past(kept, None if oldest_ms is None else max(oldest_ms, back_to_ms), is_cut)
