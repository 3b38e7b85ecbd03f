"""What OKX can be asked about the past: candles and payments in pages, and forced orders where it still answers for
them."""

from collections.abc import Sequence

from tui.domain.clock import DAY_MS, MINUTE_MS, Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Candle, Coverage, Event, FeedKind, Liquidation
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
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


class PastLiquidations:
    """Forced orders of perpetuals by `public/liquidation-orders`: neither in OKX's present documentation nor in ccxt's
    list, but answered in 2026. Where it is not, nothing else is lost."""

    def __init__(self, client: Client, assets: Sequence[str], clock: Clock) -> None:
        self._client = client
        self._assets = frozenset(assets)
        self._clock = clock
        self._newest_ms: dict[str, int] = {}
        """Underlying -> the newest order known."""

    async def fetch(self) -> Sequence[Event]:
        """Orders of every underlying since the last look, or a day; last their Coverage, where it is known of all."""
        listed = await self._client.instruments("swap")
        underlyings = {f"{known.asset}-{known.quote}" for known in listed.values() if known.asset in self._assets}
        asked_ms = self._clock.now_ms()
        found: list[Event] = []
        since_ms: list[int] = []
        offered = False
        for underlying in sorted(underlyings):
            try:
                orders, from_ms = await self._pages(underlying)
            except VenueError as error:
                if error.trouble not in REFUSALS:
                    raise
                continue
            found += orders
            offered = True
            if from_ms is not None:
                since_ms.append(from_ms)
        if not offered:
            raise VenueError("okx", Trouble.UNSUPPORTED, "past liquidations are not offered")
        if since_ms and len(since_ms) == len(underlyings):
            found.append(
                Coverage(
                    venue="okx",
                    kind=FeedKind.LIQUIDATIONS,
                    part="backfill",
                    from_ms=max(since_ms),
                    until_ms=asked_ms,
                )
            )
        return found

    async def _pages(self, underlying: str) -> tuple[list[Liquidation], int | None]:
        """Orders back to those already known, or a day; and the moment since which there are no others, None where
        nothing tells it: OKX forgets orders within a day, so the end of its pages says nothing of what was before."""
        known = self._client.known("swap")
        now_ms = self._clock.now_ms()
        back_to_ms = max(now_ms - DAY_MS, self._newest_ms.get(underlying, 0) - _LATE_MS)
        asked = {"instType": "SWAP", "uly": underlying, "state": "filled", "limit": str(_ORDERS_A_PAGE)}
        found: dict[str, Liquidation] = {}
        for _ in range(_PAGES):
            payload = await self._client.get("public/liquidation-orders", asked)
            batch = past_liquidations(payload, known, now_ms)
            new = {event.key: event for event in batch.events if event.key not in found}
            found |= new
            if not new or min(event.at_ms for event in new.values()) < back_to_ms:
                break
            # One millisecond is asked for twice, so that a page's end between two orders of it loses neither.
            asked |= {"after": str(min(event.at_ms for event in found.values()) + 1)}
        oldest_ms = min((event.at_ms for event in found.values()), default=None)
        from_ms = None if oldest_ms is None else max(oldest_ms, back_to_ms)
        kept = sorted((event for event in found.values() if event.at_ms >= back_to_ms), key=lambda event: event.at_ms)
        if kept:
            self._newest_ms[underlying] = kept[-1].at_ms
        return kept, from_ms
