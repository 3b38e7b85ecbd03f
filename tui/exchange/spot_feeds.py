"""The feeds of a venue of which only spot is asked: prices with a fallback, and candles of each asset."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Candle, Event, FeedKind, Quote
from tui.exchange.candle_plan import CandlePlan
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.venue import PRICE_STALE_S, Emit, Feed, PollFeed, StreamFeed
from tui.exchange.wire.spot_markets import spot_of

Stream = Callable[[Sequence[Instrument], Emit], Awaitable[None]]
"""Subscribes to those markets and emits until that is lost, which it tells by raising VenueError."""
Prices = Callable[[Sequence[Instrument]], Awaitable[Sequence[Quote]]]
"""Asks for those markets' prices by REST."""
Bars = Callable[[Instrument, str, int], Awaitable[Sequence[Candle]]]
"""Asks for so many of a market's newest bars of a timeframe."""

_FALLBACK_S = 15.0
_CANDLES_S = 60.0
_TIMEFRAMES = ("1d", "1h")


class SpotFeeds:
    """Finds the markets of the assets in the venue's list, and turns three ways to ask into feeds."""

    def __init__(
        self, client: Client, clock: Clock, assets: Sequence[str], *, stream: Stream, prices: Prices, bars: Bars
    ) -> None:
        self._client = client
        self._venue = client.venue
        self._assets = tuple(assets)
        self._plan = CandlePlan(clock)
        self._ask_stream, self._ask_prices, self._ask_bars = stream, prices, bars

    def feeds(self) -> Sequence[Feed]:
        price = StreamFeed(
            venue=self._venue,
            kind=FeedKind.PRICE,
            part="",
            run=self._stream,
            stale_after_s=PRICE_STALE_S,
            last_frame_s=self._client.last_data_s,
            remark=self._remark,
            doubt=partial(self._client.renew_list, "spot"),
        )
        fallback = PollFeed(
            venue=self._venue,
            kind=FeedKind.PRICE,
            part="",
            every_s=_FALLBACK_S,
            fetch=self._prices,
            stands_in_for=FeedKind.PRICE,
        )
        candles = (
            PollFeed(
                venue=self._venue,
                kind=FeedKind.CANDLES,
                part=asset,
                every_s=_CANDLES_S,
                fetch=partial(self._candles, asset),
            )
            for asset in self._assets
        )
        return (price, fallback, *candles)

    def _remark(self) -> str | None:
        return self._client.remark(["spot"], self._assets)

    async def _stream(self, emit: Emit) -> None:
        markets = {known.id: known for known in await self._markets(self._assets)}
        await self._ask_stream([markets[name] for name in self._client.accepted("spot", markets)], emit)

    async def _prices(self) -> Sequence[Event]:
        quotes = await self._ask_prices(await self._markets(self._assets))
        if not quotes:
            raise VenueError(self._venue, Trouble.BAD_RESPONSE, "an answer without a price")
        return quotes

    async def _candles(self, asset: str) -> Sequence[Event]:
        """Days and hours of the asset's dollar market."""
        [market, *_] = await self._markets((asset,))
        events: list[Candle] = []
        for timeframe in _TIMEFRAMES:
            bars = await self._ask_bars(market, timeframe, self._plan.wanted(asset, timeframe))
            if not bars:
                raise VenueError(self._venue, Trouble.BAD_RESPONSE, f"an answer without {timeframe} bars")
            self._plan.came(asset, timeframe)
            events += bars
        return events

    async def _markets(self, assets: Sequence[str]) -> list[Instrument]:
        """The markets of the assets, the dollar market of each first; VenueError where the venue has none."""
        markets = spot_of((await self._client.instruments("spot")).values(), assets)
        if not markets:
            raise VenueError(self._venue, Trouble.UNSUPPORTED, f"lists no market of {', '.join(assets)}")
        return markets
